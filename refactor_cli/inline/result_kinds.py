"""Functions whose results are handled otherwise than those of the old one: a context manager is entered, and what a
generator gives is gone through once, as it is asked for.

https://docs.python.org/3/library/contextlib.html#contextlib.contextmanager
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from refactor_cli.call_parameters import definition_of, is_plainly_decorated
from refactor_cli.data import Definition, Symbol, Target, Usage
from refactor_cli.expression_nodes import own_nodes
from refactor_cli.grammar import nearest
from refactor_cli.inline.contexts import stands_in
from refactor_cli.inline.coroutines import gives
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

Kind = Literal["manager", "generator", "value", ""]

_MANAGERS = frozenset({"contextmanager", "asynccontextmanager"})


def other_result(symbols: SymbolMap, target: Target, usage: Usage, new: frozenset[Symbol]) -> str:
    """What is wrong with a call of the new function where the old one was called, "" for nothing that is known."""
    old_kind = _kind(symbols, target.symbols)
    new_kind = _kind(symbols, new) if old_kind else ""
    if not new_kind or old_kind == new_kind:
        return ""
    name = next(iter(new)).name
    if new_kind == "manager":
        return f"'{name}' gives a context manager, and the old one none: it has to be entered"
    if old_kind == "manager":
        return f"the old function gives a context manager, and '{name}' none"
    call = _call(symbols, usage)
    if call is not None and stands_in(call, "for"):
        return ""
    if new_kind == "generator":
        return f"'{name}' is a generator, which is gone through once, and the old one is none: see what is done with it"
    return f"the old function is a generator, and '{name}' is none: see what is done with what it gives"


def _kind(symbols: SymbolMap, found: frozenset[Symbol]) -> Kind:
    definition = definition_of(symbols, found)
    if definition is None or definition.kind == "class":
        return ""
    if not _MANAGERS.isdisjoint(each.rpartition(".")[2] for each in definition.decorators):
        return "manager"
    if definition.is_async or not is_plainly_decorated(definition):
        return ""
    if _is_generator(symbols, next(iter(found)).path or "", definition):
        return "generator"
    return "value" if gives(symbols, found) == "value" else ""


def _is_generator(symbols: SymbolMap, path: str, definition: Definition) -> bool:
    node = symbols.tree(path).root_node.descendant_for_byte_range(*definition.span)
    return (
        node is not None
        and node.type == "function_definition"
        and any(each.type == "yield" for each in own_nodes(node))
    )


def _call(symbols: SymbolMap, usage: Usage) -> Node | None:
    if usage.call_span is None:
        return None
    return nearest(symbols.tree(usage.path).root_node.descendant_for_byte_range(*usage.call_span), "call")

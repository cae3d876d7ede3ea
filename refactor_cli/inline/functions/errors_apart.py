"""Functions that raise errors of another kind than the old one, where a `try` around the call, or what says that an
error is expected, names the old one's: it would not be reached."""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from refactor_cli.call_parameters import definition_of
from refactor_cli.data import Symbol, Usage
from refactor_cli.expression_nodes import code_children, own_nodes
from refactor_cli.inline.classes.loaded_classes import loaded_class
from refactor_cli.inline.new_names.whole_names import led_to
from refactor_cli.recipe.rules import last_part
from refactor_cli.resolution import ANY_CLASS, mro
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_EXPECTING = frozenset({"assertRaises", "assertRaisesRegex", "raises", "suppress"})


def not_caught(
    symbols: SymbolMap,
    usage: Usage,
    old: frozenset[Symbol],
    new: frozenset[Symbol],
    becoming: Mapping[Symbol, Symbol],
) -> str:
    """What is caught or expected around a call that the old function raises and the new one does not, "" for nothing
    that is seen. `becoming`: classes whose names become others' by the same recipe."""
    if usage.call_span is None or old == new:
        return ""
    raised, raises = _raised(symbols, old), _raised(symbols, new)
    if not raised or not raises or any(each is None for each in (*raised, *raises)):
        return ""
    node = symbols.tree(usage.path).root_node.descendant_for_byte_range(*usage.call_span)
    for named in _caught(node):
        for error in _meant(symbols, usage.path, named):
            was = [each for each in raised if each is not None and _derives(symbols, each, error)]
            then = becoming.get(error, error)
            if was and not any(each is not None and _derives(symbols, each, then) for each in raises):
                other, line = next(iter(raises)), named.start_point.row + 1
                shown = last_part(other.name) if other is not None else ""
                called = next(iter(new)).name
                caught = last_part(error.name)
                return (
                    f"line {line} has to do with {caught}, which '{called}' does not raise: it raises {shown}"
                )
    return ""


def _raised(symbols: SymbolMap, found: frozenset[Symbol]) -> frozenset[Symbol | None]:
    """The classes of the errors that a function raises by itself; None for one that is not known."""
    memo: dict[frozenset[Symbol], frozenset[Symbol | None]]
    memo = symbols.snapshot.memo.setdefault("errors raised", {})
    if found not in memo:
        memo[found] = frozenset(_raised_by(symbols, found))
    return memo[found]


def _raised_by(symbols: SymbolMap, found: frozenset[Symbol]) -> Iterator[Symbol | None]:
    definition = definition_of(symbols, found)
    if definition is None or definition.kind != "function":
        return
    path = next(iter(found)).path or ""
    node = symbols.tree(path).root_node.descendant_for_byte_range(*definition.span)
    for each in own_nodes(node) if node is not None else ():
        given = code_children(each) if each.type == "raise_statement" else []
        if not given:
            continue
        named = given[0].child_by_field_name("function") if given[0].type == "call" else given[0]
        known = [*_meant(symbols, path, named)] if named is not None else []
        yield known[0] if len(known) == 1 else None


def _caught(node: Node | None) -> Iterator[Node]:
    """The classes that are named by what is around a call: behind `except`, by `with raises(…)`."""
    while node is not None and node.parent is not None and node.type not in ("function_definition", "lambda"):
        parent = node.parent
        if parent.type == "try_statement" and parent.child_by_field_name("body") == node:
            for clause in parent.named_children:
                if clause.type in ("except_clause", "except_group_clause"):
                    yield from _named(clause)
        elif parent.type == "with_statement" and parent.child_by_field_name("body") == node:
            for item in parent.named_children[0].named_children:
                call = item.child_by_field_name("value")
                call = call.named_children[0] if call is not None and call.type == "as_pattern" else call
                if call is not None and call.type == "call" and _expects(call):
                    yield from code_children(call.child_by_field_name("arguments"))
        node = parent


def _expects(call: Node) -> bool:
    function = call.child_by_field_name("function")
    name = (function.text or b"").decode("utf-8", "replace") if function is not None else ""
    return name.rpartition(".")[2] in _EXPECTING


def _named(clause: Node) -> Iterator[Node]:
    for each in clause.named_children:
        if each.type in ("as_pattern", "tuple", "parenthesized_expression"):
            yield from _named(each)
        elif each.type in ("identifier", "attribute"):
            yield each


def _meant(symbols: SymbolMap, path: str, node: Node) -> Iterator[Symbol]:
    if node.type not in ("identifier", "attribute"):
        return
    found = led_to(symbols, path, node)
    yield from found
    name = (node.text or b"").decode("utf-8", "replace")
    known = getattr(builtins, name, None) if not found and node.type == "identifier" else None
    if isinstance(known, type) and issubclass(known, BaseException):
        yield Symbol(None, f"builtins.{known.__name__}")


def _derives(symbols: SymbolMap, cls: Symbol, base: Symbol) -> bool:
    """Whether a class is, or may be, one of another."""
    order = mro(symbols, cls) if cls.path is not None else (cls,)
    if base in order or ANY_CLASS in order:
        return True
    its = loaded_class(base.name) if base.path is None else None
    for each in order:
        found = loaded_class(each.name) if each.path is None else None
        if (
            each.path is None
            and base.path is None
            and (found is None or its is None or issubclass(found, its))
        ):
            return True
    return False

"""Which errors a function is seen to raise: by itself, by the functions of the repository that it calls, and by what
Python does for it."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.call_parameters import definition_of
from refactor_cli.data import Definition, Symbol
from refactor_cli.expression_nodes import code_children, own_nodes
from refactor_cli.inline.functions.coroutines import is_yet_to_be_written
from refactor_cli.inline.new_names.whole_names import led_to
from refactor_cli.resolution import ANY_CLASS, mro
from refactor_cli.resolution.loaded_classes import loaded_class
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_DEEPEST = 3  # calls in calls that are looked at
# https://docs.python.org/3/library/functions.html: what these raise for values that do not do
_OF_BUILTINS = {
    "bytes": ("ValueError", "TypeError"),
    "float": ("ValueError", "TypeError"),
    "getattr": ("AttributeError",),
    "int": ("ValueError", "TypeError"),
    "next": ("StopIteration",),
    "open": ("OSError", "ValueError"),
}
# what raises nothing, whatever the values are
SILENT = frozenset(
    {
        "assignment",
        "block",
        "boolean_operator",
        "comment",
        "conditional_expression",
        "dictionary",
        "elif_clause",
        "else_clause",
        "expression_list",
        "expression_statement",
        "false",
        "float",
        "identifier",
        "if_statement",
        "integer",
        "list",
        "none",
        "not_operator",
        "parenthesized_expression",
        "pass_statement",
        "return_statement",
        "string",
        "string_content",
        "string_end",
        "string_start",
        "true",
        "tuple",
    }
)


def raised_by(symbols: SymbolMap, found: frozenset[Symbol]) -> frozenset[Symbol | None]:
    """The classes of the errors that a function raises by itself; None for one that is not known."""
    memo: dict[frozenset[Symbol], frozenset[Symbol | None]]
    memo = symbols.snapshot.memo.setdefault("errors raised", {})
    if found not in memo:
        memo[found] = frozenset(_raised(symbols, found))
    return memo[found]


def _raised(symbols: SymbolMap, found: frozenset[Symbol]) -> Iterator[Symbol | None]:
    node = _function(symbols, definition_of(symbols, found), found)
    if node is None:
        return
    path = next(iter(found)).path or ""
    for each in own_nodes(node):
        given = code_children(each) if each.type == "raise_statement" else []
        if not given:
            continue
        named = given[0].child_by_field_name("function") if given[0].type == "call" else given[0]
        known = [*errors_meant(symbols, path, named)] if named is not None else []
        yield known[0] if len(known) == 1 else None


def raised_by_helpers(
    symbols: SymbolMap, found: frozenset[Symbol], depth: int = 0
) -> frozenset[Symbol | None]:
    """The errors of what a function calls, and does not catch itself; of methods nothing is said."""
    memo: dict[tuple[frozenset[Symbol], int], frozenset[Symbol | None]]
    memo = symbols.snapshot.memo.setdefault("errors raised by helpers", {})
    if (found, depth) not in memo:
        memo[found, depth] = frozenset(_raised_below(symbols, found, depth))
    return memo[found, depth]


def _raised_below(symbols: SymbolMap, found: frozenset[Symbol], depth: int) -> set[Symbol | None]:
    node, path = _body(symbols, found), next(iter(found)).path or ""
    known = set[Symbol | None]()
    for each in own_nodes(node) if node is not None and depth < _DEEPEST else ():
        if each.type == "subscript" and not _is_in_try(each, node):
            known |= {Symbol(None, "builtins.KeyError"), Symbol(None, "builtins.IndexError")}
        function = each.child_by_field_name("function") if each.type == "call" else None
        if function is None or function.type not in ("identifier", "attribute") or _is_in_try(each, node):
            continue
        called = frozenset(led_to(symbols, path, function))
        name = (function.text or b"").decode("utf-8", "replace")
        if all(each.path is None for each in called):
            known |= {Symbol(None, f"builtins.{error}") for error in _OF_BUILTINS.get(name, ())}
        elif called != found and definition_of(symbols, called) is not None:
            known |= raised_by(symbols, called) | raised_by_helpers(symbols, called, depth + 1)
    return known


def is_sure_to_raise_nothing(symbols: SymbolMap, found: frozenset[Symbol]) -> bool:
    """Whether a function is written, and has nothing in it that may raise an error."""
    memo: dict[frozenset[Symbol], bool] = symbols.snapshot.memo.setdefault("raises nothing", {})
    if found not in memo:
        memo[found] = _is_silent(_body(symbols, found))
    return memo[found]


def _is_silent(function: Node | None) -> bool:
    body = function.child_by_field_name("body") if function is not None else None
    if function is None or body is None or is_yet_to_be_written(function):
        return False
    return all(each.type in SILENT for each in own_nodes(body))


def _body(symbols: SymbolMap, found: frozenset[Symbol]) -> Node | None:
    definition = definition_of(symbols, found)
    return None if definition is None or definition.decorators else _function(symbols, definition, found)


def _function(symbols: SymbolMap, definition: Definition | None, found: frozenset[Symbol]) -> Node | None:
    if definition is None or definition.kind != "function":
        return None
    return symbols.node(next(iter(found)).path or "", definition.span)


def _is_in_try(node: Node, around: Node | None) -> bool:
    """Whether something stands where the function itself catches errors."""
    here: Node | None = node
    while here is not None and here != around:
        parent = here.parent
        if parent is not None and parent.type == "try_statement":
            is_body = parent.child_by_field_name("body") == here
            if is_body and any(each.type.startswith("except") for each in parent.named_children):
                return True
        here = parent
    return False


def errors_meant(symbols: SymbolMap, path: str, node: Node) -> Iterator[Symbol]:
    """The classes that a name of one behind `raise` or `except` leads to."""
    if node.type not in ("identifier", "attribute"):
        return
    found = led_to(symbols, path, node)
    yield from found
    name = (node.text or b"").decode("utf-8", "replace")
    known = getattr(builtins, name, None) if not found and node.type == "identifier" else None
    if isinstance(known, type) and issubclass(known, BaseException):
        yield Symbol(None, f"builtins.{known.__name__}")


def derives(symbols: SymbolMap, cls: Symbol, base: Symbol) -> bool:
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

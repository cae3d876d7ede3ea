"""What is done with what a call gives: by which name it goes on, and where it is taken apart by position.

https://docs.python.org/3/reference/simple_stmts.html#assignment-statements
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.expression_nodes import operator_of, with_brackets
from refactor_cli.grammar import nearest
from refactor_cli.inline.functions.handed_to_callers import handed_back
from refactor_cli.inline.functions.unawaited import named_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap

_PATTERNS = frozenset({"list_pattern", "pattern_list", "tuple_pattern"})


def uses_of(call: Node) -> list[Node]:
    """Where what a call gives stands: the call itself, or the one name that it is given, wherever that stands."""
    outer = call.parent
    left = outer.child_by_field_name("left") if outer is not None and outer.type == "assignment" else None
    around = nearest(call, "function_definition", "module") if left is not None else None
    if left is None or around is None or left.type != "identifier":
        return [call]
    return [each for each in named_in(around, left) if each != left]


def used_anywhere(symbols: SymbolMap, path: str, call: Node) -> Iterator[Node]:
    """The same, with what callers of a function that gives it back do with it."""
    yield from uses_of(call)
    for _, each in handed_back(symbols, path, call):
        yield from uses_of(each)


def is_unpacked(node: Node) -> bool:
    """Whether each of its items goes somewhere by its place: `a, b = …`, `f(*…)`, `"%s %s" % …`."""
    node = with_brackets(node)
    parent = node.parent
    if parent is None:
        return False
    if parent.type == "assignment" and parent.child_by_field_name("right") == node:
        left = parent.child_by_field_name("left")
        return left is not None and left.type in _PATTERNS
    if parent.type == "list_splat":
        return parent.parent is not None and parent.parent.type == "argument_list"
    return (
        parent.type == "binary_operator"
        and operator_of(parent) == "%"
        and parent.child_by_field_name("right") == node
    )


def is_item(node: Node) -> bool:
    """Whether it is asked for an item, or for some, by number."""
    parent = node.parent
    return parent is not None and parent.type == "subscript" and parent.child_by_field_name("value") == node


def is_counted(node: Node) -> bool:
    """Whether it is asked for an item counted from its end, or for those behind another one."""
    parent = node.parent
    if parent is None or not is_item(node):
        return False
    return any(each.type in ("slice", "unary_operator") for each in parent.named_children)

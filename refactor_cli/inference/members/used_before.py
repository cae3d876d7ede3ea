"""What attributes a variable has been asked for, on every way to a place: it has them there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.expression_nodes import code_children
from refactor_cli.inference.asking import Ask, source
from refactor_cli.resolution import scope_at

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_ELSEWHERE = frozenset(
    {
        *("lambda", "function_definition", "class_definition", "decorated_definition", "delete_statement"),
        *("list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"),
        *("try_statement", "match_statement", "case_clause", "elif_clause", "else_clause"),
    }
)
# what is evaluated of a compound statement, whatever comes of it
_HEADS = {"if_statement": "condition", "while_statement": "condition", "for_statement": "right"}


def used_before(ask: Ask, path: str, name: Node) -> frozenset[str]:
    """The attributes that the value of a name (a node) is asked for before it gets there: it is bound once in its
    function, and each of these uses is evaluated whenever the place is."""
    text, file_map = source(ask.symbols, path, name), ask.symbols.map(path)
    if file_map is None:
        return frozenset()
    scope = scope_at(file_map, name.start_byte)
    while scope > 0 and not any(each.scope == scope for each in file_map.named.get(text, ())):
        scope = file_map.scopes[scope].parent
    bindings = [each for each in file_map.named.get(text, ()) if each.scope == scope]
    if scope <= 0 or file_map.scopes[scope].kind != "function" or len(bindings) != 1:
        return frozenset()
    first = 0 if bindings[0].kind == "parameter" else bindings[0].span.end
    found = set[str]()
    for node in _evaluated_before(name):
        for used in _uses(node):
            value, attribute = used.child_by_field_name("object"), used.child_by_field_name("attribute")
            if value is None or attribute is None or value.start_byte < first:
                continue
            if source(ask.symbols, path, value) == text:
                found.add(source(ask.symbols, path, attribute))
    return frozenset(found)


def _evaluated_before(node: Node) -> Iterator[Node]:
    """What has been evaluated when a place is reached, up to the function around it."""
    inner, outer = node, node.parent
    while outer is not None and inner.type != "function_definition":
        yield from _beside(inner, outer)
        inner, outer = outer, outer.parent


def _beside(inner: Node, outer: Node) -> Iterator[Node]:
    kind = outer.type
    before = [each for each in outer.named_children if each.end_byte <= inner.start_byte]
    if kind in ("assignment", "augmented_assignment"):
        right = outer.child_by_field_name("right")
        if right is not None and right.start_byte > inner.start_byte:
            yield right
    elif kind == "conditional_expression":
        parts = code_children(outer)
        if parts[1].start_byte != inner.start_byte:
            yield parts[1]
    elif kind in _HEADS:
        head = outer.child_by_field_name(_HEADS[kind])
        if head is not None and head.end_byte <= inner.start_byte:
            yield head
    elif kind not in _ELSEWHERE and kind not in (
        "lambda_parameters",
        "parameters",
        "except_clause",
        "finally_clause",
    ):
        yield from before


def _uses(node: Node) -> Iterator[Node]:
    """The attributes that are read whenever a node is evaluated."""
    kind = node.type
    if kind in _ELSEWHERE:
        return
    if kind == "attribute":
        yield node
    parts = code_children(node)
    if kind in ("boolean_operator", "assert_statement"):
        parts = parts[:1]
    elif kind == "comparison_operator":
        parts = parts[:2]
    elif kind == "conditional_expression":
        parts = parts[1:2]
    elif kind in _HEADS:
        head = node.child_by_field_name(_HEADS[kind])
        parts = [head] if head is not None else []
    elif kind in ("assignment", "augmented_assignment"):
        right = node.child_by_field_name("right")
        parts = [right] if right is not None else []
    elif kind == "with_statement":
        # what else it holds may end early, by an exception that goes no further: `suppress`, `assertRaises`
        parts = parts[0].named_children[:1]
    for part in parts:
        yield from _uses(part)

"""The walk over a file's statements. Iterative: blocks may be nested deeper than Python's stack.

Readers of simple statements give None, those of compound ones yield the statement lists inside, in order.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from refactor_cli.data import Span
from refactor_cli.dotted import last_part
from refactor_cli.index.definitions import read_class, read_decorated, read_function
from refactor_cli.index.draft import Draft, Place, Statements, in_block, new_statements
from refactor_cli.index.expressions import read_expression
from refactor_cli.index.nodes import BODY, CONDITION, LEFT, bare, dotted_of, new_span, span_of, targets_of
from refactor_cli.index.patterns import read_case
from refactor_cli.index.simple_statements import SIMPLE

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_TYPE_CHECKING = frozenset({"TYPE_CHECKING", "MYPY"})
# what a condition holds that is one of them, perhaps in other letters that Python reads as these
_NAMES_CHECKING = re.compile(rb"TYPE_CHECKING|MYPY|[\x80-\xff]")


def read_statements(draft: Draft, root: Node) -> None:
    """Adds everything in a module to its draft."""
    span = Span(0, len(draft.utf8))
    draft.open_scope("module", "", span, -1)
    stack = [_read(draft, Statements(root.named_children, Place(0, span)))]
    while stack:
        inner = next(stack[-1], None)
        if inner is None:
            stack.pop()
        else:
            stack.append(_read(draft, inner))


def _read(draft: Draft, statements: Statements) -> Iterator[Statements]:
    place, hot = statements.place, draft.hot
    for node in statements.nodes:
        kind = node.type
        if kind in SIMPLE:
            SIMPLE[kind](draft, node, place)
        elif kind in _COMPOUND:
            yield from _COMPOUND[kind](draft, node, place)
        else:
            start, end = at = node.byte_range
            if hot[bisect_left(hot, start)] < end:
                read_expression(draft, node, place, new_span(at))


def _read_list(draft: Draft, node: Node, place: Place) -> Iterator[Statements]:
    """ERROR nodes, mostly: what can be read of them is read as if it stood here."""
    yield Statements(node.named_children, place)


def _read_if(draft: Draft, node: Node, place: Place) -> Iterator[Statements]:
    statement = span_of(node)
    condition = node.child_by_field_id(CONDITION)
    is_type_checking = is_negated = False
    if condition is not None and _NAMES_CHECKING.search(draft.utf8, *condition.byte_range):
        is_type_checking = last_part(dotted_of(draft.utf8, bare(condition))) in _TYPE_CHECKING
        is_negated = _is_not_type_checking(draft.utf8, condition)
    inside, other = "type_checking" if is_type_checking else "if", "type_checking" if is_negated else "if"
    for child in node.named_children:
        match child.type:
            case "block":
                yield _block(child, place, inside)
            case "elif_clause":
                rest = place._replace(block=Span(child.start_byte, statement.end))
                for part in child.named_children:
                    if part.type == "block":
                        yield _block(part, place, "if")
                    else:
                        read_expression(draft, part, rest, statement)
            case "else_clause":
                yield from _clause(child, place, other)
            case _:
                read_expression(draft, child, place, statement)


def _is_not_type_checking(utf8: bytes, condition: Node) -> bool:
    inner = bare(condition)
    if inner is None or inner.type != "not_operator":
        return False
    return last_part(dotted_of(utf8, bare(inner.child_by_field_name("argument")))) in _TYPE_CHECKING


def _read_for(draft: Draft, node: Node, place: Place) -> Iterator[Statements]:
    statement = span_of(node)
    left, body = node.child_by_field_id(LEFT), node.child_by_field_id(BODY)
    inside = span_of(body) if body is not None else Span(statement.end, statement.end)
    if left is not None:
        for name, _ in targets_of(left):
            draft.bind(name, "for", place._replace(block=inside), statement)
    yield from _loop(draft, node, place, inside)


def _read_while(draft: Draft, node: Node, place: Place) -> Iterator[Statements]:
    body = node.child_by_field_name("body")
    inside = span_of(body) if body is not None else Span(node.end_byte, node.end_byte)
    yield from _loop(draft, node, place, inside)


def _loop(draft: Draft, node: Node, place: Place, inside: Span) -> Iterator[Statements]:
    statement = span_of(node)
    for child in node.named_children:
        if child.type == "block":
            yield Statements(child.named_children, place._replace(block=inside, loop=inside))
        elif child.type == "else_clause":
            yield from _clause(child, place, place.guard)
        else:
            read_expression(draft, child, place, statement)


def _read_try(draft: Draft, node: Node, place: Place) -> Iterator[Statements]:
    statement = span_of(node)
    for child in node.named_children:
        match child.type:
            case "block":
                yield _block(child, place, "try")
            case "except_clause" | "except_group_clause":
                yield from _except(draft, child, place, statement)
            case "else_clause":
                yield from _clause(child, place, "try")
            case "finally_clause":  # runs whatever happens: no block of its own
                for part in child.named_children:
                    if part.type == "block":
                        yield Statements(part.named_children, place)


def _except(draft: Draft, clause: Node, place: Place, statement: Span) -> Iterator[Statements]:
    bodies = [child for child in clause.named_children if child.type == "block"]
    inside = place._replace(block=span_of(bodies[0]) if bodies else span_of(clause), guard="except")
    values = clause.children_by_field_name("value")
    for value in values:
        read_expression(draft, value, place, statement)
    if len(values) == 1 and (target := _alias(values[0])) is not None:
        for name, _ in targets_of(target):
            draft.bind(name, "except", inside, statement)
    elif len(values) == 2 and values[1].type == "identifier":
        draft.commas.append(len(draft.bindings))
        draft.bind(values[1], "except", inside, statement)
    for body in bodies:
        yield Statements(body.named_children, inside)


def _read_with(draft: Draft, node: Node, place: Place) -> Iterator[Statements]:
    statement = span_of(node)
    is_tried = False
    for child in node.named_children:
        if child.type == "block":
            yield _block(child, place, "try") if is_tried else Statements(child.named_children, place)
            continue
        is_tried = any(_suppresses_imports(draft, item) for item in child.named_children)
        read_expression(draft, child, place, statement)
        for item in child.named_children:
            value = item.child_by_field_name("value") if item.type == "with_item" else None
            target = _alias(value)
            if target is not None:
                for name, _ in targets_of(target):
                    draft.bind(name, "with", place, statement)


def _suppresses_imports(draft: Draft, item: Node) -> bool:
    """`with suppress(ImportError):` is `try:` and `except ImportError: pass`."""
    call = bare(item.child_by_field_name("value"))
    if call is None or call.type != "call" or (arguments := call.child_by_field_name("arguments")) is None:
        return False
    callee = dotted_of(draft.utf8, call.child_by_field_name("function"))
    given = {dotted_of(draft.utf8, each) for each in arguments.named_children}
    return last_part(callee) == "suppress" and not given.isdisjoint(_OF_IMPORTS)


def _read_match(draft: Draft, node: Node, place: Place) -> Iterator[Statements]:
    statement = span_of(node)
    for child in node.named_children:
        if child.type != "block":
            read_expression(draft, child, place, statement)
            continue
        for clause in child.named_children:
            if clause.type == "case_clause":
                yield from read_case(draft, clause, place, statement)


# what an import that fails may be caught by: https://docs.python.org/3/library/exceptions.html
_OF_IMPORTS = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})


def _alias(value: Node | None) -> Node | None:
    value = bare(value)
    return value.child_by_field_name("alias") if value is not None and value.type == "as_pattern" else None


def _block(block: Node, place: Place, guard: str) -> Statements:
    return new_statements((block.named_children, in_block(place, span_of(block), guard)))


def _clause(clause: Node, place: Place, guard: str) -> Iterator[Statements]:
    for child in clause.named_children:
        if child.type == "block":
            yield _block(child, place, guard)


_COMPOUND: dict[str, Callable[[Draft, Node, Place], Iterator[Statements]]] = {
    "ERROR": _read_list,
    "block": _read_list,
    "function_definition": read_function,
    "class_definition": read_class,
    "decorated_definition": read_decorated,
    "if_statement": _read_if,
    "for_statement": _read_for,
    "while_statement": _read_while,
    "try_statement": _read_try,
    "with_statement": _read_with,
    "match_statement": _read_match,
}

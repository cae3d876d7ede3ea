"""Simple statements: assignments, imports, `del`, `global`, `type`, and those that only Python 2 has."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from refactor_cli.data import BindingKind, Span
from refactor_cli.index.draft import Draft, Place
from refactor_cli.index.exports import NAME, read_exports
from refactor_cli.index.expressions import read_expression
from refactor_cli.index.nodes import (
    LEFT,
    RIGHT,
    TYPE,
    annotation_of,
    dotted_of,
    name_of,
    new_span,
    parts_of,
    plain_value,
    span_of,
    squeezed,
    targets_of,
)
from refactor_cli.index.type_parameters import open_type_parameters

if TYPE_CHECKING:
    from refactor_cli.grammar import Node


# what an assignment to binds no name
_NO_NAME = frozenset({"attribute", "subscript"})
# `name = value`
_UNTYPED = 3


def _read_expression_statement(draft: Draft, node: Node, place: Place) -> None:
    inner = node.child(0)
    kind = inner.type
    start, end = at = node.byte_range
    if kind == "assignment":
        _read_assignment(draft, inner, place, new_span(at))
    elif kind == "augmented_assignment":
        left = inner.child_by_field_name("left")
        if left is not None and left.type == "identifier":
            draft.bind(left, "augmented", place, new_span(at))
    if draft.is_hot(start, end):
        read_expression(draft, node, place, new_span(at))
    if place.scope == 0 and draft.utf8.startswith(NAME, start):
        read_exports(draft.exports, draft.utf8, inner, place.block != draft.scopes[0].span)


def _read_assignment(draft: Draft, node: Node, place: Place, statement: Span) -> None:
    """`a = b = value`, `name: T = value`, `name: T`."""
    lefts: list[Node] = []
    last, right = node, node.child_by_field_id(RIGHT)
    while (left := last.child_by_field_id(LEFT)) is not None:
        if left.type not in _NO_NAME:
            lefts.append(left)
        if right is None or right.type != "assignment":
            break
        last, right = right, right.child_by_field_id(RIGHT)
    if not lefts:
        return
    annotation = ""
    if right is None or last.child_count > _UNTYPED:  # only the last may have one
        annotation = annotation_of(draft.utf8, last.child_by_field_id(TYPE))
    kind: BindingKind = "annotation" if right is None else "assign"
    for left in lefts:
        for name, value in targets_of(left, right):
            plain, called = plain_value(draft.utf8, value)
            draft.bind(name, kind, place, statement, ("", "", plain, called, annotation, "", -1))


def _read_import(draft: Draft, node: Node, place: Place) -> None:
    statement = span_of(node)
    for module in node.children_by_field_name("name"):
        name = module
        if module.type == "aliased_import":
            alias, name_node = module.child_by_field_name("alias"), module.child_by_field_name("name")
            if alias is None or name_node is None:
                continue
            _bind_import(draft, alias, place, statement, dotted_of(draft.utf8, name_node))
        elif parts := parts_of(name):
            _bind_import(draft, parts[0], place, statement, dotted_of(draft.utf8, name))


def _bind_import(draft: Draft, node: Node, place: Place, statement: Span, module: str) -> None:
    draft.bind(node, "import", place, statement, (module, "", "", "", "", place.guard, -1))


def _read_import_from(draft: Draft, node: Node, place: Place) -> None:
    statement = span_of(node)
    module_node = node.child_by_field_name("module_name")
    if node.type == "future_import_statement":
        module = "__future__"
    else:
        module = squeezed(draft.utf8, module_node) if module_node is not None else ""
    for child in node.children_by_field_name("name"):
        name: Node | None = child
        alias: Node | None = child
        if child.type == "aliased_import":
            name, alias = child.child_by_field_name("name"), child.child_by_field_name("alias")
        if name is not None and alias is not None:
            said = (module, dotted_of(draft.utf8, name), "", "", "", place.guard, -1)
            draft.bind(alias, "from", place, statement, said)
    for child in node.named_children:
        if child.type == "wildcard_import":
            draft.bind(child, "star", place, statement, (module, "", "", "", "", place.guard, -1))


def _read_delete(draft: Draft, node: Node, place: Place) -> None:
    statement = span_of(node)
    for child in node.named_children:
        for name, _ in targets_of(child):
            draft.bind(name, "delete", place, statement)
    read_expression(draft, node, place, statement)


def _read_declaration(draft: Draft, node: Node, place: Place) -> None:
    if place.scope > 0:
        names = {name_of(draft.utf8, child) for child in node.named_children if child.type == "identifier"}
        declared = draft.global_names if node.type == "global_statement" else draft.nonlocal_names
        declared.setdefault(place.scope, set()).update(names)


def _read_type_alias(draft: Draft, node: Node, place: Place) -> None:
    statement = span_of(node)
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    inner = parts_of(left) if left is not None else []
    if inner and inner[0].type == "generic_type":
        inner = parts_of(inner[0])
    if not inner or inner[0].type != "identifier":
        read_expression(draft, node, place, statement)  # an assignment to an attribute of `type(x)`
        return
    draft.bind(inner[0], "type", place, statement)
    here = place
    for child in inner[1:]:
        here = open_type_parameters(draft, child, place, statement)
    if right is not None:
        read_expression(draft, right, here, statement)


def _read_python2(draft: Draft, node: Node, place: Place) -> None:
    draft.signs.append(node.start_byte)
    read_expression(draft, node, place, span_of(node))


def _read_raise(draft: Draft, node: Node, place: Place) -> None:
    """`raise E, "text"` is Python 2."""
    if any(child.type == "expression_list" for child in node.named_children):
        draft.signs.append(node.start_byte)
    read_expression(draft, node, place, span_of(node))


SIMPLE: dict[str, Callable[[Draft, Node, Place], None]] = {
    "expression_statement": _read_expression_statement,
    "import_statement": _read_import,
    "import_from_statement": _read_import_from,
    "future_import_statement": _read_import_from,
    "delete_statement": _read_delete,
    "global_statement": _read_declaration,
    "nonlocal_statement": _read_declaration,
    "type_alias_statement": _read_type_alias,
    "print_statement": _read_python2,
    "exec_statement": _read_python2,
    "raise_statement": _read_raise,
}

"""Assignments to attributes: what methods give to `self`, and what other code gives to the object or the class
(`thing.service = Fake()`, `Thing.service = Fake()`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Span, Symbol
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.assignments import given_to
from refactor_cli.inference.items.containers import grown_at
from refactor_cli.inference.items.kept_by_attributes import is_kept_by_objects
from refactor_cli.inference.members.assignment_places import (
    Set,
    bodies_of,
    files_assigning,
    is_beside,
    of_self,
    set_elsewhere,
)
from refactor_cli.inference.members.kept_by_classes import as_kept
from refactor_cli.inference.members.own_dictionary import put_into
from refactor_cli.inference.members.set_by_text import set_by_class
from refactor_cli.inference.values import EVERY_ITEM, NOTHING, UNKNOWN, Types, holds_all, union
from refactor_cli.inference.written_types import type_comments
from refactor_cli.inference.written_types.annotations import annotated
from refactor_cli.resolution import is_subclass, scope_at

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

RULE = "assigned"


def assigned_in(ask: Ask, cls: Symbol, name: str) -> Types:
    """What the methods of a class assign to an attribute of `self`."""
    if not ask.allows(RULE):
        return Types(complete=True)
    key = ("assigned", cls, name)
    return ask.once(key, lambda: _assigned(ask, cls, name))


def _assigned(ask: Ask, cls: Symbol, name: str) -> Types:
    path = cls.path or ""
    found, places = list[Types](), list[Span]()
    for node, span in of_self(ask, cls, name):
        places.append(span)
        types = _annotated_or_given(ask, path, node, cls)
        if types is not None:
            found.append(as_kept(ask, path, node, cls, types))
    bodies = bodies_of(ask, cls)
    for node, _ in put_into(ask, path, name, bodies):
        given = given_to(ask, path, node)
        if given is not None:
            found.append(given.types)
    found += [ask.expression(path, value) for value, _ in set_by_class(ask, cls, name, bodies)]
    types = union(found) if found else Types(complete=True)
    grown = grown_at(ask, path, types, places)
    if grown == types or not ask.allows(EVERY_ITEM) or not all(map(holds_all, grown.known)):
        return grown
    return grown._replace(via=types.via | {EVERY_ITEM}) if is_kept_by_objects(ask, cls, name) else grown


def _annotated_or_given(ask: Ask, path: str, node: Node, cls: Symbol) -> Types | None:
    statement = node.parent
    if statement is not None and statement.type == "assignment":
        annotation = statement.child_by_field_name("type")
        text = (
            type_comments.behind(ask, path, statement)
            if annotation is None
            else source(ask.symbols, path, annotation)
        )
        file_map = ask.symbols.map(path) if text else None
        scope = scope_at(file_map, node.start_byte) if file_map is not None else 0
        types = annotated(ask, path, scope, text, cls) if text else UNKNOWN
        if types.known:
            return types
    given = given_to(ask, path, node)
    return given.types if given is not None else None


def given_elsewhere(ask: Ask, cls: Symbol, name: str) -> Types:
    """What other code gives an attribute of an object of a class, of the class, or of a module, where imports and
    scopes say that it is one: `thing.service = Fake()`."""
    if not ask.allows(RULE):
        return NOTHING
    every = set_elsewhere(ask, name)
    found = [each for each in every if is_subclass(ask.symbols, each.cls, cls)]
    return ask.once(("elsewhere", cls, name), lambda: _all_given(ask, found)) if found else NOTHING


def given_beside(ask: Ask, cls: Symbol, name: str) -> Types:
    """What the file of a class gives the class under a name, where its body cannot yet: `Node.parent_class = Node`."""
    if not ask.allows(RULE) or cls.path not in files_assigning(ask.symbols, name):
        return NOTHING
    found = [each for each in set_elsewhere(ask, name) if each.cls == cls and is_beside(each)]
    return ask.once(("beside", cls, name), lambda: _all_given(ask, found)) if found else NOTHING


def _all_given(ask: Ask, places: list[Set]) -> Types:
    found = list[Types]()
    for each in places:
        root = ask.symbols.tree(each.path).root_node
        node = root.descendant_for_byte_range(each.span.start, each.span.end)
        given = given_to(ask, each.path, node.parent if node is not None else None)
        found += [given.types] if given is not None else []
    return union(found) if found else NOTHING

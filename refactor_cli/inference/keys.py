"""Dictionaries that are read as records: what stands under one key, not what they hold at all."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.inference.asking import Ask, node_at, source
from refactor_cli.inference.values import Types, union
from refactor_cli.occurrences.reading import occurrences_in
from refactor_cli.resolution import scope_at
from refactor_cli.resolution.scopes import reaching

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_MOST_BINDINGS = 5
_MOST_PLACES = 40
_PATTERNS = frozenset({"pattern_list", "tuple_pattern", "list_pattern", "for_statement", "as_pattern_target"})


def of_key(ask: Ask, path: str, item: Node, index: Node | None) -> Types | None:
    """What `name["key"]` is, where a display that the name is given has the key, or something is assigned to the key in
    the same scope; never all that it may be. None where neither is seen."""
    name, file_map = item.child_by_field_name("value"), ask.symbols.map(path)
    if (
        name is None
        or index is None
        or file_map is None
        or name.type != "identifier"
        or index.type != "string"
    ):
        return None
    key = _key(ask, path, index)
    text = source(ask.symbols, path, name)
    reached = reaching(file_map, scope_at(file_map, item.start_byte), text, item.start_byte)
    if not key or not 0 < len(reached.bindings) <= _MOST_BINDINGS:
        return None
    given: list[Node | None] = []
    for binding in reached.bindings:
        if binding.kind != "assign":
            return None
        given += _displayed(ask, path, node_at(ask.symbols, path, binding.span), key)
    scope = file_map.scopes[reached.bindings[0].scope].span if reached.bindings[0].scope else None
    places = (each.span for each in occurrences_in(ask.symbols, path, text) if each.place == "name")
    for place in [each for each in places if scope is None or scope.contains(each)][:_MOST_PLACES]:
        given += _assigned(ask, path, node_at(ask.symbols, path, place), key)
    if not given:
        return None
    has_unknown = any(each is None for each in given)
    found = union(ask.expression(path, each) for each in given if each is not None)
    return found._replace(complete=False, has_unknown=found.has_unknown or has_unknown)


def _key(ask: Ask, path: str, node: Node) -> str:
    """The text of a plain string, "" for another node."""
    text = source(ask.symbols, path, node)
    if node.type != "string" or text[:1] not in ("'", '"'):
        return ""
    try:
        return str(ast.literal_eval(text))
    except (SyntaxError, ValueError):
        return ""


def _displayed(ask: Ask, path: str, name: Node | None, key: str) -> Iterator[Node]:
    statement = name.parent if name is not None else None
    right = statement.child_by_field_name("right") if statement is not None else None
    for pair in right.named_children if right is not None and right.type == "dictionary" else ():
        left, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if pair.type == "pair" and left is not None and value is not None and _key(ask, path, left) == key:
            yield value


def _assigned(ask: Ask, path: str, name: Node | None, key: str) -> Iterator[Node | None]:
    """What is given to the key there; None for what is not followed."""
    item = name.parent if name is not None else None
    statement = item.parent if item is not None and item.type == "subscript" else None
    if item is None or statement is None:
        return
    if statement.type != "assignment":
        if statement.type in _PATTERNS:
            yield None  # one of several
        return
    left, right = (statement.child_by_field_name(side) for side in ("left", "right"))
    index = next(iter(item.children_by_field_name("subscript")), None)
    if left is None or right is None or index is None or left.start_byte != item.start_byte:
        return
    if left.end_byte == item.end_byte and _key(ask, path, index) == key:
        yield right

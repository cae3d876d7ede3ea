"""Dictionaries that are read as records: what stands under one key, not what they hold at all."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import code_children
from refactor_cli.inference.asking import Ask, called_in, source
from refactor_cli.inference.items.kept_here import READING
from refactor_cli.inference.values import Types, union
from refactor_cli.occurrences.reading import occurrences_in
from refactor_cli.resolution import scope_at
from refactor_cli.resolution.scopes import reaching

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_MOST_BINDINGS = 5
_MOST_PLACES = 40
_PLAIN = frozenset({"string", "integer", "float", "none", "true", "false"})
# what else takes a dictionary and leaves it as it is
_COPYING = frozenset({"OrderedDict", "collections.OrderedDict", "deepcopy", "copy.deepcopy", "copy.copy"})
_READING_METHODS = frozenset(
    {
        *("append", "debug", "dump", "dumps", "error", "extend", "format", "info", "join", "render"),
        *("warning", "assertEqual", "assertDictEqual", "assertIn", "pformat", "pprint", "safe_dump"),
    }
)
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
    key = constant_key(ask, path, index)
    text = source(ask.symbols, path, name)
    reached = reaching(file_map, scope_at(file_map, item.start_byte), text, item.start_byte)
    if not key or not 0 < len(reached.bindings) <= _MOST_BINDINGS:
        return None
    given: list[Node | None] = []
    for binding in reached.bindings:
        if binding.kind != "assign":
            return None
        given += _displayed(ask, path, ask.symbols.node(path, binding.span), key)
    scope = file_map.scopes[reached.bindings[0].scope].span if reached.bindings[0].scope else None
    places = (each.span for each in occurrences_in(ask.symbols, path, text) if each.place == "name")
    for place in [each for each in places if scope is None or scope.contains(each)][:_MOST_PLACES]:
        given += _assigned(ask, path, ask.symbols.node(path, place), key)
    if all(each is None for each in given):
        return None
    has_unknown = any(each is None for each in given)
    found = union(ask.expression(path, each) for each in given if each is not None)
    return found._replace(complete=False, has_unknown=found.has_unknown or has_unknown)


def constant_key(ask: Ask, path: str, node: Node | None) -> str:
    """The text of a plain string, "" for another node."""
    text = source(ask.symbols, path, node) if node is not None and node.type == "string" else ""
    if text[:1] not in ("'", '"'):
        return ""
    try:
        return str(ast.literal_eval(text))
    except (SyntaxError, ValueError):
        return ""


def _displayed(ask: Ask, path: str, name: Node | None, key: str) -> Iterator[Node | None]:
    statement = name.parent if name is not None else None
    right = statement.child_by_field_name("right") if statement is not None else None
    if right is not None and right.type == "dictionary":
        yield from _of_display(ask, path, right, key)


def _of_display(ask: Ask, path: str, display: Node, key: str) -> Iterator[Node | None]:
    """What a display has under the key; None for another dictionary in it."""
    for pair in display.named_children:
        left, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if (
            pair.type == "pair"
            and left is not None
            and value is not None
            and constant_key(ask, path, left) == key
        ):
            yield value
        elif pair.type == "dictionary_splat":
            yield None


def _assigned(ask: Ask, path: str, name: Node | None, key: str) -> Iterator[Node | None]:
    """What is given to the key there; None for what is not followed."""
    outer = name.parent if name is not None else None
    if name is None or outer is None:
        return
    match outer.type:
        case "subscript":
            yield from _to_item(ask, path, outer, key)
        case "attribute":
            yield from _by_method(ask, path, outer, key)
        case "argument_list" | "keyword_argument":
            if not _is_only_read(ask, path, outer):
                yield None  # others may put something into it
        case "augmented_assignment":
            right = outer.child_by_field_name("right")
            if right is not None and right.type == "dictionary":
                yield from _of_display(ask, path, right, key)
            else:
                yield None
        case "assignment" | "named_expression" if _is_value(outer, name):
            yield None  # it has another name, too


def _to_item(ask: Ask, path: str, item: Node, key: str) -> Iterator[Node | None]:
    statement = item.parent
    if statement is None:
        return
    if statement.type not in ("assignment", "augmented_assignment"):
        if statement.type in _PATTERNS:
            yield None  # one of several
        return
    left, right = (statement.child_by_field_name(side) for side in ("left", "right"))
    index = next(iter(item.children_by_field_name("subscript")), None)
    if left is None or right is None or index is None or left.byte_range != item.byte_range:
        return
    is_made = statement.type == "augmented_assignment"  # by what is there already, which may give anything
    if index.type not in _PLAIN:
        yield from () if is_made else (None,)  # under any key
    elif constant_key(ask, path, index) == key:
        yield None if is_made else right


def _by_method(ask: Ask, path: str, attribute: Node, key: str) -> Iterator[Node | None]:
    """What a method of the dictionary gives to the key: `update`, `setdefault`."""
    name, call = attribute.child_by_field_name("attribute"), attribute.parent
    method = source(ask.symbols, path, name) if name is not None else ""
    arguments = call.child_by_field_name("arguments") if call is not None and call.type == "call" else None
    if method not in ("update", "setdefault") or arguments is None:
        return
    given = code_children(arguments)
    if method == "setdefault":
        if not given or given[0].type not in _PLAIN:
            yield None
        elif constant_key(ask, path, given[0]) == key:
            yield given[1] if len(given) > 1 else None
        return
    for each in given:
        if each.type == "dictionary":
            yield from _of_display(ask, path, each, key)
        elif each.type != "keyword_argument":
            yield None
        elif (keyword := each.child_by_field_name("name")) is not None:
            if source(ask.symbols, path, keyword) == key:
                yield each.child_by_field_name("value")


def _is_only_read(ask: Ask, path: str, arguments: Node) -> bool:
    """Whether an argument goes to a function of which it is known that it changes no dictionary."""
    while arguments.type != "argument_list" and arguments.parent is not None:
        arguments = arguments.parent
    called = called_in(ask.symbols, path, arguments.parent)
    return called in READING or called in _COPYING or last_part(called) in _READING_METHODS


def _is_value(statement: Node, name: Node) -> bool:
    value = statement.child_by_field_name("right") or statement.child_by_field_name("value")
    return value is not None and value.byte_range == name.byte_range

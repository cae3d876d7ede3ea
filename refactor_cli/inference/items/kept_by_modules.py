"""Containers that nobody has but the module that makes them: all that is put into one is seen there.

A dictionary that a module makes and its functions fill and look into, as a cache or a table of what is registered,
holds what they put into it. Where any file names one otherwise than to look into it, that is not so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refactor_cli.data import FileMap
from refactor_cli.expression_nodes import code_children
from refactor_cli.inference.asking import Ask, called_in
from refactor_cli.inference.items.kept_by_attributes import are_all_filled
from refactor_cli.inference.items.kept_here import (
    is_made_new,
    is_only_filled,
    is_only_looked_at,
    method_called,
)
from refactor_cli.inference.values import DICTIONARIES, Known, Types, holds_all
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.occurrences.reading import occurrences_in
from refactor_cli.resolution import scope_at
from refactor_cli.resolution.scopes import reaching
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.occurrences.values import Occurrence

# how code gets what a module has under a name that it computes, or runs what no file shows
_COMPUTES = lazy_pattern(rb"\b(?:globals|vars|locals|exec|eval|execfile|__dict__|modules)\b")
# in a string: what a patch takes, or source
_SPELLED = rb"\.%b\b|\b%b(?:\.\w|\[)"
_MAKING = frozenset({"dict", "OrderedDict", "collections.OrderedDict"})
# methods of dictionaries that put nothing into them, and give no more than what one holds
_LOOKING = frozenset({"get", "keys", "values", "items", "iterkeys", "itervalues", "iteritems", "has_key"})
_OF_OBJECTS = frozenset({"self", "cls"})
_MOST_ITEMS = 40
# a name that more files hold, or that stands at more places, is everybody's
_MOST_FILES = 20
_MOST_PLACES = 40


def is_kept_by_module(ask: Ask, path: str, file_map: FileMap, name: str, types: Types) -> bool:
    """Whether a variable of a module holds a container that nobody else has or fills, of what holds nothing itself."""
    if not types.known or not all(map(_holds_own, types.known)):
        return False
    return ask.whether(("kept by modules", path, name), lambda: _is_kept(ask, path, file_map, name))


def _holds_own(container: Known) -> bool:
    """Whether all that it holds is known, and of the repository. (Keys of a dictionary do not change.)"""
    is_keyed = container.symbol.name in DICTIONARIES
    inside = container._replace(items=frozenset()) if is_keyed else container
    return holds_all(inside) and all(
        each.kind == "none" or each.symbol.path is not None for each in inside.items | inside.values
    )


def _is_kept(ask: Ask, path: str, file_map: FileMap, name: str) -> bool:
    snapshot = ask.symbols.snapshot
    if _COMPUTES.search(snapshot.files[path].data) or are_all_filled(ask):
        return False
    if any(name in each.global_names for each in file_map.scopes):
        return False
    own = [each for each in file_map.named.get(name, ()) if each.scope == 0]
    if not own or any(each.kind != "assign" for each in own):
        return False
    paths = python_files_with(snapshot, name)
    uses = [(where, each) for where in paths for each in occurrences_in(ask.symbols, where, name)]
    if len(paths) > _MOST_FILES or sum(where == path for where, _ in uses) > _MOST_PLACES:
        return False
    return all(_is_harmless(ask, where, each, name, where == path) for where, each in uses)


def _is_harmless(ask: Ask, path: str, found: Occurrence, name: str, is_own: bool) -> bool:
    """Whether nobody gets the container there, and only its module makes it or puts something into it."""
    file_map, node = ask.symbols.map(path), ask.symbols.node(path, found.span)
    if file_map is None or node is None:
        return False
    match found.place:
        case "string":
            return False
        case "text":
            word = re.escape(name.encode())
            text = ask.symbols.snapshot.files[path].text.utf8[slice(*found.expression)]
            return found.context != "string" or re.search(_SPELLED % (word, word), text) is None
        case "imported":
            scope = file_map.scopes[scope_at(file_map, found.span.start)]
            return not found.is_given and scope.kind != "class"
        case "attribute":
            return found.receiver in _OF_OBJECTS or _is_looked_at(ask, path, file_map, node.parent)
        case "name" | "binding":
            at = found.span.start
            bound = reaching(file_map, scope_at(file_map, at), name, at).bindings
            if bound and not any(
                (each.scope == 0 and is_own) or each.kind in ("from", "star", "import") for each in bound
            ):
                return True  # another variable
            if _is_looked_at(ask, path, file_map, node):
                return True
            return is_own and (_is_filled(ask, path, node) or _is_made(ask, path, file_map, node))
    return True


def _is_looked_at(ask: Ask, path: str, file_map: FileMap, node: Node | None) -> bool:
    parent = node.parent if node is not None else None
    if node is None or parent is None:
        return False
    if is_only_looked_at(ask, path, file_map, node):
        return True
    is_asked = parent.type == "attribute" and parent.child_by_field_name("object") == node
    return is_asked and method_called(ask, path, parent)[0] in _LOOKING


def _is_filled(ask: Ask, path: str, node: Node) -> bool:
    """Whether something that is seen is put into it; what `update` gives a dictionary is not followed."""
    if not is_only_filled(ask, path, node):
        return False
    method = method_called(ask, path, node.parent)[0] if node.parent is not None else ""
    return method != "update"


def _is_made(ask: Ask, path: str, file_map: FileMap, node: Node) -> bool:
    statement = node.parent
    if statement is None or statement.type != "assignment" or statement.child_by_field_name("left") != node:
        return False
    right = statement.child_by_field_name("right")
    if statement.child_by_field_name("type") is not None:
        return False  # its annotation says what is in it, and may say anything
    if right is None or (statement.parent is not None and statement.parent.type == "assignment"):
        return False
    parts = code_children(right)
    if len(parts) > _MOST_ITEMS:
        return False
    if right.type == "dictionary":
        return all(each.type == "pair" for each in parts)
    called = called_in(ask.symbols, path, right)
    if called in _MAKING and not code_children(right.child_by_field_name("arguments")):
        return called != "dict" or "dict" not in file_map.named
    return is_made_new(ask, path, file_map, statement)

"""Containers that nobody has but the function that makes them: all that is put into one is seen there.

A list that a function fills and goes through, or gives back, holds what it put into it. Where it is handed to anything
that may keep or change it, or has another name, that is not so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Binding, FileMap
from refactor_cli.expression_nodes import code_children, is_starred
from refactor_cli.inference.asking import Ask, called_in, source
from refactor_cli.occurrences.reading import occurrences_within
from refactor_cli.resolution import scope_at

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_MOST_PLACES = 40
# functions of Python that look at a container, or at what it holds: none changes it, or has others get it (`map` hands
# on its items alone)
READING = frozenset(
    {
        *("all", "any", "bool", "dict", "enumerate", "filter", "frozenset", "hash", "id", "isinstance"),
        *("issubclass", "iter", "len", "list", "map", "max", "min", "next", "print", "repr", "reversed"),
        *("set", "sorted", "str", "sum", "tuple", "type", "zip"),
    }
)
# those of them that give one of several arguments back (`next(found, default)`), or what these are added to
_GIVE_AN_ARGUMENT = frozenset({"max", "min", "next", "sum"})
_MAKING = frozenset({"list", "set", "deque", "collections.deque"})
_DISPLAYS = frozenset({"list", "set", "list_comprehension", "set_comprehension"})
# methods that put what they are given into it, by the position of that
_PUTTING = {"append": 0, "add": 0, "appendleft": 0, "insert": 1}
# those that put in what another container holds
_JOINING = frozenset({"extend", "update"})
# those that put nothing in
_LOOKING = frozenset(
    {
        *("clear", "copy", "count", "discard", "index", "isdisjoint", "issubset", "issuperset", "pop"),
        *("popleft", "remove", "reverse", "rotate", "sort"),
    }
)
_CONDITIONS = frozenset(
    {
        "comparison_operator",
        "not_operator",
        "if_statement",
        "elif_clause",
        "while_statement",
        "assert_statement",
    }
)


def is_kept_here(ask: Ask, path: str, file_map: FileMap, binding: Binding) -> bool:
    """Whether a variable of a function holds a container that nobody else has, until it is given back."""
    if file_map.scopes[binding.scope].kind != "function":
        return False
    key = ("containers kept here", path, binding.scope, binding.name)
    return ask.whether(key, lambda: _is_kept(ask, path, file_map, binding))


def _is_kept(ask: Ask, path: str, file_map: FileMap, binding: Binding) -> bool:
    here = [each for each in file_map.named.get(binding.name, ()) if each.scope == binding.scope]
    if any(each.kind != "assign" or not _is_made(ask, path, file_map, each) for each in here):
        return False
    scope = file_map.scopes[binding.scope]
    if binding.name in (*scope.global_names, *scope.nonlocal_names):
        return False
    places = occurrences_within(ask.symbols, path, binding.name, scope.span)
    uses = [each for each in places if each.place in ("name", "binding")]
    if len(uses) > _MOST_PLACES or any(each.place == "string" for each in places):
        return False
    return all(_is_harmless(ask, path, file_map, binding, ask.symbols.node(path, each.span)) for each in uses)


def _is_made(ask: Ask, path: str, file_map: FileMap, binding: Binding) -> bool:
    """Whether a variable is given something new, by itself."""
    name = ask.symbols.node(path, binding.span)
    statement = name.parent if name is not None else None
    if name is None or statement is None or statement.type != "assignment":
        return False
    return statement.child_by_field_name("left") == name and is_made_new(ask, path, file_map, statement)


def is_made_new(ask: Ask, path: str, file_map: FileMap, statement: Node) -> bool:
    """Whether an assignment makes a container for the one thing that it is given to."""
    right = statement.child_by_field_name("right")
    if right is None or (statement.parent is not None and statement.parent.type == "assignment"):
        return False
    if right.type in _DISPLAYS:
        return not any(is_starred(each) for each in code_children(right))
    called = called_in(ask.symbols, path, right)
    is_own = called.partition(".")[0] in file_map.named and "deque" not in called
    return called in _MAKING and not is_own and not code_children(right.child_by_field_name("arguments"))


def _is_harmless(ask: Ask, path: str, file_map: FileMap, binding: Binding, node: Node | None) -> bool:
    """Whether nothing is put in there that is not seen, and nobody gets it."""
    parent = node.parent if node is not None else None
    if node is None or parent is None:
        return False
    match parent.type:
        case "assignment":
            is_own = scope_at(file_map, node.start_byte) == binding.scope  # not by `nonlocal`
            return is_own and parent.child_by_field_name("left") == node
        case "return_statement":
            return scope_at(file_map, node.start_byte) == binding.scope
    return is_only_looked_at(ask, path, file_map, node) or is_only_filled(ask, path, node)


def is_only_looked_at(ask: Ask, path: str, file_map: FileMap, node: Node) -> bool:
    """Whether a container is read where it stands, and nobody gets it there; it may lose something."""
    parent = node.parent
    if parent is None:
        return False
    match parent.type:
        case "attribute" if parent.child_by_field_name("object") == node:
            return method_called(ask, path, parent)[0] in _LOOKING
        case "subscript" if parent.child_by_field_name("value") == node:
            return _is_item(parent) and not _is_put(parent)
        case "for_statement" | "for_in_clause":
            return parent.child_by_field_name("right") == node
        case "argument_list" if parent.parent is not None and parent.parent.type == "call":
            called = called_in(ask.symbols, path, parent.parent)
            is_known = called in READING and called not in file_map.named
            return is_known and (called not in _GIVE_AN_ARGUMENT or _is_alone(parent))
    return parent.type in _CONDITIONS


def _is_alone(arguments: Node) -> bool:
    """Whether a call is given no more than one thing, but for what it is told by name (`key`)."""
    return len([each for each in code_children(arguments) if each.type != "keyword_argument"]) == 1


def is_only_filled(ask: Ask, path: str, node: Node) -> bool:
    """Whether something that is seen is put into a container where it stands."""
    from refactor_cli.inference.items.iterating import is_settled

    parent = node.parent
    if parent is None:
        return False
    if parent.type == "subscript" and parent.child_by_field_name("value") == node:
        return _is_item(parent) and _is_put(parent)
    if parent.type != "attribute" or parent.child_by_field_name("object") != node:
        return False
    method, given = method_called(ask, path, parent)
    if method in _PUTTING:
        return len(given) == _PUTTING[method] + 1
    return method in _JOINING and len(given) == 1 and is_settled(ask, path, given[0])


def method_called(ask: Ask, path: str, attribute: Node) -> tuple[str, list[Node]]:
    """The method that is called there with what is written, "" for none."""
    call, name = attribute.parent, attribute.child_by_field_name("attribute")
    if (
        call is None
        or name is None
        or call.type != "call"
        or call.child_by_field_name("function") != attribute
    ):
        return "", []
    given = code_children(call.child_by_field_name("arguments"))
    if any(each.type in ("list_splat", "dictionary_splat") for each in given):
        return "", []
    return source(ask.symbols, path, name), given


def _is_put(item: Node) -> bool:
    outer = item.parent
    return outer is not None and outer.type == "assignment" and outer.child_by_field_name("left") == item


def _is_item(item: Node) -> bool:
    """Whether an item is read, removed, or given a value of its own."""
    outer, index = item.parent, next(iter(item.children_by_field_name("subscript")), None)
    if outer is None or index is None:
        return False
    if outer.type == "assignment" and outer.child_by_field_name("left") == item:
        return index.type != "slice"
    return not outer.type.endswith(("_pattern", "pattern_list")) and outer.type not in (
        *("augmented_assignment", "for_statement", "for_in_clause", "as_pattern_target"),
    )

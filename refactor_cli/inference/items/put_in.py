"""What code puts into a container where it names it: `items += [Cart()]`, `fill(items)`, `carts["new"] = Cart()`.

Only what may be there besides: that an item is taken out again, or that a function is never run, is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Definition, FileMap, Span, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import code_children
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.items.container_uses import (
    ADDING,
    EXTENDING,
    METHODS,
    classes_of,
    may_be_of,
    uses_of,
)
from refactor_cli.inference.items.keys import constant_key
from refactor_cli.inference.values import Known, Types, with_held
from refactor_cli.occurrences.reading import occurrences_in
from refactor_cli.resolution import definitions_of, evaluate, member, scope_at
from refactor_cli.resolution.definitions import class_of_body
from refactor_cli.resolution.scopes import reaching

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# what a container gives of what it holds, or a container of the same
TAKING = frozenset({"get", "pop", "popleft", "popitem", "setdefault", "values", "items", "copy", "keys"})
_OF_THE_SAME = frozenset({"values", "items", "copy", "keys"})
# so many variables, functions and aliases may stand between
FURTHEST = 3
# functions of the standard library that put an argument into their first, by its position
_PUSHING = {
    **dict.fromkeys(("heappush", "heappushpop", "heapreplace", "insort", "insort_left", "insort_right"), 1),
    "setitem": 2,
    # methods that are given what they are called on: `list.append(items, Cart())`
    **{name: place + 1 for name, place in ADDING.items()},
    **dict.fromkeys(EXTENDING, 1),
    "iadd": 1,
}

# what gives one of its parts, or what it names
_HANDING_ON = frozenset({"parenthesized_expression", "conditional_expression", "boolean_operator"})
# something is put there by code that is not followed
UNSEEN = Types(frozenset((Known("unknown", Symbol(None, "put there unseen")),)))


class Taken(NamedTuple):
    """What is taken out of a container: under which key, "" where that is not told, and at most so many steps deep."""

    key: str
    depth: int


def put_at(ask: Ask, path: str, node: Node, taken: Taken, further: int = FURTHEST) -> Iterator[Types]:
    """What is put into a container where it stands, or into one that it holds, and may be what is taken out."""
    (key, depth), outer = taken, node.parent
    while outer is not None and outer.start_byte == node.start_byte:
        if outer.type in ("assignment", "augmented_assignment"):
            is_item = outer.type == "assignment" and (
                node.type == "subscript" or (depth and node.type == "attribute")
            )
            if is_item or (depth and outer.type == "augmented_assignment"):
                yield _inside(ask.expression(path, outer.child_by_field_name("right")))
            return
        if outer.type == "subscript":
            other = constant_key(ask, path, next(iter(outer.children_by_field_name("subscript")), None))
            if (key and other and key != other) or not depth:
                return
            node, outer, key, depth = outer, outer.parent, "", depth - 1
            continue
        if outer.type != "attribute":
            break
        name, call = outer.child_by_field_name("attribute"), outer.parent
        method = source(ask.symbols, path, name) if name is not None else ""
        if call is not None and call.type == "call":
            yield from _given_by(ask, path, call, method, key) if depth else ()
            if method not in TAKING or not depth:
                return
            node, outer, key, depth = call, call.parent, "", depth - (method not in _OF_THE_SAME)
            continue
        if call is not None and call.type == "assignment" and method in METHODS and further:
            yield from _by_alias(ask, path, call, method)
        return
    if outer is not None and further:
        yield from _handed_on(ask, path, node, outer, Taken(key, depth), further - 1)


def put_within(ask: Ask, path: str, name: str, within: Span, taken: Taken, further: int) -> Iterator[Types]:
    """What a function puts into one of its variables."""
    for each in occurrences_in(ask.symbols, path, name):
        if each.place == "name" and within.contains(each.span):
            node = ask.symbols.node(path, each.span)
            if node is not None:
                yield from put_at(ask, path, node, taken, further)


def _given_by(ask: Ask, path: str, call: Node, method: str, key: str = "") -> Iterator[Types]:
    """What the arguments of a method put into a container."""
    given = code_children(call.child_by_field_name("arguments"))
    if method in ADDING and len(given) > ADDING[method]:
        other = constant_key(ask, path, given[0]) if ADDING[method] else ""
        if not key or not other or key == other:
            yield _inside(ask.expression(path, given[ADDING[method]]))
    for each in given if method in EXTENDING else ():
        is_keyword = each.type == "keyword_argument"
        yield _inside(ask.expression(path, each.child_by_field_name("value") if is_keyword else each))


def _by_alias(ask: Ask, path: str, statement: Node, method: str) -> Iterator[Types]:
    """`add = items.append`, and what is put there by calling that."""
    left, file_map = statement.child_by_field_name("left"), ask.symbols.map(path)
    if left is None or left.type != "identifier" or file_map is None:
        yield UNSEEN
        return
    within = file_map.scopes[scope_at(file_map, left.start_byte)].span
    for each in occurrences_in(ask.symbols, path, source(ask.symbols, path, left)):
        node = ask.symbols.node(path, each.span)
        is_called = each.role == "call" and within.contains(each.span)
        if is_called and node is not None and node.parent is not None and node.parent.type == "call":
            yield from _given_by(ask, path, node.parent, method)


def _handed_on(ask: Ask, path: str, node: Node, outer: Node, taken: Taken, further: int) -> Iterator[Types]:
    """What is put into a container under another name: by a function that gets it, or a variable."""
    file_map = ask.symbols.map(path)
    if file_map is None:
        return
    while outer.type in _HANDING_ON and outer.parent is not None:
        node, outer = outer, outer.parent
    if outer.type in ("assignment", "named_expression"):
        for left in _named(outer, node):
            yield from put_by_name(ask, path, left, taken, further)
        return
    keyword = outer if outer.type == "keyword_argument" else None
    arguments = outer.parent if keyword is not None else outer
    call = arguments.parent if arguments is not None and arguments.type == "argument_list" else None
    function = call.child_by_field_name("function") if call is not None else None
    if arguments is None or function is None:
        return
    given, text = code_children(arguments), source(ask.symbols, path, function)
    pushed = _PUSHING.get(last_part(text), len(given))
    if pushed < len(given) and given[0] == node:
        yield _inside(ask.expression(path, given[pushed]))
        return
    name = keyword.child_by_field_name("name") if keyword is not None else None
    said = source(ask.symbols, path, name) if name is not None else ""
    position = given.index(node) if keyword is None and node in given else -1
    at = function.start_byte
    if _is_unknown_function(file_map, text, at):
        yield UNSEEN
    for value in evaluate(ask.look, path, scope_at(file_map, at), text, at).values:
        is_class = value.kind == "class" and value.type is None
        called = member(ask.look, value.symbol, "__init__").values if is_class else (value,)
        for symbol in (each.symbol for each in called if each.kind == "function"):
            for each in definitions_of(ask.look, symbol):
                home = symbol.path or ""
                parameter = said or _parameter(ask, home, each, position, is_class or "." in text)
                if parameter:
                    yield from put_within(ask, home, parameter, each.span, taken, further)


def _is_unknown_function(file_map: FileMap, name: str, at: int) -> bool:
    """Whether what is called is a parameter, or what a loop goes through: who knows what it puts there."""
    bound = reaching(file_map, scope_at(file_map, at), name, at).bindings if name.isidentifier() else ()
    return any(each.kind in ("for", "parameter") for each in bound)


def _named(statement: Node, value: Node) -> Iterator[Node]:
    """The names that an assignment gives a value."""
    if statement.type == "named_expression":
        name = statement.child_by_field_name("name")
        yield from (name,) if name is not None else ()
        return
    if statement.child_by_field_name("right") != value:
        return
    outer: Node | None = statement
    while outer is not None and outer.type == "assignment":
        left = outer.child_by_field_name("left")
        yield from (left,) if left is not None else ()
        outer = outer.parent


def put_by_name(ask: Ask, path: str, name: Node, taken: Taken, further: int) -> Iterator[Types]:
    """What is put into a container under another name, of a variable or an attribute."""
    file_map = ask.symbols.map(path)
    attribute = name.child_by_field_name("attribute")
    if file_map is not None and name.type == "identifier":
        within = file_map.scopes[scope_at(file_map, name.start_byte)].span
        yield from put_within(ask, path, source(ask.symbols, path, name), within, taken, further)
    elif attribute is not None and further:
        classes = classes_of(ask, path, name.child_by_field_name("object"))
        for file, use in uses_of(ask, source(ask.symbols, path, attribute), is_aside(path)):
            if use.type == "attribute" and may_be_of(ask, file, use, classes):
                yield from put_at(ask, file, use, taken, further - 1)


def _parameter(ask: Ask, path: str, function: Definition, position: int, is_attribute: bool) -> str:
    """The parameter that a positional argument stands for, "" where that cannot be told."""
    is_method = class_of_body(ask.look, path, function.scope) is not None
    is_bound = is_method and is_attribute and "staticmethod" not in function.decorators
    names = [each.name for each in function.parameters if each.kind in ("positional", "positional_only")]
    at = position + int(is_bound)
    return names[at] if position >= 0 and at < len(names) else ""


def _inside(types: Types) -> Types:
    """Something with all that it holds."""
    return Types(frozenset(each for each in with_held(types.known) if each.kind != "unknown"))

"""Containers: literals of them, what is put into them later, and what is taken out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from refactor_cli.data import Binding, FileMap, Span, Symbol
from refactor_cli.expression_nodes import code_children, is_starred
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.items.keys import of_key
from refactor_cli.inference.values import (
    ANYTHING,
    DICTIONARIES,
    ENDLESS,
    EVERY_ITEM,
    FUTURES,
    NOTHING,
    PROVEN,
    SAID,
    UNKNOWN,
    Known,
    Types,
    builtin,
    by,
    by_way_of,
    display,
    exactly,
    held,
    holds_all,
    holds_any,
    iterated,
    or_others,
    taken_out,
    union,
)
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution import definitions_of, mro
from refactor_cli.resolution.enumerations import is_enumeration

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

RULE = "container"
MOST_ITEMS = 40
# a factory that may put something into what it makes
_MADE_OTHERWISE = lazy_pattern(
    rb"defaultdict\((?![ \t\r\n]*(?:list|set|dict|deque|[a-zA-Z_]*\.deque|int|str)?[ \t]*\))"
)
_ADDING = {"append": 0, "add": 0, "appendleft": 0, "insert": 1, "set_result": 0}
_EXTENDING = frozenset({"extend", "update"})
_NONE = frozenset[Known]()
_SLICE = lazy_pattern(rb"(-?\d+)?:(-?\d+)?")
GROWING = frozenset({"builtins.list", "builtins.set", "collections.deque", *DICTIONARIES, *FUTURES})


def of_literal(ask: Ask, path: str, node: Node) -> Types:
    """A list, tuple, set or dictionary display, or a comprehension."""
    match node.type:
        case "list" | "set":
            return exactly(display(node.type, _items(ask, path, node.named_children)))
        case "tuple" | "expression_list":
            parts = code_children(node)
            if len(parts) > MOST_ITEMS or any(is_starred(part) for part in parts):
                return exactly(display("tuple", _items(ask, path, parts)))
            inner = tuple(held(ask.expression(path, part)) for part in parts)
            return exactly(Known("instance", Symbol(None, "builtins.tuple"), parts=inner, made=True))
        case "dictionary":
            return exactly(_dictionary(ask, path, node))
        case "list_comprehension" | "set_comprehension" | "generator_expression":
            body = node.child_by_field_name("body")
            items = held(ask.expression(path, body)) if ask.allows(RULE) else frozenset[Known]()
            name = {"list_comprehension": "list", "set_comprehension": "set"}.get(node.type, "generator")
            return exactly(display(name, items))
        case "dictionary_comprehension":
            pair = node.child_by_field_name("body")
            key, value = (
                (pair.child_by_field_name("key"), pair.child_by_field_name("value")) if pair else (None, None)
            )
            return exactly(_mapping(held(ask.expression(path, key)), held(ask.expression(path, value))))
    return UNKNOWN


def _items(ask: Ask, path: str, nodes: Sequence[Node]) -> frozenset[Known]:
    if not ask.allows(RULE):
        return frozenset()
    found = list[Types]()
    for node in nodes[:MOST_ITEMS]:
        if is_starred(node):
            found.append(iterated(ask.expression(path, node.named_children[0])))
        elif node.type != "comment":
            found.append(ask.expression(path, node))
    return held(union(found)) if found else frozenset()


def _dictionary(ask: Ask, path: str, node: Node) -> Known:
    keys, values = list[Types](), list[Types]()
    for pair in node.named_children[:MOST_ITEMS] if ask.allows(RULE) else ():
        if pair.type == "pair":
            keys.append(ask.expression(path, pair.child_by_field_name("key")))
            values.append(ask.expression(path, pair.child_by_field_name("value")))
    return _mapping(*(held(union(each)) if each else _NONE for each in (keys, values)))


def _mapping(keys: frozenset[Known], values: frozenset[Known]) -> Known:
    return Known("instance", Symbol(None, "builtins.dict"), items=keys, values=values, made=True)


def unpacked(types: Types, steps: Sequence[int]) -> Types:
    """What `a, (b, c) = value` gives one of its names: `steps` are positions, from the outside in; negative ones behind
    a starred name, from the end."""
    of_items = False
    for step in steps:
        found, complete, is_written = set[Known](), types.complete, bool(types.known) or types.is_endless
        for known in types.known:
            is_written = is_written and known.made
            if -len(known.parts) <= step < len(known.parts):
                found |= known.parts[step]
            else:
                found |= known.items
                complete = complete and bool(known.items)
                of_items = True
        if not found and complete and is_written:  # where a function unpacks what it gives itself
            types = ENDLESS._replace(via=types.via)
        else:
            types = taken_out(found, types, complete)
    return by(types, RULE) if of_items else types  # others may put something into it


def _sliced(known: Known, index: Node) -> Known:
    """What `value[first:]` is: its parts stand at other positions, which are told where the bounds are."""
    if not known.parts:
        return known
    bounds = _SLICE.fullmatch(index.text or b"")
    if bounds is None:
        return known._replace(parts=(), items=known.items.union(*known.parts))
    first, last = (int(each) if each else None for each in bounds.groups())
    return known._replace(parts=known.parts[first:last])


def item_of(ask: Ask, path: str, node: Node) -> Types:
    """`value[index]`."""
    value = ask.expression(path, node.child_by_field_name("value"))
    index = next(iter(node.children_by_field_name("subscript")), None)
    if index is not None and index.type == "slice":
        return value._replace(known=frozenset(_sliced(each, index) for each in value.known))
    if (under := of_key(ask, path, node, index)) is not None:
        return by(under, RULE)
    position = source(ask.symbols, path, index) if index is not None and index.type == "integer" else ""
    found, is_sure = list[Types](), True
    filled = any(each.values or each.items for each in value.known)
    for known in value.known:
        if filled and _is_written_empty(known):
            is_sure = False  # gives nothing, until something is put into it
        elif known.kind == "class":
            found.append(_of_class(ask, known))
        elif known.parts and position.isdigit() and int(position) < len(known.parts):
            found.append(taken_out(known.parts[int(position)], NOTHING, True))
            continue
        elif known.values:
            found.append(taken_out(known.values, NOTHING, True))
        elif known.items and known.symbol.name not in DICTIONARIES:
            found.append(taken_out(known.items, NOTHING, True))
        elif known.symbol.name in ("builtins.str", "builtins.bytes"):
            found.append(exactly(known))
        elif known.symbol.path is not None:
            methods = ask.attribute(known, "__getitem__")
            found += [_item(ask, known, method) for method in methods.known] or [UNKNOWN]
        else:
            found.append(UNKNOWN)
        is_sure = is_sure and SAID in (known.values or known.items)
    types = by_way_of(union(found), value)
    if is_sure:
        return types
    is_proved = types.complete and types.via <= PROVEN and ask.allows(EVERY_ITEM)
    # others may put something into it, unless nobody else has it
    return by(types, EVERY_ITEM if is_proved and _is_kept(ask, path, node) else RULE)


def _is_kept(ask: Ask, path: str, item: Node) -> bool:
    """Whether what an item is taken out of is a list that nobody else has."""
    from refactor_cli.inference.items.iterating import is_settled

    value = item.child_by_field_name("value")
    return value is not None and value.type in ("identifier", "attribute") and is_settled(ask, path, value)


def _is_written_empty(known: Known) -> bool:
    is_empty = not (known.items or known.values or known.parts)
    return is_empty and known.made and known.symbol.name in GROWING


def _of_class(ask: Ask, known: Known) -> Types:
    """A generic class (`list[int]`), a member of an enumeration, or what the class says itself.
    https://docs.python.org/3/reference/datamodel.html#object.__class_getitem__"""
    if known.symbol.path is None:
        return exactly(known)
    if is_enumeration(mro(ask.symbols, known.symbol)):
        return exactly(Known("instance", known.symbol))
    methods = [each for each in ask.attribute(known, "__class_getitem__").known if each.symbol.path]
    types = union(ask.result(each) for each in methods)
    return types if types.known else exactly(known)


def _item(ask: Ask, container: Known, method: Known) -> Types:
    """What `__getitem__` gives for a position: not another container of the kind, which it gives for a slice.
    https://docs.python.org/3/reference/datamodel.html#object.__getitem__"""
    types = ask.result(method)
    single = frozenset(each for each in types.known if each.symbol != container.symbol)
    if not single or len(single) == len(types.known):
        return types
    tests_slices = any(
        b"slice" in ask.symbols.snapshot.files[method.symbol.path or ""].text.utf8[slice(*each.span)]
        for each in definitions_of(ask.look, method.symbol)
    )
    return types._replace(known=single) if tests_slices else types


def grown(ask: Ask, path: str, file_map: FileMap, binding: Binding, types: Types) -> Types:
    """A container of a name, with what is put into it in the same scope; of what code was executed in, nothing is
    known."""
    if is_namespace(ask, path, file_map, binding, types):
        return Types(
            frozenset(each._replace(items=_NONE, values=_NONE) for each in types.known), False, types.via
        )
    if not ask.allows(RULE) or not types.known or not all(map(may_grow, types.known)):
        return types
    from refactor_cli.inference.items.kept_by_modules import is_kept_by_module
    from refactor_cli.inference.items.kept_here import is_kept_here
    from refactor_cli.occurrences.reading import occurrences_in

    where = file_map.scopes[binding.scope].span if binding.scope else None
    places = (each.span for each in occurrences_in(ask.symbols, path, binding.name) if each.place == "name")
    here = [place for place in places if where is None or where.contains(place)]
    found = _filled(ask, path, types, here)
    if not ask.allows(EVERY_ITEM):
        return found
    if not binding.scope:
        is_kept = is_kept_by_module(ask, path, file_map, binding.name, found)
        return found._replace(via=types.via | {EVERY_ITEM}) if is_kept else found
    if found == types:
        return found
    if not all(map(holds_all, found.known)):
        return found
    if not is_kept_here(ask, path, file_map, binding):
        return found
    return found._replace(via=types.via | {EVERY_ITEM})


def is_namespace(ask: Ask, path: str, file_map: FileMap, binding: Binding, types: Types) -> bool:
    """Whether a dictionary is given to `exec` or `eval`, which may put anything into it."""
    if not any(each.symbol.name == "builtins.dict" for each in types.known):
        return False
    span = file_map.scopes[binding.scope].span
    text = ask.symbols.snapshot.files[path].text.utf8[span.start : span.end] if binding.scope else b""
    if b"exec(" not in text:
        return False
    called = re.compile(
        rb"\b(?:exec|eval)\(.{1,200},\s{0,80}%b\s{0,80}[,)]" % re.escape(binding.name.encode())
    )
    return called.search(text) is not None


def grown_at(ask: Ask, path: str, types: Types, places: Sequence[Span]) -> Types:
    """A container of an attribute, with what is put into it at `places` of the name. (One that is emptied is filled
    again, whatever else it is at first.)"""
    growing = {may_grow(each) for each in types.known}
    is_growing = growing == {True} or (True in growing and all(map(_is_growing_kind, types.known)))
    return _filled(ask, path, types, places) if is_growing and ask.allows(RULE) else types


def may_grow(known: Known) -> bool:
    """Whether it is a container that is empty, or holds what is of the repository."""
    if not _is_growing_kind(known):
        return False
    inside = known.values or known.items
    return not holds_any(inside) or any(each.symbol.path is not None for each in inside)


def _is_growing_kind(known: Known) -> bool:
    return known.symbol.name in GROWING and not known.parts


def _filled(ask: Ask, path: str, types: Types, places: Sequence[Span]) -> Types:
    items, values = list[Types](), list[Types]()
    root = ask.symbols.tree(path).root_node
    for place in places[:MOST_ITEMS]:
        node = root.descendant_for_byte_range(place.start, place.end)
        receiver = _whole(node)
        outer = receiver.parent if receiver is not None else None
        if receiver is None or outer is None or outer.start_byte != receiver.start_byte:
            continue
        if outer.type == "attribute":
            items += _added(ask, path, outer)
            values += _set_by_default(ask, path, outer)
        elif outer.type == "subscript" and outer.parent is not None and outer.parent.type == "attribute":
            index = next(iter(outer.children_by_field_name("subscript")), None)
            is_record = index is not None and index.type == "string"
            values += _grown_inside(ask, path, outer) if not is_record else ()
        elif outer.type == "subscript" and outer.parent is not None and outer.parent.type == "assignment":
            left, right = (outer.parent.child_by_field_name(name) for name in ("left", "right"))
            if left is not None and left.start_byte == outer.start_byte and left.end_byte == outer.end_byte:
                values.append(ask.expression(path, right))
                items.append(
                    ask.expression(path, next(iter(outer.children_by_field_name("subscript")), None))
                )
    if not items and not values:
        return types
    inner = held(union(items)) if items else _NONE
    keyed = held(union(values)) if values else _NONE
    return by(types._replace(known=frozenset(_with(known, inner, keyed) for known in types.known)), RULE)


def _set_by_default(ask: Ask, path: str, method: Node) -> list[Types]:
    """What `kept.setdefault(key, []).append(value)` puts under a key."""
    name, call = method.child_by_field_name("attribute"), method.parent
    if name is None or call is None or call.type != "call" or name.text != b"setdefault":
        return []
    given = code_children(call.child_by_field_name("arguments"))
    if not given or given[0].type == "string":  # a record: what stands under one key is nothing to the others
        return []
    default = [ask.expression(path, given[1])] if len(given) == 2 else []
    return [*default, *_grown_inside(ask, path, call)]


def _grown_inside(ask: Ask, path: str, inner: Node) -> list[Types]:
    """A container in a container, by what is put into it right where it is taken out: `kept[key].append(value)`."""
    method = inner.parent
    if method is None or method.type != "attribute" or method.child_by_field_name("object") != inner:
        return []
    name = method.child_by_field_name("attribute")
    kind = "set" if name is not None and name.text in (b"add", b"update") else "list"
    added = _added(ask, path, method)
    if inner.type == "subscript" and _MADE_OTHERWISE.search(ask.symbols.snapshot.files[path].data):
        added = [*added, or_others(UNKNOWN)] if added else []
    return [exactly(builtin(kind, held(union(added))))] if added else []


def _with(known: Known, items: frozenset[Known], values: frozenset[Known]) -> Known:
    if known.symbol.name in DICTIONARIES:
        return known._replace(items=known.items | items, values=known.values | values)
    return known._replace(
        items=(known.items if holds_any(known.items) else known.items & {ANYTHING}) | items | values
    )


def _whole(node: Node | None) -> Node | None:
    """A name, or the attribute that it is the last part of."""
    if node is not None and node.parent is not None and node.parent.type == "attribute":
        if node.parent.end_byte == node.end_byte:
            return node.parent
    return node


def _added(ask: Ask, path: str, method: Node) -> list[Types]:
    name_node, call = method.child_by_field_name("attribute"), method.parent
    if name_node is None or call is None or call.type != "call":
        return []
    name = source(ask.symbols, path, name_node)
    arguments = call.child_by_field_name("arguments")
    given = code_children(arguments)
    if name in _ADDING and len(given) > _ADDING[name]:
        return [ask.expression(path, given[_ADDING[name]])]
    if name in _EXTENDING and given:
        return [iterated(ask.expression(path, given[0]))]
    return []

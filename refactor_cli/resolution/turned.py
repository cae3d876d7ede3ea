"""Objects that code turns into those of another class: `order.__class__ = PaidOrder`, or by `setattr`. Of an object of
which nothing is known, only relatives of that class are turned: a function that is given any would turn all.
https://docs.python.org/3/library/stdtypes.html#instance.__class__"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Symbol
from refactor_cli.expression_nodes import code_children
from refactor_cli.grammar import nearest
from refactor_cli.resolution.annotated import annotated_classes
from refactor_cli.resolution.names import evaluate, is_subclass, mro
from refactor_cli.resolution.scopes import scope_at
from refactor_cli.resolution.values import Lookup, Value
from refactor_cli.symbols import SymbolMap
from refactor_cli.text import DOTTED_NAME
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_CLASS = b"__class__"
# where it may be assigned; few files have that, and only they are parsed
_ASSIGNED = re.compile(
    rb"(?<=\.)__class__[ \t\\\r\n]*+(?::[^=\n]*+|,[^=\n]*+|\)[^=\n]*+)?=(?!=)|(?<=[\"'])__class__[\"'][ \t]*,"
)
_SETTING = frozenset({b"setattr", b"object.__setattr__"})
_TARGETS = frozenset({"pattern_list", "tuple_pattern", "list_pattern"})
_DISPLAYS = frozenset({"expression_list", "tuple", "list"})
_EITHER = frozenset({"boolean_operator", "conditional_expression", "parenthesized_expression"})


class _Turned(NamedTuple):
    """The class of an object, None where that is not known, and the one that it is given."""

    before: Symbol | None
    after: Symbol


def may_be_turned(look: Lookup, cls: Symbol, owner: Symbol) -> bool:
    """Whether objects of a class may become those of `owner`, or of a class that derives from it."""
    symbols = look.symbols
    return any(
        is_subclass(symbols, each.after, owner) and _may_be(symbols, cls, each) for each in _turned(look)
    )


def _may_be(symbols: SymbolMap, cls: Symbol, turned: _Turned) -> bool:
    if turned.before is not None:
        return is_subclass(symbols, cls, turned.before) or is_subclass(symbols, turned.before, cls)
    bases = set(mro(symbols, turned.after))
    if cls.path is None:  # of what is outside, only what its class derives from: all derive from object
        return cls in bases
    return not {each for each in bases if each.path is not None}.isdisjoint(mro(symbols, cls))


def is_turned_into(look: Lookup, owner: Symbol) -> bool:
    """Whether any object becomes one of `owner`, or of a class that derives from it."""
    return any(is_subclass(look.symbols, each.after, owner) for each in _turned(look))


def _turned(look: Lookup) -> tuple[_Turned, ...]:
    memo: dict[str, tuple[_Turned, ...]] = look.symbols.snapshot.memo
    key = "objects of other classes"
    if key not in memo:
        memo[key] = tuple(_read(look))
    return memo[key]


def _read(look: Lookup) -> Iterator[_Turned]:
    for path in python_files_with(look.symbols.snapshot, _CLASS.decode()):
        for of, value in _given(look, path):
            before = {each.type for each in _values(look, path, of) if each.type is not None}
            if not before and of is not None:
                name = (of.text or b"").decode("utf-8", "replace")
                before = {*annotated_classes(look, path, name, of.start_byte)}
            for after in _values(look, path, value):
                if after.kind == "class" and after.type is None:
                    yield from (_Turned(each, after.symbol) for each in before or (None,))


def _given(look: Lookup, path: str) -> Iterator[tuple[Node | None, Node | None]]:
    """The objects in a file that are given another class, with that."""
    places = [each.start() for each in _ASSIGNED.finditer(look.symbols.snapshot.files[path].text.utf8)]
    if not places or look.symbols.map(path) is None:
        return
    root = look.symbols.tree(path).root_node
    for at in places:
        name = root.descendant_for_byte_range(at, at + len(_CLASS))
        if name is None or name.parent is None:
            continue
        if name.parent.type == "attribute":
            yield name.parent.child_by_field_name("object"), _assigned_to(name.parent)
        elif (call := nearest(name, "call")) is not None:
            function, arguments = (call.child_by_field_name(field) for field in ("function", "arguments"))
            given = code_children(arguments)
            if function is not None and (function.text or b"") in _SETTING and len(given) == 3:
                if given[1].start_byte <= at < given[1].end_byte:
                    yield given[0], given[2]


def _assigned_to(target: Node) -> Node | None:
    """What an assignment gives one of its targets: `a.__class__, b = One, 2` what stands at its place."""
    steps, outer = list[int](), target.parent
    while outer is not None and outer.type in _TARGETS:
        steps.append(next(at for at, each in enumerate(code_children(outer)) if each == target))
        target, outer = outer, outer.parent
    if outer is None or outer.type != "assignment" or outer.child_by_field_name("left") != target:
        return None
    value = outer.child_by_field_name("right")
    while value is not None and value.type == "assignment":
        value = value.child_by_field_name("right")
    for step in reversed(steps):
        parts = code_children(value) if value is not None and value.type in _DISPLAYS else []
        is_plain = step < len(parts) and all(each.type != "list_splat" for each in parts[: step + 1])
        value = parts[step] if is_plain else None
    return value


def _values(look: Lookup, path: str, node: Node | None) -> Iterator[Value]:
    """What a name, or a dotted name, may stand for; of a condition, and of `and` and `or`, what either side may."""
    file_map = look.symbols.map(path)
    if node is None or file_map is None:
        return
    if node.type in _EITHER:
        sides = code_children(node)
        for each in sides[::2] if node.type == "conditional_expression" else sides:
            yield from _values(look, path, each)
        return
    text = (node.text or b"").decode("utf-8", "replace")
    if DOTTED_NAME.match(text):
        yield from evaluate(look, path, scope_at(file_map, node.start_byte), text, node.start_byte).values

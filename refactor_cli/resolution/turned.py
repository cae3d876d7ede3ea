"""Objects that code turns into those of another class: `order.__class__ = PaidOrder`. Of what class an object is there
must be known: a function that is given any would turn all.
https://docs.python.org/3/library/stdtypes.html#instance.__class__"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Symbol
from refactor_cli.resolution.names import evaluate, is_subclass
from refactor_cli.resolution.scopes import scope_at
from refactor_cli.resolution.values import Lookup, Value
from refactor_cli.text import DOTTED_NAME
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_CLASS = b"__class__"
# where it may be assigned; few files have that, and only they are parsed
_ASSIGNED = re.compile(rb"__class__[ \t\\\r\n]*+(?::[^=\n]*+)?=(?!=)")


class _Turned(NamedTuple):
    """The class of an object, where that is known, and the one that it is given."""

    before: Symbol
    after: Symbol


def may_be_turned(look: Lookup, cls: Symbol, owner: Symbol) -> bool:
    """Whether objects of a class may become those of `owner`, or of a class that derives from it."""
    symbols = look.symbols
    return cls.path is not None and any(
        is_subclass(symbols, each.after, owner)
        and (is_subclass(symbols, cls, each.before) or is_subclass(symbols, each.before, cls))
        for each in _turned(look)
    )


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
        for statement in _assignments(look, path):
            left, value = (statement.child_by_field_name(field) for field in ("left", "right"))
            of = left.child_by_field_name("object") if left is not None else None
            while value is not None and value.type == "assignment":
                value = value.child_by_field_name("right")
            before = {each.type for each in _values(look, path, of) if each.type is not None}
            for after in _values(look, path, value):
                if after.kind == "class" and after.type is None:
                    yield from (_Turned(each, after.symbol) for each in before)


def _assignments(look: Lookup, path: str) -> Iterator[Node]:
    """The assignments in a file that give an object another class."""
    places = [each.start() for each in _ASSIGNED.finditer(look.symbols.snapshot.files[path].text.utf8)]
    if not places or look.symbols.map(path) is None:
        return
    root = look.symbols.tree(path).root_node
    for at in places:
        name = root.descendant_for_byte_range(at, at + len(_CLASS))
        outer = name.parent if name is not None else None
        statement = outer.parent if outer is not None and outer.type == "attribute" else None
        if statement is not None and statement.type == "assignment":
            if statement.child_by_field_name("left") == outer:
                yield statement


def _values(look: Lookup, path: str, node: Node | None) -> Iterator[Value]:
    """What a name, or a dotted name, may stand for; of a condition what either side may."""
    file_map = look.symbols.map(path)
    if node is None or file_map is None:
        return
    if node.type in ("parenthesized_expression", "conditional_expression"):
        sides = node.named_children
        for each in sides if len(sides) == 1 else sides[::2]:
            yield from _values(look, path, each)
        return
    text = (node.text or b"").decode("utf-8", "replace")
    if DOTTED_NAME.match(text):
        yield from evaluate(look, path, scope_at(file_map, node.start_byte), text, node.start_byte).values

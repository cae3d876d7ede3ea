"""Where code gives an object another class, and which names stand there: `order.__class__ = PaidOrder`, or by
`setattr`. Read from the syntax tree, and kept between runs by blob id.
https://docs.python.org/3/library/stdtypes.html#instance.__class__"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.expression_nodes import code_children, is_starred
from refactor_cli.grammar import nearest
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.symbols import SymbolMap
from refactor_cli.text import DOTTED_NAME
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# to be raised when the same tree gives other names
_FORMAT = 1
_KIND = "classes given"
_CLASS = b"__class__"
# where it may be assigned; few files have that, and only they are parsed. The look back stands behind the word: a
# pattern that begins with a literal is searched for much faster
_ASSIGNED = lazy_pattern(
    rb"__class__(?:(?<=\.__class__)[ \t\\\r\n]*+(?::[^=\n]*+|,[^=\n]*+|\)[^=\n]*+)?=(?!=)"
    rb"|(?<=[\"']__class__)[\"'][ \t]*,)"
)
_SETTING = frozenset({b"setattr", b"object.__setattr__"})
_TARGETS = frozenset({"pattern_list", "tuple_pattern", "list_pattern"})
_DISPLAYS = frozenset({"expression_list", "tuple", "list"})
_EITHER = frozenset({"boolean_operator", "conditional_expression", "parenthesized_expression"})


class Name(NamedTuple):
    """A name, or a dotted name, and where it begins."""

    dotted: str
    start: int


class Given(NamedTuple):
    """What an object may be called that is given another class, and what that class may: of a condition, of `and` and
    of `or` either side."""

    of: list[Name]
    cls: list[Name]


def classes_given(symbols: SymbolMap) -> Iterator[tuple[str, Given]]:
    """All such places, with their files."""
    import msgspec

    from refactor_cli.cache import Key

    files = symbols.snapshot.files
    named = python_files_with(symbols.snapshot, _CLASS.decode())
    paths = [path for path in named if _ASSIGNED.search(files[path].text.utf8)]
    key = Key(_KIND, f"{_FORMAT}:{symbols.version}")
    cache, blobs = symbols.cache, {path: files[path].blob for path in paths}
    kept = cache.rows(key, {*blobs.values()}) if cache is not None else {}
    for path, blob in blobs.items():
        found = _decoded(kept[blob]) if blob in kept else None
        if found is None:
            found = [Given(list(_names(of)), list(_names(cls))) for of, cls in _given(symbols, path)]
            if cache is not None:
                cache.add(key, blob, msgspec.msgpack.encode(found))
        yield from ((path, given) for given in found)


def _decoded(row: bytes) -> list[Given] | None:
    """None where it was not written by us."""
    import msgspec

    try:
        return msgspec.msgpack.decode(row, type=list[Given])
    except msgspec.DecodeError:
        return None


def _given(symbols: SymbolMap, path: str) -> Iterator[tuple[Node | None, Node | None]]:
    """The objects in a file that are given another class, with that."""
    places = [each.start() for each in _ASSIGNED.finditer(symbols.snapshot.files[path].text.utf8)]
    root = symbols.tree(path).root_node
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
        is_plain = step < len(parts) and all(not is_starred(each) for each in parts[: step + 1])
        value = parts[step] if is_plain else None
    return value


def _names(node: Node | None) -> Iterator[Name]:
    if node is None:
        return
    if node.type in _EITHER:
        sides = code_children(node)
        for each in sides[::2] if node.type == "conditional_expression" else sides:
            yield from _names(each)
        return
    text = (node.text or b"").decode("utf-8", "replace")
    if DOTTED_NAME.match(text):
        yield Name(text, node.start_byte)

"""Attributes that are given under computed names: `setattr(thing, name, value)`, `vars(thing).update(more)`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from refactor_cli.data import Span, Symbol
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.asking import Ask, node_at
from refactor_cli.inference.kept_objects import class_of_self
from refactor_cli.inference.stand_ins import every_heir
from refactor_cli.occurrences.joined import files_naming
from refactor_cli.resolution import is_subclass, mro, scope_at
from refactor_cli.resolution.definitions import class_of_body

_WORDS = ("setattr", "__setattr__", "__dict__", "vars")
_NO_TEXT = rb"(?!\s*[rRuU]?[\"'][^\"'%{}+]*[\"']\s*[,\]])"
# a dotted name, parts of which may be called or asked for an item
_THING = rb"([^\W\d][\w.]*(?:(?:\([^()\n]{0,80}\)|\[[^\[\]\n]{0,80}\])[\w.]*){0,9})"
_ITEM = rb"\[%b[^\[\]\n]{1,80}\][ \t]*=(?!=)" % _NO_TEXT
_GIVEN = rb"(?:\.(?:update|setdefault)\(|%b)" % _ITEM
# patterns that begin with a literal are searched for much faster
_FILLED = (
    re.compile(rb"setattr\((?<!\wsetattr\()\s*%b\s*,%b" % (_THING, _NO_TEXT)),
    re.compile(rb"object\.__setattr__\((?<!\wobject\.__setattr__\()\s*%b\s*,%b" % (_THING, _NO_TEXT)),
    re.compile(rb"vars\((?<![\w.]vars\()\s*%b\s*\)%b" % (_THING, _GIVEN)),
)
# the same where what is filled stands before it
_FILLED_BEFORE = (
    re.compile(rb"\.__setattr__\((?<!\bobject\.__setattr__\()%b\s*[\w(\"']" % _NO_TEXT),
    re.compile(rb"\.__dict__(?:[ \t]*\|?=(?!=)|%b)" % _GIVEN),
)
_BEFORE = re.compile(rb"(?<![\w.)\]])%b\Z" % _THING)
_LONGEST = 200  # bytes
# the dictionary of an object that gets another name
_NAMED = re.compile(rb"=[ \t]*(?:vars\([ \t]*%b[ \t]*\)|%b\.__dict__)[ \t]*(?:#|\r?\n|\Z)" % (_THING, _THING))
_NAME = re.compile(rb"(?<![\w.])(\w+)[ \t]*\Z")
# a use of `setattr` that says nothing of what it is done to, and one that says it
_ANY_USE = re.compile(rb"setattr\b(?<![\w.]setattr)(?!\s*\(\s*%b\s*,)" % _THING)
_SUPER = re.compile(rb"super\([^()]{0,80}\)\Z")


class _Place(NamedTuple):
    """Where something is given attributes of computed names, by the span of what gets them."""

    path: str
    span: Span


def is_filled(ask: Ask, cls: Symbol, with_heirs: bool, or_unknown: bool = True) -> bool:
    """Whether computed names are given to what is, or may be, an object of a class, or the class. `with_heirs`: or of a
    class that derives from it. Of objects of which nothing is known in the program it may be any (`or_unknown`)."""
    memo: dict[tuple[Symbol, bool, bool], bool] = ask.symbols.snapshot.memo.setdefault("filled objects", {})
    key = (cls, with_heirs, or_unknown)
    if key not in memo:
        heirs = every_heir(ask.symbols, cls) if with_heirs else []
        memo[key] = heirs is None or any(
            _may_be_of(ask, each, {cls, *heirs}, or_unknown) for each in _filled(ask)
        )
    return memo[key]


def _filled(ask: Ask) -> tuple[_Place, ...]:
    memo: dict[str, tuple[_Place, ...]] = ask.symbols.snapshot.memo
    key = "filled under computed names"
    if key not in memo:
        memo[key] = tuple(_places(ask))
    return memo[key]


def _places(ask: Ask) -> Iterator[_Place]:
    files = ask.symbols.snapshot.files
    for path in sorted({path for word in _WORDS for path in files_naming(ask.symbols, word)}):
        utf8 = files[path].text.utf8
        for pattern in _FILLED:
            yield from (_Place(path, Span(*found.span(1))) for found in pattern.finditer(utf8))
        for pattern in _FILLED_BEFORE:
            for found in pattern.finditer(utf8):
                thing = _BEFORE.search(utf8, max(0, found.start() - _LONGEST), found.start())
                if thing is not None:
                    yield _Place(path, Span(*thing.span(1)))
        for found in _NAMED.finditer(utf8):
            name = _NAME.search(utf8, max(0, found.start() - _LONGEST), found.start())
            if name is not None and _is_given(utf8, name[1], found.end()):
                yield _Place(path, Span(*found.span(found.lastindex or 1)))
        for found in _ANY_USE.finditer(utf8):
            node = node_at(ask.symbols, path, Span(*found.span()))
            if node is not None and node.type == "identifier":
                yield _Place(path, Span(*found.span()))


def _is_given(utf8: bytes, name: bytes, start: int) -> bool:
    """Whether a dictionary gets more keys further down in a file."""
    given = re.compile(rb"(?<![\w.])%b(?:[ \t]*\|=|%b)" % (re.escape(name), _GIVEN))
    return given.search(utf8, start) is not None


def _may_be_of(ask: Ask, place: _Place, classes: set[Symbol], or_unknown: bool) -> bool:
    text = ask.symbols.snapshot.files[place.path].text.utf8[place.span.start : place.span.end]
    if text == b"setattr":
        return or_unknown and not is_aside(place.path)
    own = class_of_self(ask, place.path, place.span.start, text)
    if own is None and _SUPER.match(text):
        own = _class_around(ask, place)
    if own is not None:
        return any(own in mro(ask.symbols, each) for each in classes)
    types = ask.expression(place.path, node_at(ask.symbols, place.path, place.span))
    known = [each for each in types.known if each.kind != "none"]
    if any(
        is_subclass(ask.symbols, each.symbol, cls) or is_subclass(ask.symbols, cls, each.symbol)
        for each in known
        if each.kind in ("instance", "class")
        for cls in classes
    ):
        return True
    return or_unknown and not known and not is_aside(place.path)


def _class_around(ask: Ask, place: _Place) -> Symbol | None:
    file_map = ask.symbols.map(place.path)
    scope = scope_at(file_map, place.span.start) if file_map is not None else 0
    while file_map is not None and scope > 0:
        cls = class_of_body(ask.look, place.path, scope)
        if cls is not None:
            return cls
        scope = file_map.scopes[scope].parent
    return None

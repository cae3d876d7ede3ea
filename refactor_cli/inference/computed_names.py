"""Attributes that are given under computed names: `setattr(thing, name, value)`, `vars(thing).update(more)`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from refactor_cli.data import Span, Symbol
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.asking import Ask, node_at
from refactor_cli.inference.kept_objects import class_of_self
from refactor_cli.inference.stand_ins import every_heir
from refactor_cli.inference.texts import is_in_texts
from refactor_cli.occurrences.joined import files_naming
from refactor_cli.resolution import is_subclass, mro, scope_at

_WORDS = ("setattr", "__setattr__", "__dict__", "vars")
_NO_TEXT = rb"(?!\s*[rRuU]?[\"'][^\"'%{}+]*[\"']\s*[,\]])"
_THING = rb"([^\W\d][\w.]*)"
_FILLED = (
    re.compile(rb"(?<!\w)setattr\(\s*%b\s*,%b" % (_THING, _NO_TEXT)),
    re.compile(rb"\b(?:object|super\([^()]{0,80}\))\.__setattr__\(\s*%b\s*,%b" % (_THING, _NO_TEXT)),
    re.compile(rb"(?<![\w.])%b\.__dict__(?:\.(?:update|setdefault)\(|[ \t]*=(?!=))" % _THING),
    re.compile(rb"(?<![\w.])%b\.__dict__\[%b[^\[\]\n]{1,80}\][ \t]*=(?!=)" % (_THING, _NO_TEXT)),
    re.compile(
        rb"\bvars\(\s*%b\s*\)(?:\.(?:update|setdefault)\(|\[%b[^\[\]\n]{1,80}\][ \t]*=(?!=))"
        % (_THING, _NO_TEXT)
    ),
)
# a name that is taken from a variable as it is
_PLAIN = re.compile(rb"\s*,\s*[A-Za-z_]\w*\s*,")
# how a function takes names from definitions and objects
_TAKES_NAMES = re.compile(
    rb"__dict__|\b(?:vars|dir|locals|fields)\(|__slots__|\.\w*name\b|__\w*name__|_fields\b|__annotations__|\binspect\b"
)

_Answer = Literal["yes", "by a text", "no"]


class _Place(NamedTuple):
    """Where something is given attributes of computed names, by the span of what gets them. `is_text`: the name is a
    text that comes there as it is."""

    path: str
    span: Span
    is_text: bool


def is_filled(ask: Ask, cls: Symbol, name: str, with_heirs: bool) -> bool:
    """Whether computed names, which may be `name`, are given to what is, or may be, an object of a class, or the class.
    `with_heirs`: or of a class that derives from it. Objects of which nothing is known in the program may be any, but
    to these a name is given only that some text of the repository holds."""
    memo: dict[tuple[Symbol, bool], _Answer] = ask.symbols.snapshot.memo.setdefault("filled objects", {})
    if (cls, with_heirs) not in memo:
        memo[cls, with_heirs] = _answer(ask, cls, with_heirs)
    answer = memo[cls, with_heirs]
    return answer == "yes" or (answer == "by a text" and is_in_texts(ask, name))


def _answer(ask: Ask, cls: Symbol, with_heirs: bool) -> _Answer:
    heirs = every_heir(ask.symbols, cls) if with_heirs else []
    if heirs is None:
        return "yes"
    found = set[_Answer]()
    for place in _filled(ask):
        found.add(_may_be_of(ask, place, {cls, *heirs}))
        if "yes" in found:
            return "yes"
    return "by a text" if "by a text" in found else "no"


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
            for found in pattern.finditer(utf8):
                yield _Place(path, Span(*found.span(1)), _is_text(ask, path, Span(*found.span(1))))


def _is_text(ask: Ask, path: str, thing: Span) -> bool:
    utf8, file_map = ask.symbols.snapshot.files[path].text.utf8, ask.symbols.map(path)
    if file_map is None or _PLAIN.match(utf8, thing.end) is None:
        return False
    around = file_map.scopes[scope_at(file_map, thing.start)].span
    return _TAKES_NAMES.search(utf8, around.start, around.end) is None


def _may_be_of(ask: Ask, place: _Place, classes: set[Symbol]) -> _Answer:
    text = ask.symbols.snapshot.files[place.path].text.utf8[place.span.start : place.span.end]
    own = class_of_self(ask, place.path, place.span.start, text)
    if own is not None:
        return "yes" if any(own in mro(ask.symbols, each) for each in classes) else "no"
    types = ask.expression(place.path, node_at(ask.symbols, place.path, place.span))
    known = [each.symbol for each in types.known if each.kind in ("instance", "class")]
    if any(
        is_subclass(ask.symbols, each, cls) or is_subclass(ask.symbols, cls, each)
        for each in known
        for cls in classes
    ):
        return "yes"
    if types.known or is_aside(place.path):
        return "no"
    return "by a text" if place.is_text else "yes"

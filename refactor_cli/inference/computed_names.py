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
from refactor_cli.resolution import is_subclass, mro

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


class _Place(NamedTuple):
    """Where something is given attributes of computed names, by the span of what gets them."""

    path: str
    span: Span


def is_filled(ask: Ask, cls: Symbol, with_heirs: bool) -> bool:
    """Whether computed names are given to what is, or may be, an object of a class, or the class. `with_heirs`: or of a
    class that derives from it. Of objects of which nothing is known in the program it may be any."""
    memo: dict[tuple[Symbol, bool], bool] = ask.symbols.snapshot.memo.setdefault("filled objects", {})
    if (cls, with_heirs) not in memo:
        heirs = every_heir(ask.symbols, cls) if with_heirs else []
        memo[cls, with_heirs] = heirs is None or any(
            _may_be_of(ask, each, {cls, *heirs}) for each in _filled(ask)
        )
    return memo[cls, with_heirs]


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


def _may_be_of(ask: Ask, place: _Place, classes: set[Symbol]) -> bool:
    text = ask.symbols.snapshot.files[place.path].text.utf8[place.span.start : place.span.end]
    own = class_of_self(ask, place.path, place.span.start, text)
    if own is not None:
        return any(own in mro(ask.symbols, each) for each in classes)
    types = ask.expression(place.path, node_at(ask.symbols, place.path, place.span))
    known = [each.symbol for each in types.known if each.kind in ("instance", "class")]
    if any(
        is_subclass(ask.symbols, each, cls) or is_subclass(ask.symbols, cls, each)
        for each in known
        for cls in classes
    ):
        return True
    return not types.known and not is_aside(place.path)

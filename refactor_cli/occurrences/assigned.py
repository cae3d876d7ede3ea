"""The bytes of a Python file -> what gets another name by an assignment, without a tree.

An assignment counts where its value is a dotted name, or several with commas; what a call or a condition gives bears no
other name of the target for a search.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Set
from functools import partial
from typing import NamedTuple

from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.occurrences.several import elements
from refactor_cli.words import BLANK, NAME

# what may stand between the parts of a dotted name
_GAP = rb"(?>(?:[ \t\f\r\n\\]|#[^\n]*\n)*)"
_DOTTED = rb"([A-Za-z_\x80-\xff][\w\x80-\xff]*+)(?>(?:%b\.%b([\w\x80-\xff]++))*)" % (_GAP, _GAP)
# a class has the function itself of it
_STATIC = rb"(?>(?:staticmethod[ \t]*+\((?>(?:[ \t\f\r\n\\(]|#[^\n]*\n)*))?)"
# `= pkg.mod`, `= name`, `= staticmethod(name)`: no more than a dotted name on the right
_ALIAS = lazy_pattern(
    rb"=(?>(?:[ \t\f\r\n\\(]|#[^\n]*\n)*)%b%b(?>(?:[ \t)\\]|,?[ \t\r\n]*+\))*)(?=[\r\n#;=:]|\Z)"
    % (_STATIC, _DOTTED)
)
_WALRUS = lazy_pattern(
    rb"(?<![\w\x80-\xff])([\w\x80-\xff]++)[ \t]*:=(?>(?:[ \t\f\r\n\\(]|#[^\n]*\n)*)%b%b" % (_STATIC, _DOTTED)
)
# `a, b = `: what several get, to the end of the line or of the brackets; perhaps behind another statement, or an
# annotation. The look ahead leaves out most lines at once
_TARGETS = rb"(?:[\w\x80-\xff*][\w\x80-\xff \t,*()\[\]]*+|[(\[][\w\x80-\xff\s,*()\[\]]{0,1000}+)"
_SEVERAL = lazy_pattern(
    rb"^[ \t\f]*+(?=[^\n=,(\[]*+[,(\[])(%b|(?>(?:[^\n=#'\";:]*+[;:])+)[ \t]*+%b)=(?!=)"
    % (_TARGETS, _TARGETS),
    re.MULTILINE,
)
_EACH = lazy_pattern(rb"%b%b[\s,)]*+" % (_STATIC, _DOTTED))
_NESTED = lazy_pattern(rb"[(\[]")
_OPENS = lazy_pattern(rb"[ \t\f]*[(\[]")
# what stands before that on its line: names, perhaps behind another statement or before an annotation (which may have
# begun on a line above)
_TARGET = lazy_pattern(
    rb"(?:[^\n]*[;:])?[ \t\f]*(?:[\w\x80-\xff]+[ \t]*=[ \t]*)*[\w\x80-\xff]+[ \t]*:?[ \t]*\Z"
)
_ANNOTATED = lazy_pattern(rb"[ \t\f]*([\w\x80-\xff]+)[ \t]*:[^=]*\Z")
_OPENING, _CLOSING = (b"(", b"[", b"{"), (b")", b"]", b"}")
# no annotation is taken to be longer
_LINES = 1_000
# tokens of a value that are read of any file, however hostile
_FEW = 20
# two, as each begins with a literal, which is searched for much faster
_DEFINED = tuple(
    lazy_pattern(rb"%b(?<!\w%b)[ \t]+([\w\x80-\xff]+)" % (word, word)) for word in (b"def", b"class")
)


def assigned_in(data: bytes, imported: Set[bytes]) -> Iterator[tuple[bool, bytes, bytes]]:
    """Whether the line is indented, the last part of what is assigned, and the name that gets it: where the first part
    is a name that is imported or defined in this file, or got from one that is."""
    waiting = [*_single(data), *_several(data)]
    known = (
        {*imported, *(name for each in _DEFINED for name in each.findall(data))} if waiting else set[bytes]()
    )
    is_any, size = b"*" in known, -1
    while len(known) > size:  # a function may use what is assigned below it
        size, left = len(known), list[_Given]()
        for given in waiting:
            if given.first not in known and not is_any:
                left.append(given)
                continue
            is_inside, names = given.names()
            for name in names:
                known.add(name)
                yield is_inside, given.last, name
        waiting = left


class _Given(NamedTuple):
    """An assignment of a dotted name: its first and last part, and what tells whether its line is indented, and the
    names that get it. Of most the first part is no such name, and that is never asked."""

    first: bytes
    last: bytes
    names: Callable[[], tuple[bool, list[bytes]]]


def _single(data: bytes) -> Iterator[_Given]:
    for match in _ALIAS.finditer(data):
        yield _Given(match[1], match[2] or match[1], partial(_targets, data, match.start()))
    for match in _WALRUS.finditer(data) if b":=" in data else ():
        yield _Given(match[2], match[3] or match[2], partial(_of, True, [match[1]]))


def _targets(data: bytes, sign: int) -> tuple[bool, list[bytes]]:
    """The names before an equals sign."""
    start = data.rfind(b"\n", 0, sign) + 1
    is_inside = data[start : start + 1] in BLANK
    target = _TARGET.match(data, start, sign)
    if target is not None:
        return is_inside, NAME.findall(target[0])
    annotated = _ANNOTATED.match(data, _opening_line(data, start, sign), sign)
    return is_inside, [annotated[1]] if annotated is not None else []


def _of(is_inside: bool, names: list[bytes]) -> tuple[bool, list[bytes]]:
    return is_inside, names


def _several(data: bytes) -> Iterator[_Given]:
    """Each of several values, as given to each of several names."""
    left = len(data)  # tokens: at least as many as there are, where all brackets are closed
    for match in _SEVERAL.finditer(data):
        if b"," not in match[1] and not match[1].lstrip().startswith(b"["):
            continue
        names = NAME.findall(match[1])
        is_inside = data[match.start() : match.start() + 1] in BLANK
        values, is_flat, tokens = elements(data, match.end(), max(left, _FEW))
        left -= tokens
        is_plain = is_flat and len(values) == len(names) and b"*" not in names
        is_plain = is_plain and not _NESTED.search(match[1].strip()[1:-1])
        is_one = len(values) == 1 and _OPENS.match(data, match.end()) is None
        for at, element in enumerate(() if is_one else values):
            value = _EACH.fullmatch(element)
            if value is not None:
                given = [names[at]] if is_plain else names
                yield _Given(value[1], value[2] or value[1], partial(_of, is_inside, given))


def _opening_line(data: bytes, start: int, end: int) -> int:
    """Where the line begins on which the brackets are opened that are closed before `end`; `start`: its own line."""
    depth, below = 0, end
    for _ in range(_LINES):
        part = data[start:below]
        depth += sum(map(part.count, _CLOSING)) - sum(map(part.count, _OPENING))
        if start == 0 or depth <= 0:
            break
        below, start = start, data.rfind(b"\n", 0, start - 1) + 1
    return start

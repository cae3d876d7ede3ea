"""A Jupyter notebook's JSON -> the Python of its code cells, and where its Markdown is.

https://nbformat.readthedocs.io/en/latest/format_description.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from refactor_cli.data import Span
from refactor_cli.find.texts.embedded import Builder, Embedded
from refactor_cli.lazy_pattern import lazy_pattern

_SOURCES = (b"source", b"input")
_TOKEN = lazy_pattern(rb'"[^"\\]*+(?>(?:\\.[^"\\]*+)*)"|[{}\[\],:]|[^\s{}\[\],:"]++', re.DOTALL)
_ESCAPE = lazy_pattern(rb"\\(?:u[0-9a-fA-F]{4}|.)", re.DOTALL)
_PLAIN = {
    b'"': b'"',
    b"\\": b"\\",
    b"/": b"/",
    b"b": b"\b",
    b"f": b"\f",
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
}
# https://ipython.readthedocs.io/en/stable/interactive/magics.html: those whose rest of the line is Python
_TIMED = lazy_pattern(
    rb"([ \t]*)%(?:time|timeit|prun|memit|mprun|lprun)\b(?:[ \t]+-\w+(?:[ \t]+\d+)?)*[ \t]*"
)
_LINE_MAGIC = lazy_pattern(rb"[ \t]*(?:%%?[a-zA-Z]|!|\?)")
_CELL_MAGIC = lazy_pattern(rb"\s*%%(\w+)")
_PYTHON_CELLS = frozenset({b"time", b"timeit", b"capture", b"prun", b"python", b"python3", b"pypy", b"memit"})
_RESULT_OF_MAGIC = lazy_pattern(rb"([ \t]*[\w, \t]{1,200}=[ \t]*)[!%]")
_HELP = lazy_pattern(rb"\?{1,2}[ \t]*$")


class _Cell(NamedTuple):
    """`source`: the strings of a cell's source, quotes excluded."""

    kind: bytes
    source: tuple[Span, ...]


class Notebook(NamedTuple):
    """`code`: all code cells as one module; `prose`: the strings of Markdown cells, as spans of the file."""

    code: Embedded
    prose: tuple[Span, ...]


def notebook(utf8: bytes) -> Notebook:
    """Reads a notebook. A file that is none, or is for another language, gives an empty one."""
    made, prose = Builder(), list[Span]()
    cells, language = _cells(utf8)
    for cell in cells:
        if cell.kind == b"markdown":
            prose += cell.source
        elif cell.kind == b"code" and language in (b"", b"python", b"ipython", b"python3"):
            _add_cell(made, _unescaped(utf8, cell.source))
    return Notebook(made.made(), tuple(prose))


def _cells(utf8: bytes) -> tuple[list[_Cell], bytes]:
    """The cells in order, and the kernel's language, "" when it is not said."""
    cells, language = list[_Cell](), b""
    trail = list[bytes]()  # the key of each list and object around, before that of an object a brace
    key, kind, source, is_key = b"", b"", list[Span](), False
    for token in _TOKEN.finditer(utf8):
        text = token[0]
        first = text[:1]
        if first in (b"{", b"["):
            if first == b"{" and trail[-1:] == [b"cells"]:
                kind, source = b"", []
            trail.append(b"{" + key if first == b"{" else key)
            key, is_key = b"", first == b"{"
        elif first in (b"}", b"]"):
            trail[-1:] = []
            if first == b"}" and trail[-1:] == [b"cells"]:
                cells.append(_Cell(kind, tuple(source)))
            key, is_key = b"", False
        elif first == b",":
            is_key = bool(trail) and trail[-1].startswith(b"{")
        elif first == b'"' and is_key:
            key, is_key = text[1:-1], False
        elif first == b'"':
            if trail[-2:] == [b"cells", b"{"] and key == b"cell_type":
                kind = text[1:-1]
            elif _is_source(trail, key):
                source.append(Span(token.start() + 1, token.end() - 1))
            elif (trail[-1:], key) in (([b"{kernelspec"], b"language"), ([b"{language_info"], b"name")):
                language = language or text[1:-1].lower()
    return cells, language


def _is_source(trail: list[bytes], key: bytes) -> bool:
    if trail[-2:] == [b"cells", b"{"]:
        return key in _SOURCES
    return trail[-3:-1] == [b"cells", b"{"] and trail[-1] in _SOURCES


def _unescaped(utf8: bytes, spans: tuple[Span, ...]) -> Iterator[tuple[bytes, int, int]]:
    """The text of JSON strings in pieces: the text, where it stands, and how many bytes it takes there."""
    for span in spans:
        at = span.start
        for escape in _ESCAPE.finditer(utf8, span.start, span.end):
            if escape.start() < at:
                continue  # the second half of a pair
            if escape.start() > at:
                yield utf8[at : escape.start()], at, escape.start() - at
            text, end = _meaning(utf8, escape, span.end)
            yield text, escape.start(), end - escape.start()
            at = end
        if at < span.end:
            yield utf8[at : span.end], at, span.end - at


def _meaning(utf8: bytes, escape: re.Match[bytes], limit: int) -> tuple[bytes, int]:
    text = escape[0]
    if text[1:2] != b"u" or len(text) != 6:
        return _PLAIN.get(text[1:], text[1:]), escape.end()
    code, end = int(text[2:], 16), escape.end()
    if 0xD800 <= code < 0xDC00:
        low = _ESCAPE.match(utf8, end, limit)
        if low and len(low[0]) == 6 and 0xDC00 <= int(low[0][2:], 16) < 0xE000:
            return chr(0x10000 + ((code - 0xD800) << 10) + int(low[0][2:], 16) - 0xDC00).encode(), low.end()
    return chr(code).encode("utf-8", "replace"), end


def _add_cell(made: Builder, pieces: Iterator[tuple[bytes, int, int]]) -> None:
    """Adds a cell, line by line, without its magics."""
    lines: list[list[tuple[bytes, int, int]]] = [[]]
    for text, at, width in pieces:
        if width != len(text) and text == b"\n":
            lines.append([])
            continue
        if width == len(text) and b"\n" in text:  # a line end that JSON does not allow, but readers do
            for part in text.splitlines(keepends=True):
                lines[-1].append((part.rstrip(b"\r\n"), at, len(part.rstrip(b"\r\n"))))
                at += len(part)
                if part.endswith(b"\n"):
                    lines.append([])
            continue
        lines[-1].append((text, at, width))
    first = next((b"".join(p[0] for p in line) for line in lines if any(p[0].strip() for p in line)), b"")
    magic = _CELL_MAGIC.match(first)
    if magic and magic[1] not in _PYTHON_CELLS:
        return
    for line in lines:
        _add_line(made, line)
        made.fill(b"\n")


def _add_line(made: Builder, line: list[tuple[bytes, int, int]]) -> None:
    text = b"".join(part[0] for part in line)
    start, end, tail = 0, len(text), b""
    if found := _TIMED.match(text):
        made.fill(found[1])
        start = found.end()
    elif _LINE_MAGIC.match(text):
        made.fill(text[: len(text) - len(text.lstrip())] + b"pass")
        return
    elif found := _RESULT_OF_MAGIC.match(text):
        end, tail = found.end(1), b"None"
    elif found := _HELP.search(text[-4:]):
        end -= len(found[0])
    at = 0
    for part, original, width in line:
        low, high = max(start - at, 0), min(end - at, len(part))
        if low < high and width == len(part):
            made.add(part[low:high], original + low)
        elif low < high:
            made.add(part, original, width)
        at += len(part)
    made.fill(tail)

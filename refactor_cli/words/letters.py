"""Names that are written in other letters: Python takes `ｏｌｄ` for `old`, as it compares names after NFKC.
https://docs.python.org/3/reference/lexical_analysis.html#identifiers"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from unicodedata import normalize

from refactor_cli.lazy_pattern import lazy_pattern

# the full-width, mathematical and letter-like forms, ligatures and superscripts that become ASCII letters; words of
# natural languages seldom have one
_OTHER = (
    rb"\xef\xbc[\x90-\x99\xa1-\xba\xbf]|\xef\xbd[\x81-\x9a]|\xef\xac[\x80-\x86]|\xf0\x9d[\x90-\x9f][\x80-\xbf]"
    rb"|\xe2\x84[\x80-\xbf]|\xe2\x85[\x80-\xbf]|\xe2\x81[\xb1\xbf]|\xe1\xb4[\xac-\xbf]|\xe1\xb5[\x80-\xaa]|\xc5\xbf"
)
_LETTER = lazy_pattern(_OTHER)
_LEADS = (
    b"\xef\xbc",
    b"\xef\xbd",
    b"\xef\xac",
    b"\xf0\x9d",
    b"\xe2\x84",
    b"\xe2\x85",
    b"\xe2\x81",
    b"\xe1\xb4",
    b"\xe1\xb5",
    b"\xc5\xbf",
)
_BEFORE = lazy_pattern(rb"[\w\x80-\xff]*\Z")
_AFTER = lazy_pattern(rb"[\w\x80-\xff]*")
_FAR = 200  # bytes
_ASCII = bytes(range(128))


def in_other_letters(utf8: bytes) -> tuple[tuple[bytes, int, int], ...]:
    """The ASCII names that a text has in other letters, each with where it begins and ends there."""
    return () if utf8.isascii() else _found(utf8)


@lru_cache(maxsize=1000)  # asked for each name that is looked for
def _found(utf8: bytes) -> tuple[tuple[bytes, int, int], ...]:
    others = utf8.translate(None, _ASCII)  # mostly few bytes, so that ten searches take an eighth of the time
    return tuple(_names(utf8)) if any(lead in others for lead in _LEADS) else ()


def _names(utf8: bytes) -> Iterator[tuple[bytes, int, int]]:
    at = 0
    while (letter := _LETTER.search(utf8, at)) is not None:
        before = _BEFORE.search(utf8, max(at, letter.start() - _FAR), letter.start())
        after = _AFTER.match(utf8, letter.end())
        start, at = before.start() if before else letter.start(), after.end() if after else letter.end()
        name = normalize("NFKC", utf8[start:at].decode("utf-8", "replace"))
        if name.isascii() and name.isidentifier():
            yield name.encode(), start, at


def spans_of(utf8: bytes, word: bytes) -> Iterator[tuple[int, int]]:
    """Where a name is written so."""
    for name, start, end in in_other_letters(utf8):
        if name == word:
            yield start, end


def as_compared(text: str) -> str:
    """A name as Python compares it."""
    return text if text.isascii() else normalize("NFKC", text)

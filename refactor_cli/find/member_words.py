"""Which occurrences of a name can be a class's member, by the bytes around them: the filter before a file is parsed
for a method. A plain name that is only read is none: what a class has is not in scope elsewhere, and what its own body
reads is defined in the same file."""

from __future__ import annotations

import re

from refactor_cli.words import offsets

_SPACE = b" \t\r\n\\\f"
_QUOTES = (b'"', b"'", b"`")
# what gives the name that follows something new
_GIVES = re.compile(rb"(?<![\w\x80-\xff])(?:def|class|import|as|for|del|global|nonlocal)[ \t\\]+\Z")
# a value, or an annotation, behind a name; one of several names that get values, on a line that is not endless
_BINDS = re.compile(rb"[ \t\\]*(?:=(?!=)|:|[,)\]][^\r\n]{0,200}?(?<![=!<>:])=(?!=))")
_FAR = 20  # bytes; further than any of these words with a blank or two


def may_be_member(data: bytes, word: bytes) -> bool:
    """Whether one of the occurrences of a word in Python source may be an attribute, may define or bind the name, or
    stands in quotes or behind a dot in a string."""
    return any(_is_member(data, at, at + len(word)) for at in offsets(data, word))


def code_before(data: bytes, at: int) -> int:
    """Where code ends before an offset: blanks, line ends and whole comments are passed over."""
    while True:
        end = at
        while end and data[end - 1] in _SPACE:
            end -= 1
        if b"\n" not in data[end:at]:
            return end
        start = data.rfind(b"\n", 0, end) + 1
        comment = data.find(b"#", start, end)
        if comment < 0:
            return end
        at = comment


def _is_member(data: bytes, start: int, end: int) -> bool:
    if data[start - 1 : start] in _QUOTES or _BINDS.match(data, end):
        return True
    before = code_before(data, start)
    if data[before - 1 : before] == b".":
        return True
    return _GIVES.search(data, max(0, start - _FAR), start) is not None

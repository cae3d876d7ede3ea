"""Which occurrences of a name can be a class's member, by the bytes around them: the filter before a file is parsed
for a method. A plain name that is only read is none: what a class has is not in scope elsewhere, and what its own body
reads is defined in the same file."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.words import offsets

_SPACE = b" \t\r\n\\\f"
_QUOTES = (b'"', b"'", b"`")
_GAP = rb"(?:[ \t\f]|\\\r?\n)"
# what gives the name that follows something new
_GIVES = lazy_pattern(
    rb"(?<![\w\x80-\xff])(?:def|class|import|as|for|del|global|nonlocal)%b+\Z" % _GAP
    # one of several that a loop, a `with` or a pattern gives
    + rb"|(?<![\w\x80-\xff])(?:for\b(?:(?!\bin\b)[^\r\n:]){1,200}|(?:as|case)[ \t]*[(\[ ][^\r\n:]{0,200})\Z"
)
# a value, or an annotation, behind a name; one of several names that get values, on a line that is not endless, or on
# several lines that hold nothing but names
_BINDS = lazy_pattern(
    rb"%b*(?:=(?!=)|:|[,)\]][^\r\n]{0,200}?(?<![=!<>:])=(?!=))" % _GAP
    + rb"|[\s,)\]][\w\x80-\xff\s,*()\[\]]{0,200}?[)\]]%b*=(?!=)" % _GAP
)
_FAR = 240  # bytes; further than any of these words with a blank or two
_MOST_MARKS = 20


def may_be_member(data: bytes, word: bytes, is_behind_module: Callable[[int], bool]) -> bool:
    """Whether one of the occurrences of a word in Python source may be an attribute, may define or bind the name, or
    stands in quotes or behind a dot in a string. `is_behind_module`: of which dots it is known that what follows is a
    module's (see `module_words`)."""
    return any(_is_member(data, at, at + len(word), is_behind_module) for at in offsets(data, word))


def may_be_given(data: bytes, word: bytes) -> bool:
    """Whether one of the occurrences of a word in Python source may bind the name to something, other than by a
    definition or an import."""
    return any(
        data[at - 1 : at] != b"." and _is_bound(data, at, at + len(word)) for at in offsets(data, word)
    )


def ends_before(data: bytes, at: int) -> Iterator[int]:
    """Where code may end before an offset: blanks, line ends and whole comments are passed over. There are several such
    places where a `#` may stand in a string."""
    waiting = [at]
    while waiting:
        end = at = waiting.pop()
        while end and data[end - 1] in _SPACE:
            end -= 1
        start = data.rfind(b"\n", 0, end) + 1
        comment = data.find(b"#", start, end) if b"\n" in data[end:at] else -1
        if comment < 0:
            yield end
        elif any(data.find(quote, start, comment) >= 0 for quote in _QUOTES):
            yield end
            for _ in range(_MOST_MARKS):
                waiting.append(comment)
                comment = data.find(b"#", comment + 1, end)
                if comment < 0:
                    break
        else:
            waiting.append(comment)


def _is_member(data: bytes, start: int, end: int, is_behind_module: Callable[[int], bool]) -> bool:
    if data[start - 1 : start] in _QUOTES or _is_bound(data, start, end):
        return True
    if data[start - 1 : start] == b".":
        return not is_behind_module(start - 1)
    return any(data[before - 1 : before] == b"." for before in ends_before(data, start))


def _is_bound(data: bytes, start: int, end: int) -> bool:
    return bool(_BINDS.match(data, end) or _GIVES.search(data, max(0, start - _FAR), start))

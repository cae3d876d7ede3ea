"""An import statement in a text: source that something writes to a file, or runs (`python -c`, `exec`)."""

from __future__ import annotations

from refactor_cli.data import Span
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.words import is_escape

_LONGEST = 300
_LONGEST_SOURCE = 10_000
_LONGEST_DOTTED = 200
_DOTTED = lazy_pattern(rb"[A-Za-z_][\w.]*\Z")
# begins with literals, which are searched for faster
_BINDS = lazy_pattern(
    rb"from[ \t]+([A-Za-z_][\w.]*)[ \t]+import[ \t]+\(?([\w \t,]+)"
    rb"|import[ \t]+([A-Za-z_][\w.]*)[ \t]+as[ \t]+(\w+)"
)
_NAMES = lazy_pattern(rb"(\w+)(?:[ \t]+as[ \t]+(\w+))?[ \t]*(?:,|\Z)")
# up to the name, which may stand among others; each of these begins with a letter: blanks must belong to one place
# only, or a long list of names takes as long as there are ways to share them out
_FROM = lazy_pattern(
    rb"(?<![\w.])from[ \t]+([A-Za-z_][\w.]*)[ \t]+import(?:[ \t]+|[ \t]*\((?:[ \t\r\n]|\\n)*)"
    rb"(?:\w[\w \t]*,(?:[ \t\r\n]|\\n)*)*\Z"
)


def imported_in_text(utf8: bytes, span: Span, start: int = 0) -> str:
    """The module that `from module import name` imports the name at `span` from, "" where it stands in no such
    statement. `start`: where the text begins."""
    found = _FROM.search(utf8[max(start, span.start - _LONGEST) : span.start])
    return found[1].decode() if found else ""


def bound_in_text(utf8: bytes, span: Span, start: int, end: int) -> str:
    """The full name of what the dotted name that ends at `span` means by an import of the same text, "" where that
    binds no such name. `start`, `end`: where the text, or the rest of it that counts, begins and ends."""
    start = max(start, span.start - _LONGEST_SOURCE)
    if utf8.find(b"import", start, end) < 0:
        return ""
    dotted = dotted_before(utf8, span, start).encode()
    first, dot, rest = dotted.partition(b".")
    found = b""
    for each in _BINDS.finditer(utf8, start, min(end, start + 2 * _LONGEST_SOURCE)) if first else ():
        if each.start() <= span.start < each.end():
            continue
        if each[4] == first and rest:
            found = b"%b.%b" % (each[3], rest)
        for name in _NAMES.finditer(each[2] or b""):
            if (name[2] or name[1]) == first:
                found = b"%b.%b%b%b" % (each[1], name[1], dot, rest)
    return found.decode("utf-8", "replace")


def dotted_before(utf8: bytes, span: Span, start: int) -> str:
    """The dotted name that ends at `span`; with a dot in front where something else stands before that."""
    low = max(start, span.start - _LONGEST_DOTTED)
    found = _DOTTED.search(utf8[low : span.end])
    if found is None:
        return ""
    at = low + found.start()
    at += at < span.start and is_escape(utf8, at)
    dotted = utf8[at : span.end].decode("utf-8", "replace")
    return f".{dotted}" if utf8[at - 1 : at] == b"." and at > low else dotted

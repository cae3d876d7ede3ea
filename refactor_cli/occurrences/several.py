"""The values of an assignment of several, read from bytes without a tree."""

from __future__ import annotations

import re
from typing import NamedTuple

from refactor_cli.lazy_pattern import lazy_pattern

# what is more than itself: strings, comments, brackets, commas, and ends of lines
_TOKEN = lazy_pattern(
    rb"(?P<string>\"\"\"(?:[^\\]|\\.)*?\"\"\"|'''(?:[^\\]|\\.)*?'''"
    rb"|\"(?:[^\\\n\"]|\\.)*\"|'(?:[^\\\n']|\\.)*')"
    rb"|(?P<blank>#[^\n]*|\\\r?\n|[ \t\f\r]+)|(?P<end>[\n;])|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<comma>,)"
    rb"|(?P<other>[^#\s\\;()\[\]{},\"']+|.)",
    re.DOTALL,
)


class Elements(NamedTuple):
    """`found`: what stands between commas; `is_flat`: no tuple or list stands in another; `tokens`: how many were
    read."""

    found: list[bytes]
    is_flat: bool
    tokens: int


class _Bracket(NamedTuple):
    """An open bracket: whether it holds elements, and how many there were when it was opened."""

    holds: bool
    before: int


def elements(data: bytes, at: int, most: int) -> Elements:
    """What stands between the commas of the value that begins at an offset, those in its tuples and lists too, without
    blanks, comments, and brackets around one. A string is a quote, a tuple or list "()". No more than `most` tokens are
    read: brackets may never be closed."""
    found, now, is_flat, number = list[bytes](), bytearray(), True, 0
    around = list[_Bracket]()
    for number, token in enumerate(_TOKEN.finditer(data, at), 1):
        kind, is_element = token.lastgroup, not around or around[-1].holds
        if number == most or (kind in ("end", "close") and not around):
            break
        if kind == "open":
            around.append(_Bracket(is_element and not now and token[0] != b"{", len(found)))
            now += b"" if around[-1].holds else token[0]
        elif kind == "close":
            holds, before = around.pop()
            if not holds:
                now += token[0]
            elif len(found) > before:
                found += [bytes(now)] if now else []
                is_whole = before == 0 and not around and _ends(data, token.end())
                now, is_flat = (bytearray(), is_flat) if is_whole else (bytearray(b"()"), False)
        elif kind == "comma" and is_element:
            found.append(bytes(now))
            now = bytearray()
        elif kind in ("string", "other", "comma"):
            now += token[0] if kind == "other" else b"'"
    return Elements([*found, bytes(now)] if now else found, is_flat, number)


def _ends(data: bytes, at: int) -> bool:
    """Whether nothing more of a statement follows."""
    for token in _TOKEN.finditer(data, at):
        if token.lastgroup != "blank":
            return token.lastgroup == "end"
    return True

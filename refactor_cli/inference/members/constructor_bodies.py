"""Calls of another constructor by a constructor, told from the bytes around them: nearly all calls of `__init__` are
that, most of them in files that need not be read for anything else."""

from __future__ import annotations

import re

_HEADER = b"def __init__("
_FIRST = re.compile(rb"def __init__\([ \t\r\n]*(\w+)[ \t\r\n]*[,:)]")
# a statement that is the call, or returns what it gives
_STATEMENT = re.compile(rb"([ \t]+)(?:return[ \t]+)?\Z")
# what opens a scope of its own
_SCOPE = re.compile(rb"\n[ \t\f]*(?:async|def|class)\b|\blambda\b")
# a line of code that is indented no further than the header; closing brackets may be
_BACK = rb"\n(?!%b[ \t])[ \t]*[^\s)\]}#]"
_QUOTES = (b'"""', b"'''")
# what ends a line that goes on in the next one
_OPEN = (b"(", b"[", b"{", b",", b"=", b"\\")


def hands_on_its_own(utf8: bytes, start: int, receiver: bytes, first: bytes) -> bool:
    """Whether a call `receiver.__init__(first, …)`, which begins at `start`, is a statement of a constructor that hands
    on the object that it makes. False where the bytes do not say so: what stands between the constructor's header and
    the call has to be nothing but its body, and no string may end there that the header stands in."""
    line = utf8.rfind(b"\n", 0, start) + 1
    statement, header = _STATEMENT.match(utf8, line, start), utf8.rfind(_HEADER, 0, line)
    own = _FIRST.match(utf8, header) if header >= 0 else None
    if statement is None or own is None or receiver == own[1]:
        return False
    if not receiver.startswith(b"super(") and first != own[1]:
        return False
    outer = utf8[utf8.rfind(b"\n", 0, header) + 1 : header]
    if outer.strip(b" \t") or not statement[1].startswith(outer) or statement[1] == outer:
        return False
    body = utf8[own.end() : line]
    if _SCOPE.search(body) or body.rstrip().endswith(_OPEN) or sum(map(body.count, _QUOTES)) % 2:
        return False
    return re.search(_BACK % outer, body) is None

"""An import statement in a text: source that something writes to a file, or runs (`python -c`, `exec`)."""

from __future__ import annotations

import re

from refactor_cli.data import Span

_LONGEST = 300
# up to the name, which may stand among others
_FROM = re.compile(
    rb"(?<![\w.])from[ \t]+([A-Za-z_][\w.]*)[ \t]+import(?:[ \t]+|[ \t]*\((?:[ \t\r\n]|\\n)*)"
    rb"(?:[\w \t]+,(?:[ \t\r\n]|\\n)*)*\Z"
)


def imported_in_text(utf8: bytes, span: Span, start: int = 0) -> str:
    """The module that `from module import name` imports the name at `span` from, "" where it stands in no such
    statement. `start`: where the text begins."""
    found = _FROM.search(utf8[max(start, span.start - _LONGEST) : span.start])
    return found[1].decode() if found else ""

"""Offsets in UTF-8 <-> positions as the language server protocol has them: lines from 0, and characters from 0 that
count bytes or UTF-16 units."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any, Literal

from refactor_cli.text import Text

Encoding = Literal["utf-8", "utf-16"]


def position_of(text: Text, offset: int, encoding: Encoding) -> dict[str, int]:
    """The position of an offset."""
    line = bisect_right(text.line_starts, offset)
    before = text.utf8[text.line_starts[line - 1] : offset]
    return {"line": line - 1, "character": _units(before, encoding)}


def offset_of(text: Text, position: Any, encoding: Encoding) -> int | None:
    """The offset of a position; None when it is none in this text."""
    if not isinstance(position, dict):
        return None
    line, character = position.get("line"), position.get("character")
    if not isinstance(line, int) or not isinstance(character, int) or line < 0 or character < 0:
        return None
    if line >= len(text.line_starts):
        return None
    start = text.line_starts[line]
    end = text.line_starts[line + 1] if line + 1 < len(text.line_starts) else len(text.utf8)
    row = text.utf8[start:end]
    if encoding == "utf-16" and not row.isascii():
        units = row.decode("utf-8", "replace").encode("utf-16-le")[: 2 * character]
        character = len(units.decode("utf-16-le", "ignore").encode())
    return start + character if character <= len(row) else None


def _units(before: bytes, encoding: Encoding) -> int:
    if encoding == "utf-8" or before.isascii():
        return len(before)
    return len(before.decode("utf-8", "replace").encode("utf-16-le")) // 2

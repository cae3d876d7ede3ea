"""The bytes of a Python file -> its import statements, without a tree."""

from __future__ import annotations

from collections.abc import Iterator

from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.words import BLANK, NAME, offsets

# what may stand before `import` on its line: nothing, or `from` and a module; before them another statement
_BEGINS_IMPORT = lazy_pattern(rb"(?:[^\n]*[;:])?[ \t\f\\\r\n]*(?:from\b([\w\x80-\xff. \t\f\\\r\n]*))?\Z")


def imported_in(data: bytes) -> Iterator[tuple[bool, bytes, list[bytes], list[bytes]]]:
    """Of each import statement whether its line is indented, the module behind `from`, and its words in order: those of
    the module, and what stands behind `import`."""
    for at in offsets(data, b"import"):
        start = data.rfind(b"\n", 0, at) + 1
        while start > 1 and data[start - 2 : start - 1] == b"\\":
            start = data.rfind(b"\n", 0, start - 1) + 1
        begins = _BEGINS_IMPORT.match(data, start, at)
        if begins is not None:
            yield (
                data[start : start + 1] in BLANK,
                (begins[1] or b"").translate(None, b" \t\f\\\r\n"),
                NAME.findall(begins[1]) if begins[1] else [],
                NAME.findall(data, at + 6, _end_of_import(data, at + 6)),
            )


def _end_of_import(data: bytes, at: int) -> int:
    end = data.find(b"\n", at)
    opening = data.find(b"(", at, end if end >= 0 else len(data))
    if opening >= 0 and not data[at:opening].strip(b" \t\f\\\r\n"):
        end = data.find(b")", opening)
        while end >= 0 and b"#" in data[data.rfind(b"\n", opening, end) + 1 : end]:
            end = data.find(b")", end + 1)  # in a comment
    else:
        while (end >= 0 and data[end - 1 : end] == b"\\") or data[end - 2 : end] == b"\\\r":
            end = data.find(b"\n", end + 1)
    return end if end >= 0 else len(data)

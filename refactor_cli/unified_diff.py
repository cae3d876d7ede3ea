"""Splices -> a unified diff that `git apply` takes, byte for byte.

Hunks come from the edits themselves, so the diff costs what was changed and not what the files weigh. Format:
https://git-scm.com/docs/diff-format#generate_patch_text_with_p and POSIX `diff -u`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from refactor_cli.splice import Splice

_CONTEXT = 3


class _Change(NamedTuple):
    """Old lines `start:end` become `lines`."""

    start: int
    end: int
    lines: list[bytes]


def unified_diff(path: str, before: bytes, changes: Sequence[Splice]) -> bytes:
    """The diff of one file, b"" when the splices change nothing. `path` relative to the repository's top."""
    lines = _split(before)
    blocks = list(_line_changes(before, lines, changes))
    if not blocks:
        return b""
    old, new = _quoted("a/" + path), _quoted("b/" + path)
    end = b"\t\n" if " " in path else b"\n"  # as git does, so that a name with spaces has a clear end
    parts = [b"diff --git " + old + b" " + new + b"\n--- " + old + end + b"+++ " + new + end]
    shift = 0
    for group in _groups(blocks):
        parts.append(_hunk(lines, group, shift))
        shift += sum(len(change.lines) - (change.end - change.start) for change in group)
    return b"".join(parts)


def _split(data: bytes) -> list[bytes]:
    """Lines as git counts them: only a line feed ends one."""
    parts = data.split(b"\n")
    lines = [part + b"\n" for part in parts[:-1]]
    return [*lines, parts[-1]] if parts[-1] else lines


def _line_changes(before: bytes, lines: list[bytes], changes: Sequence[Splice]) -> Iterator[_Change]:
    starts, offset = list[int](), 0
    for line in lines:
        starts.append(offset)
        offset += len(line)
    for first, last, group in _by_lines(starts, changes):
        start = starts[first] if first < len(starts) else offset
        end = starts[last] if last < len(starts) else offset
        parts, position = list[bytes](), start
        for splice in group:
            parts += (before[position : splice.start], splice.data)
            position = splice.end
        parts.append(before[position:end])
        new = _split(b"".join(parts))
        old = lines[first:last]
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if tag != "equal":
                yield _Change(first + i1, first + i2, new[j1:j2])


def _by_lines(starts: list[int], changes: Sequence[Splice]) -> Iterator[tuple[int, int, list[Splice]]]:
    """Splices grouped so that no two groups share a line: first line, end line, splices."""
    group, first, last = list[Splice](), 0, 0
    for splice in changes:
        begin = max(bisect_right(starts, splice.start) - 1, 0)
        finish = bisect_right(starts, splice.end)  # the line in which the splice ends belongs to it
        if group and begin >= last:
            yield first, last, group
            group = []
        if not group:
            first, last = begin, begin
        group.append(splice)
        last = max(last, finish)
    if group:
        yield first, last, group


def _groups(blocks: list[_Change]) -> Iterator[list[_Change]]:
    group = [blocks[0]]
    for change in blocks[1:]:
        if change.start - group[-1].end > 2 * _CONTEXT:
            yield group
            group = []
        group.append(change)
    yield group


def _hunk(lines: list[bytes], group: list[_Change], shift: int) -> bytes:
    first = max(group[0].start - _CONTEXT, 0)
    last = min(group[-1].end + _CONTEXT, len(lines))
    body, position, added, removed = list[bytes](), first, 0, 0
    for change in group:
        body += (_line(b" ", line) for line in lines[position : change.start])
        body += (_line(b"-", line) for line in lines[change.start : change.end])
        body += (_line(b"+", line) for line in change.lines)
        position = change.end
        removed += change.end - change.start
        added += len(change.lines)
    body += (_line(b" ", line) for line in lines[position:last])
    old_length = last - first
    new_length = old_length - removed + added
    old_range = _range(first, old_length)
    new_range = _range(first + shift, new_length)
    return b"@@ -%s +%s @@\n" % (old_range, new_range) + b"".join(body)


def _range(first: int, length: int) -> bytes:
    start = first + 1 if length else first
    return b"%d" % start if length == 1 else b"%d,%d" % (start, length)


def _line(mark: bytes, line: bytes) -> bytes:
    return mark + line if line.endswith(b"\n") else mark + line + b"\n\\ No newline at end of file\n"


def _quoted(path: str) -> bytes:
    """git's C-style quoting of unusual names (core.quotePath)."""
    raw = path.encode("utf-8", "surrogateescape")
    if all(0x20 <= byte < 0x7F and byte not in b'"\\' for byte in raw):
        return raw
    named = {
        7: b"\\a",
        8: b"\\b",
        9: b"\\t",
        10: b"\\n",
        11: b"\\v",
        12: b"\\f",
        13: b"\\r",
        34: b'\\"',
        92: b"\\\\",
    }
    quoted = (named.get(byte) or (bytes([byte]) if 0x20 <= byte < 0x7F else b"\\%03o" % byte) for byte in raw)
    return b'"' + b"".join(quoted) + b'"'

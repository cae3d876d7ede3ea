"""Edits in text offsets -> bytes on disk. Every byte outside the edits stays as it is."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from refactor_cli.data import Edit, SourceFile, Span, blob_id


class Splice(NamedTuple):
    """Replaces the bytes `start:end` of a file, as it lies on disk, by `data`."""

    start: int
    end: int
    data: bytes


class SpliceError(ValueError):
    """These edits cannot be made in this file; `str()` says why, for people."""


def splices(file: SourceFile, edits: Iterable[Edit]) -> tuple[Splice, ...]:
    """The edits of one file as splices of its bytes, in order.

    Raises:
        SpliceError: they overlap, reach outside the file, or need a character its encoding does not have.
    """
    text, found, last = file.text, list[Splice](), 0
    for edit in sorted(edits, key=lambda edit: edit.span):
        if edit.span.start < last or not edit.span.start <= edit.span.end <= len(text.utf8):
            raise SpliceError("two edits overlap, or one reaches outside the file")
        last = edit.span.end
        try:
            data = text.encode(edit.text)
        except UnicodeEncodeError as error:
            raise SpliceError(f"the new code has a character that {text.encoding} cannot hold") from error
        found.append(Splice(text.raw_offset(edit.span.start), text.raw_offset(edit.span.end), data))
    return tuple(found)


def edited(file: SourceFile, edits: Iterable[Edit]) -> SourceFile:
    """The file with its edits made.

    Raises:
        SpliceError: see `splices`.
    """
    data = spliced(file.data, splices(file, edits))
    # an object id's length tells its hash: 40 digits are sha1, 64 are sha256
    blob = blob_id(data, "sha1" if len(file.blob) == 40 else "sha256")
    return SourceFile(file.path, blob, file.mode, file.language, data)


def by_path(edits: Iterable[Edit]) -> dict[str, list[Edit]]:
    """Edits of each file in their order, files in path order."""
    found: dict[str, list[Edit]] = {}
    for edit in sorted(edits, key=lambda edit: (edit.path, edit.span)):
        found.setdefault(edit.path, []).append(edit)
    return found


def covering(edits: Sequence[Edit], span: Span) -> Edit | None:
    """Which of the edits of a file, in order and apart, takes in a span."""
    after = bisect_right(edits, span.start, key=lambda edit: edit.span.start)
    # of those further up, only an insertion can stand at the same place
    return next((edit for edit in edits[max(0, after - 2) : after] if edit.span.contains(span)), None)


def in_result(edits: Iterable[Edit]) -> Iterator[tuple[Edit, Span]]:
    """Edits of a file, in order, with the spans of their texts in the result."""
    grown = 0
    for edit in edits:
        size = len(edit.text.encode())
        yield edit, Span(edit.span.start + grown, edit.span.start + grown + size)
        grown += size - (edit.span.end - edit.span.start)


def moved(made: Sequence[tuple[Edit, Span]], span: Span) -> Span | None:
    """Where a span of the old text stands in the result; `None` where an edit changes it. `made`: see `in_result`."""
    at = bisect_right(made, span.start, key=lambda each: each[0].span.end)
    if at < len(made) and made[at][0].span.start < span.end:
        return None
    return _shifted(span, _growth(made, at))


def moved_from(made: Sequence[tuple[Edit, Span]], span: Span) -> Span:
    """Where a span of the result stood in the old text: of new code, the span that its edit replaced."""
    at = bisect_right(made, span.start, key=lambda each: each[1].end)
    if at < len(made) and made[at][1].start < span.end:
        return made[at][0].span
    return _shifted(span, -_growth(made, at))


def _growth(made: Sequence[tuple[Edit, Span]], at: int) -> int:
    """By how many bytes the edits before the one at this index make the text longer."""
    if not at:
        return 0
    edit, result = made[at - 1]
    return result.end - edit.span.end


def _shifted(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def spliced(data: bytes, changes: Iterable[Splice]) -> bytes:
    """`data` with the splices made; they must be in order and apart."""
    parts, last = list[bytes](), 0
    for start, end, new in changes:
        parts += (data[last:start], new)
        last = end
    parts.append(data[last:])
    return b"".join(parts)

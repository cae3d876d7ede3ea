"""Python inside of another text: read and judged as a file of its own, its places led back to the text."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from refactor_cli.data import SURE, Span, Target
from refactor_cli.embedded_sources import with_source
from refactor_cli.find.aliases import aliases_in, own_name
from refactor_cli.find.question import Judgement, Question, question
from refactor_cli.occurrences.reading import load_occurrences, occurrences_in

if TYPE_CHECKING:
    from refactor_cli.occurrences.values import Occurrence
    from refactor_cli.symbols import SymbolMap


class Piece(NamedTuple):
    """`size` bytes of source from `source` on stand in the text as the `width` bytes from `original` on: the same
    bytes, or one escape sequence."""

    source: int
    original: int
    size: int
    width: int


class Embedded(Struct, frozen=True, dict=True):
    """Python source put together from pieces of a text. What lies between the pieces (line ends) is nowhere."""

    source: bytes
    pieces: tuple[Piece, ...]

    def span(self, span: Span) -> Span:
        """A span of the source, not empty, as the span of the text from its first to its last byte."""
        first, last = self._piece(span.start), self._piece(span.end - 1)
        start = first.original + (span.start - first.source if first.size == first.width else 0)
        end = last.original + (span.end - last.source if last.size == last.width else last.width)
        return Span(start, end)

    def holds(self, offset: int) -> bool:
        """Whether a byte of the text is in a piece."""
        starts = self._originals
        index = bisect_right(starts, (offset, offset, 0)) - 1
        index = index + 1 if index + 1 < len(starts) and starts[index + 1][0] == offset else index
        return index >= 0 and starts[index][0] <= offset < starts[index][0] + starts[index][1]

    def _piece(self, offset: int) -> Piece:
        return self.pieces[max(0, bisect_right(self._sources, offset) - 1)]

    @cached_property
    def _sources(self) -> list[int]:
        return [piece.source for piece in self.pieces]

    @cached_property
    def _originals(self) -> list[tuple[int, int, int]]:
        return sorted((piece.original, piece.width, piece.source) for piece in self.pieces)


class Builder(Struct):
    """Puts an `Embedded` together."""

    parts: list[bytes] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    size: int = 0

    def add(self, text: bytes, original: int, width: int | None = None) -> None:
        """What stands in the text at `original`, there `width` bytes long when it is not the same bytes."""
        if text:
            self.pieces.append(Piece(self.size, original, len(text), len(text) if width is None else width))
            self.fill(text)

    def fill(self, text: bytes) -> None:
        """What stands nowhere in the text."""
        self.parts.append(text)
        self.size += len(text)

    def made(self) -> Embedded:
        """All of it."""
        return Embedded(b"".join(self.parts), tuple(self.pieces))


class Judged(NamedTuple):
    """An occurrence in an embedded source, and what it is."""

    asked: Question
    occurrence: Occurrence
    judgement: Judgement


def judged(symbols: SymbolMap, target: Target, path: str, source: bytes) -> list[Judged]:
    """What a target is used for in Python source that stands where the file `path` does (a path that no Python
    file has, and no other source in the same run); its aliases are followed within the source."""
    from refactor_cli.find.judging import judge

    beside = with_source(symbols, path, source)
    file_map = beside.map(path)
    if file_map is None:
        return []
    asked = replace(question(beside, target, path, file_map), whole=symbols)
    names, found = [own_name(target)], dict[Span, Judged]()
    if symbols.cache is not None:
        load_occurrences(beside, {path: names}, symbols.cache)
    for name in names:
        for alias, _ in aliases_in(beside, target, path, file_map, name):
            if alias not in names:
                names.append(alias)
        for occurrence in occurrences_in(beside, path, name):
            judgement = judge(asked, occurrence) if occurrence.place != "text" else None
            if judgement and (name == names[0] or judgement.certainty in SURE):
                found[occurrence.span] = Judged(asked, occurrence, judgement)
    return list(found.values())

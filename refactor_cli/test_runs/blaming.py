"""Failures, what was rewritten -> the usages that a failure may come from. That is a hint, never a proof."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from refactor_cli.splice import Splice, spliced
from refactor_cli.test_runs.values import Failure

By = Literal["line", "file", "import", "nothing"]


class Rewritten(Struct, frozen=True):
    """A usage that was rewritten, and its first and last line before."""

    id: str
    path: str
    first: int
    last: int


class Changed(Struct, frozen=True):
    """One file: its bytes before, and what was put into it."""

    data: bytes
    splices: Sequence[Splice]


class Blamed(Struct, frozen=True):
    """A failure and the usages it may come from. `by`: its output names their lines, only their files, or only a file
    that imports theirs."""

    failure: Failure
    usages: tuple[str, ...]
    by: By


def blame(
    failures: Iterable[Failure],
    usages: Sequence[Rewritten],
    changed: Mapping[str, Changed],
    imported: Callable[[frozenset[str]], frozenset[str]] | None = None,
) -> tuple[Blamed, ...]:
    """For each failure the usages of the best kind there is. `imported`: all files that some files import, one way or
    another."""
    lines = {path: _lines(change) for path, change in changed.items()}
    return tuple(_blamed(each, usages, lines, imported) for each in failures)


def _blamed(
    failure: Failure,
    usages: Sequence[Rewritten],
    lines: Mapping[str, _Lines],
    imported: Callable[[frozenset[str]], frozenset[str]] | None,
) -> Blamed:
    named = dict[str, list[tuple[int, int]]]()
    for path, line in failure.places:
        if path in lines:
            named.setdefault(path, []).append(lines[path].before(line))
    exact = [
        each.id
        for each in usages
        if any(first <= each.last and each.first <= last for first, last in named.get(each.path, ()))
    ]
    if exact:
        return Blamed(failure, tuple(exact), "line")
    by_file = [each.id for each in usages if each.path in named]
    # every failure names the test's own file
    if by_file and named.keys() - {failure.test.partition("::")[0]}:
        return Blamed(failure, tuple(by_file), "file")
    files = frozenset(path for path, _ in failure.places)
    reached = imported(files) if imported is not None and files else frozenset[str]()
    by_import = [each.id for each in usages if each.path in reached]
    if len(by_import) > len(by_file):
        return Blamed(failure, tuple(by_import), "import")
    return Blamed(failure, tuple(by_file), "file" if by_file else "nothing")


class _Lines(Struct, frozen=True):
    """Where the lines of a changed file were before: the offsets at which lines begin, before and after, the splices
    between the two, and the size after."""

    old: Sequence[int]
    new: Sequence[int]
    splices: Sequence[Splice]
    size: int

    def before(self, line: int) -> tuple[int, int]:
        """The first and last line before that a line of the result comes from; lines count from 1."""
        if not 1 <= line <= len(self.new):
            return (0, 0)
        end = self.new[line] - 1 if line < len(self.new) else self.size
        return self._line(self.new[line - 1], is_end=False), self._line(end, is_end=True)

    def _line(self, offset: int, is_end: bool) -> int:
        moved = 0
        for start, end, data in self.splices:
            if offset < start + moved:
                break
            if offset < start + moved + len(data):
                return bisect_right(self.old, end if is_end else start)
            moved += len(data) - (end - start)
        return bisect_right(self.old, offset - moved)


def _lines(changed: Changed) -> _Lines:
    after = spliced(changed.data, changed.splices)
    return _Lines(_starts(changed.data), _starts(after), changed.splices, len(after))


def _starts(data: bytes) -> list[int]:
    found, at = [0], data.find(b"\n")
    while at >= 0:
        found.append(at + 1)
        at = data.find(b"\n", at + 1)
    return found

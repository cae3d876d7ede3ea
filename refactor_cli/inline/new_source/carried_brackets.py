"""Lines in brackets that new source carries to another column stay aligned with their bracket.

An argument over several lines may come to stand behind another one, on its own line or on the one before:
`f(a,⏎  (1,⏎   2))` -> `f(A(a, (1,⏎   2)))`. Where the tokens are as they were it is the same argument; how deep its
lines stand, the column of its bracket says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from msgspec import Struct, field

from refactor_cli.data import Span
from refactor_cli.inline.new_source.bracket_lines import (
    Pair,
    column_of,
    goes_on,
    left_open,
    line_end,
    line_start,
    lines_of,
)

if TYPE_CHECKING:
    from refactor_cli.grammar import Tree


class Carried(Struct):
    """A span over several lines and its new source. `old`, `new`: the tokens of both, of which a line's end and the
    white space below it are one; `same`: by the numbers of old ones, those of the new that they have become; `first`:
    the column in which the new source begins; `shifts`: by the number of a new line's end, how many columns it moves.
    """

    tree: Tree
    utf8: bytes
    span: Span
    old: Sequence[str]
    new: list[str]
    same: Mapping[int, int]
    first: int
    shifts: dict[int, int] = field(default_factory=dict)


def realigned(carried: Carried) -> str:
    """The new source, with the lines moved."""
    utf8, span = carried.utf8, carried.span
    sizes = (len(each.encode()) for each in carried.old)
    numbers = {offset: number for number, offset in enumerate(accumulate(sizes, initial=span.start))}
    line = line_start(utf8, span.start)
    while line < span.end:
        end = line_end(utf8, line)
        for pair in reversed(left_open(carried.tree, utf8, line, end)):
            if span.start <= pair.start and pair.end < span.end:
                _move(carried, numbers, pair, end)
        line = end
    return "".join(carried.new)


def _move(carried: Carried, numbers: Mapping[int, int], pair: Pair, end: int) -> None:
    """The lines in these brackets, if the brackets and what follows the first are there as they were."""

    def become(offset: int) -> int:
        return carried.same.get(numbers.get(offset, -1), -1)

    opening, closing = become(pair.start), become(pair.end)
    lines = lines_of(carried.tree, carried.utf8, pair)
    if opening < 0 or closing < 0 or become(pair.start + 1) != opening + 1 or not lines:
        return
    column = column_of(carried.utf8, pair.start + 1)
    is_aligned = goes_on(carried.utf8, pair.start, end) and all(
        carried.utf8[start:at].isspace() and column_of(carried.utf8, at) == column for start, at in lines
    )
    known = {*carried.same.values()}
    added = [at for at in range(opening, closing) if carried.new[at].startswith("\n") and at not in known]
    if any(_depth(carried, at) != column for at in added) and is_aligned:
        return  # laid out anew
    kept = [at for start, _ in lines if (at := become(start - 1)) >= 0]
    above, place = _column(carried, opening)
    shift = place + 1 - column if is_aligned else carried.shifts.get(above, 0)
    moving = (*kept, *added) if is_aligned else kept
    if shift and all("\t" not in carried.new[at] and _depth(carried, at) + shift > 0 for at in moving):
        for at in moving:
            carried.new[at] = "\n" + " " * (_depth(carried, at) + shift)
            carried.shifts[at] = shift


def _depth(carried: Carried, number: int) -> int:
    return len(carried.new[number]) - 1


def _column(carried: Carried, number: int) -> tuple[int, int]:
    """The number of the line's end above a new token, -1 for none, and the token's column."""
    column = 0
    for at in reversed(range(number)):
        if carried.new[at].startswith("\n"):
            return at, column + _depth(carried, at)
        column += len(carried.new[at])
    return -1, column + carried.first

"""What of a site goes with its rewriting -> the usages that stood there, and the changes that were made to them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from refactor_cli.data import Span, Usage
from refactor_cli.expression_nodes import overlapping
from refactor_cli.inline.file import Change, File
from refactor_cli.inline.opened import Opened
from refactor_cli.inline.site import Gone, span_of


def without(file: File, gone: Sequence[Gone]) -> File:
    """The file without the changes that were made in what goes: a rule says what becomes of that as it was.

    Raises:
        Opened: somebody else decided on one of these, or on a usage there.
    """
    for usage in _that_go(file.decided, gone):
        raise Opened(f"{usage.target} in line {usage.location.line} is to stay, and would go with the rest")
    left_out = list(_changes_in(file, gone))
    if not left_out:
        return file
    known = {usage.id for usage in usages_in(file, gone)}
    if any(not each.edit.usages or not known.issuperset(each.edit.usages) for each in left_out):
        raise Opened("what is rewritten inside of it is more than a part of the form")
    numbers = {id(each) for each in left_out}
    made = replace(file, changes=[], outermost=[])
    for change in file.changes:
        if id(change) not in numbers:
            made.note(change)
    return made


def leave_out(file: File, gone: Sequence[Gone]) -> None:
    """Takes these changes back for good."""
    made = without(file, gone)
    if made is not file:
        file.changes[:], file.outermost[:] = made.changes, made.outermost


def check_around(file: File, span: Span, pieces: Sequence[Span], own: Span) -> None:
    """For what a transform replaces around a usage (at `own`), of which `pieces` stay: nothing else takes them up, as
    two targets may do with the same code (`utc.localize(datetime.utcnow())`).

    Raises:
        Opened: something does, and what it makes of them would be lost.
    """
    for change in reversed(file.outermost):
        here = change.edit.span
        if here.end <= span.start:
            break
        if not span.contains(here) or own.contains(here):
            continue
        if any(here.contains(each) and here != each for each in pieces):
            raise Opened(
                "something else takes up the same code, and goes first: once that is done, try again"
            )


def usages_in(file: File, gone: Sequence[Gone]) -> tuple[Usage, ...]:
    """The usages that go."""
    return tuple(dict.fromkeys(_that_go(file.usages, gone)))


def _that_go(usages: Sequence[Usage], gone: Sequence[Gone]) -> Iterator[Usage]:
    """`usages`: in the order of their places."""
    for each in gone:
        first = bisect_left(usages, each.span.start, key=lambda usage: usage.span.start)
        for usage in usages[first:]:
            if usage.span.start >= each.span.end:
                break
            if each.takes(usage.span):
                yield usage


def _changes_in(file: File, gone: Sequence[Gone]) -> Iterator[Change]:
    """The changes in what goes: they come in the order of their ends."""
    for each in gone:
        for change in reversed(file.changes):
            if change.edit.span.end <= each.span.start:
                break
            if each.takes(change.edit.span):
                yield change


def names_in(file: File, gone: Sequence[Gone]) -> Iterator[Span]:
    """The names that go, without attributes and keywords."""
    for each in gone:
        for here in overlapping(file.tree, each.span):
            around = here.parent
            is_own = around is None or here not in (
                around.child_by_field_name("attribute"),
                around.child_by_field_name("name"),
            )
            if here.type == "identifier" and is_own and each.takes(span_of(here)):
                yield span_of(here)

"""The check of the ledger against a second search: it must see every kind of lie."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from refactor_cli.data import Edit, Location, Outcome, OutcomeKind, Span, Target, TargetUsages, Usage, Usages
from refactor_cli.ledger import Allowed, Ledger, differences

TARGET = Target("m.old", "m.old", "function", frozenset())


def usage(start: int, certainty: Any = "certain", path: str = "a.py") -> Usage:
    """A usage of three bytes at `start`."""
    place = Location(1, start + 1, 1, start + 4)
    span = Span(start, start + 3)
    return Usage(
        f"u{start:08x}",
        "m.old",
        path,
        span,
        span,
        None,
        place,
        None,
        "call",
        certainty,
        ("import",),
        "",
        "old",
    )


def under_alias(start: int) -> Usage:
    """A usage under another name than the target's, which evidence decided."""
    return replace(usage(start, "likely"), text="other", decided_by="evidence")


def ledger(*outcomes: tuple[Usage, OutcomeKind]) -> Ledger:
    """A ledger of these."""
    return Ledger(tuple(Outcome(one, kind, "rule", None) for one, kind in outcomes))


def found(*usages: Usage) -> Usages:
    """What the second search gives."""
    return Usages((TargetUsages(TARGET, usages),), 1, 1)


LONGER = Edit("a.py", Span(0, 3), "newer", ("u00000000",), "rule")

AGREE = [
    pytest.param(ledger(), [], found(), id="nothing"),
    pytest.param(ledger((usage(0), "rewritten")), [LONGER], found(), id="rewritten is gone"),
    pytest.param(
        ledger((usage(0), "rewritten"), (usage(10), "open")), [LONGER], found(usage(12)), id="open one moved"
    ),
    pytest.param(ledger((usage(5), "kept")), [], found(usage(5)), id="kept stays"),
    pytest.param(
        ledger((usage(5, "possible"), "undecided")), [], found(usage(5, "possible")), id="undecided"
    ),
    pytest.param(ledger((usage(5, "possible"), "undecided")), [], found(usage(5)), id="more is known of it"),
    pytest.param(
        ledger((usage(0), "rewritten"), (usage(4), "open")),
        [Edit("a.py", Span(0, 8), "newer(old)", ("u00000000",), "rule")],
        found(usage(6)),
        id="an open one inside the edit",
    ),
    pytest.param(
        ledger((under_alias(5), "kept")), [], found(under_alias(5)), id="evidence decides the same again"
    ),
    pytest.param(
        ledger((under_alias(5), "kept")), [], found(), id="what is under an alias need not be found again"
    ),
]
DIFFER = [
    pytest.param(
        ledger((usage(0), "rewritten")), [LONGER], found(usage(0)), "should be gone", id="still there"
    ),
    pytest.param(ledger((usage(5), "open")), [], found(), "no longer found", id="open one lost"),
    pytest.param(
        ledger((usage(5), "kept")), [], found(usage(5, "possible")), "no longer found", id="kept in doubt"
    ),
    pytest.param(ledger(), [], found(usage(7)), "should be gone", id="a new one appears"),
    pytest.param(
        ledger((replace(usage(0), target="n"), "rewritten"), (usage(5), "open")),
        [LONGER],
        found(),
        "no longer found",
        id="no member of what is another one then",
    ),
    pytest.param(
        ledger((usage(0), "rewritten"), (usage(4), "open")),
        [Edit("a.py", Span(0, 8), "newer(new)", ("u00000000",), "rule")],
        found(),
        "no longer found",
        id="an open one lost inside the edit",
    ),
    pytest.param(
        ledger((under_alias(5), "rewritten")),
        [Edit("a.py", Span(4, 8), "(new)", ("u00000005",), "rule")],
        found(under_alias(6)),
        "should be gone",
        id="evidence finds what was rewritten",
    ),
]


@pytest.mark.parametrize(("book", "edits", "again"), AGREE)
def test_agrees(book: Ledger, edits: list[Edit], again: Usages) -> None:
    assert differences(book, edits, again) == []


@pytest.mark.parametrize(("book", "edits", "again", "words"), DIFFER)
def test_differs(book: Ledger, edits: list[Edit], again: Usages, words: str) -> None:
    (line,) = differences(book, edits, again)
    assert line.startswith("a.py: ")
    assert words in line


def test_a_rule_that_calls_its_own_target_may_leave_it_there() -> None:
    book = ledger((usage(0), "rewritten"))
    assert differences(book, [LONGER], found(usage(0)), Allowed(frozenset({"rule"}))) == []


def test_what_new_code_leads_to_may_be_found_anywhere() -> None:
    book = ledger((replace(usage(0), target="n"), "rewritten"))
    assert differences(book, [LONGER], found(usage(9)), Allowed(brought=frozenset({"m.old"}))) == []

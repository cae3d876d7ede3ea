"""What a run of tests is, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from msgspec import Struct, field


class TestCommand(Struct, frozen=True):
    """`words`: the program as an absolute path, and its arguments; `text` as the user wrote it; `seconds`: how long
    one run may take."""

    __test__ = False  # no case of pytest's

    text: str
    words: tuple[str, ...]
    seconds: float


class Place(NamedTuple):
    """A line of a file of the checkout, from 1."""

    path: str
    line: int


class Ended(Struct, frozen=True):
    """How a process ended. `code`: negative for a signal, None when its time was up; `output`: what it printed, the
    middle left out where that is much."""

    code: int | None
    output: str


class Failure(Struct, frozen=True):
    """`test`: as its runner names it, "" for the command as a whole; `message`: one line; `places`: what its output
    names, in order."""

    test: str
    message: str
    places: tuple[Place, ...] = ()


class TestRun(Struct, frozen=True):
    """`is_read`: whether the results of single tests were recognised; `passed` is known only then, and not by every
    runner; `tail`: the last lines of the output, as they came; `ran`: how many tests there were, skipped ones too, None
    where nobody says."""

    __test__ = False

    code: int | None
    is_read: bool
    passed: frozenset[str] = frozenset()
    failures: Mapping[str, Failure] = field(default_factory=dict)
    tail: str = ""
    ran: int | None = None


def as_value(run: TestRun) -> dict[str, Any]:
    """As JSON holds it."""
    return {
        "code": run.code,
        "is_read": run.is_read,
        "passed": sorted(run.passed),
        "failures": [[each.test, each.message, each.places] for each in run.failures.values()],
        "tail": run.tail,
        "ran": run.ran,
    }


def from_value(value: Mapping[str, Any]) -> TestRun:
    """What `as_value` made."""
    failures = (
        Failure(test, message, tuple(Place(path, line) for path, line in places))
        for test, message, places in value["failures"]
    )
    return TestRun(
        value["code"],
        value["is_read"],
        frozenset(value["passed"]),
        {each.test: each for each in failures},
        value["tail"],
        value.get("ran"),
    )

"""TestRun before, TestRun after -> Comparison: what fails now and did not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from refactor_cli.test_runs.values import Failure, TestRun

Verdict = Literal["no new failures", "new failures", "unknown"]


class Comparison(Struct, frozen=True):
    """`new`: what failed only after; `fixed`: tests that failed only before; `reason`: why nothing can be said, ""
    where something can."""

    verdict: Verdict
    before: TestRun
    after: TestRun
    new: tuple[Failure, ...] = ()
    fixed: tuple[str, ...] = ()
    reason: str = ""


def compare(before: TestRun, after: TestRun) -> Comparison:
    """A test that failed before may fail; one that is gone counts as failed, when nothing else tells why.

    Where single tests were not recognised, the exit code decides, and a command that failed before proves nothing.
    """
    if before.code is None:
        return _unknown(before, after, "its time was up already before the migration")
    if after.code is None:
        return _worse(before, after, [_whole("its time was up, and before the migration it ended")])
    if before.is_read and after.is_read:
        return _by_tests(before, after)
    if after.code == 0:
        return Comparison("no new failures", before, after)
    if before.code == 0:
        return _worse(before, after, after.failures.values() or [_ended(after.code)])
    if before.is_read and after.code != before.code:
        return _worse(before, after, [_ended(after.code)])
    return _unknown(before, after, f"it failed before the migration too ({how(before.code)})")


def _by_tests(before: TestRun, after: TestRun) -> Comparison:
    new = [each for test, each in after.failures.items() if test not in before.failures]
    fixed = tuple(sorted(test for test in before.failures if test not in after.failures))
    # with failures alone, nobody said what passed
    gone = before.passed - after.passed if after.passed or not after.failures else frozenset[str]()
    if not new and gone:
        first = min(gone)
        new = [_whole(f"{len(gone)} tests that passed before were not run, the first of them {first}")]
    elif not new and before.code == 0 and after.code:
        new = [_ended(after.code)]
    if new:
        return _worse(before, after, new, fixed)
    if after.ran == 0:
        when = "before the migration or after it" if before.ran == 0 else "after the migration"
        return _unknown(before, after, f"no test ran {when} ({how(after.code)})")
    return Comparison("no new failures", before, after, (), fixed)


def _worse(
    before: TestRun, after: TestRun, new: Iterable[Failure], fixed: tuple[str, ...] = ()
) -> Comparison:
    return Comparison("new failures", before, after, tuple(new), fixed)


def _unknown(before: TestRun, after: TestRun, reason: str) -> Comparison:
    return Comparison("unknown", before, after, reason=reason)


def _whole(message: str) -> Failure:
    return Failure("", message)


def _ended(code: int | None) -> Failure:
    return _whole(f"the command ended with {how(code)}, and before the migration with exit code 0")


def how(code: int | None) -> str:
    """How a command ended, for people."""
    if code is None:
        return "no end in its time"
    return f"signal {-code}" if code < 0 else f"exit code {code}"

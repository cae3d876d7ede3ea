"""Two runs -> what fails anew."""

from __future__ import annotations

import pytest

from refactor_cli.test_runs.comparing import compare
from refactor_cli.test_runs.values import Failure, TestRun


def ended(code: int | None) -> TestRun:
    """A run of which only the end is known."""
    return TestRun(code, False)


def ran(passed: str = "", failed: str = "", code: int | None = None) -> TestRun:
    """A run whose tests are single letters."""
    failures = {each: Failure(each, "no") for each in failed}
    return TestRun(bool(failed) if code is None else code, True, frozenset(passed), failures)


def of(number: int, code: int = 0) -> TestRun:
    """A run of which the number of tests is known, and nothing failed."""
    return TestRun(code, True, ran=number)


NONE, NEW, UNKNOWN = "no new failures", "new failures", "unknown"


@pytest.mark.parametrize(
    ("before", "after", "verdict", "new", "fixed"),
    [
        pytest.param(ended(0), ended(0), NONE, [], (), id="passes"),
        pytest.param(ran("ab"), ran("ab"), NONE, [], (), id="all pass"),
        pytest.param(ran("a", "b"), ran("a", "b"), NONE, [], (), id="failed before"),
        pytest.param(ran("a", "b"), ran("ab"), NONE, [], ("b",), id="fixed"),
        pytest.param(ran("a"), ran("ab"), NONE, [], (), id="one more"),
        pytest.param(ended(1), ended(0), NONE, [], (), id="ends well now"),
        pytest.param(ran("a", "b"), ran("", "b"), NONE, [], (), id="passed tests are not told after"),
        pytest.param(ran("", "b"), ran("a", "b"), NONE, [], (), id="passed tests are not told before"),
        pytest.param(ran("ab"), ran("a", "b"), NEW, ["b"], (), id="one fails"),
        pytest.param(ran("a", "b"), ran("b", "a"), NEW, ["a"], ("b",), id="another fails"),
        pytest.param(ended(0), ended(2), NEW, [""], (), id="ends badly now"),
        pytest.param(ended(0), ran("", "a"), NEW, ["a"], (), id="results only after"),
        pytest.param(ran("a"), ran("a", code=2), NEW, [""], (), id="all pass, exit code"),
        pytest.param(ran("ab"), ran("a"), NEW, [""], (), id="one is gone"),
        pytest.param(ran("ab"), ran("", "a"), NEW, ["a"], (), id="one fails, one is gone"),
        pytest.param(ran("a", "b"), ended(-11), NEW, [""], (), id="crashes"),
        pytest.param(ended(0), ended(-9), NEW, [""], (), id="kills itself"),
        pytest.param(ended(0), TestRun(None, False), NEW, [""], (), id="hangs"),
        pytest.param(TestRun(None, False), ended(0), UNKNOWN, [], (), id="hung before"),
        pytest.param(ended(1), ended(1), UNKNOWN, [], (), id="failed before, nothing else known"),
        pytest.param(ended(1), ended(2), UNKNOWN, [], (), id="failed before, otherwise"),
        pytest.param(of(0, 4), of(0, 4), UNKNOWN, [], (), id="no test, and a wrong call"),
        pytest.param(of(0), of(0), UNKNOWN, [], (), id="no test"),
        pytest.param(of(2), of(0), UNKNOWN, [], (), id="no test any more"),
        pytest.param(of(0, 5), of(2), NONE, [], (), id="no test before"),
    ],
)
def test_compare(
    before: TestRun, after: TestRun, verdict: str, new: list[str], fixed: tuple[str, ...]
) -> None:
    found = compare(before, after)
    assert (found.verdict, [each.test for each in found.new], found.fixed) == (verdict, new, fixed)
    assert bool(found.reason) == (verdict == UNKNOWN)

"""What runners print, and pytest's report -> which tests failed, and which files that names."""

from __future__ import annotations

from pathlib import Path

import pytest

from refactor_cli.test_runs.reading import Checkout, read_results
from refactor_cli.test_runs.values import Ended, Failure, Place, TestRun

PYTEST = """\
=================================== FAILURES ===================================
E       NameError: name 'g' is not defined
{code}/app.py:2: NameError
=========================== short test summary info ============================
FAILED tests/test_a.py::TestA::test_x[a - b] - NameError: name 'g' is not ...
ERROR tests/test_b.py - ImportError: no module
FAILED to connect to something, says a test
========================= 1 failed, 1 error in 0.01s =========================
"""
UNITTEST = """\
F.
======================================================================
FAIL: test_total (tests.test_a.TestShop.test_total)
The docstring's first line
----------------------------------------------------------------------
Traceback (most recent call last):
  File "{code}/tests/test_a.py", line 3, in test_total
  File "{code}/app.py", line 1, in total
  File "/usr/lib/python3/unittest/case.py", line 99, in x
AssertionError: 1 != 0x7f0012345678

======================================================================
ERROR: test_other (tests.test_a.TestShop.test_other)
----------------------------------------------------------------------
KeyError: 'a'

----------------------------------------------------------------------
Ran 3 tests in 0.001s

FAILED (failures=1, errors=1)
"""
REPORT = """\
<?xml version="1.0"?><testsuites><testsuite>
<testcase classname="tests.test_a.TestA" name="test_x" file="tests/test_a.py" line="2"/>
<testcase classname="tests.test_a" name="test_skip" file="tests/test_a.py"><skipped/></testcase>
<testcase classname="tests.test_a" name="test_y[1]" file="tests/test_a.py">
<failure message="boom&#10;at 0x7f0012345678 in {code}/app.py">app.py:2: NameError
(./app.py:1) /usr/lib/x.py:9 ../app.py:1</failure></testcase>
<testcase classname="" name="tests.test_b"><error message="collection failure">x</error></testcase>
</testsuite></testsuites>
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    code = tmp_path / "code"
    (code / "tests").mkdir(parents=True)
    for name in ("app.py", "tests/test_a.py", "tests/test_b.py"):
        (code / name).write_text("a\nb\nc\n")
    return Checkout(code, tmp_path)


def read(checkout: Checkout, output: str, report: str | None = None, code: int | None = 1) -> TestRun:
    place = checkout.around / "results.xml"
    if report is not None:
        place.write_text(report.replace("{code}", str(checkout.code)))
    return read_results(Ended(code, output.replace("{code}", str(checkout.code))), place, checkout)


@pytest.mark.parametrize(
    "output",
    [
        pytest.param("", id="nothing"),
        pytest.param("FAILED tests/test_a.py::test_x - no summary follows\n", id="no summary"),
        pytest.param("make: *** [test] Error 1\n", id="another tool"),
        pytest.param("\x00\xff\x1b]0;title\x07" * 1000, id="binary"),
    ],
)
def test_not_recognised(checkout: Checkout, output: str) -> None:
    run = read(checkout, output)
    assert (run.is_read, run.passed, dict(run.failures)) == (False, frozenset(), {})


@pytest.mark.parametrize(
    "report",
    [
        pytest.param("", id="empty"),
        pytest.param("<testsuites><testcase", id="cut"),
        pytest.param('<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;', id="no end"),
        pytest.param(
            "<!DOCTYPE a ["
            + "".join(
                f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' if n else '<!ENTITY e0 "x">' for n in range(12)
            )
            + "]><a>&e11;</a>",
            id="a bomb",
        ),
    ],
)
def test_a_report_that_is_none(checkout: Checkout, report: str) -> None:
    assert not read(checkout, "", report).is_read


def test_pytest_without_a_report(checkout: Checkout) -> None:
    run = read(checkout, PYTEST)
    assert run.is_read
    assert list(run.failures.values()) == [
        # an id may itself hold what parts it from its message: it is cut the same way each time
        Failure(
            "tests/test_a.py::TestA::test_x[a",
            "b] - NameError: name 'g' is not ...",
            (Place("tests/test_a.py", 0),),
        ),
        Failure("tests/test_b.py", "ImportError: no module", (Place("tests/test_b.py", 0),)),
    ]


def test_colours_hide_nothing(checkout: Checkout) -> None:
    coloured = (
        "\x1b[31mFAILED\x1b[0m tests/test_a.py::\x1b[1mtest_x\x1b[0m - no\n\x1b[31m1 failed\x1b[0m in 0.1s\n"
    )
    assert list(read(checkout, coloured).failures) == ["tests/test_a.py::test_x"]


def test_unittest(checkout: Checkout) -> None:
    run = read(checkout, UNITTEST)
    assert run.is_read
    assert list(run.failures.values()) == [
        Failure(
            "test_total (tests.test_a.TestShop.test_total)",
            "AssertionError: 1 != 0x0",
            (Place("tests/test_a.py", 3), Place("app.py", 1)),
        ),
        Failure("test_other (tests.test_a.TestShop.test_other)", "KeyError: 'a'"),
    ]


def test_a_report(checkout: Checkout) -> None:
    run = read(checkout, "1 failed in 0.1s", REPORT)
    assert run.passed == {"tests/test_a.py::TestA::test_x"}
    assert list(run.failures.values()) == [
        Failure(
            "tests/test_a.py::test_y[1]",
            "boom at 0x0 in app.py",
            (Place("app.py", 2), Place("app.py", 1), Place("tests/test_a.py", 0)),
        ),
        Failure("tests/test_b.py", "collection failure", (Place("tests/test_b.py", 0),)),
    ]


def test_several_runs_have_one_report(checkout: Checkout) -> None:
    run = read(checkout, "3 passed in 0.1s\n" + PYTEST, REPORT)
    assert list(run.failures) == ["tests/test_a.py::TestA::test_x[a", "tests/test_b.py"]

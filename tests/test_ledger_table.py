"""The ledger for people: what was not rewritten, who decided how much, the counts."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from refactor_cli.data import Edit, Location, Outcome, OutcomeKind, Span, Usage
from refactor_cli.ledger import Ledger
from refactor_cli.renderers.console import collected, console
from refactor_cli.renderers.migration import print_ledger


def outcome(kind: OutcomeKind, by: str) -> Outcome:
    here = Location(1, 1, 1, 4)
    usage = Usage(
        "u1", "m.f", "a.py", Span(0, 3), Span(0, 3), None, here, None, "call", "certain", (), "", "f()"
    )
    return Outcome(usage, kind, by, "because")


ROW = "      1  {}   call      f()\n         because  u1\n"
KEPT = f"a.py\n{ROW.format('kept')}"


@pytest.mark.parametrize(
    ("outcomes", "printed"),
    [
        pytest.param([], "0 rewritten  0 kept  0 open  0 undecided  \n", id="nothing"),
        pytest.param(
            [outcome("rewritten", "rule"), outcome("kept", "rule")],
            f"{KEPT}1 rewritten  1 kept  0 open  0 undecided  \n",
            id="one decider",
        ),
        pytest.param(
            [outcome("kept", "recipe"), outcome("kept", "recipe")],
            "a.py\n         kept   2 usages: because\n0 rewritten  2 kept  0 open  0 undecided  \n",
            id="a recipe's own lines",
        ),
        pytest.param(
            [outcome("rewritten", "rule"), outcome("rewritten", "rule"), outcome("kept", "a\x1bmodel")],
            f"{KEPT}"
            "by          rewritten       kept       open\n"
            "a\\x1bmodel                     1\n"
            "rule                2                      \n"
            "2 rewritten  1 kept  0 open  0 undecided  \n",
            id="two",
        ),
    ],
)
def test_ledger(outcomes: list[Outcome], printed: str) -> None:
    made = console(is_terminal=False)
    print_ledger(made, Ledger(tuple(outcomes)))
    assert [line.rstrip() for line in collected(made).splitlines()] == [
        line.rstrip() for line in printed.splitlines()
    ]


def test_a_place_of_several_targets_is_told_once() -> None:
    first, second = outcome("kept", "rule"), outcome("kept", "rule")
    second = replace(second, usage=replace(second.usage, id="u2", target="m.g"))
    made = console(is_terminal=False)
    print_ledger(made, Ledger((first, second, replace(outcome("open", "rule"), reason="for another"))))
    assert collected(made) == (
        "a.py\n"
        "      1  kept   call      f()\n         because  u1 u2\n"
        "      1  open   call      f()\n         for another  u1\n"
        "0 rewritten  2 kept  1 open  0 undecided  in 1 place, each counted for every target\n"
    )


def test_a_reason_is_no_command_to_a_runner() -> None:
    made = console(is_terminal=False)
    print_ledger(made, Ledger((replace(outcome("kept", "model"), reason="::error::x ##[y]"),)))
    assert "\n         \\x3a:error::x ## [y]  u1\n" in collected(made)


def test_calls_that_no_rule_is_for_are_counted() -> None:
    reason = "the recipe only concerns calls that give mode"
    call = replace(outcome("kept", "rule"), reason=reason)
    held = replace(call, usage=replace(call.usage, kind="import"), reason="what is kept in this file uses it")
    skipped = replace(outcome("kept", "--skip"), usage=replace(call.usage, path="b.py"))
    beside = replace(call, usage=replace(call.usage, path="b.py"))
    left = replace(outcome("open", "rule"), usage=replace(call.usage, id="u2"))
    named = replace(
        call, reason="the recipe concerns some calls only", usage=replace(call.usage, path="c.py")
    )
    alone = replace(held, reason="what was rewritten did not use it, or still does")
    alone = replace(alone, usage=replace(held.usage, path="d.py"))
    made = console(is_terminal=False)
    print_ledger(made, Ledger((held, call, call, left, skipped, beside, named, alone)))
    lines = [line.strip() for line in collected(made).splitlines()]
    assert lines[:11] == [
        "a.py", "1  open   call      f()", "because  u2",
        "b.py", "1  kept   call      f()", "because  u1", "1  kept   call      f()", f"{reason}  u1",
        f"3 usages in 1 file stay as they are: {reason}",
        "1 usage in 1 file stays as it is: the recipe concerns some calls only",
        "1 usage in 1 file stays as it is: what was rewritten did not use it, or still does",
    ]  # fmt: skip
    assert lines[-1] == "0 rewritten  7 kept  1 open  0 undecided"


def test_a_long_reason_is_said_once() -> None:
    long = "the new name cannot be given to it, as a class of the family has it already"
    one = outcome("open", "rule")
    two = replace(one.usage, id="u2", path="b.py")
    made = console(is_terminal=False)
    print_ledger(made, Ledger((replace(one, reason=long), replace(one, reason=long, usage=two))))
    lines = [line.strip() for line in collected(made).splitlines()]
    assert lines[:-1] == [
        "a.py", "1  open   call      f()", f"{long}  u1",
        "b.py", "1  open   call      f()", "as at a.py:1  u2",
    ]  # fmt: skip


def test_a_possible_usage_that_an_answer_leaves_to_people_is_listed() -> None:
    one = outcome("undecided", "model")
    other = replace(one, by="", reason=None, usage=replace(one.usage, id="u2", path="b.py"))
    made = console(is_terminal=False)
    print_ledger(made, Ledger((replace(one, reason="see how q is made"), other)))
    assert [line.strip() for line in collected(made).splitlines()][:-1] == [
        "a.py", "1  undecided call      f()", "see how q is made  u1",
        "1 possible usage in 1 file stays as it is: same name, nothing known",
    ]  # fmt: skip


def test_what_tools_run_by_themselves_is_named() -> None:
    made = console(is_terminal=False)
    edits = [
        Edit(path, Span(0, 1), "x", (), "rule") for path in ("tests/conftest.py", "a.py", "tests/conftest.py")
    ]
    print_ledger(made, Ledger((outcome("rewritten", "rule"),)), edits)
    told = [line for line in collected(made).splitlines() if "is run" in line]
    assert told == ["tests/conftest.py changes, and is run before its tests are: look at it before"]

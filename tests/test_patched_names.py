"""Strings by which tests replace the old code itself: they name something else only where something is called so."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.answering import Known, settled_by_answers
from refactor_cli.answering.bound import bound
from refactor_cli.data import Answer
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.migration import checked
from refactor_cli.splice import edited

REPORT = "from lib import old\n\n\ndef one(x):\n    return old(x)\n\n\ndef two(x):\n    return old(x, 2)\n"
PATH = "@patch('app.report.old')\ndef test_one(put):\n    assert app.report.one(1) == put()\n"
NAME = "def test_one():\n    with patch.object(app.report, 'old'):\n        app.report.one(1)\n"
HEAD = "from unittest.mock import patch\n\nimport app.report\n\n\n"
FILES = {
    "lib.py": "def old(x, y=1): ...\ndef new(x, y=1): ...\n",
    "app/__init__.py": "",
    "app/report.py": REPORT,
}
BLOCK = '<site id="{%s}">\nimport: from lib import new\nnew(x)\n</site>\n'
BOTH = BLOCK % "one" + BLOCK % "two"
KEEP = '<keep id="{two}">it is right</keep>\n'
RULE = """<recipe>
from lib import new
from refactor_cli.recipe import replaces

@replaces("lib.old")
def old(x, y=1):
    return new(x, y)
</recipe>
"""
LEFT = '<leave-open id="{two}">ask</leave-open>\n'
BROKEN = BLOCK.replace("new(x)", "new(x") % "one"


@pytest.mark.parametrize(("test", "new"), [(PATH, "app.report.new"), (NAME, "new")], ids=["path", "name"])
@pytest.mark.parametrize(
    ("said", "is_taken", "reason"),
    [
        pytest.param(BOTH, True, "", id="all calls"),
        pytest.param(RULE, True, "", id="a rule"),
        pytest.param(BLOCK % "one" + KEEP, True, "", id="one is right as it is"),
        pytest.param(
            BLOCK % "one",
            True,
            "it replaces the new one, and app/report.py:9 still goes by",
            id="one is open",
        ),
        pytest.param(
            RULE + LEFT, True, "it replaces the new one, and app/report.py:9 still goes by", id="left open"
        ),
        pytest.param(
            BROKEN + KEEP, False, "app/report.py:5 goes by what it replaces, and is not", id="rejected"
        ),
        pytest.param(
            KEEP + KEEP.replace("two", "one"),
            False,
            "app/report.py has no 'new' then: no new code that stands there imports it",
            id="nothing imports it",
        ),
    ],
)
def test_the_string(test: str, new: str, said: str, is_taken: bool, reason: str) -> None:
    symbols = symbols_of({**FILES, "test_report.py": HEAD + test})
    usages = find(symbols, [read_target(symbols, "lib.old")])
    every = usages.results[0].usages
    (string,) = [each for each in every if each.kind == "string"]
    one, two = [each for each in every if each.kind == "call"]
    answer = f'<site id="{string.id}">\n{new}\n</site>\n{said}'.replace("{one}", one.id).replace(
        "{two}", two.id
    )
    settled = settled_by_answers(((Answer(answer, "a test", "by hand"),),), usages, None, Known(), symbols)
    told = checked(settled.inlined, symbols).ledger.outcomes
    (found,) = [each for each in told if each.usage.id == string.id]
    assert found.outcome == ("rewritten" if is_taken else "open")
    assert (found.reason or "").startswith(reason)
    edits = [each for each in settled.inlined.edits if each.path == "test_report.py"]
    made = edited(symbols.snapshot.files["test_report.py"], edits).data.decode()
    wanted = test.replace("report.old'", "report.new'").replace("'old'", "'new'") if is_taken else test
    assert made == HEAD + wanted


def test_it_goes_with_its_calls() -> None:
    """No commit and no `undo` parts them, though the answer has no word for them."""
    symbols = symbols_of({**FILES, "app/other.py": REPORT, "test_report.py": HEAD + PATH})
    usages = find(symbols, [read_target(symbols, "lib.old")])
    every = usages.results[0].usages
    (string,) = [each for each in every if each.kind == "string"]
    calls = {each.id for each in every if each.kind == "call" and each.path == "app/report.py"}
    answers = ((Answer(f'<site id="{string.id}">\napp.report.new\n</site>\n{RULE}', "a test", "by hand"),),)
    settled = settled_by_answers(answers, usages, None, Known(), symbols)
    outcomes = checked(settled.inlined, symbols).ledger.outcomes
    assert bound(symbols, usages, answers, outcomes) == (frozenset({string.id, *calls}),)


SETATTR = "def test_one(monkeypatch):\n    monkeypatch.setattr(app.report, 'old', int)\n"
STORED = "def test_one():\n    app.report.old = int\n    app.report.one(1)\n"
AGAIN = """<recipe>
from lib import old
from refactor_cli.recipe import replaces

@replaces("lib.old")
def old(x, y=OMITTED):
    if y is OMITTED:
        return old(x, y=0)
    return NotImplemented
</recipe>
""".replace("import replaces", "import OMITTED, replaces")


@pytest.mark.parametrize("test", [PATH, NAME, SETATTR, STORED], ids=["path", "name", "setattr", "assignment"])
@pytest.mark.parametrize(
    ("said", "calls"),
    [
        pytest.param(RULE, "open", id="nothing of it"),
        pytest.param(BOTH, "open", id="nothing of it, and blocks"),
        pytest.param(RULE + '<leave-open id="{put}">ask</leave-open>\n', "open", id="left open"),
        pytest.param(RULE + '<site id="{put}">\n1 +\n</site>\n', "open", id="rejected"),
        pytest.param(RULE + '<keep id="{put}">it is of no matter</keep>\n', "open", id="kept"),
        pytest.param(AGAIN, "rewritten", id="the new code calls the old"),
    ],
)
def test_calls_wait_for_what_replaces_them(test: str, said: str, calls: str) -> None:
    """They would go past what the test puts in their place."""
    symbols = symbols_of({**FILES, "test_report.py": HEAD + test, "plain.py": "import lib\n\nlib.old(1)\n"})
    usages = find(symbols, [read_target(symbols, "lib.old")])
    every = usages.results[0].usages
    (put,) = [each for each in every if each.path == "test_report.py"]
    one, two = [each for each in every if each.kind == "call" and each.path == "app/report.py"]
    answer = said.replace("{put}", put.id).replace("{one}", one.id).replace("{two}", two.id)
    settled = settled_by_answers(((Answer(answer, "a test", "by hand"),),), usages, None, Known(), symbols)
    found = {each.usage.id: each for each in settled.inlined.outcomes}
    assert found[one.id].outcome == calls
    if said in (RULE, BOTH):
        assert (
            found[one.id].reason
            == f"test_report.py:{put.location.line} puts something else in the place of what it calls: change both, "
            f"or neither ({put.id})"
        )
        assert {one.id, two.id} <= settled.waiting
    elif calls == "open":
        assert "change both, or neither" in (found[one.id].reason or "")
    # what nothing replaces goes on
    (other,) = [each for each in every if each.path == "plain.py" and each.kind == "call"]
    assert found[other.id].outcome == ("open" if said == BOTH else "rewritten")

"""What changes together goes into one commit, and goes back together."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from refactor_cli.__main__ import main

FILES = {
    "app/__init__.py": "",
    "app/a_first.py": "from datetime import datetime\n\n\ndef first():\n    return datetime.utcnow()\n",
    "app/clock.py": "def naive_utcnow():\n    return 3\n",
    "app/report.py": "from datetime import datetime\n\n\ndef stamp():\n    return datetime.utcnow()\n",
    "test_report.py": """\
from unittest.mock import patch

import app.report


@patch("app.report.datetime")
def test_stamp(stand_in):
    stand_in.utcnow.return_value = 3
    assert app.report.stamp() == 3
""",
    "z_last.py": "from datetime import datetime\n\nprint(datetime.utcnow())\n",
}
RULE = """<recipe>
from refactor_cli.recipe import replaces
from app.clock import naive_utcnow

@replaces("datetime.datetime.utcnow")
def utcnow(cls):
    return naive_utcnow()
</recipe>
"""
STRING = """<site id="{string}">
app.report.naive_utcnow
</site>
<site id="{use}">
stand_in
</site>
"""
BLOCKS = """<site id="{first}" together="t">
import: from app.clock import naive_utcnow
naive_utcnow()
</site>
<site id="{last}" together="t">
import: from app.clock import naive_utcnow
naive_utcnow()
</site>
"""


@pytest.fixture
def migrate(make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    repo = make_repo(FILES)
    monkeypatch.chdir(repo.top)

    def migrated(answer: str, *more: str) -> tuple[Any, dict[str, str]]:
        common = ["migrate", "datetime.datetime.utcnow", "--instructions", "x", "--types", "none"]
        report = tmp_path / "report.json"
        (tmp_path / "answer.md").write_text('<keep id="u00000000">none</keep>\n')
        every = ("--output-format", "json", "--output-file", str(report))
        main([*common, "--answer", str(tmp_path / "answer.md"), "--dry-run", *every])
        of = {(each["path"], each["kind"]): each["id"] for each in json.loads(report.read_text())["ledger"]}
        named = {
            "call": of["app/report.py", "call"],
            "first": of["app/a_first.py", "call"],
            "last": of["z_last.py", "call"],
            "string": of["test_report.py", "owner"],
            "use": of["test_report.py", "reference"],
        }
        for word, id in named.items():
            answer = answer.replace(f"{{{word}}}", id)
        (tmp_path / "answer.md").write_text(answer)
        assert main([*common, "--answer", str(tmp_path / "answer.md"), *more]) == 0
        return repo, named

    return migrated


BRANCH = "refactor/datetime.datetime.utcnow"


def commits(repo: Any) -> list[list[str]]:
    """The files of each commit, oldest first."""
    every = repo.git("rev-list", "--reverse", f"main..{BRANCH}").split()
    return [repo.git("show", "--name-only", "--format=", each).split() for each in every]


@pytest.mark.parametrize(
    ("split", "expected"),
    [
        pytest.param(
            "intent",
            [["app/a_first.py", "z_last.py"], ["app/report.py", "test_report.py"]],
            id="rules first, and the call with its test",
        ),
        pytest.param(
            "1", [["app/a_first.py"], ["z_last.py"], ["app/report.py", "test_report.py"]], id="one file each"
        ),
        pytest.param(
            "package",
            [["z_last.py"], ["app/a_first.py"], ["app/report.py", "test_report.py"]],
            id="packages",
        ),
    ],
)
def test_one_commit_for_a_call_and_what_replaces_it(migrate: Any, split: str, expected: list[str]) -> None:
    repo, _ = migrate(RULE + STRING, "--split-by", split)
    assert commits(repo) == expected


@pytest.mark.parametrize("which", ["call", "string", "use"])
def test_neither_goes_back_alone(migrate: Any, capsys: pytest.CaptureFixture[str], which: str) -> None:
    repo, named = migrate(RULE + STRING)
    capsys.readouterr()
    assert main(["undo", "--branch", BRANCH, named[which]]) == 2
    others = sorted({named["call"], named["string"], named["use"]} - {named[which]})
    told = capsys.readouterr().err
    assert f"{named[which]} is right only together with {', '.join(others)}" in told
    assert told.endswith(f"in the same command: {' '.join(others)}\n")
    assert main(["undo", "--branch", BRANCH, named[which], *others]) == 0
    assert repo.git("diff", "--name-only", "main", BRANCH).split() == ["app/a_first.py", "z_last.py"]
    assert main(["undo", "--branch", BRANCH, named["last"]]) == 0


def test_a_file_of_what_goes_together(migrate: Any, capsys: pytest.CaptureFixture[str]) -> None:
    _, named = migrate(RULE + STRING)
    assert main(["undo", "--branch", BRANCH, "--file", "test_report.py"]) == 2
    assert f"in the same command: {named['call']}\n" in capsys.readouterr().err
    assert main(["undo", "--branch", BRANCH, "--file", "test_report.py", "--file", "app/report.py"]) == 0


def test_blocks_that_say_so(migrate: Any, capsys: pytest.CaptureFixture[str]) -> None:
    keep = '<keep id="{call}">it is right</keep>\n'
    repo, named = migrate(BLOCKS + keep, "--split-by", "1")
    assert commits(repo) == [["app/a_first.py", "z_last.py"]]
    assert main(["undo", "--branch", BRANCH, named["last"]]) == 2
    assert f"together with {named['first']}" in capsys.readouterr().err


def replayed(repo: Any, tmp_path: Path, files: dict[str, str]) -> dict[str, tuple[str, str, str]]:
    """By path and kind the outcomes when the branch is made again on a commit with these files."""
    repo.git("checkout", "--quiet", "-b", "newer")
    repo.write(files)
    repo.commit()
    repo.git("checkout", "--quiet", "main")
    report = tmp_path / "again.json"
    order = ["migrate", "--onto", "newer", "--from", BRANCH, "--types", "none", "--branch", "again"]
    assert main([*order, "--output-format", "json", "--output-file", str(report)]) in (0, 3)
    every = json.loads(report.read_text())["ledger"]
    return {(each["path"], each["kind"]): (each["outcome"], each["by"], each["reason"]) for each in every}


def test_onto_a_commit_that_changed_elsewhere(migrate: Any, tmp_path: Path) -> None:
    repo, _ = migrate(RULE + STRING)
    found = replayed(
        repo, tmp_path, {"other.py": "x = 1\n", "app/report.py": f"# newer\n{FILES['app/report.py']}"}
    )
    assert found["app/report.py", "call"][0] == found["test_report.py", "owner"][0] == "rewritten"
    assert "stand_in.return_value" in repo.git("show", "again:test_report.py")


def test_onto_a_commit_with_one_more_test(migrate: Any, tmp_path: Path) -> None:
    """Of which no answer says anything: the call that both replace stays, and with it what the first one names."""
    repo, _ = migrate(RULE + STRING)
    found = replayed(repo, tmp_path, {"test_more.py": FILES["test_report.py"]})
    outcome, _, reason = found["app/report.py", "call"]
    assert outcome == "open"
    assert reason.startswith("test_more.py:6 puts something else in the place of 'datetime'")
    assert {found[path, "owner"][0] for path in ("test_more.py", "test_report.py")} == {"kept"}
    assert found["z_last.py", "call"][0] == "rewritten"
    assert repo.git("diff", "--name-only", "newer", "again").split() == ["app/a_first.py", "z_last.py"]


def test_onto_keeps_what_was_taken_back(migrate: Any, tmp_path: Path) -> None:
    repo, named = migrate(RULE + STRING)
    assert main(["undo", "--branch", BRANCH, named["call"], named["string"], named["use"]]) == 0
    found = replayed(repo, tmp_path, {"other.py": "x = 1\n"})
    assert {found[each][1] for each in (("app/report.py", "call"), ("test_report.py", "owner"))} == {"undo"}
    assert repo.git("diff", "--name-only", "newer", "again").split() == ["app/a_first.py", "z_last.py"]

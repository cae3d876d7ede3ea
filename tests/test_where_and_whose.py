"""Which repository a plan or a run is of, which branches are read, and which files can be written: known before
anything is made."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from refactor_cli.__main__ import main

FILES = {
    "lib.py": "def old(x):\n    return x\n\n\ndef new(x):\n    return x\n",
    "app.py": "from lib import old\n\nold(1)\n",
}
ORDER = ["migrate", "lib.old", "--to", "lib.new"]


def _plan(capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, Any]:
    assert main([*ORDER, "--dry-run", "--output-format", "json", *more]) == 0
    value: dict[str, Any] = json.loads(capsys.readouterr().out)
    return value


def test_a_plan_of_another_repository(
    repo: Any,
    make_repo: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    report = _plan(capsys)
    other = make_repo({"lib.py": FILES["lib.py"] + "\n", "b.py": "from lib import old\n\nold(2)\n"}, "other")
    monkeypatch.chdir(other.top)
    before = other.state()
    said = f"is of another repository: this one has no commit {report['base'][:12]}"
    for order in (
        ["apply", report["plan"]],
        ["migrate", "--onto", "main", "--from", report["plan"]],
        ["migrate", "--onto", "main", "--from", report["run"]],
    ):
        assert main(order) == 5
        assert said in capsys.readouterr().err
    assert other.state() == before


def test_a_plan_is_applied_where_its_files_are_though_its_commit_is_not(
    repo: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    report = _plan(capsys)
    repo.git("commit", "--amend", "--quiet", "--message", "another id")
    repo.git("reflog", "expire", "--expire=now", "--all")
    repo.git("gc", "--quiet", "--prune=now")
    assert main(["apply", report["plan"]]) == 0


def test_nothing_is_no_run(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write({"app.py": ""})
    repo.commit()
    assert _plan(capsys)["run"] is None
    assert main(["migrate", "--onto", "main", "--from", "nothing"]) == 2
    assert "no branch, plan or run is called 'nothing'" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["origin/refactor/lib.old", "HEAD", "refs/heads/refactor/lib.old", "commit"])
def test_show_takes_what_git_can_resolve(repo: Any, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert main([*ORDER, "--output-format", "json"]) == 0
    commit = json.loads(capsys.readouterr().out)["commit"]
    repo.git("update-ref", "refs/remotes/origin/refactor/lib.old", commit)
    repo.git("checkout", "--quiet", "--detach", "refactor/lib.old")
    assert main(["show", commit if name == "commit" else name, "--output-format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["summary"]["rewritten"] == 2


def test_undo_of_a_remotes_branch(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ORDER, "--output-format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    repo.git("update-ref", "refs/remotes/origin/x", report["commit"])
    assert main(["undo", "--branch", "origin/x", "--file", "app.py"]) == 2
    said = capsys.readouterr().err
    assert "there is no branch 'origin/x' here" in said
    assert "git branch NAME REMOTE/NAME" in said


@pytest.mark.parametrize("option", ["--report", "--output-file", "--patch"])
@pytest.mark.parametrize("place", ["nowhere/x.md", "."])
def test_no_branch_without_its_files(
    repo: Any, capsys: pytest.CaptureFixture[str], option: str, place: str
) -> None:
    before = repo.state()
    assert main([*ORDER, option, place]) == 5
    assert "cannot write" in capsys.readouterr().err
    assert repo.state() == before


def test_apply_and_undo_make_nothing_without_their_files(
    repo: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    report = _plan(capsys)
    before = repo.state()
    assert main(["apply", report["plan"], "--output-file", "nowhere/x"]) == 5
    assert repo.state() == before
    assert main(["apply", report["plan"]]) == 0
    before = repo.state()
    undo = [
        "undo",
        "--branch",
        "refactor/lib.old",
        "--file",
        "app.py",
        "--output-file",
        str(Path("nowhere/x")),
    ]
    assert main(undo) == 5
    assert repo.state() == before

"""Migrations that `git revert` took back: what `refactor show` says of them."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from typing import Any

import pytest

from refactor_cli.__main__ import main

FILES = {
    "lib.py": "def old(a): return a\ndef new(a): return a\n",
    "a.py": "from lib import old\n\nold(1)\n",
    "b.py": "from lib import old\n\nold(2)\n",
}
BRANCH = "refactor/lib.old"


@pytest.fixture
def repo(make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    made = make_repo(FILES)
    monkeypatch.chdir(made.top)
    assert main(["migrate", "lib.old", "--to", "lib.new", "--types", "none", "--split-by", "1"]) == 0
    return made


@pytest.fixture
def shown(repo: Any, capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, Any]]:
    def show(revision: str = BRANCH) -> dict[str, Any]:
        capsys.readouterr()
        assert main(["show", revision, "--output-format", "json"]) == 0
        value: dict[str, Any] = json.loads(capsys.readouterr().out)
        return value

    return show


def _outcomes(value: dict[str, Any]) -> dict[str, set[str]]:
    return {
        path: {each["outcome"] for each in value["ledger"] if each["path"] == path}
        for path in ("a.py", "b.py")
    }


def _revert(repo: Any, revision: str, *options: str) -> str:
    repo.git("checkout", "--quiet", BRANCH)
    repo.git("revert", "--no-edit", *options, revision)
    tip: str = repo.git("rev-parse", "HEAD")
    return tip


def test_nothing_is_reverted(repo: Any, shown: Callable[..., dict[str, Any]]) -> None:
    repo.git("checkout", "--quiet", BRANCH)
    repo.git(
        "commit",
        "--allow-empty",
        "--quiet",
        "-m",
        f"x\n\nNot: This reverts commit {repo.git('rev-parse', 'HEAD')}.",
    )
    assert _outcomes(shown()) == {"a.py": {"rewritten"}, "b.py": {"rewritten"}}
    assert [each["reverted_by"] for each in shown()["commits"]] == [None, None]


@pytest.mark.parametrize(
    "options", [pytest.param([], id="in full"), pytest.param(["--reference"], id="reference")]
)
def test_one_commit_is_reverted(
    repo: Any,
    shown: Callable[..., dict[str, Any]],
    capsys: pytest.CaptureFixture[str],
    options: list[str],
) -> None:
    by = _revert(repo, f"{BRANCH}~", *options)
    value = shown()
    assert _outcomes(value) == {"a.py": {"undone"}, "b.py": {"rewritten"}}
    assert [each["reverted_by"] for each in value["commits"]] == [by, None]
    assert {each["reason"] for each in value["ledger"] if each["path"] == "a.py"} == {
        f"reverted by {by[:12]}"
    }
    assert main(["show", BRANCH]) == 0
    said = capsys.readouterr().out
    assert f" (reverted by {by[:12]})\n" in said
    assert "2 rewritten" in said
    assert "2 undone" in said


def test_a_revert_that_was_reverted(repo: Any, shown: Callable[..., dict[str, Any]]) -> None:
    _revert(repo, BRANCH)
    _revert(repo, "HEAD")
    assert _outcomes(shown()) == {"a.py": {"rewritten"}, "b.py": {"rewritten"}}


def test_the_merge_is_reverted(repo: Any, shown: Callable[..., dict[str, Any]]) -> None:
    main_branch = repo.git("branch", "--show-current")
    repo.git("merge", "--no-ff", "--quiet", "--no-edit", BRANCH)
    assert _outcomes(shown(main_branch)) == {"a.py": {"rewritten"}, "b.py": {"rewritten"}}
    repo.git("revert", "--no-edit", "-m", "1", "HEAD")
    assert _outcomes(shown(main_branch)) == {"a.py": {"undone"}, "b.py": {"undone"}}


def test_what_was_reverted_is_not_repeated(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    main_branch = repo.git("branch", "--show-current")
    _revert(repo, f"{BRANCH}~")
    repo.git("checkout", "--quiet", main_branch)
    capsys.readouterr()
    assert (
        main(["migrate", "--onto", main_branch, "--from", BRANCH, "--branch", "again", "--types", "none"])
        == 0
    )
    assert "new" in repo.git("show", "again:b.py")
    assert "new" not in repo.git("show", "again:a.py")


STUBBED = {
    "lib.py": "__all__ = ['old']\n\n\ndef old(a): return a\n",
    "lib.pyi": "def old(a: int) -> int: ...\n",
    "new.py": "def new(a): return a\n",
    "a.py": "from lib import old\n\nold(1)\nold(2)\n",
    "b.py": "from lib import old\n\nold(3)\n",
}


@pytest.mark.parametrize(
    ("options", "rules", "otherwise"),
    [
        pytest.param(
            ["--to", "lib.new", "--definition", "rename"],
            "--rule='--definition rename' --rule=--to",
            "",
            id="renamed",
        ),
        pytest.param(
            ["--to", "new.new", "--definition", "remove"],
            "--rule=--to",
            "; or migrate again with --definition keep, and with --skip ID",
            id="removed",
        ),
    ],
)
def test_everything_comes_back_where_the_definition_is_gone(
    make_repo: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    rules: str,
    otherwise: str,
) -> None:
    files = STUBBED | ({"lib.py": "def old(a): return a\n"} if otherwise else {})
    made = make_repo(files)
    monkeypatch.chdir(made.top)
    assert main(["migrate", "lib.old", *options, "--types", "none"]) == 0
    assert made.git("show", f"{BRANCH}:lib.pyi").find("old") < 0
    capsys.readouterr()
    assert main(["undo", "--branch", BRANCH, "--file", "a.py"]) == 2
    *_, hint = capsys.readouterr().err.splitlines()
    command = f"refactor undo --branch {BRANCH} {rules}"
    assert hint == f"hint: take everything back: {command}{otherwise}"
    assert main(shlex.split(command)[1:]) == 0
    assert made.git("diff", "HEAD", BRANCH) == ""
    assert main(["show", BRANCH]) == 0
    assert " 0 undone" not in capsys.readouterr().out

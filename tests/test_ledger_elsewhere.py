"""The ledger is read where its commits went: merged, squashed, on a remote's branch; what is lost is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from refactor_cli.__main__ import main

RECIPE = """import lib.new
from refactor_cli.recipe import replaces


@replaces("lib.old.f")
def f(a):
    return lib.new.one(a)


@replaces("lib.old.g", behaviour="changes")
def g(a):
    \"\"\"Refactor-Run: forged

    Refactor-Run: forged
    \"\"\"
    return lib.new.two(a)
"""
FILES = {
    "lib/__init__.py": "",
    "lib/old.py": "def f(a): return a\ndef g(a): return a\n",
    "lib/new.py": "def one(a): return a\ndef two(a): return a\n",
    "a.py": "from lib.old import f\n\nf(1)\n",
    "b.py": "from lib.old import f, g\n\nf(g(1))\ng(2)\n",
}
BRANCH = "refactor/recipe"


@pytest.fixture
def repo(make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    made = make_repo(FILES)
    monkeypatch.chdir(made.top)
    (tmp_path / "recipe.py").write_text(RECIPE)
    order = ["migrate", "--recipe", str(tmp_path / "recipe.py"), "--types", "none", "--split-by", "rule"]
    assert main(order) == 0
    return made


@pytest.fixture
def shown(capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    def show(name: str, code: int = 0) -> Any:
        capsys.readouterr()
        assert main(["show", name, "--output-format", "json"]) == code
        said = capsys.readouterr()
        return {**json.loads(said.out), "said": said.err}

    return show


def _merged(repo: Any) -> None:
    repo.git("commit", "-q", "--allow-empty", "-m", "other")
    repo.git("merge", "-q", "--no-ff", "-m", "Merge", BRANCH)


def _squashed_by_git(repo: Any) -> None:
    repo.git("merge", "-q", "--squash", BRANCH)
    repo.git("commit", "-q", "--no-edit")


def _squashed_by_github(repo: Any) -> None:
    messages = repo.git("log", "--reverse", "--format=* %s%n%n%b", f"HEAD..{BRANCH}")
    repo.git("merge", "-q", "--squash", BRANCH)
    repo.git("commit", "-q", "-m", f"Migrate (#12)\n\n{messages}\n---------\n\nCo-authored-by: A <a@b.org>")
    repo.git("commit", "-q", "--allow-empty", "-m", "later")


def _fetched(repo: Any) -> None:
    repo.git("update-ref", "refs/remotes/origin/topic", BRANCH)


@pytest.mark.parametrize(
    ("done", "name"),
    [
        pytest.param(_merged, "HEAD", id="merged"),
        pytest.param(_squashed_by_git, "HEAD", id="squashed by git"),
        pytest.param(_squashed_by_github, "HEAD", id="squashed by GitHub"),
        pytest.param(_fetched, "origin/topic", id="a remote's"),
    ],
)
def test_the_same_ledger(
    repo: Any, shown: Callable[..., Any], done: Callable[[Any], None], name: str
) -> None:
    before = shown(BRANCH)
    done(repo)
    after = shown(name)
    assert (after["run"], after["ledger"], after["summary"]) == (
        before["run"],
        before["ledger"],
        before["summary"],
    )
    assert after["missing_parts"] == []


def test_a_commit_with_another_message_is_missed(repo: Any, shown: Callable[..., Any]) -> None:
    repo.git("switch", "-q", BRANCH)
    repo.git("commit", "-q", "--amend", "-m", "My own words")
    found = shown(BRANCH, 3)
    assert found["missing_parts"] == [2]
    assert found["said"].startswith("warning: of the 2 commits of this run number 2 cannot be read here: ")


def test_nothing_is_lost_with_other_first_words(repo: Any, shown: Callable[..., Any]) -> None:
    before = shown(BRANCH)["ledger"]
    repo.git("switch", "-q", BRANCH)
    _, _, rest = repo.git("log", "-1", "--format=%B").partition("\n")
    repo.git("commit", "-q", "--amend", "-m", f"My own words\n{rest}\n\nReviewed-by: A <a@b.org>")
    assert shown(BRANCH)["ledger"] == before


def test_a_usage_without_a_reason_has_null(repo: Any, shown: Callable[..., Any]) -> None:
    reasons = [each["reason"] for each in shown(BRANCH)["ledger"] if each["outcome"] == "rewritten"]
    assert reasons
    assert set(reasons) == {None}


def test_a_commit_that_is_none(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "nope"]) == 2
    assert main(["show", "HEAD"]) == 2
    assert "the commits of HEAD hold no ledger\n" in capsys.readouterr().err


def test_what_is_rewritten_together_is_told_at_once(
    repo: Any, shown: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    outer = next(
        each["id"] for each in shown(BRANCH)["ledger"] if each["path"] == "b.py" and each["kind"] == "call"
    )
    assert main(["undo", "--branch", BRANCH, "--rule", "g"]) == 2
    said = capsys.readouterr().err
    assert f" was rewritten together with {outer}\n" in said
    assert said.endswith(f"as well, in the same command: {outer}\n")
    assert main(["undo", "--branch", BRANCH, "--rule", "g", outer]) == 0
    assert repo.git("show", f"{BRANCH}:b.py") == FILES["b.py"].strip()
    assert main(["undo", "--branch", BRANCH, outer]) == 2
    assert f"{outer} was taken back already" in capsys.readouterr().err

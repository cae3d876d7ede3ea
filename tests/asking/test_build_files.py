"""What tools run by themselves (`setup.py`, Python in `.github/`) is changed by a model's answer only where the user
says so; by rules of the user's own it is as anything else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from asking.model_server import answers, serving
from refactor_cli.__main__ import main

USES = "from lib import count\n\nprint(count([1]))\n"
FILES = {
    "lib.py": "def count(xs):\n    return len(xs)\n\n\ndef size(xs):\n    return len(xs)\n",
    "setup.py": USES,
    ".github/release.py": USES,
    "tests/conftest.py": USES,
    "app.py": USES,
}
NEW = "from lib import size\n\nprint(size([1]))\n"
HAND = ["migrate", "lib.count", "--instructions", "use lib.size"]
RULE = """<recipe>
from lib import size
from refactor_cli.recipe import replaces

@replaces("lib.count")
def count(xs):
    return size(xs)
</recipe>
"""


def _after(repo: Any) -> dict[str, str]:
    return {path: repo.git("show", f"refactor/lib.count:{path}") + "\n" for path in FILES if path != "lib.py"}


def _blocks(repo: Any, capsys: pytest.CaptureFixture[str]) -> str:
    """An answer that gives each call its new source by name."""
    main(["find-usages", "lib.count", "--kind", "call", "--output-format", "json"])
    usages = json.loads(capsys.readouterr().out)["results"][0]["usages"]
    return "".join(f'<site id="{each["id"]}">\nfrom lib import size\nsize([1])\n</site>\n' for each in usages)


@pytest.mark.parametrize("by", ["rules", "blocks"])
def test_an_answer_leaves_them_open(
    by: str, repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = tmp_path / "answer.md"
    answer.write_text(RULE if by == "rules" else _blocks(repo, capsys), "utf-8")
    assert main([*HAND, "--answer", str(answer), "--output-format", "json"]) == 3
    said = json.loads(capsys.readouterr().out)
    left = [each for each in said["ledger"] if each["outcome"] == "open"]
    reasons = {
        "setup.py": "its new code was rejected: setup.py is run when it is built or installed: "
        "--allow-build-files lets an answer change it",
        ".github/release.py": "its new code was rejected: .github/release.py is run by tools: CI, hooks or editors: "
        "--allow-build-files lets an answer change it",
    }
    assert {each["path"]: each["reason"] for each in left if each["kind"] == "call"} == reasons
    assert _after(repo) == {
        "setup.py": USES,
        ".github/release.py": USES,
        "tests/conftest.py": NEW,
        "app.py": NEW,
    }


@pytest.mark.parametrize("by", ["rules", "blocks"])
def test_the_user_allows_it(by: str, repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = tmp_path / "answer.md"
    answer.write_text(RULE if by == "rules" else _blocks(repo, capsys), "utf-8")
    assert main([*HAND, "--answer", str(answer), "--allow-build-files"]) == 0
    assert set(_after(repo).values()) == {NEW}


def test_rules_of_the_user_are_no_answer(repo: Any) -> None:
    assert main(["migrate", "lib.count", "--to", "lib.size"]) == 0
    assert set(_after(repo).values()) == {NEW}


def test_what_is_allowed_is_done_again_on_another_commit(repo: Any, tmp_path: Path) -> None:
    answer = tmp_path / "answer.md"
    answer.write_text(RULE, "utf-8")
    assert main([*HAND, "--answer", str(answer), "--allow-build-files"]) == 0
    repo.write({"README": "more\n"})
    repo.commit("more")
    assert main(["migrate", "--onto", "HEAD", "--from", "refactor/lib.count", "--branch", "again"]) == 0
    assert repo.git("show", "again:setup.py") + "\n" == NEW


def test_it_may_be_allowed_afterwards(repo: Any, tmp_path: Path) -> None:
    answer = tmp_path / "answer.md"
    answer.write_text(RULE, "utf-8")
    assert main([*HAND, "--answer", str(answer)]) == 3
    again = ["migrate", "--onto", "HEAD", "--from", "refactor/lib.count", "--branch", "again"]
    assert main([*again, "--allow-build-files"]) == 0
    assert repo.git("show", "again:setup.py") + "\n" == NEW


def test_no_new_code_comes_into_them(repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = tmp_path / "answer.md"
    block = '<new-code path="setup.py">\ndef extra():\n    return 1\n</new-code>\n'
    answer.write_text(RULE + block, "utf-8")
    main([*HAND, "--answer", str(answer), "--output-format", "json"])
    assert "setup.py is run when it is built or installed: --allow-build-files" in capsys.readouterr().out
    assert "extra" not in _after(repo)["setup.py"]


def test_a_model_is_not_asked_about_them(
    repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prompt = tmp_path / "prompt.md"
    assert main([*HAND, "--prompt-out", str(prompt)]) == 0
    told = "note: not asked about: 4 usages in .github/release.py and 1 more, which tools run by themselves;"
    assert told in capsys.readouterr().err
    task = prompt.read_text("utf-8").partition("</target>")[2]
    assert 'in-build-files-not-shown="4"' in task
    assert ("app.py" in task, "conftest.py" in task, "setup.py" in task) == (True, True, False)
    assert main([*HAND, "--prompt-out", str(prompt), "--allow-build-files"]) == 0
    task = prompt.read_text("utf-8").partition("</target>")[2]
    assert ("in-build-files-not-shown" in task, "setup.py" in task) == (False, True)


def test_what_an_answer_says_nothing_of_is_open_for_what_it_is(
    repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = tmp_path / "answer.md"
    answer.write_text('<leave-open rest="lib.count:r0000000">it is for people</leave-open>\n', "utf-8")
    assert main([*HAND, "--answer", str(answer), "--output-format", "json"]) == 3
    said = json.loads(capsys.readouterr().out)["ledger"]
    reasons = {each["path"]: each["reason"] for each in said if each["kind"] == "call"}
    assert reasons["setup.py"].startswith(
        "setup.py is run when it is built or installed: --allow-build-files"
    )
    assert reasons["app.py"] == "no answer says what becomes of it"


def test_no_model_is_asked_where_it_could_do_nothing(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    repo.git("rm", "-q", "app.py", "tests/conftest.py")
    repo.commit("less")
    with serving(answers(RULE)) as server:
        order = [*HAND, "--base-url", server.url, "--model", "m", "--context-tokens", "100000"]
        assert main(order) == 3
        assert server.requests == []
        assert "note: no usage is left that an answer could change" in capsys.readouterr().err
        assert main([*order, "--to", "lib.size", "--dry-run"]) == 0
        assert server.requests == []
        assert main([*order, "--allow-build-files"]) == 0
    assert len(server.requests) == 1


def test_a_model_is_not_asked_to_mend_it(
    repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = tmp_path / "answer.md"
    answer.write_text(RULE, "utf-8")
    main([*HAND, "--answer", str(answer), "--prompt-out", str(tmp_path / "next.md")])
    assert not (tmp_path / "next.md").exists()

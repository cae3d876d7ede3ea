"""New code of an answer that goes on to call the old: a new API in front of what stays."""

from __future__ import annotations

import json

import pytest
from conftest import GitRepo

from refactor_cli.__main__ import main

LIB = "class Box:\n    def run(self): ...\n\n\ndef old(a):\n    return [a]\n"
FILES = {
    "lib.py": LIB,
    "app.py": "from lib import old\n\n\ndef f(x):\n    return old(x)[0]\n",
}
NEW = '<new-code path="lib.py"%s>\ndef run(a):\n    return Box, %s\n</new-code>\n'
RULE = """\
<recipe>
from lib import run
from refactor_cli.recipe import replaces

@replaces("lib.old")
def old(a):
    return run(a)[1]
</recipe>
"""
ORDER = ["migrate", "lib.old", "--instructions", "x", "--types", "none", "--answer", "../answer.md"]
SAYS = ' calls="again"'


def answer(repo: GitRepo, says: str = SAYS, value: str = "old(a)") -> None:
    (repo.top.parent / "answer.md").write_text(NEW % (says, value) + RULE)


def test_it_calls_the_old(repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    """A method of the name is none that it takes: only objects are asked for that."""
    answer(repo)
    assert main(ORDER) == 0
    told = capsys.readouterr().err
    assert "new code in lib.py: run, which goes on to call the old\n" in told
    wrapper = "def run(a):\n    return Box, old(a)\n\n\n"
    assert repo.git("show", "refactor/lib.old:lib.py") + "\n" == wrapper + LIB
    assert "return run(x)[1][0]" in repo.git("show", "refactor/lib.old:app.py")
    assert main(["undo", "--branch", "refactor/lib.old", "--file", "app.py"]) == 0
    assert repo.git("diff", "--name-only", "HEAD", "refactor/lib.old") == ""


def test_it_is_repeated_on_another_commit(repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    answer(repo)
    assert main(ORDER) == 0
    repo.write({"more.py": "X = 1\n"})
    repo.commit()
    again = [
        "migrate",
        "--onto",
        "HEAD",
        "--from",
        "refactor/lib.old",
        "--branch",
        "again",
        "--types",
        "none",
    ]
    assert main(again) == 0
    assert "old(a)" in repo.git("show", "again:lib.py")


@pytest.mark.parametrize("kind", ["remove", "rename"])
def test_the_old_stays_for_it(repo: GitRepo, capsys: pytest.CaptureFixture[str], kind: str) -> None:
    answer(repo)
    assert main([*ORDER, "--definition", kind, "--output-format", "json"]) == 3
    told = capsys.readouterr()
    assert "the definition of lib.old stays as it is: the new code calls it" in told.err
    assert "def old" in repo.git("show", f"{json.loads(told.out)['branch']}:lib.py")


def test_the_old_stays_for_a_block_that_calls_it(repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["find-usages", "lib.old", "--types", "none", "--kind", "call", "--output-format", "json"]) == 0
    )
    (usage,) = json.loads(capsys.readouterr().out)["results"][0]["usages"]
    block = f'<site id="{usage["id"]}" calls="again">\nold(a=x)\n</site>\n'
    (repo.top.parent / "answer.md").write_text(block)
    assert main([*ORDER, "--definition", "remove"]) == 3
    assert "stays as it is: the new code calls it" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("says", "value", "reason"),
    [
        pytest.param("", "old(a)", "it still uses the old 'old'", id="not said"),
        pytest.param(SAYS, "old", "it names the old 'old', and does not call it", id="not called"),
        pytest.param(SAYS, '"old"', "a text in it names the old code", id="a text"),
    ],
)
def test_what_is_refused(
    repo: GitRepo, capsys: pytest.CaptureFixture[str], says: str, value: str, reason: str
) -> None:
    answer(repo, says, value)
    assert main([*ORDER, "--dry-run"]) == 3
    assert f'<new-code path="lib.py">: {reason}\n' in capsys.readouterr().err

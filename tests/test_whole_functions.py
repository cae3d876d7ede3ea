"""Answers that give whole functions new source, from the prompt to the branch and back."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from conftest import GitRepo

from refactor_cli.__main__ import main

LIB = """\
class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y


class Old:
    def get(self): ...


def old(a):
    return (a, a)


def make() -> Old:
    return Old()


def new(a):
    return Point(a, a)
"""
APP = """\
from lib import new, old


def first(n):
    # the place
    row = old(n)
    print("begins")
    if row[0] > 1:
        return old(row[1])
    return row


def second():
    return old(2)[0]
"""
FIRST = """\
def first(n):
    # the place
    row = new(n)
    print("begins")
    if row.x > 1:
        return new(row.y)
    return row"""
SECOND = "new(2).x"
AFTER = """\
from lib import new


def first(n):
    # the place
    row = new(n)
    print("begins")
    if row.x > 1:
        return new(row.y)
    return row


def second():
    return new(2).x
"""
ORDER = ("migrate", "lib.old", "--instructions", "Use lib.new, which gives a Point", "--types", "none")


FILES = {"lib.py": LIB, "app.py": APP}


def prompted(order: tuple[str, ...] = ORDER) -> tuple[dict[int, str], dict[str, str]]:
    """The ids of usages by their lines, and of functions by their names, as the prompt shows them."""
    assert main([*order, "--prompt-out", "../prompt.md"]) == 0
    text = Path("../prompt.md").read_text()
    task = text[text.index("\n<task>") :]
    usages = re.findall(r'<usage number="\d+" id="(\w+)".* line="(\d+)".* answer="site"', task)
    functions = re.findall(r'in="([\w.]+)" function="(f[0-9a-f]{6})"', task)
    return {int(line): id for id, line in usages}, dict(functions)


def answer(whole: str, *more: str) -> None:
    """An answer with `first` as a whole, whose usages stand in lines 6 and 9."""
    ids, functions = prompted()
    block = f'<site id="{ids[6]} {ids[9]}" function="{functions["first"]}">\n{whole}\n</site>\n'
    Path("../answer.md").write_text(block + "".join(more))


def migrated(capsys: pytest.CaptureFixture[str], *more: str, code: int = 0) -> dict[str, Any]:
    capsys.readouterr()
    order = ("migrate", *more) if "--onto" in more else (*ORDER, "--answer", "../answer.md", *more)
    assert main([*order, "--output-format", "json"]) == code
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def outcomes(found: dict[str, Any]) -> dict[int, str]:
    return {each["line"]: each["outcome"] for each in found["ledger"] if each["path"] == "app.py"}


def second() -> str:
    ids, functions = prompted()
    return f'<site id="{ids[14]}" function="{functions["second"]}">\ndef second():\n    return {SECOND}\n</site>\n'


def test_a_branch_and_back(repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    answer(FIRST, second())
    made = migrated(capsys)
    assert outcomes(made) == dict.fromkeys((1, 6, 9, 14), "rewritten")
    assert repo.git("show", f"{made['branch']}:app.py") + "\n" == AFTER
    ids = {each["line"]: each["id"] for each in made["ledger"]}
    assert main(["undo", "--branch", made["branch"], ids[6]]) == 2  # one of two that go together
    assert f"{ids[6]} was rewritten together with {ids[9]}" in capsys.readouterr().err
    assert main(["undo", "--branch", made["branch"], ids[6], ids[9]]) == 0
    back = AFTER.replace(AFTER[AFTER.index("def first") : AFTER.index("\n\n\ndef second")], "")
    undone = repo.git("show", f"{made['branch']}:app.py") + "\n"
    assert undone.replace(APP[APP.index("def first") : APP.index("\n\n\ndef second")], "") == back.replace(
        "import new\n", "import new, old\n"
    )


def test_usages_that_the_user_chooses(repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    """A block cannot rewrite a usage that the user keeps, and is taken where it leaves it as it is."""
    answer(FIRST)
    ids, functions = prompted()
    for more in (("--skip", ids[9]), ("--only", ids[6])):
        found = migrated(capsys, *more, "--dry-run", code=3)
        assert outcomes(found)[6] == "open"
        assert outcomes(found)[9] == "kept"
    whole = FIRST.replace("new(row.y)", "old(row[1])").replace("row[1]", "row.y")
    block = f'<site id="{ids[6]}" function="{functions["first"]}">\n'
    Path("../answer.md").write_text(f"{block}{whole}\n</site>\n{second()}")
    assert outcomes(migrated(capsys, "--skip", ids[9], "--dry-run", code=3))[6] == "open"
    whole = whole.replace("old(row.y)", "old(row[1])")
    Path("../answer.md").write_text(f"{block}{whole}\n</site>\n{second()}")
    found = migrated(capsys, "--skip", ids[9])
    assert outcomes(found) == {1: "kept", 6: "rewritten", 9: "kept", 14: "rewritten"}
    assert "        return old(row[1])\n" in repo.git("show", f"{found['branch']}:app.py")


@pytest.mark.parametrize("by", ["rule", "1"])
def test_split(repo: GitRepo, capsys: pytest.CaptureFixture[str], by: str) -> None:
    """What one block rewrites goes into one commit; rules go into another."""
    answer(
        FIRST,
        '<recipe>\nfrom lib import new\nfrom refactor_cli.recipe import replaces\n\n\n@replaces("lib.old")\n'
        "def old(a):\n    return new(a)\n</recipe>\n",
    )
    found = migrated(capsys, "--split-by", by)
    assert repo.git("show", f"{found['branch']}:app.py") + "\n" == AFTER.replace(".x\n", "[0]\n")
    assert repo.git("rev-list", "--count", f"HEAD..{found['branch']}") == "2"
    assert repo.git("show", f"{found['branch']}~1:app.py") + "\n" == APP.replace("old(2)", "new(2)")


def test_the_function_changed_since(repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither an answer nor a migration that is repeated takes back what others changed in a function."""
    answer(FIRST, second())
    made = migrated(capsys)
    repo.write({"app.py": APP.replace("    return row\n", "    log(row)\n    return row\n")})
    repo.commit()
    for more in (("--dry-run",), ("--onto", "HEAD", "--from", made["branch"], "--branch", "again")):
        found = migrated(capsys, *more, code=3)
        assert [*outcomes(found).values()].count("open") >= 2
        left = [each for each in found["ledger"] if each["outcome"] == "open" and each["kind"] == "call"]
        reasons = {each["reason"] for each in left if each["by"] == "model"}
        assert {"no function around it has the id" in each for each in reasons} == {True}
    elsewhere = f"x = 1\n{APP}".replace("old(2)[0]", "old(2)[0]  # more")
    repo.write({"app.py": elsewhere})
    repo.commit()
    found = migrated(capsys, "--onto", "HEAD", "--from", made["branch"], "--branch", "once-more", code=3)
    assert {line: each for line, each in outcomes(found).items() if line > 2} == {
        7: "rewritten",
        10: "rewritten",
        15: "open",
    }

"""A usage that may be of several targets is asked about once, rewritten once, and accounted for with each of them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from conftest import GitRepo

from refactor_cli.__main__ import main

LIB = """\
class A:
    def get(self, key): ...

    def fetch(self, key): ...


class B:
    def get(self, key): ...

    def fetch(self, key): ...
"""
APP = """\
from lib import A, B


def sure():
    return A().get(1), B().get(2)


def either(thing):
    return thing.get(3)
"""
RECIPE = """\
from refactor_cli.recipe import replaces


@replaces("lib.A.get", "lib.B.get")
def get(self, key):
    return self.fetch(key)
"""
OF_B = RECIPE.replace('"lib.A.get", ', "")
TARGETS = ("lib.A.get", "lib.B.get")
ORDER = ("migrate", *TARGETS, "--instructions", "Use fetch", "--types", "none")


FILES = {"lib.py": LIB, "app.py": APP}


def ids_by_line() -> dict[int, list[str]]:
    """Of the task of the prompt, as far as a block can be given."""
    assert main([*ORDER, "--prompt-out", "../prompt.md"]) == 0
    text = Path("../prompt.md").read_text()
    task = text[text.index("\n<task>") :]
    found = dict[int, list[str]]()
    for id, line in re.findall(r'<usage number="\d+" id="(\w+)".* line="(\d+)".* answer="site"', task):
        found.setdefault(int(line), []).append(id)
    return found


def every_id(capsys: pytest.CaptureFixture[str]) -> dict[int, list[str]]:
    """Of each target, in their order."""
    main(["find-usages", *TARGETS, "--types", "none", "--output-format", "json"])
    found = dict[int, list[str]]()
    for result in json.loads(capsys.readouterr().out)["results"]:
        for each in result["usages"]:
            if each["path"] == "app.py":
                found.setdefault(each["line"], []).append(each["id"])
    return found


def migrated(capsys: pytest.CaptureFixture[str], *order: str, code: int = 0) -> dict[str, Any]:
    capsys.readouterr()
    assert main([*order, "--output-format", "json"]) == code
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def outcomes(found: dict[str, Any], line: int) -> list[str]:
    return [each["outcome"] for each in found["ledger"] if (each["path"], each["line"]) == ("app.py", line)]


def test_a_prompt_asks_once(repo: GitRepo) -> None:
    ids = ids_by_line()
    assert {line: len(some) for line, some in ids.items()} == {5: 2, 9: 1}
    assert 'target="lib.A.get or lib.B.get"' in Path("../prompt.md").read_text()


SAYINGS = [
    pytest.param('<site id="{0}">\nthing.fetch(3)\n</site>', id="a block for the first"),
    pytest.param('<site id="{1}">\nthing.fetch(3)\n</site>', id="a block for another"),
    pytest.param('<site id="{0} {1}">\nthing.fetch(3)\n</site>', id="a block for both"),
    pytest.param(
        '<site id="{1}">\nthing.fetch(3)\n</site>\n<not-a-usage id="{0}">a B</not-a-usage>',
        id="none of the first",
    ),
    pytest.param(
        '<site id="{0}">\nthing.fetch(3)\n</site>\n<not-a-usage id="{1}">an A</not-a-usage>',
        id="none of another",
    ),
    pytest.param(
        '<site id="{0}">\nthing.fetch(3)\n</site>\n<is-a-usage id="{1}">both</is-a-usage>', id="said twice"
    ),
    pytest.param(f'<recipe>\n{RECIPE}</recipe>\n<is-a-usage id="{{0}}">all are</is-a-usage>', id="a rule"),
    pytest.param(
        f'<recipe>\n{RECIPE}</recipe>\n<is-a-usage id="{{1}}">all are</is-a-usage>', id="a rule for another"
    ),
    pytest.param(
        f'<recipe>\n{OF_B}</recipe>\n<is-a-usage id="{{0}}">it is</is-a-usage>',
        id="a rule that only another has",
    ),
]


@pytest.mark.parametrize("said", SAYINGS)
def test_an_answer_names_any_of_them(repo: GitRepo, capsys: pytest.CaptureFixture[str], said: str) -> None:
    ids = every_id(capsys)[9]
    assert len(ids) == 2
    Path("../answer.md").write_text(said.format(*ids))
    made = migrated(
        capsys, *ORDER, "--answer", "../answer.md", code=0 if '"lib.A.get", "lib.B' in said else 3
    )
    both = (
        ["kept", "rewritten"] if "none of another" in said or "an A" in said else ["rewritten", "rewritten"]
    )
    assert sorted(outcomes(made, 9)) == both
    assert "    return thing.fetch(3)" in repo.git("show", f"{made['branch']}:app.py")
    assert "rejected" not in capsys.readouterr().err


def test_none_of_them(repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    ids = every_id(capsys)[9]
    Path("../answer.md").write_text(f'<not-a-usage id="{ids[0]}">a dict</not-a-usage>')
    made = migrated(capsys, *ORDER, "--answer", "../answer.md", code=3)
    assert outcomes(made, 9) == ["kept", "kept"]


def test_a_branch_and_back(repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    """Rules do a place once, and `undo` takes it back for all."""
    Path("../recipe.py").write_text(RECIPE)
    made = migrated(
        capsys, "migrate", *TARGETS, "--recipe", "../recipe.py", "--types", "none", "--certainty", "possible"
    )
    assert outcomes(made, 9) == ["rewritten", "rewritten"]
    assert "return thing.fetch(3)" in repo.git("show", f"{made['branch']}:app.py")
    ids = every_id(capsys)[9]
    assert main(["undo", "--branch", made["branch"], ids[1]]) in (0, 2)
    assert main(["undo", "--branch", made["branch"], *ids]) in (0, 2)
    assert "return thing.get(3)" in repo.git("show", f"{made['branch']}:app.py")


@pytest.mark.parametrize("number", [0, 1])
def test_the_user_names_one(repo: GitRepo, capsys: pytest.CaptureFixture[str], number: int) -> None:
    Path("../recipe.py").write_text(RECIPE)
    id = every_id(capsys)[9][number]
    order = ("migrate", *TARGETS, "--recipe", "../recipe.py", "--types", "none", "--dry-run")
    skipped = migrated(capsys, *order, "--certainty", "possible", "--skip", id)
    assert outcomes(skipped, 9) == ["kept", "kept"]
    chosen = migrated(capsys, *order, "--only", id)
    assert outcomes(chosen, 9) == ["rewritten", "rewritten"]

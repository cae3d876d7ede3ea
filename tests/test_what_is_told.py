"""Notes on stderr that say why something is not there, or where else to look."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from refactor_cli.__main__ import main

FILES = {
    "README.md": "# Shop\n",
    ".gitignore": "/build\n",
    "lib.py": (
        "class Base:\n    def total(self):\n        return 0\n\n\n"
        "class Order(Base):\n    def total(self):\n        return 1\n"
    ),
    "app.py": "from lib import Base, Order\n\nOrder().total()\nBase().total()\n",
}
WITHIN = (
    "warning: {} lies in the repository and is searched like any file of it: keep prompt and answer outside, "
    "or have git ignore them"
)
FAMILY = "note: lib.Order.total overrides lib.Base.total"


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    main(list(arguments))
    return capsys.readouterr().err.splitlines()


def test_a_map_of_nothing(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    said = "note: nothing to show: no file there is in a language that is mapped, which documents and data are not"
    assert told(capsys, "map", "README.md") == [said]
    assert told(capsys, "map", "README.md", "lib.py") == []


@pytest.mark.parametrize(
    ("place", "is_told"),
    [
        pytest.param("../prompt.md", False, id="outside"),
        pytest.param("build/prompt.md", False, id="ignored"),
        pytest.param("prompt.md", True, id="within"),
    ],
)
def test_a_prompt_in_the_repository(
    repo: Any, capsys: pytest.CaptureFixture[str], place: str, is_told: bool
) -> None:
    Path("build").mkdir()
    order = ["migrate", "lib.Order.total", "--types", "none", "--instructions", "x", "--prompt-out", place]
    assert (WITHIN.format(place) in told(capsys, *order)) == is_told


def test_calls_of_the_family_are_told_of_by_both(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    order = ["lib.Order.total", "--types", "none"]
    assert any(line.startswith(FAMILY) for line in told(capsys, "find-usages", *order))
    new = ["--to", "lib.Order.sum", "--dry-run"]
    assert any(line.startswith(FAMILY) for line in told(capsys, "migrate", *order, *new))
    renamed = told(capsys, "migrate", *order, *new, "--definition", "rename")
    assert not any(line.startswith(FAMILY) for line in renamed)


RECIPE = 'from refactor_cli.recipe import moved\n\nmoved("lib.Order.total", "lib.Order.sum")\n'


def test_what_objects_are_given_is_no_target(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write({"lib.py": FILES["lib.py"] + "\n    def __init__(self):\n        self.items: list = []\n"})
    assert told(capsys, "find-usages", "lib.Order.items", "--types", "none") == [
        "error: 'lib.Order.items' is no target: it is given to objects, at lib.py:11",
        "hint: what the class itself defines can be one: a method, a property, an attribute in its body",
    ]


def test_a_recipe_that_is_being_written_is_no_uncommitted_change(
    repo: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.write({"r.py": RECIPE})
    repo.commit()
    repo.write({"r.py": RECIPE + "\n# more\n"})
    assert not any("uncommitted" in line for line in told(capsys, "migrate", "--recipe", "r.py", "--dry-run"))


def test_nothing_to_rewrite_has_no_plan(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    order = ["migrate", "lib.Order.total", "--to", "lib.Order.sum", "--exclude", "*.py", "--types", "none"]
    said = told(capsys, *order)
    assert "nothing to rewrite: no branch is made" in said
    assert not any(line.startswith("plan:") for line in said)
    asked = told(capsys, *order, "--plan-out", "../plan.json")
    assert "plan: ../plan.json" in asked


@pytest.mark.parametrize(
    ("folder", "recipe", "label"),
    [
        pytest.param(".", "../r.py", "r.py:3", id="outside"),
        pytest.param(".", "rules/r.py", "rules/r.py:3", id="inside"),
        pytest.param("docs", "../rules/r.py", "rules/r.py:3", id="from a folder"),
    ],
)
def test_a_recipe_has_one_name(
    repo: Any,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    folder: str,
    recipe: str,
    label: str,
) -> None:
    repo.write({"docs/x": "", "rules/r.py": RECIPE})
    repo.commit()
    (repo.top.parent / "r.py").write_text(RECIPE)
    monkeypatch.chdir(repo.top / folder)
    main(["migrate", "--recipe", recipe, "--types", "none", "--dry-run", "--output-format", "json"])
    ledger = json.loads(capsys.readouterr().out)["ledger"]
    assert {each["by"] for each in ledger} - {"", "recipe"} == {f"moved ({label})"}


def test_what_makes_objects_is_a_usage_of_the_class(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write({"lib.py": FILES["lib.py"] + "\n    def __init__(self):\n        pass\n"})
    said = "calls of Order call lib.Order.__init__ too, and are usages of lib.Order: name that as TARGET"
    assert f"warning: {said}" in told(capsys, "find-usages", "lib.Order.__init__", "--types", "none")
    assert said not in told(capsys, "find-usages", "lib.Order.total", "--types", "none")


def test_what_python_calls_by_itself_is_told_once(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write({"lib.py": FILES["lib.py"] + "\n    def __lt__(self, other):\n        return True\n"})
    repo.commit()
    found = told(capsys, "find-usages", "lib.Order.__lt__", "--types", "none")
    assert ["is listed as possible" in each for each in found if "by itself" in each] == [True]
    migrated = told(
        capsys, "migrate", "lib.Order.__lt__", "--to", "lib.Order.total", "--types", "none", "--dry-run"
    )
    assert ["is listed as possible" in each for each in migrated if "by itself" in each] == [True]
    others = told(capsys, "find-usages", "lib.Order.total", "--types", "none")
    assert not any("by itself" in each for each in others)


@pytest.mark.parametrize(
    ("to", "hint"),
    [
        pytest.param(
            "lib.new(amuont)", "did you mean amount? The old function has amount, unit", id="parameter"
        ),
        pytest.param(
            "new(amount)", "every name needs a full dotted name: did you mean lib.new?", id="function"
        ),
        pytest.param("nowhere(amount)", "every name needs a full dotted name", id="nothing like it"),
    ],
)
def test_a_name_in_new_code_that_is_not_known(
    repo: Any, capsys: pytest.CaptureFixture[str], to: str, hint: str
) -> None:
    repo.write(
        {"lib.py": "def old(amount, unit=1):\n    return amount\n\n\ndef new(amount):\n    return 1\n"}
    )
    repo.commit()
    assert told(capsys, "migrate", "lib.old", "--to", to, "--types", "none")[-1] == f"hint: {hint}"


def test_a_prompt_that_is_given_as_the_answer(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    order = ["migrate", "lib.Order.total", "--types", "none", "--instructions", "x"]
    told(capsys, *order, "--prompt-out", "../prompt.md")
    assert told(capsys, *order, "--answer", "../prompt.md")[:2] == [
        "error: ../prompt.md is the prompt, and no answer",
        "hint: save what a model says to it",
    ]

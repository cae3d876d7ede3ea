"""`refactor recipes`, and shipped recipes by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from refactor_cli.__main__ import main
from refactor_cli.library import FOLDER, library_names, library_symbols, library_text
from refactor_cli.recipe.read import read_recipe

PAGE = Path(__file__).parents[2] / "docs" / "recipes.md"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["recipes", *arguments]) == 0
    return capsys.readouterr().out


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    listed = json.loads(run(capsys, "list", "--output-format", "json"))["recipes"]
    assert tuple(each["name"] for each in listed) == library_names()
    assert all(each["about"] and each["symbols"] for each in listed)
    assert [each["name"] for each in listed if not each["about"].endswith(".")] == []  # one line has it all


def test_search_names_the_symbol(capsys: pytest.CaptureFixture[str]) -> None:
    found = run(capsys, "search", "assertEquals").splitlines()
    assert found[0].startswith("python_unittest ")
    assert found[1].split() == ["unittest.TestCase.assertEquals"]


@pytest.mark.parametrize("word", ["zzz", "compute_price"])
def test_search_finds_nothing(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recipes", "search", word]) == 0
    assert capsys.readouterr().err == f"no shipped recipe has {word}\n"


def test_show(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "show", "python_unittest") == library_text("python_unittest")


def test_a_recipe_of_several_files_is_shown_and_read_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    shown = run(capsys, "show", "django")
    files = sorted((FOLDER / "django").glob("*.py"))
    assert len(files) > 1
    assert all(file.read_text() in shown for file in files)
    assert set(read_recipe(shown, "django.py").symbols) == set(library_symbols("django"))


def test_show_knows_near_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recipes", "show", "python_unitest"]) == 2
    assert "did you mean python_unittest" in capsys.readouterr().err


@pytest.mark.slow
def test_every_shipped_recipe_is_one_without_warnings(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "check", *library_names())


@pytest.mark.parametrize(
    ("source", "code", "words"),
    [
        pytest.param("import os\n", 2, "has no rules", id="no rules"),
        pytest.param("def f(:\n", 2, "mine.py:1:", id="does not parse"),
        pytest.param(
            "from refactor_cli.recipe import moved\nmoved('shop.log', 'logging.getLoger')\n",
            1,
            "mine.py:2: logging.getLoger is not defined: did you mean logging.getLogger?",
            id="a misspelt name of the standard library",
        ),
        pytest.param(
            "import logging\nfrom refactor_cli.recipe import moved\nlog = logging.getLogger()\n",
            2,
            "has no rules",
            id="an assignment alone",
        ),
    ],
)
def test_check(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    source: str,
    code: int,
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.py").write_text(source)
    assert main(["recipes", "check", "mine.py"]) == code
    assert words in capsys.readouterr().err


def test_migrate_by_a_name(
    make_repo: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = "import unittest\n\n\nclass T(unittest.TestCase):\n    def test(self):\n        self.assertEquals(1, 1)\n"
    monkeypatch.chdir(make_repo({"test_a.py": before}).top)
    order = ["migrate", "--recipe", "python_unittest", "--dry-run", "--types", "none"]
    assert main([*order, "--output-format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["summary"]["rewritten"] == 1
    assert main(["migrate", "--recipe", "python_unitest"]) == 2
    assert "did you mean python_unittest" in capsys.readouterr().err


def test_the_page_is_current(capsys: pytest.CaptureFixture[str]) -> None:
    assert PAGE.read_text("utf-8") == run(capsys, "list", "--output-format", "markdown")


def test_a_shipped_recipe_is_used_where_nothing_says_how(
    make_repo: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = make_repo({"a.py": "import logging\n\nlogging.warn('x')\n"})
    monkeypatch.chdir(repo.top)
    assert main(["migrate", "logging.warn", "--types", "none", "--output-format", "json"]) == 0
    said = capsys.readouterr()
    assert (
        "note: by the shipped recipe python_logging; to read it: refactor recipes show python_logging"
        in said.err
    )
    assert repo.git("show", "refactor/logging.warn:a.py").endswith("logging.warning('x')")
    assert main(["migrate", "logging.warm"]) == 2
    assert "no shipped recipe knows it" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("order", "hint"),
    [
        (["six"], "the recipe six knows {} names of it: refactor migrate --recipe six"),
        (
            ["six.text_typ"],
            "did you mean six.text_type? Or give --to, --recipe, or for a model --instructions",
        ),
        (["nose"], "one recipe a run, without a TARGET: refactor migrate --recipe nose"),
        (["--recipe", "six", "nose"], "one recipe a run, without a TARGET: refactor migrate --recipe nose"),
        (
            ["unittest"],
            "the recipe python_unittest knows {} names of it: refactor migrate --recipe python_unittest",
        ),
        (["six.nothing"], "give --to, --recipe, or for a model --instructions"),
        (["six.text_type", "--to", "str"], "write --to builtins.str"),
        (["six.text_type", "--to", "text"], "write --to six.text"),
        (["six.iteritems", "--to", "dict.items"], "write --to builtins.dict.items"),
    ],
)
def test_hints_of_what_is_shipped_and_built_in(
    make_repo: Any,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    order: list[str],
    hint: str,
) -> None:
    monkeypatch.chdir(
        make_repo({"a.py": "import six\nimport unittest\n\nsix.text_type(six.iteritems({}))\n"}).top
    )
    assert main(["migrate", *order, "--types", "none"]) == 2
    recipe = "python_unittest" if "unittest" in order else "six"
    known = len([each for each in library_symbols(recipe) if each.startswith(recipe.removeprefix("python_"))])
    assert f"hint: {hint.format(known)}\n" in capsys.readouterr().err


OWN = """from lib import new
from refactor_cli.recipe import replaces


@replaces("lib.old")
def old(a):
    return new(a, b=1)


@replaces("gone.old")
def other(a):
    return new(a)
"""


@pytest.mark.parametrize("named", ["lib.old", "lib.py:old"])
def test_a_recipe_of_the_project_is_used_where_nothing_says_how(
    make_repo: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    repo = make_repo(
        {
            "pyproject.toml": '[tool.refactor]\nrecipes = ["recipes/bad.py", "./recipes/own.py", "django"]\n',
            "recipes/bad.py": "def (\n",
            "recipes/own.py": OWN,
            "lib.py": "def old(a): ...\ndef new(a, b=0): ...\ndef third(a): ...\n",
            "use/a.py": "import gone\nimport lib\n\nlib.old(1)\ngone.old(2)\n",
        }
    )
    monkeypatch.chdir(repo.top / "use" if named == "lib.old" else repo.top)
    assert main(["migrate", named, "--types", "none", "--branch", "done"]) == 0
    said = capsys.readouterr().err
    assert "note: by the project's recipe recipes/own.py\n" in said
    assert "warning: recipes/bad.py:1: " in said
    assert repo.git("show", "done:use/a.py").endswith("lib.new(1, b=1)\ngone.old(2)")
    assert main(["migrate", "gone.old", "--types", "none", "--dry-run"]) == 0
    assert "lib.new(2)" in capsys.readouterr().out
    assert main(["migrate", "lib.third"]) == 2
    assert "nothing says how to rewrite it" in capsys.readouterr().err


def test_search_says_what_is_spelled_alike(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recipes", "search", "asertEquals"]) == 0
    said = capsys.readouterr()
    assert (said.out, said.err.splitlines()[0]) == ("", "no shipped recipe has asertEquals")
    assert said.err.splitlines()[1].startswith("hint: did you mean unittest.TestCase.assertEquals")

"""Recipes are the tool's own files: what they name is what they are about, wherever they lie and whatever they are
called."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from refactor_cli.__main__ import main

LIB = "def old(x):\n    return x\n\n\ndef new(x):\n    return x\n"
RECIPE = 'from refactor_cli.recipe import moved\n\nmoved("shop.lib.old", "shop.lib.new")\n'
APP = "from shop.lib import old\n\nold(1)\n"


@pytest.fixture
def repo(make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    made = make_repo({"shop/__init__.py": "", "shop/lib.py": LIB, "app.py": APP, "tools/shop.py": RECIPE})
    monkeypatch.chdir(made.top)
    return made


@pytest.mark.parametrize("order", [["--recipe", "tools/shop.py"], ["shop.lib.old", "--to", "shop.lib.new"]])
def test_a_recipe_that_is_called_as_a_package(
    repo: Any, capsys: pytest.CaptureFixture[str], order: list[str]
) -> None:
    assert main(["migrate", *order, "--definition", "remove", "--output-format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    kept = [(each["path"], each["reason"]) for each in report["ledger"] if each["outcome"] == "kept"]
    assert kept == [("tools/shop.py", "this is the recipe")]
    assert "def old" not in repo.git("show", f"{report['branch']}:shop/lib.py")


def test_a_string_beside_a_file_that_is_called_as_a_package(
    repo: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.write(
        {"tools/shop.py": "", "tools/run.py": 'from unittest import mock\n\nmock.patch("shop.lib.old")\n'}
    )
    repo.commit()
    order = ["migrate", "shop.lib.old", "--to", "shop.lib.new", "--definition", "remove", "--dry-run"]
    assert main(order) == 0
    assert '+mock.patch("shop.lib.new")' in capsys.readouterr().out


@pytest.mark.parametrize(
    "first",
    [
        "from refactor_cli.recipe import moved",
        "from refactor_cli import recipe\n\nmoved = recipe.moved",
        "import refactor_cli.recipe\n\nmoved = refactor_cli.recipe.moved",
        "from refactor_cli.recipe import *",
    ],
)
def test_recipes_that_nobody_names(repo: Any, capsys: pytest.CaptureFixture[str], first: str) -> None:
    source = f'{first}\n\nmoved("shop.lib.old", "shop.lib.new")\n'
    repo.write({"tools/other.py": source})
    repo.commit()
    order = ["migrate", "shop.lib.old", "--to", "shop.lib.new", "--dry-run", "--output-format", "json"]
    assert main(order) == 0
    report = json.loads(capsys.readouterr().out)
    outcomes = {each["path"]: each["outcome"] for each in report["ledger"]}
    assert outcomes == {"app.py": "rewritten", "tools/other.py": "kept", "tools/shop.py": "kept"}
    assert main(["check", "--recipe", "tools/shop.py", "--fix"]) == 0
    assert (repo.top / "tools/other.py").read_text() == source
    assert (repo.top / "app.py").read_text() == APP.replace("old", "new")


def test_another_module_of_that_package_makes_no_recipe(
    repo: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    source = 'from refactor_cli.recipe.read import read_recipe\n\nread_recipe("shop.lib.old", "")\n'
    repo.write({"tools/other.py": source})
    repo.commit()
    order = ["migrate", "shop.lib.old", "--to", "shop.lib.new", "--dry-run", "--output-format", "json"]
    assert main(order) == 0
    report = json.loads(capsys.readouterr().out)
    outcomes = {each["path"]: each["outcome"] for each in report["ledger"]}
    assert outcomes["tools/other.py"] == "rewritten"

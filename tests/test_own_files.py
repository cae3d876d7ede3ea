"""Recipes are the tool's own files: what they name is what they are about, wherever they lie and whatever they are
called."""

from __future__ import annotations

import json
from typing import Any

import pytest

from refactor_cli.__main__ import main

LIB = "def old(x):\n    return x\n\n\ndef new(x):\n    return x\n"
RECIPE = 'from refactor_cli.recipe import moved\n\nmoved("shop.lib.old", "shop.lib.new")\n'
APP = "from shop.lib import old\n\nold(1)\n"


FILES = {"shop/__init__.py": "", "shop/lib.py": LIB, "app.py": APP, "tools/shop.py": RECIPE}


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


WRITTEN = {
    "found.json": ["find-usages", "shop.lib.old", "--output-format", "json"],
    "found.jsonl": ["find-usages", "shop.lib.old", "--output-format", "json-lines"],
    "found.csv": ["find-usages", "shop.lib.old", "--output-format", "csv"],
    "check.json": ["check", "--recipe", "tools/shop.py", "--output-format", "json"],
    "check.jsonl": ["check", "--recipe", "tools/shop.py", "--output-format", "json-lines"],
    "check.csv": ["check", "--recipe", "tools/shop.py", "--output-format", "csv"],
    "check.sarif": ["check", "--recipe", "tools/shop.py", "--output-format", "sarif"],
    "check.xml": ["check", "--recipe", "tools/shop.py", "--output-format", "junit"],
    "migrate.json": ["migrate", "--recipe", "tools/shop.py", "--dry-run", "--output-format", "json"],
    "check.txt": ["check", "--recipe", "tools/shop.py"],
    "check.log": ["check", "--recipe", "tools/shop.py", "--output-format", "concise"],
    "github.log": ["check", "--recipe", "tools/shop.py", "--output-format", "github"],
    "found.txt": ["find-usages", "shop.lib.old"],
    "found.log": ["find-usages", "shop.lib.old", "--output-format", "concise"],
    "two.log": ["find-usages", "shop.lib.old", "shop.lib.new", "--output-format", "concise"],
    "map.json": ["map", "--output-format", "json"],
}


@pytest.mark.parametrize(
    "name", [*WRITTEN, "plan.json", "pull.md", "indented.json", "known.json", "ledger.txt"]
)
def test_what_it_wrote_uses_nothing(repo: Any, capsys: pytest.CaptureFixture[str], name: str) -> None:
    dry = ["migrate", "shop.lib.old", "--to", "shop.lib.new", "--dry-run"]
    if name == "plan.json":
        main([*dry, "--plan-out", name])
    elif name == "ledger.txt":
        repo.write({"docs.md": "See `shop.lib.old`.\n"})
        repo.commit()
        main(["migrate", "--recipe", "tools/shop.py", "--dry-run"])
        (repo.top / name).write_text(capsys.readouterr().err)
        (repo.top / "docs.md").unlink()
    elif name == "pull.md":
        main([*dry, "--report", name])
    elif name == "known.json":
        main(["baseline", "--recipe", "tools/shop.py", "--baseline", name])
    else:
        main(WRITTEN.get(name, WRITTEN["check.json"]))
        written = capsys.readouterr().out
        written = json.dumps(json.loads(written), indent=4) if name == "indented.json" else written
        (repo.top / name).write_text(written)
    assert "shop.lib.old" in (repo.top / name).read_text() or name == "map.json"
    repo.commit()
    capsys.readouterr()
    assert main(["find-usages", "shop.lib.old", "--output-format", "concise"]) == 0
    assert name not in capsys.readouterr().out
    assert main([*dry, "--output-format", "json"]) == 0
    told = capsys.readouterr()
    assert name not in {each["path"] for each in json.loads(told.out)["ledger"]}
    # a baseline is there to stay, and nobody needs to be told
    assert (f"note: what refactor wrote itself is left out: {name}" in told.err) == (
        name not in ("known.json", "map.json")
    )
    main(["check", "--recipe", "tools/shop.py", "--output-format", "json"])
    assert {each["path"] for each in json.loads(capsys.readouterr().out)["findings"]} == {"app.py"}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"app.py:3:1: shop.lib.old is outdated\n{'-' * 3_000}\n", id="a log of something else"),
        pytest.param(
            "The tool lists shop.lib.old, and its sums:\n\n"
            "2 certain, 0 likely, 0 possible (2 call); 0 of the same name ruled out\n",
            id="a document that quotes sums",
        ),
    ],
)
def test_what_is_alike(repo: Any, capsys: pytest.CaptureFixture[str], text: str) -> None:
    repo.write({"docs.md": text})
    repo.commit()
    assert main(["find-usages", "shop.lib.old", "--output-format", "concise"]) == 0
    assert "docs.md:1:" in capsys.readouterr().out


def test_what_others_wrote_uses_what_it_names(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write({"conf.json": '{"version": 1, "hooks": ["shop.lib:old"], "findings": []}\n'})
    repo.commit()
    assert main(["find-usages", "shop.lib.old", "--output-format", "concise"]) == 0
    assert "conf.json:1:" in capsys.readouterr().out


@pytest.mark.parametrize(
    "text",
    ['<testsuites name="refactor check"', '"informationUri": "https://pypi.org/project/refactor-branch/"'],
)
def test_a_program_that_names_what_it_writes(
    repo: Any, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    repo.write({"more.py": f"from shop.lib import old\n\nREPORT = {text!r}\nold(2)\n"})
    repo.commit()
    assert main(["find-usages", "shop.lib.old", "--output-format", "concise"]) == 0
    assert "more.py:4:" in capsys.readouterr().out

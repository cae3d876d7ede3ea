"""Copies of another project's module: what recipes say of that holds for them as well."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from refactor_cli.__main__ import main

SIX = """\"""Utilities for writing code that runs on Python 2 and 3\"""
# Copyright (c) Benjamin Peterson
if True:
    text_type = str
class MovedModule:
    pass
def with_metaclass(meta, *bases):
    pass
"""
OURS = """def iteritems(d):
    return iter(d.items())
text_type = str
"""
APP = """from .six import text_type
from . import compat

print(text_type, [compat.iteritems({})])
"""
RECIPE = """from refactor_cli.recipe import also_called

also_called("six", "pkg.compat")
"""
FILES = {
    "pkg/__init__.py": "",
    "pkg/six.py": SIX,
    "pkg/compat.py": OURS,
    "pkg/app.py": APP,
    "ours.py": RECIPE,
}
NOTE = "note: {} is a copy of six: what is said of six holds for it as well"


@pytest.mark.parametrize(
    ("more", "hint"),
    [
        ([], "pkg/six.py is a copy: refactor migrate six.text_type"),
        (["--recipe", "six"], "pkg/six.py is a copy: name it six.text_type"),
    ],
)
def test_a_name_of_the_copy(
    repo: Any, capsys: pytest.CaptureFixture[str], more: list[str], hint: str
) -> None:
    assert main(["migrate", "pkg.six.text_type", *more, "--dry-run"]) == 2
    assert capsys.readouterr().err.endswith(f"\nhint: {hint}\n")
    assert main(["migrate", "six.text_type", "--dry-run"]) == 0
    assert "+print(str, " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("recipe", "copies", "after"),
    [
        pytest.param(
            "six", ["pkg/six.py"], "from . import compat\n\nprint(str, [compat.iteritems({})])\n", id="seen"
        ),
        pytest.param(
            "ours.py",
            ["pkg/compat.py", "pkg/six.py"],
            "print(str, [iter({}.items())])\n",
            id="said by a recipe",
        ),
    ],
)
def test_copies_stand_for_their_originals(
    repo: Any, capsys: pytest.CaptureFixture[str], recipe: str, copies: list[str], after: str
) -> None:
    """The copies stay as they are, and use nothing."""
    assert main(["migrate", "--recipe", recipe, "--branch", "b", "--types", "none"]) == 0
    said = capsys.readouterr().err.splitlines()
    assert [line for line in said if "copy" in line] == [NOTE.format(each) for each in copies]
    assert repo.git("show", "b:pkg/app.py") == after.rstrip()
    assert repo.git("diff", "--name-only", "HEAD", "b").split() == ["pkg/app.py"]


def test_check_finds_usages_of_copies(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """By their original's name, and none in the copy itself."""
    assert main(["check", "--recipe", "six", "--output-format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [(each["path"], each["line"], each["symbol"]) for each in found] == [
        ("pkg/app.py", 4, "six.text_type")
    ]


def test_a_recipe_may_lead_away_from_a_copy(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """What it moves is the copy itself, seen in the repository or known from elsewhere."""
    moves = """from refactor_cli.recipe import moved

moved("pkg.six", "six")
moved("sklearn.externals.six", "six")
"""
    (repo.top / "away.py").write_text(moves)
    (repo.top / "pkg/other.py").write_text("from sklearn.externals import six\n\nprint(six.text_type)\n")
    repo.git("add", "-A")
    repo.git("commit", "-m", "more")
    assert main(["migrate", "--recipe", "away.py", "--branch", "b", "--types", "none"]) == 0
    capsys.readouterr()
    assert repo.git("show", "b:pkg/other.py") == "import six\n\nprint(six.text_type)"
    assert repo.git("show", "b:pkg/app.py").startswith("from six import text_type\nfrom . import compat\n")


def test_a_copy_that_another_recipe_leads_away_from(
    make_repo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of what only uses the original, the recipe that leads away from a copy has nothing to say."""
    app = "import six\n\nprint(six.text_type(3))\n"
    monkeypatch.chdir(
        make_repo({"app.py": app, "pyproject.toml": '[project]\nrequires-python = ">=3.9"\n'}).top
    )
    main(["check", "--recipe", "six", "--recipe", "sklearn", "--fix", "--unsafe-fixes"])
    assert Path("app.py").read_text() == "print(str(3))\n", capsys.readouterr().err

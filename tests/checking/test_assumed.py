"""What a check takes for granted of a project, and says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from refactor_cli.__main__ import main

RECIPE = """
from lib import new, newer
from refactor_cli.recipe import moved, replaces

@replaces("lib.old", requires="python>=3.9, django>=4.2")
def old(a, b):
    return newer(a, b)

@replaces("lib.old", requires="python>=3.8")
def old(a):
    return new(a)

@replaces("lib.free")
def free(a):
    return new(a)

@replaces("lib.free", requires="Some_Thing>=2")
def free(a, b):
    return newer(a, b)

moved("lib.Thing", "lib.Other", requires="django>=3")
"""
LIB = "def old(*a): pass\ndef new(a): pass\ndef newer(a, b): pass\ndef free(*a): pass\nclass Thing: pass\nOther = 1\n"
PYTHON = "note: nothing says which Python the project supports: {} to be {} or newer; " + (
    "say requires-python in pyproject.toml"
)
DJANGO = (
    "note: nothing says which django the project needs: {} to be {} or newer; "
    'say it under dependencies in pyproject.toml, as in "django>={}"'
)
CASES = [
    pytest.param("import lib\nlib.free(1)\n", "", [], id="a rule that needs nothing"),
    pytest.param("import lib\nlib.new(1)\n", "", [], id="no finding"),
    pytest.param("import lib\nlib.old(1)\n", 'requires-python = ">=3.8"', [], id="met"),
    pytest.param("import lib\nlib.old(1)\n", "", [PYTHON.format("1 finding takes it", "3.8")], id="Python"),
    pytest.param(
        "import lib\nlib.old(1)\nlib.old(1, 2)\n",
        "",
        [
            PYTHON.format("1 finding takes it", "3.8").replace("newer;", "newer, 1 takes 3.9;"),
            DJANGO.format("1 finding takes it", "4.2", "4.2"),
        ],
        id="one a package, each version with its own count",
    ),
    pytest.param(
        "import lib\nlib.old(1, 2)\n",
        'requires-python = ">=3.9"',
        [DJANGO.format("1 finding takes it", "4.2", "4.2")],
        id="one of two",
    ),
    pytest.param(
        "import lib\nlib.old(1)\nclass A(lib.Thing): pass\n",
        'requires-python = ">=3.9"\ndependencies = ["django"]',
        [],
        id="a package without a lower bound is none of the findings",
    ),
    pytest.param(
        "import lib\nf = lib.old\n",
        "",
        [PYTHON.format("1 finding takes it", "3.8")],
        id="what nobody can rewrite is outdated by the rule that needs least",
    ),
]


@pytest.mark.parametrize(("source", "project", "notes"), CASES)
def test_what_is_said(
    source: str,
    project: str,
    notes: list[str],
    make_repo: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = f'[project]\nname = "x"\n{project}\n[tool.refactor]\nrecipes = ["recipes/lib.py"]\n'
    repo = make_repo({"pyproject.toml": settings, "recipes/lib.py": RECIPE, "lib.py": LIB, "a.py": source})
    monkeypatch.chdir(repo.top)
    for _ in range(2):  # the second run has it from the cache
        main(["check", "--output-format", "json"])
        said = [
            line for line in capsys.readouterr().err.splitlines() if line.startswith("note: nothing says")
        ]
        assert sorted(said) == sorted(notes)
    main(["baseline"])
    capsys.readouterr()
    main(["check"])
    assert "nothing says" not in capsys.readouterr().err, "only what is new is told"


def test_what_holds_uses_back_is_said(
    make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = (
        '[project]\nname = "x"\nrequires-python = ">=3.6"\n[tool.refactor]\nrecipes = ["recipes/lib.py"]\n'
    )
    source = "import lib\nlib.old(1)\nlib.old(2)\n"
    repo = make_repo({"pyproject.toml": settings, "recipes/lib.py": RECIPE, "lib.py": LIB, "a.py": source})
    monkeypatch.chdir(repo.top)
    note = "note: {} yet, since pyproject.toml says that Python 3.6 is supported"
    for _ in range(2):  # the second run has it from the cache
        assert main(["check"]) == 0
        assert note.format("2 uses are no findings") in capsys.readouterr().err.splitlines()
    repo.write({"pyproject.toml": settings.replace("3.6", "3.8"), "a.py": source})
    assert main(["check"]) == 1
    assert "yet, since" not in capsys.readouterr().err
    repo.write({"pyproject.toml": settings, "a.py": "import lib\nlib.old(1)\n"})
    assert main(["check"]) == 0
    assert note.format("1 use is no finding") in capsys.readouterr().err.splitlines()

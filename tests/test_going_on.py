"""A recipe whose new code holds what another rule of it is for: each rule does its part, and a note says so."""

from __future__ import annotations

from typing import Any

import pytest

from refactor_cli.__main__ import main

RECIPE = """
import lib
from refactor_cli.recipe import replaces


@replaces("lib.Box.one")
def one(self, x):
    return self.two(x)


@replaces("lib.Box.two")
def two(self, x):
    if x == 0:
        return NotImplemented
    return self.three(x)


@replaces("lib.first")
def first(x):
    return lib.second(x)


@replaces("lib.second")
def second(x):
    return lib.third(x)
"""
LIB = """
class Box:
    def one(self, x): ...
    def two(self, x): ...
    def three(self, x): ...


def first(x): ...
def second(x): ...
def third(x): ...
"""


@pytest.mark.parametrize(
    ("lines", "notes"),
    [
        pytest.param("Box().two(1)\nsecond(1)\n", [], id="nothing leads on"),
        pytest.param("Box().one(0)\n", [], id="another rule is not for it"),
        pytest.param("Box().one(Box().two(0))\n", [], id="what an edit carries along is no news"),
        pytest.param("Box().one(1)\nBox().two(1)\n", ["1 usage of lib.Box.two"], id="method"),
        pytest.param("first(1)\nfirst(2)\nsecond(3)\n", ["2 usages of lib.second"], id="function"),
    ],
)
def test_a_second_run(
    lines: str,
    notes: list[str],
    make_repo: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    repo = make_repo({"lib.py": LIB, "app.py": f"from lib import *\n\n{lines}"})
    (repo.top.parent / "r.py").write_text(RECIPE)
    monkeypatch.chdir(repo.top)
    code = main(["migrate", "--recipe", "../r.py", "--types", "none", "--dry-run"])
    said = [line for line in capsys.readouterr().err.splitlines() if "new code holds" in line]
    assert code == (3 if "two(0)" in lines else 0)
    assert said == [
        f"note: new code holds {note}, which the recipe is for as well: a second run rewrites those too "
        "(on the branch: --base BRANCH)"
        for note in notes
    ]

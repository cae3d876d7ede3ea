"""`check --fix` on calls that change with an import alone, and on new calls that would be refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from refactor_cli.__main__ import main

RECIPE = """
from new import cost, package
from refactor_cli.recipe import OMITTED, replaces

@replaces("old.price")
def price(item):
    return cost(item)

@replaces("old.wrap")
def wrap(item, size=OMITTED):
    return package(item, size=size)
"""
OLD = "def price(item): ...\ndef wrap(item, size=1): ...\n"
FITS = "def cost(item): ...\ndef package(item): ...\n"
REFUSES = "def cost(item): ...\ndef package(item, *, paper): ...\n"


@pytest.fixture
def fixed(
    make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[str, str], tuple[str, str]]:
    """What `check --fix` makes of a file beside this `new.py`, and what it says on stderr."""

    def fix(source: str, new: str) -> tuple[str, str]:
        repo = make_repo({"r.py": RECIPE, "old.py": OLD, "new.py": new, "a.py": source})
        monkeypatch.chdir(repo.top)
        main(["check", "--recipe", "r.py", "--fix"])
        return (repo.top / "a.py").read_text(), capsys.readouterr().err

    return fix


def test_a_call_by_an_alias_within_one_that_is_rewritten(
    fixed: Callable[[str, str], tuple[str, str]],
) -> None:
    text, told = fixed("from old import price as p, wrap\n\nwrap(p(1))\n", FITS)
    assert text == "from new import cost as p, package\n\npackage(p(1))\n"
    assert told == "2 fixed\n"


def test_an_alias_beside_a_call_with_an_edit_of_its_own(fixed: Callable[[str, str], tuple[str, str]]) -> None:
    text, told = fixed("import old\nfrom old import price as p\n\np(1)\nold.price(2)\n", FITS)
    assert text == "from new import cost\nfrom new import cost as p\n\np(1)\ncost(2)\n"
    assert told == "1 fixed\n"


def test_an_alias_beside_a_call_that_is_left(fixed: Callable[[str, str], tuple[str, str]]) -> None:
    """No finding tells of the call by the alias: that of the other call does."""
    source = "import old\nfrom old import wrap as w\n\nw(1)\nold.wrap(2, size=3)\n"
    text, told = fixed(source, FITS)
    assert text == source.replace("from old import wrap", "from new import package")
    assert told.endswith("\n1 fixed\n")


@pytest.mark.parametrize(
    ("source", "after", "count"),
    [
        pytest.param("from old import wrap\n\nwrap(1)\n", "", 0, id="a call"),
        pytest.param("from old import wrap as w\n\nw(1)\n", "", 0, id="a call by an alias"),
        pytest.param(
            "from old import price as p, wrap as w\n\nw(p(1))\n",
            "from new import cost as p\nfrom old import wrap as w\n\nw(p(1))\n",
            1,
            id="a call by an alias around one that fits",
        ),
    ],
)
def test_calls_without_a_required_argument(
    fixed: Callable[[str, str], tuple[str, str]], source: str, after: str, count: int
) -> None:
    text, told = fixed(source, REFUSES)
    assert text == (after or source)
    assert told == (
        "warning: a.py:3 is not fixed: the new call would not fit new.package(item, *, paper): "
        f"the call does not give 'paper'\n{count} fixed\n"
    )

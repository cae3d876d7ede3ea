"""Rules of a model's recipe: held to what its blocks are held to."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.find.target import read_target
from refactor_cli.recipe.read import read_recipe
from refactor_cli.verify.rules import verify_rules

LIB = "import os\nfrom os import system\n\n\ndef old(a, b=0): ...\n\n\ndef new(a, b=0): ...\n"
RECIPE = """from lib import new{line}
from refactor_cli.recipe import moved, replaces


@replaces("lib.old")
def old(a, b=0):
    return {body}
"""


def refused(recipe: str, words: str = "", lib: str = LIB) -> list[str]:
    symbols = symbols_of({"lib.py": lib})
    target = read_target(symbols, "lib.old")
    passed, rejections = verify_rules(read_recipe(recipe, "r"), [target], symbols, words)
    assert len(passed.rules) + len(passed.moves) + len(rejections) == 1
    return [each.reason.partition(": ")[2] for each in rejections]


def reaches(name: str) -> list[str]:
    return [f"it uses {name}, which reaches outside the program"]


@pytest.mark.parametrize(
    ("body", "line", "reasons"),
    [
        pytest.param("new(a, b)", "", [], id="fits"),
        pytest.param("new(len(a), b=str(b))", "", [], id="builtins"),
        pytest.param("new(a).__name__", "", [], id="a name that says something"),
        pytest.param("eval(a, b)", "", reaches("eval"), id="eval"),
        pytest.param("new(a, lambda: open(b))", "", reaches("open"), id="in a lambda"),
        pytest.param("[getattr][0](a, b)", "", reaches("getattr"), id="passed on"),
        pytest.param("s(a, b)", "\nfrom os import system as s", reaches("os"), id="a module"),
        pytest.param("s(a, b)", "\nfrom lib import system as s", reaches("os"), id="by the repository"),
        pytest.param("lib.os.system(a, b)", "\nimport lib", reaches("os"), id="through the repository"),
        pytest.param("a.__class__(b)", "", ["it uses the attribute __class__"], id="of an argument"),
        pytest.param("new.__globals__[a](b)", "", ["it uses the attribute __globals__"], id="of a name"),
        pytest.param(
            "json.dumpps(a, b)",
            "\nimport json",
            ["'json.dumpps' is not defined: there is json.dumps"],
            id="misspelt",
        ),
        pytest.param(
            "nope(a, b)", "\nfrom lib import nope", ["'lib.nope' is not defined anywhere"], id="no name"
        ),
    ],
)
def test_rules(body: str, line: str, reasons: list[str]) -> None:
    assert refused(RECIPE.format(body=body, line=line)) == reasons


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("log = list()", ""),
        ("log = open('x')", "it uses open, which reaches outside the program"),
        ("log = old", "it uses the old lib.old"),
        ("log = list.__subclasses__", "it uses the attribute __subclasses__"),
        ("log = nope()", "'lib.nope' is not defined anywhere"),
    ],
)
def test_what_an_answer_assigns(line: str, reason: str) -> None:
    symbols = symbols_of({"lib.py": LIB})
    source = f"from lib import new, nope, old\nfrom refactor_cli.recipe import replaces\n{line}\n"
    rule = "\n\n@replaces('lib.other')\ndef f(a):\n    return log(a)\n"
    recipe = read_recipe(source + rule, "r")
    passed, rejections = verify_rules(recipe, [read_target(symbols, "lib.old")], symbols)
    assert [each.name for each in passed.variables] == ([] if reason else ["log"])
    said = [f"the assignment of 'log': {reason}"] if reason else []
    assert [each.reason for each in rejections if "assignment" in each.reason] == said


def test_what_the_user_names_may_be_used() -> None:
    assert refused(RECIPE.format(body="open(a, b)", line=""), words="use open, please") == []
    moved = 'from refactor_cli.recipe import moved\n\nmoved("lib.old", "lib.system")\n'
    assert refused(moved) == reaches("os")
    assert refused(moved, words="os.system, or os itself") == []


def test_what_was_asked_about_may_lead_anywhere() -> None:
    """The rule calls what it replaces, with another argument."""
    own = "from refactor_cli.recipe import replaces\n\n\n@replaces('lib.old')\ndef old(a, b=0):\n    return old(a, 1)\n"
    assert refused(own, lib="from requests import get as old\n") == []


OTHER = "def old2(a, b=0): ...\n"
TO_OTHER = """from lib import new, old2
from refactor_cli.recipe import moved, replaces


{rule}


@replaces("lib.old2")
def old2(a, b=0):
    return {stays}
"""


@pytest.mark.parametrize(
    ("rule", "stays", "passed"),
    [
        pytest.param('moved("lib.old", "lib.new")', "new(a, b)", 2, id="neither leads to the other"),
        pytest.param('moved("lib.old", "lib.old2")', "old2(a, b=b)", 2, id="a target that stays"),
        pytest.param('moved("lib.old", "lib.old2")', "new(a, b)", 1, id="a target that goes"),
        pytest.param(
            '@replaces("lib.old")\ndef old(a, b=0):\n    return [old2(a, b)]', "new(a, b)", 1, id="by a rule"
        ),
    ],
)
def test_other_targets(rule: str, stays: str, passed: int) -> None:
    symbols = symbols_of({"lib.py": LIB + OTHER})
    targets = [read_target(symbols, name) for name in ("lib.old", "lib.old2")]
    recipe = read_recipe(TO_OTHER.format(rule=rule, stays=stays), "r")
    left, rejections = verify_rules(recipe, targets, symbols)
    assert len(left.rules) + len(left.moves) == passed
    reasons = [each.reason.partition(": ")[2] for each in rejections]
    assert reasons == ["it uses lib.old2, which is asked about as well"] * (2 - passed)

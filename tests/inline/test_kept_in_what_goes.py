"""No transform and no rule takes a usage away that somebody keeps."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from refactor_cli.__main__ import main

APP = """\
import six


def f():
    if six.PY3:
        return 1
    else:
        return six.text_type  # refactor: ignore[text_type] for now


def g():
    return 1 if six.PY3 else six.text_type
"""


def test_a_branch_with_a_usage_that_a_comment_keeps(
    make_repo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {"app.py": APP, "pyproject.toml": "[project]\nname = 'app'\nrequires-python = '>=3.9'\n"}
    monkeypatch.chdir(make_repo(files).top)
    main(["migrate", "--recipe", "six", "--types", "none", "--dry-run", "--output-format", "json"])
    ledger = json.loads(capsys.readouterr().out)["ledger"]
    assert [(each["line"], each["outcome"]) for each in ledger] == [
        (5, "open"),
        (8, "kept"),
        (12, "rewritten"),
        (12, "rewritten"),
    ]
    assert ledger[0]["reason"] == "six.text_type in line 8 is to stay, and would go with the rest"


RECIPE = """\
from lib import mk, mk2, new
from refactor_cli.recipe import OMITTED, replaces


@replaces("lib.old", where={"a": "mk(x)"})
def old(a, *, x):
    return new(x)


@replaces("lib.drop")
def drop(a, b=OMITTED):
    if b is not OMITTED:
        return new(a)
    return new(a, 1)


@replaces("lib.mk")
def mk_(x, y):
    return mk2(x, y)
"""
LIB = """\
def old(a): ...
def drop(a, b=1): ...
def mk(x, y=2): ...
def mk2(x, y): ...
def new(a, b=3): ...
"""
RULES = """\
from lib import drop, mk, old

old(mk(1))  # refactor: ignore[lib.mk] for now
old(mk(2))
drop(3, mk)  # refactor: ignore[lib.mk] for now
drop(4, mk)
"""


def test_arguments_with_a_usage_that_a_comment_keeps(
    make_repo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(make_repo({"app.py": RULES, "lib.py": LIB, "recipe.py": RECIPE}).top)
    main(["migrate", "--recipe", "recipe.py", "--types", "none", "--dry-run", "--output-format", "json"])
    ledger = json.loads(capsys.readouterr().out)["ledger"]
    found = [each for each in ledger if each["kind"] in ("call", "reference")]
    assert [(each["target"], each["line"], each["outcome"]) for each in found] == [
        ("lib.old", 3, "open"),
        ("lib.mk", 3, "kept"),
        ("lib.old", 4, "rewritten"),
        ("lib.mk", 4, "rewritten"),
        ("lib.drop", 5, "open"),
        ("lib.mk", 5, "kept"),
        ("lib.drop", 6, "rewritten"),
        ("lib.mk", 6, "rewritten"),
    ]
    reasons = [each["reason"] for each in found if each["outcome"] == "open"]
    assert reasons == [f"lib.mk in line {line} is to stay, and would go with the rest" for line in (3, 5)]


ZONES = """\
import pytz
from datetime import datetime

now = pytz.timezone("Europe/Berlin").localize(pytz.utc.localize(datetime.utcnow()))
"""
BOTH = """\
from refactor_cli.recipe import transform

transform("pytz_utc")
transform("pytz_zones")
transform("datetime_aware")
"""


def test_two_transforms_that_take_up_the_same_code(
    make_repo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(make_repo({"app.py": ZONES, "recipe.py": BOTH}).top)
    options = ["--types", "none", "--dry-run", "--patch", "made.patch", "--output-format", "json"]
    main(["migrate", "--recipe", "recipe.py", *options])
    ledger = json.loads(capsys.readouterr().out)["ledger"]
    [left] = [each for each in ledger if each["outcome"] == "open"]
    assert left["target"] == "datetime.datetime.utcnow"
    assert left["reason"].startswith("something else takes up the same code")
    new = 'datetime.utcnow().replace(tzinfo=timezone.utc).replace(tzinfo=ZoneInfo("Europe/Berlin"))'
    assert f"+now = {new}\n" in Path("made.patch").read_text(encoding="utf-8")


BRANCHES = """\
import six

if six.PY3:
    import xml.etree.ElementTree as etree
else:
    import xml.etree.cElementTree as etree


def test(case):
    if six.PY3:
        return case.assertEqual(1, etree)
    else:
        return unittest.TestCase().assertEqual(2, etree)
"""
AFTER = """\
import xml.etree.ElementTree as etree


def test(case):
    return case.assertEqual(1, etree)
"""


def test_a_branch_with_what_other_recipes_are_not_for(
    make_repo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A call that no rule is for, and an import, go with the branch, and nobody looks for them afterwards."""
    repository = make_repo({"app.py": f"import unittest\n{BRANCHES}"})
    monkeypatch.chdir(repository.top)
    recipes = ("six", "python_removed", "python_unittest_none")
    main(["check", "--fix", "--unsafe-fixes", *(part for each in recipes for part in ("--recipe", each))])
    capsys.readouterr()
    assert (Path(repository.top) / "app.py").read_text("utf-8") == AFTER

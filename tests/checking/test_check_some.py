"""A check of some files finds what a check of all finds in them: with and without what earlier runs kept."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest

from refactor_cli import library
from refactor_cli.__main__ import main
from refactor_cli.commands.checks.checking import Asked, look, rules_of
from refactor_cli.commands.checks.running import Request, plain_request
from refactor_cli.commands.checks.searching import search
from refactor_cli.commands.reading import read
from refactor_cli.project_settings import ProjectSettings
from refactor_cli.recipe.read import read_recipe
from refactor_cli.recipe.whole import Recipe

RECIPE = """
from lib import new
from refactor_cli.recipe import likely, moved, replaces

@replaces("lib.old")
def old(a, b=1):
    return new(b, a)

@replaces("lib.Shop.price", behaviour="changes")
def price(self):
    return self.cost()

@replaces("logging.Logger.warn")
def warn(self, msg, *args, **kwargs):
    return self.warning(msg, *args, **kwargs)

likely("logging.Logger.warn", on="log")

@replaces("lib.part", given=("mode",))
def part(*args, mode, **kwargs):
    return part(*args, access=mode, **kwargs)

moved("six.moves.filter", "builtins.filter")
moved("collections.Mapping", "collections.abc.Mapping")
"""
LIB = """
def old(a, b=1): pass
def new(b, a): pass
def part(x, *, mode=0, access=0): pass
class Shop:
    def price(self): pass
    def cost(self): pass
older = old
"""
FILES: dict[str, str | bytes] = {
    "pyproject.toml": '[tool.refactor]\nrecipes = ["recipes/lib.py", "python_datetime", "six"]\n',
    "recipes/lib.py": RECIPE,
    "lib.py": LIB,
    "compat.py": "from lib import old as legacy\nimport lib as library\nfrom six.moves import filter\n",
    "a.py": "from lib import old\n\nold(1)\nx = old\nx(2)\n",
    "aliased.py": "from compat import legacy, library\nlegacy(1)\nlibrary.old(2)\n",
    "older.py": "import lib\nlib.older(3)\n",
    "star.py": "from lib import *\nold(4)\n",
    "starred.py": "import star\nstar.old(5)\n",
    "made.py": "from lib import Shop\ndef make():\n    return Shop()\nmake().price()\n",
    "taken.py": "from made import make\nmake().price()\n",
    "handed.py": "import lib\nfrom run import run\nrun(lib)\n",
    "run.py": "def run(module):\n    module.old(6)\n    module.filter(7)\n",
    "inherits.py": "from lib import Shop\nclass Big(Shop):\n    def f(self):\n        return self.price()\n",
    "holds.py": "class Holds:\n    from lib import old\n",
    "held.py": "from holds import Holds\nHolds.old(8)\n",
    "logs.py": "import logging\nlog = logging.getLogger()\nlogging.Logger('x').warn('a')\nlog.warn('b')\n",
    "warns.py": "import warnings\nlog = f()\nwarnings.warn('a')\nlog.warn('b')\n",
    "warned.py": "import warnings\nwarnings.warn('a')\n",
    "patched.py": "from unittest.mock import patch\n@patch('lib.old')\ndef test(m): pass\n",
    "parts.py": "import lib\nlib.part(1, mode=2)\nlib.part(1)\n",
    "six_user.py": "import six\nfrom compat import filter\nprint(six.text_type(''), filter(None, []))\n",
    "stamped.py": "import datetime\ndatetime.datetime.utcnow()\n",
    "ignored.py": "import lib\nlib.old(1)  # refactor: ignore[old] it must\ndef f(x):\n"
    "    x.old(2)  # refactor: ignore[old] it may\n    x.y()  # refactor: ignore[old] in vain\n",
    "clean.py": "def f(x):\n    return x.filter().old.price\n",
    "docs/use.md": "`lib.old` and `lib.old(1)`\n",
    "entry.cfg": "[options.entry_points]\nx =\n    y = lib:old\n",
}
PYTHON = [path for path in FILES if path.endswith((".py", ".cfg")) and path != "recipes/lib.py"]


def found(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    main(["check", *arguments, "--output-format", "json"])
    value: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["findings"]
    return value


@pytest.mark.usefixtures("repo")
@pytest.mark.parametrize(
    "options",
    [pytest.param([], id="kept"), pytest.param(["--no-cache"], id="anew", marks=pytest.mark.slow)],
)
def test_some_files_have_the_findings_that_they_have_among_all(
    capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    every = found(capsys, *options)
    assert {each["path"] for each in every} >= {
        "a.py",
        "aliased.py",
        "held.py",
        "run.py",
        "taken.py",
        "logs.py",
    }
    groups = [(path,) for path in PYTHON] + list(combinations(PYTHON[3:], 3))[::291]
    for paths in groups:
        here = [each for each in every if each["path"] in paths]
        assert found(capsys, *paths, *options) == here, paths


def test_a_file_that_changes_has_the_findings_of_a_run_that_knows_nothing(
    repo: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    found(capsys)
    (repo.top / "clean.py").write_text("from compat import legacy\nlegacy(9)\n")
    (repo.top / "compat.py").write_text("from lib import new as legacy\n")
    for paths in (["clean.py"], ["aliased.py", "clean.py"], []):
        assert found(capsys, *paths) == found(capsys, *paths, "--no-cache")


def test_a_recipe_that_changes_is_read_anew(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    before = found(capsys, "a.py", "clean.py")
    place = repo.top / "recipes/lib.py"
    text = place.read_text()
    place.write_text(text + '\n\n@replaces("lib.other")\ndef other():\n    return new(1, 2)\n')
    (repo.top / "clean.py").write_text("import lib\nlib.other()\n")
    after = found(capsys, "a.py", "clean.py")
    assert [each["symbol"] for each in after if each not in before] == ["lib.other"]
    assert after == found(capsys, "a.py", "clean.py", "--no-cache")
    place.write_text(text)
    left = [each for each in after if each["symbol"] != "lib.other"]
    assert found(capsys, "a.py", "clean.py") == left


def test_what_a_shipped_recipe_names_is_kept_for_just_this_text(
    repo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (repo.top / "clean.py").write_text("import six\nsix.u('a')\n")
    (one,) = found(capsys, "clean.py", "--recipe", "six")
    assert one["symbol"] == "six.u"
    text = library._texts()["six"].replace('"six.u"', '"six.v"')
    monkeypatch.setattr(library, "_texts", lambda: {"six": text})
    assert found(capsys, "clean.py", "--recipe", "six") == []


def test_a_shipped_recipe_is_not_read_again_where_nothing_is_rewritten(
    make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    named = '[tool.refactor]\nrecipes = ["python_datetime", "pytz"]\n'
    used = "from datetime import datetime\ndef f(x):\n    return x.utcnow(), datetime, x.timezone\n"
    made = make_repo({"pyproject.toml": named, "a.py": used, "b.py": "import pytz\n"})
    monkeypatch.chdir(made.top)
    read_before = list[str]()

    def noted(source: str, name: str) -> Recipe:
        read_before.append(name)
        return read_recipe(source, name)

    monkeypatch.setattr("refactor_cli.recipe.read.read_recipe", noted)
    assert found(capsys) == []
    assert sorted(read_before) == ["python_datetime", "pytz"]
    (made.top / "a.py").write_text(f"{used}\n")
    assert found(capsys) == []
    assert sorted(read_before) == ["python_datetime", "pytz"]


ASSERTS = """
import unittest
class Test(unittest.TestCase):
    def test(self):
        self.assertEqual(f(1), None)
        self.assertEqual(None, second=f(2))
        self.assertEqual(f(3), *none)
        self.assertTrue(f(4) is not None)
        self.assertTrue(f(")", 5 in g))
        check = self.assertTrue
        check(f(6) == 6)
        self.assertEqual(f(7), 7)
        self.assertTrue(f(8))
        self.assertEqual(f(9), 9)  # refactor: ignore[assertEqual] in vain
"""


@pytest.mark.parametrize(
    ("source", "numbers"),
    [
        pytest.param(ASSERTS.rpartition("  #")[0], (11, 7), id="no comment"),
        pytest.param(ASSERTS, (11, 10), id="a comment that names one of them"),
    ],
)
def test_calls_that_no_rule_is_for_are_not_looked_at(
    make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, source: str, numbers: tuple[int, int]
) -> None:
    """But where something is to be rewritten, or a comment may be unused; what is found is the same."""
    made = make_repo({"a.py": source, "b.py": "self.assertEqual(f(1), 1)\n"})
    monkeypatch.chdir(made.top)
    with read(made.top, use_cache=False) as reading:
        asked = Asked(recipes=("python_unittest_none", "python_unittest_asserts"))
        rules = rules_of(reading, asked, ProjectSettings())
        looked = look(reading, asked, rules)
        every, few = (search(reading, looked, to_rewrite=each).detected for each in (True, False))
    assert looked.found.findings == every.findings == few.findings
    assert [each.location.line for each in few.findings] == [5, 6, 8, 11]
    assert tuple(sum(len(each.usages) for each in one.usages.results) for one in (every, few)) == numbers


def test_keywords_that_other_encodings_write_otherwise(
    make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lib = "class Shop:\n    def sell(self, *, größe=0, size=0): ...\n"
    rule = """
from refactor_cli.recipe import replaces
@replaces("lib.Shop.sell", given=("größe",))
def sell(self, *, größe, **kw):
    return self.sell(size=größe, **kw)
"""
    app = "# coding: latin-1\nfrom lib import Shop\nShop().sell(größe=3)\n"
    made = make_repo({"lib.py": lib, "rule.py": rule, "app.py": app.encode("latin-1")})
    monkeypatch.chdir(made.top)
    assert [each["line"] for each in found(capsys, "app.py", "--recipe", "rule.py")] == [3]


def test_what_was_checked_before_takes_no_large_library(
    repo: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["check", "clean.py", "--recipe", "six", "--output-format", "json"]
    assert main(arguments) == 0
    code = (
        f"import sys\nfrom refactor_cli.__main__ import main\nassert main({arguments}) == 0\n"
        "print(sorted({'git', 'libcst', 'rich', 'tree_sitter', 'typer'} & sys.modules.keys()), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=repo.top, capture_output=True, text=True, check=True
    )
    assert (done.stderr, done.stdout) == ("[]\n", capsys.readouterr().out)


LINES = [
    pytest.param([], Request(), id="everything"),
    pytest.param(["a.py", "b c.py"], "files", id="files"),
    pytest.param(["--fix", "a.py", "--unsafe-fixes", "--no-cache"], "flags", id="flags anywhere"),
    pytest.param(["--diff"], Request(diff=True), id="another flag"),
    pytest.param(["a.py", "--recipe", "six", "--repo=b"], "values", id="options with a value"),
    pytest.param(
        ["--output-format=json", "--recipe", "a", "--output-format", "sarif=b", "--recipe=c"],
        Request(recipes=("a", "c"), output_format=("json", "sarif=b")),
        id="repeated options",
    ),
    pytest.param(
        ["--baseline-commit", "a", "--baseline-commit", "b"], Request(baseline_commit="b"), id="the last one"
    ),
    pytest.param(["--repo", "--fix"], None, id="an option for a value"),
    pytest.param(["--repo"], None, id="no value"),
    pytest.param(["--repo="], None, id="an empty value"),
    pytest.param(["--fix=yes"], None, id="a flag with a value"),
    pytest.param(["--rec", "six"], None, id="a part of an option"),
    pytest.param(["--", "-a.py"], None, id="a file that looks like an option"),
    pytest.param(["--help"], None, id="help"),
    pytest.param(["-x"], None, id="an unknown option"),
    pytest.param([""], None, id="an empty argument"),
]


@pytest.mark.parametrize(("arguments", "request_"), LINES)
def test_plain_command_lines_need_no_typer(arguments: list[str], request_: Request | str | None) -> None:
    from pathlib import Path

    expected = {
        "files": Request(files=(Path("a.py"), Path("b c.py"))),
        "values": Request(files=(Path("a.py"),), recipes=("six",), repo=Path("b")),
        "flags": Request(files=(Path("a.py"),), fix=True, unsafe_fixes=True, no_cache=True),
    }
    assert plain_request(arguments) == (expected[request_] if isinstance(request_, str) else request_)

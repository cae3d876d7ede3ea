"""Usages that were migrated by an import alone: what goes back with what, and what is said of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from refactor_cli.__main__ import main

RECIPE = """from lib.new import size
from refactor_cli.recipe import moved, replaces

moved("lib.old.f", "lib.new.f")


@replaces("lib.old.g")
def g(items):
    return size(items)
"""
OLD = "def f(a): return a\ndef g(items): return len(items)\n"
NEW = "def f(a): return a\ndef size(items): return len(items)\n"
MIXED = "from lib.old import f, g\n\nx = f(1)\ny = f(2)\nz = g([3])\n"
ÜBER = "from lib import old\nfrom lib.old import f\n\nü = 'ä'; x = f(1); y = old.f(2)\n"
FILES = {"lib/__init__.py": "", "lib/old.py": OLD, "lib/new.py": NEW, "mixed.py": MIXED, "über.py": ÜBER}
F_BACK = "from lib.new import size\nfrom lib.old import f\n\nx = f(1)\ny = f(2)\nz = size([3])\n"
G_BACK = "from lib.new import f\nfrom lib.old import g\n\nx = f(1)\ny = f(2)\nz = g([3])\n"


@pytest.fixture
def repo(make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    made = make_repo(FILES)
    monkeypatch.chdir(made.top)
    (tmp_path / "recipe.py").write_text(RECIPE)
    assert main(["migrate", "--recipe", str(tmp_path / "recipe.py"), "--types", "none"]) == 0
    return made


@pytest.fixture
def ledger(repo: Any, capsys: pytest.CaptureFixture[str]) -> Callable[[], dict[str, tuple[str, str]]]:
    """What became of each usage by its place and kind, with its id."""

    def read() -> dict[str, tuple[str, str]]:
        capsys.readouterr()
        assert main(["show", "refactor/recipe", "--output-format", "json"]) == 0
        found = json.loads(capsys.readouterr().out)["ledger"]
        return {
            f"{each['path']}:{each['line']}:{each['kind']}:{each['target'][-1]}": (
                each["id"],
                each["outcome"],
            )
            for each in found
        }

    return read


@pytest.mark.parametrize(
    ("places", "file", "text", "back"),
    [
        pytest.param(
            ["mixed.py:3:call:f", "mixed.py:4:call:f"],
            "mixed.py",
            F_BACK,
            {"mixed.py:1:import:f", "mixed.py:3:call:f", "mixed.py:4:call:f"},
            id="all that an import carries",
        ),
        pytest.param(
            ["mixed.py:5:call:g"],
            "mixed.py",
            G_BACK,
            {"mixed.py:1:import:g", "mixed.py:5:call:g"},
            id="the only edit, others are carried",
        ),
        pytest.param(
            ["mixed.py:3:call:f", "mixed.py:4:call:f", "mixed.py:5:call:g"],
            "mixed.py",
            MIXED,
            {"mixed.py:1:import:f", "mixed.py:3:call:f", "mixed.py:4:call:f"}
            | {"mixed.py:1:import:g", "mixed.py:5:call:g"},
            id="all",
        ),
    ],
)
def test_what_goes_back(
    repo: Any, ledger: Callable[..., Any], places: list[str], file: str, text: str, back: set[str]
) -> None:
    before = ledger()
    assert main(["undo", "--branch", "refactor/recipe", *(before[each][0] for each in places)]) == 0
    assert repo.git("show", f"refactor/recipe:{file}") == text.strip()
    after = ledger()
    assert {each for each, (_, outcome) in after.items() if outcome == "undone"} == back


@pytest.mark.parametrize(
    ("places", "said"),
    [
        pytest.param(
            ["mixed.py:3:call:f"],
            "error: mixed.py: f would be imported from where it was, and line 4 needs it as it is",
            id="one of two",
        ),
        pytest.param(["mixed.py:1:import:f"], "is an import, which goes with the usages", id="the import"),
        pytest.param(
            ["mixed.py:1:import:f", "mixed.py:3:call:f"],
            "is an import, which goes with the usages",
            id="the import and one of two",
        ),
    ],
)
def test_what_cannot_go_back_alone(
    repo: Any, ledger: Callable[..., Any], capsys: pytest.CaptureFixture[str], places: list[str], said: str
) -> None:
    before, tip = ledger(), repo.git("rev-parse", "refactor/recipe")
    assert main(["undo", "--branch", "refactor/recipe", *(before[each][0] for each in places)]) == 2
    assert said in capsys.readouterr().err
    assert (ledger(), repo.git("rev-parse", "refactor/recipe")) == (before, tip)


def test_a_rule_goes_back(repo: Any, ledger: Callable[..., Any]) -> None:
    assert main(["undo", "--branch", "refactor/recipe", "--rule", "moved"]) == 0
    assert repo.git("show", "refactor/recipe:mixed.py") == F_BACK.strip()
    assert repo.git("show", "refactor/recipe:über.py") == ÜBER.strip()
    assert {outcome for place, (_, outcome) in ledger().items() if place.endswith(":f")} == {"undone"}
    assert {outcome for place, (_, outcome) in ledger().items() if place.endswith(":g")} == {"rewritten"}


def test_nothing_is_left(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    order = ["undo", "--branch", "refactor/recipe", "--file", "mixed.py"]
    assert main(order) == 0
    tip = repo.git("rev-parse", "refactor/recipe")
    assert main(order) == 2
    assert "nothing of mixed.py is rewritten on this branch any more" in capsys.readouterr().err
    assert repo.git("rev-parse", "refactor/recipe") == tip


def test_one_of_a_line(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """The edited call goes back; the one that an import carries stays as it is."""
    capsys.readouterr()
    main(["show", "refactor/recipe", "--output-format", "json"])
    found = json.loads(capsys.readouterr().out)["ledger"]
    ids = {each["column"]: each["id"] for each in found if (each["path"], each["line"]) == ("über.py", 4)}
    assert repo.git("show", "refactor/recipe:über.py").endswith("x = f(1); y = new.f(2)")
    assert main(["undo", "--branch", "refactor/recipe", ids[28]]) == 0
    assert repo.git("show", "refactor/recipe:über.py").endswith("x = f(1); y = old.f(2)")
    assert main(["undo", "--branch", "refactor/recipe", ids[14]]) == 0
    assert repo.git("show", "refactor/recipe:über.py") == ÜBER.strip()


OWNED = """from shop import Store, tally
from refactor_cli.recipe import replaces


@replaces("shop.Shop.count")
def count(items):
    return tally(items)


@replaces("shop.Shop", given=("name",))
def Shop(name):
    return Store(name)
"""
SHOP = (
    "class Shop:\n    def __init__(self, name): ...\n    @staticmethod\n    def count(items): ...\n"
    "class Store:\n    def __init__(self, name): ...\ndef tally(items): ...\n"
)
DAY = "import shop\n\nshop.Shop.count(1)\nshop.Shop(name=2)\n"


def test_a_class_goes_back_with_the_call_by_its_name(
    make_repo: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    repo = make_repo({"shop.py": SHOP, "day.py": DAY})
    monkeypatch.chdir(repo.top)
    (tmp_path / "recipe.py").write_text(OWNED)
    assert main(["migrate", "--recipe", str(tmp_path / "recipe.py"), "--types", "none"]) == 0
    assert repo.git("show", "refactor/recipe:day.py").endswith("shop.tally(1)\nshop.Store(name=2)")
    capsys.readouterr()
    main(["show", "refactor/recipe", "--output-format", "json"])
    found = json.loads(capsys.readouterr().out)["ledger"]
    (owner,) = [each["id"] for each in found if each["kind"] == "reference"]
    assert main(["undo", "--branch", "refactor/recipe", owner]) == 2
    assert f"{owner} was rewritten together with u" in capsys.readouterr().err
    assert main(["undo", "--branch", "refactor/recipe", "--rule", "count"]) == 0
    assert repo.git("show", "refactor/recipe:day.py").endswith("shop.Shop.count(1)\nshop.Store(name=2)")


DOTTED = "import lib.old\n\nx = lib.old.f(1)\ny = lib.old.f(2)\n"
ONE_BACK = "import lib.new\nimport lib.old\n\nx = lib.old.f(1)\ny = lib.new.f(2)\n"


def test_one_of_two_by_the_full_name(
    make_repo: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`import lib.old` and `import lib.new` both bind `lib`, to the same: neither stands in the other's way."""
    repo = make_repo({"lib/__init__.py": "", "lib/old.py": OLD, "lib/new.py": NEW, "day.py": DOTTED})
    monkeypatch.chdir(repo.top)
    assert main(["migrate", "lib.old.f", "--to", "lib.new.f", "--types", "none", "--branch", "b"]) == 0
    assert repo.git("show", "b:day.py") == DOTTED.replace("old", "new").strip()
    capsys.readouterr()
    main(["show", "b", "--output-format", "json"])
    calls = [each for each in json.loads(capsys.readouterr().out)["ledger"] if each["kind"] == "call"]
    first, second = (each["id"] for each in sorted(calls, key=lambda each: each["line"]))
    assert main(["undo", "--branch", "b", first]) == 0
    assert repo.git("show", "b:day.py") == ONE_BACK.strip()
    assert main(["undo", "--branch", "b", second]) == 0
    assert repo.git("show", "b:day.py") == DOTTED.strip()

"""What a build writes from other files is kept in a migration, and no finding of a check."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.checking.detect import detect
from refactor_cli.checking.recipes import together
from refactor_cli.evidence import Evidence
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.generated import is_packaging_copy
from refactor_cli.migration import Choices, choose
from refactor_cli.recipe.read import read_recipe

PATHS = [
    pytest.param("README.md", False, id="written by people"),
    pytest.param("docs/PKG-INFO.md", False, id="about it"),
    pytest.param("egg-info/a.py", False, id="another folder"),
    pytest.param("PKG-INFO", True, id="of an sdist"),
    pytest.param("src/shop.egg-info/entry_points.txt", True, id="egg"),
    pytest.param("shop-1.0.dist-info/METADATA", True, id="wheel"),
    pytest.param("lib/shop.egg-info", True, id="an egg's single file"),
]


@pytest.mark.parametrize(("path", "expected"), PATHS)
def test_paths(path: str, expected: bool) -> None:
    assert is_packaging_copy(path) == expected


FILES = {
    "lib.py": "def old(a): pass\n",
    "README": "Call `lib.old` or `old(1)`.\n",
    "lib.egg-info/PKG-INFO": "Name: lib\n\nCall `lib.old` or `old(1)`.\n",
    "setup.cfg": "[options.entry_points]\nx =\n    y = lib:old\n",
    "lib.egg-info/entry_points.txt": "[x]\ny = lib:old\n",
}
RECIPE = 'from refactor_cli.recipe import moved\n\nmoved("lib.old", "lib.new")\n'


def test_a_migration_keeps_them_unless_they_are_named() -> None:
    symbols = symbols_of(FILES)
    usages = find(symbols, [read_target(symbols, "lib.old")], evidence=Evidence())
    (result,) = usages.results
    copies = [each for each in result.usages if each.path.startswith("lib.egg-info/")]
    assert {each.path for each in copies} == {"lib.egg-info/PKG-INFO", "lib.egg-info/entry_points.txt"}
    for choices in (Choices(), Choices(floor="possible")):
        kept = {each.usage.id: each for each in choose(usages, choices)[1] if each.outcome == "kept"}
        assert kept.keys() == {each.id for each in copies}
        assert {(each.by, each.reason) for each in kept.values()} == {
            ("generated", "building the package writes this file from others")
        }
    left, _ = choose(usages, Choices(only=frozenset({copies[0].id})))
    assert [each.id for each in left.results[0].usages] == [copies[0].id]


def test_a_check_finds_only_what_they_are_written_from() -> None:
    symbols = symbols_of(FILES)
    rules = together([("r.py", RECIPE, read_recipe(RECIPE, "r.py"))])
    usages = find(symbols, [read_target(symbols, "lib.old", known=True)], evidence=Evidence())
    found = detect(symbols, rules, usages, sorted(FILES)).findings
    assert [each.path for each in found] == ["setup.cfg"]

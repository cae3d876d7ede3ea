"""How usages that are written alike are told apart."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.pack.shapes import alike, shape

SHAPES = [
    ("a", "_", "_"),
    ("1, b=None", "int, b=None", "int, b=None"),
    ("a == g()", "call", "_ == call"),
    ("a is not None", "_", "_ is not None"),
    ("a < b < 3", "_", "_ < _ < int"),
    ("not a in b", "_", "not _ in _"),
    ("isinstance(a, b)", "call", "isinstance(_)"),
    ("g(a)", "call", "call"),
    ("a and g()", "call", "_ and _"),
    ("'%s' % a", "_", "str % _"),
    ("'{}'.format(a)", "call", "str.format(_)"),
    ("a * b", "_", "_"),
    ("*a, **b", "*, **", "*, **"),
]


@pytest.mark.parametrize(("arguments", "rough", "exact"), SHAPES)
def test_shapes(arguments: str, rough: str, exact: str) -> None:
    symbols = symbols_of(
        {"lib.py": "def old(*a, **b): ...\n", "app.py": f"import lib\nlib.old({arguments})\n"}
    )
    [result] = find(symbols, [read_target(symbols, "lib.old")]).results
    [usage] = [each for each in result.usages if each.kind == "call"]
    assert shape(usage) == f"….old({rough})"
    assert shape(usage, is_exact=True) == f"….old({exact})"


def test_of_many_that_are_alike_one_of_each_form_is_shown() -> None:
    calls = "".join(f"lib.old(a{n} == {n})\n" for n in range(20)) + "".join(
        f"lib.old(a in b{n})\n" for n in range(9)
    )
    app = f"import lib\n{calls}lib.old(a is b)\n"
    symbols = symbols_of({"lib.py": "def old(a): ...\n", "app.py": app})
    [result] = find(symbols, [read_target(symbols, "lib.old")]).results
    groups = alike(result.usages, {})
    assert [(each.shape, len(each.shown), len(each.rest)) for each in groups] == [
        ("….old(_ == int)", 1, 19),
        ("….old(_ in _)", 1, 8),
    ]
    same = symbols_of({"lib.py": "def old(a): ...\n", "app.py": "import lib\n" + "lib.old(a)\n" * 30})
    [result] = find(same, [read_target(same, "lib.old")]).results
    assert [(each.shape, len(each.shown), len(each.rest)) for each in alike(result.usages, {})] == [
        ("….old(_)", 8, 22)
    ]

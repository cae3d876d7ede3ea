"""How usages that are written alike are told apart."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.pack.shapes import alike, before, shape

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


def test_of_many_that_are_alike_some_of_each_form_are_shown() -> None:
    calls = "".join(f"lib.old(a{n} == {n})\n" for n in range(20)) + "".join(
        f"lib.old(a in b{n})\n" for n in range(9)
    )
    app = f"import lib\n{calls}lib.old(a is b)\n"
    symbols = symbols_of({"lib.py": "def old(a): ...\n", "app.py": app})
    [result] = find(symbols, [read_target(symbols, "lib.old")]).results
    groups = alike(symbols, result.usages, {})
    assert [(each.shape, len(each.shown), len(each.rest)) for each in groups] == [
        ("….old(_ == int)", 2, 18),
        ("….old(_ in _)", 2, 7),
    ]
    same = symbols_of({"lib.py": "def old(a): ...\n", "app.py": "import lib\n" + "lib.old(a)\n" * 30})
    [result] = find(same, [read_target(same, "lib.old")]).results
    assert [(each.shape, len(each.shown), len(each.rest)) for each in alike(same, result.usages, {})] == [
        ("….old(_)", 8, 22)
    ]


def test_they_are_told_apart_by_where_they_stand() -> None:
    app = (
        "import lib\nasync def f(self, it):\n"
        + "    with lib.old(a): pass\n" * 5
        + "    with lib.old(a) as b: pass\n" * 4
        + "    assert lib.old(a)\n" * 3
        + "    self.x = await lib.old(a)\n" * 3
        + "    (lib.old(a))\n" * 3
        + "    return lib.old(a)\n" * 3
        + "    for b in lib.old(a): pass\n" * 3
        + "    it(lib.old(a)).x = 1\n" * 3
    )
    symbols = symbols_of({"lib.py": "def old(a): ...\n", "app.py": app})
    [result] = find(symbols, [read_target(symbols, "lib.old")]).results
    assert [(each.shape, len(each.shown), len(each.rest)) for each in alike(symbols, result.usages, {})] == [
        ("with ….old(_)", 1, 8),
        ("assert ….old(_)", 1, 2),
        ("_ = ….old(_)", 1, 2),
        ("….old(_)", 1, 2),
        ("return ….old(_)", 1, 2),
        ("for _ in ….old(_)", 1, 2),
        ("… ….old(_)", 1, 2),
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("old(1)", ""),
        ("await old(1)", ""),
        ("assert old(1)", "assert "),
        ("assert x, old(1)", "… "),
        ("raise old(1)", "raise "),
        ("raise x from old(1)", "… "),
        ("with old(1) as x: pass", "with "),
        ("with (old(1)) as x: pass", "with "),
        ("try: pass\nexcept old(1) as x: pass", "… "),
        ("x = old(1)", "_ = "),
        ("x[old(1)] = 2", "… "),
    ],
)
def test_where_a_call_stands(line: str, expected: str) -> None:
    symbols = symbols_of({"lib.py": "def old(a): ...\n", "app.py": f"from lib import old\n{line}\n"})
    [result] = find(symbols, [read_target(symbols, "lib.old")]).results
    [call] = [usage for usage in result.usages if usage.path == "app.py" and usage.kind == "call"]
    assert before(symbols, call) == expected

"""What statements need and bind."""

from __future__ import annotations

import ast

import pytest

from refactor_cli.verify.flow import dotted_names, flow_of

CASES = [
    # source, needs, binds, surely, ends
    pytest.param("", "", "", "", False, id="nothing"),
    pytest.param("f(x, y=z)", "f x z", "", "", False, id="call"),
    pytest.param("x = x", "x", "x", "x", False, id="needed before it is bound"),
    pytest.param("x = 1\nx\ny", "y", "x", "x", False, id="bound before it is needed"),
    pytest.param("x.y[z] = a, b = c", "x z c", "a b", "a b", False, id="targets"),
    pytest.param("x: int", "int", "x", "", False, id="annotation only"),
    pytest.param("x += y", "x y", "x", "x", False, id="augmented"),
    pytest.param("if a:\n    x = 1\n    y = 1\nelse:\n    x = 2\nx\ny", "a y", "x y", "x", False, id="if"),
    pytest.param("if a:\n    raise b\nelse:\n    x = 1\nx", "a b", "x", "x", False, id="a branch that ends"),
    pytest.param("if a:\n    return 1\nelse:\n    return 2\nx", "a", "", "", True, id="both end"),
    pytest.param("for i in i:\n    x = i\nx", "i x", "i x", "", False, id="for"),
    pytest.param("with a as b, b as c:\n    d = c", "a", "b c d", "b c", False, id="with"),
    pytest.param("with open(a) as b:\n    d = b\nd", "open a", "b d", "b d", False, id="with a file"),
    pytest.param("with zf.ZipFile(a), c(b):\n    d = 1\nd", "zf a c b d", "d", "", False, id="with two"),
    pytest.param("with open(a):\n    return b\nd", "open a b", "", "", True, id="with a return"),
    pytest.param(
        "try:\n    x = y = 1\nexcept E as e:\n    x = e\nx\ny\ne",
        "E y e",
        "x y e",
        "x",
        False,
        id="try and except",
    ),
    pytest.param("try:\n    x = 1\nfinally:\n    y = 1\nx\ny", "", "x y", "x y", False, id="finally"),
    pytest.param(
        "e = 1\ntry:\n    f\nexcept E as e:\n    e\ne", "f E e", "e", "", False, id="gone behind except"
    ),
    pytest.param("while a:\n    x = 1\n    x\nx", "a x", "x", "", False, id="while"),
    pytest.param(
        "e = 1\nwhile e:\n    try:\n        f\n    except* E as e:\n        e",
        "e f E",
        "e",
        "",
        False,
        id="the next round",
    ),
    pytest.param("[i for i in i if j]", "i j", "", "", False, id="comprehension"),
    pytest.param("{k: v for k in a for v in k}", "a", "", "", False, id="comprehension of two"),
    pytest.param("lambda a, *b, c=d, **e: a, b, c, e", "d b c e", "", "", False, id="lambda"),
    pytest.param(
        "def f(a: A, b=B) -> C:\n    x = a\n    return x, y, f", "A B C y f", "f", "f", False, id="def"
    ),
]


@pytest.mark.parametrize(("source", "needs", "binds", "surely", "ends"), CASES)
def test_flow(source: str, needs: str, binds: str, surely: str, ends: bool) -> None:
    flow = flow_of(ast.parse(source).body)
    found = (sorted(flow.needs), sorted(flow.binds), sorted(flow.surely), flow.ends)
    assert found == (sorted(needs.split()), sorted(binds.split()), sorted(surely.split()), ends)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        pytest.param("a.b.c(d.e)[f]", ["a.b.c", "d.e", "f"], id="longest"),
        pytest.param("a().b.c", ["a"], id="through a call"),
        pytest.param("a.b = c", ["a.b", "c"], id="assigned attribute: its object is read"),
        pytest.param("a = 1", [], id="assigned"),
    ],
)
def test_dotted_names(source: str, names: list[str]) -> None:
    assert list(dotted_names(ast.parse(source))) == names

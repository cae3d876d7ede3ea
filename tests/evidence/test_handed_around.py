"""What visible callers pass is not all that a function gets which is used as a value: nothing is lost by it."""

from __future__ import annotations

import pytest
from test_proofs import judged

LIB = "class Cart:\n    def old(self): pass\nclass Other:\n    def old(self): pass\n"
BUY = "from lib import Cart, Other\ndef buy(x):\n    x.old()\nbuy(Other())\nbuy(Other())\n"
SHOP = (
    "from lib import Cart, Other\nclass Shop:\n    def buy(self, x):\n        x.old()\n"
    "    def __init__(self):\n        self.buy(Other())\n"
)
LOOKED_AT = [
    pytest.param("assert buy is not None\n", id="compared"),
    pytest.param("buy.short = 'Buy'\n", id="asked for an attribute"),
    pytest.param("print(callable(buy), repr(buy))\n", id="given to what calls nothing"),
    pytest.param("if buy: pass\n", id="tested"),
    pytest.param("from unittest import mock\nmock.patch.object(lib, 'buy')\n", id="patched by its name"),
    pytest.param("import use\nhasattr(use, 'buy')\n", id="asked whether it is there"),
    pytest.param("import lib\ngetattr(lib, 'buy', None)\n", id="another's of the name"),
    pytest.param("path('', 'lib.buy')\n", id="another dotted name"),
    pytest.param("print('buy')\n", id="a text"),
    pytest.param("def f(buy):\n    return [buy]\n", id="another thing's name"),
    pytest.param("__all__ = ['buy']\n", id="exported"),
]
HANDED = [
    pytest.param("ALL = [buy]\nfor each in ALL: each(Cart())\n", id="in a list"),
    pytest.param("ALL = {'buy': buy}\nALL['buy'](Cart())\n", id="in a dictionary"),
    pytest.param("ALL = (1, buy)\n", id="in a tuple"),
    pytest.param("go = buy\ngo(Cart())\n", id="under another name"),
    pytest.param("def f(x): x.go = buy\n", id="in an attribute"),
    pytest.param("def f(x): x.connect(buy)\n", id="given to anything"),
    pytest.param("def f(x): x.connect(to=buy)\n", id="as a keyword"),
    pytest.param("def f(x): x.type(buy)\n", id="given to a method called like a builtin"),
    pytest.param("def f(): return buy\n", id="returned"),
    pytest.param("def f(go=buy): go(Cart())\n", id="as a default"),
    pytest.param("@buy\nclass More(Cart): pass\n", id="as a decorator"),
    pytest.param("buy.__call__(Cart())\n", id="asked for itself"),
    pytest.param("list(map(buy, [Cart()]))\n", id="map"),
    pytest.param("import use\ngetattr(use, 'buy')(Cart())\n", id="by its name"),
    pytest.param("path('', 'use.buy')\n", id="by its dotted name"),
    pytest.param("(lambda: buy)()(Cart())\n", id="a lambda"),
]
OF_METHODS = [
    pytest.param("ALL = [Shop().buy]\n", "possible", id="of an object"),
    pytest.param("ALL = [Shop.buy]\n", "possible", id="of the class"),
    pytest.param("def f(shop): return shop.buy\n", "possible", id="of anything"),
    pytest.param("getattr(Shop(), 'buy')(Cart())\n", "possible", id="by its name"),
    pytest.param("def f(x, y): getattr(x, 'bu' + y)(Cart())\n", "possible", id="by a name put together"),
    pytest.param("def f(x, y): getattr(x, f'bu{y}')(Cart())\n", "possible", id="by a formatted name"),
    pytest.param(
        "def f(x, y):\n    n = 'bu%s' % y\n    getattr(x, n)(Cart())\n", "possible", id="by a variable"
    ),
    pytest.param(
        "def f(x, y):\n    n = 'bu' + y\n    g = getattr(x, n, None)\n    g(Cart())\n",
        "possible",
        id="with a default",
    ),
    pytest.param(
        "def f(x, y):\n    n = 'se' + y\n    getattr(x, n)(Cart())\n", "ruled_out", id="another by a variable"
    ),
    *(
        pytest.param(
            f"def f(x, y):\n    n = {text}\n    getattr(x, n)(Cart())\n", "possible", id=f"made of {text}"
        )
        for text in (
            *("'bu%(k)s' % y", "'bu%-4.2f' % y", "'bu{}'.format(y)", "'bu{y.k[0]!r:>{w}}'.format(y)"),
            *("rf'bu{y or 0}'", "f'bu%s{y}' % y"),
        )
    ),
    *(
        pytest.param(
            f"def f(x, y, n):\n    s = {text}\n    getattr(x, n)(Cart())\n",
            "ruled_out",
            id=f"no name in {text}",
        )
        for text in (
            "'b\"%s\"' % y",
            "'bu{$1}'",
            "'bu{%s}' % y",
            "'bu{{y}}'",
            "f'bu{{{y}}}'",
            "'bu%'",
            "'bu%%'",
        )
    ),
    pytest.param(
        "def f(x, y):\n    getattr(\n        x,\n        'bu'\n        + y,\n    )(Cart())\n",
        "possible",
        id="by a name put together on several lines",
    ),
    pytest.param("def f(x, y): getattr(x, 'se' + y)(Cart())\n", "ruled_out", id="by another name"),
    pytest.param("def f(x): getattr(x, 'bu')(Cart())\n", "ruled_out", id="by the beginning alone"),
    pytest.param("class Low(Shop):\n    def f(self): return self.buy\n", "possible", id="of a subclass"),
    pytest.param("class Else:\n    buy = 1\n    def f(self): return self.buy\n", "ruled_out", id="another's"),
    pytest.param("def f(shop): shop.buy(Other())\n", "ruled_out", id="called"),
    pytest.param("def f(shop): shop.buy = None\n", "ruled_out", id="given something"),
    pytest.param("Shop.total = property(Shop.buy)\n", "ruled_out", id="of no arguments"),
]


def certainty(files: dict[str, str], at: str) -> str:
    return judged({"lib.py": LIB, **files}, "lib.Cart.old")[at].partition(" ")[0]


@pytest.mark.parametrize("more", LOOKED_AT)
def test_a_function_that_is_looked_at(more: str) -> None:
    assert certainty({"use.py": BUY + more}, "use.py:3") == "ruled_out"


@pytest.mark.parametrize("more", HANDED)
def test_a_function_that_is_handed_around(more: str) -> None:
    assert certainty({"use.py": BUY + more}, "use.py:3") == "possible"
    same = BUY.replace("Other()", "Cart()") + more
    assert certainty({"use.py": same}, "use.py:3") == "likely"


@pytest.mark.parametrize(("more", "expected"), OF_METHODS)
def test_methods(more: str, expected: str) -> None:
    assert certainty({"use.py": SHOP + more}, "use.py:4") == expected


OF_BASES = [
    pytest.param("def f(self): return self.buy", id="handed around"),
    pytest.param("def f(self): self.buy(Cart())", id="called"),
]
OF_ANOTHER = [
    pytest.param("def f(self): pass\nBase().buy(Cart())", id="on an object of the base"),
    pytest.param("def f(self): pass\nBase.buy(0, Cart())", id="of the base itself"),
    pytest.param("def f(self): self.buy(Other())", id="with the same"),
]


def overriding(body: str) -> dict[str, str]:
    base = f"class Base:\n    def buy(self, x): pass\n    {body}\n"
    shop = SHOP.replace("class Shop", "from use import Base\nclass Shop(Base)")
    return {"use.py": f"from lib import Cart, Other\n{base}", "shop.py": shop}


@pytest.mark.parametrize("body", OF_BASES)
def test_what_a_method_overrides(body: str) -> None:
    assert certainty(overriding(body), "shop.py:5") == "possible"
    found = judged({"lib.py": LIB, **overriding(body)}, "lib.Other.old")["shop.py:5"]
    assert found == "likely callers"


@pytest.mark.parametrize("body", OF_ANOTHER)
def test_what_does_not_reach_an_overriding_method(body: str) -> None:
    found = judged({"lib.py": LIB, **overriding(body)}, "lib.Other.old")["shop.py:5"]
    assert found == "certain every-caller"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("self.x = x\n        self.x.old()", id="an attribute"),
        pytest.param("for each in [x]: each.old()", id="a container"),
        pytest.param("give(x).old()", id="a result"),
    ],
)
def test_what_becomes_of_it(body: str) -> None:
    use = (
        "from lib import Cart, Other\ndef give(x): return x\nclass Shop:\n    def buy(self, x):\n"
        f"        {body}\nShop().buy(Other())\n"
    )
    at = f"use.py:{5 + body.count(chr(10))}"
    assert certainty({"use.py": use}, at) == "ruled_out"
    assert certainty({"use.py": f"{use}ALL = [Shop().buy]\n"}, at) == "possible"


def test_a_default_beside_it() -> None:
    use = "from lib import Cart, Other\ndef buy(x=Other()):\n    x.old()\nbuy()\nALL = [buy]\n"
    assert certainty({"use.py": use}, "use.py:3") == "possible"

"""`refactor recipes check`: what it says beyond whether a file is a recipe."""

from __future__ import annotations

from pathlib import Path

import pytest

from refactor_cli.__main__ import main

LEGACY = """
def price(item, currency="EUR", *, rounded=False): pass
class Order:
    def total(self, currency): pass
    @staticmethod
    def make(a): pass
def placed(item, /): pass
def every(*items): pass
def twice(a): pass
twice = price
try:
    from fast import compiled
except ImportError:
    def compiled(a): pass
if price:
    def other(a): pass
def other(a, b): pass
"""
PRICING = "def quote(currency, item, tax=None): pass\n"
HIDING = 'import sys\nsetattr(sys.modules[__name__], "hidden", 1)\n'
LATE = """import logging
log = logging.getLogger(__name__)
def late():
    global later
    later = 1
"""
BELOW = "from ..pricing import quote as priced\nfrom .late import late as lately\nfrom ....far import away\n"
HEAD = (
    "import shop.legacy, shop.sub.late, shop.sub.mod\nfrom shop.pricing import quote\n"
    "from refactor_cli.recipe import OMITTED, moved, replaces\n\n"
)


def rule(header: str, body: str, symbol: str = "shop.legacy.price", options: str = "") -> str:
    return f'@replaces("{symbol}"{options})\ndef {header}:\n{body}\n\n'


PRICE = rule("price(item, currency='EUR')", "    return quote(currency, item, tax=1)")

EXAMPLES = """    '''It is -> now.

    price(a, "USD") -> quote("USD", a)
    price(*a) -> open
    '''
    return quote(currency, item)"""
STATEMENT = """    '''order.total("USD") -> order.sum = quote("USD", 1)'''
    self.sum = quote(currency, 1)"""
BRANCHES = """    if a == 1:
        return quote(a, 1)
    {word} a == {number}:
        return quote(a, 2)
    return quote(a, 3)"""

NOTHING = [
    pytest.param(PRICE, id="as the functions are"),
    pytest.param(
        rule("total(self, currency)", "    return quote(currency, self)", "shop.legacy.Order.total"),
        id="a method",
    ),
    pytest.param(rule("make(a)", "    return quote(a, 1)", "shop.legacy.Order.make"), id="a static method"),
    pytest.param(rule("gone(z)", "    return quote(z, 1)", "shop.gone.f"), id="a function that is not here"),
    pytest.param(
        rule("one(*, item)", "    return quote(1, item)", options=', given=("item",)') + PRICE,
        id="a rule for all behind one for some",
    ),
    pytest.param(rule("price(item, currency='EUR')", EXAMPLES), id="examples that come out"),
    pytest.param(
        rule("total(self, currency)", STATEMENT, "shop.legacy.Order.total"),
        id="an example of a method that becomes a statement",
    ),
    pytest.param(
        rule(
            "price(*args, coin, **kwargs)",
            "    return price(*args, currency=coin, **kwargs)",
            options=', given=("coin",)',
        ),
        id="an argument that is gone from the version at hand",
    ),
    pytest.param(rule("f(a)", BRANCHES.format(word="if", number=2), "shop.gone.f"), id="branches"),
    pytest.param(
        rule("placed(item)", "    return quote(1, item)", "shop.legacy.placed"), id="by position alone"
    ),
    pytest.param(rule("every(a, b)", "    return quote(a, b)", "shop.legacy.every"), id="any by position"),
    pytest.param(
        rule("total(self, currency)", "    return shop.legacy.Order.total(self, currency)", "shop.gone.f"),
        id="a method asked of its class",
    ),
    pytest.param(
        "".join(
            rule(f"{name}(c, d)", "    return quote(c, d)", f"shop.legacy.{name}")
            for name in ("twice", "compiled", "other")
        ),
        id="names that are bound more than once",
    ),
    pytest.param(
        'moved("shop.a", "shop.sub.hiding.hidden")\nmoved("shop.b", "shop.sub.late.later")\n',
        id="names that are bound elsewhere",
    ),
    pytest.param(
        "from os import path\nfrom shop.qt import SIGNAL as S\n"
        + rule(
            "price(item, currency, *, a, b)",
            '    """price(path.exists(x), S(y)) -> quote(y, x)"""\n    return quote(b, a)',
            options=', where={"item": "path.exists(a)", "currency": "S(b)"}',
        ),
        id="an example that names what forms name",
    ),
    pytest.param(rule("f(a)", "    return shop.sub.mod.away(a, a)", "shop.gone.f"), id="out of the package"),
    pytest.param(
        rule("price(currency)", "    return quote(currency, 1)", options=', given=("currency",)'),
        id="an argument that is given by keyword",
    ),
]


@pytest.mark.parametrize("source", NOTHING)
def test_nothing_to_say(source: str, said: list[str]) -> None:
    assert said == []


FOUND = [
    pytest.param(
        rule("price(thing)", "    return quote(1, thing)"),
        ["mine.py:6: shop.legacy.price has no parameter 'thing'; it has item, currency, rounded"],
        id="a parameter that is none",
    ),
    pytest.param(
        rule("price(currency, item)", "    return quote(currency, item)"),
        ["mine.py:6: shop.legacy.price takes item, currency in this order"],
        id="another order",
    ),
    *(
        pytest.param(
            rule(header, "    return quote(1, 2)", "shop.legacy.Order.total"),
            [
                "mine.py:6: shop.legacy.Order.total is a method: a rule's first parameter is what it is called on, "
                "self or cls"
            ],
            id=f"a method without what it is called on: {header}",
        )
        for header in ("total(currency)", "total()")
    ),
    pytest.param(
        rule("price(currency)", "    return quote(currency, 1)"),
        ["mine.py:6: shop.legacy.price takes item, currency in this order"],
        id="a parameter in another's place",
    ),
    pytest.param(
        rule("f(a)", "    return shop.sub.mod.priced(a) + shop.sub.mod.lately(a)", "shop.gone.f"),
        [
            "mine.py:6: shop.sub.mod.priced needs 'item', which is not given",
            "mine.py:6: shop.sub.mod.lately takes 0 arguments by position, and is given 1",
        ],
        id="names from modules beside",
    ),
    pytest.param(
        'moved("shop.a", "shop.sub.late.lat")\n',
        ["mine.py:5: shop.sub.late.lat is not defined: did you mean shop.sub.late.late?"],
        id="a module that tells a logger its name",
    ),
    pytest.param(
        rule("price(item, currency='USD')", "    return quote(currency, item)"),
        ["mine.py:6: the default of 'currency' is 'EUR' in shop.legacy.price, and 'USD' here"],
        id="another default",
    ),
    pytest.param(
        rule("price(item)", "    return quote(item, 1, 2, 3, vat=1)"),
        [
            "mine.py:6: shop.pricing.quote has no parameter 'vat'; it has currency, item, tax",
            "mine.py:6: shop.pricing.quote takes 3 arguments by position, and is given 4",
        ],
        id="what the new function refuses",
    ),
    pytest.param(
        rule("price(item)", "    return quote(item)"),
        ["mine.py:6: shop.pricing.quote needs 'item', which is not given"],
        id="what the new function needs",
    ),
    pytest.param(
        'moved("shop.legacy.prise", "shop.pricing.quota")\n',
        [
            "mine.py:5: shop.legacy.prise is not defined: did you mean shop.legacy.price?",
            "mine.py:5: shop.pricing.quota is not defined: did you mean shop.pricing.quote?",
        ],
        id="names that are misspelt",
    ),
    pytest.param(
        'moved("shop.legacy.gone", "shop.pricing.other")\n',
        ["mine.py:5: shop.pricing.other is not defined: shop.pricing does not have it"],
        id="an old name may be gone",
    ),
    pytest.param(
        PRICE + rule("same(item, currency='EUR')", "    return quote(1, item)"),
        ["mine.py:10: every call that this fits is rewritten by line 6 before"],
        id="a rule behind another",
    ),
    pytest.param(
        rule("f(a)", BRANCHES.format(word="elif", number=1), "shop.gone.f"),
        ["mine.py:6: 'if a == 1' is decided already where it stands"],
        id="a branch that is decided before",
    ),
    pytest.param(
        'moved("a.b", "a.c")\nmoved("a.c", "a.d")\n',
        ["mine.py:5: 'a.c' is replaced by this recipe itself"],
        id="a move to what moves",
    ),
    pytest.param(
        rule(
            "price(item, currency='EUR')",
            '    """price(a) -> quote("USD", a)."""\n    return quote(currency, item)',
        ),
        ["mine.py:7: the example comes out as: shop.pricing.quote('EUR', a)"],
        id="an example that is a sentence",
    ),
    pytest.param(
        rule(
            "price(item, currency='EUR')",
            '    """Prices.\n\n    >>> price(a)\n    quote("EUR", a)\n    price(a -> quote("EUR", a)\n'
            '    >>> other(a)\n    a price -> a quote\n    """\n    return quote(currency, item)',
        ),
        [
            f"mine.py:{line}: this is no example that is tried: write it as `old(…) -> new(…)`, on a line of its own"
            for line in (9, 11)
        ],
        id="what looks like an example",
    ),
    pytest.param(
        rule(
            "price(item, currency='EUR')",
            '    """price(a) -> quote("USD", a)"""\n    return quote(currency, item)',
        ),
        ["mine.py:7: the example comes out as: shop.pricing.quote('EUR', a)"],
        id="an example that does not come out",
    ),
    pytest.param(
        rule(
            "equals(self, first, second)",
            '    """self.equals(a, b) -> self.assertEqual(b, a)"""\n    return self.assertEqual(first, second)',
            "unittest.TestCase.assertEquals",
        ),
        ["mine.py:7: the example comes out as: self.assertEqual(a, b)"],
        id="an example of a method, by the rule's own name",
    ),
    pytest.param(
        rule(
            "assertEquals(self, first, second)",
            '    """assertEquals(a, b) -> assertEqual(a, b)"""\n    return self.assertEqual(first, second)',
            "unittest.TestCase.assertEquals",
        ),
        [
            "mine.py:7: the example comes out as: open, as a method under a name of its own: what it is called on is "
            "not known; a method is called on something: write self.assertEquals(…)"
        ],
        id="an example of a method that is called on nothing",
    ),
    pytest.param(
        "@replaces('shop.legacy.price', where={'item': 'a + b'})\ndef price(item, currency='EUR', *, a, b):\n"
        '    """Prices.\n\n    price(x) -> price(x)\n    price(x) -> open\n    price(x) -> quote("EUR", x)\n    """\n'
        "    return quote(currency, a)\n",
        [
            "mine.py:10: the example comes out as: shop.legacy.price(x), as no rule is for it",
            "mine.py:11: the example comes out as: shop.legacy.price(x)",
        ],
        id="examples that no rule is for",
    ),
]


@pytest.mark.parametrize(("source", "words"), FOUND)
def test_found(source: str, words: list[str], said: list[str]) -> None:
    assert said == words


@pytest.fixture
def said(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> list[str]:
    """The warnings about a recipe beside a package that it is about."""
    files = {
        "shop/__init__.py": "",
        "shop/legacy.py": LEGACY,
        "shop/pricing.py": PRICING,
        "shop/sub/__init__.py": "",
        "shop/sub/late.py": LATE,
        "shop/sub/mod.py": BELOW,
        "shop/sub/hiding.py": HIDING,
        "mine.py": HEAD + source,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    code = main(["recipes", "check", "mine.py"])
    lines = capsys.readouterr().err.splitlines()
    warnings = [line.removeprefix("warning: ") for line in lines if line.startswith("warning: ")]
    assert code == (1 if warnings else 0), lines
    return warnings

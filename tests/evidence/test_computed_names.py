"""An attribute that its class assigns to, where it may be given something under a computed name as well."""

from __future__ import annotations

import pytest
from test_proofs import SHOP, TWO, judged

FILLED = [
    pytest.param(
        "", 'def fill(x, k, v):\n    setattr(x, k, v)\nNAMES = "a cart".split()\n', id="by a part of a string"
    ),
    pytest.param(
        "",
        "def fill(x, **kw):\n    for k, v in kw.items():\n        setattr(x, k, v)\ndef go(y):\n    fill(y, cart=2)\n",
        id="by a keyword",
    ),
    pytest.param("", "def fill(x, k, v):\n    setattr(x, 'ca' + k, v)\n", id="anything, put together"),
    pytest.param("", "def fill(x, k, v):\n    setattr(x, f'{k}', v)\n", id="anything, formatted"),
    pytest.param("", "def fill(x, f):\n    setattr(x, f.__name__, f)\n", id="anything, by a definition"),
    pytest.param(
        "",
        "def fill(x, y):\n    for k in vars(y):\n        setattr(x, k, y)\n",
        id="anything, by what another has",
    ),
    pytest.param("", "def fill(x, f, v):\n    setattr(x, f.name, v)\n", id="anything, by a field"),
    pytest.param(
        "", "def fill(x, f, v):\n    k = f.attname\n    setattr(x, k, v)\n", id="anything, by a field's name"
    ),
    pytest.param(
        "",
        "def fill(x, y):\n    for k in dir(y):\n        setattr(x, k, y)\n",
        id="anything, by what one lists",
    ),
    pytest.param(
        "",
        "from use import Shop\ndef fill(k, v):\n    shop = Shop()\n    setattr(shop, k, v)\n",
        id="an object",
    ),
    pytest.param("", "from use import Shop\ndef fill(k, v):\n    setattr(Shop, k, v)\n", id="the class"),
    pytest.param(
        "    def fill(self, k, v):\n        setattr(\n            self, k, v)\n",
        "",
        id="on a line of its own",
    ),
    pytest.param("    def fill(me, k, v):\n        setattr(me, k, v)\n", "", id="no self"),
    pytest.param("    def fill(self, k, v):\n        setattr(self, '_' + k, v)\n", "", id="put together"),
    pytest.param("    def fill(self, k, v):\n        setattr(self, 'c%s' % k, v)\n", "", id="formatted"),
    pytest.param(
        "    def fill(self, k, v):\n        super().__setattr__(k, v)\n", "", id="super().__setattr__"
    ),
    pytest.param(
        "",
        "from use import Shop\nclass Big(Shop):\n    def fill(self, k, v):\n        setattr(self, k, v)\n",
        id="in a subclass",
    ),
    pytest.param(
        "",
        "from use import Shop\nclass Fill:\n    def fill(self, k, v):\n        setattr(self, k, v)\n"
        "class Big(Fill, Shop): pass\n",
        id="in a mixin",
    ),
    pytest.param("", "def fill(shop, kw):\n    shop.__dict__.update(kw)\n", id="its dictionary"),
    pytest.param("", "def fill(shop, kw):\n    shop.__dict__ = kw\n", id="another dictionary"),
    pytest.param("", "def fill(shop, k, v):\n    shop.__dict__[k] = v\n", id="a key of its dictionary"),
    pytest.param("", "def fill(shop, kw):\n    vars(shop).update(kw)\n", id="vars"),
    pytest.param("", "def fill(shop, k, v):\n    vars(shop)[k] = v\n", id="a key of vars"),
    pytest.param("", "def fill(shop, k, v):\n    shop.__setattr__(k, v)\n", id="its __setattr__"),
    pytest.param(
        "", "def fill(shops, k, v):\n    setattr(shops[0], k, v)\nNAMES = 'a cart'.split()\n", id="an item"
    ),
    pytest.param(
        "",
        "def fill(get, k, v):\n    setattr(get(), k, v)\nNAMES = 'a cart'.split()\n",
        id="what a call gives",
    ),
    pytest.param(
        "",
        "def fill(k, v, shop=None):\n    setattr(shop, k, v)\nNAMES = 'a cart'.split()\n",
        id="None by default",
    ),
    pytest.param("", "def fill(shop, kw):\n    shop.__dict__ |= kw\n", id="joined to its dictionary"),
    pytest.param(
        "",
        "def fill(shop, k, v):\n    d = shop.__dict__\n    d[k] = v\n",
        id="its dictionary by another name",
    ),
    pytest.param(
        "", "def fill(shop, kw):\n    d = vars(shop)\n    d.update(kw)\n", id="vars by another name"
    ),
    pytest.param("", "def fill(*given):\n    setattr(*given)\n", id="whatever is given"),
    pytest.param("", "def fill(x, kw):\n    put = setattr\n    put(x, *kw)\n", id="setattr by another name"),
    pytest.param("", "from functools import partial\nfill = partial(setattr, 1)\n", id="setattr handed on"),
    pytest.param(
        "",
        "from use import Shop\nclass Big(Shop):\n    def fill(self, k: str, v):\n"
        "        super().__setattr__(k, v)\n",
        id="super().__setattr__ of what is known",
    ),
    pytest.param(
        "",
        "def fill(shop, k, v):\n    object.__setattr__(shop, k, v)\nNAMES = 'a cart'.split()\n",
        id="object.__setattr__",
    ),
]
NOT_FILLED = [
    pytest.param("class A: pass\ndef fill(k, v):\n    a = A()\n    setattr(a, k, v)\n", id="another class"),
    pytest.param("class A:\n    def fill(self, k, v):\n        setattr(self, k, v)\n", id="another self"),
    pytest.param("def fill(x, v):\n    setattr(x, 'other', v)\n", id="another name"),
    pytest.param("def fill(x, k, v):\n    setattr(x, k, v)\n", id="anything, by names that no text holds"),
    pytest.param(
        "def fill(x, k, v):\n    '''Fills a cart.'''\n    setattr(x, k, v)  # a cart\n",
        id="by names for people",
    ),
    pytest.param("def fill(x, v):\n    x.__dict__['other'] = v\n", id="another key"),
    pytest.param("def fill(x, v):\n    x.__setattr__('other', v)\n", id="another name of __setattr__"),
    pytest.param(
        "class A:\n    def __setattr__(self, k, v):\n        super().__setattr__(k, v)\n",
        id="another super()",
    ),
    pytest.param("def f(x):\n    d = x.__dict__\n    return d['a'], d\n", id="its dictionary is read"),
    pytest.param("# setattr\ndef f():\n    'by setattr'\n", id="only a word"),
    pytest.param("def fill(x, k):\n    return getattr(x, k), vars(x)[k], x.__dict__\n", id="it is read"),
]


@pytest.mark.parametrize(("body", "more"), FILLED)
def test_filled(body: str, more: str) -> None:
    found = judged({"lib.py": TWO, "use.py": f"{SHOP}{body}", "o.py": more}, "lib.Cart.old")
    assert found["use.py:6"].startswith("likely")


def test_filled_by_a_configuration() -> None:
    more = {"o.py": "def fill(x, k, v):\n    setattr(x, k, v)\n", "names.json": '["cart"]\n'}
    found = judged({"lib.py": TWO, "use.py": SHOP, **more}, "lib.Cart.old")
    assert found["use.py:6"].startswith("likely")


@pytest.mark.parametrize("more", NOT_FILLED)
def test_not_filled(more: str) -> None:
    found = judged({"lib.py": TWO, "use.py": SHOP, "o.py": more}, "lib.Cart.old")
    assert found["use.py:6"] == "certain every-assignment"


@pytest.mark.parametrize(
    "more",
    [
        pytest.param("from unittest.mock import patch\npatch('use.shop.cart', None)\n", id="a text"),
        pytest.param(
            "from unittest.mock import patch\npatch(\n    'use.shop.cart', None)\n", id="a text below"
        ),
    ],
)
def test_patched_by_its_full_name(more: str) -> None:
    found = judged({"lib.py": TWO, "use.py": SHOP, "o.py": more}, "lib.Cart.old")
    assert found["use.py:6"].startswith("likely")


@pytest.mark.parametrize(
    ("more", "certainty"),
    [
        pytest.param("", "certain", id="nothing else"),
        pytest.param("def f(shop, o):\n    shop._Shop__cart = o\n", "likely", id="assigned to"),
        pytest.param("def f(shop, o):\n    setattr(shop, '_Shop__cart', o)\n", "likely", id="by its text"),
        pytest.param("def f(shop, o):\n    shop._Other__cart = o\n", "certain", id="of another class"),
    ],
)
def test_private_from_outside(more: str, certainty: str) -> None:
    found = judged(
        {"lib.py": TWO, "use.py": SHOP.replace("self.cart", "self.__cart"), "o.py": more}, "lib.Cart.old"
    )
    assert found["use.py:6"].startswith(certainty)


def test_a_long_way_to_what_is_filled() -> None:
    chain = "".join(f"def f{at}():\n    return f{at + 1}()\n" for at in range(200))
    shop = (
        "from lib import Other\nclass Shop:\n    def __init__(self, cart):\n        self.cart = cart\n"
        "    def pay(self):\n        self.cart.old()\nShop(Other())\nKINDS = [Shop]\n"
    )
    fill = f"{chain}def fill(k, v):\n    setattr(f0(), k, v)\nNAMES = 'a cart'.split()\n"
    found = judged({"lib.py": TWO, "use.py": shop, "o.py": fill}, "lib.Cart.old")
    assert found["use.py:6"].startswith("ruled_out")

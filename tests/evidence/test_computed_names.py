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

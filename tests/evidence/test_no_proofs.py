"""What looks like a proof and is none: each of these programs may call another class's method."""

from __future__ import annotations

import pytest
from test_proofs import HOLDS, SHOP, TWO, judged

# after `from use import Shop`, with Shop().cart a Cart that Shop gives itself
ASSIGNED = [
    pytest.param("s = Shop()\n(s.cart,\n y) = x\n", id="one of several lines"),
    pytest.param("s = Shop()\n(y,\n s.cart,\n) = x\n", id="the last of several lines"),
    pytest.param("s = Shop()\n(s.cart,  # why\n y) = x\n", id="with a comment"),
    pytest.param("s = Shop()\ns.cart \\\n  = x\n", id="a line that goes on"),
    pytest.param("s = Shop()\n(s\n .cart) = x\n", id="a dot on the next line"),
    pytest.param("s = Shop()\ns.cart: dict[\n  int, x] = x\n", id="an annotation of two lines"),
    pytest.param("s = Shop()\nfor y, s.cart in x: pass\n", id="the second of a loop"),
    pytest.param("s = Shop()\nfor (y, s.cart) in x: pass\n", id="the second of a loop, in brackets"),
    pytest.param("s = Shop()\nwith x as (y, s.cart): pass\n", id="the second of a with"),
    pytest.param("s = Shop()\nvars(s).update(cart=x)\n", id="a keyword of a namespace"),
    pytest.param("s = Shop()\nfor n in ['cart']: setattr(s, n, x)\n", id="a list of names"),
    pytest.param(
        "class Big(Shop):\n    def __init__(self, **given):\n        self.__dict__.update(given)\n",
        id="a subclass that takes anything",
    ),
    pytest.param(
        "class Big(Shop):\n    def __getattribute__(self, name): return x\n",
        id="a subclass that makes them up",
    ),
    pytest.param(
        "class Mix:\n    def fill(self): self.cart = x\nclass Big(Mix, Shop): pass\n", id="what is mixed in"
    ),
    pytest.param(
        "class Mix:\n    cart = property(lambda self: x)\nclass Big(Mix, Shop): pass\n",
        id="a property that is mixed in",
    ),
    pytest.param(
        "from framework import View\nclass Big(View, Shop): pass\n", id="what nobody knows, mixed in"
    ),
]
USED = [
    pytest.param(
        "def f(x, c):\n    with c:\n        x.fill_up()\n    x.old()\n", id="in a with that may suppress"
    ),
    pytest.param(
        "async def f(x, c):\n    async with c:\n        x.fill_up()\n    x.old()\n", id="in an async with"
    ),
    pytest.param(
        "def f(x, c):\n    with c, x.fill_up():\n        pass\n    x.old()\n", id="as the second of a with"
    ),
]


@pytest.mark.parametrize("source", ASSIGNED)
def test_assigned_all_the_same(source: str) -> None:
    alone = judged({"lib.py": TWO, "use.py": SHOP, "o.py": "from use import Shop\nx = 1\n"}, "lib.Cart.old")
    assert alone["use.py:6"] == "certain every-assignment"
    files = {"lib.py": TWO, "use.py": SHOP, "o.py": f"from lib import Other\nfrom use import Shop\n{source}"}
    assert not judged(files, "lib.Cart.old")["use.py:6"].startswith("certain")


@pytest.mark.parametrize("source", USED)
def test_used_on_some_ways_only(source: str) -> None:
    (found,) = judged({"lib.py": HOLDS, "use.py": source}, "lib.Cart.old").values()
    assert not found.startswith("certain")


def test_the_first_of_a_with_is_used_always() -> None:
    source = "def f(x, c):\n    with x.fill_up() as y, c:\n        pass\n    x.old()\n"
    (found,) = judged({"lib.py": HOLDS, "use.py": source}, "lib.Cart.old").values()
    assert found == "certain also-used"


def test_what_reads_no_more_than_before() -> None:
    others = (
        "def f(shop, y):\n    print(shop.cart)\n    y[0] = shop.cart\n    y[1] = 2\n    return y[shop.cart]\n"
    )
    found = judged({"lib.py": TWO, "use.py": SHOP, "o.py": others}, "lib.Cart.old")
    assert found["use.py:6"] == "certain every-assignment"


RUN = "def run(thing):\n    thing.old()\n"
METHOD = "class Runner:\n    def run(self, thing):\n        thing.old()\n"
# lib.py, what follows a call that passes a Cart, the certainty of the usage then
CALLED = [
    pytest.param(RUN, "run(Cart())\n", "certain every-caller", id="nothing else"),
    pytest.param(
        RUN, "run(Cart())\n__all__ = ['run']\nif k == 'run': pass\n", "certain every-caller", id="compared"
    ),
    pytest.param(RUN, "run(Cart())\nfor n in ['run']: call(n)\n", "", id="named in a list"),
    pytest.param(RUN, "run(Cart())\ncall('run')\n", "", id="named in a string"),
    pytest.param(METHOD, "Runner().run(Cart())\n", "certain every-caller", id="nothing else of a method"),
    pytest.param(
        METHOD,
        "Runner().run(Cart())\ngetattr(Runner(), 'r' + k)(x)\n",
        "",
        id="a computed getattr of a result",
    ),
]


@pytest.mark.parametrize(("source", "after", "certain"), CALLED)
def test_called_all_the_same(source: str, after: str, certain: str) -> None:
    imported = "run" if source == RUN else "Runner"
    files = {"lib.py": TWO + source, "o.py": f"from lib import Cart, {imported}\n{after}"}
    (found,) = [said for place, said in judged(files, "lib.Cart.old").items() if place.startswith("lib.py")]
    assert found == certain if certain else not found.startswith("certain")

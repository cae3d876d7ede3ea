"""Objects that a class makes of itself without naming it, names of star imports, parameters that every call leaves out,
texts that only people read, and siblings: what each proves, and what takes that away."""

from __future__ import annotations

import pytest
from test_proofs import judged

TWO = "class Cart:\n    def old(self): pass\nclass Other:\n    def old(self): pass\n"
# what `self.cart.old()` in line 9 is, for a Shop that is made here with a Cart
SHOP = """from lib import Cart, Other
class Base:
    {base}
class Shop(Base):
    {own}
    def __init__(self, cart):
        self.cart = cart
    def run(self):
        self.cart.old()
Shop(Cart()).run()
"""
PASS = "pass"
MADE_WITH_ANOTHER = [
    pytest.param(PASS, "@classmethod\n    def make(cls): return cls(Other())", id="cls"),
    pytest.param(PASS, "def again(self): return self.__class__(Other())", id="__class__"),
    pytest.param(PASS, "def again(self): return type(self)(Other())", id="type of self"),
    pytest.param("@classmethod\n    def make(cls): return cls(Other())", PASS, id="in a base"),
    pytest.param("def again(self): return type(self)(Other())", PASS, id="type of self, in a base"),
]
NOT_MADE = [
    pytest.param(PASS, "@classmethod\n    def make(cls): return cls(Cart())", id="with the same"),
    pytest.param(PASS, "def __eq__(self, o): return isinstance(o, self.__class__)", id="compared"),
    pytest.param(PASS, "@classmethod\n    def name(cls): return cls.__name__", id="asked for its name"),
]
MAYBE_MADE = [
    pytest.param(PASS, "@classmethod\n    def me(cls): return cls", id="given back"),
    pytest.param("@classmethod\n    def me(cls): return cls", PASS, id="given back by a base"),
    pytest.param(PASS, "@classmethod\n    def make(kind): return kind(Other())", id="under another name"),
    pytest.param(PASS, "@classmethod\n    def make(cls, f): return f(cls)", id="passed"),
    pytest.param(PASS, "def me(self): return self.__class__", id="its class is given back"),
    pytest.param(PASS, "def again(self, f): return f(type(self))", id="its class is passed"),
]


@pytest.mark.parametrize(("base", "own"), MADE_WITH_ANOTHER)
def test_made_with_another(base: str, own: str) -> None:
    files = {"lib.py": TWO, "use.py": SHOP.format(base=base, own=own)}
    line = 9 + base.count("\n") + own.count("\n")
    for target in ("lib.Cart.old", "lib.Other.old"):
        assert judged(files, target)[f"use.py:{line}"] == "likely callers"


@pytest.mark.parametrize(("base", "own"), NOT_MADE)
def test_made_with_the_same(base: str, own: str) -> None:
    files = {"lib.py": TWO, "use.py": SHOP.format(base=base, own=own)}
    line = 9 + base.count("\n") + own.count("\n")
    assert judged(files, "lib.Cart.old")[f"use.py:{line}"] == "certain every-caller"


@pytest.mark.parametrize(("base", "own"), MAYBE_MADE)
def test_given_away(base: str, own: str) -> None:
    files = {"lib.py": TWO, "use.py": SHOP.format(base=base, own=own)}
    line = 9 + base.count("\n") + own.count("\n")
    assert judged(files, "lib.Cart.old")[f"use.py:{line}"] == "likely callers"


STARS = [
    pytest.param("from lib import *", "make().old()", "certain", id="a function"),
    pytest.param("from lib import *", "type('C', (Cart,), {})().old()", "certain", id="a builtin name"),
    pytest.param("from more import *", "make().old()", "certain", id="a star of a star"),
    pytest.param("from lib import *\nfrom others import *", "make().old()", "ruled_out", id="the last one"),
    pytest.param(
        "from lib import *\nfrom unknown import *", "make().old()", "likely", id="beside an unknown"
    ),
    pytest.param("from hidden import *", "make().old()", "possible", id="not exported"),
]


@pytest.mark.parametrize(("head", "use", "expected"), STARS)
def test_names_of_stars(head: str, use: str, expected: str) -> None:
    files = {
        "lib.py": f"{TWO}def make():\n    made = Cart()\n    return made\n",
        "more.py": "from lib import *\n",
        "others.py": "from lib import Other\ndef make():\n    made = Other()\n    return made\n",
        "hidden.py": "from lib import make\n__all__ = []\n",
        "use.py": f"{head}\n{use}\n",
    }
    assert judged(files, "lib.Cart.old")[f"use.py:{2 + head.count(chr(10))}"].startswith(expected)


LEFT_OUT = "from lib import Cart, Other\ndef run(kind=Cart):\n    made = kind()\n    made.old()\nrun()\n"


def test_left_to_its_default_by_every_caller() -> None:
    assert judged({"lib.py": TWO, "use.py": LEFT_OUT}, "lib.Cart.old")["use.py:4"].startswith("certain")


@pytest.mark.parametrize("more", ["run(Other)", "run(*x)", "run(**x)", "run(kind=x)", "handlers = [run]"])
def test_not_left_to_its_default(more: str) -> None:
    files = {"lib.py": TWO, "use.py": f"{LEFT_OUT}{more}\n"}
    assert judged(files, "lib.Cart.old")["use.py:4"].startswith("likely")


PASSED = "from lib import Cart\ndef run(cart):\n    cart.old()\nrun(Cart())\n"


@pytest.mark.parametrize(
    ("path", "is_read"),
    [
        ("NEWS", False),
        ("pkg.egg-info/PKG-INFO", False),
        ("docs/html/api/index.html", False),
        ("site/index.html", True),
        ("Makefile", True),
        ("news.cfg", True),
    ],
)
def test_texts_that_hold_the_name(path: str, is_read: bool) -> None:
    files = {"lib.py": TWO, "use.py": PASSED, path: "Now use:run\n", "docs/html/searchindex.js": "x\n"}
    assert judged(files, "lib.Cart.old")["use.py:3"].startswith("likely" if is_read else "certain")


BASES = [
    pytest.param("threading.Thread", "settle", True, id="a thread"),
    pytest.param("threading.Thread", "run", False, id="what a thread calls"),
    pytest.param("threading.Thread", "_settle", False, id="private, which a thread may have"),
    pytest.param("dict", "settle", True, id="a dictionary"),
    pytest.param("dict", "update", False, id="what a dictionary has"),
    pytest.param("cmd.Cmd", "do_it", False, id="what calls by computed names"),
    pytest.param("unittest.TestCase", "settle", True, id="a test case"),
    pytest.param("unittest.TestCase", "test_it", False, id="a test"),
]


@pytest.mark.parametrize(("base", "method", "is_proved"), BASES)
def test_methods_beside_a_base_from_elsewhere(base: str, method: str, is_proved: bool) -> None:
    module = base.rpartition(".")[0]
    head = f"import {module}\n" if module else "\n"
    source = (
        f"{head}from lib import Cart\nclass A({base}):\n    def {method}(self, cart):\n        cart.old()\n"
    )
    files = {"lib.py": TWO, "use.py": f"{source}    def go(self):\n        self.{method}(Cart())\n"}
    assert judged(files, "lib.Cart.old")["use.py:5"].startswith("certain" if is_proved else "likely")


def test_what_new_gives() -> None:
    lib = (
        "class Unbound:\n    def bind(self): pass\n"
        "class Field:\n    def __new__(cls, *a):\n        if a: return Unbound()\n        return object.__new__(cls)\n"
    )
    use = "from lib import *\nfield = Field(1)\nfield.bind()\n"
    assert judged({"lib.py": lib, "use.py": use}, "lib.Unbound.bind")["use.py:3"].startswith("likely")


@pytest.mark.parametrize(("base", "expected"), [("Base", "possible"), ("object", "ruled_out")])
def test_siblings_under_the_name_of_a_field(base: str, expected: str) -> None:
    lib = (
        f"class Base: pass\nclass Cart({base}):\n    def old(self): pass\n"
        f"class Other({base}):\n    def old(self): pass\n"
    )
    files = {
        "lib.py": lib,
        "fill.py": "from lib import Other\nclass Shop: pass\nshop = Shop()\nshop.thing = Other()\n",
        "use.py": "def run(shop):\n    shop.thing.old()\n",
    }
    assert judged(files, "lib.Cart.old")["use.py:2"].startswith(expected)


def test_a_name_of_one_class_beside_a_field_of_another() -> None:
    files = {
        "lib.py": "class Cart:\n    def settle_up(self): pass\nclass Shop(Cart): pass\nclass Plain: pass\n",
        "fill.py": "from lib import Plain\nplain = Plain()\nplain.thing = Plain()\n",
        "use.py": "def run(shop):\n    shop.thing.settle_up()\n",
    }
    assert judged(files, "lib.Cart.settle_up")["use.py:2"] == "certain sole"

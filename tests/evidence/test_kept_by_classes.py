"""What class methods keep in an attribute of their class, and all that may be there instead."""

from __future__ import annotations

import pytest
from test_proofs import judged

CART = """class Cart:
    _one = None
    @classmethod
    def instance(cls):
        if cls._one is None:
            cls._one = cls()
        return cls._one
    def me(self):
        return self
    def old(self): pass
class Other:
    def old(self): pass
"""
BIG = "from lib import Cart\nclass Big(Cart):\n    def old(self): pass\n"
SMALL = "from lib import Cart\nclass Big(Cart): pass\n"


def said(call: str, big: str = SMALL, lib: str = CART, target: str = "lib.Cart.old") -> str:
    use = f"from lib import Cart\nfrom big import Big\ndef run():\n    {call}.old()\n"
    return judged({"lib.py": lib, "big.py": big, "use.py": use}, target)["use.py:4"].split()[0]


@pytest.mark.parametrize("call", ["Cart.instance()", "Cart.instance().me()", "Big.instance()"])
def test_what_a_class_keeps_is_an_object_of_it(call: str) -> None:
    assert said(call) == "certain"


def test_a_subclass_of_another_method_keeps_nothing_in_its_base() -> None:
    assert said("Cart.instance()", BIG) == "certain"


@pytest.mark.parametrize(
    "call", ["Big.instance()", "Big.instance().me()", "type(Big.instance())()", "Big()._one"]
)
def test_a_subclass_finds_what_its_base_has_kept(call: str) -> None:
    assert said(call, BIG, target="big.Big.old") == "likely"
    assert said(call, BIG) != "ruled_out"


@pytest.mark.parametrize(
    "more",
    [
        pytest.param("import lib\nlib.Cart._one = lib.Other()\n", id="put there"),
        pytest.param("import lib\ndef f(x):\n    x._one = lib.Other()\n", id="put into anything"),
        pytest.param(
            "import lib\ndef f(n):\n    setattr(lib.Cart, n, lib.Other())\n", id="by a computed name"
        ),
        pytest.param("import lib\nsetattr(lib.Cart, '_one', lib.Other())\n", id="by a text"),
        pytest.param(
            "import lib\ntype.__setattr__(lib.Cart, '_one', lib.Other())\n", id="by a method of type"
        ),
        pytest.param(
            "from unittest import mock\nimport lib\nmock.patch.multiple(lib.Cart, _one=lib.Other())\n",
            id="patched",
        ),
    ],
)
def test_something_else_may_be_put_there(more: str) -> None:
    assert said("Cart.instance()", SMALL + more) == "likely"


@pytest.mark.parametrize(
    "body",
    [
        "    _one = lib.Other()\n",
        "    @classmethod\n    def fill(cls):\n        cls._one = lib.Other()\n",
        "    def fill(self):\n        type(self)._one = lib.Other()\n",
        "    def fill(self):\n        self.__class__._one = lib.Other()\n",
    ],
)
def test_a_subclass_may_keep_something_else(body: str) -> None:
    big = "import lib\nclass Big(lib.Cart):\n" + body
    assert said("Big.instance()", big) == "likely"


@pytest.mark.parametrize(
    "lib",
    [
        "class Meta(type):\n    def __call__(cls): return Other()\n"
        + CART.replace("class Cart:", "class Cart(metaclass=Meta):"),
        "class Meta(type):\n    def __getattribute__(cls, name): return Other\n"
        + CART.replace("class Cart:", "class Cart(metaclass=Meta):"),
        "def swapped(cls):\n    return Other\n" + CART.replace("class Cart:", "@swapped\nclass Cart:"),
    ],
    ids=["called otherwise", "asked otherwise", "decorated"],
)
def test_a_class_that_another_decides_about_is_not_told(lib: str) -> None:
    assert said("Cart.instance()", lib=lib) == "likely"

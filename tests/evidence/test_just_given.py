"""What a method gave an attribute of its object just before, and everything that may give it something else between."""

from __future__ import annotations

import pytest
from test_proofs import TWO, judged

# `box` is named in a string and given to anything: what else the program assigns to it nobody knows
SHOP = (
    "from lib import Cart, Other\nclass Shop:\n    def open(self, x):\n        self.box = Cart()\n"
    "{between}        return self.box\n{more}"
)
USE = "from shop import Shop\ndef run(x):\n    Shop().open(x).old()\n    setattr(x, 'box', x)\n"


def found(between: str = "", more: str = "") -> str:
    files = {"lib.py": TWO, "shop.py": SHOP.format(between=between, more=more), "use.py": USE}
    return judged(files, "lib.Cart.old")["use.py:3"]


GIVEN = [
    pytest.param("", "", id="just before"),
    pytest.param("        self.box.fill(x)\n", "", id="it is used"),
    pytest.param("        x.go(self.name)\n        y = self.box\n", "", id="another attribute is used"),
    pytest.param("        if x:\n            self.other = 1\n", "", id="another attribute is assigned"),
    pytest.param("", "class Box:\n    box = None\n", id="another class has it"),
]
NOT_GIVEN = [
    pytest.param("        self.reset()\n", "", id="a method is called"),
    pytest.param("        x.reset(self)\n", "", id="the object is handed on"),
    pytest.param("        shop = self\n        x.reset(shop)\n", "", id="under another name"),
    pytest.param("        super().open(x)\n", "", id="super"),
    pytest.param("        x.box = Other()\n", "", id="anything's is assigned"),
    pytest.param("        if x:\n            self.box = x\n", "", id="assigned again in a branch"),
    pytest.param("        x.a, x.box = 1, x\n", "", id="among others"),
    pytest.param("        with x as self.box: pass\n", "", id="by with"),
    pytest.param("        for self.box in x: pass\n", "", id="by a loop"),
    pytest.param("        self = x\n", "", id="another self"),
    pytest.param("        setattr(x, 'box', x)\n", "", id="setattr"),
    pytest.param("        vars(x).update(box=x)\n", "", id="vars"),
    pytest.param("        yield x\n", "", id="others run"),
    pytest.param("", "    @property\n    def box(self): pass\n", id="a property"),
    pytest.param("", "    box = Field()\n", id="a descriptor"),
    pytest.param("", "    def __setattr__(self, k, v): pass\n", id="__setattr__"),
    pytest.param("", "class Big(Shop):\n    box = property()\n", id="a subclass's property"),
    pytest.param(
        "", "class Big(Shop):\n    def __setattr__(self, k, v): pass\n", id="a subclass's __setattr__"
    ),
]


@pytest.mark.parametrize(("between", "more"), GIVEN)
def test_just_given(between: str, more: str) -> None:
    assert found(between, more) == "certain returns"


@pytest.mark.parametrize(("between", "more"), NOT_GIVEN)
def test_given_something_else(between: str, more: str) -> None:
    assert not found(between, more).startswith("certain")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            "        if x:\n            self.box = Cart()\n        return self.box\n", id="in a branch"
        ),
        pytest.param(
            "        while x:\n            self.box = Cart()\n        return self.box\n", id="in a loop"
        ),
        pytest.param(
            "        self.box = Cart()\n        while x:\n            x = self.box\n            self.box = Other()\n"
            "        return x\n",
            id="assigned again, further down a loop",
        ),
        pytest.param(
            "        try:\n            self.box = Cart()\n        finally:\n            return self.box\n",
            id="tried",
        ),
        pytest.param(
            "        self.box = Cart()\n        def later(): return self.box\n        return later()\n",
            id="later",
        ),
        pytest.param(
            "        def reset(): self.box = Other()\n        self.box = Cart()\n        reset()\n"
            "        return self.box\n",
            id="by a function in it",
        ),
        pytest.param("        return self.box\n        self.box = Cart()\n", id="behind it"),
        pytest.param("        self.box, y = Cart(), 1\n        return self.box\n", id="unpacked"),
        pytest.param("        self.box += Cart()\n        return self.box\n", id="added to"),
    ],
)
def test_not_on_every_way(body: str) -> None:
    shop = f"from lib import Cart, Other\nclass Shop:\n    def open(self, x):\n{body}"
    assert not judged({"lib.py": TWO, "shop.py": shop, "use.py": USE}, "lib.Cart.old")["use.py:3"].startswith(
        "certain"
    )


def test_of_an_unknown_base() -> None:
    shop = SHOP.format(between="", more="").replace("class Shop:", "from web import View\nclass Shop(View):")
    assert not judged({"lib.py": TWO, "shop.py": shop, "use.py": USE}, "lib.Cart.old")["use.py:3"].startswith(
        "certain"
    )

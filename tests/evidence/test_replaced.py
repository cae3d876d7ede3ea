"""A method that other code puts something else in the place of."""

from __future__ import annotations

import pytest
from test_proofs import judged

LIB = "class Cart:\n    def old(self): pass\n    def run(self):\n        self.old()\n"
GIVES = "from lib import Cart\ndef old(self): pass\n"


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        pytest.param({}, "certain self", id="nobody does"),
        pytest.param({"o.py": f"{GIVES}Cart.other = old\n"}, "certain self", id="another name"),
        pytest.param({"o.py": f"{GIVES}class A: pass\nA.old = old\n"}, "certain self", id="another class"),
        pytest.param({"o.py": f"{GIVES}Cart.old = timed(Cart.old)\n"}, "certain self", id="itself, wrapped"),
        pytest.param({"tests/o.py": f"{GIVES}Cart.old = old\n"}, "certain self", id="a test, for itself"),
        pytest.param({"o.py": f"{GIVES}Cart.old = old\n"}, "likely replaced", id="the program"),
        pytest.param(
            {"o.py": f"{GIVES}class A(Cart): pass\nA.old = old\n"}, "likely replaced", id="a subclass"
        ),
        pytest.param(
            {"o.py": f"{GIVES}class A: pass\nsetattr(A, 'old', old)\n"},
            "certain self",
            id="setattr, another class",
        ),
        pytest.param(
            {"o.py": f"{GIVES}class A:\n    def old(self): pass\nCart.old = A.old\n"},
            "likely replaced",
            id="another class's",
        ),
        pytest.param({"o.py": f"{GIVES}Cart.old = old  # not Cart.old\n"}, "likely replaced", id="a comment"),
        pytest.param({"o.py": f"{GIVES}setattr(Cart, 'old', old)\n"}, "likely replaced", id="by its text"),
        pytest.param(
            {"o.py": f"{GIVES}setattr(Cart, 'old', timed(Cart.old))\n"},
            "certain self",
            id="itself, by its text",
        ),
        pytest.param({"o.py": f"{GIVES}c = Cart()\nc.old = old\n"}, "certain self", id="of one object"),
        pytest.param(
            {"o.py": "from lib import Cart\nclass A(Cart):\n    def f(self): self.old = self.fast\n"},
            "certain self",
            id="of its own objects",
        ),
        pytest.param(
            {"o.py": "from lib import Cart\nclass A(Cart):\n    def f(self): self.old = timed(self.old)\n"},
            "certain self",
            id="of its own objects, wrapped",
        ),
        pytest.param(
            {"o.py": "class A:\n    def f(self): self.old = self.fast\n"},
            "certain self",
            id="of others' objects",
        ),
    ],
)
def test_a_method_that_is_replaced(others: dict[str, str], expected: str) -> None:
    assert judged({"lib.py": LIB, **others}, "lib.Cart.old")["lib.py:4"] == expected


def test_a_test_that_replaces_it_does_not_call_it_for_certain() -> None:
    source = f"{GIVES}def test():\n    Cart.old = old\n    Cart().old()\n"
    assert judged({"lib.py": LIB, "tests/o.py": source}, "lib.Cart.old")["tests/o.py:5"] == "likely replaced"


def test_one_object_that_is_given_something_else() -> None:
    source = f"{GIVES}cart = Cart()\ncart.old = old\ncart.old()\nother = Cart()\nother.old()\nCart().old()\n"
    found = judged({"lib.py": LIB, "o.py": source}, "lib.Cart.old")
    assert [found[f"o.py:{line}"].split()[0] for line in (5, 7, 8)] == ["likely", "certain", "certain"]


def test_one_object_that_setattr_gives_something_else() -> None:
    source = f"{GIVES}cart = Cart()\nsetattr(cart, 'old', old)\ncart.old()\nCart().old()\n"
    found = judged({"lib.py": LIB, "o.py": source}, "lib.Cart.old")
    assert [found[f"o.py:{line}"].split()[0] for line in (5, 6)] == ["likely", "certain"]


OF_ONE_OBJECT = [
    pytest.param("cart.old = print", "likely replaced", id="assigned"),
    pytest.param("setattr(cart, 'old', print)", "likely replaced", id="setattr"),
    pytest.param("cart.__dict__['old'] = print", "likely replaced", id="its dictionary"),
    pytest.param("cart.old = timed(cart.old)", "certain constructed", id="itself, wrapped"),
    pytest.param("cart.other = print", "certain constructed", id="another name"),
    pytest.param("other.old = print", "certain constructed", id="another object"),
]


@pytest.mark.parametrize(("given", "expected"), OF_ONE_OBJECT)
def test_an_object_that_is_given_another(given: str, expected: str) -> None:
    source = f"from lib import Cart\ndef run(other):\n    cart = Cart()\n    {given}\n    cart.old()\n"
    source += "def again():\n    cart = Cart()\n    cart.old()\n"
    found = judged({"lib.py": LIB, "o.py": source}, "lib.Cart.old")
    assert found["o.py:5"] == expected
    assert found["o.py:8"] == "certain constructed"


def test_objects_that_their_class_gives_another() -> None:
    source = (
        "from lib import Cart\nclass A(Cart):\n    def __init__(self):\n        self.old = print\n"
        "    def run(self):\n        self.old()\na = A()\na.old()\ncart = Cart()\ncart.old()\n"
    )
    found = judged({"lib.py": LIB, "o.py": source}, "lib.Cart.old")
    assert found == {
        "lib.py:4": "certain self",
        "o.py:6": "likely replaced",
        "o.py:8": "likely replaced",
        "o.py:10": "certain constructed",
    }

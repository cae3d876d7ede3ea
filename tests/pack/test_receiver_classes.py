"""What a question says of classes, and of the class around a place."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.pack.questions import questions
from refactor_cli.pack.receiver_classes import classes_element

FILES = {
    "shop.py": "class Base:\n    def total(self): ...\n\n\nclass Order(Base):\n    def total(self): ...\n",
    "more.py": (
        "from shop import Order\n\n\nclass Big(Order): ...\n\n\nclass Own(Order):\n    def total(self): ...\n\n\n"
        "here = Order()\n"
    ),
    "cart.py": "class Cart(object):\n    def total(self): ...\n",
    "app.py": (
        "class Page(\n    View,\n):\n    thing = None\n    other = None\n\n    def __init__(self, thing):\n"
        "        self.thing = thing or self.make()\n        self.other = self.thing\n\n    def size(self): ...\n\n"
        "    make = Order\n\n"
        "    def show(self):\n        return self.thing.total()\n"
    ),
}


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (
            "shop.Order.total",
            "<classes>\n"
            "shop.py:5 class Order(Base): the class of the target\n"
            "shop.py:1 class Base: a base of it, which has total too\n"
            "more.py:4 class Big(Order): derives from it\n"
            "more.py:7 class Own(Order): derives from it, which has total too\n"
            "cart.py:1 class Cart(object): another class, which has total too\n"
            "made at more.py:11 here = Order()\n"
            "made in no other file by its name\n"
            "</classes>\n",
        ),
        ("shop.Order", ""),
        ("datetime.date.today", ""),
    ],
)
def test_classes(target: str, expected: str) -> None:
    symbols = symbols_of(FILES)
    assert classes_element(symbols, read_target(symbols, target)) == expected


def test_many_classes_are_cut_and_said() -> None:
    carts = "".join(f"class C{number}:\n    def total(self): ...\n" for number in range(60))
    symbols = symbols_of({**FILES, "carts.py": carts})
    told = classes_element(symbols, read_target(symbols, "shop.Order.total"))
    assert "… and 25 more\n" in told
    assert told.count(": ") == 40


def test_a_place_shows_its_class_and_what_it_gives_the_attribute() -> None:
    symbols = symbols_of(FILES)
    usages = find(symbols, [read_target(symbols, "shop.Order.total")])
    (question,) = questions(symbols, usages, "m")
    lines = {
        line.split("|")[0].strip(): line.split("|")[1]
        for line in question.prompt.text.splitlines()
        if " | " in line
    }
    assert {"1", "2", "3", "4", "8", "13", "15", "16"} == lines.keys()
    assert lines["4"].strip() == "thing = None"
    assert lines["8"].strip() == "self.thing = thing or self.make()"
    assert lines["13"].strip() == "make = Order"


def test_a_long_function_shows_where_the_variable_comes_from() -> None:
    steps = "".join(f"    step({number})\n" for number in range(100))
    source = f"def run(shop):\n{steps}    box = shop.first()\n{steps}    box.total()\n"
    symbols = symbols_of({**FILES, "long.py": source})
    usages = find(symbols, [read_target(symbols, "shop.Order.total")])
    shown = " ".join("".join(question.prompt.text for question in questions(symbols, usages, "m")).split())
    assert "| box = shop.first()" in shown
    assert "| step(50)" not in shown

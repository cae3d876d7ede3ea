"""What instructions name stands in the task, beside the old definition."""

from __future__ import annotations

import pytest
from in_memory import symbols_of
from windows import prompt_of

from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.pack import Request, Task, Window, pack
from refactor_cli.pack.named import named_definitions

FILES = {
    "shop/__init__.py": "",
    "shop/legacy.py": "def price(a):\n    return a\n\n\ndef total(a):\n    return a\n",
    "shop/new.py": "class Order:\n    def total(self): ...\n\n    def find_all(self):\n        return 2\n",
    "shop/node.py": "class Node:\n    def traverse(self): ...\n\n    def findall(self): ...\n",
    "shop/long.py": "class Long:\n" + "    a = 1\n" * 90,
    "shop/use.py": "from shop.legacy import price\n\nprice(1)\n",
    **{f"shop/m{n}.py": "def common_name(): ...\n" for n in range(4)},
}


@pytest.mark.parametrize(
    ("target", "words", "named"),
    [
        pytest.param(
            "shop.legacy.price", "Please call total instead of price.", ["shop/legacy.py:5"], id="beside it"
        ),
        pytest.param(
            "shop.node.Node.traverse", "use findall", ["shop/node.py:4"], id="a member of its class"
        ),
        pytest.param("shop.legacy.price", "use findall", [], id="a word of prose"),
        pytest.param("shop.legacy.price", "use find_all", ["shop/new.py:4"], id="no word of prose"),
        pytest.param("shop.legacy.price", "use shop.new.Order.total.", ["shop/new.py:2"], id="a full name"),
        pytest.param("shop.legacy.price", "Order.total", ["shop/new.py:2"], id="the end of a name"),
        pytest.param(
            "shop.legacy.price", "shop.legacy.price and common_name", [], id="the old one, a common name"
        ),
        pytest.param("shop.legacy.price", "price(a, find_all=1)", [], id="a parameter"),
        pytest.param("shop.legacy.price", "shop.long.Long has it", [], id="a long class"),
        pytest.param("shop.legacy.price", "", [], id="nothing"),
    ],
)
def test_named(target: str, words: str, named: list[str]) -> None:
    symbols = symbols_of(FILES)
    found = named_definitions(symbols, words, [read_target(symbols, target)])
    assert [f"{site.path}:{site.line}" for site in found] == named


def test_it_stands_in_the_task() -> None:
    symbols = symbols_of(FILES)
    usages = find(symbols, [read_target(symbols, "shop.legacy.price")])
    for window in (Window(), Window(1_000 + prompt_of(850), 1_000)):
        text = pack(Request(symbols, Task(usages, "Use Order.find_all"), window=window)).prompts[0].text
        task = text.partition("\n<task>\n")[2]
        assert (
            '<named-definition path="shop/new.py" line="4">\n    def find_all(self):\n        return 2\n'
            "</named-definition>\n<instructions>\nUse Order.find_all\n</instructions>\n"
        ) in task


def test_a_map_leaves_most_of_the_room_to_files_near_the_usages() -> None:
    names = "".join(f"def name_{n}(first, second, third): return first\n" for n in range(60))
    many = {f"shop/far{n}.py": names for n in range(30)}
    symbols = symbols_of({**FILES, **many})
    usages = find(symbols, [read_target(symbols, "shop.legacy.price")])
    packed = pack(Request(symbols, Task(usages, "Use total"), window=Window(20_000, 0)))
    near = sum(block.tokens for block in packed.rest[0] if block.part == "nearest")
    assert packed.prefix.tokens < 20_000 // 2
    assert near > packed.prefix.tokens

"""What a type server points at, where the code shows that something else gets there as well."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from in_memory import symbols_of

from refactor_cli.evidence import Evidence
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.symbols import SymbolMap
from refactor_cli.types import Answers, Place, Pointer


class Other:
    """A type server that always points at the class `Other` of `lib.py`."""

    name = "ty"
    rules_out = True

    def ask(self, symbols: SymbolMap, places: Sequence[Place]) -> Answers:
        at = symbols.snapshot.files["lib.py"].data.rindex(b"old")
        return Answers("ty", {place: (Pointer("lib.py", at),) for place in places})


LIB = "class Cart:\n    def old(self): pass\nclass Other:\n    def old(self): pass\n"
FALLBACK = (
    "from lib import Other\n"
    "class Shop:\n"
    "    def __init__(self, cart=None):\n"
    "        if cart is None:\n"
    "            cart = Other()\n"
    "        self.cart = cart\n"
    "    def run(self):\n"
    "        self.cart.old()\n"
)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param("", "ruled_out", id="nothing else gets there"),
        pytest.param("from use import Shop\nShop(unknown())\n", "ruled_out", id="nobody knows what"),
        pytest.param("from lib import Cart\nfrom use import Shop\nShop(Cart())\n", "likely", id="the target"),
    ],
)
def test_a_fallback_is_not_all(more: str, expected: str) -> None:
    symbols = symbols_of({"lib.py": LIB, "use.py": FALLBACK, "more.py": more})
    found = find(symbols, [read_target(symbols, "lib.Cart.old")], None, (Other(),), Evidence())
    (result,) = found.results
    (usage,) = [each for each in (*result.usages, *result.ruled_out) if each.path == "use.py"]
    assert usage.certainty == expected


MADE = (
    "class Cart:\n    def old(self): pass\n"
    "class Other:\n    def old(self): pass\n"
    "class Opened({base}):\n    def __new__(cls, write=False):\n        return {made}()\n"
    "class Shop:\n"
    "    def __init__(self):\n"
    "        self.cart = Opened()\n"
    "    def run(self):\n"
    "        self.cart.old()\n"
)


@pytest.mark.parametrize(
    ("target", "base", "made", "expected"),
    [
        pytest.param("lib.Cart.old", "Other", "super().__new__", "ruled_out", id="as it says"),
        pytest.param("lib.Cart.old", "Other", "Cart", "certain", id="the target is made"),
        pytest.param("lib.Other.old", "Other", "Cart", "ruled_out", id="another class is made"),
        pytest.param("lib.Cart.old", "Other", "Cart() if write else Other", "possible", id="one of two"),
        pytest.param("lib.Other.old", "Other", "unknown", "certain", id="nobody knows what is made"),
    ],
)
def test_what_a_constructor_makes_is_of_another_class(
    target: str, base: str, made: str, expected: str
) -> None:
    lib, shop, use = MADE.format(base=base, made=made).partition("class Shop")
    symbols = symbols_of({"lib.py": lib, "use.py": f"from lib import Opened\n{shop}{use}"})
    found = find(symbols, [read_target(symbols, target)], None, (Other(),), Evidence())
    (result,) = found.results
    (usage,) = [each for each in (*result.usages, *result.ruled_out) if each.path == "use.py"]
    assert usage.certainty == expected

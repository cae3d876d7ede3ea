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


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(
            "kind = getattr(shop, 'kind', Other)\nkind().old()\n", "possible", id="class by default"
        ),
        pytest.param("getattr(shop, 'cart', Other()).old()\n", "possible", id="object by default"),
        pytest.param(
            "cart = getattr(shop, 'cart', None) or Other()\ncart.old()\n", "possible", id="or another"
        ),
        pytest.param(
            "def given(): return getattr(shop, 'cart', Other())\ngiven().old()\n", "possible", id="returned"
        ),
        pytest.param("cart = unknown(shop, 'cart', Other())\ncart.old()\n", "ruled_out", id="no default"),
        pytest.param("name = getattr(shop, 'name', '')\nshop.old()\n", "ruled_out", id="of something else"),
    ],
)
def test_a_default_of_getattr_is_not_all(code: str, expected: str) -> None:
    symbols = symbols_of({"lib.py": LIB, "use.py": f"from lib import Other\nfrom shops import shop\n{code}"})
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
    "        self.cart = Opened(int('0'))\n"
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


HELD = (
    "from lib import Cart, Other\n"
    "class Shop:\n"
    "    def __init__(self):\n"
    "        self.cart = Other()\n"
    "    def run(self):\n"
    "        self.cart.old()\n"
    "class Stranger:\n"
    "    pass\n"
    "def fill(it):\n"
    "    it.cart = Cart()\n"
    "shop = Shop()\n"
)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param("", "ruled_out", id="nothing else"),
        pytest.param("shop.__dict__['cart'] = Cart()\n", "possible", id="its dictionary"),
        pytest.param("vars(shop)['cart'] = Cart()\n", "possible", id="vars"),
        pytest.param("shop.__dict__.update({'cart': Cart()})\n", "possible", id="a key that updates it"),
        pytest.param("shop.__dict__.update(cart=Cart())\n", "possible", id="a keyword that updates it"),
        pytest.param("shop.__dict__.setdefault('cart', Cart())\n", "possible", id="a default of it"),
        pytest.param("object.__setattr__(shop, 'cart', Cart())\n", "possible", id="object.__setattr__"),
        pytest.param("shop.__dict__ = {'cart': Cart()}\n", "possible", id="another dictionary"),
        pytest.param("shop.__dict__['cart'] = Other()\n", "ruled_out", id="another object of the class"),
        pytest.param("options = {'cart': Cart()}\n", "ruled_out", id="a dictionary of its own"),
        pytest.param("options['cart'] = Cart()\n", "ruled_out", id="a key of its own"),
        pytest.param("options.setdefault('cart', Cart())\n", "ruled_out", id="a default of its own"),
        pytest.param("fill(shop)\n", "possible", id="a function that is passed it"),
        pytest.param("for each in [Shop()]: each.cart = Cart()\n", "possible", id="a loop"),
        pytest.param("fill(Stranger())\n", "ruled_out", id="a function that is passed another"),
    ],
)
def test_what_an_object_is_given_from_outside(more: str, expected: str) -> None:
    symbols = symbols_of({"lib.py": LIB, "use.py": HELD + more})
    found = find(symbols, [read_target(symbols, "lib.Cart.old")], None, (Other(),), Evidence())
    (result,) = found.results
    (usage,) = [each for each in (*result.usages, *result.ruled_out) if each.path == "use.py"]
    assert usage.certainty == expected


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        pytest.param("run()", "ruled_out", id="the default"),
        pytest.param("run(Cart())", "likely", id="the target"),
        pytest.param("run(*[Cart()])", "possible", id="what a call unpacks"),
        pytest.param("def on(*args): run(*args)\non(Cart())", "likely", id="what is handed on"),
    ],
)
def test_a_default_is_not_all(call: str, expected: str) -> None:
    source = f"from lib import Cart, Other\ndef run(cart=Other()):\n    cart.old()\n{call}\n"
    symbols = symbols_of({"lib.py": LIB, "use.py": source})
    found = find(symbols, [read_target(symbols, "lib.Cart.old")], None, (Other(),), Evidence())
    (result,) = found.results
    (usage,) = [each for each in (*result.usages, *result.ruled_out) if each.path == "use.py"]
    assert usage.certainty == expected


FILLED = (
    "from lib import Cart, Other\n"
    "def fill(items):\n"
    "    items.append({made}())\n"
    "def run():\n"
    "    items = [Other()]\n"
    "    fill(items)\n"
    "    items[0].old()\n"
)


@pytest.mark.parametrize(
    ("made", "expected"),
    [pytest.param("Other", "ruled_out", id="the same"), pytest.param("Cart", "possible", id="the target")],
)
def test_a_container_holds_what_others_put_into_it(made: str, expected: str) -> None:
    symbols = symbols_of({"lib.py": LIB, "use.py": FILLED.format(made=made)})
    found = find(symbols, [read_target(symbols, "lib.Cart.old")], None, (Other(),), Evidence())
    (result,) = found.results
    (usage,) = [each for each in (*result.usages, *result.ruled_out) if each.path == "use.py"]
    assert usage.certainty == expected


@pytest.mark.parametrize(
    ("called", "expected"),
    [
        pytest.param("return super().__call__()", ("certain", "ruled_out"), id="its own object"),
        pytest.param("return made()", ("likely", "possible"), id="what another call gives"),
    ],
)
def test_a_metaclass_decides_what_a_call_gives(called: str, expected: tuple[str, str]) -> None:
    meta = f"class Meta(type):\n    def __call__(cls):\n        {called}\n"
    code = (
        "from meta import Meta\nfrom lib import Other\nclass Own(Other, metaclass=Meta): pass\nOwn().old()\n"
    )
    symbols = symbols_of({"lib.py": LIB, "meta.py": meta, "use.py": code})
    for target, certainty in zip(("lib.Other.old", "lib.Cart.old"), expected, strict=True):
        found = find(symbols, [read_target(symbols, target)], None, (Other(),), Evidence())
        (result,) = found.results
        (usage,) = [each for each in (*result.usages, *result.ruled_out) if each.path == "use.py"]
        assert usage.certainty == certainty

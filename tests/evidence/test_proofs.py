"""What proves a usage in a closed repository, and everything that takes the proof away: one row for each way in which
something else may get there."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from in_memory import symbols_of

from refactor_cli.evidence import Evidence
from refactor_cli.find import find
from refactor_cli.find.target import read_target


class Packages:
    """Installed packages that hold some names."""

    identity = "packages"

    def __init__(self, *names: str) -> None:
        self.names = names

    def may_have(self, packages: Mapping[str, bool], name: str) -> bool:
        return name in self.names


def judged(files: Mapping[str, str], target: str, evidence: Evidence | None = None) -> dict[str, str]:
    """The certainty and the last word of evidence of the usages, by file and line."""
    symbols = symbols_of(dict(files))
    found = find(symbols, [read_target(symbols, target)], evidence=evidence or Evidence())
    return {
        f"{usage.path}:{usage.location.line}": f"{usage.certainty} {usage.evidence[-1]}"
        for usage in (*found.results[0].usages, *found.results[0].ruled_out)
        if usage.kind == "call"
    }


SOLE = {
    "lib.py": "class Cart:\n    def settle_up(self): pass\n",
    "use.py": "def run(thing):\n    thing.settle_up()\n",
}
OTHERS = [
    pytest.param({"o.py": "class Other:\n    def settle_up(self): pass\n"}, id="a class has it too"),
    pytest.param({"o.py": "class Other:\n    settle_up = None\n"}, id="a class attribute"),
    pytest.param(
        {"o.py": "from lib import Cart\nclass Big(Cart):\n    def settle_up(self): pass\n"}, id="overridden"
    ),
    pytest.param(
        {"o.py": "from lib import Cart as C\nclass Big(C):\n    def settle_up(self): pass\n"},
        id="overridden under an alias",
    ),
    pytest.param({"o.py": "def settle_up(): pass\n"}, id="a function of a module"),
    pytest.param({"settle_up.py": ""}, id="a module"),
    pytest.param({"o.py": "from elsewhere import settle_up\n"}, id="imported"),
    pytest.param({"o.py": "from elsewhere import old as settle_up\n"}, id="imported as"),
    pytest.param({"o.py": "class Other: pass\nOther.settle_up = print\n"}, id="patched in"),
    pytest.param({"o.py": "def f(o):\n    o.settle_up, o.b = print, 1\n"}, id="patched in by unpacking"),
    pytest.param({"o.py": "def f(o):\n    (o.b, o.settle_up) = print, 1\n"}, id="patched in, in brackets"),
    pytest.param(
        {"o.py": "def f(o):\n    o.settle_up, o().b = print, 1\n"}, id="patched in, beside a result"
    ),
    pytest.param({"o.py": "def f(o):\n    setattr(o, 'settle_up', print)\n"}, id="setattr"),
    pytest.param({"o.py": "class Other: pass\nvars(Other)['settle_up'] = 1\n"}, id="a key of a namespace"),
    pytest.param({"o.py": "Other = type('Other', (), {'settle_up': print})\n"}, id="a class made by type"),
    pytest.param({"o.py": "Other = type('Other', (), dict(settle_up=print))\n"}, id="made by keywords"),
    pytest.param(
        {"o.py": "from types import SimpleNamespace\nO = SimpleNamespace(settle_up=print)\n"}, id="a keyword"
    ),
    pytest.param(
        {"o.py": "from collections import namedtuple\nO = namedtuple('O', 'a settle_up')\n"}, id="a field"
    ),
    pytest.param(
        {
            "o.py": "class Remote:\n    def __getattr__(self, name):\n"
            "        return lambda *args: self.send(name, args)\n"
        },
        id="__getattr__ makes methods",
    ),
    pytest.param(
        {
            "o.py": "class Call:\n    def __call__(self): pass\n"
            "class Remote:\n    def __getattr__(self, name):\n        return Call()\n"
        },
        id="__getattr__ makes what is called",
    ),
    pytest.param({"o.py": "import requests\n"}, id="a package is used"),
    pytest.param(
        {"o.py": "try:\n    import requests\nexcept ImportError:\n    pass\n"}, id="one that may be"
    ),
    pytest.param({"o.py": "import os, requests as r\n"}, id="a package among others"),
]


def test_a_name_of_one_class() -> None:
    assert judged(SOLE, "lib.Cart.settle_up") == {"use.py:2": "certain sole"}


@pytest.mark.parametrize("others", OTHERS)
def test_a_name_that_others_may_have(others: dict[str, str]) -> None:
    assert not judged({**SOLE, **others}, "lib.Cart.settle_up")["use.py:2"].startswith("certain")


HARMLESS = [
    pytest.param({"o.py": "'''Then settle_up is called.'''\n# settle_up of a thing\n"}, id="a text"),
    pytest.param({"o.py": "import os\nfrom . import use\nfrom lib import Cart\n"}, id="no package"),
    pytest.param(
        {
            "o.py": "class Proxy:\n    def __getattr__(self, name):\n"
            "        return getattr(self.behind, name)\n"
        },
        id="__getattr__ hands on",
    ),
    pytest.param(
        {
            "o.py": "class Color:\n    pass\n"
            "class Colors:\n    def __getattr__(self, name):\n        return Color()\n"
        },
        id="__getattr__ makes what nobody calls",
    ),
    pytest.param({"test_use.py": "import requests\n"}, id="a test uses a package"),
]


@pytest.mark.parametrize("others", HARMLESS)
def test_a_name_that_nothing_else_has(others: dict[str, str]) -> None:
    assert judged({**SOLE, **others}, "lib.Cart.settle_up")["use.py:2"] == "certain sole"


@pytest.mark.parametrize(
    ("installed", "expected"),
    [
        pytest.param(Packages(), "certain sole", id="no package has it"),
        pytest.param(Packages("settle_up"), "likely rarity", id="a package has it"),
    ],
)
def test_names_of_installed_packages(installed: Packages, expected: str) -> None:
    files = {**SOLE, "o.py": "import requests\n"}
    found = judged(files, "lib.Cart.settle_up", Evidence(outside_names=installed))
    assert found["use.py:2"] == expected


@pytest.mark.parametrize(
    ("head", "is_certain"),
    [
        pytest.param("import pytest\n", True, id="a test runner"),
        pytest.param("from unittest import mock\n", False, id="mocks"),
        pytest.param("import requests\n", False, id="a package"),
    ],
)
def test_in_a_test(head: str, is_certain: bool) -> None:
    files = {"lib.py": SOLE["lib.py"], "test_use.py": f"{head}def test_it(thing):\n    thing.settle_up()\n"}
    found = judged(files, "lib.Cart.settle_up")
    assert [each.startswith("certain") for each in found.values()] == [is_certain]


def test_a_name_of_the_standard_library() -> None:
    files = {
        "lib.py": "class Cart:\n    def executemany(self): pass\n",
        "use.py": "def run(thing):\n    thing.executemany()\n",
    }
    assert judged(files, "lib.Cart.executemany") == {"use.py:2": "likely rarity"}


TWO = "class Cart:\n    def old(self): pass\nclass Other:\n    def old(self): pass\n"
CALLED = {
    "lib.py": TWO,
    "use.py": "from lib import Cart, Other\ndef run(cart):\n    cart.old()\nrun(Cart())\nrun(cart=Cart())\n",
}
MORE_CALLERS = [
    pytest.param({"o.py": "import use, lib\nuse.run(lib.Other())\n"}, id="another class is passed"),
    pytest.param({"o.py": "def f(thing):\n    import use\n    use.run(thing)\n"}, id="anything is passed"),
    pytest.param({"o.py": "from use import run as go\nfrom lib import Other\ngo(Other())\n"}, id="an alias"),
    pytest.param({"o.py": "import use\nhandlers = [use.run]\n"}, id="in a list"),
    pytest.param({"o.py": "import use\ngo = use.run\n"}, id="in a variable"),
    pytest.param(
        {"o.py": "from functools import partial\nfrom use import run\nf = partial(run)\n"}, id="given away"
    ),
    pytest.param({"o.py": "def f(things):\n    from use import run\n    run(*things)\n"}, id="a splat"),
    pytest.param({"o.py": "def f(**things):\n    from use import run\n    run(**things)\n"}, id="keywords"),
    pytest.param({"o.py": "import use, lib\ngetattr(use, 'run')(lib.Other())\n"}, id="getattr"),
    pytest.param({"o.py": "def f(use, other):\n    use.run(other)\n"}, id="on anything"),
    pytest.param({"setup.cfg": "[options.entry_points]\nx =\n    y = use:run\n"}, id="an entry point"),
    pytest.param({"urls.json": '{"view": "use.run"}\n'}, id="a configuration"),
]


def test_every_caller() -> None:
    assert judged(CALLED, "lib.Cart.old") == {"use.py:3": "certain every-caller"}
    assert judged(CALLED, "lib.Other.old") == {"use.py:3": "ruled_out callers"}


NO_MORE_CALLERS = [
    pytest.param({"o.py": "def run(thing): pass\nrun(1)\n"}, id="another function"),
    pytest.param({"o.py": "class A:\n    def run(self, thing): pass\nA().run(1)\n"}, id="another's method"),
    pytest.param(
        {"o.py": "from lib import Cart\ndef f(thing):\n    thing.run(Cart())\n"},
        id="on anything, the same is passed",
    ),
    pytest.param({"o.py": "from use import run\n__all__ = ['run']\n"}, id="exported"),
]


@pytest.mark.parametrize("others", NO_MORE_CALLERS)
def test_no_more_callers(others: dict[str, str]) -> None:
    assert judged({**CALLED, **others}, "lib.Cart.old")["use.py:3"] == "certain every-caller"


@pytest.mark.parametrize("others", MORE_CALLERS)
def test_more_callers(others: dict[str, str]) -> None:
    found = judged({**CALLED, **others}, "lib.Cart.old")
    assert not found["use.py:3"].startswith("certain")


USES = [
    pytest.param("@wrap\ndef run(cart):\n    cart.old()\nrun(Cart())\n", id="decorated"),
    pytest.param("def run(cart):\n    cart = get()\n    cart.old()\nrun(Cart())\n", id="bound again"),
    pytest.param("def run(cart=get()):\n    cart.old()\nrun(Cart())\n", id="an unknown default"),
    pytest.param("def run(*cart):\n    cart[0].old()\nrun(Cart())\n", id="all arguments"),
    pytest.param(
        "if x:\n    def run(cart):\n        cart.old()\nelse:\n    def run(cart): pass\nrun(Cart())\n",
        id="two",
    ),
    pytest.param(
        "class A:\n    def run(self, cart):\n        pass\n"
        "class B(A):\n    def run(self, cart):\n        cart.old()\n"
        "def f(a): a.run(Other())\nB().run(Cart())\n",
        id="called through a base",
    ),
    pytest.param(
        "class A:\n    def do_run(self, cart):\n        cart.old()\n"
        "    def go(self, what): getattr(self, 'do_' + what)(Other())\nA().do_run(Cart())\n",
        id="dispatched",
    ),
    pytest.param(
        "import ast\nclass A(ast.NodeVisitor):\n    def run(self, cart):\n        cart.old()\nA().run(Cart())\n",
        id="a base from elsewhere",
    ),
    pytest.param(
        "class A:\n    def __init__(self, cart):\n        cart.old()\n"
        "def f(cls): cls(Other())\nf(A)\nA(Cart())\n",
        id="a class that is handed on",
    ),
    pytest.param(
        "class A:\n    def __init__(self, cart):\n        cart.old()\n"
        "    def copy(self): return self.__class__(Other())\nA(Cart())\n",
        id="a class that makes its own",
    ),
    pytest.param(
        "class A:\n    def __init__(self, cart):\n        cart.old()\n"
        "class B(A):\n    pass\ndef f(b): b(Other())\nf(B)\nA(Cart())\n",
        id="a subclass that is handed on",
    ),
]


@pytest.mark.parametrize("source", USES)
def test_uses_that_prove_nothing(source: str) -> None:
    files = {"lib.py": TWO, "use.py": f"from lib import Cart, Other\n{source}"}
    found = judged(files, "lib.Cart.old")
    assert found
    assert not any(each.startswith("certain") for each in found.values())


SHOP = (
    "from lib import Cart, Other\nclass Shop:\n    def __init__(self):\n        self.cart = Cart()\n"
    "    def pay(self):\n        self.cart.old()\n"
)
ASSIGNED_ELSEWHERE = [
    pytest.param({"o.py": "def f(shop, x):\n    shop.cart = x\n"}, id="from outside"),
    pytest.param({"o.py": "def f(shop, x):\n    shop.cart, y = x\n"}, id="unpacked"),
    pytest.param({"o.py": "def f(shop, x):\n    (y, shop.cart) = x\n"}, id="unpacked in brackets"),
    pytest.param({"o.py": "def f(shop, x):\n    shop.cart, get().y = x\n"}, id="unpacked beside a result"),
    pytest.param({"o.py": "def f(shops, x):\n    shops[0].cart = x\n"}, id="of an item"),
    pytest.param({"o.py": "def f(get, x):\n    get().cart = x\n"}, id="of a result"),
    pytest.param({"o.py": "def f(shop, x):\n    with x as shop.cart: pass\n"}, id="by with"),
    pytest.param({"o.py": "def f(shop, x):\n    for shop.cart in x: pass\n"}, id="by a loop"),
    pytest.param({"o.py": "def f(shop, x):\n    setattr(shop, 'cart', x)\n"}, id="by setattr"),
    pytest.param({"o.py": "def f(shop, x):\n    shop.__dict__['cart'] = x\n"}, id="by its dictionary"),
    pytest.param(
        {"o.py": "from use import Shop\nclass Big(Shop):\n    def f(self, x):\n        self.cart = x\n"},
        id="by a subclass",
    ),
    pytest.param({"o.py": "from use import Shop\nclass Big(Shop):\n    cart = None\n"}, id="in a subclass"),
    pytest.param(
        {"o.py": "from lib import Other\ndef f(shop):\n    shop.cart = Other()\n"},
        id="another class, from outside",
    ),
    pytest.param(
        {"o.py": "from lib import Other\nfrom use import Shop\nShop().cart = Other()\n"},
        id="of an object of the class",
    ),
    pytest.param({"o.py": "def f(shop, x):\n    shop.__dict__['cart'], y = x\n"}, id="by a key, unpacked"),
    pytest.param(
        {"o.py": "from use import Shop as S\nclass Big(S):\n    def f(this, x):\n        this.cart = x\n"},
        id="by a subclass of an alias",
    ),
]


def test_every_assignment() -> None:
    found = judged({"lib.py": TWO, "use.py": SHOP}, "lib.Cart.old")
    assert found == {"use.py:6": "certain every-assignment"}


NOT_ASSIGNED_ELSEWHERE = [
    pytest.param(
        {"o.py": "from lib import Cart\ndef f(shop):\n    shop.cart = Cart()\n"}, id="the same, to anything"
    ),
    pytest.param({"o.py": "def f(shop):\n    shop.cart = None\n"}, id="nothing"),
    pytest.param({"o.py": "class A: pass\na = A()\na.cart = 1\n"}, id="to another class's object"),
    pytest.param({"o.py": "def f(x):\n    return getattr(x, 'cart')\n"}, id="read by getattr"),
    pytest.param({"o.py": "def f(x):\n    g(x['cart'])\n"}, id="a key that is read"),
    pytest.param({"o.py": "def f(x):\n    return x == 'cart'\n"}, id="compared"),
]


@pytest.mark.parametrize("others", NOT_ASSIGNED_ELSEWHERE)
def test_not_assigned_elsewhere(others: dict[str, str]) -> None:
    found = judged({"lib.py": TWO, "use.py": SHOP, **others}, "lib.Cart.old")
    assert found["use.py:6"] == "certain every-assignment"


@pytest.mark.parametrize("others", ASSIGNED_ELSEWHERE)
def test_assigned_elsewhere(others: dict[str, str]) -> None:
    found = judged({"lib.py": TWO, "use.py": SHOP, **others}, "lib.Cart.old")
    assert not found["use.py:6"].startswith("certain")


@pytest.mark.parametrize(
    "more",
    [
        pytest.param(
            "    def fill(self, **more):\n        self.__dict__.update(more)\n", id="its dictionary"
        ),
        pytest.param("    def fill(self, k, v):\n        setattr(self, k, v)\n", id="computed setattr"),
        pytest.param("    def __setattr__(self, k, v): pass\n", id="__setattr__"),
        pytest.param("    def fill(self, x):\n        self.cart = x\n", id="anything"),
        pytest.param("    def fill(self):\n        self.cart = Other()\n", id="another class"),
    ],
)
def test_filled_by_its_own_class(more: str) -> None:
    found = judged({"lib.py": TWO, "use.py": f"{SHOP}{more}"}, "lib.Cart.old")
    assert not found["use.py:6"].startswith("certain")


# `cart` is given to anything, and named in a string: of the objects of a test nobody knows
GIVES = "def f(x, y):\n    x.cart = y\n    setattr(x, 'cart', y)\n"
TEST = (
    "import unittest\nfrom lib import Cart, Other\nclass PayTest(unittest.TestCase):\n"
    "    def setUp(self):\n        super(PayTest, self).setUp()\n        self.cart = Cart()\n"
    "    def test_pay(self):\n        self.cart.old()\n"
)
KEPT = [
    pytest.param("", "", id="a test"),
    pytest.param("", "def suite():\n    return unittest.makeSuite(PayTest)\n", id="in a suite"),
    pytest.param(
        "    def test_text(self):\n        run('def f(self): return self')\n", "", id="self in a text"
    ),
    pytest.param(
        "    def tearDown(self):\n        unittest.TestCase.tearDown(self)\n", "", id="a base's method"
    ),
    pytest.param(
        "    def test_other(self):\n        class A:\n            def me(self): return self\n",
        "",
        id="a class in it",
    ),
    pytest.param("", "class More(PayTest):\n    def test_it(self): pass\n", id="a subclass"),
]
GIVEN_AWAY = [
    pytest.param("    def test_more(self):\n        f(self, 1)\n", "", id="self is passed"),
    pytest.param("    def test_more(self):\n        tests.append(self)\n", "", id="self is kept"),
    pytest.param("    def test_more(self):\n        return lambda x=self: x\n", "", id="a default"),
    pytest.param("    def test_more(this):\n        f(this, 1)\n", "", id="under another name"),
    pytest.param(
        "    @classmethod\n    def make(cls):\n        return cls('test_pay')\n", "", id="it makes its own"
    ),
    pytest.param("", "f(PayTest('test_pay'), Other())\n", id="another makes one"),
    pytest.param("", "f(PayTest, Other())\n", id="the class is passed"),
    pytest.param(
        "", "class More(PayTest):\n    def test_it(self):\n        f(self, 1)\n", id="a subclass passes it"
    ),
    pytest.param(
        "",
        "class More(PayTest):\n    def test_it(self):\n        self.cart = Other()\n",
        id="a subclass assigns",
    ),
    pytest.param("    def test_more(self):\n        setattr(self, name, 1)\n", "", id="it is filled"),
    pytest.param(
        "", "class Base: pass\nclass More(Base, PayTest):\n    def go(me): f(me, 1)\n", id="a method's me"
    ),
]


@pytest.mark.parametrize(("body", "after"), KEPT)
def test_objects_that_only_their_class_has(body: str, after: str) -> None:
    found = judged({"lib.py": TWO, "o.py": GIVES, "test_pay.py": f"{TEST}{body}{after}"}, "lib.Cart.old")
    assert found["test_pay.py:8"] == "certain every-assignment"


@pytest.mark.parametrize(("body", "after"), GIVEN_AWAY)
def test_objects_that_others_have_too(body: str, after: str) -> None:
    found = judged({"lib.py": TWO, "o.py": GIVES, "test_pay.py": f"{TEST}{body}{after}"}, "lib.Cart.old")
    assert not found["test_pay.py:8"].startswith("certain")


def test_objects_of_a_class_that_no_runner_makes() -> None:
    files = {"lib.py": TWO, "o.py": GIVES, "pay.py": TEST.replace("(unittest.TestCase)", "(object)")}
    assert judged(files, "lib.Cart.old") == {"pay.py:8": "likely assigned"}


def test_a_backport_of_the_standard_library() -> None:
    source = TEST.replace(
        "import unittest\n",
        "try:\n    import unittest2 as unittest\nexcept ImportError:\n    import unittest\n",
    )
    found = judged({"lib.py": TWO, "test_pay.py": source}, "lib.Cart.old")
    assert found == {"test_pay.py:11": "certain every-assignment"}


HOLDS = (
    "class Cart:\n    def __init__(self):\n        self.ware_count = 0\n    def fill_up(self): pass\n"
    "    def old(self): pass\nclass Other:\n    def old(self): pass\n"
)
ALSO_USED = [
    pytest.param("def f(x):\n    x.fill_up()\n    x.old()\n", id="a method"),
    pytest.param("def f(x):\n    print(x.ware_count)\n    x.old()\n", id="an attribute of objects"),
    pytest.param("def f(x):\n    if x.ware_count:\n        x.old()\n", id="a condition"),
    pytest.param("def f(x):\n    x.fill_up() and x.old()\n", id="the left side"),
    pytest.param(
        "def f(x, y):\n    with x.fill_up():\n        for z in y:\n            x.old()\n", id="further out"
    ),
    pytest.param("def f(y):\n    for x in y:\n        x.fill_up()\n        x.old()\n", id="in one round"),
    pytest.param("def f(x):\n    g(x.ware_count, lambda: x.old())\n", id="before a lambda"),
]
NOT_ON_EVERY_WAY = [
    pytest.param("def f(x):\n    x.old()\n    x.fill_up()\n", id="after it"),
    pytest.param("def f(x, y):\n    if y:\n        x.fill_up()\n    x.old()\n", id="in a branch"),
    pytest.param(
        "def f(x, y):\n    if y:\n        x.fill_up()\n    else:\n        x.old()\n", id="in the other"
    ),
    pytest.param("def f(x, y):\n    y and x.fill_up()\n    x.old()\n", id="on the right side"),
    pytest.param("def f(x, y):\n    z = x.fill_up() if y else 1\n    x.old()\n", id="in one case"),
    pytest.param("def f(x):\n    try:\n        x.fill_up()\n    except E:\n        x.old()\n", id="in a try"),
    pytest.param("def f(x, y):\n    for z in y:\n        x.fill_up()\n    x.old()\n", id="in a loop"),
    pytest.param("def f(x):\n    x.fill_up()\n    x = g(x)\n    x.old()\n", id="bound again"),
    pytest.param("def f(x):\n    g(lambda: x.fill_up())\n    x.old()\n", id="later"),
    pytest.param(
        "def f(y):\n    [x.fill_up() for x in y]\n    for x in y:\n        x.old()\n", id="another name"
    ),
    pytest.param("def f(x):\n    x.ware_count = 1\n    x.old()\n", id="assigned"),
    pytest.param("def f(x):\n    hasattr(x, 'fill_up')\n    x.old()\n", id="asked for"),
    pytest.param(
        "def f(y):\n    while y:\n        if y.a: x = y\n        x.fill_up()\n        x = g(y)\n        x.old()\n",
        id="before it is bound again",
    ),
    pytest.param("x = g()\nx.fill_up()\nx.old()\n", id="of a module, which others assign to"),
]
MORE_HOLDERS = [
    pytest.param({"o.py": "class A:\n    def fill_up(self): pass\n    def old(self): pass\n"}, id="a class"),
    pytest.param(
        {"o.py": "class A:\n    def __init__(self):\n        self.fill_up = 1\n    def old(self): pass\n"},
        id="its objects",
    ),
    pytest.param(
        {"o.py": "from lib import Cart\nclass Big(Cart):\n    def old(self): pass\n"}, id="a subclass"
    ),
    pytest.param(
        {"o.py": "from lib import Cart as C\nclass Big(C):\n    def old(self): pass\n"},
        id="a subclass of an alias",
    ),
    pytest.param(
        {"o.py": "class Big(get_base()):\n    def old(self): pass\n"}, id="a class of whatever base"
    ),
    pytest.param({"o.py": "def f(x):\n    x.fill_up = print\n"}, id="anything, from outside"),
    pytest.param({"o.py": "def f(x):\n    x.old = print\n"}, id="given another"),
    pytest.param({"o.py": "def f(x):\n    setattr(x, 'fill_up', 1)\n"}, id="by a string"),
    pytest.param(
        {"o.py": "from types import SimpleNamespace\nSimpleNamespace(fill_up=1)\n"}, id="by a keyword"
    ),
    pytest.param({"o.py": "def fill_up(): pass\n"}, id="a module"),
    pytest.param({"o.py": "import requests\n"}, id="a package"),
    pytest.param(
        {"o.py": "class A:\n    def __getattr__(self, name):\n        return 1\n"}, id="__getattr__ makes it"
    ),
]


@pytest.mark.parametrize("source", ALSO_USED)
def test_another_attribute_on_every_way(source: str) -> None:
    (found,) = judged({"lib.py": HOLDS, "use.py": source}, "lib.Cart.old").values()
    assert found == "certain also-used"


@pytest.mark.parametrize("source", NOT_ON_EVERY_WAY)
def test_another_attribute_on_some_ways(source: str) -> None:
    (found,) = judged({"lib.py": HOLDS, "use.py": source}, "lib.Cart.old").values()
    assert not found.startswith("certain")


@pytest.mark.parametrize("others", MORE_HOLDERS)
def test_another_attribute_that_others_have(others: dict[str, str]) -> None:
    source = "def f(x):\n    x.fill_up()\n    x.old()\n"
    found = judged({"lib.py": HOLDS, "use.py": source, **others}, "lib.Cart.old")
    assert not found["use.py:3"].startswith("certain")


MIXIN = "class Mixin:\n    def go(self):\n        self.old()\n"


@pytest.mark.parametrize(
    ("heirs", "is_certain"),
    [
        pytest.param("class A(Mixin, Cart): pass\n", True, id="one"),
        pytest.param("class A(Cart, Mixin): pass\nclass B(A): pass\n", True, id="two"),
        pytest.param("class A(Mixin): pass\nclass B(A, Cart): pass\n", True, id="a mixin of a mixin"),
        pytest.param("", False, id="none"),
        pytest.param("class A(Mixin, Cart): pass\nclass B(Mixin, Other): pass\n", False, id="another"),
        pytest.param("class A(Mixin, Cart):\n    def old(self): pass\n", False, id="overridden"),
        pytest.param(
            "class A(Mixin, Cart): pass\nclass B(Mixin, get()): pass\n", False, id="an unknown base"
        ),
        pytest.param("import ext\nclass A(Mixin, ext.Base, Cart): pass\n", False, id="a base from elsewhere"),
        pytest.param("class A(Mixin, Cart): pass\nm = Mixin()\nm.old = print\n", False, id="given one"),
    ],
)
def test_self_of_a_mixin(heirs: str, is_certain: bool) -> None:
    files = {"lib.py": TWO, "use.py": f"from lib import Cart, Other\n{MIXIN}{heirs}"}
    found = judged(files, "lib.Cart.old")["use.py:4"]
    assert found.startswith("certain") is is_certain


META = "class Meta(type): pass\n"
FOLLOWED = [
    pytest.param(
        f"{META}Made = Meta('Made', (Cart,), names)\nMade().old()\n", id="with names that are not known"
    ),
    pytest.param(
        f"{META}Made = Meta('Made', (Cart,), {{'old': print}})\nclass More(Made): pass\nMore().old()\n",
        id="with the name",
    ),
    pytest.param(f"{META}Made = Meta('Made', (Cart, *more), {{}})\nMade().old()\n", id="with more bases"),
    pytest.param(
        f"{META}Made = Meta('Made', (Cart, Other), {{}})\nclass More(Made): pass\nMore().old()\n",
        id="with another base",
    ),
]


@pytest.mark.parametrize("source", FOLLOWED)
def test_what_is_followed(source: str) -> None:
    files = {"lib.py": TWO, "use.py": f"from lib import Cart, Other\n{source}"}
    (found,) = judged(files, "lib.Cart.old").values()
    assert found.partition(" ")[0] in ("likely", "possible")


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(f"{META}Made = Meta('Made', (Cart,), {{}})\nMade().old()\n", id="made"),
        pytest.param(
            f"{META}Made = Meta('Made', (Cart,), {{'__doc__': 'x'}})\nclass More(Made): pass\nMore().old()\n",
            id="a subclass",
        ),
        pytest.param(
            f"from six import with_metaclass\n{META}class Made(with_metaclass(Meta, Cart)): pass\nMade().old()\n",
            id="with_metaclass",
        ),
    ],
)
def test_a_class_that_a_metaclass_makes(source: str) -> None:
    files = {"lib.py": TWO, "use.py": f"from lib import Cart, Other\n{source}"}
    assert [each.partition(" ")[0] for each in judged(files, "lib.Cart.old").values()] == ["certain"]


def test_self_where_a_mixin_is_looked_in_first() -> None:
    source = "class Base:\n    def old(self): pass\n    def go(self):\n        self.old()\n"
    files = {"lib.py": TWO, "use.py": f"from lib import Cart\n{source}class A(Cart, Base): pass\n"}
    assert judged(files, "lib.Cart.old") == {"use.py:5": "possible family"}

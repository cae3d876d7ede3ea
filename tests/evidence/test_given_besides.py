"""What reaches a place besides what is plainly given to it: no such call is sure to be of what is seen first, and none
is lost where it is of the other."""

from __future__ import annotations

import pytest
from test_proofs import judged

LIB = (
    "class Cart:\n    def old(self): pass\nclass Other:\n    def old(self): pass\n"
    "class Has:\n    def make(self): return SECOND()\n    def fill(self): self.box = SECOND()\n"
    "    @property\n    def shown(self): return SECOND()\n    held = SECOND()\n"
)
PLAIN = LIB.replace("SECOND", "Other")
SHOP = (
    "from lib import Cart, Has, Other\nclass Shop:\n    held = FIRST()\n"
    "    def __init__(self, **kw):\n        self.box = FIRST()\n"
    "        self.all = [FIRST()]\n{init}"
    "    def make(self): return FIRST()\n    @property\n    def shown(self): return FIRST()\n"
    "    def run(self, x):\n        {use}\n"
)
BOTH = "class Both(Has, Shop): pass\n"
# where it is called, what the constructor does besides, and what the rest of the program does
BESIDES = [
    pytest.param("self.make().old()", "", BOTH, id="a mixin's method"),
    pytest.param("self.shown.old()", "", BOTH, id="a mixin's property"),
    pytest.param("self.held.old()", "", BOTH, id="a mixin's attribute"),
    pytest.param("self.box.old()", "", BOTH, id="what a mixin assigns"),
    pytest.param("self.make().old()", "", "Both = type('Both', (Has, Shop), {})\n", id="bases of a call"),
    pytest.param(
        "self.make().old()",
        "",
        "class Lent:\n    run = Shop.run\n    def make(self): return SECOND()\n",
        id="a borrowed method",
    ),
    pytest.param(
        "self.make().old()",
        "",
        "class Lent:\n    def make(self): return SECOND()\nLent.run = Shop.run\n",
        id="a method given to another class",
    ),
    pytest.param("self.make().old()", "", "Shop.make = Has.make\n", id="a method of the class is replaced"),
    pytest.param("self.box.old()", "", "def f(x): x.box = SECOND()\n", id="given to anything"),
    pytest.param("self.box.old()", "", "def f(x): setattr(x, 'box', SECOND())\n", id="setattr"),
    pytest.param(
        "self.box.old()", "        self.__dict__.update(kw)\n", "Shop(box=SECOND())\n", id="a namespace"
    ),
    pytest.param("for each in self.all: each.old()", "        self.all.append(SECOND())\n", "", id="append"),
    pytest.param("d = {'k': FIRST()}; x.f(d); d['k'].old()", "", "", id="a record is handed on"),
    pytest.param("d = {'k': FIRST()}; e = d; d['k'].old()", "", "", id="a record under another name"),
    pytest.param("d = {'k': FIRST()}; d[x] = 1; d['k'].old()", "", "", id="any key of a record"),
    pytest.param("d = {'k': FIRST()}; d.update(k=SECOND()); d['k'].old()", "", "", id="update"),
    pytest.param("d = {'k': FIRST()}; d.update(x); d['k'].old()", "", "", id="update with anything"),
    pytest.param("d = {'k': FIRST()}; d.setdefault('k', SECOND()).y; d['k'].old()", "", "", id="setdefault"),
    pytest.param("d = {'k': FIRST(), **x}; d['k'].old()", "", "", id="another dictionary in it"),
]
SURE = [
    pytest.param("self.make().old()", "", "class Both(Shop, Has): pass\n", id="a mixin behind the class"),
    pytest.param("FIRST().old()", "", "def f(x): x.box = SECOND()\n", id="made there"),
    pytest.param("self.make().old()", "", "Both = type('Both', (Shop, Has), {})\n", id="bases the other way"),
]


def at_use(first: str, use: str, init: str, more: str) -> str:
    texts = [
        SHOP.format(use=use, init=init),
        "from lib import Cart, Has, Other\nfrom shop import Shop\n" + more,
    ]
    second = "Other" if first == "Cart" else "Cart"
    lib, shop, app = (each.replace("FIRST", first).replace("SECOND", second) for each in (LIB, *texts))
    line = next(number for number, text in enumerate(shop.split("\n"), 1) if ".old()" in text)
    return judged({"lib.py": lib, "shop.py": shop, "use.py": app}, "lib.Cart.old")[f"shop.py:{line}"]


@pytest.mark.parametrize(("use", "init", "more"), BESIDES)
def test_no_certain_one_of_what_is_not_all(use: str, init: str, more: str) -> None:
    assert at_use("Cart", use, init, more).partition(" ")[0] in ("likely", "possible")


@pytest.mark.parametrize(("use", "init", "more"), BESIDES)
def test_none_is_lost(use: str, init: str, more: str) -> None:
    assert at_use("Other", use, init, more).partition(" ")[0] in ("likely", "possible")


@pytest.mark.parametrize(("use", "init", "more"), SURE)
def test_sure_ones_stay_so(use: str, init: str, more: str) -> None:
    assert at_use("Cart", use, init, more).startswith("certain")
    assert at_use("Other", use, init, more).startswith("ruled_out")


MODULE = (
    "from lib import Cart, Has, Other\nthing = FIRST()\ndef make(): return FIRST()\ndef run():\n    {use}\n"
)
MODULES = [
    pytest.param("thing.old()", "import shop\nshop.thing = SECOND()\n", id="a variable of a module"),
    pytest.param("make().old()", "import shop\nshop.make = lambda: SECOND()\n", id="a function of a module"),
]


@pytest.mark.parametrize(("use", "more"), MODULES)
def test_what_other_modules_give(use: str, more: str) -> None:
    for first, second in (("Cart", "Other"), ("Other", "Cart")):
        texts = (LIB, MODULE.format(use=use), "from lib import Cart, Has, Other\n" + more)
        lib, shop, app = (each.replace("FIRST", first).replace("SECOND", second) for each in texts)
        found = judged({"lib.py": lib, "shop.py": shop, "use.py": app}, "lib.Cart.old")["shop.py:5"]
        assert found.startswith("likely")


MADE = [
    pytest.param(
        "class K(Cart):\n    def __new__(cls): return make()\ndef make(): return Other() if x else get()\n",
        id="__new__",
    ),
    pytest.param(
        "class K(Cart):\n    def __new__(cls, *a):\n        if a: return Other()\n"
        "        return super().__new__(cls)\n",
        id="__new__ sometimes",
    ),
]
OWN = [
    pytest.param(
        "class K(Cart):\n    def __new__(cls):\n        return super().__new__(cls)\n", id="a base's"
    ),
    pytest.param(
        "class K(Cart):\n    def __new__(cls):\n        return object.__new__(cls)\n", id="object's"
    ),
]


def made(body: str, target: str) -> str:
    use = f"from lib import Cart, Other\ndef f(): K().old()\n{body}"
    return judged({"lib.py": PLAIN, "use.py": use}, target)["use.py:2"]


@pytest.mark.parametrize("body", MADE)
def test_classes_that_make_something_else(body: str) -> None:
    for target in ("lib.Cart.old", "lib.Other.old"):
        assert made(body, target).startswith(("likely", "possible"))


def test_a_class_that_makes_another_alone() -> None:
    body = "class K(Cart):\n    def __new__(cls): return make()\ndef make(): return Other()\n"
    assert made(body, "lib.Cart.old").startswith("ruled_out")
    assert made(body, "lib.Other.old").startswith("certain")


@pytest.mark.parametrize("body", OWN)
def test_classes_that_make_their_own(body: str) -> None:
    assert made(body, "lib.Cart.old").startswith("certain")
    assert made(body, "lib.Other.old").startswith("ruled_out")


def test_what_is_popped_or_unpacked_may_be_put_there_by_others() -> None:
    for taken in ("x = each.pop()", "x, = each", "x = next(iter(each))", "x = max(each, key=id)"):
        use = f"from lib import Cart\ndef f(y):\n    each = [Cart()]\n    y(each)\n    {taken}\n    x.old()\n"
        assert judged({"lib.py": PLAIN, "use.py": use}, "lib.Cart.old")["use.py:6"].startswith("likely")


def test_a_decorator_of_the_class_replaces_the_method() -> None:
    lib = "def turned(cls):\n    cls.old = print\n    return cls\n@turned\nclass Cart:\n    def old(self): pass\n"
    found = judged({"lib.py": lib, "use.py": "from lib import Cart\nCart().old()\n"}, "lib.Cart.old")
    assert found["use.py:2"] == "likely replaced"


def test_an_object_of_a_tested_class_may_look_in_the_other_first() -> None:
    use = "from lib import Cart, Has, Other\ndef f(x):\n    if isinstance(x, Other): x.old()\n"
    assert judged({"lib.py": PLAIN, "use.py": use}, "lib.Cart.old")["use.py:3"].startswith("ruled_out")
    both = f"{use}class Both(Cart, Other): pass\n"
    assert judged({"lib.py": PLAIN, "use.py": both}, "lib.Cart.old")["use.py:3"].startswith("possible")


TURNING = (
    "class Cart:\n    def __add__(self, x): return Other()\n    def __neg__(self): return Other()\n"
    "    def old(self): pass\n"
    "class Other:\n    def old(self): pass\n"
)
TURNED = [
    pytest.param("x = -Cart()\n    x.old()", "ruled_out", "certain", id="a sign"),
]


@pytest.mark.parametrize(("body", "of_cart", "of_other"), TURNED)
def test_what_operators_make_of_it(body: str, of_cart: str, of_other: str) -> None:
    files = {"lib.py": TURNING, "use.py": f"from lib import Cart\ndef f(y):\n    {body}\n"}
    for target, expected in (("lib.Cart.old", of_cart), ("lib.Other.old", of_other)):
        assert judged(files, target)["use.py:4"].partition(" ")[0] == expected


def test_what_is_added_to_may_be_another_then() -> None:
    use = "from lib import Cart\ndef f(y):\n    x = Cart()\n    for _ in y: x += 1\n    x.old()\n"
    assert judged({"lib.py": TURNING, "use.py": use}, "lib.Cart.old")["use.py:5"].startswith("likely")
    lists = use.replace("x += 1", "x += [1]")  # which says nothing of a cart
    assert judged({"lib.py": TURNING, "use.py": lists}, "lib.Cart.old")["use.py:5"].startswith("certain")

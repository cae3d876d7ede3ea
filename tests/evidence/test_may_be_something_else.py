"""What looks like something else, or like the target, and may be another thing when the program runs."""

from __future__ import annotations

import pytest
from test_proofs import judged

LIB = """\
class Cart:
    def old(self, a=1): pass
class Rows(list):
    def old(self, a=1): pass
class Other:
    def old(self, a=1): pass
"""
IMPORTS = "from lib import Cart, Other, Rows\n"
CASES = [
    pytest.param(
        "class Page:\n    rows = []\n    def go(self): self.rows.old()\n",
        "def f(page): page.rows = make()\n",
        "lib.Rows.old",
        "use.py:4 possible",
        id="a display in a class, replaced from outside",
    ),
    pytest.param(
        "class Page:\n    rows = []\n    def go(self): self.rows.old()\n",
        "class A:\n    def f(self): self.rows = make()\n",
        "lib.Rows.old",
        "use.py:4 ruled_out",
        id="a display in a class",
    ),
    pytest.param(
        "rows = []\ndef go(): rows.old()\n",
        "import use\nuse.rows = make()\n",
        "lib.Rows.old",
        "use.py:3 possible",
        id="a display in a module, replaced from outside",
    ),
    pytest.param(
        "rows = []\ndef go(): rows.old()\n",
        "",
        "lib.Rows.old",
        "use.py:3 ruled_out",
        id="a display in a module",
    ),
    pytest.param(
        "def go(x):\n    d = {'a': Other(), 'b': x}\n    d['a'], d['b'] = d['b'], d['a']\n    d['a'].old()\n",
        "",
        "lib.Cart.old",
        "use.py:5 possible",
        id="a key among several that are given something",
    ),
    pytest.param(
        "def go(x):\n    d = {'a': Other(), '\\x61': x}\n    d['a'].old()\n",
        "",
        "lib.Cart.old",
        "use.py:4 possible",
        id="a key spelled otherwise",
    ),
    pytest.param(
        "@primed\ndef go():\n    all = Other()\n    while True:\n        item = yield all\n        item.old()\n",
        "",
        "lib.Cart.old",
        "use.py:7 possible",
        id="a generator that is sent things",
    ),
    pytest.param(
        "class Job:\n    def __await__(self): ...\n    def old(self): pass\nasync def go():\n"
        "    x = await Job()\n    x.old()\n",
        "",
        "lib.Cart.old",
        "use.py:7 possible",
        id="what says itself what waiting for it gives",
    ),
    pytest.param(
        "class Base:\n    def __init__(self, part): self.part = part\nclass Shop(Base):\n"
        "    def __init__(self): super().__init__(Other())\n    def swap(self): super().__init__(Cart())\n"
        "    def go(self): self.part.old()\n",
        "",
        "lib.Cart.old",
        "use.py:7 likely",
        id="the constructor of a base called again",
    ),
    pytest.param(
        "class Store:\n    def old(self): pass\ndef go(backend):\n    store = backend.Store()\n    store.old()\n",
        "",
        "lib.Cart.old",
        "use.py:6 possible",
        id="a class by its name alone",
    ),
    pytest.param(
        "class Mix:\n    def go(self): self.old()\nclass A(Mix, Cart): pass\nB = type('B', (Mix, Other), {})\n",
        "",
        "lib.Cart.old",
        "use.py:3 possible",
        id="mixed into what a call of type makes",
    ),
]


@pytest.mark.parametrize(("source", "more", "target", "expected"), CASES)
def test_it_may_be_something_else(source: str, more: str, target: str, expected: str) -> None:
    found = judged({"lib.py": LIB, "use.py": IMPORTS + source, "o.py": more}, target)
    place, certainty = expected.split()
    assert found[place].split()[0] == certainty


def test_a_class_of_a_module_bears_the_name() -> None:
    found = judged({"lib.py": LIB, "use.py": "class old:\n    old = old\nold.old()\n"}, "lib.Cart.old")
    assert found == {"use.py:3": "ruled_out same-module"}


@pytest.mark.parametrize(
    ("parameters", "call", "expected"),
    [
        pytest.param("self, a, /, **kw", "1, a=2", "possible", id="the name of a positional one in **kwargs"),
        pytest.param("self, a, /, **kw", "a=2", "ruled_out", id="which does not give it"),
        pytest.param("self, a, **kw", "1, a=2", "ruled_out", id="given twice"),
    ],
)
def test_arguments(parameters: str, call: str, expected: str) -> None:
    lib = f"class Cart:\n    def old({parameters}): pass\nclass Other:\n    def old(self): pass\n"
    found = judged({"lib.py": lib, "use.py": f"def go(x):\n    x.old({call})\n"}, "lib.Cart.old")
    assert found["use.py:2"].split()[0] == expected

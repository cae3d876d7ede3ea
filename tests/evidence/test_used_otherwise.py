"""What another use of a variable says of it, and everything that takes that away: one row for each way in which an
object of the target's class may have the other attribute too."""

from __future__ import annotations

import pytest
from test_proofs import judged

LIB = """\
class Cart:
    def old(self): pass
class Other:
    def old(self): pass
    def more(self): pass
"""
USE = "def use(thing):\n    thing.more()\n    thing.old()\n"
GIVEN = [
    pytest.param("def f(x):\n    x.more, x.b = 1, 2\n", id="one of several"),
    pytest.param("def f(x):\n    for x.more in [1]: pass\n", id="by a loop"),
    pytest.param("def f(x):\n    with open('a') as x.more: pass\n", id="by a with"),
    pytest.param(
        "def f(x):\n    setattr(\n        x,\n        'more',\n        1)\n", id="setattr over lines"
    ),
    pytest.param("def f(x):\n    x.__setattr__('more', 1)\n", id="its __setattr__"),
    pytest.param("def f(x):\n    x.__dict__['more'] = 1\n", id="in its dictionary"),
    pytest.param("def f(x):\n    vars(x).update(more=1)\n", id="in its dictionary by keyword"),
    pytest.param(
        "def f(x, **kw):\n    for k in kw: setattr(x, k, kw[k])\nf(some(), more=1)\n", id="by keyword"
    ),
    pytest.param(
        "def f(x, kw):\n    for k in kw: setattr(x, k, kw[k])\nf(some(), {'more': 1})\n", id="by key"
    ),
    pytest.param("from lib import Cart\nc = Cart()\nc.__dict__.update(read())\n", id="whatever is read"),
    pytest.param("def f(x, k):\n    setattr(x, 'mo' + k, 1)\n", id="a name put together"),
    pytest.param("def f(x, k):\n    setattr(x, f'mo{k}', 1)\n", id="a formatted name"),
    pytest.param("def f(x, k):\n    setattr(x, '%sre' % k, 1)\n", id="the end of a name"),
    pytest.param("def f(cls):\n    cls.more = 1\n    return cls\n", id="by a class decorator"),
    pytest.param("def f(self):\n    self.more = 1\n", id="by a function with a self"),
    pytest.param("from unittest.mock import patch\npatch('lib.Cart.more', 1)\n", id="by its full name"),
    pytest.param(
        "from unittest.mock import patch\nfrom lib import Cart\npatch.multiple(Cart, more=1)\n", id="multiple"
    ),
    pytest.param(
        "from lib import Other\ndef f(base):\n    class Both(base, Other): pass\n    return Both\n",
        id="joined with a base nobody knows",
    ),
]
NOT_GIVEN = [
    pytest.param("class A:\n    def f(self):\n        self.more = 1\n", id="another self"),
    pytest.param("def f(x):\n    return x.more == 1, getattr(x, 'more')\n", id="it is read"),
    pytest.param("def f(x, k):\n    setattr(x, k, 1)\n", id="other names"),
    pytest.param("def f(x, k):\n    setattr(x, 'less' + k, 1)\n", id="another name put together"),
]


@pytest.mark.parametrize("more", GIVEN)
def test_objects_of_the_class_may_have_it(more: str) -> None:
    assert judged({"lib.py": LIB, "use.py": USE, "o.py": more}, "lib.Cart.old")["use.py:3"].startswith(
        "possible"
    )


@pytest.mark.parametrize("more", NOT_GIVEN)
def test_no_object_of_the_class_has_it(more: str) -> None:
    found = judged({"lib.py": LIB, "use.py": USE, "o.py": more}, "lib.Cart.old")
    assert found["use.py:3"] == "ruled_out used-otherwise"


def test_names_in_the_body_of_the_class() -> None:
    lib = LIB.replace("class Cart:\n", "class Cart:\n    for n in names: locals()[n] = 1\n")
    assert judged({"lib.py": lib, "use.py": USE}, "lib.Cart.old")["use.py:3"].startswith("possible")


def test_what_mocks_have() -> None:
    use = USE.replace("more", "assert_not_called")
    assert judged({"lib.py": LIB, "use.py": use}, "lib.Cart.old")["use.py:3"].startswith("possible")

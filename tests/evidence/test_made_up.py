"""Names that only one class has, in repositories where a `__getattr__` may make up attributes."""

from __future__ import annotations

import pytest
from test_proofs import SOLE, judged

LOOKING = """class Bag:
    def __init__(self):
        self._kept = {}
    def __getattr__(self, name):
"""
OWN = "class Bag(dict):\n    def __getattr__(self, name):\n        return self[name]\n"
SELF = "class Bag:\n    def __getattr__(self, name):\n        return self\n    def __call__(self, *given):\n"


def said(source: str, **more: str) -> str:
    files = {**SOLE, "bag.py": source, **{f"{name}.py": text for name, text in more.items()}}
    return judged(files, "lib.Cart.settle_up")["use.py:2"]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(LOOKING + "        raise AttributeError(name)\n", id="raises"),
        pytest.param(
            LOOKING + "        if name == 'total':\n            return print\n        raise AttributeError\n",
            id="another name",
        ),
        pytest.param(LOOKING + "        return self._kept[name]\n", id="a key"),
        pytest.param(LOOKING + "        return self._kept.get(name)\n", id="a key that may lack"),
        pytest.param(
            LOOKING + "        try:\n            return self._kept[name]\n"
            "        except KeyError:\n            raise AttributeError(name)\n",
            id="a key that is tried",
        ),
        pytest.param(
            LOOKING + "        if name not in self._kept:\n            raise AttributeError(name)\n"
            "        return self.made(name)\n",
            id="a key that is looked for",
        ),
        pytest.param(OWN, id="its own key"),
        pytest.param(SELF + "        raise TypeError\n", id="what cannot be called"),
        pytest.param(
            "class Bag:\n    def __init__(self):\n        self.__kept = {}\n"
            "    def __getattribute__(self, name):\n        if name in {'_Bag__kept', 'total'}:\n"
            "            return object.__getattribute__(self, name)\n        return self.__kept[name]\n",
            id="what it has itself",
        ),
    ],
)
def test_nothing_is_made_up(source: str) -> None:
    assert said(source) == "certain sole"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(LOOKING + "        return self._kept[name]\nX = {'settle_up': print}\n", id="a text"),
        pytest.param(
            LOOKING
            + "        return self._kept[name]\ndef put(bag, kind):\n    bag._kept[f'settle_{kind}'] = 1\n",
            id="a name that is put together",
        ),
        pytest.param(
            LOOKING + "        return self._kept[name]\n    def fill(self, other):\n"
            "        for name in dir(other):\n            self._kept[name] = print\n",
            id="names of definitions",
        ),
        pytest.param(
            LOOKING + "        if self:\n            return 1\n        return made(name)\n",
            id="what cannot be called, or who knows what",
        ),
        pytest.param(
            LOOKING + "        try:\n            return self._kept[name]\n"
            "        except KeyError:\n            return print\n",
            id="anything for what is no key",
        ),
        pytest.param(
            LOOKING + "        if name in self._kept:\n            return self._kept[name]\n"
            "        else:\n            return print\n",
            id="anything else",
        ),
        pytest.param(
            LOOKING + "        name = self.other(name)\n        return self._kept[name]\n", id="another key"
        ),
        pytest.param(
            LOOKING.replace("{}", "collections.defaultdict(lambda: print)")
            + "        return self._kept[name]\n",
            id="a dictionary that fills itself",
        ),
        pytest.param(
            LOOKING.replace("{}", "made()") + "        return self._kept[name]\n", id="who knows what"
        ),
        pytest.param(OWN + "    def __getitem__(self, key):\n        return print\n", id="its own items"),
        pytest.param(SELF + "        return 1\n", id="what can be called"),
        pytest.param(
            SELF + "        if given:\n            raise TypeError\n", id="what can be called at times"
        ),
        pytest.param(SELF + "        raise TypeError\nBag.__call__ = print\n", id="called otherwise"),
        pytest.param(
            SELF + "        raise TypeError\nclass Big(Bag):\n    def __call__(self): pass\n",
            id="called below",
        ),
    ],
)
def test_it_may_be_made_up(source: str) -> None:
    assert said(source) == "likely rarity"


@pytest.mark.parametrize(
    "more",
    [
        "from bag import Bag\nclass Big(Bag):\n    def __missing__(self, key):\n        return print\n",
        "from bag import Bag\nfrom more import Base\nclass Big(Bag, Base): pass\n",
    ],
)
def test_a_subclass_may_give_any_key(more: str) -> None:
    assert said(OWN, more=more) == "likely rarity"


def test_another_file_may_put_another_dictionary_there() -> None:
    more = "class Any(dict):\n    def __missing__(self, key): pass\ndef put(bag):\n    bag._kept = Any()\n"
    assert said(LOOKING + "        return self._kept[name]\n", more=more) == "likely rarity"

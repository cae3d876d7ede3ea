"""The warning about computed `getattr` calls: one a target, with its count and places."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.find import find
from refactor_cli.find.target import read_target

SHOP = (
    "class Base:\n    pass\nclass Shop(Base):\n    def visit_a(self): pass\n"
    "    def total(self): pass\ndef f(): pass\n"
)
PLACE = "import lib\nclass Mine(lib.Shop):\n    def go(self, name):\n        {}\ndef g(x, name):\n    {}\n"


def warnings(target: str, in_family: str, elsewhere: str = "pass") -> tuple[str, ...]:
    symbols = symbols_of({"lib.py": SHOP, "a.py": PLACE.format(in_family, elsewhere)})
    return find(symbols, [read_target(symbols, target)]).warnings


NONE = [
    pytest.param("lib.Shop.total", "pass", id="no getattr"),
    pytest.param("lib.Shop.total", "getattr(self, 'total')", id="constant"),
    pytest.param("lib.Shop.total", 'getattr(self, r"other", None)', id="raw constant"),
    pytest.param("lib.Shop.total", "getattr(other, name)", id="unknown object"),
    pytest.param("lib.Shop.total", "getattr(self, 'visit_' + name)", id="other prefix"),
    pytest.param("lib.Shop.total", "getattr(self, f'visit_{name}')", id="other prefix, f-string"),
    pytest.param("lib.Shop.total", "pass  # getattr(self, name)", id="comment"),
    pytest.param("lib.f", "getattr(self, name)", id="function"),
]


@pytest.mark.parametrize(("target", "call"), NONE)
def test_none(target: str, call: str) -> None:
    assert warnings(target, call) == ()


SOME = [
    pytest.param("total", "getattr(self, name)", "pass", 1, id="self"),
    pytest.param("visit_a", "getattr(self, 'visit_' + name)", "pass", 1, id="prefix"),
    pytest.param("visit_a", "getattr(self, 'visit_%s' % name)", "pass", 1, id="prefix, %"),
    pytest.param(
        "visit_a", "getattr(self, f'visit_{name}')", "getattr(x, 'visit_' + name)", 2, id="unknown, prefix"
    ),
    pytest.param("total", "getattr(self, name)", "getattr(x, name)", 1, id="unknown"),
    pytest.param("total", "getattr(self, name)", "getattr(lib.Shop(), name)", 2, id="constructed"),
]


@pytest.mark.parametrize(("name", "in_family", "elsewhere", "count"), SOME)
def test_some(name: str, in_family: str, elsewhere: str, count: int) -> None:
    calls, places = ("call", "a.py:4") if count == 1 else ("calls", "a.py:4, a.py:6")
    said = f"{count} computed getattr {calls} on Shop or its family may reach lib.Shop.{name}: {places}"
    assert warnings(f"lib.Shop.{name}", in_family, elsewhere) == (said,)

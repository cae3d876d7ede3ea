"""The warning about computed `getattr` calls: one a target, with its count and places."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.find import Wanted, find
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


LISTED = (
    "from lib import shop\nNAMES = ['other', 'total']\n"
    "def f(x):\n    for name in NAMES:\n        getattr({}, name)()\n"
)
HANDED_ON = (
    "class Proxy:\n    def __getattr__(self, name): ...\nshop = Proxy()\nclass Else: pass\nelse_ = Else()\n"
)


@pytest.mark.parametrize(
    ("code", "is_told"),
    [
        pytest.param(LISTED.replace("'total'", "'totals'").format("x"), False, id="another name"),
        pytest.param(LISTED.replace("'other', 'total'", "f('total')").format("x"), False, id="an argument"),
        pytest.param(LISTED.replace("from lib", "from elsewhere").format("x"), False, id="another module"),
        pytest.param(LISTED.format("self"), False, id="a class of its own"),
        pytest.param(
            LISTED.replace("import shop", "import else_ as y").format("y"), False, id="another class"
        ),
        pytest.param(LISTED.replace("'other', ", "").format("x"), False, id="all of it are usages"),
        pytest.param(LISTED.replace("'total'", "('total', 1)").format("x"), True, id="a list of tuples"),
        pytest.param(LISTED.replace("in NAMES", "in x.NAMES").format("x"), True, id="drawn from elsewhere"),
        pytest.param(LISTED.format("x"), True, id="an object of unknown type"),
        pytest.param(LISTED.format("shop"), True, id="a proxy"),
    ],
)
def test_beside_a_list_of_names(code: str, is_told: bool) -> None:
    symbols = symbols_of({"lib.py": SHOP + HANDED_ON, "b.py": code})
    said = '1 computed getattr call beside a list with "total" may reach lib.Shop.total: b.py:5'
    found = find(symbols, [read_target(symbols, "lib.Shop.total")]).warnings
    assert found == ((said,) if is_told else ())


def test_told_are_those_that_take_no_name_of_a_list() -> None:
    lists = LISTED.replace("'other'", "'visit_a'").format("x") + "        getattr(x, name + '')\n"
    symbols = symbols_of({"lib.py": SHOP + HANDED_ON, "b.py": lists})
    found = find(symbols, [read_target(symbols, "lib.Shop.total")])
    said = '1 computed getattr call beside a list with "total" may reach lib.Shop.total: b.py:6'
    assert found.warnings == (said,)
    assert [(each.path, each.location.line) for each in found.results[0].usages] == [("b.py", 2)]


def test_in_files_that_are_looked_at_alone() -> None:
    files = {"lib.py": SHOP + HANDED_ON, "b.py": LISTED.replace("'other'", "'visit_a'").format("x")}
    symbols = symbols_of(files)
    found = find(symbols, [read_target(symbols, "lib.Shop.total")], wanted=Wanted(frozenset({"lib.py"})))
    assert found.results[0].usages == ()
    assert len(found.warnings) == 1


@pytest.mark.parametrize(
    ("code", "is_told"),
    [
        pytest.param("import other as lib\ndef g(n): getattr(lib, n)\n", False, id="another module"),
        pytest.param("import lib\ndef g(n): getattr(lib, 'x' + n)\n", False, id="another prefix"),
        pytest.param("import lib\ndef g(lib, n): getattr(lib, n)\n", False, id="a parameter"),
        pytest.param("import lib\ndef g(n): getattr(lib, n)\n", True, id="its module"),
        pytest.param("import lib as m\ndef g(n): getattr(m, 'f' + n)\n", True, id="under an alias"),
        pytest.param("import lib; m = lib\ndef g(n): getattr(m, n)\n", True, id="assigned"),
        pytest.param("import lib; m, k = (1, lib)\ndef g(n): getattr(k, n)\n", True, id="of several"),
        pytest.param("from user import held # lib\ndef g(n): getattr(held, n)\n", True, id="by another file"),
        pytest.param(
            "from user import Uses # lib\ndef g(n): getattr(Uses.kept, n)\n", True, id="kept by a class"
        ),
    ],
)
def test_on_a_module(code: str, is_told: bool) -> None:
    user = "import lib as held\nclass Uses:\n    kept = held\n"
    symbols = symbols_of({"lib.py": SHOP, "other.py": "", "user.py": user, "a.py": code})
    said = ("1 computed getattr call on its module may reach lib.f: a.py:2",)
    assert find(symbols, [read_target(symbols, "lib.f")]).warnings == (said if is_told else ())


OWN = [
    pytest.param('globals()["on_" + name]()', 1, id="a prefix"),
    pytest.param('globals()[f"on_{name}"]', 1, id="an f-string"),
    pytest.param("globals()[name]", 1, id="anything"),
    pytest.param('globals().get("on_%s" % name, None)', 1, id="get"),
    pytest.param('getattr(sys.modules[__name__], "on_" + name)', 1, id="sys.modules"),
    pytest.param("globals()[name] == 1, globals()[name]", 2, id="two"),
    pytest.param('globals()["off_" + name]', 0, id="another prefix"),
    pytest.param('globals()["off"]', 0, id="a constant"),
    pytest.param("globals()[name] = 1", 0, id="given one"),
    pytest.param("pass  # globals()[name]", 0, id="a comment"),
]


@pytest.mark.parametrize(("source", "count"), OWN)
def test_names_of_the_own_module(source: str, count: int) -> None:
    symbols = symbols_of(
        {
            "app.py": f"import sys\ndef on_start(): pass\ndef f(name):\n    {source}\n",
            "b.py": "globals()[x]\n",
        }
    )
    found = find(symbols, [read_target(symbols, "app.on_start")]).warnings
    places = ", ".join(["app.py:4"] * count)
    calls = f"{count} computed look-up{'s' if count > 1 else ''}"
    assert found == ((f"{calls} in its own module may reach app.on_start: {places}",) if count else ())

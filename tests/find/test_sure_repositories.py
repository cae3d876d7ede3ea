"""Small repositories put together at random: a check finds exactly the certain and likely usages that a search finds,
in all files at once and in each file alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from in_memory import symbols_of
from msgspec.structs import replace
from test_reach import everything, said, sure

from refactor_cli.find.target import read_target
from refactor_cli.find.within_reach import named_in, within_reach
from refactor_cli.symbols import SymbolMap

LIB = "def old(a): pass\n\n\ndef new(a): pass\n\n\nclass Old:\n    def go(self): pass\n\n\nLIMIT = 3\n"
PACKAGES = [
    "",
    "from . import lib\n",
    "from .lib import old, Old, LIMIT\n",
    "from .lib import *\n",
    "from . import lib as tools\n",
    "from .lib import old as older\nimport pkg.lib as again\n",
]
# how a module comes to the package's module, and how that is then written
MODULES = [
    ("import pkg.lib", "pkg.lib"),
    ("import pkg.lib as l", "l"),
    ("from pkg import lib", "lib"),
    ("from pkg import lib as q", "q"),
    ("import pkg\np = pkg", "p.lib"),
    ("import pkg as p", "p.lib"),
    ("import pkg.lib\nl = pkg.lib", "l"),
    ("import pkg.lib\nl: object = (\n    pkg.lib\n)", "l"),
    ("import pkg.lib\nl, n = pkg.lib, 1", "l"),
    ("import pkg.lib\nl = pkg.lib if n else None", "l"),
    ("import pkg", "pkg.tools"),
    ("from pkg import again", "again"),
]
# how a module comes to the symbol S itself
NAMES = [
    ("from pkg.lib import S", "S"),
    ("from pkg.lib import S as z", "z"),
    ("from pkg.lib import *", "S"),
    ("from pkg import S", "S"),
    ("import pkg", "pkg.S"),
    ("try:\n    from pkg.lib import S\nexcept ImportError:\n    S = None", "S"),
]
# how one takes it from side.py
TAKEN = [
    ("import side", "side.o"),
    ("import side as s", "s.o"),
    ("from side import o", "o"),
    ("from side import o as z", "z"),
    ("from side import *", "o"),
    ("import side", "side.S"),
    ("from side import S", "S"),
    ("import side\nh = side", "h.o"),
    ("from side import K", "K.o"),
    ("from side import K", "K().o"),
    ("from side import K", "K.S"),
    ("from side import K", "K.l.S"),
    ("from side import K", "K.m.S"),
    ("from side import l", "l.S"),
    ("import side", "side.l.S"),
    ("import side", "side.p.lib.S"),
    ("from side import p", "p.lib.S"),
    ("from side import K as K2\nk = K2()", "k.o"),
    ("from side import get", "get()"),
    ("import side", "side.get()"),
    ("from side import M", "M.S"),
    ("import side", "side.M.S"),
    ("from side import h as g2", "g2().S"),
    ("from side import box", "box.m.S"),
    ("from side import table", "table['k']"),
]
# what a module gives on: E stands for the symbol, M for its module
GIVES = [
    "o = E",
    "o = E if n else None",
    "o = None if n else E",
    "o = E or None",
    "o = (\n    E\n    if n\n    else None\n)",
    "o = functools.partial(E)",
    "o = functools.partial(E, 1)",
    "o = deco(E)",
    "o = functools.wraps(E)(E)",
    "o, n = E, 1",
    "n, o = (1,\n        E)",
    "(n, (r, o)) = 1, (2, E)",
    "[o] = [E]",
    "o, *n = E, 1, 2",
    "o: object = E",
    "o: 'tuple[int,\\n int]' = E",
    "o: dict[\n    str, int\n] = E",
    "o = p = E",
    "o = \\\n    E",
    "if (o := E):\n    pass",
    "for o in [E]:\n    pass",
    "for o in (E, new):\n    pass",
    "with E as o:\n    pass",
    "class K:\n    o = E",
    "class K:\n    o = staticmethod(E)",
    "class K:\n    o = (\n        E\n    )",
    "class K:\n    def __init__(self):\n        self.o = E",
    "class K:\n    @property\n    def o(self):\n        return E",
    "class K:\n    n, o = 1, E",
    "def get():\n    return E",
    "get = lambda: E",
    "table = {'k': E}",
    "M = M0",
    "M = M0 if n else None",
    "def h():\n    return M0",
    "class Box:\n    m = M0\n\n\nbox = Box()",
    "class Box:\n    def __init__(self, m):\n        self.m = m\n\n\nbox = Box(M0)",
    "o = " + "(" * 3 + "E" + ")" * 3,
    "o, "
    + ", ".join(f"v{number}" for number in range(60))
    + " = E, "
    + "\\\n".join("1, " for _ in range(60)),
    "(o,\n" + "".join(f" v{number},\n" for number in range(60)) + ") = (E,\n" + " 1,\n" * 60 + ")",
    "__all__ = ['S', 'o']\no = E",
    "S = E if n else None",
    "S = deco(E)",
    "S = functools.partial(E)",
    "class K:\n    S = E",
    "class K:\n    S = staticmethod(E)",
    "class K:\n    S = E if n else None",
    "class K:\n    l = M0",
    "class K:\n    l = M0 if n else None",
    "def get(S=E):\n    return S",
    "from types import SimpleNamespace\nK = SimpleNamespace(S=E, m=M0)",
    "globals()['o'] = E",
    "match E:\n    case o:\n        pass",
    "def make(o=E):\n    return o(1)",
]
# what is done with it
USES = [
    "E(1)",
    "print(E)",
    "x = E",
    "g = E\ng(1)",
    "def inner():\n    g = E\n    return g(1)",
    "(E  # why\n    (1))",
    "getattr(M0, 'S')(1)",
    "def given(m):\n    return m.S(1)\n\n\ngiven(M0)",
    "from b import g\ng(M0)",
    "from b import H\nH(M0).f()",
    "import b\nb.set(M0)",
    "import b\nb.kept = M0",
    "from b import call\ncall(E)",
    "class A:\n    m = M0\n\n    def f(self):\n        return self.m.S(1)",
    "class A:\n    def __init__(self, m=M0):\n        self.m = m\n\n    def f(self):\n        return self.m.S(1)",
    "from unittest import mock\nmock.patch('pkg.lib.S')",
    "from unittest import mock\nmock.patch.object(M0, 'S')",
    "import sys\nsys.modules['pkg.lib'].S(1)",
    "import importlib\nimportlib.import_module('pkg.lib').S(1)",
    "for m in (M0,):\n    m.S(1)",
    "[m.S(1) for m in [M0]]",
    "(lambda m: m.S(1))(M0)",
    "m = M0 if x else None\nm.S(1)",
    "import pkg\ndef h(p):\n    p.lib.S(1)\n\n\nh(pkg)",
    "from b import outer\nimport pkg\nouter(pkg)",
    "from b import outer\nimport pkg as package\nouter(package)",
    "from b import g\nimport pkg\np = pkg\ng(p.lib)",
    "def f(x):\n    return x.S(1)",
    "class S2(E):\n    pass",
    "@E\ndef decorated(): pass",
]
B = (
    "kept = None\n\n\ndef g(m):\n    return m.S(1)\n\n\nclass H:\n    def __init__(self, m):\n        self.m = m\n\n"
    "    def f(self):\n        return self.m.S(1)\n\n\ndef set(m):\n    global kept\n    kept = m\n\n\n"
    "def use():\n    return kept.S(1)\n\n\ndef call(o):\n    return o(1)\n"
    "\n\ndef outer(p):\n    return g(p.lib)\n"
)
# a method or a local name of the same name, that means nothing
DECOYS = [
    "",
    "class Z:\n    def S(self): pass\n\n\ndef z(y):\n    Z().S()\n    y.S()",
    "def z(S):\n    return S(1)",
]


def _reached(draw: st.DrawFn, takes: bool) -> tuple[str, str, str]:
    """Imports, and how the symbol and its module are written then."""
    module_import, module = draw(st.sampled_from(MODULES))
    match draw(st.integers(0, 3 if takes else 1)):
        case 0:
            return module_import, f"{module}.S", module
        case 1:
            named, name = draw(st.sampled_from(NAMES))
            return f"{named}\n{module_import}", name, module
        case _:
            named, name = draw(st.sampled_from(TAKEN))
            return f"{named}\n{module_import}", name, draw(st.sampled_from([module, "side.M", "side"]))


@st.composite
def repositories(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    symbol = draw(st.sampled_from(["old", "Old", "LIMIT"]))
    files = {"pkg/__init__.py": draw(st.sampled_from(PACKAGES)), "pkg/lib.py": LIB, "b.py": B}
    for path, takes in (("side.py", False), ("app.py", True), ("other.py", True)):
        parts = ["import functools"]
        for _ in range(draw(st.integers(1, 2))):
            imports, name, module = _reached(draw, takes)
            body = [draw(st.sampled_from(GIVES))] if path == "side.py" or draw(st.booleans()) else []
            body += [draw(st.sampled_from(USES))] if path != "side.py" or draw(st.booleans()) else []
            text = "\n\n\n".join([imports, *body]).replace("M0", module)
            parts.append(_with(text, name))
        files[path] = "\n\n\n".join([*parts, draw(st.sampled_from(DECOYS))]) + "\n"
    return f"pkg.lib.{symbol}", {path: _called(text, symbol) for path, text in files.items()}


def _with(text: str, name: str) -> str:
    """E, on its own, is how the symbol is written."""
    return "".join(name if part == "E" else part for part in _words(text))


def _called(text: str, symbol: str) -> str:
    return "".join(symbol if part == "S" else part for part in _words(text))


def _words(text: str) -> list[str]:
    return re.split(r"\b", text)


def check(name: str, files: Mapping[str, str]) -> None:
    """Raises AssertionError where a check finds something else than a search."""
    for text in files.values():
        ast.parse(text)
    symbols = symbols_of(files)
    target = read_target(symbols, name)
    expected = said(everything(_anew(symbols), target))
    assert said(sure(_anew(symbols), target)) == expected
    for path in files:
        one, found = frozenset({path}), [each for each in expected if each[0] == path]
        assert said(sure(_anew(symbols), target, one)) == found, path
        alone = _anew(symbols)
        is_named = bool(named_in(alone.snapshot, [target.dotted], one))
        assert (within_reach(alone, [target], one) and is_named) or not found, path


def _anew(symbols: SymbolMap) -> SymbolMap:
    """Nothing is known of the files but what stands in each."""
    return symbols.with_snapshot(replace(symbols.snapshot))


@given(made=repositories())
@settings(max_examples=25, derandomize=True)
def test_a_check_finds_what_a_search_finds(made: tuple[str, dict[str, str]]) -> None:
    check(*made)


@pytest.mark.slow
@given(made=repositories())
@settings(max_examples=3000)
def test_a_check_finds_what_a_search_finds_at_length(made: tuple[str, dict[str, str]]) -> None:
    check(*made)

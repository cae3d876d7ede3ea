"""Where names lead, across small repositories. `«` marks the name that is asked for (its first character follows)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations

import pytest
from in_memory import symbols_of

from refactor_cli.resolution import resolve, resolve_absolute, scope_at


def asked(files: Mapping[str, str], dotted: str) -> list[str]:
    """Asks for `dotted` at the mark; symbols as `path:name`, with `?` at the end when something else is possible."""
    (path,) = (path for path in files if "«" in files[path])
    at = files[path].encode().index("«".encode())
    symbols = symbols_of({name: text.replace("«", "") for name, text in files.items()})
    file_map = symbols.map(path)
    assert file_map is not None
    found = resolve(symbols, path, scope_at(file_map, at), dotted, at)
    shown = sorted(f"{symbol.path or ''}:{symbol.name}" for symbol in found.symbols)
    return shown if found.complete else [*shown, "?"]


LIB = "def old(): pass\ndef other(): pass\nclass A:\n    def m(self): pass\n"

NAMES = [
    pytest.param("«old()", "old", ["?"], id="undefined"),
    pytest.param("«len", "len", [":builtins.len"], id="builtin"),
    pytest.param("from lib import old\n«old()", "old", ["lib.py:old"], id="from import"),
    pytest.param("from lib import old as o\n«o()", "o", ["lib.py:old"], id="from import as"),
    pytest.param("import lib\n«lib.old()", "lib.old", ["lib.py:old"], id="module"),
    pytest.param("import lib as l\n«l.old()", "l.old", ["lib.py:old"], id="module as"),
    pytest.param("import lib\n«lib.gone", "lib.gone", [":lib.gone"], id="missing in a module"),
    pytest.param("from lib import *\n«old()", "old", ["lib.py:old"], id="star"),
    pytest.param("from os import *\n«old()", "old", ["?"], id="star from outside"),
    pytest.param(
        "from os import *\nfrom lib import old\n«old()",
        "old",
        ["lib.py:old"],
        id="import hides an earlier star",
    ),
    pytest.param(
        "from lib import old\nfrom os import *\n«old()",
        "old",
        ["?", "lib.py:old"][::-1],
        id="a star may hide it",
    ),
    pytest.param("from lib import old\nx = old\n«x()", "x", ["lib.py:old"], id="alias"),
    pytest.param(
        "import lib\nclass B:\n    x = lib.old\n«B.x()", "B.x", ["lib.py:old"], id="alias in a class"
    ),
    pytest.param("a = b\nb = a\n«a", "a", ["app.py:b"], id="a circle of aliases"),
    pytest.param("from lib import old\ndef old(): pass\n«old()", "old", ["app.py:old"], id="redefined"),
    pytest.param("from lib import old\nold = old(old)\n«old()", "old", ["app.py:old"], id="rebound"),
    pytest.param(
        "from lib import old\nold = wrap(«old)", "old", ["lib.py:old"], id="right side of its rebinding"
    ),
    pytest.param(
        "from lib import old\n@«old\ndef old(): pass", "old", ["lib.py:old"], id="decorator of its own name"
    ),
    pytest.param("from lib import A\nclass A(«A): pass", "A", ["lib.py:A"], id="base of its own name"),
    pytest.param("from lib import old\ndef f(x=«old): pass", "old", ["lib.py:old"], id="default"),
    pytest.param(
        "from lib import old\ndef f(old=«old): pass", "old", ["lib.py:old"], id="default of its own name"
    ),
    pytest.param(
        "from lib import old\ndef f(old): return «old()", "old", ["app.py:f.<locals>.old"], id="parameter"
    ),
    pytest.param(
        "from lib import old\nlambda old: «old()",
        "old",
        ["app.py:<lambda>.<locals>.old"],
        id="lambda parameter",
    ),
    pytest.param("from lib import old\nlambda x: «old()", "old", ["lib.py:old"], id="in a lambda"),
    pytest.param(
        "from lib import old\n[«old for old in x]",
        "old",
        ["app.py:<listcomp>.<locals>.old"],
        id="comprehension",
    ),
    pytest.param("from lib import old\n[old for old in «old()]", "old", ["lib.py:old"], id="first iterable"),
    pytest.param(
        "from lib import old\ndef f():\n    old = 1\n    def g():\n        return «old",
        "old",
        ["app.py:f.<locals>.old"],
        id="closure",
    ),
    pytest.param(
        "from lib import old\ndef f():\n    «old()\n    old = 1",
        "old",
        ["app.py:f.<locals>.old"],
        id="unbound local",
    ),
    pytest.param(
        "from lib import old\nclass C:\n    old = 1\n    def f(self): «old()",
        "old",
        ["lib.py:old"],
        id="class scope is skipped from methods",
    ),
    pytest.param(
        "from lib import old\nclass C:\n    def old(self): pass\n    x = «old",
        "old",
        ["app.py:C.old"],
        id="class scope",
    ),
    pytest.param(
        "from lib import old\nclass C:\n    x = «old()\n    def old(self): pass",
        "old",
        ["lib.py:old"],
        id="before a class binds it",
    ),
    pytest.param(
        "from lib import old\nclass C:\n    old = 1\n    x = [«old for a in b]",
        "old",
        ["lib.py:old"],
        id="comprehension in a class",
    ),
    pytest.param(
        "from lib import old\ndef f():\n    global old\n    old = 1\ndef g(): «old",
        "old",
        ["app.py:old", "lib.py:old"],
        id="global",
    ),
    pytest.param(
        "from lib import old\ndef f():\n    old = 1\n    def g():\n        nonlocal old\n        «old",
        "old",
        ["app.py:f.<locals>.old"],
        id="nonlocal",
    ),
    pytest.param("from lib import old\ndel old\n«old", "old", ["?"], id="deleted"),
    pytest.param(
        "if x:\n    from lib import old\nelse:\n    from lib import other as old\n«old",
        "old",
        ["lib.py:old", "lib.py:other"],
        id="either branch",
    ),
    pytest.param(
        "if x:\n    from lib import old\n    «old()\nelse:\n    old = 1",
        "old",
        ["lib.py:old"],
        id="in the branch",
    ),
    pytest.param(
        "try:\n    from lib import old\nexcept ImportError:\n    old = None\n«old",
        "old",
        ["app.py:old", "lib.py:old"],
        id="try",
    ),
    pytest.param(
        "from lib import old\nfor x in y:\n    «old()\n    old = 1",
        "old",
        ["app.py:old", "lib.py:old"],
        id="later in the loop",
    ),
    pytest.param("from lib import old\nfor old in y:\n    «old()", "old", ["app.py:old"], id="loop variable"),
    pytest.param(
        "from lib import old\nfor old in «old(): pass", "old", ["lib.py:old"], id="iterable of the loop"
    ),
    pytest.param(
        "from lib import old\nfor old in y: pass\n«old",
        "old",
        ["app.py:old", "lib.py:old"],
        id="after the loop",
    ),
    pytest.param("from lib import old\nwith x as old:\n    «old", "old", ["app.py:old"], id="with"),
    pytest.param(
        "from lib import old\nwith «old() as old: pass", "old", ["lib.py:old"], id="manager of the with"
    ),
    pytest.param(
        "from lib import old\ntry: pass\nexcept E as old:\n    «old",
        "old",
        ["app.py:old"],
        id="except clause",
    ),
    pytest.param(
        "from lib import old\ntry: pass\nexcept E as old: pass\n«old",
        "old",
        ["lib.py:old"],
        id="after the except",
    ),
    pytest.param(
        "from lib import old\nmatch x:\n    case [old]:\n        «old", "old", ["app.py:old"], id="match"
    ),
    pytest.param("from lib import old\n(old := 1)\n«old", "old", ["app.py:old"], id="walrus"),
    pytest.param(
        "import unittest.case\n«x", "unittest.case.TestCase", [":unittest.TestCase"], id="same object"
    ),
    pytest.param(
        "from datetime import datetime\n«x", "datetime.utcnow", [":datetime.datetime.utcnow"], id="outside"
    ),
    pytest.param("from lib import A\na = A()\n«a.m()", "a.m", ["lib.py:A.m"], id="constructed"),
    pytest.param("from lib import A\n«A().m()", "A().m", ["lib.py:A.m"], id="constructed in place"),
    pytest.param("from lib import A\n«A.m", "A.m", ["lib.py:A.m"], id="method of a class"),
    pytest.param(
        "import lib\nclass B(lib.A):\n    def f(self):\n        def g(): return «self.m()",
        "self.m",
        ["lib.py:A.m"],
        id="self in a closure",
    ),
    pytest.param(
        "import lib\nclass B(lib.A):\n    @classmethod\n    def f(cls): «cls.m()",
        "cls.m",
        ["lib.py:A.m"],
        id="cls",
    ),
    pytest.param(
        "import lib\nclass B(lib.A):\n    @staticmethod\n    def f(self): «self.m()",
        "self.m",
        ["?"],
        id="static",
    ),
    pytest.param(
        "import lib\nclass B(lib.A):\n    def m(self): «super().m()", "super().m", ["lib.py:A.m"], id="super"
    ),
    pytest.param(
        "import lib, ext\nclass B(ext.Mixin, lib.A):\n    def f(self): «self.m()",
        "self.m",
        [":ext.Mixin.m", "lib.py:A.m", "?"],
        id="a mixin from outside may have it",
    ),
    pytest.param(
        "import lib\nclass B(lib.A, Generic[T]):\n    def f(self): «self.m()",
        "self.m",
        ["lib.py:A.m"],
        id="behind it",
    ),
    pytest.param(
        "class X:\n    def m(self): pass\nclass Y(X): pass\nclass Z(X):\n    def m(self): pass\n"
        "class D(Y, Z): pass\n«D().m()",
        "D().m",
        ["app.py:Z.m"],
        id="diamond",
    ),
    pytest.param("class A(B): pass\nclass B(A): pass\n«A.m", "A.m", ["?"], id="a class that is its own base"),
]


@pytest.mark.parametrize(("source", "dotted", "expected"), NAMES)
def test_names(source: str, dotted: str, expected: list[str]) -> None:
    assert asked({"lib.py": LIB, "app.py": source}, dotted) == expected


LAYOUTS = [
    pytest.param(
        {"p/__init__.py": "", "p/a.py": "from .b import old\n«", "p/b.py": LIB}, ["p/b.py:old"], id="relative"
    ),
    pytest.param(
        {"p/__init__.py": "", "p/q/__init__.py": "", "p/q/a.py": "from ..b import old\n«", "p/b.py": LIB},
        ["p/b.py:old"],
        id="two dots",
    ),
    pytest.param(
        {"p/__init__.py": "from .b import old", "p/b.py": LIB, "a.py": "from p import old\n«"},
        ["p/b.py:old"],
        id="re-export",
    ),
    pytest.param(
        {"p/__init__.py": "from .old import old", "p/old.py": LIB, "a.py": "from p import old\n«"},
        ["p/old.py:old"],
        id="name hides the submodule",
    ),
    pytest.param(
        {"p/__init__.py": "from . import old", "p/old.py": LIB, "a.py": "from p import old\n«"},
        ["p/old.py:"],
        id="submodule",
    ),
    pytest.param(
        {
            "p/__init__.py": "from .b import *",
            "p/b.py": "from .c import *",
            "p/c.py": LIB,
            "a.py": "from p import old\n«",
        },
        ["p/c.py:old"],
        id="chain of stars",
    ),
    pytest.param(
        {"b.py": "from c import *\n__all__ = ['other']", "c.py": LIB, "a.py": "from b import *\n«old"},
        ["?"],
        id="not in __all__",
    ),
    pytest.param(
        {"src/p/__init__.py": LIB, "src/q.py": "from p import old\n«"}, ["src/p/__init__.py:old"], id="src"
    ),
    pytest.param({"lib/p.py": LIB, "tests/a.py": "from p import old\n«"}, ["lib/p.py:old"], id="lib"),
    pytest.param(
        {"x/p/__init__.py": LIB, "y/p/__init__.py": LIB, "y/a.py": "from p import old\n«"},
        ["y/p/__init__.py:old"],
        id="nearest root",
    ),
    pytest.param(
        {"ns/p/__init__.py": LIB, "a.py": "from ns.p import old\n«"}, ["ns/p/__init__.py:old"], id="namespace"
    ),
    pytest.param(
        {"ns/sub/p.py": LIB, "ns/sub/a.py": "from .p import old\n«"},
        ["ns/sub/p.py:old"],
        id="relative in a namespace",
    ),
    pytest.param(
        {"bin/a.py": "from p import old\n«", "bin/p.py": LIB}, ["bin/p.py:old"], id="script's own folder"
    ),
    pytest.param(
        {"x/json.py": LIB, "a.py": "from json import old\n«"}, [":json.old"], id="no module of ours"
    ),
    pytest.param(
        {"p.py": LIB, "p.pyi": "def old() -> int: ...", "a.py": "from p import old\n«"},
        ["p.py:old"],
        id="stub beside",
    ),
    pytest.param(
        {"p.pyi": "def old() -> int: ...", "a.py": "from p import old\n«"}, ["p.pyi:old"], id="stub alone"
    ),
    pytest.param(
        {"p.py": "x = 1", "p.pyi": "def old() -> int: ...", "a.py": "from p import old\n«"},
        ["p.py:old"],
        id="only in the stub",
    ),
    pytest.param(
        {"p.py": "def __getattr__(name): ...", "a.py": "from p import old\n«"},
        [":p.old", "?"],
        id="module __getattr__",
    ),
    pytest.param(
        {"p.py": "from q import old", "q.py": "from p import old", "a.py": "from p import old\n«"},
        [":p.old", "?"],
        id="import cycle",
    ),
]


@pytest.mark.parametrize(("files", "expected"), LAYOUTS)
def test_layouts(files: Mapping[str, str], expected: list[str]) -> None:
    assert asked(files, "old") == expected


@pytest.mark.parametrize(
    ("apart", "is_read"),
    [
        pytest.param("def other(): pass\n", False, id="without the word"),
        pytest.param("def old(): pass\n", True, id="with it"),
        pytest.param("from lib import *\n", True, id="of all that another has"),
        pytest.param("def __getattr__(name): ...\n", True, id="asked"),
        pytest.param("def ｏｌｄ(): pass\n", True, id="in other letters"),
    ],
)
def test_a_module_without_the_word_is_not_read_for_a_star(apart: str, is_read: bool) -> None:
    symbols = symbols_of({"lib.py": LIB, "apart.py": apart, "a.py": "from apart import *\nold()\n"})
    file_map = symbols.map("a.py")
    assert file_map is not None
    found = resolve(symbols, "a.py", scope_at(file_map, 20), "old", 20)
    assert (symbols.known_map("apart.py") is not None) == is_read
    assert bool(found.symbols) == ("def old" in apart or "lib" in apart or "ｏ" in apart)


CIRCLE = {
    "p.py": "from q import old, other\nclass A:\n    m = old\n    n = other\n",
    "q.py": "try:\n    from p import old\nexcept ImportError:\n    def old(): pass\nfrom p import other\n",
}


@pytest.mark.parametrize("order", list(permutations(("p.old", "q.old", "p.A.m", "p.A.n", "q.other"))))
def test_what_was_cut_in_a_circle_is_asked_again(order: tuple[str, ...]) -> None:
    symbols = symbols_of(CIRCLE)
    for name in order:
        assert resolve_absolute(symbols, name) == resolve_absolute(symbols_of(CIRCLE), name)

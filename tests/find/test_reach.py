"""Sure usages, found with fewer files and questions: the same as all that is found, without what is not sure.

Every case of finding and of evidence is one of these too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import get_args
from zlib import crc32

import pytest
from in_memory import symbols_of

from refactor_cli.data import Target, Usage, UsageKind
from refactor_cli.evidence import Evidence
from refactor_cli.find import Wanted, find
from refactor_cli.find.reach import reach_of
from refactor_cli.find.target import read_target
from refactor_cli.find.within_reach import named_in, within_reach
from refactor_cli.resolution.made_from import CALLED_THROUGH
from refactor_cli.symbols import SymbolMap

FOLDER = Path(__file__).parent
CASES = [
    *sorted((FOLDER / "cases").glob("*.txt")),
    # which are hundreds, found by what `evidence` says of them in its own tests: a fourth, the same on every day
    *(
        pytest.param(case, marks=() if crc32(case.stem.encode()) % 4 == 0 else pytest.mark.slow)
        for case in sorted((FOLDER.parent / "evidence" / "cases").glob("*.txt"))
    ),
]
KINDS = frozenset[UsageKind](get_args(UsageKind)) - {"doc"}
OFF = frozenset({"receiver-name"})


def read_case(case: Path) -> tuple[str, dict[str, str]]:
    head, *parts = re.split(r"^-- (.+) --\n", case.read_text("utf-8"), flags=re.MULTILINE)
    files = dict(zip(parts[::2], parts[1::2], strict=True))
    return head.split()[1], {path: text for path, text in files.items() if path not in ("usages", "found")}


def everything(symbols: SymbolMap, target: Target) -> list[Usage]:
    (result,) = find(symbols, [target], evidence=Evidence(OFF)).results
    sure = [usage for usage in result.usages if usage.certainty != "possible" and usage.kind != "doc"]
    # a check speaks of the place that makes what is called, wherever that is
    return [usage for usage in sure if usage.evidence[:1] != (CALLED_THROUGH,)]


def sure(symbols: SymbolMap, target: Target, only: frozenset[str] | None = None) -> list[Usage]:
    (result,) = find(symbols, [target], evidence=Evidence(OFF), wanted=Wanted(only, lambda _: KINDS)).results
    return [usage for usage in result.usages if usage.certainty != "possible" and usage.kind != "doc"]


def said(usages: list[Usage]) -> list[tuple[object, ...]]:
    """All of usages but their ids, which count equal ones that are not sure too."""
    return [(each.path, each.span, each.kind, each.certainty, each.evidence) for each in usages]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.parent.name}-{case.stem}")
def test_what_is_sure_is_found_all_the_same(case: Path) -> None:
    spec, files = read_case(case)
    symbols = symbols_of(files)
    target = read_target(symbols, spec)
    expected = said(everything(symbols, target))
    assert said(sure(symbols_of(files), target)) == expected
    for path in files:
        one, alone = frozenset({path}), symbols_of(files)
        found = [each for each in expected if each[0] == path]
        assert said(sure(alone, target, one)) == found
        is_looked_for = bool(within_reach(alone, [target], one))
        is_named = bool(named_in(alone.snapshot, [target.dotted], one))
        assert (is_looked_for and is_named) or not found


PACKAGE = {"pkg/__init__.py": "", "pkg/lib.py": "def old(): pass\n"}
FORMS = [
    pytest.param(
        {"app.py": "from pkg import lib\nfrom unittest import mock\nmock.patch.multiple(lib, old=1)\n"},
        id="a keyword that is an attribute's name",
    ),
    pytest.param(
        {"app.py": "from operator import attrgetter\nfrom pkg import lib\nattrgetter('old')(lib)\n"},
        id="an attrgetter",
    ),
    pytest.param({"app.py": "import pkg.lib as l\nx = l\nx.old()\n"}, id="a module under another name"),
    pytest.param(
        {"app.py": "from pkg import lib\ndef f(m):\n    m.old()\nf(lib)\nf(lib)\n"}, id="a module handed on"
    ),
    pytest.param(
        {
            "app.py": "from pkg import lib\nclass A:\n    def __init__(self):\n        self.m = lib\n    def f(self):\n"
        }
        | {"app.py": "from pkg import lib\nclass A:\n    m = lib\n    def f(self):\n        self.m.old()\n"},
        id="a module that a class has",
    ),
    pytest.param(
        {"compat.py": "from pkg.lib import old\n", "app.py": "import compat\ncompat.old()\n"},
        id="a re-export",
    ),
    pytest.param(
        {"compat.py": "from pkg.lib import *\n", "app.py": "import compat as c\nc.old()\n"},
        id="through a star",
    ),
    pytest.param(
        {"compat.py": "from pkg import lib as tools\n", "app.py": "import compat\ncompat.tools.old()\n"},
        id="a module re-exported",
    ),
    pytest.param(
        {"base.py": "from pkg.lib import old\nclass A:\n    old = staticmethod(old)\n    older = old\n"}
        | {"app.py": "from base import A\nA.older()\nA().older()\n"},
        id="what a class calls otherwise",
    ),
    pytest.param(
        {"base.py": "class A:\n    from pkg.lib import old\n", "app.py": "from base import A\nA.old()\n"},
        id="an import in a class",
    ),
    pytest.param(
        {"app.py": 'import pkg.lib\ngetattr(pkg.lib, "old")()\n', "b.py": 'x = "pkg.lib.old"\n'}, id="strings"
    ),
    pytest.param(
        {"side.py": "import pkg.lib\no = pkg.lib.old\nfor o in pkg.lib.old:\n    pass\n"}
        | {"app.py": "import side\nside.o(1)\n"},
        id="an alias of another module that a loop gives too",
    ),
    pytest.param(
        {"app.py": "from pkg import lib\n(lib  # a comment\n    .old())\n"}, id="a comment before the dot"
    ),
    pytest.param({"setup.cfg": "[options.entry_points]\nx =\n  y = pkg.lib:old\n"}, id="an entry point"),
    pytest.param({"app.py": "from pkg.lib import old as é\né()\n"}, id="a name beyond ASCII"),
    pytest.param({"app.py": "from pkg.lib import \\\n    old\nold()\n"}, id="an import over lines"),
    pytest.param({"app.py": "x = 1\rfrom pkg.lib import old\rold()\r"}, id="lines that end by returns"),
    pytest.param({"app.py": "import sys; from pkg.lib import old\nold()\n"}, id="an import behind another"),
    pytest.param(
        {"app.py": "\ufefffrom pkg.lib import old\nold()\n"}, id="an import behind a byte order mark"
    ),
    pytest.param({"app.py": "\ufeffimport pkg.lib as q\nq.old()\n"}, id="a module behind a byte order mark"),
    pytest.param(
        {"base.py": "\ufefffrom pkg.lib import old as oo\n", "app.py": "from base import oo\noo()\n"},
        id="renamed behind a byte order mark",
    ),
    pytest.param(
        {"app.py": f"import pkg.lib\nx = (\n    pkg.lib\n    # {'long ' * 60}\n    .old()\n)\n"},
        id="a long comment before the dot",
    ),
    pytest.param(
        {"pkg/__init__.py": "from . import lib\n", "app.py": "import pkg\nfrom b import g\ng(pkg.lib)\n"}
        | {"b.py": "def g(m):\n    return m.old()\n"},
        id="a module handed on behind its package",
    ),
    *(
        pytest.param({"base.py": f"import pkg.lib\n{source}", "app.py": "from base import o\no()\n"}, id=name)
        for name, source in {
            "an annotated alias": "o: Callable[[int], int] = pkg.lib.old\n",
            "an alias in parentheses": "o = (\n    # which\n    pkg.lib.old\n)\n",
            "an alias on the next line": "o = \\\n    pkg.lib.old\n",
            "an alias with a dot on the next line": "o = (pkg.lib\n    .old)\n",
            "an alias of several": "o, p = pkg.lib.old, 1\n",
            "the second alias of several": "p, o = 1, pkg.lib.old\n",
            "an alias of several over lines": "(p,\n o) = (1,\n  pkg.lib.old)\n",
            "an alias in an expression": "if (o := pkg.lib.old):\n    pass\n",
            "a chain of aliases": "o = p = pkg.lib.old\n",
            "one of very many": f"(o,\n{' x,' * 70}) = (pkg.lib.old,\n{' 1,' * 30}\n" + " 1,\n" * 40 + ")\n",
            "behind a value of many lines": "(x, o) = (f(\n" + "1,\n" * 70 + "), pkg.lib.old)\n",
            "an alias that a pattern gives too": "o = pkg.lib.old\nmatch pkg.lib.old:\n    case o:\n        pass\n",
            "one alone in a list": "[o] = [pkg.lib.old]\n",
            "one alone in a tuple": "o, = (pkg.lib.old,)\n",
            "one of several in several": "x, (y, o) = 1, (2, pkg.lib.old)\n",
            "behind a string": "x, o = 'a,b(', pkg.lib.old\n",
            "a long annotation": "o: dict[\n" + "int,\n" * 60 + "] = pkg.lib.old\n",
        }.items()
    ),
    pytest.param(
        {"base.py": "from pkg.lib import old\nclass A:\n    alias = (\n        old\n    )\n"}
        | {"app.py": "from base import A\nA.alias()\n"},
        id="an alias in parentheses in a class",
    ),
    *(
        pytest.param(
            {"mod.py": f"import pkg.lib\n{alias}\n", "b.py": "from mod import o\no(1)\n"}, id=f"by {alias}"
        )
        for alias in (
            "o: Callable[[int], int] = pkg.lib.old",
            "o = (\n    pkg.lib.old\n)",
            "o = (  pkg . lib\n    .old)",
            "o = \\\n    pkg.lib.old",
            "o, p = pkg.lib.old, 1",
            "p, o = (\n    1,\n    pkg.lib.old,\n)",
            "def f(): o(1)\no = m\nm = n = pkg.lib.old\no = m",
        )
    ),
    pytest.param({"b.py": "\ufefffrom pkg.lib import old\nold(1)\n"}, id="a mark of the byte order"),
    pytest.param(
        {"e.py": "\ufefffrom pkg.lib import old as oo\n", "f.py": "from e import oo\noo(1)\n"},
        id="the same, renamed",
    ),
    pytest.param({"e.py": "\ufeffimport pkg.lib as q\nq.old(1)\n"}, id="the same, a module"),
    pytest.param(
        {"a.py": "import pkg.lib\nfrom b import g\ng(pkg.lib)\n", "b.py": "def g(m):\n    return m.old()\n"},
        id="a module taken from its package and handed on",
    ),
    *(
        pytest.param({"app.py": source, "b.py": "def g(m):\n    return m.old()\n"}, id=name)
        for name, source in {
            "taken from a package by another name": "import pkg\nfrom b import g\np = pkg\ng(p.lib)\n",
            "from a package that may be none": "import pkg\nfrom b import g\np = pkg if g else None\ng(p.lib)\n",
            "from what a call gives": "import pkg\nfrom b import g\ndef f():\n    return pkg\ng(f().lib)\n",
            "asked for by getattr": 'import pkg\nfrom b import g\ng(getattr(pkg, "lib"))\n',
        }.items()
    ),
    pytest.param(
        {"side.py": "import pkg\np = pkg\n", "app.py": "import side\nfrom b import g\ng(side.p.lib)\n"}
        | {"b.py": "def g(m):\n    return m.old()\n"},
        id="taken from a package that another module has",
    ),
    pytest.param(
        {"app.py": "import pkg.lib\nfrom b import h\nh(pkg)\n", "c.py": "def g(m):\n    return m.old()\n"}
        | {"b.py": "from c import g\ndef h(p):\n    return g(p.lib)\n"},
        id="a module handed on in another one that is handed on",
    ),
    pytest.param(
        {
            "app.py": f"import pkg.lib\nx = (\n    pkg.lib\n    # {'long ' * 60}\n\n    # more\n    .old(1)\n)\n"
        },
        id="a long comment before the dot",
    ),
    pytest.param(
        {"app.py": f"import pkg.lib\nx = (\n    pkg.lib.  # {'long ' * 60}\n    # more\n    old(1)\n)\n"},
        id="a long comment behind the dot",
    ),
    pytest.param({"caf\udce9.py": "from pkg.lib import old\nold(1)\n"}, id="a path that is no text"),
    pytest.param(
        {"é.py": "from pkg.lib import old\n"}
        | {"b.py": "# coding: latin-1\nfrom é import old\nold(1)\n".encode("latin-1")},
        id="a module named in another encoding",
    ),
]


@pytest.mark.parametrize("files", FORMS)
def test_forms(files: Mapping[str, str | bytes]) -> None:
    every = {**PACKAGE, **files}
    target = read_target(symbols_of(every), "pkg.lib.old")
    expected = said(everything(symbols_of(every), target))
    assert [each for each in expected if each[0] in files], "the form is found at all"
    assert said(sure(symbols_of(every), target)) == expected
    for path in files:
        one, alone = frozenset({path}), symbols_of(every)
        found = [each for each in expected if each[0] == path]
        assert said(sure(alone, target, one)) == found
        assert (
            within_reach(alone, [target], one) and named_in(alone.snapshot, [target.dotted], one)
        ) or not found


OUTSIDE = [
    pytest.param("import six\nsix.u('')\n", ["app.py"], id="imported"),
    pytest.param("from six import u\nu('')\n", ["app.py"], id="a name of it"),
    pytest.param("def f(x):\n    import six\n    return six.u(x)\n", ["app.py"], id="in a function"),
    pytest.param("x = 'six.u'\n", ["app.py"], id="in a string"),
    pytest.param("def f(x):\n    return x.u('six')\n", [], id="nothing of it"),
    pytest.param("u = 6  # six. Or more, if you import six of them\n", [], id="prose"),
]


@pytest.mark.parametrize(("source", "reached"), OUTSIDE)
def test_what_nothing_imports_is_out_of_reach(source: str, reached: list[str]) -> None:
    symbols = symbols_of({"app.py": source})
    target = read_target(symbols, "six.u", known=True)
    assert [path for path in ("app.py",) if within_reach(symbols, [target], frozenset({path}))] == reached


MODULE_NAMES = [
    pytest.param("import math\nmath.pi\n", [], id="another module of its name"),
    pytest.param("import numpy\nimport math\nmath.pi\nnumpy.x\n", ["app.py"], id="beside its package"),
    pytest.param("import numpy.math\nnumpy.math.pi\n", ["app.py"], id="itself"),
    pytest.param("import numpy.math as m\nm.pi\n", ["app.py"], id="under another name"),
    pytest.param("from numpy import math\nmath.pi\n", ["app.py"], id="from its package"),
]


@pytest.mark.parametrize(("source", "reached"), MODULE_NAMES)
def test_what_is_called_as_a_module(source: str, reached: list[str]) -> None:
    files = {"app.py": source, "b.py": "import numpy\nnumpy.int\n"}
    symbols, one = symbols_of(files), frozenset({"app.py"})
    target = read_target(symbols, "numpy.math", known=True)
    assert bool(sure(symbols_of(files), target, one)) <= bool(reached)
    reach = reach_of(symbols, target)
    assert reach is not None
    assert [path for path in one if path in reach.importing or path in reach.naming] == reached


IN_QUOTES = [
    pytest.param("from pkg import lib\ngetattr(lib, 'old')\n", True, id="imported"),
    pytest.param("import pkg\ngetattr(pkg.lib, 'old')\n", True, id="taken"),
    pytest.param("from pkg import *\ngetattr(lib, 'old')\n", True, id="perhaps imported"),
    pytest.param("import m\ngetattr(m('lib'), 'old')\n", True, id="in quotes"),
    pytest.param("def f(lib):\n    getattr(lib, 'old')\n", True, id="given"),
    pytest.param("lib = 1\ngetattr(lib, 'old')\n", True, id="assigned"),
    pytest.param("# as lib does\ngetattr(x, 'old')\n", False, id="a word of a comment"),
]


@pytest.mark.parametrize(("source", "expected"), IN_QUOTES)
def test_a_name_in_quotes_needs_a_module_at_hand(source: str, expected: bool) -> None:
    symbols = symbols_of({**PACKAGE, "app.py": source})
    reach = reach_of(symbols, read_target(symbols, "pkg.lib.old"))
    assert reach is not None
    assert reach.holds("app.py") is expected


def test_a_common_name_asks_nothing_about_receivers_that_cannot_be_the_module(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls = "".join(f"    x.old({number})\n" for number in range(10))
    files = {**PACKAGE, "app.py": f"from pkg.lib import old\nold()\ndef f(x):\n{calls}"}
    symbols = symbols_of(files)
    asked = list[object]()
    monkeypatch.setattr(
        "refactor_cli.find.weigh_once", lambda *given: asked.extend(given[3]) or list(given[3])
    )
    found = sure(symbols, read_target(symbols, "pkg.lib.old"))
    assert [(usage.path, usage.location.line) for usage in found] == [("app.py", 1), ("app.py", 2)]
    assert [usage for usage in asked if isinstance(usage, Usage) and usage.certainty == "possible"] == []


BUILTIN = [
    pytest.param({"app.py": "reduce(f, x)\n"}, id="plain"),
    pytest.param({"app.py": "import builtins\nbuiltins.reduce(f, x)\n"}, id="of the module"),
    pytest.param({"app.py": "import __builtin__ as b\nb.reduce(f, x)\n"}, id="of Python 2's module"),
    pytest.param({"app.py": "import builtins\ngetattr(builtins, 'reduce')\n"}, id="in quotes"),
    pytest.param({"app.py": "from builtins import reduce as r\nr(f, x)\n"}, id="imported"),
    pytest.param({"app.py": "class A:\n    reduce = reduce\nA.reduce(f, x)\n"}, id="of a class"),
    pytest.param(
        {"app.py": "class A:\n    reduce = reduce\n", "b.py": "from app import A\nA.reduce(f, x)\n"},
        id="of a class of another file",
    ),
    pytest.param(
        {"app.py": "def f(m):\n    m.reduce(g, x)\n", "b.py": "import app, builtins\napp.f(builtins)\n"},
        id="of the module, handed on",
    ),
]


@pytest.mark.parametrize("files", BUILTIN)
def test_a_builtin_is_found_by_its_plain_name_and_in_its_module(files: Mapping[str, str]) -> None:
    target = read_target(symbols_of(files), "builtins.reduce")
    expected = said(everything(symbols_of(files), target))
    assert expected
    assert said(sure(symbols_of(files), target)) == expected
    for path in files:
        found = said(sure(symbols_of(files), target, frozenset({path})))
        assert found == [each for each in expected if each[0] == path]


def test_an_attribute_of_anything_is_no_builtin() -> None:
    files = {"app.py": "def f(operation):\n    operation.reduce(1)\n", "b.py": "reduce(f, x)\n"}
    symbols = symbols_of(files)
    reach = reach_of(symbols, read_target(symbols, "builtins.reduce"))
    assert reach is not None
    assert [path for path in files if reach.holds(path)] == ["b.py"]

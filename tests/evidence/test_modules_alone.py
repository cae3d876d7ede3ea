"""Functions that only modules have, and everything that gets them, or the modules, to an object: one row for each."""

from __future__ import annotations

import pytest
from in_memory import symbols_of
from test_proofs import judged

from refactor_cli.evidence import Evidence
from refactor_cli.find import find
from refactor_cli.find.target import read_target

LIB = {
    "shop/__init__.py": "",
    "shop/api.py": "def old(a): pass\n",
    "shop/run.py": "from shop import api\ndef run(): return api.old(1)\n",
}
USE = "def use(thing):\n    thing.old(1)\n"
MODULES = [
    pytest.param("from shop import api\nconnect(api)\n", id="as an argument"),
    pytest.param("import shop.api\nconnect(shop.api)\n", id="by its full name"),
    pytest.param("from shop import api as backend\nBACKENDS = [backend]\n", id="in a list, renamed"),
    pytest.param("import shop\nconnect(shop)\ndef f(x):\n    return x.api\n", id="taken of its package"),
    pytest.param(
        "from shop import run\nconnect(run)\ndef f(x):\n    y = x.api\n", id="taken of a module that has it"
    ),
    pytest.param("from shop import run\nconnect(run)\ngetattr(x, 'api')\n", id="asked of a module"),
    pytest.param("from shop import run\nconnect(run.api)\n", id="as another module has it"),
    pytest.param("from shop import api\nclass Proxy:\n    of = api\n", id="in a class"),
    pytest.param("class Proxy:\n    from shop import api\nx = Proxy().api\n", id="taken of a class"),
    pytest.param("from shop import api\nsetattr(x, 'of', api)\n", id="by setattr"),
    pytest.param("from shop import api\ndef get(): return api\n", id="as a result"),
    pytest.param(
        "from shop import api\nclass P:\n    def __getattr__(self, n): return getattr(api, n)\n",
        id="handed on to",
    ),
    pytest.param("from shop import api\nconnect(vars(api))\n", id="all of it"),
    pytest.param("from shop import api\nthing.__dict__.update(api.__dict__)\n", id="its dictionary"),
    pytest.param("from shop.api import old\nconnect(**globals())\n", id="what another module has of it"),
    pytest.param("import importlib\ndef load(n): return importlib.import_module(n)\n", id="import_module"),
    pytest.param("import importlib\nload = importlib.import_module\n", id="import_module under a name"),
    pytest.param("def load(n):\n    m = __import__(n)\n    return m\n", id="__import__"),
    pytest.param("def load(n):\n    m = __import__(n)\n    return m.api\n", id="a module of that"),
    pytest.param("def load(n):\n    m = __import__(n)\n    return m.old(1)\n", id="that at once"),
    pytest.param("import sys\nconnect(sys.modules[__name__])\n", id="sys.modules"),
    pytest.param("import sys\nfor m in sys.modules.values(): connect(m)\n", id="all of sys.modules"),
    pytest.param("from sys import modules\nconnect(modules['shop.api'])\n", id="modules"),
    pytest.param("backend = __import__('shop.api').api\n", id="a constant"),
    pytest.param("BACKEND = 'shop.api'\n", id="spelled out"),
    pytest.param("class P:\n    def __getattr__(self, n): return getattr(__import__(N), n)\n", id="proxy"),
    pytest.param("from importlib import import_module as load\nx = load(N)\n", id="renamed import_module"),
    pytest.param("import importlib\nx = importlib.import_module('.', N)\n", id="a package itself"),
    pytest.param(
        "import importlib\ndef import_module(n):\n    return importlib.import_module(n)\n",
        id="its own loader",
    ),
    pytest.param(
        "from importlib import (\n    import_module,\n)\nclass A:\n    def import_module(self, n):\n"
        "        return import_module(n)\n",
        id="its own loader, of a bare one",
    ),
    pytest.param("import sys as _sys\nconnect(_sys.modules[N])\n", id="sys.modules of a renamed sys"),
    pytest.param("import shop\ndef get(n): return getattr(shop, n)\n", id="computed of its package"),
    pytest.param("import shop\nconnect(vars(shop)[N])\n", id="all of its package"),
    pytest.param(
        "from shop.api import new\nx.__dict__.update(new.__globals__)\n", id="what its functions see"
    ),
    pytest.param("import runpy\nconnect(runpy.run_path(N))\n", id="run"),
]
FUNCTIONS = [
    pytest.param("from shop import api\nclass Cart:\n    old = api.old\n", id="in a class"),
    pytest.param("class Cart:\n    from shop.api import old\n", id="imported in a class"),
    pytest.param("from shop import api\nCart.old = api.old\n", id="given to a class"),
    pytest.param("from shop.api import old\nsetattr(make(), 'old', old)\n", id="by setattr"),
    pytest.param("from shop.api import old\ntype('Cart', (), {'old': old})\n", id="by type"),
    pytest.param("from shop.api import old\nSimpleNamespace(old=old)\n", id="by a keyword"),
    pytest.param("from shop.api import old\nAPI = namedtuple('A', 'new old')(1, old)\n", id="a field"),
    pytest.param(
        "from shop.api import old\ntype('A', (), {f.__name__: f for f in [old]})\n", id="by its name"
    ),
    pytest.param(
        "from shop.api import old\nNamespace([(f.__name__, wrap(f)) for f in [old]])\n", id="in pairs"
    ),
    pytest.param(
        "from shop.api import old\ndef keep(f):\n    n = f.__name__\n    THINGS[n] = f\nkeep(old)\n",
        id="kept by its name",
    ),
    pytest.param(
        "from shop.api import old\nclass P:\n    def __getattr__(self, n): return {N: old}[n]\n",
        id="by a hook",
    ),
    pytest.param(
        "from shop.api import old\nA = namedtuple('A', [f.__name__ for f in [old]])(old)\n", id="as a field"
    ),
    pytest.param("from shop.api import old\nfor f in (old,): setattr(A, f.__name__, f)\n", id="computed"),
    pytest.param(
        "from shop.api import old as o\nfor f in (o,): setattr(A, f.__name__, f)\n", id="computed and renamed"
    ),
    pytest.param(
        "def load(m, n):\n    setattr(A, n, getattr(__import__(m), n))\n", id="of any module, computed"
    ),
]
NOTHING = [
    pytest.param("from shop import api\napi.old(1)\n", id="called"),
    pytest.param("from shop.api import old\nresult = map(old, range(3))\n", id="a value, not an attribute"),
    pytest.param("class Cart:\n    def old(self, a): pass\n", id="a method"),
    pytest.param("import shop\nconnect(shop)\n", id="its package, of which nothing is taken"),
    pytest.param("import json\nconnect(json)\n", id="another module"),
    pytest.param("import importlib\njson = importlib.import_module('json')\n", id="another one, loaded"),
    pytest.param("__import__(N)\n", id="loaded for nothing"),
    pytest.param("def load(m, n):\n    return getattr(__import__(m), n)\n", id="something of it"),
    pytest.param("import sys\nif 'shop.api' in sys.modules: pass\n", id="asked for"),
    pytest.param("def load(n):\n    m = __import__(n)\n    return m.other\n", id="something else of it"),
    pytest.param("from shop import api\ngetattr(api, 'old')(1)\n", id="getattr"),
    pytest.param("def f(n): setattr(A, n, 1)\n", id="computed names of nothing"),
    pytest.param("def keep(f): THINGS[f.__name__] = f\n", id="functions kept by name, and not it"),
    pytest.param("import shop\ngetattr(shop, 'other')(1)\n", id="getattr on its package"),
]
RECEIVERS = [
    pytest.param("def use(api):\n    api.old(1)\n", False, id="called as the module"),
    pytest.param("def use(thing):\n    thing.api.old(1)\n", False, id="its attribute called so"),
    pytest.param("from nowhere import *\nthing.old(1)\n", False, id="from a star"),
    pytest.param("thing.old(1)\n", False, id="bound nowhere"),
    pytest.param("def use(thing, n):\n    getattr(thing, n).old(1)\n", False, id="what getattr gives"),
    pytest.param("import importlib\nimportlib.import_module('shop.' + N).old(1)\n", False, id="loaded"),
    pytest.param("def use(things):\n    things[0].old(1)\n", True, id="an item"),
    pytest.param("def use(thing):\n    thing.other().old(1)\n", True, id="a result"),
    pytest.param("def use(self):\n    for each in self.all: each.old(1)\n", True, id="in a loop"),
    pytest.param("import click\nclick.thing().old(1)\n", True, id="of a package"),
]


@pytest.mark.parametrize("more", [*MODULES, *FUNCTIONS])
def test_an_object_may_have_it(more: str) -> None:
    found = judged({**LIB, "use.py": USE, "shop/more.py": more}, "shop.api.old")
    assert found["use.py:2"].startswith("possible")


@pytest.mark.parametrize("more", NOTHING)
def test_no_object_has_it(more: str) -> None:
    found = judged({**LIB, "use.py": USE, "shop/more.py": more}, "shop.api.old")
    assert found["use.py:2"] == "ruled_out modules-alone"


@pytest.mark.parametrize(("source", "is_object"), RECEIVERS)
def test_what_stands_before_the_dot(source: str, is_object: bool) -> None:
    found = judged({**LIB, "use.py": source}, "shop.api.old")
    last = f"use.py:{source.count(chr(10))}"
    assert found[last].startswith("ruled_out modules-alone" if is_object else "possible")


def test_decorators_may_hand_it_on() -> None:
    lib = {**LIB, "shop/api.py": "@register\ndef old(a): pass\n"}
    given = "def f(n, x): setattr(A, n, x)\n"
    assert judged({**lib, "use.py": USE}, "shop.api.old")["use.py:2"] == "ruled_out modules-alone"
    assert judged({**lib, "use.py": USE, "m.py": given}, "shop.api.old")["use.py:2"].startswith("possible")


PLUGINS = [
    pytest.param(
        "pyproject.toml", '[project.entry-points."shop"]\nx = "shop.api"\n', True, id="of a project"
    ),
    pytest.param(
        "setup.cfg", "[options.entry_points]\nshop =\n    x = shop.api [more]\n", True, id="of setup.cfg"
    ),
    pytest.param("setup.py", "setup(entry_points={'shop': ['x = shop.api']})\n", True, id="of setup.py"),
    pytest.param(
        "pyproject.toml", '[project.entry-points]\nx = "shop.api:old"\n', False, id="a function of it"
    ),
    pytest.param(
        "pyproject.toml", '[[tool.mypy.overrides]]\nmodule = "shop.api"\n', False, id="another table"
    ),
]


@pytest.mark.parametrize(("path", "text", "is_loaded"), PLUGINS)
def test_other_packages_load_plugins(path: str, text: str, is_loaded: bool) -> None:
    found = judged({**LIB, "use.py": USE, path: text}, "shop.api.old")
    assert found["use.py:2"].startswith("possible" if is_loaded else "ruled_out modules-alone")


def test_what_tests_load_comes_to_tests_alone() -> None:
    files = {**LIB, "use.py": USE, "tests/test_use.py": USE, "tests/more.py": "connect(__import__(N))\n"}
    found = judged(files, "shop.api.old")
    assert found["use.py:2"] == "ruled_out modules-alone"
    assert found["tests/test_use.py:2"].startswith("possible")


def test_what_tests_define_may_be_handed_to_them() -> None:
    files = {"tests/api.py": "def old(a): pass\n", "tests/use.py": USE}
    assert judged(files, "tests.api.old")["tests/use.py:2"].startswith("possible")


def test_the_rule_can_be_switched_off() -> None:
    symbols = symbols_of({**LIB, "use.py": USE})
    target = read_target(symbols, "shop.api.old")
    (result,) = find(symbols, [target], evidence=Evidence(frozenset({"modules-alone"}))).results
    assert [each.certainty for each in result.usages if each.path == "use.py"] == ["possible"]


METHODS = [
    pytest.param("from lib import old\nclass A:\n    old = old\n", True, id="in a class"),
    pytest.param("from lib import old\nA.old = old\n", True, id="given to a class"),
    pytest.param("from lib import old\nsetattr(A, 'old', old)\n", True, id="by setattr"),
    pytest.param("from lib import old\nA = type('A', (B,), {'old': old})\n", True, id="by type"),
    pytest.param("class A:\n    def f(self, old):\n        self.old = old\n", False, id="given to an object"),
    pytest.param("class A:\n    def old(self): pass\n", False, id="a method"),
    pytest.param("hasattr(x, 'old')\nsetattr(x, 'other', 1)\n", False, id="it is asked for"),
]


@pytest.mark.parametrize(("more", "is_bound"), METHODS)
def test_a_function_that_is_called_as_a_method_gets_one_argument_less(more: str, is_bound: bool) -> None:
    use = "def use(thing):\n    thing.old(1)\n"
    found = judged({"lib.py": "def old(self, a): pass\n", "use.py": use, "m.py": more}, "lib.old")
    assert found["use.py:2"].startswith("possible" if is_bound else "ruled_out arity")


def test_a_namespace_has_what_it_is_given() -> None:
    use = "import types\nfrom shop import api\nns = types.SimpleNamespace(old=api.old)\nns.old(1)\n"
    found = judged({**LIB, "use.py": use + "def f(x): x.old(1)\nf(ns)\n"}, "shop.api.old")
    assert found["use.py:4"].startswith("possible")
    assert found["use.py:5"].startswith("possible")

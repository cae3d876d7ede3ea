"""Repositories with names that go through others, times recipes of several rules: the result's search agrees with
the ledger."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

import pytest
from in_memory import symbols_of
from msgspec.structs import replace

from refactor_cli.apply import apply
from refactor_cli.data import Edit, Usage
from refactor_cli.evidence import Evidence
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.inline import inline
from refactor_cli.migration import Again, Choices, choose, settle
from refactor_cli.recipe.read import read_recipe
from refactor_cli.site_change import Given

LIB = """
def old(a, b=1): pass
def new(b, a): pass
def loud(a): pass
def shout(a): pass
class Thing:
    def m(self, a=1): return 1
    def n(self, a=1): return 1
    @classmethod
    def make(cls): return cls()
class Sub(Thing):
    def m(self, a=1): return 2
class Better:
    def m(self, a=1): return 1
    def n(self, a=1): return 1
def make() -> Thing: return Thing()
LIMIT = 3
"""
OTHER = """
def old(a, b=1): pass
def fresh(a): pass
class Thing:
    def m(self, a=1): pass
    def n(self): pass
def make(): return Thing()
LIMIT = 4
"""
PARTLY = """
def old(a, b=1): pass
def extra(): pass
"""
HEADER = "from lib import new\nimport lib, other\nfrom refactor_cli.recipe import moved, replaces\n"
RULES = {
    "old": '@replaces("lib.old")\ndef old(a, b=1):\n    return new(b, a)\n',
    "old moves": 'moved("lib.old", "other.old")\n',
    "other old": '@replaces("other.old")\ndef other_old(a, b=1):\n    return other.fresh(a)\n',
    "loud": 'moved("lib.loud", "lib.shout")\n',
    "method": '@replaces("lib.Thing.m")\ndef m(self, a=1):\n    return self.n(a)\n',
    "method moves": 'moved("lib.Thing.m", "lib.Thing.n")\n',
    "other method": '@replaces("other.Thing.m")\ndef other_m(self):\n    return self.n()\n',
    "better method": '@replaces("lib.Better.m")\ndef better_m(self, a=1):\n    return self.n(a)\n',
    "class moves": 'moved("lib.Thing", "other.Thing")\n',
    "class is renamed": 'moved("lib.Thing", "lib.Better")\n',
    "class is made": '@replaces("lib.Sub")\ndef sub():\n    return lib.Thing()\n',
    "limit": 'moved("lib.LIMIT", "other.LIMIT")\n',
    "maker": '@replaces("lib.make")\ndef make():\n    return lib.Better()\n',
    "other maker": '@replaces("other.make")\ndef other_make():\n    return lib.make()\n',
    "module": 'moved("lib", "other")\n',
    "outside": 'moved("typing_extensions.get_origin", "typing.get_origin")\n',
    "class is made anew": '@replaces("lib.Thing")\ndef thing():\n    return lib.Better()\n',
    "module of a module": 'moved("os.errno", "errno")\n',
    "module, in part": 'moved("lib", "partly")\n',
    "outside too": 'moved("typing.Callable", "collections.abc.Callable")\n',
}

CASES = [
    pytest.param(
        ["outside", "outside too"],
        {
            "app/types.py": "import typing\nimport typing_extensions\ntry:\n    ext = typing_extensions.get_origin\n"
            "except AttributeError:\n    ext = typing.get_origin\nx: typing.Callable\n",
            "app/core.py": "from app import types\ntypes.ext(1)\n",
        },
        {"app/types.py": "x: collections.abc.Callable\n"},
        id="a fallback that is assigned",
    ),
    pytest.param(
        ["class moves", "method"],
        {"app.py": "import lib\nclass A(lib.Thing):\n    def m(self): pass\n"},
        {"app.py": "class A(other.Thing):\n"},
        id="an override in a class whose base moves",
    ),
    pytest.param(
        ["maker", "method"],
        {"app.py": "import lib\nlib.make().m(*x)\nt = lib.make()\nt.m(*x)\nt.m(3)\n"},
        {"app.py": "import lib\nlib.Better().m(*x)\nt = lib.Better()\nt.m(*x)\nt.m(3)\n"},
        id="a method of what a function makes that gives another object then",
    ),
    pytest.param(
        ["class moves", "other method"],
        {"app.py": "from lib import Thing\nThing().m(1)\n"},
        {"app.py": "from other import Thing\nThing().m(1)\n"},
        id="a method of what is another class then",
    ),
    pytest.param(
        ["loud", "module"],
        {"app.py": "import lib\nv = lib.loud if lib else None\n"},
        {"app.py": "v = lib.shout if other else None\n"},
        id="a name of a module that moves, to another one of it",
    ),
    pytest.param(
        ["old moves"],
        {
            "one.py": "from lib import *\n",
            "app.py": "import one\ntry:\n    import one as m\nexcept ImportError:\n    import other as m\n"
            "v = one.old\n",
        },
        {"app.py": "v = other.old\n"},
        id="a fallback that has the old one from elsewhere",
    ),
    pytest.param(
        ["class moves"],
        {
            "app.py": "try:\n    import other as v\nexcept ImportError:\n    import lib as v\n"
            "def f():\n    from lib import Thing\n    return Thing\n"
            "from lib import Thing\nprint(Thing)\n"
        },
        {"app.py": "    from other import Thing\n    return Thing\n"},
        id="a fallback to the old one, and an import in a function",
    ),
    pytest.param(
        ["limit"],
        {
            "one.py": "from lib import LIMIT\nv = LIMIT\n",
            "app.py": "from one import LIMIT\n__all__ = ['LIMIT']\n",
        },
        {
            "app.py": "from one import LIMIT\n__all__ = ['LIMIT']\n",
            "one.py": "from other import LIMIT\nv = LIMIT\n",
        },
        id="what is exported goes with the module it comes from",
    ),
    pytest.param(
        ["class moves"],
        {"one.py": "from lib import Thing\nv = Thing\n", "app.py": "import one\nv = getattr(one, 'Thing')\n"},
        {
            "app.py": "import one\nv = getattr(one, 'Thing')\n",
            "one.py": "from other import Thing\nv = Thing\n",
        },
        id="what is asked of a module where it follows",
    ),
    pytest.param(
        ["limit"],
        {"app.py": "import lib\nfrom lib import LIMIT\nv = getattr(lib, 'LIMIT', None)\nprint(LIMIT)\n"},
        {"app.py": "from other import LIMIT\nv = getattr(lib, 'LIMIT', None)\nprint(LIMIT)\n"},
        id="what is asked of another module stays",
    ),
    pytest.param(
        ["class moves"],
        {
            "one.py": "from lib import Thing\nv = Thing\n",
            "app.py": "try:\n    from other import Thing\nexcept ImportError:\n    from one import Thing\n"
            "print(Thing)\n",
        },
        {"one.py": "from other import Thing\nv = Thing\n"},
        id="a fallback to where it follows",
    ),
    pytest.param(
        ["old moves"],
        {
            "one.py": "from lib import old\nv = old\n",
            "app.py": "try:\n    from one import old\nexcept ImportError:\n    def old(*a): pass\nold(1)\n",
        },
        {"one.py": "from other import old\nv = old\n"},
        id="a name of one's own where there is none",
    ),
]


KEPT = [
    pytest.param(
        ["loud"],
        {"app.py": "import lib\nv = lib.loud\nv(1)\nv(2)  # keep\n"},
        {"app.py": "import lib\nv = lib.loud\nv(1)\nv(2)  # keep\n"},
        id="a call by a name that is assigned",
    ),
    pytest.param(
        ["old", "old moves"],
        {"app.py": "import lib\nv = w = lib.old\nw(*x)\nv(3)\n"},
        {"app.py": "import lib\nv = w = lib.old\nw(*x)\nlib.new(1, 3)\n"},
        id="a call by a name that is assigned, which no rule fits",
    ),
    pytest.param(
        ["loud"],
        {"app.py": "import lib\nclass K:\n    f = lib.loud\nf = 1\nK.f(2)\nK().f(3)  # keep\n"},
        {"app.py": "import lib\nclass K:\n    f = lib.loud\nf = 1\nK.f(2)\nK().f(3)  # keep\n"},
        id="a call by what a class has",
    ),
    pytest.param(
        ["old moves"],
        {"one.py": "from lib import old\nv = old\n", "app.py": "from one import old  # keep\nv = 1\n"},
        {"one.py": "from lib import old\nfrom other import old as other_old\nv = other_old\n"},
        id="an import from where it would follow",
    ),
    pytest.param(
        ["limit"],
        {
            "one.py": "from lib import LIMIT\nv = LIMIT\n",
            "app.py": "import one\nv = hasattr(one, 'LIMIT')  # keep\n",
        },
        {"one.py": "from lib import LIMIT\nfrom other import LIMIT as other_LIMIT\nv = other_LIMIT\n"},
        id="what is asked of a module in quotes",
    ),
    pytest.param(
        ["limit"],
        {"app.py": "from lib import LIMIT  # keep\nprint(LIMIT)\n"},
        {
            "app.py": "from lib import LIMIT  # keep\nfrom other import LIMIT as other_LIMIT\nprint(other_LIMIT)\n"
        },
        id="an import alone",
    ),
    pytest.param(
        ["class moves", "module, in part"],
        {"app.py": "import lib\nlib.Thing()  # keep\nlib.old(1)\n"},
        {"app.py": "import lib\nimport partly\nlib.Thing()  # keep\npartly.old(1)\n"},
        id="a module, where its class moves",
    ),
    pytest.param(
        ["loud", "class moves"],
        {"app.py": "import lib\nlib.loud(1)\nlib.loud(lib.Thing())  # keep\n"},
        {"app.py": "import lib\nlib.shout(1)\nlib.loud(lib.Thing())  # keep\n"},
        id="no other line",
    ),
    pytest.param(
        ["old moves"],
        {
            "app.py": "from lib import old\n",
            "a.ipynb": '{"cells": [{"cell_type": "code", "source": ["from app import old\\n", "old(1)"]}]}',
        },
        {},
        id="what a notebook takes",
    ),
]


def migrated(
    rules: Sequence[str], files: Mapping[str, str], skipped: Callable[[Usage], bool] = lambda usage: False
) -> tuple[dict[str, str], tuple[Edit, ...]]:
    """The files after a migration by these rules, as `refactor migrate` does it. Fails where the search of the result
    does not agree with the ledger. `skipped`: whether the user keeps a usage."""
    recipe = read_recipe(HEADER + "\n\n".join(RULES[each] for each in rules), "r.py")
    symbols = symbols_of({"lib.py": LIB, "other.py": OTHER, "partly.py": PARTLY, **files})
    targets = [read_target(symbols, name, known=True) for name in recipe.symbols]
    usages = find(symbols, targets, evidence=Evidence())
    again = Again(find, targets, recipe.own_names, recipe.brought)
    every = (usage for result in usages.results for usage in result.usages)
    skip = frozenset(usage.id for usage in every if skipped(usage))
    left, decided = choose(usages, Choices(skip=skip))
    kept = tuple(each for each in decided if each.outcome == "kept")
    inlined = inline(recipe, left, symbols, given=Given(outcomes=kept))
    done = settle(replace(inlined, outcomes=(*decided, *inlined.outcomes)), symbols, again)
    assert not done.refused
    changes = {path: data.decode() for path, data in apply(done.edits, symbols.snapshot).changes.items()}
    return {**files, **{path: text for path, text in changes.items() if path in files}}, done.edits


@pytest.mark.parametrize(("rules", "files", "parts"), CASES)
def test_case(rules: list[str], files: dict[str, str], parts: dict[str, str]) -> None:
    after, _ = migrated(rules, files)
    for path, part in parts.items():
        assert part in after[path]


@pytest.mark.parametrize(("rules", "files", "after"), KEPT)
def test_kept(rules: list[str], files: dict[str, str], after: dict[str, str]) -> None:
    """What the user keeps is found again, whatever it goes through."""
    lines = {
        (path, number)
        for path, text in files.items()
        for number, line in enumerate(text.split("\n"), 1)
        if "# keep" in line
    }
    found, _ = migrated(rules, files, lambda usage: (usage.path, usage.location.line) in lines)
    assert found == {**files, **after}


def one_of(count: int) -> Callable[[Usage], bool]:
    """Keeps one of so many usages; none where it is none."""
    return lambda usage: bool(count) and not int(usage.id[1:], 16) % count


NAMES = ("old", "loud", "Thing", "LIMIT", "Sub", "make")
# {m}, {o}: modules; {n}: a name of them; {v}: a new name. Behind the bar: what the lines give
BINDINGS = [
    "from {m} import {n}|{n}",
    "from {m} import {n} as {v}|{v}",
    "import {m}|{m}.{n}",
    "import {m} as {v}|{v}.{n}",
    "from {m} import *|{n}",
    "try:\n    from {m} import {n}\nexcept ImportError:\n    from {o} import {n}|{n}",
    "try:\n    from {m} import {n} as {v}\nexcept ImportError:\n    {v} = None|{v}",
    "import {m}, {o}\ntry:\n    {v} = {m}.{n}\nexcept AttributeError:\n    {v} = {o}.{n}|{v}",
    "import sys\nif sys.version_info > (3, 9):\n    from {m} import {n}\nelse:\n    from {o} import {n}|{n}",
    "from {m} import {n}\n{v} = {n}|{v}",
    "import {m}\n{v} = {m}.{n}|{v}",
    "import {m}\nclass C{v}:\n    attr = {m}.{n}\n    def run(self): return self.attr(1)|C{v}.attr",
    "from {m} import {n}\n{v}, w{v} = {n}, 1|{v}",
    "import {m}\n{v} = getattr({m}, '{n}', None) or {m}.{n}|{v}",
    "try:\n    import {m} as {v}\nexcept ImportError:\n    import {o} as {v}|{v}.{n}",
    "def f{v}():\n    from {m} import {n}\n    return {n}|f{v}()",
    "from {m} import {n}\n__all__ = ['{n}']|{n}",
    "try:\n    from {m} import {n}\nexcept ImportError:\n    class {n}: pass|{n}",
    "import {m}\nif not hasattr({m}, '{n}'):\n    {m}.{n} = None|{m}.{n}",
    "import {m}\n{m}.{n} = {m}.{n}|{m}.{n}",
    "import {m}\nimport sys\nsys.modules['{m}'] = {m}|{m}.{n}",
    "import os\nif not hasattr(os, 'errno'):\n    import errno\n    os.errno = errno|os.errno",
    "from os import errno|errno",
]
USES = [
    "{e}(1)",
    "print({e})",
    "{v} = {e}()\n{v}.m()",
    "{e}().m(a=3)",
    "def g{v}(x: {e}) -> {e}: return x.m()",
    "class K{v}({e}):\n    def m(self, a=1): return super().m(a)",
    "{e}.make().m()",
    "@{e}\ndef g{v}(): pass",
    "{e}(a={e}(1))",
    "{v} = {e}\nprint({v})",
    "isinstance(1, {e})",
    "x = [{e}(i) for i in range(3)]",
    "{v} = [1]\n{e}(*{v})",
    "{e}(**dict(a=1))",
    "{e}(1)(2)",
    "with {e}() as {v}:\n    {v}.m()",
    "def g{v}(x={e}):\n    return x(1)",
    "x{v}: '{e}' = {e}(b=2)",
    "{v} = lambda: {e}({e}(1))",
    "class K{v}:\n    x = {e}\nK{v}.x.m()\nK{v}().x(1)",
    "{v} = {e}\n{v}(1)\n{v}(*x)",
    "{v} = {e}()\n{v}.m(*x)\n{e}.m({v})",
    "{v} = {e}()\n{v}.m(*x)\n{e}().m(*x)\n{e}().m(2)",
    "class K{v}:\n    def __init__(self): self.t = {e}()\n    def f(self): return self.t.m()",
]


def some(seed: int) -> tuple[list[str], dict[str, str]]:
    """Some of the rules, and some modules that take names from each other."""
    dice = random.Random(seed)
    modules, files, count = ["lib", "other"], dict[str, str](), 0
    for path in ("app/__init__.py", "app/one.py", "two.py")[: dice.randint(1, 3)]:
        lines, given = list[str](), list[str]()
        for _ in range(dice.randint(1, 3)):
            count += 1
            values = {"m": dice.choice(modules), "o": dice.choice(modules), "n": dice.choice(NAMES)}
            code, _, name = dice.choice(BINDINGS).format(**values, v=f"v{count}").rpartition("|")
            lines.append(code)
            given.append(name)
        for _ in range(dice.randint(1, 3)):
            count += 1
            lines.append(dice.choice(USES).format(e=dice.choice(given), v=f"v{count}"))
        files[path] = "\n".join(lines) + "\n"
        modules.append(path.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    rules = dice.sample(sorted(RULES), dice.randint(1, 3))
    for one, other in (("class moves", "class is renamed"), ("module", "module, in part")):
        if one in rules:  # a recipe cannot say both
            rules = [each for each in rules if each != other]
    return rules, files


@pytest.mark.parametrize("seed", range(30))
def test_some(seed: int) -> None:
    migrated(*some(seed))
    migrated(*some(seed), one_of(1 + seed % 4))


@pytest.mark.slow
@pytest.mark.parametrize("hundred", range(20))
def test_many(hundred: int) -> None:
    for seed in range(hundred * 100, hundred * 100 + 100):
        migrated(*some(seed), one_of(seed % 5))

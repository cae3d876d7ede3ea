"""Calls in blocks against the signatures of what they call."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.data import Proposal, SiteBlock
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.verify import verify

LIB = """
import functools


def old(a): ...
def new(a, b=0, *, c=0): ...
def needs(a, *, key): ...
def place(a, /, b): ...
def rest(*args, **kwargs): ...
@functools.lru_cache
def cached(a): ...
@decorated
def changed(a): ...
if changed:
    def either(a): ...
else:
    def either(a, b): ...
unknown = changed


class Box:
    def __init__(self, a, b=0): ...
    def put(self, a): ...
    @classmethod
    def of(cls, a): ...
    @staticmethod
    def at(a): ...
    @property
    def way(self): ...


class Bare:
    x = 1
"""
APP = "import json\nimport lib\nfrom lib import *\n\nbox = lib.Box(1)\nlib.old(1)\n"

FITS = [
    pytest.param("lib.new(1)", id="defaults"),
    pytest.param("lib.new(1, 2, c=3)", id="all"),
    pytest.param("lib.new(*x, **y)", id="stars may give anything"),
    pytest.param("lib.needs(*x)", id="a missing keyword that nothing gives, beside stars"),
    pytest.param("lib.needs(1, key=2)", id="keyword only"),
    pytest.param("lib.rest(1, 2, z=3)", id="takes all"),
    pytest.param("lib.cached(1)", id="cached"),
    pytest.param("lib.changed(1, 2, 3)", id="a decorator may change everything"),
    pytest.param("lib.either(1, 2)", id="defined twice"),
    pytest.param("lib.unknown(1, 2)", id="a variable"),
    pytest.param("lib.Box(1, b=2)", id="a class"),
    pytest.param("lib.Bare(1, 2)", id="a class without a constructor of its own"),
    pytest.param("lib.Box.of(1)", id="a class method"),
    pytest.param("lib.Box.at(1)", id="a static method"),
    pytest.param("lib.Box.put(box, 1)", id="a method by its class"),
    pytest.param("box.put(1)", id="a method by its receiver"),
    pytest.param("box.way(1)", id="what a property gives"),
    pytest.param("box.nothing(1)", id="what is not there is not its concern"),
    pytest.param("json.dumps(1, 2, 3, 4)", id="outside the repository"),
    pytest.param("(lambda new: new(1, 2, 3))(lib.new)", id="bound by the block"),
    pytest.param("[new(1, 2, 3) for new in (lib.new,)]", id="bound by a comprehension"),
]

MISFITS = [
    pytest.param("lib.new()", "lib.new", "the call does not give 'a'", id="too few"),
    pytest.param("lib.new(1, 2, 3)", "lib.new", "more than 2 arguments by position", id="too many"),
    pytest.param("lib.new(1, a=2)", "lib.new", "the call gives 'a' twice", id="twice"),
    pytest.param(
        "lib.new(1, d=2)", "lib.new", "the call gives 'd', which its signature does not have", id="unknown"
    ),
    pytest.param("lib.needs(1)", "lib.needs", "the call does not give 'key'", id="keyword missing"),
    pytest.param(
        "lib.place(a=1, b=2)",
        "lib.place",
        "the call gives 'a', which its signature does not have",
        id="positional only",
    ),
    pytest.param(
        "lib.new(*x, d=2)",
        "lib.new",
        "the call gives 'd', which its signature does not have",
        id="unknown beside a star",
    ),
    pytest.param("lib.Box()", "lib.Box", "the call does not give 'a'", id="a class"),
    pytest.param("lib.Box.put(1)", "lib.Box.put", "the call does not give 'a'", id="a method by its class"),
    pytest.param("box.put()", "box.put", "the call does not give 'a'", id="a method by its receiver"),
    pytest.param("lib.Box.of(1, 2)", "lib.Box.of", "more than 1 argument by position", id="class method"),
    pytest.param("lib.Box.at()", "lib.Box.at", "the call does not give 'a'", id="static method"),
    pytest.param("print(lib.rest(lib.new()))", "lib.new", "the call does not give 'a'", id="deep inside"),
]


def reasons(code: str, app: str = APP) -> list[str]:
    """Why a block for the last usage in the file is not used."""
    symbols = symbols_of({"lib.py": LIB, "app.py": app})
    usages = find(symbols, [read_target(symbols, "lib.old")])
    site = usages.results[0].usages[-1]
    code = code.replace("*x", "*range(1)").replace("**y", "**dict()")
    verified = verify(Proposal(None, (SiteBlock(site.id, code),)), usages, symbols)
    return [rejection.reason for rejection in verified.rejections]


@pytest.mark.parametrize("code", FITS)
def test_fits(code: str) -> None:
    assert reasons(code) == []


@pytest.mark.parametrize(("code", "name", "why"), MISFITS)
def test_does_not_fit(code: str, name: str, why: str) -> None:
    assert reasons(code) == [f"the call of {name} does not fit: {why}"]


def test_a_call_that_was_there_before_is_not_its_concern() -> None:
    app = "import lib\n\nlib.old(lib.new(1, 2, 3))\n"
    assert reasons("lib.rest(lib.new(1, 2, 3))", app) == []
    assert reasons("lib.rest(lib.new(1, 2, 3, 4))", app) == [
        "the call of lib.new does not fit: more than 2 arguments by position"
    ]


def test_a_call_that_a_test_expects_to_fail_is_not_its_concern() -> None:
    app = (
        "import lib\nimport unittest\nclass T(unittest.TestCase):\n    def test(self):\n        lib.old(1)\n"
    )
    assert reasons("with self.assertRaises(TypeError):\n    lib.new()", app) == []
    assert reasons("with self.subTest():\n    lib.new()", app) == [
        "the call of lib.new does not fit: the call does not give 'a'"
    ]


def test_by_an_import_of_the_block() -> None:
    symbols = symbols_of({"lib.py": LIB, "app.py": "from lib import old\n\nold(1)\n"})
    usages = find(symbols, [read_target(symbols, "lib.old")])
    block = SiteBlock(usages.results[0].usages[-1].id, "fresh()", ("from lib import new as fresh",))
    verified = verify(Proposal(None, (block,)), usages, symbols)
    assert [rejection.reason for rejection in verified.rejections] == [
        "the call of fresh does not fit: the call does not give 'a'"
    ]

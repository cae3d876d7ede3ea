"""What a function gave by the usages in it, it still gives, or its block says that it does not."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.data import Proposal, SiteBlock
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.functions import function_id, functions_around
from refactor_cli.verify import Verified, verify

LIB = """\
class E(Exception): ...
def old(*a): ...
def new(*a): ...
async def wait(*a): ...
"""
HEAD = "from lib import E, new, old, wait\n\n\n"
SAYS = ': where that is meant, the tag says behaviour="changes" why="…"'

STILL = [
    pytest.param("return old(x)", "return new(x)", id="the same"),
    pytest.param("return old(x)", "y = new(x)\nreturn y", id="by a name"),
    pytest.param("if x:\n    return old(x)\nreturn 0", "if x:\n    raise E(new(x))\nreturn 0", id="it fails"),
    pytest.param("return old(x)", "with new(x) as y:\n    return y", id="in a with"),
    pytest.param(
        "return old(x)", "try:\n    return new(x)\nexcept KeyError:\n    return None", id="in a try"
    ),
    pytest.param("return old(x)", "if x:\n    return new(x)\nreturn None", id="under a condition of its own"),
    pytest.param(
        "y = old(x)\nif y is None:\n    return 0\nreturn y[0]", "return new(x)", id="of two ways one"
    ),
    pytest.param("if x:\n    return old(x)\nreturn 0", "if x:\n    return new(x)\nreturn 0", id="on its way"),
    pytest.param("yield old(x)", "yield from new(x)", id="all that it gives"),
    pytest.param("for y in old(x):\n    yield y", "yield from new(x)", id="one by one"),
    pytest.param("raise old(x)", "raise new(x)", id="it raises"),
    pytest.param("raise old(x)", "self.assertTrue(new(x))", id="a test fails"),
    pytest.param("y = old(x)\nself.f(y)", "self.f(new(x))", id="a name that nobody reads"),
    pytest.param("self.y = old(x)", "self.y = new(x)", id="an attribute"),
    pytest.param("self.y += old(x)", "self.y = self.y + new(x)", id="what it adds to"),
    pytest.param(
        "y = self.f()\ny.z = old(x)\nself.g(y)", "y = self.f()\ny.z = new(x)\nself.g(y)", id="of a local"
    ),
    pytest.param("await old(x)", "await wait(x)", id="it waits"),
    pytest.param("y = [old(x)]", "y = [wait(x)]", id="waited for elsewhere, who knows"),
    pytest.param("old(x)", "new(x)", id="nothing given"),
    pytest.param(
        "try:\n    self.f()\nexcept E:\n    y = old(x)\n    return y",
        "try:\n    self.f()\nexcept E as y:\n    return y",
        id="caught under its name",
    ),
    pytest.param(
        "while True:\n    if old(x):\n        return x",
        "while True:\n    if new(x):\n        return x",
        id="loop",
    ),
    pytest.param("self.y[x] = old(x)", "self.y.update({x: new(x)})", id="an item by update"),
    pytest.param("self.y['x'] = old(x)", "self.y.update(x=new(x))", id="an item by its name"),
    pytest.param("return self.f(old(x))", "return self.f(new(x))", id="taken by the same"),
    pytest.param("return json.loads(old(x))", "return new(x).json()", id="taken by what is told of"),
    pytest.param("return self.f(old(x), 'a')", "return new(x, 'a')", id="given on with it"),
    pytest.param("return list(old(x))", "return new(x)", id="taken by a builtin"),
    pytest.param("return E(old(x))", "return new(x)", id="taken by a class"),
    pytest.param("self.assertTrue(old(x))", "assert new(x)", id="tested"),
    pytest.param("raise E(old(x))", "self.fail(new(x))", id="raised"),
    pytest.param(
        "r = []\nfor y in x:\n    r.append(old(y))\nreturn r",
        "r = []\nfor y in x:\n    r += [new(y)]\nreturn r",
        id="added otherwise",
    ),
    pytest.param(
        "r = []\nfor y in old(x):\n    r.append(y)\nreturn r", "return list(new(x))", id="added at once"
    ),
    pytest.param("y = old(x)\nreturn y", "if new(x):\n    return True\nreturn False", id="two constants"),
    pytest.param(
        "def g(y):\n    return self.f(old(y))\nreturn map(g, x)",
        "def g(y):\n    return self.f(new(y))\nreturn map(g, x)",
        id="in a local function",
    ),
    pytest.param(
        "try:\n    y = old(x)\nfinally:\n    self.f()\nreturn y",
        "try:\n    return new(x)\nfinally:\n    self.f()",
        id="before a finally",
    ),
]
NOT = [
    pytest.param("return old(x)", "new(x)", "it gives nothing back, and the function does", id="a value"),
    pytest.param(
        "if x:\n    return old(x)\nreturn 0",
        "if x:\n    new(x)\nreturn 0",
        f"it does not return a value in place of 'return old(x)'{SAYS}",
        id="a value on one way",
    ),
    pytest.param(
        "return old(x)",
        "if x:\n    return new(x)",
        f"it may end without giving anything back, and the function does not{SAYS}",
        id="a value at the end",
    ),
    pytest.param(
        "if x:\n    yield old(x)\nyield 0",
        "if x:\n    new(x)\nyield 0",
        f"it does not yield in place of 'yield old(x)'{SAYS}",
        id="what it yields",
    ),
    pytest.param(
        "if x:\n    raise old(x)\nself.f()",
        "if x:\n    new(x)\nself.f()",
        f"it does not raise in place of 'raise old(x)'{SAYS}",
        id="what it raises",
    ),
    pytest.param(
        "assert old(x)",
        "new(x)",
        f"it does not assert anything in place of 'assert old(x)'{SAYS}",
        id="what it tests",
    ),
    pytest.param(
        "y = 0\nif x:\n    y = old(x)\nreturn y",
        "y = 0\nif x:\n    new(x)\nreturn y",
        f"it does not assign to 'y' in place of 'y = old(x)'{SAYS}",
        id="what is read further down",
    ),
    pytest.param(
        "y = old(x)\nif x:\n    return old(2)\nreturn y",
        "y = new(x)\nif x:\n    new(2)\nreturn y",
        f"it does not return a value in place of 'return old(2)'{SAYS}",
        id="not by what another one gives",
    ),
    pytest.param(
        "try:\n    return old(x)\nexcept KeyError:\n    return None",
        "new(x)\nreturn None",
        f"it does not return a value in place of 'return old(x)'{SAYS}",
        id="None for a value",
    ),
    pytest.param(
        "self.y += old(x)",
        "self.y = new(x)",
        f"it gives 'self.y' a value without regard to the one that it has{SAYS}",
        id="what it adds to",
    ),
    pytest.param(
        "self.y = old(x)",
        "new(x)",
        f"it does not assign to 'self.y' in place of 'self.y = old(x)'{SAYS}",
        id="an attribute",
    ),
    pytest.param(
        "global y\ny = old(x)",
        "global y\nnew(x)",
        f"it does not assign to 'y' in place of 'y = old(x)'{SAYS}",
        id="a global name",
    ),
    pytest.param(
        "self.y[x] = old(x)",
        "self.y.update({1: new(x)})",
        f"it does not assign to 'self.y' in place of 'self.y[x] = old(x)'{SAYS}",
        id="another item",
    ),
    pytest.param(
        "return self.f(old(x))",
        "return new(x)",
        f"nothing is left of 'self.f(old(x))', which takes what the old call gives{SAYS}",
        id="what takes it",
    ),
    pytest.param(
        "self.f(y=old(x))",
        "new(x)",
        f"nothing is left of 'self.f(y=old(x))', which takes what the old call gives{SAYS}",
        id="what takes it by keyword",
    ),
    pytest.param(
        "r = []\nfor y in x:\n    r.append(old(y))\nreturn r",
        "r = []\nfor y in x:\n    new(y)\nreturn r",
        f"nothing is left of 'r.append(old(y))', which takes what the old call gives{SAYS}",
        id="what is added to a list",
    ),
    pytest.param(
        "r = []\nfor y in old(x):\n    r.append(y)\nreturn r",
        "r = []\nnew(x)\nreturn r",
        f"it does nothing to 'r' in place of 'r.append(y)'{SAYS}",
        id="what is added one by one",
    ),
    pytest.param(
        "r = []\nfor y in old(x):\n    r.append(y)\nreturn r",
        "new(x)\nreturn []",
        f"it returns [] whatever the case, in place of 'return r'{SAYS}",
        id="an empty list",
    ),
    pytest.param(
        "def g(y):\n    return old(y)\nreturn map(g, x)",
        "def g(y):\n    new(y)\nreturn map(g, x)",
        f"it does not return a value in place of 'return old(y)'{SAYS}",
        id="a value of a local function",
    ),
    pytest.param(
        "def g(y):\n    yield old(y)\n    yield 1\nreturn map(g, x)",
        "def g(y):\n    new(y)\n    yield 1\nreturn map(g, x)",
        f"it does not yield in place of 'yield old(y)'{SAYS}",
        id="what a local function yields",
    ),
    pytest.param(
        "def g(y):\n    self.y = old(y)\nreturn map(g, x)",
        "def g(y):\n    new(y)\nreturn map(g, x)",
        f"it does not assign to 'self.y' in place of 'self.y = old(y)'{SAYS}",
        id="what a local function assigns",
    ),
    pytest.param(
        "def g(y):\n    if y:\n        raise old(y)\nreturn map(g, x)",
        "def g(y):\n    if y:\n        new(y)\nreturn map(g, x)",
        f"it does not raise in place of 'raise old(y)'{SAYS}",
        id="what a local function raises",
    ),
    pytest.param(
        "def g(y):\n    return old(y)\nself.f(g)\nif x:\n    return old(x)\nreturn 0",
        "def g(y):\n    return new(y)\nself.f(g)\nif x:\n    new(x)\nreturn 0",
        f"it does not return a value in place of 'return old(x)'{SAYS}",
        id="not by what a local function gives",
    ),
    pytest.param(
        "def g(y):\n    return self.f(old(y))\nreturn map(g, x)",
        "def g(y):\n    return new(y)\nreturn map(g, x)",
        f"nothing is left of 'self.f(old(y))', which takes what the old call gives{SAYS}",
        id="what takes it in a local function",
    ),
]
NEVER = [
    pytest.param("await old(x)", "wait(x)", id="a coroutine alone"),
    pytest.param("y = await old(x)\nself.f(y)", "y = wait(x)\nself.f(y)", id="what was waited for"),
    pytest.param("old(x)", "if x:\n    wait(x)", id="where nothing waited"),
]


def verified(old: str, code: str, why: str = "", *, is_whole: bool = True, words: str = "") -> Verified:
    """Of a block for the function around, or the statement. `words`: what the user wrote."""

    def function(body: str) -> str:
        lines = "".join(f"    {line}\n" for line in body.splitlines())
        return f"{'async ' if 'await' in old else ''}def f(self, x):\n{lines}"

    app = HEAD + function(old)
    symbols = symbols_of({"lib.py": LIB, "app.py": app})
    usages = find(symbols, [read_target(symbols, "lib.old")])
    sites = [each for each in usages.results[0].usages if each.kind == "call"]
    site = sites[0]
    file_map = symbols.map("app.py")
    assert file_map is not None
    [*_, around] = functions_around(file_map, site.scope)
    id = function_id("app.py", around, symbols.snapshot.files["app.py"].text) if is_whole else ""
    block = SiteBlock(
        site.id,
        function(code).rstrip() if is_whole else code,
        function=id,
        also=tuple(each.id for each in sites[1:]),
        is_statement=not is_whole,
        behaviour="changes" if why else "same",
        why=why,
    )
    return verify(Proposal(None, (block,)), usages, symbols, words=words)


def reasons(old: str, code: str, why: str = "", *, is_whole: bool = True) -> list[str]:
    found = verified(old, code, why, is_whole=is_whole).rejections
    return [*dict.fromkeys(each.reason for each in found)]


@pytest.mark.parametrize(("old", "code"), STILL)
def test_what_it_still_gives(old: str, code: str) -> None:
    assert reasons(old, code) == []


@pytest.mark.parametrize(("old", "code", "reason"), NOT)
def test_what_it_does_not_give_any_more(old: str, code: str, reason: str) -> None:
    assert reasons(old, code) == [reason]
    if reason.endswith(SAYS):
        done = verified(old, code, "nobody needs it").outcomes
        assert {each.reason for each in done} == {f"nobody needs it; {reason.removesuffix(SAYS)}"}


@pytest.mark.parametrize(("old", "code"), NEVER)
def test_what_nobody_waits_for(old: str, code: str) -> None:
    for why in ("", "it is so"):
        assert reasons(old, code, why) == ["nothing awaits what wait gives, which is a coroutine"]


def test_what_a_finally_does_not_wait_for() -> None:
    old = "try:\n    y = old(x)\nfinally:\n    self.f()\nself.g()\nreturn y"
    code = "try:\n    return new(x)\nfinally:\n    self.f()\nself.g()"
    assert reasons(old, code, "it is so") == [
        "it may return before what does not depend on the usages that it names, where it did not: self.g()"
    ]


def test_an_item_that_a_statement_updates() -> None:
    old = "self.y[x] = old(x)"
    assert reasons(old, "self.y.update({x: new(x)})", is_whole=False) == []
    assert reasons(old, "self.y.update({1: new(x)})", is_whole=False) == [
        "it does not assign to 'self.y[x]', as the old statement does"
    ]


def test_a_statement_that_nobody_waits_for() -> None:
    why = "nothing awaits what wait gives, which is a coroutine"
    assert reasons("await old(x)", "wait(x)", is_whole=False) == [why]
    assert reasons("await old(x)", "await wait(x)", is_whole=False) == []
    assert reasons("old(x)", "wait(x)", is_whole=False) == [why]


def test_what_the_user_says_goes_with_it() -> None:
    old, code = "return zone.local(old(x))", "return new(x)"
    assert reasons(old, code) == [
        f"nothing is left of 'zone.local(old(x))', which takes what the old call gives{SAYS}"
    ]
    assert verified(old, code, words="zone.local(old(x)) becomes new(x)").rejections == ()

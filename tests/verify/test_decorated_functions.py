"""Blocks for functions that usages decorate: the decorator goes, and what it made of the function with it."""

from __future__ import annotations

import textwrap

import pytest
from in_memory import symbols_of

from refactor_cli.data import Proposal, SiteBlock
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.functions import decorated, function_id
from refactor_cli.imports import edit_imports
from refactor_cli.splice import edited
from refactor_cli.verify import verify

LIB = """
def coroutine(function): ...
def checked(function): ...
def given(*values): return checked
def fixture(function): ...
class Return(Exception): ...
def gather(*many): ...
"""
HEAD = "import lib\nfrom lib import checked\n\n\n"

LOAD = '''\
@checked
@lib.coroutine
def load(self, key="a"):
    """What is there."""
    print("begins")  # always
    row = yield self.read(key)
    for part in row:
        yield from part.read()
    raise lib.Return(row)
'''
NATIVE = '''\
@checked
async def load(self, key="a"):
    """What is there."""
    print("begins")  # always
    row = await self.read(key)
    for part in row:
        await part.read()
    return row
'''
MANY = """\
@lib.coroutine
def load(self):
    # both at once
    first, second = yield [self.a(), self.b()]
    yield
    return first
"""
NESTED = """\
def outer(self):
    @lib.coroutine
    def inner():
        rows = yield self.read()
        return rows
    self.run(inner)
    yield 1
"""


def whole(app: str, code: str) -> str:
    """The file after a block for the one function in it, for all usages in it; or why there is none."""
    symbols = symbols_of({"lib.py": LIB, "app.py": HEAD + app})
    targets = [read_target(symbols, f"lib.{name}") for name in ("coroutine", "Return", "given")]
    usages = find(symbols, targets)
    sites = [
        each
        for result in usages.results
        for each in result.usages
        if each.path == "app.py" and each.kind != "import"
    ]
    file_map = symbols.map("app.py")
    assert file_map is not None
    functions = [each for each in file_map.definitions if each.kind == "function"]
    text = symbols.snapshot.files["app.py"].text
    block = SiteBlock(
        sites[0].id,
        textwrap.dedent(code).strip("\n"),
        (),
        False,
        function_id("app.py", functions[0], text),
        tuple(each.id for each in sites[1:]),
    )
    verified = verify(Proposal(None, (block,)), usages, symbols)
    if verified.rejections:
        (reason,) = {each.reason for each in verified.rejections}
        return f"! {reason}"
    edits = [change.edit for change in verified.changes]
    for change in verified.changes:
        edits += edit_imports(symbols, "app.py", change.imports)
    return edited(symbols.snapshot.files["app.py"], edits).data.decode()


ACCEPTED = [
    pytest.param(LOAD, NATIVE, "from lib import checked\n\n\n" + NATIVE, id="a coroutine"),
    pytest.param(
        LOAD,
        NATIVE.replace("@checked\n", "@checked\n@checked\n"),
        "from lib import checked\n\n\n" + NATIVE.replace("@checked\n", "@checked\n@checked\n"),
        id="others may come in its place",
    ),
    *(
        pytest.param(
            LOAD,
            NATIVE.replace("self.read(key)", made),
            "from lib import checked\n\n\n" + NATIVE.replace("self.read(key)", made),
            id=made,
        )
        for made in ("checked(lambda: self.read(key))",)
    ),
    pytest.param(
        LOAD.replace("@checked\n", "@lib.fixture\n"),
        NATIVE.replace("@checked\n", "@lib.fixture\n").replace(
            "self.read(key)", "lib.gather(self.read, key)"
        ),
        HEAD
        + NATIVE.replace("@checked\n", "@lib.fixture\n").replace(
            "self.read(key)", "lib.gather(self.read, key)"
        ),
        id="handed on with its arguments",
    ),
    pytest.param(
        "@lib.coroutine\ndef f(): pass\n",
        "async def f():\n    pass",
        "from lib import checked\n\n\nasync def f():\n    pass\n",
        id="the only decorator, on one line",
    ),
    pytest.param(
        MANY,
        """\
        async def load(self):
            # both at once
            first, second = await lib.gather(self.a(), self.b())
            await lib.gather()
            return first
        """,
        HEAD
        + """\
async def load(self):
    # both at once
    first, second = await lib.gather(self.a(), self.b())
    await lib.gather()
    return first
""",
        id="several at once",
    ),
    pytest.param(
        "class A:\n"
        + textwrap.indent("@lib.given(1)  # one\n@checked\ndef f(self):\n    return 1\n", "    "),
        "@checked\ndef f(self):\n    return 1",
        "from lib import checked\n\n\nclass A:\n    @checked\n    def f(self):\n        return 1\n",
        id="a method, and a decorator with arguments and a comment",
    ),
    pytest.param(
        NESTED,
        """\
        def outer(self):
            async def inner():
                rows = await self.read()
                return rows
            self.run(inner)
            yield 1
        """,
        "from lib import checked\n\n\n"
        + NESTED.replace("    @lib.coroutine\n    def", "    async def").replace(
            "yield self.read", "await self.read"
        ),
        id="a local function",
    ),
]


@pytest.mark.parametrize(("app", "code", "expected"), ACCEPTED)
def test_a_decorator_goes(app: str, code: str, expected: str) -> None:
    assert whole(app, code) == expected


REJECTED = [
    pytest.param(
        NATIVE.replace("row = await self.read(key)", "row = await self.write(key)"),
        "it changes, moves or leaves out what does not depend on the usages that it names",
        id="waits for something else",
    ),
    pytest.param(
        NATIVE.replace("row = await self.read(key)", "row = self.read(key)"),
        "it changes, moves or leaves out what does not depend on the usages that it names",
        id="does not wait",
    ),
    *(
        pytest.param(
            NATIVE.replace("self.read(key)", made),
            "it changes, moves or leaves out what does not depend on the usages that it names",
            id=made,
        )
        for made in (
            "checked(lambda: self.write(key))",
            "checked(lambda key: self.read(key))",
            "checked(self.read, self)",
            "print(self.read(key))",
            "checked(self.read(key))",
            "checked(self.read(key), 1)",
        )
    ),
    pytest.param(
        NATIVE.replace("await part", "yield part"),
        "it changes, moves or leaves out what does not depend on the usages that it names",
        id="gives instead of waiting",
    ),
    pytest.param(
        NATIVE.replace("@checked\n", ""),
        "it changes decorators of the function that are none of the usages it names",
        id="another decorator goes",
    ),
    pytest.param(
        NATIVE.replace('key="a"', 'key="b"'), "it changes the function's signature", id="the signature"
    ),
    pytest.param(
        NATIVE.replace('print("begins")', 'print("begun")'),
        "it changes, moves or leaves out what does not depend on the usages that it names",
        id="another statement",
    ),
    pytest.param(NATIVE.replace("  # always", ""), "it leaves out a comment: # always", id="a comment"),
    pytest.param(
        NATIVE.replace("async def", "@lib.coroutine\nasync def"),
        "it still uses the old code at a place that it names",
        id="the decorator stays",
    ),
]


@pytest.mark.parametrize(("code", "reason"), REJECTED)
def test_what_else_must_stay(code: str, reason: str) -> None:
    assert whole(LOAD, code).startswith(f"! {reason}")


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("lib.gather(self.a(), self.b())", "lib.gather(self.a())", "first, second ="),
        ("lib.gather(self.a(), self.b())", "lib.gather(self.b(), self.a())", "first, second ="),
        ("lib.gather(self.a(), self.b())", "checked(self)", "first, second ="),
        ("lib.gather()", "lib.gather(self)", "await None"),
        ("lib.gather()", "lib.gather(self.c())", "await None"),
    ],
)
def test_what_is_waited_for_at_once_stays(old: str, new: str, named: str) -> None:
    code = MANY.replace("@lib.coroutine\n", "async ").replace("yield\n", "await lib.gather()\n")
    code = code.replace("yield [self.a(), self.b()]", "await lib.gather(self.a(), self.b())")
    assert not whole(MANY, code).startswith("!")
    reason = "it changes, moves or leaves out what does not depend on the usages that it names"
    assert whole(MANY, code.replace(old, new)).startswith(f"! {reason}: {named}")


def test_waits_stay_in_their_order() -> None:
    app = "@lib.coroutine\ndef f(a, b):\n    yield a\n    yield b\n"
    code = "async def f(a, b):\n    await a\n    await b"
    assert whole(app, code).endswith(f"{code}\n")
    assert whole(app, "async def f(a, b):\n    await b\n    await a").startswith("! it changes, moves")


def test_a_generator_needs_what_drives_it() -> None:
    app, code = "@lib.coroutine\ndef f(a):\n    yield a\n", "def f(a):\n    yield a"
    assert whole(app, code).startswith("! it is a generator still, and has no decorator any more")
    assert whole(app, f"@checked\n{code}") == f"from lib import checked\n\n\n@checked\n{code}\n"
    nested = "@lib.coroutine\ndef f(a):\n    def g():\n        yield a\n    return g\n"
    plain = nested.removeprefix("@lib.coroutine\n")
    assert whole(nested, plain) == f"from lib import checked\n\n\n{plain}"


def test_a_decorator_that_is_no_usage_does_not_make_a_function_async() -> None:
    app = "@checked\ndef f(self):\n    raise lib.Return(1)\n"
    code = "@checked\nasync def f(self):\n    return 1"
    assert whole(app, code) == "! it changes whether the function is async"


def test_what_a_usage_decorates() -> None:
    symbols = symbols_of({"lib.py": LIB, "app.py": HEAD + "@lib.given(1)\nclass A: pass\n\n" + LOAD})
    (result,) = find(symbols, [read_target(symbols, "lib.coroutine")]).results
    file_map = symbols.map("app.py")
    assert file_map is not None
    found = [decorated(file_map, each) for each in result.usages if each.path == "app.py"]
    assert [each and each.qualname for each in found] == ["load"]
    (result,) = find(symbols, [read_target(symbols, "lib.given")]).results
    assert [decorated(file_map, each) for each in result.usages if each.path == "app.py"] == [None]

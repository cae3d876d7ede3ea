"""Blocks for whole functions: what depends on the usages changes, and nothing else."""

from __future__ import annotations

import textwrap

import pytest
from in_memory import symbols_of
from msgspec.structs import replace

from refactor_cli.data import Outcome, Proposal, SiteBlock, Usage, Usages, Verdict
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.functions import function_id, functions_around
from refactor_cli.imports import edit_imports
from refactor_cli.splice import edited
from refactor_cli.symbols import SymbolMap
from refactor_cli.verify import Verified, verify

LIB = """
class Missing(Exception): ...
class Row:
    def __init__(self, name, size): ...
def old(a=0, b=0): ...
def new(a=0): ...
"""
HEAD = "from lib import Missing, new, old\n\n\n"


def searched(app: str) -> tuple[SymbolMap, Usages, list[Usage]]:
    symbols = symbols_of({"lib.py": LIB, "app.py": app})
    usages = find(symbols, [read_target(symbols, "lib.old")])
    every = [each for result in usages.results for each in result.usages if each.path == "app.py"]
    return symbols, usages, [each for each in every if each.kind not in ("import", "doc")]


def id_of(symbols: SymbolMap, usage: Usage, outer: int = 0) -> str:
    """The id of the innermost function around a usage, or of one further out."""
    file_map = symbols.map("app.py")
    assert file_map is not None
    return function_id(
        "app.py",
        [*functions_around(file_map, usage.scope)][outer],
        symbols.snapshot.files["app.py"].text,
    )


def after(symbols: SymbolMap, verified: Verified) -> str:
    edits = [change.edit for change in verified.changes]
    for change in verified.changes:
        edits += edit_imports(symbols, "app.py", change.imports)
    return edited(symbols.snapshot.files["app.py"], edits).data.decode()


def whole(
    app: str, code: str, named: tuple[int, ...] | None = None, imports: tuple[str, ...] = (), outer: int = 0
) -> str:
    """The file after a block for the function around its usages, or why there is none. `named`: their numbers, all
    of them by default."""
    symbols, usages, sites = searched(app)
    chosen = [sites[number] for number in named] if named is not None else sites
    id, *also = (each.id for each in chosen)
    block = SiteBlock(
        id, textwrap.dedent(code).strip("\n"), imports, False, id_of(symbols, chosen[0], outer), tuple(also)
    )
    verified = verify(Proposal(None, (block,)), usages, symbols)
    if verified.rejections:
        assert [each.id for each in verified.rejections] == [id, *also]
        assert (verified.changes, verified.outcomes) == ((), ())
        (reason,) = {each.reason for each in verified.rejections}
        return f"! {reason}"
    assert {each.usage.id for each in verified.outcomes} >= {id, *also}
    return after(symbols, verified)


TUPLE = '''\
class Shop:
    @property
    def total(self):
        """What it comes to.

        In all.
        """
        # first of all
        log("begins")
        row = old(1)
        for each in self.rows:  # every one
            each.go()
        if row is None:  # nothing there
            return None
        s = """a
  b"""
        return row[0] + self.more(row[1])
'''
NEW_TUPLE = '''\
@property
def total(self):
    """What it comes to.

    In all.
    """
    # first of all
    log("begins")
    try:
        row = new(1)
    except Missing:
        return None
    for each in self.rows:  # every one
        each.go()
    s = """a
  b"""
    return row.name + self.more(row.size)
'''
AFTER_TUPLE = '''\
class Shop:
    @property
    def total(self):
        """What it comes to.

        In all.
        """
        # first of all
        log("begins")
        try:
            row = new(1)
        except Missing:
            return None
        for each in self.rows:  # every one
            each.go()
        s = """a
  b"""
        return row.name + self.more(row.size)
'''

ACCEPTED = [
    pytest.param(
        HEAD + TUPLE, NEW_TUPLE, "from lib import Missing, new\n\n\n" + AFTER_TUPLE, id="with decorators"
    ),
    pytest.param(
        HEAD + TUPLE,
        NEW_TUPLE.removeprefix("@property\n"),
        "from lib import Missing, new\n\n\n" + AFTER_TUPLE,
        id="without decorators",
    ),
    pytest.param(
        "from lib import new, old\n\n\ndef f():\n    for a, b in old():\n        go(a, b)\n    end()\n",
        "def f():\n    for row in new():\n        go(row.a, row.b)\n    end()\n",
        "from lib import new\n\n\ndef f():\n    for row in new():\n        go(row.a, row.b)\n    end()\n",
        id="a loop",
    ),
    pytest.param(
        "from lib import new, old\n\n\ndef f():\n    def hook():\n        go()\n    old(hook)\n    hook()\n",
        "def f():\n    def hook(alias):\n        go()\n    new(hook)\n    hook(None)\n",
        "from lib import new\n\n\ndef f():\n    def hook(alias):\n"
        "        go()\n    new(hook)\n    hook(None)\n",
        id="a function that is handed over",
    ),
    pytest.param(
        "from lib import new, old\n\n\ndef f():\n    def show(a, b):\n        go(a, b)\n    rows = old()\n"
        "    rows.each(show)\n    rows.last = show\n",
        "def f():\n    def show(row):\n        go(row.a, row.b)\n    rows = new()\n    rows.each(show)\n"
        "    rows.last = show\n",
        "from lib import new\n\n\ndef f():\n    def show(row):\n        go(row.a, row.b)\n    rows = new()\n"
        "    rows.each(show)\n    rows.last = show\n",
        id="a function that is handed to what it gives",
    ),
    pytest.param(
        "from lib import new, old\n\n\ndef f():\n    go(old()[0])\n"
        "    def hook():\n        def more(): end()\n        return more\n    hook.delay = 1\n    return hook\n",
        "def f():\n    go(new().x)\n"
        "    def hook():\n        def more(): end()\n        return more\n    hook.delay = 1\n    return hook\n",
        "from lib import new\n\n\ndef f():\n    go(new().x)\n"
        "    def hook():\n        def more(): end()\n        return more\n    hook.delay = 1\n    return hook\n",
        id="a function within that stays, and is used",
    ),
    pytest.param(
        "from lib import new, old\n\n\nclass A:\n    def f(self):\n"
        '        """Says.\n\n        So\n          much.\n        """\n        return old()[0]\n',
        'def f(self):\n    """Says.\n\n        So\n          much.\n        """\n    return new().x\n',
        "from lib import new\n\n\nclass A:\n    def f(self):\n"
        '        """Says.\n\n        So\n          much.\n        """\n        return new().x\n',
        id="a docstring as it stands in the file",
    ),
    pytest.param(
        "from lib import new, old\n\n\nclass A:\n    def f(self):\n"
        '        """Says.  \n\n        So \n        """\n        return old()[0]\n',
        'def f(self):\n    """Says.\n\n        So\n    """\n    return new().x\n',
        "from lib import new\n\n\nclass A:\n    def f(self):\n"
        '        """Says.  \n\n        So \n        """\n        return new().x\n',
        id="a docstring whose lines end with white space",
    ),
    pytest.param(
        "from lib import new, old\n\n\ndef f():\n    go()  \n    \n    x = old()[0] \n\t\n    return x\n",
        "def f():\n    go()\n\n    x = new().x\n\n    return x\n",
        "from lib import new\n\n\ndef f():\n    go()  \n    \n    x = new().x\n\t\n    return x\n",
        id="lines that end with white space",
    ),
    pytest.param(
        "from lib import new, old\r\n\r\n\r\ndef f():\r\n    go()  \r\n    x = old()[0]\r\n    return x\r\n",
        "def f():\n    go()\n    x = new().x\n    return x\n",
        "from lib import new\r\n\r\n\r\ndef f():\r\n    go()  \r\n    x = new().x\r\n    return x\r\n",
        id="lines that end with white space and a carriage return",
    ),
    pytest.param(
        "from lib import new, old\n\n\ndef f():\n    rows = []\n"
        "    rows.append(old())\n    return [r[0] for r in rows]\n",
        "def f():\n    rows = []\n    rows.append(new())\n    return [r.x for r in rows]\n",
        "from lib import new\n\n\ndef f():\n    rows = []\n"
        "    rows.append(new())\n    return [r.x for r in rows]\n",
        id="what is put into something",
    ),
    pytest.param(
        "from lib import new, old\n\n\nclass A:\n    def f(self):\n"
        "        self.row = old()\n        return self.row[0]\n",
        "def f(self):\n    self.row = new()\n    return self.row.x\n",
        "from lib import new\n\n\nclass A:\n    def f(self):\n"
        "        self.row = new()\n        return self.row.x\n",
        id="an attribute",
    ),
    pytest.param(
        "from lib import new\n\n\ndef f():\n    from lib import old\n    return old()[0]\n",
        "def f():\n    return new().x\n",
        "from lib import new\n\n\ndef f():\n    return new().x\n",
        id="an import inside goes",
    ),
    pytest.param(
        "from lib import new, old\n\n\ndef f():\n    import json, re\n    return json.dumps(old()[0])\n",
        "def f():\n    import json, re\n    return json.dumps(new().x)\n",
        "from lib import new\n\n\ndef f():\n    import json, re\n    return json.dumps(new().x)\n",
        id="an import inside stays",
    ),
    pytest.param(
        "from lib import new, old\n\n\ndef f():\n    while True:\n"
        "        a = old()\n        if not a:\n            break\n",
        "def f():\n    while True:\n        a = new()\n        if a.is_end:\n            break\n",
        "from lib import new\n\n\ndef f():\n    while True:\n"
        "        a = new()\n        if a.is_end:\n            break\n",
        id="statements that no other block may have",
    ),
    pytest.param(
        "from unittest.mock import patch\n\n\ndef test():\n"
        "    with patch('lib.old') as m:\n        m.return_value = 1, 2\n",
        "def test():\n    with patch('lib.new') as m:\n        m.return_value.x = 1\n",
        "from unittest.mock import patch\n\n\n"
        "def test():\n    with patch('lib.new') as m:\n        m.return_value.x = 1\n",
        id="a string that names it",
    ),
    pytest.param(
        "from lib import new, old\n\n\ndef f():\n\ta = old()\n\tgo(a[0])\n",
        "def f():\n\ta = new()\n\tgo(a.x)\n",
        "from lib import new\n\n\ndef f():\n\ta = new()\n\tgo(a.x)\n",
        id="tabs",
    ),
    pytest.param(
        "from lib import new, old\r\n\r\n\r\nasync def f():\r\n    a = old()  # é\r\n    go(a[0])\r\n",
        "async def f():\n    a = new()  # é\n    go(a.x)\n",
        "from lib import new\r\n\r\n\r\nasync def f():\r\n    a = new()  # é\r\n    go(a.x)\r\n",
        id="line ends of another system",
    ),
]


@pytest.mark.parametrize(("app", "code", "expected"), ACCEPTED)
def test_accepted(app: str, code: str, expected: str) -> None:
    assert whole(app, code) == expected


BODY = "    log()  # why\n    a = old()\n    b = other(2)\n    # how\n    go(a[0], b)\n"
DEF = f"from lib import new, old\n\n\ndef f(x, *, y=1):\n{BODY}"
KEPT = "it changes, moves or leaves out what does not depend on the usages that it names"
REJECTED = [
    pytest.param(
        "def g(x, *, y=1):\n    log()  # why\n    a = new()\n", "is called f, and may not", id="another name"
    ),
    pytest.param("def f(x, y=1):\n    pass\n", "it changes the function's signature", id="signature"),
    pytest.param("def f(x, *, y=2):\n    pass\n", "it changes the function's signature", id="default"),
    pytest.param(
        "def f(x, *, y=1) -> int:\n    pass\n", "it changes the function's signature", id="annotation"
    ),
    pytest.param("async def f(x, *, y=1):\n    pass\n", "whether the function is async", id="async"),
    pytest.param(
        "@cache\ndef f(x, *, y=1):\n    pass\n", "it changes the function's decorators", id="decorators"
    ),
    pytest.param("class f:\n    pass\n", "it is not the source of a function", id="a class"),
    pytest.param("a = new()", "it is not one whole def or class", id="no function"),
    pytest.param(
        "def f(x, *, y=1):\n    pass\ndef g():\n    pass\n", "it is not one whole def", id="another one"
    ),
    pytest.param("def f(x, *, y=1)\n    pass\n", "it does not parse", id="syntax"),
    pytest.param(
        "def f(x, *, y=1):\n    a = new()\n    b = other(2)\n    # how\n    go(a.x, b)\n",
        f"{KEPT}: log()",
        id="a statement is lost",
    ),
    pytest.param(
        "def f(x, *, y=1):\n    # ... rest unchanged\n    a = new()\n    go(a.x, b)\n",
        f"{KEPT}: log(); nothing is put in for '# ... rest unchanged': give all of it",
        id="a comment stands for code",
    ),
    pytest.param(
        "def f(x, *, y=1):\n    ...\n    a = new()\n    go(a.x, b)\n",
        "nothing is put in for '...': give all of it, or by lines=",
        id="dots stand for code",
    ),
    pytest.param(
        "def f(x, *, y=1):\n    log()  # why\n    a = new()\n    b = other(3)\n    # how\n    go(a.x, b)\n",
        f"{KEPT}: b = other(2)",
        id="a statement is changed",
    ),
    pytest.param(
        "def f(x, *, y=1):\n    b = other(2)\n    log()  # why\n    a = new()\n    # how\n    go(a.x, b)\n",
        f"{KEPT}: b = other(2)",
        id="statements are turned around",
    ),
    pytest.param(
        "def f(x, *, y=1):\n    log()\n    a = new()\n    b = other(2)\n    # how\n    go(a.x, b)\n",
        "it leaves out a comment: # why",
        id="a comment is lost",
    ),
    pytest.param(
        "def f(x, *, y=1):\n    log()  # why\n    a = old()\n    b = other(2)\n    # how\n    go(a.x, b)\n",
        "it still uses the old code at a place that it names",
        id="still the old",
    ),
    pytest.param(
        "def f(x, *, y=1):\n    log()  # why\n    a = new()\n"
        "    b = other(2)\n    # how\n    go(a.x, b, nowhere)\n",
        "'nowhere' is not defined there",
        id="undefined",
    ),
    pytest.param(
        "def f(x, *, y=1):\n    log()  # why\n    b = other(2)\n    # how\n    go(a.x, b)\n",
        "'a' is not defined there",
        id="a name that it no longer binds",
    ),
    pytest.param(
        "def f(x, *, y=1):\n    log()  # why\n    a = new(1, 2)\n"
        "    b = other(2)\n    # how\n    go(a.x, b)\n",
        "the call of new does not fit",
        id="a call that does not fit",
    ),
    pytest.param(
        "def f(x, *, y=1):\n    import os\n    log()  # why\n"
        "    a = new()\n    b = other(2)\n    # how\n    go(a.x, b)\n",
        "it has an import statement that the function did not have",
        id="import inside",
    ),
    pytest.param(
        "def f(x, *, y=1):\n    log()  # why\n    a = eval('new()')\n"
        "    b = other(2)\n    # how\n    go(a.x, b)\n",
        "it begins to use 'eval'",
        id="eval",
    ),
    pytest.param(
        "def f(x, *, y=1):\n    global z\n    log()  # why\n"
        "    a = z = new()\n    b = other(2)\n    # how\n    go(a.x, b)\n",
        "it declares a name as global or nonlocal",
        id="global",
    ),
]


@pytest.mark.parametrize(("code", "reason"), REJECTED)
def test_rejected(code: str, reason: str) -> None:
    found = whole(DEF, code)
    assert found.startswith("! ")
    assert reason in found


def test_what_callers_are_given() -> None:
    generator = f"{HEAD}def f():\n    a = old(1)\n    yield a[0]\n"
    assert whole(generator, "def f():\n    a = new(1)\n    go(a.x)\n") == (
        "! it changes whether the function is a generator"
    )
    assert whole(generator, "def f():\n    yield from new(1)\n").startswith("from lib import")
    giving = f"{HEAD}def f():\n    a = old(1)\n    return a[0]\n"
    assert whole(giving, "def f():\n    new(1)\n    def g():\n        return 1\n") == (
        "! it gives nothing back, and the function does"
    )


TWO = "from lib import new, old\n\n\ndef f():\n    a = old(1)\n    go(a[0], old(2))\n"
ONE = "def f():\n    a = new(1)\n    go(a.x, old(2))\n"
BOTH = "def f():\n    a = new(1)\n    go(a.x, new(2))\n"


def test_every_usage_is_named_or_kept() -> None:
    symbols, usages, (first, second) = searched(TWO)
    says_nothing = (
        f"! it says nothing of {second.id}, which stands in the same function: rewrite it as well and name "
    )
    assert whole(TWO, ONE, (0,)).startswith(says_nothing)
    assert whole(TWO, BOTH, (0,)).startswith(says_nothing)
    assert whole(TWO, ONE) == "! it still uses the old code at a place that it names"
    assert whole(TWO, BOTH) == f"from lib import new\n\n\n{BOTH}"
    block = SiteBlock(first.id, ONE.strip(), (), False, id_of(symbols, first))
    keep = Verdict(second.id, "it is wanted", "keep")
    verified = verify(Proposal(None, (block,), (keep,)), usages, symbols)
    assert verified.rejections == ()
    assert [(each.usage.id, each.outcome) for each in verified.outcomes] == [
        (first.id, "rewritten"),
        (second.id, "kept"),
    ]
    assert after(symbols, verified) == f"from lib import new, old\n\n\n{ONE}"
    gone = verify(
        Proposal(None, (SiteBlock(first.id, BOTH.strip(), (), False, block.function),), (keep,)),
        usages,
        symbols,
    )
    assert [each.reason for each in gone.rejections] == ["it changes a usage that is to stay as it is"]


def test_usages_that_others_decide() -> None:
    """What the user keeps stays as it is written; what a rule of the user's rewrites is in no block's reach."""
    symbols, usages, (first, second) = searched(TWO)
    results = (
        replace(each, usages=tuple(usage for usage in each.usages if usage.id != second.id))
        for each in usages.results
    )
    asked = replace(usages, results=tuple(results))
    block = SiteBlock(first.id, ONE.strip(), (), False, id_of(symbols, first))
    both = SiteBlock(first.id, BOTH.strip(), (), False, block.function)
    kept, rewritten = Outcome(second, "kept", "--skip"), Outcome(second, "rewritten", "a rule")
    passed = verify(Proposal(None, (block,)), asked, symbols, others=(kept,))
    assert after(symbols, passed) == f"from lib import new, old\n\n\n{ONE}"
    assert [
        each.reason for each in verify(Proposal(None, (both,)), asked, symbols, others=(kept,)).rejections
    ] == ["it changes a usage that is to stay as it is"]
    (refused,) = verify(Proposal(None, (block,)), asked, symbols, others=(rewritten,)).rejections
    assert refused.reason.startswith(f"{second.id} in the same function is rewritten by a rule")
    (unknown,) = {
        each.reason
        for each in verify(
            Proposal(None, (SiteBlock(first.id, BOTH.strip(), (), False, block.function, (second.id,)),)),
            asked,
            symbols,
        ).rejections
    }
    assert unknown == "no usage that was asked about has this id"


NESTED = (
    "from lib import new, old\n\n\ndef f():\n    def g():\n"
    "        return old(1)[0]\n    h = old(2)\n    return g() + h[0]\n"
)


def test_functions_in_functions() -> None:
    inner, outer = (
        "def g():\n    return new(1).x\n",
        ("def f():\n    def g():\n        return new(1).x\n    h = new(2)\n    return g() + h.x\n"),
    )
    assert whole(NESTED, inner, (0,)) == NESTED.replace("old(1)[0]", "new(1).x")
    assert whole(NESTED, outer, outer=1) == f"from lib import new\n\n\n{outer}"
    assert whole(NESTED, outer).endswith("does not stand in the function " + whole_id(NESTED))
    assert "it says nothing of" in whole(NESTED, outer, (0,), outer=1)


def whole_id(app: str) -> str:
    symbols, _, sites = searched(app)
    return id_of(symbols, sites[0])


def test_a_function_that_is_not_the_one_that_was_shown() -> None:
    """Its id stands for its source: an answer to an earlier state of it is no answer to this one."""
    symbols, usages, sites = searched(TWO)
    changed = TWO.replace("old(2))", "old(2), 1)")
    for wrong in (whole_id(changed), "f000000", "../../etc"):
        block = SiteBlock(sites[0].id, BOTH, (), False, wrong, (sites[1].id,))
        verified = verify(Proposal(None, (block,)), usages, symbols)
        assert verified.changes == ()
        assert {each.reason for each in verified.rejections} == {
            f"no function around it has the id {wrong} and the source that was shown with it"
        }


STAYING = (
    HEAD
    + """def f(a, b):
    row = old(a)
    save()
    if b:
        save(b)
    return row[0]
"""
)
ELSEWHERE = [
    pytest.param("row = new(a)\nreturn row.x\nsave()\nif b:\n    save(b)", "save()", id="behind a return"),
    pytest.param("raise Missing\nsave()\nif b:\n    save(b)", "save()", id="behind a raise"),
    pytest.param("if new(a):\n    save()\nif b:\n    save(b)", "save()", id="under a condition"),
    pytest.param("new(a)\nsave()\nif b:\n    pass\nsave(b)", "save(b)", id="out of its condition"),
    pytest.param("new(a)\nsave()\nif b:\n    pass\nelse:\n    save(b)", "save(b)", id="its other branch"),
    pytest.param("for _ in new(a):\n    save()\nif b:\n    save(b)", "save()", id="in a loop"),
    pytest.param("new(a)\ndef g():\n    save()\nif b:\n    save(b)", "save()", id="in a function"),
]


@pytest.mark.parametrize(("body", "moved"), ELSEWHERE)
def test_what_stays_runs_when_it_ran(body: str, moved: str) -> None:
    reason = "it changes, moves or leaves out what does not depend on the usages that it names"
    assert whole(STAYING, f"def f(a, b):\n{textwrap.indent(body, '    ')}") == f"! {reason}: {moved}"


def test_what_stays_runs_once() -> None:
    reason = "it does twice what does not depend on the usages that it names"
    code = "def f(a, b):\n    row = new(a)\n    save()\n    {}if b:\n        save(b)\n    return row.x"
    assert whole(STAYING, code.format("save()\n    ")) == f"! {reason}: save()"
    code = code.format("")
    assert whole(STAYING, code) == HEAD.replace(", old", "") + code + "\n"
    other = code.replace("save()\n", "if row is a:\n        save()\n    save()\n", 1)
    assert whole(STAYING, other) == HEAD.replace(", old", "") + other + "\n"


LOOP = """def f(a, rows):
    for row in rows:
        it = {}
        {}
        save(row)
    {}
    return a
"""
# what follows the call, the end, and the word of what is refused, before what
WAYS_OUT = [
    pytest.param(("use(it)", "pass"), ("use(it)", "pass"), "", id="as it was"),
    pytest.param(("use(it)", "pass"), ("if it: return a", "pass"), "return, save(row)", id="a return"),
    pytest.param(("use(it)", "pass"), ("if it: continue", "pass"), "continue, save(row)", id="a continue"),
    pytest.param(("use(it)", "pass"), ("if it: break", "pass"), "break, save(row)", id="a break"),
    pytest.param(("use(it)", "pass"), ("for _ in it: break", "pass"), "", id="of a loop that is new"),
    pytest.param(("use(it)", "pass"), ("use(lambda: it)", "pass"), "", id="a function that is new"),
    pytest.param(("use(it)", "pass"), ("if it: raise Missing", "pass"), "", id="what the old one raised"),
    pytest.param(
        ("if it is None: continue", "pass"), ("if it.gone: continue", "pass"), "", id="one that was there"
    ),
    pytest.param(
        ("if it is None: continue", "pass"),
        ("if it.gone: break", "pass"),
        "break, save(row)",
        id="another one",
    ),
    pytest.param(
        ("use(it)", "if it: return it"),
        ("if it: return it", "pass"),
        "",
        id="an earlier return is as many",
    ),
]


@pytest.mark.parametrize(("old", "new", "refused"), WAYS_OUT)
def test_what_stays_is_reached(old: tuple[str, str], new: tuple[str, str], refused: str) -> None:
    code = LOOP.format("new(row)", *new)
    found = whole(HEAD + LOOP.format("old(row)", *old), code)
    word, _, shown = refused.partition(", ")
    why = f"it may {word} before what does not depend on the usages that it names, where it did not"
    assert found == (f"! {why}: {shown}" if refused else HEAD.replace(", old", "") + code)


def test_what_leaves_a_local_function_alone() -> None:
    other = (
        HEAD
        + "def f(a):\n    g = lambda: old(a)\n    save()\n\n    def h():\n        return 1\n    return g, h"
    )
    code = (
        "def f(a):\n    def g():\n        if a:\n            return 2\n        return new(a)\n    save()\n\n"
        "    def h():\n        return 1\n    return g, h"
    )
    assert whole(other, code) == HEAD.replace(", old", "") + code


def test_the_old_code_may_be_a_way_out() -> None:
    """As `returnValue(x)` is, and `raise Return(x)`: but only where nothing follows."""
    before = HEAD + "def f(a, b):\n    if a:\n        old(b)\n    save()"
    code = "def f(a, b):\n    if a:\n        return b\n    save()"
    assert whole(before, code) == HEAD.replace(", old", "") + code
    follows = HEAD + "def f(a, b):\n    old(b)\n    save()"
    assert whole(follows, "def f(a, b):\n    if b:\n        return new(b)\n    save()").startswith(
        "! it may return"
    )


TRIED = [
    pytest.param("try:\n    {}\n    {}\nexcept Missing:\n    return None", "save()", id="a new try"),
    pytest.param("try:\n    {}\nexcept Missing:\n    row = None\n{}", None, id="a new try for the call"),
    pytest.param("try:\n    {}\n    {}\nfinally:\n    row = None", None, id="nothing is caught"),
]


@pytest.mark.parametrize(("body", "caught"), TRIED)
def test_what_stays_raises_to_where_it_raised(body: str, caught: str | None) -> None:
    reason = "it catches exceptions of what does not depend on the usages that it names"
    lines = [*body.format("row = new(a)", "save()").split("\n"), "if b:", "    save(b)", "return row.x"]
    code = "def f(a, b):\n" + textwrap.indent("\n".join(lines), "    ")
    accepted = HEAD.replace(", old", "") + code + "\n"
    assert whole(STAYING, code) == (f"! {reason}: {caught}" if caught else accepted)


def test_what_stays_in_a_try_may_leave_it() -> None:
    function = (
        "def f(a):\n    try:\n        row = {}(a)\n        save()\n"
        "    except Missing:\n        return 0\n    return row{}"
    )
    before, after_it = function.format("old", "[0]"), function.format("new", ".x")
    assert whole(HEAD + before, after_it) == HEAD.replace(", old", "") + after_it
    wider = after_it.replace("except Missing", "except (Missing, KeyError)")
    assert whole(HEAD + before, wider).startswith("! it catches exceptions of what does not depend")
    out = "def f(a):\n    row = new(a)\n    save()\n    return row.x"
    assert whole(HEAD + before, out) == "from lib import new\n\n\n" + out


def test_what_stays_reads_what_it_read() -> None:
    code = "def f(a, b):\n    row = new(a)\n    b = row.x\n    save()\n    if b:\n        save(b)\n    return row.x"
    reason = (
        "it gives 'b' another value, which is used by what does not depend on the usages that it names: b"
    )
    assert whole(STAYING, code) == f"! {reason}"
    other = code.replace("b = row.x", "c = row.x")
    assert whole(STAYING, other) == HEAD.replace(", old", "") + other + "\n"


CAUGHT = "def f(a):\n    e = None\n    try:\n        save()\n    except Missing{}:\n        {}\n    return {}"


@pytest.mark.parametrize(
    ("name", "body", "given", "refused"),
    [
        pytest.param(" as x", "raise new(x)", "a", "", id="a name"),
        pytest.param(
            " as e", "raise new(e)", "a", "it gives 'e' another value", id="a name that is bound elsewhere"
        ),
        pytest.param(" as e", "raise new(e)", "e", "it gives 'e' another value", id="a name that is read"),
        pytest.param(
            " as x", "new(x)", "a if x else a", "it changes, moves or leaves out", id="used behind it"
        ),
        pytest.param("", "raise new(1)", "a", "", id="none"),
    ],
)
def test_what_is_caught_may_get_a_name(name: str, body: str, given: str, refused: str) -> None:
    before = CAUGHT.format(
        "", "raise old(2)" if body.startswith("raise") else "old(2)", given.replace("x", "a")
    )
    code = CAUGHT.format(name, body, given)
    found = whole(HEAD + before, code)
    if refused:
        assert found.startswith(f"! {refused}")
    else:
        assert found == HEAD.replace(", old", "") + code


def test_what_an_except_without_a_class_catches() -> None:
    before = (
        HEAD
        + "def f(a):\n    try:\n        save()\n    except:\n        raise old(2)\n    finally:\n        save(a)"
    )
    code = (
        before.removeprefix(HEAD).replace("except:", "except BaseException as x:").replace("old(2)", "new(x)")
    )
    assert whole(before, code) == HEAD.replace(", old", "") + code
    assert whole(before, code.replace("BaseException", "Exception")).startswith("! it catches")


def test_what_is_caught_keeps_its_name_where_that_is_read() -> None:
    before = (
        HEAD
        + "def f(a):\n    try:\n        save()\n    except Missing as e:\n        old(a)\n        save(e)"
    )
    kept = "def f(a):\n    try:\n        save()\n    except Missing as e:\n        new(a)\n        save(e)"
    assert whole(before, kept) == HEAD.replace(", old", "") + kept
    other = kept.replace("as e", "as x")
    assert whole(before, other).startswith("! it gives 'e' another value")
    nameless = (
        HEAD
        + "def f(a):\n    x = None\n    try:\n        save()\n    except Missing:\n        x = old(a)\n    return x"
    )
    lost = "def f(a):\n    x = None\n    try:\n        save()\n    except Missing as x:\n        new(a)\n    return x"
    assert whole(nameless, lost) == "! 'x' is gone behind its `except`, and read elsewhere"


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        pytest.param(
            "x = old(e)\ntry: save()\nexcept Missing{}: x = old(2)\nreturn x", True, id="a global before it"
        ),
        pytest.param(
            "e = old(0)\nfor i in a:\n    use(old(e))\n    try: save()\n    except Missing{}: old(2)",
            True,
            id="the next round of a loop",
        ),
        pytest.param(
            "e = old(0)\ntry: save()\nexcept Missing{}: old(2)\nif old(a): e = 1\nreturn old(e)",
            True,
            id="given a value by a condition",
        ),
        pytest.param(
            "e = old(0)\ntry: save()\nexcept Missing{}: old(2)\nfinally: old(e)", True, id="in the end"
        ),
        pytest.param(
            "e = old(0)\nwith a:\n    try: save()\n    except Missing{}: old(2)\nreturn old(e)",
            True,
            id="behind a with",
        ),
        pytest.param(
            "x = old(0)\nwhile a:\n    try: x = old(1)\n    except Missing{}: old(2)\nreturn x",
            False,
            id="in a loop",
        ),
        pytest.param(
            "try: save()\nexcept Missing{}: old(2)\ne = old(1)\nreturn old(e)", False, id="given a value anew"
        ),
    ],
)
def test_the_name_of_what_is_caught_is_gone_behind_it(body: str, refused: bool) -> None:
    made = body.replace("old(", "new(").replace("new(2)", "new(e)").format(" as e")
    head = HEAD + "e = 3\n\n\n"
    before = head + "def f(a):\n" + textwrap.indent(body.format(""), "    ")
    code = "def f(a):\n" + textwrap.indent(made, "    ")
    found = whole(before, code)
    if refused:
        assert found == "! 'e' is gone behind its `except`, and read elsewhere"
    else:
        assert found == head.replace(", old", "") + code


def test_a_function_that_is_nested_deeper_than_can_be_followed() -> None:
    deep = f"def f():\n    return old(1){' + 1' * 1500}\n"
    assert whole(HEAD + deep, "def f():\n    return new(1)") == "! the code around it is nested too deeply"


def test_usages_in_the_header() -> None:
    app = "from lib import new, old\n\n\ndef f(x=old(1)):\n    return old(2)[0]\n"
    symbols, usages, (header, inside) = searched(app)
    code = "def f(x=old(1)):\n    return new(2).x"
    block = SiteBlock(inside.id, code, (), False, id_of(symbols, inside))
    (refused,) = verify(Proposal(None, (block,)), usages, symbols).rejections
    assert refused.reason.startswith(f"it says nothing of {header.id}")
    left = Verdict(header.id, "a person knows", "leave-open")
    verified = verify(Proposal(None, (block,), (left,)), usages, symbols)
    assert after(symbols, verified) == f"from lib import new, old\n\n\n{code}\n"
    named = SiteBlock(inside.id, code, (), False, block.function, (header.id,))
    (reason,) = {each.reason for each in verify(Proposal(None, (named,)), usages, symbols).rejections}
    assert reason == f"{header.id} stands in the function's header, which may not change"


def test_what_catches_in_a_with_is_not_put_around_what_stays() -> None:
    app = (
        "import contextlib\nfrom lib import new, old\n\n\ndef f():\n    a, b = old()\n    go()\n    end(a)\n"
    )
    code = "def f():\n    with contextlib.suppress(OSError):\n        row = new()\n{0}        end(row.a)\n{1}"
    told = "! it catches exceptions of what does not depend on the usages that it names: go()"
    assert whole(app, code.format("        go()\n", "")) == told
    left = app.replace("    go()", "    with contextlib.suppress(OSError):\n        go()")
    assert whole(left, "def f():\n    row = new()\n    go()\n    end(row.a)\n").startswith(
        "! it changes, moves"
    )
    kept = "def f():\n    row = new()\n    with contextlib.suppress(OSError):\n        go()\n    end(row.a)\n"
    assert whole(left, kept).endswith(kept)

"""Blocks of an answer: what each makes of a file, or why it is not used."""

from __future__ import annotations

import ast
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from in_memory import symbols_of
from msgspec.structs import replace

from refactor_cli.data import Edit, Outcome, Proposal, Rejection, SiteBlock, Span, Usage, Usages, Verdict
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.functions import function_id
from refactor_cli.imports import ImportChange, edit_imports
from refactor_cli.old_definitions import with_definitions
from refactor_cli.recipe.read import read_recipe
from refactor_cli.recipe.whole import Recipe
from refactor_cli.splice import edited
from refactor_cli.symbols import SymbolMap
from refactor_cli.verify import Verified, verify

LIB = "def old(a=0, b=0):\n    return a\n\n\ndef new(a=0, *, b=0):\n    return a\n\n\nclass Box:\n    pass\n"
IMPORT = "from lib import new, old\n"


def searched(files: Mapping[str, str | bytes], spec: str = "lib.old") -> tuple[SymbolMap, Usages]:
    symbols = symbols_of(files)
    return symbols, find(symbols, [read_target(symbols, spec)])


def edits_of(symbols: SymbolMap, verified: Verified) -> list[Edit]:
    """The edits of all blocks, with the import lines that they call for."""
    edits, found = list[Edit](), dict[str, list[ImportChange]]()
    for edit, change in verified.changes:
        edits.append(edit)
        found.setdefault(edit.path, []).append(change)
    for path, changes in found.items():
        whole = ImportChange(
            tuple(need for change in changes for need in change.needs),
            tuple(span for change in changes for span in change.vacated),
            frozenset(name for change in changes for name in change.used),
            assigned=tuple(assigned for change in changes for assigned in change.assigned),
        )
        edits += edit_imports(symbols, path, whole)
    return edits


def sites(usages: Usages) -> list[Usage]:
    """The usages that take a block, in the file's order."""
    found = [usage for result in usages.results for usage in result.usages]
    return [usage for usage in found if usage.kind not in ("import", "string", "doc")]


def answered(
    app: str | bytes,
    code: str,
    imports: tuple[str, ...] = (),
    number: int = 0,
    words: str = "",
    recipe: str = "",
) -> str | bytes:
    """The file after a block for one of its usages, or the reason why there is none."""
    symbols, usages = searched({"lib.py": LIB, "app.py": app})
    site = sites(usages)[number]
    read = read_recipe(recipe, "r.py", may_be_empty=True) if recipe else Recipe((), ())
    variables = {each.name: each for each in read.variables}
    proposal = Proposal(None, (SiteBlock(site.id, code, imports),))
    verified = verify(proposal, usages, symbols, words=words, variables=variables)
    if verified.rejections:
        assert [rejection.id for rejection in verified.rejections] == [site.id]
        assert (verified.changes, verified.outcomes) == ((), ())
        return f"! {verified.rejections[0].reason}"
    after = edited(symbols.snapshot.files["app.py"], edits_of(symbols, verified)).data
    return after if isinstance(app, bytes) else after.decode()


ASSIGNED = [
    pytest.param(
        "\n\ndef f(x):\n    old(x)\n",
        "log.info(x)",
        "import logging\n\nlog = logging.getLogger(__name__)\n\n\ndef f(x):\n    log.info(x)\n",
        id="assigned",
    ),
    pytest.param(
        "import logging\nlog = logging.getLogger(__name__)\n\n\ndef f(x):\n    old(x)\n",
        "log.info(x)",
        "import logging\nlog = logging.getLogger(__name__)\n\n\ndef f(x):\n    log.info(x)\n",
        id="there already",
    ),
    pytest.param(
        "log = print\n\n\ndef f(x):\n    old(x)\n",
        "log(x)",
        "log = print\n\n\ndef f(x):\n    log(x)\n",
        id="the file's own",
    ),
    pytest.param(
        "def f(x):\n    old(x)\n\n\ndef g():\n    print(log)\n",
        "log.info(x)",
        "! 'log' means something else in this file",
        id="from elsewhere",
    ),
]


@pytest.mark.parametrize(("app", "code", "expected"), ASSIGNED)
def test_blocks_use_what_the_recipe_assigns(app: str, code: str, expected: str) -> None:
    recipe = "import logging\nlog = logging.getLogger(__name__)\n"
    assert answered(f"from lib import old\n{app}", code, recipe=recipe) == expected


ACCEPTED = [
    pytest.param(
        "def f(x):\n    assert old(x) == (x, 1)\n",
        "row = new(x)\nassert (row.a, row.b) == (x, 1)",
        "def f(x):\n    row = new(x)\n    assert (row.a, row.b) == (x, 1)\n",
        id="a statement around the call",
    ),
    pytest.param("y = old(1)[0]\n", "y = new(1).a", "y = new(1).a\n", id="an assignment around the call"),
    pytest.param(
        "def f(x):\n    y, _ = old(1)\n    return y\n",
        "y = new(1).a",
        "def f(x):\n    y = new(1).a\n    return y\n",
        id="a variable that nothing reads",
    ),
    pytest.param(
        "if x: y, z = old(1)  # c\n", "y = z = new(1)", "if x: y = z = new(1)  # c\n", id="a part of a line"
    ),
    pytest.param(
        "y = old(1)[0].strip().lower()\n", "y = new(1).a", "y = new(1).a\n", id="what was asked of it"
    ),
    pytest.param("raise old(1)(2)\n", "raise new(2)", "raise new(2)\n", id="raise"),
    pytest.param(
        "print([old(i) for i in ()])\n",
        "for i in ():\n    print(new(i))",
        "for i in ():\n    print(new(i))\n",
        id="a loop",
    ),
    pytest.param("x = old(1) + 1\n", "new(1)", "x = new(1) + 1\n", id="call in an expression"),
    pytest.param("x = old(1) * 2\n", "new(1) + 1", "x = (new(1) + 1) * 2\n", id="operator gets brackets"),
    pytest.param("x = f(old(1), 2)\n", "new(1) + 1", "x = f(new(1) + 1, 2)\n", id="no brackets needed"),
    pytest.param("x = f(old(1), 2)\n", "1, 2", "x = f((1, 2), 2)\n", id="bare tuple"),
    pytest.param("x = f(old(1), 2)\n", "lambda: new(1)", "x = f(lambda: new(1), 2)\n", id="lambda"),
    pytest.param(
        "x = [i for i in old(1)]\n", "new(1) or ()", "x = [i for i in (new(1) or ())]\n", id="comprehension"
    ),
    pytest.param("f(old(1), 2)  # c\n", "new(1)  # gone", "f(new(1), 2)  # c\n", id="comment behind"),
    pytest.param("f(old(1), 2)\n", "# why\nnew(1)", "f(new(1), 2)\n", id="comment before"),
    pytest.param(
        "old(\n    1,  # one\n)\n",
        "new(\n    1,  # one\n)",
        "new(\n    1,  # one\n)\n",
        id="comment inside that is kept",
    ),
    pytest.param("assert old(1), 'x'\n", "new(1)", "assert new(1), 'x'\n", id="part of a statement"),
    pytest.param("return_ = not(old)(1)or 2\n", "new(1)", "return_ = not new(1)or 2\n", id="words around"),
    pytest.param("f(old)\n", "lambda a: new(a)", "f(lambda a: new(a))\n", id="reference"),
    pytest.param(
        "old.assert_called_with(\n    1, b=2\n)\n",
        "new.assert_called_with(2, b=1)",
        "new.assert_called_with(2, b=1)\n",
        id="how a mock was called",
    ),
    pytest.param("old.return_value = 1\n", "new", "new.return_value = 1\n", id="what a mock returns"),
    pytest.param("class A(old):\n    pass\n", "new", "class A(new):\n    pass\n", id="base"),
    pytest.param("f(1, *old(1))\n", "new(1)", "f(1, *new(1))\n", id="behind a star"),
    pytest.param(
        "f(1, *old(1), *old(2))\n",
        "new(1) or new(2)",
        "f(1, *(new(1) or new(2)), *old(2))\n",
        id="an operator behind a star",
    ),
    pytest.param("@old\ndef f(): pass\n", "new", "@new\ndef f(): pass\n", id="decorator"),
    pytest.param("@old(1)\ndef f(): pass\n", "new(1)", "@new(1)\ndef f(): pass\n", id="called decorator"),
    pytest.param(
        "def f(xs):\n\treturn [\n\t\told(\n\t\t\t1),\n\t]\n",
        "new(\n    1,\n    b=2,\n)",
        "def f(xs):\n\treturn [\n\t\tnew(\n\t\t    1,\n\t\t    b=2,\n\t\t),\n\t]\n",
        id="several lines, tabs",
    ),
    pytest.param(
        "def f(xs):\n    x = old(xs)\n",
        "new(xs)\n.a\n.b",
        "def f(xs):\n    x = (new(xs)\n    .a\n    .b)\n",
        id="a chain over lines",
    ),
    pytest.param(
        "def f(xs):\n    x = old(xs)\n",
        'new("""a\nb""",\nb=1)',
        'def f(xs):\n    x = new("""a\nb""",\n    b=1)\n',
        id="lines in strings are not indented",
    ),
    pytest.param(
        "def f(xs):\n    old(xs)  # c\n",
        "if xs:\n    new(xs)\nelse:\n    new(1)",
        "def f(xs):\n    if xs:\n        new(xs)\n    else:\n        new(1)  # c\n",
        id="statements for a statement",
    ),
    pytest.param(
        "def f(xs):\n    return old(xs)\n",
        "if xs:\n    return new(xs)\nraise ValueError(xs)",
        "def f(xs):\n    if xs:\n        return new(xs)\n    raise ValueError(xs)\n",
        id="statements for a return",
    ),
    pytest.param(
        "def f(self, xs):\n    self.x = y = old(xs)\n    return y\n",
        "t = new(xs)\nself.x = y = t",
        "def f(self, xs):\n    t = new(xs)\n    self.x = y = t\n    return y\n",
        id="statements for an assignment",
    ),
    pytest.param("if 1: x = old(1)\n", "x = new(1)", "if 1: x = new(1)\n", id="one line for one line"),
    pytest.param("x: int = old(1)\n", "x: int = new(1)", "x: int = new(1)\n", id="annotated assignment"),
    pytest.param(
        "async def f(x):\n    y = await old(x)\n",
        "new(x)",
        "async def f(x):\n    y = await new(x)\n",
        id="awaited",
    ),
    pytest.param(
        "async def f(x):\n    y = old(x)\n",
        "await new(x)",
        "async def f(x):\n    y = await new(x)\n",
        id="awaits",
    ),
    pytest.param("x = f'{old(1)!r}'\n", "new(1)", "x = f'{new(1)!r}'\n", id="f-string"),
    pytest.param("x = f'{old(1)}'\n", "{1: 2}", "x = f'{ {1: 2}}'\n", id="braces in an f-string"),
    pytest.param("x = old('ä')\n", "new('ä')", "x = new('ä')\n", id="characters of the old source"),
    pytest.param("x = old(old(1))\n", "new(new(1))", "x = new(new(1))\n", id="nested calls"),
    pytest.param(
        "import os\nx = old(os.name)\n",
        "new(os.name)",
        "import os\nx = new(os.name)\n",
        id="sensitive before",
    ),
]


@pytest.mark.parametrize(("app", "code", "after"), ACCEPTED)
def test_accepted(app: str, code: str, after: str) -> None:
    # the old name is used once more, so that its import stays
    use = "print(old)\n"
    assert answered(f"{IMPORT}{app}{use}", code) == f"{IMPORT}{after}{use}"


BYTES = [
    pytest.param(
        b"from lib import new, old\r\ndef f(x):\r\n    old(x)\r\nold\r\n",
        "y = 1\nnew(\n    y)",
        b"from lib import new, old\r\ndef f(x):\r\n    y = 1\r\n    new(\r\n        y)\r\nold\r\n",
        id="CRLF",
    ),
    pytest.param(
        b"# coding: latin-1\nfrom lib import new, old\nold('\xe4')\nold",
        "new('ä')",
        b"# coding: latin-1\nfrom lib import new, old\nnew('\xe4')\nold",
        id="latin-1, no newline at the end",
    ),
    pytest.param(
        b"\xef\xbb\xbffrom lib import new, old\n\x0cold('\xc3\xa4')\nold\n",
        "new('ä')",
        b"\xef\xbb\xbffrom lib import new, old\n\x0cnew('\xc3\xa4')\nold\n",
        id="byte order mark, form feed",
    ),
]


@pytest.mark.parametrize(("app", "code", "after"), BYTES)
def test_bytes_around_stay(app: bytes, code: str, after: bytes) -> None:
    assert answered(app, code) == after


IMPORTS = [
    pytest.param(
        "from lib import old\nold(1)\n", ("from lib import new",), "from lib import new\nnew(1)\n", id="added"
    ),
    pytest.param(
        "from lib import new, old\nold(1)\n",
        ("from lib import new",),
        "from lib import new\nnew(1)\n",
        id="there",
    ),
    pytest.param("from lib import new, old\nold(1)\n", (), "from lib import new\nnew(1)\n", id="none"),
]


def test_imports_are_written_as_the_file_does() -> None:
    """A relative one where the file has such ones; none of what the file defines."""
    files = {
        "pkg/__init__.py": "",
        "pkg/lib.py": "def old(a): ...\ndef new(a): ...\n\n\nold(0)\n",
        "pkg/app.py": "from . import other\nfrom .lib import old\n\nold(1)\nkept = old\n",
        "pkg/other.py": "from pkg.lib import old\n\nold(2)\nkept = old\n",
    }
    symbols, usages = searched(files, "pkg.lib.old")
    calls = [each for each in sites(usages) if each.kind == "call"]
    blocks = [SiteBlock(each.id, "new(1)", ("from pkg.lib import new",)) for each in calls]
    verified = verify(Proposal(None, tuple(blocks)), usages, symbols)
    assert verified.rejections == ()
    made = {
        change.edit.path: [need.wanted.module for need in change.imports.needs] for change in verified.changes
    }
    assert made == {"pkg/app.py": [".lib"], "pkg/lib.py": [], "pkg/other.py": ["pkg.lib"]}


@pytest.mark.parametrize(("app", "imports", "after"), IMPORTS)
def test_imports(app: str, imports: tuple[str, ...], after: str) -> None:
    assert answered(app, "new(1)", imports) == after


DEEP = f"x = old(1){' + 1' * 1500}"
REJECTED = [
    # source
    pytest.param(DEEP, "x = new(1)", "the code around it is nested too deeply", id="deep before"),
    pytest.param("old(1)", "new(1", "it does not parse", id="syntax"),
    pytest.param("old(1)", "new(1))(", "it does not parse", id="brackets that close too much"),
    pytest.param("old(1)", "print 1", "it does not parse", id="Python 2"),
    pytest.param("old(1)", "# nothing", "it holds no code", id="a comment only"),
    pytest.param("old(1)", "*new(1)", "it is no expression that can stand alone", id="starred"),
    pytest.param("old(1)", "(" * 500 + ")" * 500, "it is nested too deeply", id="deep"),
    pytest.param("old(1)", "new(" + "1," * 20_000 + ")", "it is longer than 20,000 characters", id="long"),
    pytest.param("old(1,  # one\n)", "new(1)", "it leaves out a comment: # one", id="a comment inside"),
    pytest.param("old(1,  # c\n  2,  # c\n)", "new(1,  # c\nb=2)", "a comment: # c", id="one of two alike"),
    pytest.param("old(1,  # c\n  2,  # c 2\n)", "new(1,  # c 2\nb=2)", "a comment: # c", id="a part of one"),
    pytest.param(
        "x = (x\n       .a  # one\n     .b(old(1)))",
        "x = new(x.a.b)",
        "a comment: # one",
        id="comment of a chain",
    ),
    # effects
    pytest.param("old(1)", "new(1)\nimport os", "import statement", id="import inside"),
    pytest.param("x = old(1) + 1", "y = new(1)", "it does not bind 'x'", id="statement for a part"),
    pytest.param(
        "while old(1): pass", "new(1)\npass", "a part of a header here", id="statement for a header"
    ),
    pytest.param("y = x.go(old(1))", "y = x or new(1)", "it does not use 'go' any more", id="a call is lost"),
    pytest.param(
        "y = dict(a=old(1), b=2)",
        "y = dict(a=new(1))",
        "it does not use 'b' any more",
        id="an argument is lost",
    ),
    pytest.param(
        "y = x.go('a b', old(1), 7)",
        "y = x.go(new(1), 7)",
        "it does not use 'a b' any more",
        id="a literal is lost",
    ),
    pytest.param("assert old(1) == x", "assert new(1)", "it does not use 'x' any more", id="a part is lost"),
    pytest.param("y = old(1), 2", "y = new(1)", "it does not use 2 any more", id="an element is lost"),
    pytest.param("y = {'a': old(1)}", "y = new(1)", "it does not use 'a' any more", id="a key is lost"),
    pytest.param(
        "print(old(1), x)", "print(new(1), x)", "it repeats the call around it", id="the call around it"
    ),
    pytest.param("raise old(1)", "t = new(1)\nnew(t)", "it does not raise on every way", id="no raise"),
    pytest.param(
        "x = [old(i) for i in x]",
        "x = x and new(i)\nnew()",
        "'i' is not defined there",
        id="outside of a comprehension",
    ),
    pytest.param("old(1)", "def f(): pass", "a statement that a site may not have: functiondef", id="def"),
    pytest.param("old(1)", "while new(1): pass", "a statement that a site may not have: while", id="while"),
    pytest.param("old(1)", "global x\nx = new(1)", "it declares a name as global or nonlocal", id="global"),
    pytest.param("old(1)", "(x := new(1))", "it has ':='", id="walrus"),
    pytest.param("old(1)", "(yield new(1))", "it has a 'yield'", id="yield"),
    pytest.param("old(1)", "await new(1)", "does not stand in an async function", id="await"),
    pytest.param("old(1)", "return new(1)", "it returns, and the old statement does not", id="return"),
    pytest.param("x = old(1)", "new(1)\nnew(2)", "it does not bind 'x'", id="binding lost"),
    *(
        pytest.param(f"{head}\n    y, z = old(1)\n    {end}", "y = new(1)", "it does not bind 'z'", id=end)
        for head, end in (
            ("def f():", "return y, z"),
            ("def f():", "return f'{z}'"),
            ("def f():", "def g(): return z"),
            ("def f():", "return locals()"),
            ("def f():\n    global z", "return y"),
            ("def f():", "del z"),
            ("class C:", "a = 1"),
            ("if x:", "print(1)"),
        )
    ),
    pytest.param("x = old(1)", "if new():\n    x = new(1)", "it does not bind 'x'", id="binding not sure"),
    pytest.param("x.y = old(1)", "x.z = new(1)", "it assigns to 'x.z'", id="other attribute"),
    pytest.param("x.y = old(1)", "t = new(1)\nnew(t)", "it does not assign to 'x.y'", id="attribute lost"),
    pytest.param(
        "old(1)", "x = new(1)", "it binds 'x', which the code around it uses", id="name used elsewhere"
    ),
    pytest.param("old(1); new(2)", "t = 1\nnew(t)", "other code stands on the lines", id="shared line"),
    pytest.param("old(1); new(2)", "if x: new(1)", "only a simple statement", id="takes the line's rest in"),
    pytest.param("t = old(1); new(2)", "t = new(1)  # c", "only a simple statement", id="hides the rest"),
    # the same as the old statement did
    pytest.param(
        "x += old(1)", "x = new(1)", "it gives 'x' a value without regard to", id="nothing is added"
    ),
    pytest.param(
        "x[0] -= old(1)", "x[0] = new(1)", "it gives 'x[0]' a value without", id="taken from nothing"
    ),
    pytest.param("assert old(1) == 2", "t = new(1)", "it does not assert anything", id="no assert"),
    pytest.param("t: int = old(1)", "t = new(1)", "it does not say the type of 't'", id="no annotation"),
    pytest.param("def f(): return old(1)", "raise new(1)", "it gives nothing back", id="raises only"),
    pytest.param("def f(): yield old(1)", "t = new(1)", "it does not yield", id="no yield"),
    pytest.param(
        "async def f(): return await x.go(old(1))",
        "return x.go(new(1))",
        "it does not await what the statement awaits",
        id="no await",
    ),
    # the old, and what is unknown
    pytest.param("old(1)", "old(2)", "it still uses the old 'old'", id="still the old"),
    pytest.param("old(1)", "new(old)", "it still uses the old 'old'", id="the old passed on"),
    pytest.param("old(1)", "new(nowhere)", "'nowhere' is not defined there", id="undefined"),
    pytest.param("old(1)", "t = t or new(1)", "'t' is not defined there", id="undefined before it is bound"),
    pytest.param(
        "old(1)", "[i for j in new(i)]", "'i' is not defined there", id="undefined in a comprehension"
    ),
    pytest.param("old(1)", "eval('1')", "it begins to use 'eval'", id="eval"),
    pytest.param("old(1)", "[open][0]('x', 'w')", "it begins to use 'open'", id="open"),
    pytest.param("old(1)", "os.system('id')", "it begins to use 'os'", id="a module that the file has"),
    pytest.param(
        "@old\ndef f(): pass", "@new", "a decorator is one expression without '@'", id="with its sign"
    ),
    pytest.param("@old\ndef f(): pass", "new\n@print", "a decorator is one expression", id="two decorators"),
    pytest.param(
        "y = old(1)", "new(1),", "it ends with a comma, which makes a tuple of it", id="an open comma"
    ),
    pytest.param("y = old(1)", "new(1, a=2, a=2)", "it gives 'a' to a call twice", id="a keyword twice"),
    pytest.param("y = old(1)", "new(1)\n\\", "it ends with a backslash", id="a backslash at the end"),
    pytest.param(
        "old(1)", "new.__globals__", "it begins to use '__globals__'", id="inside of the interpreter"
    ),
    # characters
    pytest.param("old(1)", "new('\u202e')", "control character: RIGHT-TO-LEFT OVERRIDE", id="bidi"),
    pytest.param("old(1)", "ne\u200bw(1)", "control character: ZERO WIDTH SPACE", id="zero width"),
    pytest.param("old(1)", "n\u0435w(1)", "does not have: U+0435", id="look-alike"),
    pytest.param(
        "old('\u0435')", "n\u0435w('\u0435')", "it has a name with other", id="look-alike of a text"
    ),
    pytest.param("old('\u0435')", "new(\u0435='\u0435 \u0435')[0]", "does not fit", id="a name as in a text"),
    pytest.param("old(1)", "new('\x1b[2J')", "control character: U+001B", id="escape"),
    pytest.param("old(1)", "new('\x00')", "control character: U+0000", id="NUL"),
    pytest.param("f'{old(1)}'", "new('a')", "it stands in an f-string", id="quotes in an f-string"),
    pytest.param(
        "f'{old(1)=}'", "new(1)", "the f-string around it prints", id="f-string that prints its source"
    ),
]


@pytest.mark.parametrize(("line", "code", "reason"), REJECTED)
def test_rejected(line: str, code: str, reason: str) -> None:
    shown = answered(f"import os\n{IMPORT}x = new()\nprint(x, os)\n{line}\n", code)
    assert isinstance(shown, str)
    assert shown.startswith("! ")
    assert reason in shown


def test_a_keyword_may_become_an_attribute() -> None:
    app = f"{IMPORT}\n\ndef f(x):\n    y = old(1).by(name=x)\n    return y\n"
    shown = answered(app, "y = new(new.name == x)")
    assert isinstance(shown, str)
    assert "    y = new(new.name == x)\n" in shown


def test_a_method_takes_no_name_from_an_import() -> None:
    app = f"{IMPORT}\n\nclass A:\n    def Box(self):\n        old(1)\n"
    shown = answered(app, "Box()", ("from lib import Box",))
    assert isinstance(shown, str)
    assert "        Box()\n" in shown
    taken = answered(f"{IMPORT}\n\ndef Box():\n    old(1)\n", "Box()", ("from lib import Box",))
    assert taken == "! its import would rebind 'Box', which the file uses already"


def test_what_the_old_source_asks_of_a_module_is_there() -> None:
    """`conf` makes `config` an object when it is run, beside a module of that name."""
    files = {
        "conf/__init__.py": "from public import public\n\npublic(config=1)\n",
        "conf/config.py": "class Config: ...\n",
        "lib.py": "def old(a): ...\n",
        "app.py": "from conf import config\nfrom lib import old\n\nold(config.db.store)\n",
    }
    symbols, usages = searched(files, "lib.old")
    (site,) = (usage for usage in sites(usages) if usage.kind == "call")

    def reasons(code: str) -> list[str]:
        verified = verify(Proposal(None, (SiteBlock(site.id, code),)), usages, symbols)
        return [each.reason for each in verified.rejections]

    assert reasons("config.db.store.get(config.db.store)") == []
    assert reasons("config.other(config.db.store)") == ["the module config has no 'other'"]


REJECTED_IMPORTS = [
    pytest.param("import os", "new(1)", "it imports 'os' and does not use it", id="not used"),
    pytest.param("import os", "os.system('id')", "it begins to use 'os'", id="sensitive"),
    pytest.param("from os import system as s", "s('id')", "it begins to use 'os'", id="sensitive, renamed"),
    pytest.param(
        "import subprocess as s", "s.run('id')", "it begins to use 'subprocess'", id="module renamed"
    ),
    pytest.param(
        "from requests import get", "get('x')", "it begins to use 'requests'", id="sensitive, not installed"
    ),
    pytest.param("from lib import *", "new(1)", "it imports everything from lib", id="star"),
    pytest.param("from __future__ import division", "new(1)", "it imports from __future__", id="future"),
    pytest.param("import lib; lib.x()", "lib.new(1)", "is no import statement", id="a statement behind"),
    pytest.param("print(1)", "new(1)", "is no import statement", id="no import"),
    pytest.param(
        "from lib import nothing", "nothing(1)", "the module lib has no 'nothing'", id="no such name"
    ),
    pytest.param("import lib", "lib.nothing(1)", "the module lib has no 'nothing'", id="no such attribute"),
    pytest.param(
        "import json", "json.dumpps(1)", "'json.dumpps' is not defined: there is json.dumps", id="misspelt"
    ),
    pytest.param(
        "from json import dumpps",
        "dumpps(1)",
        "'json.dumpps' is not defined: there is json.dumps",
        id="misspelt in it",
    ),
    pytest.param("import nowhere", "nowhere.f(1)", "there is no module nowhere", id="no such module"),
    pytest.param("from .. import x", "x.f(1)", "leads out of the package", id="above the top"),
    pytest.param("from lib import Box as taken", "taken(1)", "would rebind 'taken'", id="a name of the file"),
    pytest.param("from lib import Box as len", "len(1)", "would hide the builtin 'len'", id="a builtin"),
    pytest.param(
        "from lib import old as o", "o(1)", "it still uses the old 'o'", id="the old under another name"
    ),
]


@pytest.mark.parametrize(("line", "code", "reason"), REJECTED_IMPORTS)
def test_rejected_imports(line: str, code: str, reason: str) -> None:
    shown = answered(f"{IMPORT}taken = 1\nold(1)\n\n\ndef f():\n    import requests\n", code, (line,))
    assert isinstance(shown, str)
    assert shown.startswith("! ")
    assert reason in shown


def test_the_old_by_another_name() -> None:
    for code in ("(lambda m: m.old(1))(lib)", "[m.old(1) for m in [lib]][0]"):
        assert answered("import lib\nx = lib.old(1)\n", code) == "! it still uses the old '.old'"


def test_accepted_statements() -> None:
    for old, new in (
        ("x += old(1)", "x = x + new(1)"),
        ("x += old(1)", "t = new(1)\nx += t"),
        ("assert old(1)", "with x.raises(ValueError):\n    new(1)"),
        ("assert old(1)", "x.assertTrue(new(1))"),
        ("assert old(1)", "if not new(1):\n    raise AssertionError"),
        ("def f():\n    yield old(1)", "t = new(1)\nyield from t"),
        ("async def f(): x.y = await old(1)", "x.y = new(1)"),
        ("old('\u0435')", "new('\u0435')"),
        ("\u0435 = old(1)", "\u0435 = new(1)"),
    ):
        shown = answered(f"{IMPORT}x = new()\n{old}\n", new)
        assert isinstance(shown, str)
        assert not shown.startswith("! "), (old, shown)


@pytest.mark.parametrize(
    ("head", "line", "is_taken"),
    [
        pytest.param("from more import *", "from lib import Box", True, id="another's star"),
        pytest.param("from unknown import *", "from lib import Box", True, id="an unknown star"),
        pytest.param("", "from lib import Box", True, id="from nowhere"),
        pytest.param("from lib import *", "from lib import Box", False, id="the star of its module"),
        pytest.param(
            "from unknown import *", "from unknown import Box", False, id="an unknown one of its module"
        ),
    ],
)
def test_an_import_hides_no_other_name(head: str, line: str, is_taken: bool) -> None:
    app = f"{head}\n{IMPORT}Box(1)\nold(1)\n"
    symbols, usages = searched({"lib.py": LIB, "more.py": "class Box: pass\n", "app.py": app})
    (site,) = sites(usages)
    verified = verify(
        Proposal(None, (SiteBlock(site.id, "Box()", (line,)),)), usages, symbols, words="unknown"
    )
    wanted = ["its import would rebind 'Box', which the file uses already"] if is_taken else []
    assert [each.reason for each in verified.rejections] == wanted


def test_an_import_hides_no_submodule() -> None:
    files = {"lib.py": LIB, "pkg/__init__.py": "from lib import old\n\nold(1)\n", "pkg/Box.py": ""}
    symbols, usages = searched(files)
    (site,) = sites(usages)
    block = SiteBlock(site.id, "Box()", ("from lib import Box",))
    (refused,) = verify(Proposal(None, (block,)), usages, symbols).rejections
    assert refused.reason.startswith("its import would rebind 'Box'")


def test_whole_statements() -> None:
    """An expression stands for the call alone, unless its block says that it is the whole statement."""
    app = f"{IMPORT}print(old(1)[0], 2)\n"
    symbols, usages = searched({"lib.py": LIB, "app.py": app})
    block = SiteBlock(sites(usages)[0].id, "print(new(1).x, 2)", is_statement=True)
    verified = verify(Proposal(None, (block,)), usages, symbols)
    assert verified.rejections == ()
    after = edited(symbols.snapshot.files["app.py"], edits_of(symbols, verified)).data.decode()
    assert after == "from lib import new\nprint(new(1).x, 2)\n"
    plain = verify(Proposal(None, (replace(block, is_statement=False),)), usages, symbols)
    assert [each.reason.partition(",")[0] for each in plain.rejections] == ["it repeats the call around it"]


def test_what_the_user_names_may_be_used() -> None:
    code, line = "pathlib.Path('x')", "import pathlib"
    app = f"{IMPORT}old(1)\n"
    assert answered(app, code, (line,)) == "! it begins to use 'pathlib', which nobody asked for"
    after = answered(app, code, (line,), words="Use pathlib.Path, please.")
    assert after == "import pathlib\n\nfrom lib import new\npathlib.Path('x')\n"


def test_what_the_user_names_may_go() -> None:
    """What is done with the old value is a part of what the instructions are about."""
    app = f"{IMPORT}import zone\ny = zone.local(old(1))\n"
    assert answered(app, "y = new(1)").startswith("! it does not use 'local' any more")
    after = answered(app, "y = new(1)", words="`zone.local(old(x))` becomes new(x).")
    assert after == "from lib import new\ny = new(1)\n"


def test_a_character_that_the_encoding_cannot_hold() -> None:
    app = b"# coding: latin-1\nfrom lib import new, old\nold('\xe4')\n"
    assert (
        answered(app, "new('\N{SNOWMAN}')")
        == "! it has a character that the old source does not have: U+2603"
    )


def result_of(app: str, *blocks: SiteBlock | Verdict) -> Verified:
    """The whole result; ids of blocks are numbers of the usages that take one."""
    symbols, usages = searched({"lib.py": LIB, "app.py": app})
    return verify(numbered(usages, blocks), usages, symbols)


def numbered(usages: Usages, blocks: tuple[SiteBlock | Verdict, ...]) -> Proposal:
    ids = {str(number): usage.id for number, usage in enumerate(sites(usages))}
    named = [
        SiteBlock(ids.get(each.id, each.id), each.code, each.imports, each.is_definition)
        if isinstance(each, SiteBlock)
        else Verdict(ids.get(each.id, each.id), each.reason, each.says)
        for each in blocks
    ]
    return Proposal(
        None,
        tuple(each for each in named if isinstance(each, SiteBlock)),
        tuple(each for each in named if isinstance(each, Verdict)),
    )


def test_an_empty_proposal() -> None:
    assert result_of(f"{IMPORT}old(1)\n") == Verified((), (), ())


def test_ids() -> None:
    verified = result_of(
        f"{IMPORT}old(1)\n",
        SiteBlock("u00000000", "new(1)"),
        SiteBlock("0", "new(1)"),
        SiteBlock("0", "new(2)"),
        Verdict("../x", "no", "keep"),
    )
    assert (verified.changes, verified.outcomes) == ((), ())
    assert [(r.reason, r.source) for r in verified.rejections] == [
        ("no usage that was asked about has this id", "no"),
        ("no usage that was asked about has this id", "new(1)"),
        ("this usage is answered more than once", "new(1)"),
        ("this usage is answered more than once", "new(2)"),
    ]


def test_verdicts() -> None:
    symbols, usages = searched(
        {"lib.py": "class A:\n    def m(self): pass\n", "app.py": "from lib import A\nA.m(A())\nx.m()\n"},
        "lib.A.m",
    )
    certain, possible = sites(usages)
    assert (certain.certainty, possible.certainty) == ("certain", "possible")
    verdicts = (Verdict(certain.id, "mine", "not-a-usage"), Verdict(possible.id, "a dict", "not-a-usage"))
    verified = verify(Proposal(None, (), verdicts), usages, symbols)
    assert verified == Verified(
        (),
        (Outcome(possible, "kept", "model", "not a usage: a dict"),),
        (
            Rejection(
                certain.id, "it says that this is no usage, and imports and scopes prove that it is", "mine"
            ),
        ),
    )
    kept = verify(Proposal(None, (), (Verdict(certain.id, "mine", "keep"),)), usages, symbols)
    assert kept == Verified((), (Outcome(certain, "kept", "model", "mine"),), ())


def test_kinds_that_take_no_block() -> None:
    symbols, usages = searched({"lib.py": LIB, "app.py": "from lib import old\n__all__ = ['old']\n"})
    blocks = tuple(SiteBlock(usage.id, "new") for usage in usages.results[0].usages)
    verified = verify(Proposal(None, blocks), usages, symbols)
    assert (verified.changes, verified.outcomes) == ((), ())
    assert [rejection.reason for rejection in verified.rejections] == [
        "a usage of kind import takes no new source",
        "a usage of kind string takes no new source",
    ]
    (site,) = sites(searched({"lib.py": LIB, "app.py": f"{IMPORT}old()\n"})[1])
    assert result_of(f"{IMPORT}old()\n", SiteBlock(site.id, "def new(): pass", (), True)).rejections == (
        Rejection(site.id, "a usage of kind call takes a <site> block", "def new(): pass"),
    )


def test_imports_that_go_with_the_last_use() -> None:
    symbols, usages = searched({"lib.py": LIB, "app.py": f"{IMPORT}old(1)\nold(2)\n"})
    _, first, second = usages.results[0].usages
    blocks = (SiteBlock(first.id, "new(1)"), SiteBlock(second.id, "new(2)"))
    one = verify(Proposal(None, blocks[:1]), usages, symbols)
    assert one.outcomes == (Outcome(first, "rewritten", "model"),)
    both = verify(Proposal(None, blocks), usages, symbols)
    assert both.outcomes == tuple(Outcome(usage, "rewritten", "model") for usage in (first, second))
    assert (
        edited(symbols.snapshot.files["app.py"], edits_of(symbols, both)).data
        == b"from lib import new\nnew(1)\nnew(2)\n"
    )
    assert [change.edit.text for change in both.changes] == ["new(1)", "new(2)"]


def test_nested_sites() -> None:
    app = f"{IMPORT}old(old(1))\nprint(old)\n"
    outer_only = result_of(app, SiteBlock("0", "new(new(1))"))
    assert [change.edit.text for change in outer_only.changes] == ["new(new(1))"]
    assert len(outer_only.outcomes) == 2
    both = result_of(app, SiteBlock("0", "new(new(1))"), SiteBlock("1", "new(2)"))
    assert ([change.edit.text for change in both.changes], both.rejections) == (["new(new(1))"], ())
    kept = result_of(app, SiteBlock("0", "new(new(1))"), Verdict("1", "wanted", "keep"))
    assert (
        [change.edit.text for change in kept.changes],
        [outcome.outcome for outcome in kept.outcomes],
    ) == (
        [],
        ["kept"],
    )
    (inner,) = kept.outcomes
    reason = f"it replaces {inner.usage.id} as well, which another block keeps"
    assert [rejection.reason for rejection in kept.rejections] == [reason]


def test_a_usage_that_was_decided_otherwise_does_not_vanish() -> None:
    symbols, usages = searched({"lib.py": LIB, "app.py": f"{IMPORT}old(old(1))\n"})
    outer = sites(usages)[0]
    (result,) = usages.results
    asked = Usages((type(result)(result.target, (outer,)),), 2, 2)
    verified = verify(Proposal(None, (SiteBlock(outer.id, "new(new(1))"),)), asked, symbols)
    assert verified.rejections == (
        Rejection(outer.id, "it replaces another 'old' as well, which was not asked about", "new(new(1))"),
    )


def test_blocks_of_one_file_agree_on_imports() -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/lib.py": LIB,
        "pkg/app.py": "from pkg.lib import old\nold(1)\nold(2)\nold(3)\nold(4)\n",
    }
    symbols, usages = searched(files, "pkg.lib.old")
    first, second, third, fourth = (usage.id for usage in sites(usages))
    blocks = (
        SiteBlock(first, "new(1)", ("from pkg.lib import new",)),
        SiteBlock(second, "new(2)", ("from .lib import new",)),
        SiteBlock(third, "new(3)", ("from pkg.lib import Box as new",)),
        SiteBlock(fourth, "new(4)"),
    )
    verified = verify(Proposal(None, blocks), usages, symbols)
    assert edited(symbols.snapshot.files["pkg/app.py"], edits_of(symbols, verified)).data.decode() == (
        "from pkg.lib import new, old\nnew(1)\nnew(2)\nold(3)\nold(4)\n"
    )
    assert set(verified.rejections) == {
        Rejection(third, "another block imports something else as 'new'", "new(3)"),
        Rejection(fourth, "'new' is not defined there", "new(4)"),
    }


OVERRIDES = {
    "lib.py": "class A:\n    def get(self, k): pass\n",
    "app.py": (
        "from lib import A\n\n\nclass B(A):\n    def get(self, k):\n        return k\n\n    def put(self): pass\n"
    ),
}


@pytest.mark.parametrize(
    ("code", "after"),
    [
        pytest.param(
            "def fetch(self, k, *, d=None):\n    return k or d",
            "class B(A):\n    def fetch(self, k, *, d=None):\n        return k or d\n\n    def put(self): pass\n",
            id="renamed",
        ),
        pytest.param("def get(self, k): pass", "! it still bears the old name 'get'", id="not renamed"),
        pytest.param("def put(self, k): pass", "! 'put' is defined there already", id="a name that is taken"),
        pytest.param(
            "async def fetch(self, k): pass", "! it changes whether the function is async", id="another kind"
        ),
        pytest.param(
            "class fetch: pass", "! it makes a class of a function, or a function of a class", id="a class"
        ),
        pytest.param(
            "x = 1", "! it is not one whole def or class, with methods after it", id="something else"
        ),
        pytest.param(
            "def f(self): pass\nx = 1",
            "! it is not one whole def or class, with methods after it",
            id="something more",
        ),
        pytest.param(
            "def fetch(self, k):\n    return self.n\n\n@property\ndef n(self):\n    return 1",
            "class B(A):\n    def fetch(self, k):\n        return self.n\n\n    @property\n    def n(self):\n"
            "        return 1\n\n    def put(self): pass\n",
            id="a further method",
        ),
        pytest.param(
            "def fetch(self, k): pass\ndef put(self): pass",
            "! 'put' is defined there already",
            id="a further method that is there already",
        ),
        pytest.param(
            "def fetch(self, k): pass\ndef get(self): pass",
            "! 'get' is defined there already",
            id="a further method of the old name",
        ),
        pytest.param(
            "def fetch(self, k): pass\ndef n(self):\n    return m",
            "! 'm' is not defined there",
            id="an undefined name in a further method",
        ),
        pytest.param("def fetch(self, k):\n    return n", "! 'n' is not defined there", id="undefined"),
        pytest.param(
            "def fetch(self, k):\n    exec(k)", "! it begins to use 'exec', which nobody asked for", id="exec"
        ),
    ],
)
def test_definitions(code: str, after: str) -> None:
    symbols, usages = searched(OVERRIDES, "lib.A.get")
    (site,) = (usage for usage in sites(usages) if usage.kind == "override")
    verified = verify(Proposal(None, (SiteBlock(site.id, code, (), True),)), usages, symbols)
    file = edited(symbols.snapshot.files["app.py"], edits_of(symbols, verified)).data.decode()
    reasons = [f"! {rejection.reason}" for rejection in verified.rejections]
    assert (reasons or [file.partition("\n\n\n")[2]]) == [after]


CLASS = """class Shop(Base, Other):
    limit: int = 3

    def total(self):
        return 1

    if limit:
        def more(self): pass
"""


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        pytest.param(CLASS.replace("Shop", "Store"), [], id="renamed"),
        pytest.param(
            CLASS.replace("Shop", "Store").replace("total", "sum"),
            ["the class does not have 'total' any more"],
            id="a method is lost",
        ),
        pytest.param(
            CLASS.replace("Shop", "Store").replace(": int = 3", "_ = limit"),
            ["the class does not have 'limit' any more"],
            id="a field is lost",
        ),
        pytest.param(
            CLASS.replace("Shop", "Store").replace(", Other", ""),
            ["the class is not derived from Other any more"],
            id="a base is lost",
        ),
        pytest.param("class Store: pass", ["the class does not have 'limit' any more"], id="empty"),
    ],
)
def test_classes_keep_what_they_have(code: str, reason: list[str]) -> None:
    symbols, usages = searched({"lib.py": f"class Base: pass\nclass Other: pass\n{CLASS}"}, "lib.Shop")
    usages = with_definitions(symbols, usages)
    (site,) = (usage for usage in sites(usages) if usage.kind == "definition")
    verified = verify(Proposal(None, (SiteBlock(site.id, code, (), True),)), usages, symbols)
    assert [each.reason for each in verified.rejections] == reason


def test_a_real_answer() -> None:
    """From a trial of the format: keywords that are forwarded, which no rule can bind."""
    app = (
        "from lib import old\n\n\nclass User:\n    def email_user(self, subject, **kwargs):\n"
        '        """Send an email to this user."""\n        old(subject, [self.email], **kwargs)\n'
    )
    code = (
        'silent = kwargs.pop("silent", False)\nif kwargs:\n    raise TypeError(\n'
        '        "unexpected keyword argument %r" % next(iter(kwargs))\n    )\n'
        "mail = Box()\nif silent:\n    mail.attach(subject, self.email)\nmail.send()"
    )
    assert answered(app, code, ("from lib import Box",)) == (
        "from lib import Box\n\n\nclass User:\n    def email_user(self, subject, **kwargs):\n"
        '        """Send an email to this user."""\n        silent = kwargs.pop("silent", False)\n'
        "        if kwargs:\n            raise TypeError(\n"
        '                "unexpected keyword argument %r" % next(iter(kwargs))\n            )\n'
        "        mail = Box()\n        if silent:\n            mail.attach(subject, self.email)\n        mail.send()\n"
    )


_WORDS = [*"()x1,'#;:\\[]{}@.*ä", "new(", '"""', "f'{", "else", "pass", "\x00", "\udc80"]
_SPACED = ["\n", "    ", "\t", " = ", "if ", "return ", "lambda: ", "import os"]
_HOSTILE = st.lists(st.sampled_from([*_WORDS, *_SPACED])).map("".join)
_AROUND = (
    f"{IMPORT}\n\ndef f(y):\n    z = [\n        old(1), y]\n    return z\n",
    f"{IMPORT}\n\ndef f(y):\n    if y: old(2)\n    print(y)\n",
    f"{IMPORT}\n\ndef f(y):\n    x = old(3)  # why\n    return f'{{x}}{{old}}'\n",
)
_SYMBOLS = symbols_of({"lib.py": LIB, **{f"app{number}.py": app for number, app in enumerate(_AROUND)}})
_FOUND = find(_SYMBOLS, [read_target(_SYMBOLS, "lib.old")])


@pytest.mark.filterwarnings("ignore:invalid escape sequence")  # of the generated code
@given(_HOSTILE, st.sampled_from([0, 1, 2]))
def test_nothing_outside_the_statement_changes(code: str, number: int) -> None:
    path = f"app{number}.py"
    site = next(usage for usage in sites(_FOUND) if usage.path == path)
    verified = verify(Proposal(None, (SiteBlock(site.id, code),)), _FOUND, _SYMBOLS)
    assert len(verified.changes or verified.rejections) >= 1
    file = _SYMBOLS.snapshot.files[path]
    changed = [change.edit for change in verified.changes]
    assert all(change.edit.path == path for change in verified.changes)
    if changed:
        line = file.data.decode().splitlines()[site.location.line - 1]
        start = file.data.decode().index(line)
        assert Span(start, start + len(line)).contains(changed[0].span)
        ast.parse(edited(file, edits_of(_SYMBOLS, verified)).data)


@pytest.mark.parametrize(
    ("function", "code"),
    [(False, "new(2)"), (True, "def f():\n    return new(2)")],
    ids=["of a call", "of a function"],
)
def test_no_other_target(function: bool, code: str) -> None:
    """What is asked about as well is no new code."""
    symbols = symbols_of({"lib.py": LIB, "app.py": f"{IMPORT}\n\ndef f():\n    return old(2)\n"})
    usages = find(symbols, [read_target(symbols, "lib.old"), read_target(symbols, "lib.new")])
    site = next(each for each in sites(usages) if each.target == "lib.old")
    name = ""
    if function:
        file = symbols.snapshot.files["app.py"]
        [around] = symbols.map("app.py").definitions  # type: ignore[union-attr]
        name = function_id("app.py", around, file.text)
    verified = verify(Proposal(None, (SiteBlock(site.id, code, function=name),)), usages, symbols)
    assert [each.reason for each in verified.rejections] == [
        "it begins to use 'new', which is asked about as well"
    ]


@pytest.mark.parametrize(
    ("new", "behaviour"),
    [
        ("def new(self, a, b=0):\n    return b", "same"),
        ("def new(self, a: int, b: int = 0) -> int:\n    return b", "same"),
        ("def new(self, b=0, a=0):\n    return b", "changes"),
        ("def new(self, a, b=1):\n    return b", "changes"),
        ("def new(self, a, *, b=0):\n    return b", "changes"),
        ("@staticmethod\ndef new(self, a, b=0):\n    return b", "changes"),
    ],
)
def test_a_definition_that_takes_other_arguments_changes_behaviour(new: str, behaviour: str) -> None:
    old = "def old(self, a, b=0):\n        return b"
    lib = f"class Base:\n    {old}\n\n\nclass Sub(Base):\n    {old}\n"
    symbols, usages = searched({"lib.py": lib}, "lib.Base.old")
    (override,) = usages.results[0].usages
    block = SiteBlock(override.id, new, is_definition=True)
    verified = verify(Proposal(None, (block,)), usages, symbols)
    assert [each.behaviour for each in verified.outcomes] == [behaviour]


def test_a_block_says_that_it_changes_behaviour() -> None:
    symbols, usages = searched({"lib.py": LIB, "app.py": f"{IMPORT}old(1)\nold(2)\n"})
    first, second = sites(usages)
    blocks = (SiteBlock(first.id, "new(1)", behaviour="changes"), SiteBlock(second.id, "new(2)"))
    verified = verify(Proposal(None, blocks), usages, symbols)
    assert {each.usage.id: each.behaviour for each in verified.outcomes} == {
        first.id: "changes",
        second.id: "same",
    }


def test_what_says_that_it_changes_behaviour_may_fail_otherwise_than_by_an_assert() -> None:
    symbols, usages = searched({"lib.py": LIB, "app.py": f"{IMPORT}\n\ndef f():\n    assert not old(1)\n"})
    block = SiteBlock(sites(usages)[0].id, "new(1, b=2)", is_statement=True)
    [rejection] = verify(Proposal(None, (block,)), usages, symbols).rejections
    assert rejection.reason.endswith('the tag says behaviour="changes" why="…"')
    block = replace(block, behaviour="changes", why="it raises itself")
    [change] = verify(Proposal(None, (block,)), usages, symbols).changes
    assert change.edit.text == "new(1, b=2)"

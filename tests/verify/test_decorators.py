"""Blocks that put decorators above a definition: what they make of a file, or why they are not used."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.answering import Known, settled_by_answers
from refactor_cli.data import Answer
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.functions import function_id
from refactor_cli.read import read
from refactor_cli.splice import edited

LIB = """\
class Site:
    def add(self, *given): ...

site = Site()

def old(*given, **named): ...
def plain(cls): return cls
def named(*models, site=None):
    def inner(cls):
        return cls
    return inner
def either(cls=None):
    def inner(cls):
        return cls
    return inner if cls is None else inner(cls)
def wrapping(function):
    def wrapper(*args):
        return function(*args)
    return wrapper
def wrapping_by(name):
    def inner(function):
        return wrapping(function)
    def outer(function):
        def wrapper(*args): return function(*args)
        return wrapper
    return outer
def silent(function):
    print(function)
def coroutine():
    async def inner(cls): return cls
    return inner
class Made:
    def __init__(self, function): ...
"""


def answered(app: str | bytes, *blocks: str, words: str = "", spec: str = "lib.old", lib: str = LIB) -> str:
    """The file after blocks for its calls, one each, or why there is one no more: `"A @plain"` is for the name A;
    "" says nothing, "!" before a block that it changes behaviour."""
    symbols = symbols_of({"lib.py": lib, "app.py": app})
    usages = find(symbols, [read_target(symbols, spec)])
    calls = [each for each in usages.every if each.path == "app.py" and each.kind == "call"]
    text = list[str]()
    for usage, block in zip(calls, blocks, strict=True):
        name, _, code = block.removeprefix("!").removeprefix("+").partition(" ")
        said = ' behaviour="changes" why="so it is meant"' if block.startswith("!") else ""
        said += ' calls="again"' if block.startswith("+") else ""
        text += [f'<site id="{usage.id}" decorates="{name}"{said}>\n{code}\n</site>\n'] if block else []
    answer = Answer("\n".join(text), "a test", "by hand")
    settled = settled_by_answers(((answer,),), usages, None, Known(words=words), symbols)
    if settled.rejections:
        return "! " + "; ".join(each.reason for each in settled.rejections)
    edits = [each for each in settled.inlined.edits if each.path == "app.py"]
    after = edited(symbols.snapshot.files["app.py"], edits).data.decode()
    told = "; ".join(each.reason or "" for each in settled.inlined.outcomes if each.behaviour == "changes")
    return after + (f"# {told}\n" if told else "")


HEAD = "from lib import named, old, plain\n\n\n"
ACCEPTED = [
    pytest.param(
        "class A:\n    pass\n\n\nold(1, A)\n",
        ["A @named(1)"],
        "@named(1)\nclass A:\n    pass\n",
        id="a class",
    ),
    pytest.param(
        "def f():\n    pass\n\n\nold(f)\nx = 1\n",
        ["f @plain"],
        "@plain\ndef f():\n    pass\n\n\nx = 1\n",
        id="a function",
    ),
    pytest.param(
        "async def f():\n    pass\n\n\nold(1, view=f)\n\n\ndef g(): ...\n",
        ["f @named(1)"],
        "@named(1)\nasync def f():\n    pass\n\n\ndef g(): ...\n",
        id="by keyword",
    ),
    pytest.param(
        "# why\n@plain  # first\nclass A: ...\nold(1, A)\n",
        ["A # of it\n@named(1)  # noqa\n@plain"],
        "# why\n# of it\n@named(1)  # noqa\n@plain\n@plain  # first\nclass A: ...\n",
        id="above other decorators",
    ),
    pytest.param(
        "class A: ...\n\n\nold(1, A)\nold(2, A)\n",
        ["A @named(1)", "A @named(2)"],
        "@named(2)\n@named(1)\nclass A: ...\n",
        id="two of one class",
    ),
    pytest.param(
        "class A: ...\nclass B: ...\n\n\nold(1, B)\nold(2, A)\n",
        ["B @named(1)", "A @named(2)"],
        "@named(2)\nclass A: ...\n@named(1)\nclass B: ...\n",
        id="what goes as well stands between",
    ),
    pytest.param(
        'class A:\n    """It."""\n\n    old(1, 2)\n\n    x = plain(1)\n\n    @plain\n    def f(self): """\nIt\n"""\n',
        ["A @named(1, 2)"],
        '@named(1, 2)\nclass A:\n    """It."""\n\n    x = plain(1)\n\n    @plain\n    def f(self): """\nIt\n"""\n',
        id="of the class around",
    ),
    pytest.param(
        "@plain\nclass A:\n    old(1)  # why\n",
        ["A @named(1)"],
        "@plain\n@named(1)\nclass A:\n    pass  # why\n",
        id="of the class around, which has decorators and nothing else",
    ),
    pytest.param(
        "def f():\n\tsites = 1\n\tclass A:\n\t\told(sites)\n\t\told(2)\n\t\tclass A: ...\n\told(3, A)\n",
        ["A @named(sites)", "A @named(2)", "A @named(3)"],
        "def f():\n\tsites = 1\n\t@named(3)\n\t@named(2)\n\t@named(sites)\n\tclass A:\n\t\tclass A: ...\n",
        id="of the class around, and below it",
    ),
    pytest.param(
        "class Shop:\n    x = 1\n\n    def f(self):\n        pass\n\n    f = old(f)\n\n    def g(self): ...\n",
        ["f @plain"],
        "class Shop:\n    x = 1\n\n    @plain\n    def f(self):\n        pass\n\n    def g(self): ...\n",
        id="an assignment in a class",
    ),
    pytest.param(
        "def make(app):\n\tdef view():\n\t\tpass\n\told(app, view)\n\treturn app\n",
        ["view @named(app)"],
        "def make(app):\n\t@named(app)\n\tdef view():\n\t\tpass\n\treturn app\n",
        id="in a function, with tabs",
    ),
    pytest.param(
        "if named:\n    class A: ...\n    old(1, A)\n",
        ["A @named(1)"],
        "if named:\n    @named(1)\n    class A: ...\n",
        id="in an if",
    ),
    pytest.param(
        'class A: ...\nimport re\n"""text"""\nx: int = 3\ny = x if x else [x]\ndef g(a=x): print(a)\n'
        "class B(A):\n    @property\n    def h(self): ...\n    z = dict(a=1)\nold(1, A)\n",
        ["A @named(1)"],
        '@named(1)\nclass A: ...\nimport re\n"""text"""\nx: int = 3\ny = x if x else [x]\ndef g(a=x): print(a)\n'
        "class B(A):\n    @property\n    def h(self): ...\n    z = dict(a=1)\n",
        id="what sees nothing of it stands between",
    ),
    pytest.param(
        "class A: ...\nprint(1)\nold(1, A)\n",
        ["!A @named(1)"],
        "@named(1)\nclass A: ...\nprint(1)\n"
        "# so it is meant; 'print(1)' runs between the definition of 'A' and the call\n",
        id="what may see it, as it is said",
    ),
    pytest.param(
        "class A: ...\n# the last one\nold(1, A)  # noqa\nx = 1\n",
        ["A @named(1)"],
        "@named(1)\nclass A: ...\n# the last one\n# noqa\nx = 1\n",
        id="comments stay",
    ),
    pytest.param(
        "class A: ...\nold(  # inside\n    1,\n    A,\n)\n",
        ["A @named(1)  # inside"],
        "@named(1)  # inside\nclass A: ...\n",
        id="a comment inside of the call",
    ),
    pytest.param(
        "class A: ...\nold([1, len], A)\n",
        ["A @named(1, len)"],
        "@named(1, len)\nclass A: ...\n",
        id="the items of a list",
    ),
    pytest.param(
        "class A:\n    def f(self):\n        super(A, self).f()\nold(1, A)\n",
        ["A @named(1)"],
        "@named(1)\nclass A:\n    def f(self):\n        super(A, self).f()\n",
        id="a method that names its class",
    ),
    pytest.param(
        "X = 1\ndef f(): ...\nold(X, f)\nX = 2\n",
        ["f @named(X)"],
        "X = 1\n@named(X)\ndef f(): ...\nX = 2\n",
        id="bound again behind the call",
    ),
]


@pytest.mark.parametrize(("app", "blocks", "expected"), ACCEPTED)
def test_decorators_take_the_place_of_a_call(app: str, blocks: list[str], expected: str) -> None:
    found = answered(HEAD + app, *blocks)
    body = found.replace("from lib import named, plain\n", "").replace("from lib import named\n", "")
    assert body.replace("from lib import plain\n", "").lstrip("\n") == expected


def test_imports_come_with_decorators() -> None:
    app = "import lib\n\n\nclass A: ...\n\n\nlib.old(1, A)\n"
    after = "from lib import named\n\n\n@named(1)\nclass A: ...\n"
    assert answered(app, "A import: from lib import named\n@named(1)") == after


def test_imports_stand_before_decorators_of_what_a_file_begins_with() -> None:
    app = "class A: ...\n\nfrom lib import old\nold(A)\n"
    after = answered(app, "A import: from lib import plain\n@plain")
    assert after.rstrip() == "from lib import plain\n\n\n@plain\nclass A: ..."


def test_line_ends_stay() -> None:
    app = b"\xef\xbb\xbffrom lib import named, old\r\n\r\nclass A:\r\n    pass\r\n\r\nold(1, A)\r\nold(2, A)\r\n"
    after = "\ufefffrom lib import named\r\n\r\n@named(2)\r\n@named(1)\r\nclass A:\r\n    pass\r\n"
    assert answered(app, "A @named(1)", "A @named(2)") == after


def test_python_2_has_decorators_of_classes() -> None:
    app = 'from lib import named, old\n\nprint "a"\n\n\nclass A(object):\n    pass\n\n\nold(1, A)\n'
    after = 'from lib import named\n\nprint "a"\n\n\n@named(1)\nclass A(object):\n    pass\n'
    lib = "def old(*given): pass\ndef named(*models):\n    def inner(cls): return cls\n    return inner\n"
    assert answered(app, "A @named(1)", lib=lib) == after
    between = app.replace("old(1", 'print "b"\nold(1')
    assert "runs between the definition of 'A' and the call" in answered(between, "A @named(1)", lib=lib)


def test_functions_of_python2_may_follow_a_call_in_a_class() -> None:
    lib = "def old(*given): pass\ndef named(*given): return lambda cls: cls\n"
    body = "    def f(self):\n        raise E, 'x'\n    @named(1)\n    def g(self, x=1):\n        print x\n"
    found = answered(f"from lib import named, old\nclass A:\n    old(1)\n{body}", "A @named(1)", lib=lib)
    assert found == f"from lib import named\n@named(1)\nclass A:\n{body}"


@pytest.mark.parametrize("call", ["plain(f)", "f = plain(f)"])
def test_what_was_called_may_decorate(call: str) -> None:
    app = f"from lib import named, plain\n\n\ndef f(): ...\n\n\n{call}\n"
    after = "from lib import named, plain\n\n\n@plain\ndef f(): ...\n"
    assert answered(app, "f @plain", spec="lib.plain") == after
    assert answered(app, "+f @plain", spec="lib.plain") == after
    assert answered(app, "f @named(plain)", spec="lib.plain") == "! it still uses the old 'plain'"


def test_what_a_method_is_called_on_is_used_again() -> None:
    app = (
        "import lib\nfrom lib import named, site, Site\nmine = Site()\n\n\nclass A: ...\n\n\nmine.add(1, A)\n"
    )
    lost = "nothing is left of 'mine', which the old code is called on"
    assert lost in answered(app, "A @named(1)", spec="lib.Site.add")
    assert "@named(1, site=mine)\nclass A" in answered(app, "A @named(1, site=mine)", spec="lib.Site.add")


REFUSED = [
    ("class A: ...\nx = old(1, A)\n", "A @named(1)", "has to be the call alone, or to give 'A' what"),
    ("class A: ...\nprint(old(1, A))\n", "A @named(1)", "has to be the call alone"),
    ("class A: ...\nif old(1, A): ...\n", "A @named(1)", "not called in a statement of its own"),
    ("class A: ...\nx = 1; old(1, A)\n", "A @named(1)", "other code stands on the lines of its statement"),
    ("x = 1; A = plain\nclass B: ...\nold(1, A)\n", "A @named(1)", "no class or def of 'A' stands above"),
    ("old(1, A)\nclass A: ...\n", "A @named(1)", "no class or def of 'A' stands above the call"),
    (
        "class A: ...\nif plain:\n    old(1, A)\n",
        "A @named(1)",
        "no class or def of 'A' stands above the call",
    ),
    (
        "if plain:\n    class A: ...\nold(1, A)\n",
        "A @named(1)",
        "no class or def of 'A' stands above the call",
    ),
    (
        "class A: ...\ndef f():\n    old(1, A)\n",
        "A @named(1)",
        "no class or def of 'A' stands above the call",
    ),
    ("class A: ...\nA = 1\nold(1, A)\n", "A @named(1)", "'A' is bound in another place as well"),
    ("class A: ...\nold(1, A)\nA = 1\n", "A @named(1)", "'A' is bound in another place as well"),
    ("class A: ...\nold(1, A)\ndel A\n", "A @named(1)", "'A' is bound in another place as well"),
    ("class A: ...\nclass A: ...\nold(1, A)\n", "A @named(1)", "'A' is bound in another place as well"),
    (
        "class A: ...\nold(1, A)\ndef f():\n    global A\n    A = 1\n",
        "A @named(1)",
        "'A' is bound in another place as well",
    ),
    ("class A: ...\nold(1, A)\nfrom os import *\n", "A @named(1)", "a star import below its definition"),
    ("class A: ...\nold(1, plain)\n", "A @named(1)", "'A' is no argument of the call"),
    ("class A: ...\nold(1, A.x)\n", "A @named(1)", "'A' is no argument of the call"),
    ("class A: ...\nold(A.x, A)\n", "A @named(1)", "the call uses 'A' in more than one place"),
    ("class A: ...\nold(1, A)\n", "A @named(1, A)", "the decorators name 'A', which they stand above"),
    ("class A: ...\nX = 1\nold(X, A)\n", "A @named(X)", "'X' is bound only between the definition of 'A'"),
    ("X = 1\nclass A: ...\nX = 2\nold(X, A)\n", "A @named(X)", "'X' gets another value between"),
    ("class A: ...\nold(1, A)\n", "A @missing(1)", "'missing' is not defined there"),
    ("class A: ...\nold(1, A)\n", "A @plain", "nothing is left of '1', an argument of the old call"),
    ("class A: ...\nold(len(plain), A)\n", "A @named(2)", "nothing is left of 'len(plain)'"),
    ("class A: ...\nold(1, A)\n", "A named(1)", "something else than decorators"),
    ("class A: ...\nold(1, A)\n", "A @named(1)\nclass A: ...", "something else than decorators"),
    ("class A: ...\nold(1, A)\n", "A @named(1)(2)", "is no dotted name, nor a call of one"),
    ("class A: ...\nold(1, A)\n", "A @named((yield 1))", "it has a 'yield'"),
    ("class A: ...\nold(1, A)\n", "A @named(1, open('x'))", "it begins to use 'open'"),
    ("class A: ...\nold(1, A)\n", "A @named(1, old)", "it still uses the old 'old'"),
    ("class A: ...\nold(  # kept\n1, A)\n", "A @named(1)", "it leaves out a comment: # kept"),
    (
        "class A:\n    x = 1\n    old(x)\n",
        "A @named(x)",
        "'x' may be something else above the class 'A' than in it",
    ),
    (
        "class A:\n    old(__name)\n",
        "A @named(__name)",
        "'__name' is another name above the class 'A' than in it",
    ),
    (
        "class A:\n    old(__module__)\n",
        "A @named(1)",
        "'__module__' may be something else above the class 'A'",
    ),
    ("class A:\n    x = old(1)\n", "A @named(1)", "has to be the call alone"),
    ("class A:\n    if x:\n        old(1)\n", "A @named(1)", "'A' is no argument of the call"),
    ("class A:\n    def f(self):\n        old(1)\n", "A @named(1)", "'A' is no argument of the call"),
    (
        "class A:\n    old(1)\n    print(1)\n",
        "A @named(1)",
        "'print(1)' runs between the call and the end of 'A'",
    ),
    ("class A:\n    old(1)\n", "A @named(2)", "nothing is left of '1', an argument of the old call"),
    ("class A:\n    from lib import named as n\n    old(1)\n", "A @n(1)", "'n' is"),
    ("class A: ...\nprint(1)\nold(1, A)\n", "A @named(1)", "'print(1)' runs between the definition of 'A'"),
    ("class A: ...\nA.x = 1\nold(1, A)\n", "A @named(1)", "'A.x = 1' runs between the definition of 'A'"),
    ("class A: ...\n@plain\ndef g(): ...\nold(1, A)\n", "A @named(1)", "'plain' runs between"),
    ("class A: ...\ndef g(a=len('')): ...\nold(1, A)\n", "A @named(1)", "'len('')' runs between"),
    ("class A: ...\nclass B:\n    print(1)\nold(1, A)\n", "A @named(1)", "'print(1)' runs between"),
    ("class A: ...\nif plain:\n    x = len('')\nold(1, A)\n", "A @named(1)", "runs between"),
    (
        "class A:\n    def __init__(self):\n        super(A, self).__init__()\nold(1, A)\n",
        "A @named(1)",
        "'A.__init__' names 'A', which is bound only when its decorators are done",
    ),
    ("class A:\n    @classmethod\n    def f(cls): return A\nold(1, A)\n", "A @named(1)", "'A.f' names 'A'"),
    ("def f(): ...\ng = f\nf = old(f)\n", "f @plain", "'g = f' uses 'f' as it is before the call"),
    ("def f(): ...\nold(f)\n", "f import: from lib import wrapping\n@wrapping", "gives back something else"),
    ("def f(): ...\nold(f)\n", "f import: from lib import silent\n@silent", "gives back something else"),
    ("def f(): ...\nold(f)\n", "f import: from lib import Made\n@Made", "gives back something else"),
    (
        "def f(): ...\nold(1, f)\n",
        "f import: from lib import wrapping_by\n@wrapping_by(1)",
        "'wrapping_by' gives back something else than what it decorates",
    ),
    (
        "def f(): ...\nold(f)\n",
        "f import: from lib import coroutine\n@coroutine()",
        "gives back something else",
    ),
]


@pytest.mark.parametrize(("app", "block", "reason"), REFUSED)
def test_decorators_that_are_refused(app: str, block: str, reason: str) -> None:
    found = answered(HEAD + app, block)
    assert found.startswith("! ")
    assert reason in found


@pytest.mark.parametrize("block", ["f @either", "f @either()", "f @plain"])
def test_a_decorator_that_gives_its_function_back(block: str) -> None:
    app = f"{HEAD}def f(): ...\nold(f)\n".replace("old", "old, either", 1)
    assert f"{block[2:]}\ndef f(): ...\n" in answered(app, block)


def test_a_name_may_be_given_something_else() -> None:
    app = f"{HEAD}def f(): ...\nf = old(f)\n"
    assert "@wrapping\ndef f" in answered(app, "f import: from lib import wrapping\n@wrapping")


def test_what_is_refused_stands_between_the_others() -> None:
    app = f"{HEAD}class A: ...\nclass B: ...\n\n\nold(1, B)\nold(2, A)\n"
    found = answered(app, "B @plain", "A @named(2)")
    assert "nothing is left of '1'" in found
    assert "'old(1, B)' runs between the definition of 'A'" in found


def test_what_the_instructions_name_may_go() -> None:
    app = f"{HEAD}DEFAULT = 1\ndef f(): ...\nold(DEFAULT, f)\n"
    assert "nothing is left of 'DEFAULT'" in answered(app, "f @plain")
    assert "@plain\ndef f" in answered(app, "f @plain", words="DEFAULT goes")


def test_a_block_for_the_definition_wins() -> None:
    symbols = symbols_of({"lib.py": LIB, "app.py": f"{HEAD}def f():\n    old(2)\n\n\nold(1, f)\n"})
    usages = find(symbols, [read_target(symbols, "lib.old")])
    inner, outer = (each for each in usages.every if each.path == "app.py" and each.kind == "call")
    file_map = symbols.map("app.py")
    assert file_map is not None
    id = function_id("app.py", file_map.definitions[0], symbols.snapshot.files["app.py"].text)
    answer = (
        f'<site id="{inner.id}" function="{id}">\ndef f():\n    named(2)\n</site>\n'
        f'<site id="{outer.id}" decorates="f">\n@named(1)\n</site>\n'
    )
    given = Answer(answer, "a test", "by hand")
    settled = settled_by_answers(((given,),), usages, None, Known(), symbols)
    (rejected,) = settled.rejections
    assert (rejected.id, rejected.reason) == (
        outer.id,
        f"the block for {inner.id} gives what it decorates new source",
    )
    assert {each.outcome for each in settled.inlined.outcomes if each.usage in (inner, outer)} == {
        "rewritten",
        "open",
    }


@pytest.mark.parametrize(
    ("tag", "reason"),
    [
        ('id="u12345678" decorates=""', "its decorates names no function or class"),
        ('id="u12345678" decorates="a.b"', "its decorates names no function or class"),
        ('id="u12345678" decorates="A" function="f12"', "each call takes a block of its own"),
        ('id="u12345678" decorates="A" statement="whole"', "each call takes a block of its own"),
        ('id="u12345678 u23456789" decorates="A"', "each call takes a block of its own"),
    ],
)
def test_tags_that_are_malformed(tag: str, reason: str) -> None:
    assert reason in read(f"<site {tag}>\n@plain\n</site>\n").rejections[0].reason

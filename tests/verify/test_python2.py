"""New code of files in Python 2."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli import grammar
from refactor_cli.data import Edit, Proposal, SiteBlock, Span
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.functions import function_id, functions_around
from refactor_cli.verify import verify
from refactor_cli.verify.result import breaking, check_result

HEAD = "from lib import new\n\nprint 'is Python 2'\n"
FUTURE = f"from __future__ import division, print_function\n{HEAD}"
LEAKING = f"{HEAD}y = [z for z, k in x]\n"
LIB = {"lib.py": "def new(*a, **k):\n    return a\n", "lib3.py": "def new(a: int): ...\n"}
OLD = "old(1, b=2)"

LIKE = [
    "new(1)",
    "new(*a)",
    "new(1, *a, **b)",
    "new(*a, b=2)",
    "new(lambda x, *y, **z: 0777)",
    "(yield new)",
    "x[..., 1]",
    "[ur'x', br'y', U'z']",
    "{x: {y} for x in z}",
    "super(A, self).new",
    "new(b // 2, 'a/b')",
    "(x for z in x)",
    "new(old(1, b=2))",
    "new(print_=1)",
    "new(x.TimeoutError)",
    "[w for w in new(b)]",
    "new([w for w in a], [w for w in b])",
    "new(x=1).x",
]
UNLIKE = [
    ("f'{x}'", "new syntax"),
    ("rb'x'", "a new kind of string"),
    ("new(*a, 1)", "stars"),
    ("new(*a, *b)", "stars"),
    ("new(**a, **b)", "stars"),
    ("new(*a,)", "stars"),
    ("new(x=1, *a, **b, c=1)", "stars"),
    ("[*a]", "a starred element"),
    ("{**a}", "a starred element"),
    ("(x := 1)", "new syntax"),
    ("lambda *, a: 1", "new syntax"),
    ("lambda *b, a: 1", "a keyword-only parameter"),
    ("lambda a, /: 1", "new syntax"),
    ("a @ b", "new syntax"),
    ("1_000", "digits in groups"),
    ("new(...)", "an ellipsis"),
    ("super().new", "super() without arguments"),
    ("(yield from x)", "yield … from"),
    ("a / 2", "a division"),
    ("print(a, b)", "print() as a function"),
    ("print(a, file=b)", "print() as a function"),
    ("new(print(a))", "print() as a function"),
    ("'\xe4'", "characters outside ASCII"),
    ("x[*a]", "a starred element"),
    ("[x for x, *y in z]", "a starred target"),
    ("lambda *a,: 1", "a comma behind a starred parameter"),
    ("x[1:...]", "an ellipsis"),
    ("super( )", "super() without arguments"),
    ("new(print)", "print() as a function"),
    ("x.print", "print() as a function"),
    ("new(print=1)", "print() as a function"),
    ("exec(a, b) or 1", "exec() as a function"),
    ("new(TimeoutError)", "'TimeoutError', which is not built in there"),
    ("new([a for a in b], a)", "'a', which its list comprehension leaves behind there"),
]


def refused(head: str, new: str, old: str = OLD) -> list[str]:
    """Why new code for a call is not taken, by the result and by the edit alone."""
    before = f"{head}{old}\n"
    symbols = symbols_of({**LIB, "app.py": before})
    start = len(head.removeprefix("\ufeff").encode())
    edit = Edit("app.py", Span(start, start + len(old)), new, ("u1",))
    checked = check_result([edit], symbols)
    return [*checked.refused.values(), *breaking([edit], symbols, checked.refused).values()]


@pytest.mark.parametrize("new", LIKE)
def test_what_python_2_reads(new: str) -> None:
    assert refused(HEAD, new) == []


@pytest.mark.parametrize(("new", "reason"), UNLIKE)
def test_what_it_does_not_read(new: str, reason: str) -> None:
    said = refused(HEAD, new)
    assert len(said) == 2
    assert all(each.startswith(f"the file is Python 2, and the new code has {reason}") for each in said)
    assert refused(HEAD.replace("print '", "print('").replace("2'", "2')"), new) == []


@pytest.mark.parametrize("new", ["a / 2", "print(a, b)"])
def test_what_it_reads_as_the_file_says(new: str) -> None:
    assert refused(FUTURE, new) == []


def test_what_list_comprehensions_leave_behind() -> None:
    [reason, _] = refused(LEAKING, "k(1)")
    assert reason.endswith("has 'k', which a list comprehension of the file leaves behind")
    assert refused(LEAKING.replace("[z for z, k in x]", "list(z for z, k in x)"), "k(1)") == []


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ("@a[0]\ndef f(): pass", "an expression as a decorator"),
        ("@a(b)(c)\ndef f(): pass", "an expression as a decorator"),
        ("@a.b(c)\ndef f(): pass", ""),
        ("class A(*a): pass", "a class with keywords"),
        ("class A(B): pass", ""),
        ("a, *b = c", "a starred target"),
        ("for a, *b in c: pass", "a starred target"),
        ("with (a as b): pass", "brackets around what `with` enters"),
        ("with (a as b, c as d): pass", "brackets around what `with` enters"),
        ("with (a) as b, c as d: pass", ""),
        ("try:\n    pass\nexcept* A as e:\n    pass", "except*"),
        ("try:\n    pass\nexcept (A, B) as e:\n    pass", ""),
        ("def f(*a,): pass", "a comma behind a starred parameter"),
        ("def f(a, *b): pass", ""),
        ("def f():\n    yield 1\n    return 2", "a generator that returns something"),
        ("def f():\n    yield 1\n    return", ""),
        ("def f():\n    yield lambda: 1\n    def g(): return 1", ""),
        ("\xe4 = 1", "a name outside ASCII"),
        ("from __future__ import annotations", "a feature that is newer"),
        ("from __future__ import division", ""),
        ("exec(a, b)", ""),
        ("print((a, b))", ""),
    ],
)
def test_statements(new: str, reason: str) -> None:
    said = refused(f"# coding: utf-8\n{HEAD}", new)
    assert len(said) == 2 * bool(reason)
    assert all(each.startswith(f"the file is Python 2, and the new code has {reason} ") for each in said)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("old('a/b', c)", "new(c / 2)", "a division"),
        ("old(c / 2)", "new(c / 2, d / 2)", "a division"),
        ("old(c / 2)", "new(c / 2)", ""),
        ("old(c / 2)", "new(c / 2, c / 2)", ""),
        ("old(c / 2)", "new(d / 2)", ""),
        ("old('print(a, b)')", "[print(a, b)]", "print() as a function"),
        ("print (a), old(b)", "print (a), print(b)", "print() as a function"),
        ("[old(a) for a in b]", "[new(a) for a in b]", ""),
    ],
)
def test_what_stood_there_before(old: str, new: str, reason: str) -> None:
    said = refused(HEAD, new, old)
    assert all(f"the new code has {reason}" in each for each in said)
    assert len(said) == 2 * bool(reason)


def test_a_name_that_is_part_of_an_old_one() -> None:
    [reason, _] = refused(LEAKING, "new(k)", "old(key)")
    assert reason.endswith("has 'k', which a list comprehension of the file leaves behind")
    assert refused(LEAKING, "new(k=1).k", "old(key)") == []


def test_a_builtin_that_the_file_has() -> None:
    assert refused("from lib import TimeoutError\nprint 'is Python 2'\n", "new(TimeoutError)") == []


@pytest.mark.parametrize(
    ("head", "is_told"),
    [
        (f"# coding: utf-8\n{HEAD}", True),
        (f"#!/usr/bin/python\n# -*- coding: utf-8 -*-\n{HEAD}", True),
        (f"\ufeff{HEAD}", True),
        (f"x = 'encoding: utf-8'\n{HEAD}", False),
        (f"import a\nimport b\n# coding: utf-8\n{HEAD}", False),
    ],
)
def test_the_encoding_of_a_file(head: str, is_told: bool) -> None:
    assert (refused(head, "u'\xe4'") == []) is is_told


def test_one_of_many_edits_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    many = 50
    lines = [f"old({number})" for number in range(many)]
    symbols = symbols_of({**LIB, "app.py": HEAD + "\n".join(lines)})
    edits, at = list[Edit](), len(HEAD)
    for number, line in enumerate(lines):
        new = "new(*a, 1)" if number == many - 1 else "new(1)"
        edits.append(Edit("app.py", Span(at, at + len(line)), new, (f"u{number}",)))
        at += len(line) + 1
    refused = check_result(edits, symbols).refused
    parsed, parse = list[bytes](), grammar.parse

    def counting(language: str, source: bytes) -> grammar.Tree:
        parsed.append(source)
        return parse(language, source)

    monkeypatch.setattr(grammar, "parse", counting)
    assert breaking(edits, symbols, refused).keys() == {f"u{many - 1}"}
    assert len(parsed) == 2


def test_what_it_cannot_import() -> None:
    symbols = symbols_of({**LIB, "app.py": HEAD})
    edit = Edit("app.py", Span(0, len("from lib import new")), "from lib3 import new")
    refusals = check_result([edit], symbols).refused
    assert refusals == {"app.py": "the file is Python 2, and the new code imports lib3.py, which is not"}


@pytest.mark.parametrize(
    ("line", "module"),
    [
        ("from pathlib import Path", "pathlib.Path"),
        ("from urllib.request import urlopen", "urllib.request.urlopen"),
        ("from urllib import parse", "urllib.parse"),
        ("import unittest.mock", "unittest.mock"),
        ("import concurrent.futures", "concurrent.futures"),
        ("import unittest", ""),
        ("from collections import OrderedDict", ""),
        ("from queue import Queue", ""),
        ("from enum import Enum", ""),
    ],
)
def test_modules_that_came_with_python3(line: str, module: str) -> None:
    files = {
        **LIB,
        "queue.py": "class Queue:\n    pass\n",
        "more.py": "from enum import IntEnum\nprint 'is Python 2'\n",
    }
    symbols = symbols_of({**files, "app.py": HEAD})
    edit = Edit("app.py", Span(0, len("from lib import new")), line)
    why = f"the file is Python 2, which has no module {module}"
    assert check_result([edit], symbols).refused == ({"app.py": why} if module else {})
    assert check_result([edit], symbols_of({**files, "app.py": "from lib import new\n"})).refused == {}


def reasons(app: str, code: str, imports: tuple[str, ...] = (), *, is_whole: bool = False) -> list[str]:
    symbols = symbols_of(
        {"lib.py": "def old(x):\n    return x\n\n\ndef new(x):\n    return x\n", "app.py": app}
    )
    usages = find(symbols, [read_target(symbols, "lib.old")])
    [site] = (each for each in usages.results[0].usages if each.kind == "call")
    file_map = symbols.map("app.py")
    assert file_map is not None
    around = next(functions_around(file_map, site.scope))
    id = function_id("app.py", around, symbols.snapshot.files["app.py"].text) if is_whole else ""
    block = SiteBlock(site.id, code, imports, function=id)
    return [each.reason for each in verify(Proposal(None, (block,)), usages, symbols).rejections]


def test_blocks_are_read_as_their_file_is() -> None:
    app = "from lib import new, old\n\n\ndef f(x):\n    print 'is Python 2'\n    return old(x)\n"
    assert reasons(app, "new(x)") == []
    assert reasons(app, "new(`x`)") == []
    [reason] = reasons(app, "print 'more'\nreturn new(x)")
    assert reason.startswith("'print('more')' has nothing to do with the old code")
    assert reasons(app, "def f(x):\n    print 'is Python 2'\n    return new(x)", is_whole=True) == []
    [reason] = reasons(app, "def f(x):\n    print 'is Python 3'\n    return new(x)", is_whole=True)
    assert "leaves out what does not depend on the usages that it names: print('is Python 2')" in reason
    but = "its file is Python 2, of which tuples as parameters and `except E, x.y` are not read"
    [reason] = reasons(app, "new(lambda (a, b): a)")
    assert reason.startswith("it does not parse (line 1: ")
    assert reason.endswith(f": {but}")
    tuples = app.replace("def f(x)", "def f(x, (y, z))")
    assert reasons(tuples, "def f(x, (y, z)):\n    return new(x)", is_whole=True) == [
        f"the old function cannot be parsed: {but}; give a block for the call alone"
    ]
    assert reasons(app.replace("print 'is Python 2'", "pass"), "new(`x`)") == [
        "it does not parse (line 1: invalid syntax: new(`x`))"
    ]


def test_a_print_statement_is_replaced_as_a_whole() -> None:
    app = "from lib import new, old\n\n\ndef f(x, out):\n    print >>out, old(x), 'and',\n"
    assert reasons(app, "value = new(x)\nprint >>out, value, 'and',") == []
    [reason] = reasons(app, "value = new(x)\nlog(out, value)")
    assert reason == "it does not use 'and' any more, as the statement does outside of the call"


def test_a_block_imports_what_python2_has() -> None:
    app = "from lib import old\n\n\ndef f(x):\n    print 'is Python 2'\n    return old(x)\n"
    assert reasons(app, "Path(x)", ("from pathlib import Path",)) == [
        "its file is Python 2, which has no module pathlib.Path"
    ]

"""refactor_cli.index: what is read of a file."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from refactor_cli.data import Binding, Definition, FileMap, Parameter, Scope, Span
from refactor_cli.grammar import parse
from refactor_cli.index import definitions
from refactor_cli.index.file_map import file_map

PLACED = ("name", "kind", "scope", "span", "statement", "block", "loop")


def read(source: str) -> FileMap:
    utf8 = source.encode()
    return file_map(utf8, parse("python", utf8))


def bindings(source: str) -> list[str]:
    """Each binding as `name kind scope` and its other fields that are set."""
    shown = list[str]()
    for binding in read(source).bindings:
        rest = [name for name in Binding._fields if name not in (*PLACED, "definition")]
        known = [f"{name}={getattr(binding, name)}" for name in rest if getattr(binding, name)]
        shown.append(" ".join((binding.name, binding.kind, str(binding.scope), *known)))
    return shown


def scopes(source: str) -> list[str]:
    """Each scope but the module as `kind name parent: source`, with its hole and its declarations."""
    shown = list[str]()
    for scope in read(source).scopes[1:]:
        text = f"{scope.kind} {scope.name} {scope.parent}: {source[slice(*scope.span)]}"
        hole = [f"hole {source[slice(*scope.hole)]}"] if scope.hole else []
        names = [f"global {','.join(sorted(scope.global_names))}"] if scope.global_names else []
        names += [f"nonlocal {','.join(sorted(scope.nonlocal_names))}"] if scope.nonlocal_names else []
        shown.append(" | ".join((text, *hole, *names)))
    return shown


def where(source: str, name: str) -> list[tuple[str, str | None]]:
    """Block and loop of each binding of a name."""
    return [
        (source[slice(*binding.block)], source[slice(*binding.loop)] if binding.loop else None)
        for binding in read(source).named[name]
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("# a = 1", [], id="comment"),
        pytest.param(
            "f(a=1)\nx.y = 1\nx[0] = x.z\nx: 1 == 2", ["x annotation 0"], id="no names bound but one"
        ),
        pytest.param("'for x in y: a = 1'\n'''\nimport a\n'''", [], id="strings"),
        # imports
        pytest.param("import a", ["a import 0 module=a"], id="import"),
        pytest.param(
            "import a . b.c, d as e, f.g as h",
            ["a import 0 module=a.b.c", "e import 0 module=d", "h import 0 module=f.g"],
            id="import: dotted, as",
        ),
        pytest.param(
            "from a.b import c as d, e",
            ["d from 0 module=a.b imported=c", "e from 0 module=a.b imported=e"],
            id="from",
        ),
        pytest.param(
            "from .. a import (  # why\n  b,\n  c as d,  # c\n)",
            ["b from 0 module=..a imported=b", "d from 0 module=..a imported=c"],
            id="from: relative, in parentheses, comments",
        ),
        pytest.param("from . import a", ["a from 0 module=. imported=a"], id="from: only dots"),
        pytest.param("from .a import *", ["* star 0 module=.a"], id="star"),
        pytest.param(
            "from __future__ import annotations as a",
            ["a from 0 module=__future__ imported=annotations"],
            id="future",
        ),
        pytest.param(
            "try:\n import a\n if x: import b\nexcept E:\n import c\nelse:\n import d\nfinally:\n import e",
            [
                "a import 0 module=a guard=try",
                "b import 0 module=b guard=if",
                "c import 0 module=c guard=except",
                "d import 0 module=d guard=try",
                "e import 0 module=e",
            ],
            id="guard: try",
        ),
        pytest.param(
            "if TYPE_CHECKING: import a\nelif x: import b\nelse: import c\n"
            "if not (t.TYPE_CHECKING): import d\nelse: import e",
            [
                "a import 0 module=a guard=type_checking",
                "b import 0 module=b guard=if",
                "c import 0 module=c guard=if",
                "d import 0 module=d guard=if",
                "e import 0 module=e guard=type_checking",
            ],
            id="guard: TYPE_CHECKING",
        ),
        pytest.param(
            "if x:\n def f(): import a\n class C: import b\n with y: import c",
            [
                "f function 0",
                "a import 1 module=a",
                "C class 0",
                "b import 2 module=b",
                "c import 0 module=c guard=if",
            ],
            id="guard: not into other scopes",
        ),
        # assignments
        pytest.param("a = b = old", ["a assign 0 value=old", "b assign 0 value=old"], id="chained"),
        pytest.param("a = (m . # c\n old)", ["a assign 0 value=m.old"], id="dotted value"),
        pytest.param("a = ((m.old))(1)", ["a assign 0 called=m.old"], id="called"),
        pytest.param(
            "a = f(1)(2)\nb = await f()\nc = -d", ["a assign 0", "b assign 0", "c assign 0"], id="others"
        ),
        pytest.param(
            "a: T = f()\nb: m.T\nc: 'm.T'\nd: list[T]\n(e): T",
            [
                "a assign 0 called=f annotation=T",
                "b annotation 0 annotation=m.T",
                "c annotation 0 annotation=m.T",
                "d annotation 0",
                "e annotation 0 annotation=T",
            ],
            id="annotated",
        ),
        pytest.param(
            "(a, b), [c, *d] = (x, y.z), f()\ne, = x,\n(g) = x",
            ["a assign 0 value=x", "b assign 0 value=y.z", *(f"{name} assign 0" for name in "cd")]
            + [f"{name} assign 0 value=x" for name in "eg"],
            id="unpacked",
        ),
        pytest.param(
            "a, b = x, *y\nc, d = x\ne.f, g[0], h = x, y, z",
            ["a assign 0", "b assign 0", "c assign 0", "d assign 0", "h assign 0 value=z"],
            id="unpacked: not pairs",
        ),
        pytest.param("a += 1\nb.c -= 1", ["a augmented 0"], id="augmented"),
        pytest.param("del a, b.c, (d, [e])", ["a delete 0", "d delete 0", "e delete 0"], id="del"),
        pytest.param("type A[T] = B", ["A type 0", "T type 1"], id="type"),
        pytest.param("ﬁ = ª.ⅷ", ["fi assign 0 value=a.viii"], id="NFKC"),
        # compound statements
        pytest.param(
            "for a, (b, *c), d.e in x: f = 1", ["a for 0", "b for 0", "c for 0", "f assign 0"], id="for"
        ),
        pytest.param(
            "with (a as b, c() as (d, [e]), f): pass\nwith (g as h): pass\nwith i as j, k as l.m: pass",
            ["b with 0", "d with 0", "e with 0", "h with 0", "j with 0"],
            id="with",
        ),
        pytest.param(
            "try: pass\nexcept A as a: pass\nexcept (B, C) as b: pass\ntry: pass\nexcept* D as d: pass",
            ["a except 0", "b except 0", "d except 0"],
            id="except",
        ),
        pytest.param("try: pass\nexcept A, B: pass\nexcept C, D, e: pass", [], id="except: Python 3.14"),
        pytest.param(
            "from socket import error\ntry: pass\nexcept A, error: pass",
            ["error from 0 module=socket imported=error"],
            id="except: Python 3.14, lower case",
        ),
        pytest.param("try: pass\nexcept A, e: pass", ["e except 0"], id="except: Python 2"),
        pytest.param(
            "print 1\ntry: pass\nexcept A, E: pass", ["E except 0"], id="except: Python 2, upper case"
        ),
        pytest.param(
            "match x:\n"
            " case a.b | None | 'a' | -1 | _: pass\n"
            " case [b, *c] | (b, *c): pass\n"
            " case {'k': d, m.K: e, **f}: pass\n"
            " case K(g, h=i) as j if k: pass\n"
            " case str() | m.K(*_): pass\n"
            " case l: pass",
            [f"{name} match 0" for name in "bcbcdefgijl"],
            id="match",
        ),
        # expressions
        pytest.param(
            "[a for a in b if (c := old)]",
            ["a comprehension 1", "c walrus 0 value=old"],
            id="walrus in comprehension",
        ),
        pytest.param(
            "def f():\n return {a: [(b := c()) for _ in a] for a in d}",
            ["f function 0", "b walrus 1 called=c", "_ comprehension 3", "a comprehension 2"],
            id="walrus in comprehensions, in a function",
        ),
        pytest.param(
            "lambda a, *b, c=(d := 1), **e: (f := a)",
            [
                "a parameter 1",
                "b parameter 1",
                "c parameter 1",
                "d walrus 0",
                "e parameter 1",
                "f walrus 1 value=a",
            ],
            id="lambda",
        ),
        pytest.param(
            "f'{(a := 1)} {[b for b in c]:{(d := 2)}}'",
            ["a walrus 0", "b comprehension 1", "d walrus 0"],
            id="f-string",
        ),
        pytest.param(
            "lambda (a, b), c: a", ["a parameter 1", "b parameter 1", "c parameter 1"], id="Python 2 lambda"
        ),
        # declarations
        pytest.param("global a\na = 1", ["a assign 0"], id="global in the module"),
        pytest.param(
            "def f():\n global a, g, m\n a = 1\n def g(): a = 2\n class m: pass\n import n as a",
            ["f function 0", "a assign 0", "g function 0", "a assign 2", "m class 0", "a import 0 module=n"],
            id="global",
        ),
        pytest.param(
            "def f():\n def g():\n  def h():\n   nonlocal a, b\n   a = b = 1\n a = 1\n class b: b = 1",
            [
                *("f function 0", "g function 1", "h function 2", "a assign 1", "b assign 1", "a assign 1"),
                *("b class 1", "b assign 4"),
            ],
            id="nonlocal",
        ),
        pytest.param(
            "def f():\n class C:\n  a = 1\n  def g(self):\n   nonlocal a\n   a = 2\n a = 3",
            [
                "f function 0",
                "C class 1",
                "a assign 2",
                "g function 2",
                "self parameter 3",
                *["a assign 1"] * 2,
            ],
            id="nonlocal: not of a class",
        ),
        pytest.param(
            "def f():\n nonlocal a\n a = 1", ["f function 0", "a assign 1"], id="nonlocal of nothing"
        ),
        pytest.param(
            "def f():\n global a\n return [1 for _ in x if (a := 1)]",
            ["f function 0", "_ comprehension 2", "a walrus 0"],
            id="global walrus",
        ),
        # definitions
        pytest.param(
            "async def f(a, /, b: T = 1, *c: m.U, d, **e) -> R: pass",
            [
                "f function 0",
                "a parameter 1",
                "b parameter 1 annotation=T",
                "c parameter 1 annotation=m.U",
                "d parameter 1",
                "e parameter 1",
            ],
            id="parameters",
        ),
        pytest.param(
            "def f(a, (b, (c, d)), e=1): pass",
            ["f function 0", *(f"{name} parameter 1" for name in "abcde")],
            id="Python 2 parameters",
        ),
        pytest.param(
            "class C[T: int, *U, **P](B[T]): pass\ndef f[V](a: V): pass",
            [
                "C class 0",
                "T type 1",
                "U type 1",
                "P type 1",
                "f function 0",
                "V type 3",
                "a parameter 4 annotation=V",
            ],
            id="type parameters",
        ),
        pytest.param(
            "class C:\n def f[T](self): pass",
            ["C class 0", "f function 1", "T type 2", "self parameter 2"],
            id="in a class",
        ),
        # broken files
        pytest.param(
            "a = 1\nx = (\nb = 2", ["a assign 0", "x assign 0"], id="a bracket that is never closed"
        ),
        pytest.param("a = 1\n)\nb = 2", ["a assign 0", "b assign 0"], id="a bracket too many"),
        pytest.param(
            "class : a = 1\ndef f(: c = 1", ["f function 0", "c assign 1"], id="no name, no bracket"
        ),
    ],
)
def test_bindings(source: str, expected: list[str]) -> None:
    assert bindings(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("a = 1", [], id="only the module"),
        pytest.param(
            "@d(lambda: 1)\nclass C(B, k=[x for x in y]):\n  a = 1",
            [
                "lambda <lambda> 0: 1",
                "class C 0: a = 1",
                "comprehension <listcomp> 0: [x for x in y] | hole y",
            ],
            id="class: bases and decorators outside",
        ),
        pytest.param(
            "def f(a: T = lambda x: x) -> (lambda: 1): return a",
            ["function f 0: return a", "lambda <lambda> 0: x", "lambda <lambda> 0: 1"],
            id="function: defaults and annotations outside",
        ),
        pytest.param(
            "{a for a in {b: c for b, c in d} for e in f(g for g in a)}",
            [
                "comprehension <setcomp> 0: {a for a in {b: c for b, c in d} for e in f(g for g in a)}"
                " | hole {b: c for b, c in d}",
                "comprehension <dictcomp> 0: {b: c for b, c in d} | hole d",
                "comprehension <genexpr> 1: (g for g in a) | hole a",
            ],
            id="comprehensions: the first iterable outside",
        ),
        pytest.param(
            "lambda a=lambda: 1: lambda: a",
            ["lambda <lambda> 0: lambda: a", "lambda <lambda> 0: 1", "lambda <lambda> 1: a"],
            id="lambdas: defaults outside",
        ),
        pytest.param(
            "def f():\n global a\n nonlocal b, c",
            ["function f 0: global a\n nonlocal b, c | global a | nonlocal b,c"],
            id="declarations",
        ),
        pytest.param(
            "def f[T](a: T) -> T: pass",
            ["function <type parameters> 0: [T](a: T) -> T: pass", "function f 1: pass"],
            id="type parameters around header and body",
        ),
        pytest.param(
            "class C:\n def f[T](a: T): pass",
            ["class C 0: def f[T](a: T): pass", "function f 1: pass"],
            id="in a class",
        ),
        pytest.param(
            "for a in (x for x in y): pass\nwhile (lambda: 1)(): pass\nwith f(lambda: 2): pass\n"
            "if [z for z in w]: pass\nelif (lambda: 3): pass\nreturn lambda: 4\nassert (lambda: 5)\n"
            "match (lambda: 6):\n case a if (lambda: 7): pass\ntry: pass\nexcept f(lambda: 8): pass\n"
            "del x[lambda: 9]\nraise (lambda: 10)\na[lambda: 11] += (lambda: 12)",
            [
                "comprehension <genexpr> 0: (x for x in y) | hole y",
                "lambda <lambda> 0: 1",
                "lambda <lambda> 0: 2",
            ]
            + ["comprehension <listcomp> 0: [z for z in w] | hole w"]
            + [f"lambda <lambda> 0: {number}" for number in range(3, 13)],
            id="in every statement",
        ),
    ],
)
def test_scopes(source: str, expected: list[str]) -> None:
    assert scopes(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("a = 1", [("a = 1", None)], id="module"),
        pytest.param("def f():\n  a = 1\n  b", [("a = 1\n  b", None)], id="function"),
        pytest.param("with x:\n  a = 1\nb", [("with x:\n  a = 1\nb", None)], id="with is transparent"),
        pytest.param("with x as a: b", [("with x as a: b", None)], id="with target"),
        pytest.param(
            "if x: a = 1\nelif y: a = 2\nelse: a = 3",
            [("a = 1", None), ("a = 2", None), ("a = 3", None)],
            id="if",
        ),
        pytest.param(
            "try: a = 1\nexcept E: a = 2\nelse: a = 3",
            [("a = 1", None), ("a = 2", None), ("a = 3", None)],
            id="try",
        ),
        pytest.param("try: b\nfinally: a = 1", [("try: b\nfinally: a = 1", None)], id="finally always runs"),
        pytest.param("try: b\nexcept E as a: c", [("c", None)], id="except target"),
        pytest.param("for a in x: b\nelse: a = 1", [("b", None), ("a = 1", None)], id="for target and else"),
        pytest.param(
            "while x:\n  for y in z:\n    a = 1\n  a = 2",
            [("a = 1", "a = 1"), ("for y in z:\n    a = 1\n  a = 2", "for y in z:\n    a = 1\n  a = 2")],
            id="loops",
        ),
        pytest.param(
            "for x in y:\n  def f(): a = 1\n  class C: a = 2",
            [("a = 1", None), ("a = 2", None)],
            id="no loop in a body",
        ),
        pytest.param("match x:\n case a if a: b", [("case a if a: b", None)], id="case"),
        pytest.param("if (a := 1): b", [("if (a := 1): b", None)], id="walrus in a condition"),
        pytest.param(
            "if x: b\nelif (a := 1): c\nelse: d",
            [("elif (a := 1): c\nelse: d", None)],
            id="walrus after a condition",
        ),
        pytest.param("(a := 1) and b", [("(a := 1) and b", None)], id="walrus on the left of and"),
        pytest.param("x and (a := 1)", [("(a := 1)", None)], id="walrus on the right of and"),
        pytest.param(
            "(a := 1) if (a := 2) else (a := 3)",
            [("(a := 1)", None), ("(a := 1) if (a := 2) else (a := 3)", None), ("(a := 3)", None)],
            id="walrus in a conditional",
        ),
        pytest.param(
            "[x for x in y if (a := x)]",
            [("[x for x in y if (a := x)]", None)],
            id="walrus in a comprehension",
        ),
        pytest.param("f(a for a in b)", [("(a for a in b)", None)], id="comprehension"),
        pytest.param("f(lambda a=1: a + 1)", [("a + 1", None)], id="lambda"),
    ],
)
def test_block_and_loop(source: str, expected: list[tuple[str, str | None]]) -> None:
    assert where(source, "a") == expected


def test_whole_binding_and_definition() -> None:
    source = "@d\nasync def f(a):\n    '''One.\n    Two.'''\n"
    found = read(source)
    statement, body = Span(0, 42), Span(23, 42)
    assert found == FileMap(
        (Scope("module", "", Span(0, 43), -1), Scope("function", "f", body, 0)),
        (
            Binding("f", "function", 0, Span(13, 14), statement, Span(0, 43), definition=0),
            Binding("a", "parameter", 1, Span(15, 16), statement, body),
        ),
        (
            Definition(
                *("f", "f", "function", 0, 1, Span(3, 42), statement, Span(13, 14), ("d",), True),
                parameters=(Parameter("a", "positional"),),
                signature="(a)",
                doc="One.",
            ),
        ),
    )


def test_qualified_names() -> None:
    source = (
        "class A:\n class B:\n  def m(self):\n   def f(): pass\n   class C: pass\n"
        "def g():\n global h\n def h():\n  def i(): pass\n if x:\n  def j(): pass\n"
    )
    assert [(found.qualname, found.scope, found.body) for found in read(source).definitions] == [
        ("A", 0, 1),
        ("A.B", 1, 2),
        ("A.B.m", 2, 3),
        ("A.B.m.<locals>.f", 3, 4),
        ("A.B.m.<locals>.C", 3, 5),
        ("g", 0, 6),
        ("h", 0, 7),
        ("h.<locals>.i", 7, 8),
        ("g.<locals>.j", 6, 9),
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("def f(): pass", ("()", ()), id="none"),
        pytest.param(
            "def f(a, /, b: T = 1, *, c: 'U', d=[1, 2]) -> R[a]: pass",
            (
                "(a, /, b: T = 1, *, c: 'U', d=[1, 2]) -> R[a]",
                (
                    Parameter("a", "positional_only"),
                    Parameter("b", "positional", "1", "T"),
                    Parameter("c", "keyword_only", "", "'U'"),
                    Parameter("d", "keyword_only", "[1, 2]"),
                ),
            ),
            id="every kind",
        ),
        pytest.param(
            "def f(*args: *Ts, b, **kwargs: int): pass",
            (
                "(*args: *Ts, b, **kwargs: int)",
                (
                    Parameter("args", "var_positional", "", "*Ts"),
                    Parameter("b", "keyword_only"),
                    Parameter("kwargs", "var_keyword", "", "int"),
                ),
            ),
            id="stars",
        ),
        pytest.param(
            "def f(\n    a,  # why, (really)\n    b = '  #  \\n',\n\n"
            "    *,\n    c: \\\n  int = 1,\n)->  dict [ str,\n  int ]: pass",
            (
                "(a, b = '  #  \\n', *, c: int = 1) -> dict [ str, int ]",
                (
                    Parameter("a", "positional"),
                    Parameter("b", "positional", "'  #  \\n'"),
                    Parameter("c", "keyword_only", "1", "int"),
                ),
            ),
            id="folded",
        ),
        pytest.param(
            "def f((a, b), c): pass",
            ("((a, b), c)", (Parameter("(a, b)", "positional"), Parameter("c", "positional"))),
            id="Python 2",
        ),
        pytest.param(
            "def f(a=(1,)): pass", ("(a=(1,))", (Parameter("a", "positional", "(1,)"),)), id="a tuple last"
        ),
        pytest.param("class C: pass", ("", ()), id="class"),
        pytest.param("class C(): pass", ("()", ()), id="class with brackets"),
        pytest.param("class C(\n  A,  # a\n  m=M,\n): pass", ("(A, m=M)", ()), id="class with bases"),
    ],
)
def test_signatures(source: str, expected: tuple[str, tuple[Parameter, ...]]) -> None:
    [found] = read(source).definitions
    assert (found.signature, found.parameters) == expected


@pytest.mark.parametrize(
    ("source", "decorators", "bases", "keywords"),
    [
        pytest.param("class C: pass", (), (), (), id="none"),
        pytest.param(
            "@a\n@b.c  # d\n@e.f(1)\n@g[0]\n@h()()\nclass C: pass",
            ("a", "b.c", "e.f", "", ""),
            (),
            (),
            id="decorators",
        ),
        pytest.param(
            "class C(A, m.B[int], f(), *g, metaclass=M, **h, flag=True): pass",
            (),
            ("A", "m.B", "", ""),
            ("metaclass", "flag"),
            id="bases",
        ),
    ],
)
def test_headers(source: str, decorators: object, bases: object, keywords: object) -> None:
    [found] = read(source).definitions
    assert (found.decorators, found.bases, found.keywords) == (decorators, bases, keywords)


@pytest.mark.parametrize(
    ("body", "doc"),
    [
        pytest.param("pass", "", id="none"),
        pytest.param("f'x'", "", id="f-string"),
        pytest.param("b'x'", "", id="bytes"),
        pytest.param("'x' % y", "", id="an expression"),
        pytest.param("'x'.y", "", id="an attribute"),
        pytest.param("pass; 'x'", "", id="not first"),
        pytest.param("''", "", id="empty"),
        pytest.param("'One.'", "One.", id="one line"),
        pytest.param('R"""One."""', "One.", id="raw"),
        pytest.param('"""\n\n   One.  \n  Two.\n"""', "One.", id="blank lines first"),
        pytest.param("'''" + "é" * 300 + "'''", "é" * 200, id="long"),
    ],
)
def test_docs(body: str, doc: str) -> None:
    assert [found.doc for found in read(f"def f():\n  # a comment\n  {body}\n").definitions] == [doc]
    assert [found.doc for found in read(f"class C: {body}\n").definitions] == [doc]


@pytest.mark.parametrize(
    ("source", "exports", "is_complete"),
    [
        pytest.param("a = ['b']", None, True, id="none"),
        pytest.param("def f(): __all__ = ['a']", None, True, id="of a function"),
        pytest.param("__all__ = []", (), True, id="empty"),
        pytest.param("__all__ = ['a', u\"b\" 'c']  # d", ("a", "bc"), True, id="list"),
        pytest.param("__all__: tuple[str, ...] = 'a', 'b',", ("a", "b"), True, id="tuple, annotated"),
        pytest.param("__all__ = (['a'] + ['b']) + ('c',)", ("a", "b", "c"), True, id="sums"),
        pytest.param("__all__ = ['a']\n__all__ += ['b', 'a']", ("a", "b"), True, id="augmented"),
        pytest.param(
            "__all__ = ['a']\n__all__.extend(('b',))\n__all__.append('c')", ("a", "b", "c"), True, id="calls"
        ),
        pytest.param("__all__ = ['a']\n__all__ = ['b']", ("b",), True, id="set again"),
        pytest.param("__all__ = ['a']\nif x: __all__ = ['b']", ("a", "b"), True, id="perhaps set again"),
        pytest.param("__all__ = m.__all__ + ['a']", ("a",), False, id="of another module"),
        pytest.param("__all__ = ['a', *b]", ("a",), False, id="starred"),
        pytest.param("__all__ = [f'a', b'b', 'c\\n', 'd']", ("d",), False, id="other strings"),
        pytest.param("__all__ = [x for x in y]", (), False, id="computed"),
        pytest.param("__all__ = ['a']\n__all__.remove('a')", ("a",), False, id="removed"),
        pytest.param("__all__ = ['a']\n__all__[0] = 'b'", ("a",), False, id="item set"),
        pytest.param("__all__ = ['a'] * 2", ("a",), False, id="multiplied"),
    ],
)
def test_exports(source: str, exports: tuple[str, ...] | None, is_complete: bool) -> None:
    found = read(source)
    assert (found.exports, found.exports_complete) == (exports, is_complete)


@pytest.mark.parametrize(
    ("source", "is_python2"),
    [
        pytest.param("print('`<>`')  # `a` <> b\n'''`x`'''", False, id="only in strings and comments"),
        pytest.param("print (1)\nexec(a)\nraise E('x')", False, id="both"),
        pytest.param("print 1", True, id="print"),
        pytest.param("exec 'a' in b", True, id="exec"),
        pytest.param("for x in y:\n    exec 'a = %s' % x in b\n", True, id="exec of an expression"),
        pytest.param("exec(a)\nif not b: f(async=True)", False, id="async as a name"),
        pytest.param("raise E, 'x'", True, id="raise"),
        pytest.param("x = `a`", True, id="backticks"),
        pytest.param("'`'\nx = `a`", True, id="backticks after a string"),
        pytest.param("if a <> b: pass", True, id="unequal"),
        pytest.param("try: pass\nexcept E, e: pass", True, id="except"),
    ],
)
def test_python2(source: str, is_python2: bool) -> None:
    assert read(source).python2 is is_python2


@pytest.mark.parametrize(
    ("source", "broken"),
    [
        pytest.param("a = 1", [], id="none"),
        pytest.param("a = f(b c)\nd = 1", ["c"], id="inside"),
        pytest.param("def f(:\n  a = 1", [""], id="something missing"),
        pytest.param("a = 1\n)\nb = 2", [")"], id="between statements"),
        pytest.param("a = 1\nx = (1,\nb = 2\n", ["= (1,\nb"], id="a bracket that is never closed"),
    ],
)
def test_errors(source: str, broken: list[str]) -> None:
    assert [source[slice(*span)] for span in read(source).errors] == broken


def test_a_text_that_could_not_be_parsed_in_time_is_one_error() -> None:
    found = file_map(b"a = 1\n", parse("python", b""))
    assert found == FileMap((Scope("module", "", Span(0, 6), -1),), errors=(Span(0, 6),))


def bombs(deep: int) -> dict[str, str]:
    """Files that are nested or long, in what there is `deep` of."""
    return {
        "brackets": "x = " + "[" * deep + "]" * deep,
        "brackets never closed": "x = [f for f in a]" + "(" * deep,
        "attributes": "x = a" + ".b" * deep,
        "sum": "x = " + "+".join(["a"] * deep),
        "chained assignments": "a = " * deep + "b",
        "lambdas": "x = " + "lambda: " * deep + "1",
        "comprehensions": "x = " + "[" * 3000 + "a" + " for a in b]" * 3000,
        "comprehensions in the first iterable": "x = " + "[a for a in " * 3000 + "b" + "]" * 3000,
        "walruses": "x = " + " and ".join(["(a := b)"] * deep),
        "one line": "x = 1; " * deep,
        "blocks": "".join(" " * depth + "if a:\n" for depth in range(2000)) + " " * 2000 + "pass",
        "functions": "".join(" " * depth + "def f():\n" for depth in range(400))
        + " " * 400
        + "nonlocal a; a = 1",
        "else if": "if a: pass\n" + "elif (x := b): pass\n" * deep,
        "decorators": "@a\n" * deep + "def f(): pass",
        "parameters": f"def f({','.join(f'a{number}=1' for number in range(deep))}): pass",
        "targets": "(" * 3000 + "a" + ",)" * 3000 + " = b",
        "pattern": "match a:\n case " + "[" * 3000 + "x" + "]" * 3000 + ": pass",
        "exports": "__all__ = " + " + ".join(["['a']"] * deep),
        "backticks": "x = " + "`" * deep,
        "NUL": "\0" * deep,
        "errors": "class : $$ ?? def\n" * deep,
    }


BOMBS = [
    *(pytest.param(source, id=name) for name, source in bombs(4_000).items()),
    *(
        pytest.param(source, id=f"{name}, more", marks=pytest.mark.slow)
        for name, source in bombs(20_000).items()
    ),
]


@pytest.mark.parametrize("source", BOMBS)
def test_bombs_are_read_in_time(source: str) -> None:
    started = time.process_time()
    check_laws(source)
    assert time.process_time() - started < 10


WORDS = """
def f class A : ( ) [ ] { } a b.c = := lambda for in if else x , * ** @d async await with as try: except finally:
import from . match case _ type global nonlocal del print `e` <> 'é' f'{g}' 1 -> yield __all__ ['h'] += .append( ; |
"""
CODE = st.lists(
    st.sampled_from([*WORDS.split(), "\n", "\n  ", "\n    ", "\\\n", "\0", "\x0c", "\ufeff"]), max_size=60
).map(" ".join)


@given(st.one_of(st.text(max_size=200), CODE))
@example("def f(a, b=")
@example("from . import")
@example("x = lambda (a")
def test_any_text_gives_a_map(source: str) -> None:
    check_laws(source)


def check_laws(source: str) -> None:
    """What holds of every map: spans lie in the file and in their parents, indices lead somewhere."""
    utf8 = source.encode("utf-8", "replace")
    found = file_map(utf8, parse("python", utf8))
    everything = Span(0, len(utf8))
    assert found.scopes[0] == Scope("module", "", everything, -1)
    for index, scope in enumerate(found.scopes[1:], 1):
        assert everything.contains(scope.span)
        assert 0 <= scope.parent < index
        assert scope.hole is None or scope.span.contains(scope.hole)
    for binding in found.bindings:
        assert all(everything.contains(span) for span in (binding.statement, binding.block))
        assert binding.statement.contains(binding.span)
        assert binding.loop is None or everything.contains(binding.loop)
        assert 0 <= binding.scope < len(found.scopes)
        assert -1 <= binding.definition < len(found.definitions)
        assert (binding.definition >= 0) == (binding.kind in ("function", "class"))
    assert list(found.bindings) == sorted(found.bindings, key=lambda binding: binding.span)
    for definition in found.definitions:
        assert definition.outer.contains(definition.span)
        assert definition.span.contains(definition.name_span)
        assert definition.span.contains(found.scopes[definition.body].span)
        assert 0 <= definition.scope < definition.body < len(found.scopes)
    assert all(everything.contains(span) for span in found.errors)


PARAMETERS = ["()", "(self)", "(a, b)", "(print, exec)", "(a,b)", "(a, b,)", "( a)", "(a=1)", "(*a)", "(ä)"]


@pytest.mark.parametrize("parameters", [*PARAMETERS, "(None)", "(a, if)", "(a, a)", "(a b)"])
def test_parameters_read_by_their_bytes_are_those_of_the_tree(
    monkeypatch: pytest.MonkeyPatch, parameters: str
) -> None:
    source = f"class C:\n    def f{parameters}:\n        return [a for a in b]\n"
    by_bytes = read(source)
    monkeypatch.setattr(definitions, "plain_parameters", lambda utf8, node: None)
    assert read(source) == by_bytes

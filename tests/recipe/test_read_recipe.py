"""What a recipe file may say, and the errors for what it may not."""

from __future__ import annotations

import subprocess
import sys

import pytest

from refactor_cli.errors import ExitCode, RefactorError
from refactor_cli.recipe.read import read_recipe
from refactor_cli.recipe.rules import Argument, CallPiece, Event, Hole, Move, Reference, Template, Variable

HEAD = "from refactor_cli.recipe import OMITTED, likely, moved, replaces\n"


def body(expression: str, signature: str = "a", imports: str = "import m") -> Template:
    """The body of a rule in pieces."""
    (rule,) = read_recipe(
        f'{imports}\n{HEAD}@replaces("m.old")\ndef old({signature}):\n    return {expression}\n', "r.py"
    ).rules
    assert isinstance(rule.body, Template)
    return rule.body


def hole(name: str, fit: str = "any", bracketed: bool = True) -> Hole:
    return Hole(name, fit, bracketed)  # type: ignore[arg-type]


PIECES = [
    pytest.param("a", "a", (hole("a", bracketed=False),), id="hole"),
    pytest.param("a + 1", "a", (hole("a", "operand", False), " + 1"), id="operand"),
    pytest.param("a.b", "a", (hole("a", "receiver", False), ".b"), id="receiver"),
    pytest.param("[a]", "a", ("[", hole("a"), "]"), id="in brackets"),
    pytest.param("m.f", "", (Reference("m.f", "m", "", 5),), id="reference"),
    pytest.param("m.f.g", "", (Reference("m.f.g", "m", "", 5),), id="with attributes"),
    pytest.param("len", "", (Reference("len", "builtins", "len", 5),), id="builtin"),
    pytest.param("old.x", "", (Reference("m.old.x", "", "", 5),), id="own name"),
    pytest.param(
        "m.f(a, k=1)",
        "a",
        (
            CallPiece(
                (Reference("m.f", "m", "", 5),),
                (Argument("", "", "", (hole("a"),)), Argument(" ", "", "k", ("1",))),
                "",
            ),
        ),
        id="call",
    ),
    pytest.param(
        "m.f(\n        *a,\n        **k,\n    )",
        "*a, **k",
        (
            CallPiece(
                (Reference("m.f", "m", "", 5),),
                (
                    Argument("\n    ", "*", "", (hole("a", "starred"),)),
                    Argument("\n    ", "**", "", (hole("k", "starred"),)),
                ),
                ",\n",
            ),
        ),
        id="over lines, dedented",
    ),
    pytest.param(
        "(m.f)((a), k = (1))",
        "a",
        (
            CallPiece(
                ("(", Reference("m.f", "m", "", 5), ")"),
                (Argument("", "", "", ("(", hole("a"), ")")), Argument(" ", "", "k", ("(1)",))),
                "",
            ),
        ),
        id="brackets of the rule's own",
    ),
    pytest.param(
        "m.f(i for i in a)",
        "a",
        (
            CallPiece(
                (Reference("m.f", "m", "", 5),),
                (Argument("", "", "", ("i for i in ", hole("a", "operand"))),),
                "",
            ),
        ),
        id="lone generator",
    ),
    pytest.param("a, 1", "a", ("(", hole("a", "operand", False), ", 1", ")"), id="tuple"),
]


@pytest.mark.parametrize(("expression", "signature", "expected"), PIECES)
def test_pieces(expression: str, signature: str, expected: object) -> None:
    assert body(expression, signature).pieces == expected


EVENTS = [
    pytest.param("m.f(a, b)", [Event("a"), Event("b"), Event("")], id="call"),
    pytest.param(
        "m.f(k=a, *b)", [Event("b", is_unpacked=True), Event("a"), Event("")], id="starred before keywords"
    ),
    pytest.param("a or b", [Event("a"), Event("b", "maybe")], id="or"),
    pytest.param("a if m.x else b", [Event("a", "maybe"), Event("b", "maybe")], id="conditional"),
    pytest.param("a < 1 < b", [Event("a"), Event("b", "maybe")], id="chain"),
    pytest.param("lambda x: a", [Event("a", "later", frozenset({"x"}))], id="lambda"),
    pytest.param(
        "[b for x in a]",
        [Event("a", is_iterable=True, is_unpacked=True), Event("b", "again", frozenset({"x"}))],
        id="comprehension",
    ),
    pytest.param(
        "(b for x in a)",
        [Event("a", is_iterable=True), Event("b", "later", frozenset({"x"}))],
        id="generator",
    ),
]


@pytest.mark.parametrize(("expression", "expected"), EVENTS)
def test_events(expression: str, expected: list[Event]) -> None:
    assert list(body(expression, "a, b").events) == expected


def test_import_forms() -> None:
    source = "import a.b\nimport a.c as d\nfrom e import f as g"
    assert body("[a.b.x, d.y, g.z]", "", source).pieces == (
        "[",
        Reference("a.b.x", "a.b", "", 7),
        ", ",
        Reference("a.c.y", "a.c", "", 7, "d"),
        ", ",
        Reference("e.f.z", "e", "f", 7, "g"),
        "]",
    )


def test_variables() -> None:
    recipe = read_recipe(
        f"import m\nlog = m.log(__name__)\nsize = 3\n{HEAD}moved('m.old', 'm.new')\n", "r.py"
    )
    call = CallPiece((Reference("m.log", "m", "", 2),), (Argument("", "", "", ("__name__",)),), "")
    assert recipe.variables == (Variable("log", (call,), 2), Variable("size", ("3",), 3))
    made = body("len(size)", "a", "import m\nsize = 3")
    assert made.pieces == (
        CallPiece(
            (Reference("len", "builtins", "len", 6),),
            (Argument("", "", "", (Variable("size", ("3",), 2),)),),
            "",
        ),
    )
    assert body("[size]", "size", "import m\nsize = 3").pieces == ("[", hole("size"), "]")


def test_moved() -> None:
    recipe = read_recipe(HEAD + 'moved("a.b", "c.d")\n', "dir/r.py")
    assert recipe.moves == (Move("a.b", "c.d", "moved (dir/r.py:2)", 2),)
    assert (recipe.name, recipe.path, recipe.symbols) == ("r", "dir/r.py", ("a.b",))


def test_what_a_moved_module_lacks() -> None:
    recipe = read_recipe(HEAD + 'moved("a", "c", without=("x", "y"))\n', "r.py")
    assert recipe.moves == (Move("a", "c", "moved (r.py:2)", 2, without=("x", "y")),)


def test_one_rule_for_several_names() -> None:
    rules = read_recipe(HEAD + '@replaces("m.f", "n.f")\ndef f(a): return f(a, 1)\n', "r.py").rules
    assert [(rule.symbol, rule.label, rule.names_itself) for rule in rules] == [
        ("m.f", "f (r.py:3)", True),
        ("n.f", "f (r.py:3)", True),
    ]


def test_options() -> None:
    source = (
        HEAD
        + '@replaces("m.f", given=["k"], behaviour="changes", context="statement", requires="python>=3.9")\n'
    )
    (rule,) = read_recipe(source + "def f(a, *, k=1, o=OMITTED): return a\n", "r.py").rules
    options = (rule.symbol, rule.given, rule.behaviour, rule.context, rule.requires, rule.omitted, rule.label)
    assert options == ("m.f", ("k",), "changes", "statement", "python>=3.9", frozenset({"o"}), "f (r.py:3)")
    assert [(name, default.text) for name, default in rule.defaults] == [("k", "1")]


def test_crlf_bom_and_cookie() -> None:
    source = "\ufeff# -*- coding: latin-1 -*-\r\n" + HEAD.replace("\n", "\r\n")
    (rule,) = read_recipe(source + '@replaces("m.é")\r\ndef f(a):\r\n    return "é" + a\r\n', "r.py").rules
    assert isinstance(rule.body, Template)
    assert (rule.symbol, rule.body.pieces) == ("m.é", ('"é" + ', hole("a", "operand", False)))


def rule(text: str, signature: str = "a") -> str:
    return f'{HEAD}@replaces("m.old")\ndef old({signature}):\n    {text}\n'


ERRORS = [
    pytest.param("", "r.py has no rules", id="empty"),
    pytest.param("def f(:\n", "r.py:1: ", id="syntax"),
    pytest.param("x = 1\n", "r.py has no rules", id="an assignment alone"),
    pytest.param("x: int = 1\n", "r.py:1: this form is not supported: an assignment", id="with a type"),
    pytest.param("x = y = 1\n", "r.py:1: this form is not supported: an assignment", id="of two names"),
    pytest.param("x = 1\nx = 2\n", "r.py:2: 'x' is bound twice", id="assigned twice"),
    pytest.param("import x\nx = 2\n", "r.py:2: 'x' is bound twice", id="an import assigned"),
    pytest.param("x = y()\n", "r.py:1: 'y' is not imported", id="an unknown name assigned"),
    pytest.param("x = [\n  1]\n", "r.py:1: 'x' is assigned over several lines", id="over several lines"),
    pytest.param(
        f"import m\n{HEAD}x = m.old\nmoved('m.old', 'm.new')\n",
        "r.py:3: 'x' names 'm.old', which is replaced here",
        id="the old assigned",
    ),
    pytest.param(
        "import os\nos.system('x')\n", "r.py:2: this form is not supported: an expression", id="expression"
    ),
    pytest.param("def f(): return 1\n", "r.py:1: 'f' needs @replaces(...)", id="no decorator"),
    pytest.param(
        "import x\n@x.y()\ndef f(): return 1\n", "r.py:2: unknown decorator 'x.y'", id="other decorator"
    ),
    pytest.param("class A: pass\n", "r.py:1: this form is not supported: class A", id="class"),
    pytest.param("from . import x\n", "r.py:1: relative import", id="relative import"),
    pytest.param("from x import *\n", "r.py:1: star import", id="star import"),
    pytest.param(
        "if 1:\n    import x\n", "r.py:2: this form is not supported: an import inside", id="inner import"
    ),
    pytest.param(rule("return Decimal(a)"), "r.py:4: 'Decimal' is not imported", id="unknown name"),
    pytest.param(rule("return 1", "a=Decimal"), "r.py:3: 'Decimal' is not imported", id="unknown default"),
    pytest.param(rule("return 1", "a=len(x)"), "r.py:3: 'x' is not imported", id="unknown name in a default"),
    pytest.param(
        rule("return 1", "a=len([])"), "r.py:3: the default of 'a' has an effect", id="effect in a default"
    ),
    pytest.param(rule("a = 1\n    return a"), "r.py:3: 'a' is bound again", id="parameter bound again"),
    pytest.param(rule("del a"), "r.py:3: 'a' is bound again", id="parameter deleted"),
    pytest.param(rule("while a:\n        a()"), "r.py:4: this form is not supported: 'while'", id="while"),
    pytest.param(rule("global x"), "r.py:4: this form is not supported: global", id="global"),
    pytest.param(rule("import x"), "r.py:4: this form is not supported: an import inside", id="import"),
    pytest.param(
        rule("with a:\n        return a"), "r.py:5: this form is not supported: 'return'", id="inner return"
    ),
    pytest.param(
        rule("with a:\n        if a: a()"), "r.py:5: this form is not supported: 'if'", id="inner condition"
    ),
    pytest.param(
        rule("a.x = 1 if a else 2"),
        "r.py:4: this form is not supported: a condition on a parameter inside a statement",
        id="conditional expression in a statement",
    ),
    pytest.param(rule("raise a\n    a()"), "r.py:5: a statement behind 'raise'", id="after raise"),
    pytest.param(
        rule("match a:\n        case [x, y]: return x"),
        "r.py:5: this form is not supported: a pattern",
        id="pattern with names",
    ),
    pytest.param(
        rule("if isinstance(a, Decimal):\n        return a"),
        "r.py:4: 'Decimal' is no builtin type",
        id="isinstance of another type",
    ),
    pytest.param(
        rule("return [" + ", ".join(f"1 if a == {n} else 2" for n in range(5)) + "]"),
        "r.py:4: more than 4 conditional expressions",
        id="many conditional expressions",
    ),
    pytest.param(rule("return a\n    return a"), "r.py:5: a statement behind 'return'", id="after return"),
    pytest.param(rule("if a:\n        return a"), "r.py:4: not every branch ends in 'return'", id="no else"),
    pytest.param(
        rule("if a.b:\n        return a\n    return 1"),
        "r.py:4: this form is not supported: 'a.b'",
        id="condition",
    ),
    pytest.param(
        rule("if x:\n        return a\n    return 1"),
        "r.py:4: 'x' in a condition",
        id="unknown in a condition",
    ),
    pytest.param(
        rule("if a == OMITTED:\n        return a\n    return 1"),
        "r.py:4: 'OMITTED' in a condition",
        id="equal to omitted",
    ),
    pytest.param(rule("return (x := a)"), "r.py:4: this form is not supported: ':='", id="walrus"),
    pytest.param(rule("return (yield a)"), "r.py:4: this form is not supported: 'yield'", id="yield"),
    pytest.param(rule("return [await a]"), "r.py:4: this form is not supported: 'await'", id="await"),
    pytest.param(
        rule("return f'{a}'"), "r.py:4: this form is not supported: a name inside an f-string", id="f-string"
    ),
    pytest.param(
        rule("return '''\n'''"),
        "r.py:4: this form is not supported: a string over several lines",
        id="long string",
    ),
    pytest.param(
        rule("return len(args)", "*args"),
        "r.py:4: this form is not supported: 'args' other than",
        id="args as a value",
    ),
    pytest.param(
        HEAD + '@replaces("m.f", x=1)\ndef f(): return 1\n',
        "r.py:2: @replaces has no option 'x'",
        id="unknown option",
    ),
    pytest.param(
        HEAD + '@replaces("f")\ndef f(): return 1\n',
        "r.py:2: @replaces takes dotted names",
        id="no dotted name",
    ),
    pytest.param(
        HEAD + '@replaces("m.f", given=("x",))\ndef f(): return 1\n', "r.py:2: given: 'x'", id="given nothing"
    ),
    pytest.param(
        HEAD + '@replaces("m.f", behaviour="odd")\ndef f(): return 1\n',
        "r.py:2: behaviour: 'odd'",
        id="behaviour",
    ),
    pytest.param(
        HEAD + '@replaces("m.f", order="none", behaviour="changes")\ndef f(): return 1\n',
        "r.py:2: order: 'none' is not known",
        id="order",
    ),
    pytest.param(
        HEAD + '@replaces("m.f", order="any")\ndef f(): return 1\n',
        'r.py:2: order="any" changes what happens when',
        id="order and the same behaviour",
    ),
    pytest.param(
        HEAD + '@replaces("m.f", context="loop")\ndef f(): return 1\n',
        "r.py:2: context: 'loop' is not known",
        id="context",
    ),
    *(
        pytest.param(
            f"{HEAD}@replaces('m.f', where={where})\ndef f(x, y=1, *, a, b=2): return g({used})\n",
            f"r.py:2: where: {problem}",
            id=f"where {where}",
        )
        for where, used, problem in (
            ("{}", "a", "not a mapping of texts"),
            ("'a == b'", "a", "not a mapping of texts"),
            ("{'x': 1}", "a", "not a mapping of texts"),
            ("{'z': '-a'}", "a", "'z' is no parameter that takes one argument"),
            ("{'x': 'a =='}", "a", "'a ==' is no form that can be asked for"),
            ("{'x': 'a < 1 < 2'}", "a", "'a < 1 < 2' is no form that can be asked for"),
            ("{'x': 'a and 1'}", "a", "'a and 1' is no form that can be asked for"),
            ("{'x': 'a.close()'}", "a", "'a.close()' is no form that can be asked for"),
            ("{'x': 'len(*a)'}", "a", "'len(*a)' is no form that can be asked for"),
            ("{'x': 'dict(k=a)'}", "a", "'dict(k=a)' is no form that can be asked for"),
            ("{'x': 'lambda b: a'}", "a", "'lambda b: a' is no form that can be asked for"),
            ("{'x': 'lambda: a + 1'}", "a", "'lambda: a + 1' is no form that can be asked for"),
            ("{'x': 'lambda: y'}", "a", "'lambda: y' is no form that can be asked for"),
            ("{'x': '(lambda: a)()'}", "a", "'(lambda: a)()' is no form that can be asked for"),
            ("{'x': 'OMITTED == a'}", "a", "'OMITTED' in 'OMITTED == a' is no part of the rule's"),
            ("{'x': 'f(a)'}", "a", "'f(a)' is no form that can be asked for"),
            ("{'x': '1 == 2'}", "y", "'1 == 2' names no part that the rule takes"),
            ("{'x': 'a == b'}", "a", "'b' in 'a == b' is no part of the rule's"),
            ("{'x': 'a == y'}", "a", "'y' in 'a == y' is no part of the rule's"),
            ("{'x': 'a == c'}", "a", "'c' in 'a == c' is no part of the rule's"),
            ("{'x': '{a: 1}'}", "a", "'{a: 1}' is no form that can be asked for"),
            ("{'x': '{**a}'}", "a", "'{**a}' is no form that can be asked for"),
            ("{'self': 'a.b(c)'}", "a", "'self' is no parameter that takes one argument"),
            ("{'x': 'a == a'}", "a", "'a' is two parts at once"),
            ("{'x': '-a'}", "a, x", "'x' is taken apart, and the rule uses it as a whole"),
        )
    ),
    pytest.param(
        HEAD + "@replaces('m.f', where={'self': '-a'})\n@property\ndef f(self): return 1\n",
        "r.py:2: where: a property takes no arguments",
        id="where of a property",
    ),
    pytest.param(
        HEAD + "@replaces('m.f', given=('x',))\ndef x(*args, x):\n    return x(*args, y=x)\n",
        "r.py:4: the parameter 'x' is called, which hides the rule's own name",
        id="a parameter of the rule's name",
    ),
    pytest.param(HEAD + 'moved("a.b")\n', "r.py:2: moved() takes two dotted names", id="moved with one"),
    pytest.param(
        HEAD + 'likely("a.b")\n', "r.py:2: likely() takes dotted names, and on=", id="likely on nothing"
    ),
    pytest.param(
        HEAD + 'likely("b", on="x")\n', "r.py:2: likely() takes dotted names", id="likely of a name"
    ),
    pytest.param(
        HEAD + 'likely("a.b", on="x()")\n', "r.py:2: likely() takes dotted names", id="likely on a call"
    ),
    pytest.param(
        HEAD + 'likely("a.b", on="x")\nmoved("a.c", "a.d")\n',
        "r.py:2: 'a.b' is likely somewhere, and not replaced here",
        id="likely and not replaced",
    ),
    pytest.param(HEAD + 'moved("a.b", "a.b")\n', "r.py:2: 'a.b' is moved to itself", id="moved to itself"),
    pytest.param(
        HEAD + 'moved("a.b", "a.b.c")\n',
        "r.py:2: 'a.b' is moved into itself: 'a.b.c' names it again",
        id="moved into itself",
    ),
    pytest.param(
        HEAD + 'moved("a.b", "a.c")\nmoved("a.b", "a.d")\n',
        "r.py:3: 'a.b' is moved, and named again",
        id="moved twice",
    ),
    pytest.param(
        HEAD + 'moved("a.b", "a.c", behaviour="odd")\n',
        "r.py:2: behaviour: 'odd' is not known",
        id="behaviour of a move",
    ),
    pytest.param(HEAD + rule("return " + "[" * 300 + "]" * 300), "r.py:5: ", id="too many brackets"),
    pytest.param(rule("return " + "[" * 80 + "]" * 80), "r.py:4: nested more than", id="deep"),
    pytest.param(rule("return a" + " + a" * 500), "r.py:4: nested more than", id="long sum"),
    pytest.param(rule("return " + "-" * 100_000 + "a"), "r.py", id="signs"),
    pytest.param("\0", "r.py", id="null byte"),
    pytest.param("\udc80", "r.py", id="surrogate"),
    pytest.param("#" * 1_000_001, "r.py is larger than", id="large"),
]


@pytest.mark.parametrize(("source", "problem"), ERRORS)
def test_errors(source: str, problem: str) -> None:
    with pytest.raises(RefactorError) as caught:
        read_recipe(source, "r.py")
    assert caught.value.problem.startswith(problem)
    assert caught.value.exit_code == ExitCode.USAGE
    assert "\n" not in caught.value.problem + caught.value.hint
    assert caught.value.hint


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        pytest.param(
            rule("return curency", "currency"), "did you mean currency? every name needs", id="alike"
        ),
        pytest.param(rule("return zzz", "currency"), "every name needs", id="nothing alike"),
        pytest.param(
            f"{HEAD}@replaces('m.f', given=('x',))\ndef of_x(*, x): return f(y=x)\n",
            "the name of what is replaced is the rule's own here: of_x; every name needs",
            id="a second rule of a function",
        ),
        pytest.param(
            f"{HEAD}@replaces('m.f', where={{'x': '1'}})\ndef f(y): return g(y)\n",
            "write 'x' among the rule's parameters",
            id="a form of no parameter",
        ),
        pytest.param(
            f"{HEAD}@replaces('m.f', where={{'x': '1'}})\ndef f(*x): return g()\n",
            "name one that is neither *args nor **kwargs",
            id="a form of several arguments",
        ),
    ],
)
def test_hints_of_what_was_meant(source: str, hint: str) -> None:
    with pytest.raises(RefactorError) as caught:
        read_recipe(source, "r.py")
    assert caught.value.hint.startswith(hint)


def test_nothing_is_executed(tmp_path: pytest.TempPathFactory) -> None:
    canary = f"open({str(tmp_path)!r} + '/canary', 'w')"
    with pytest.raises(RefactorError):
        read_recipe(f"{HEAD}@replaces({canary})\ndef f(a={canary}): return {canary}\n", "r.py")
    assert not list(tmp_path.iterdir())  # type: ignore[attr-defined]


def test_recipes_are_importable_and_light() -> None:
    source = HEAD + rule("return a").removeprefix(HEAD) + 'moved("a.b", "c.d")\nassert old(3) == 3\n'
    check = "import sys; heavy = {'libcst', 'tree_sitter', 'git', 'ast'} & set(sys.modules); assert not heavy, heavy"
    subprocess.run([sys.executable, "-c", f"{source}{check}"], check=True)

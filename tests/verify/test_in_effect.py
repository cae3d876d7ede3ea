"""New source that does nothing, keeps what follows from being reached, or hides what fails."""

from __future__ import annotations

import ast
import re
from contextlib import nullcontext

import pytest
from in_memory import symbols_of

from refactor_cli.answering import Known, settled_by_answers
from refactor_cli.data import Answer
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.functions import function_id, functions_around
from refactor_cli.verify.in_effect import check_given, check_in_effect
from refactor_cli.verify.refused import Refused

LIB = "def old(a): ...\n\n\ndef new(a): ...\n"
SITE = """\
from lib import new, old


def f(self, x):
    {old}
    return x
"""
FUNCTION = """\
from lib import new, old


def f(self, x):
    a = first(x)
    y = old(x)
    self.y = y
    if a:
        return y.z
    return first(a), y


def first(x): ...
"""
SAYS = ': where that is meant, the tag says behaviour="changes" why="…"'


def reasons(app: str, code: str, behaviour: str = "", *, is_whole: bool = False) -> list[str]:
    """Why a block for the first call, or for the function around it, is not used."""
    symbols = symbols_of({"lib.py": LIB, "app.py": app})
    usages = find(symbols, [read_target(symbols, "lib.old")])
    call = next(each for each in usages.results[0].usages if each.kind == "call")
    file_map = symbols.map("app.py")
    assert file_map is not None
    function = next(functions_around(file_map, call.scope))
    id = function_id("app.py", function, symbols.snapshot.files["app.py"].text)
    attributes = f' function="{id}"' * is_whole + behaviour
    answer = f'<site id="{call.id}"{attributes}>\n{code}\n</site>\n'
    made = settled_by_answers([[Answer(answer, "a test", "by hand")]], usages, None, Known(), symbols)
    return [each.reason for each in made.rejections]


@pytest.mark.parametrize(
    ("old", "code"),
    [
        pytest.param("old(x)", "pass", id="nothing at all"),
        pytest.param("old(x)", "x >> self", id="an operator"),
        pytest.param("old(x)", "new(x) if x else None", id="a condition"),
        pytest.param("old(x)", "if x:\n    new(x)", id="a condition around"),
        pytest.param("old(x)", "try:\n    new(x)\nexcept KeyError:\n    pass", id="one error is hidden"),
        pytest.param(
            "old(x)", "try:\n    new(x)\nexcept Exception:\n    new(x)\n    raise", id="an error is told"
        ),
        pytest.param("if x:\n        old(x)", "raise KeyError(new(x))", id="at the end of a way"),
        pytest.param("y = old(x)", "new", id="a value that is used"),
        pytest.param("old(x)", "(new(x), x)", id="a call in what nobody uses"),
        pytest.param(
            "try:\n        x()\n    except:\n        old(x)",
            "try:\n    new(x)\nexcept Exception:\n    raise",
            id="what is raised again",
        ),
    ],
)
def test_what_a_site_may_do(old: str, code: str) -> None:
    assert reasons(SITE.replace("{old}", old), code) == []


NOTHING = "does nothing: where the call is to go, write `pass`"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("new", f"'new' {NOTHING}"),
        ("lambda: new(x)", f"'lambda: new(x)' {NOTHING}"),
        ("if False:\n    new(x)", f"its condition False is always the same{SAYS}"),
        ("new(x) if 0 else None", f"its condition 0 is always the same{SAYS}"),
        ("try:\n    new(x)\nexcept Exception:\n    pass", f"it hides whatever fails{SAYS}"),
        ("try:\n    new(x)\nexcept Exception:\n    y = None", f"it hides whatever fails{SAYS}"),
        ("try:\n    new(x)\nexcept:\n    ...", f"it hides whatever fails{SAYS}"),
        ("raise KeyError(new(x))", f"what follows the old statement is not reached any more{SAYS}"),
        ("(new, x)", f"'(new, x)' {NOTHING}"),
        ("x == new", f"'x == new' {NOTHING}"),
        ("{x: new}", f"'{{x: new}}' {NOTHING}"),
        ("(new(y) for y in x)", f"'(new(y) for y in x)' {NOTHING}"),
        ("if 1 == 1:\n    new(x)", f"its condition 1 == 1 is always the same{SAYS}"),
        ("if not False:\n    new(x)", f"its condition not False is always the same{SAYS}"),
        ("True or new(x)", f"its condition True is always the same{SAYS}"),
        ("try:\n    new(x)\nexcept (KeyError, Exception):\n    pass", f"it hides whatever fails{SAYS}"),
    ],
)
def test_what_a_site_may_not_do_unsaid(code: str, reason: str) -> None:
    for behaviour in ("", ' behaviour="changes"'):  # that it does is not enough
        assert reasons(SITE.replace("{old}", "old(x)"), code, behaviour) == [reason]
    assert reasons(SITE.replace("{old}", "old(x)"), code, ' behaviour="changes" why="it is so"') == []


@pytest.mark.parametrize("follows", [True, False])
def test_what_follows_a_try_is_reached(follows: bool) -> None:
    app = SITE.replace("{old}", "try:\n        old(x)\n    finally:\n        x()")
    app = app if follows else app.replace("    return x\n", "")
    expected = f"what follows the old statement is not reached any more{SAYS}"
    assert reasons(app, "raise KeyError(new(x))") == [expected] * follows


def test_what_comes_of_a_value_is_not_made_up() -> None:
    app = FUNCTION.replace("self.y = y", "d = y.read()").replace("return first(a), y", "return d")
    body = NEW.replace("self.y = y", "d = b''").replace("return first(a), y", "return d")
    expected = f"'d' is given nothing but constants any more{SAYS}"
    assert reasons(app, whole(body), is_whole=True) == [expected]
    old = app.replace("    if a:", "    if a:\n        d = b''")
    assert reasons(old, whole(body), is_whole=True) == []


def whole(body: str) -> str:
    return "def f(self, x):\n" + "".join(f"    {line}\n" for line in body.split("\n"))


NEW = "a = first(x)\ny = new(x)\nself.y = y\nif a:\n    return y.z\nreturn first(a), y"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(NEW, id="as it was"),
        pytest.param(NEW.replace("y = new(x)", "with new(x) as y:\n    pass"), id="bound by a with"),
        pytest.param(NEW.replace("y = new(x)", "for y in new(x):\n    pass"), id="bound by a loop"),
        pytest.param(NEW.replace("y = new(x)", "y = new(x)\ny.known = 1"), id="an attribute of its own"),
        pytest.param(NEW.replace("y = new(x)", "y = None\nwith new(x) as q:\n    y = q"), id="two values"),
        pytest.param(
            NEW.replace("y = new(x)", "while True:\n    y = new(x)\n    if y:\n        break"),
            id="a loop ends",
        ),
    ],
)
def test_what_a_function_may_do(body: str) -> None:
    assert reasons(FUNCTION, whole(body), is_whole=True) == []


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (NEW.replace("y = new(x)", "y = None"), "'y' is given nothing but constants any more"),
        (NEW.replace("y = new(x)", "y = new(x)\nself.z = y"), "it assigns to 'self.z', which the function does not"),
        (
            NEW.replace("y = new(x)", "y = new(x)\nself.q[0] = y"),
            "it assigns to 'self.q[0]', which the function does not",
        ),
        (NEW.replace("y = new(x)", "while True:\n    y = new(x)"), "its loop has no end"),
    ],
)  # fmt: skip
def test_what_a_function_may_not_do_unsaid(body: str, reason: str) -> None:
    assert reasons(FUNCTION, whole(body), is_whole=True) == [f"{reason}{SAYS}"]
    assert reasons(FUNCTION, whole(body), ' behaviour="changes" why="so"', is_whole=True) == []


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(NEW.replace("y = new(x)", "if x:\n    y = new(x)"), id="under a condition"),
        pytest.param(NEW.replace("y = new(x)", "q = y\ny = new(x)"), id="read before"),
    ],
)
def test_a_name_that_had_a_value_has_one(body: str) -> None:
    expected = ["'y' may have no value where it is read"]
    assert reasons(FUNCTION, whole(body), is_whole=True) == expected
    assert reasons(FUNCTION, whole(body), ' behaviour="changes" why="so"', is_whole=True) == expected
    old = FUNCTION.replace("    y = old(x)\n", "    if x:\n        y = old(x)\n")
    under = NEW.replace("y = new(x)", "if x:\n    y = new(x)")
    assert reasons(old, whole(under), is_whole=True) == []


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("while not False:\n    for y in x:\n        break", "its loop has no end"),
        ("while True:\n    for y in x:\n        pass\n    else:\n        break", ""),
        ("while True:\n    for y in x:\n        yield y", ""),
        ("while True:\n    new(x)\n    sys.exit()", ""),
        ("try:\n    while True:\n        new(x)\nexcept StopIteration:\n    pass", ""),
        ("try:\n    while True:\n        new(x)\nfinally:\n    new(x)", "its loop has no end"),
        ("try:\n    y = new(x)\nexcept Exception:\n    return None", "it hides whatever fails"),
        ("try:\n    y = new(x)\nexcept Exception:\n    return y", ""),
        (
            "for y in x:\n    try:\n        new(y)\n    except Exception:\n        break",
            "it hides whatever fails",
        ),
        ("try:\n    new(x)\nfinally:\n    return", "it hides whatever fails"),
        ("try:\n    new(x)\nfinally:\n    new(x)", ""),
        ("True and new(x)", "its condition True is always the same"),
        ("assert True", "its condition True is always the same"),
        ("match 1:\n    case 2:\n        new(x)", "its condition 1 is always the same"),
        ("while 0:\n    new(x)", "its condition 0 is always the same"),
        ("for y in ():\n    new(y)", re.escape("its loop over () is never run")),
        ("async for y in '':\n    new(y)", "its loop over '' is never run"),
        ("[new(y) for y in range(0)]", re.escape("its loop over range(0) is never run")),
        ("for y in list():\n    new(y)", re.escape("its loop over list() is never run")),
        ("for y in list(x):\n    new(y)", ""),
        ("match x:\n    case 2:\n        new(x)", ""),
        ("if x:\n    (new(y) for y in x)", re.escape("'(new(y) for y in x)' does nothing")),
        ("if x:\n    lambda: new(x)", "'lambda: new[(]x[)]' does nothing"),
    ],
)
def test_what_ways_of_a_function_are_asked_about(code: str, reason: str) -> None:
    new, old = ast.parse(code), ast.parse("old(x)")
    with pytest.raises(Refused, match=f"{reason}{re.escape(SAYS)}") if reason else nullcontext():
        check_in_effect(new.body, old)
    check_in_effect(new.body, ast.parse(code.replace("new", "old")))


@pytest.mark.parametrize("value", ["-1", "()", "1 if 2 else 3"])
@pytest.mark.parametrize("name", ["y", "y: int"])
def test_what_is_constant(name: str, value: str) -> None:
    old, new = ast.parse("y = old(x)"), ast.parse(f"{name} = {value}")
    with pytest.raises(Refused, match="'y' is given nothing but constants"):
        check_given(new, old)
    check_given(ast.parse(f"{name} = []"), old)  # which is filled later

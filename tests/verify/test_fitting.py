"""New calls against the signatures of what they call, where a user says what the new code is."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.data import Parameter
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.inline import inline
from refactor_cli.migration import Again, settle
from refactor_cli.recipe.expression import recipe_from_expression
from refactor_cli.recipe.read import read_recipe

LIB = """
def old(a, b=0, **options): ...
def new(a, *, key=1): ...
def wide(a, b=0, **options): ...
@decorated
def unknown(): ...
class Box:
    def __init__(self, a): ...
    def put(self, a): ...
    @classmethod
    def of(cls, a): ...
"""
OLD = (Parameter("a", "positional"), Parameter("b", "positional", "0"), Parameter("options", "var_keyword"))
FITS = [
    pytest.param("old(1)", "lib.wide", id="it fits"),
    pytest.param("old(1, 2, c=3)", "lib.wide", id="it takes all"),
    pytest.param("old(*x, **y)", "lib.wide", id="stars may give what both take"),
    pytest.param("old(**y)", "lib.new", id="names that the old one takes any of"),
    pytest.param("old(*[1])", "lib.new", id="a display that fits"),
    pytest.param("old(**{'a': 1})", "lib.new", id="a dictionary that fits"),
    pytest.param("old(1, 2)", "lib.unknown", id="a decorator may change everything"),
    pytest.param("old(1, 2)", "json.dumps", id="not the repository's"),
    pytest.param("old(1)", "lib.Box", id="a class"),
    pytest.param("old(1)", "lib.Box.of", id="a class method"),
    pytest.param("map(old, [1], 2)", "lib.new", id="not called here"),
    pytest.param("old(lib.new(1, 2))", "lib.wide", id="a call inside that was there before"),
    pytest.param("lib.new(old(1), 2)", "lib.wide", id="a call around it that was there before"),
]
MISFITS = [
    pytest.param(
        "old(1, 2)", "lib.new", "lib.new(a, *, key=…): more than 1 argument by position", id="by position"
    ),
    pytest.param(
        "old(1, b=2)",
        "lib.new",
        "lib.new(a, *, key=…): the call gives 'b', which its signature does not have",
        id="a keyword",
    ),
    pytest.param(
        "print(old(old(1), b=2))",
        "lib.new",
        "lib.new(a, *, key=…): the call gives 'b', which its signature does not have",
        id="one around another",
    ),
    pytest.param(
        "old(*x, b=2)",
        "lib.new",
        "lib.new(a, *, key=…): the call gives 'b', which its signature does not have",
        id="a keyword beside stars",
    ),
    pytest.param(
        "old(*x)",
        "lib.new",
        "lib.new(a, *, key=…): stars may give more than 1 argument by position",
        id="a star",
    ),
    pytest.param(
        "old(1, *x)",
        "lib.new",
        "lib.new(a, *, key=…): stars may give more than 1 argument by position",
        id="a star behind others",
    ),
    pytest.param(
        "old(*[1, 2])",
        "lib.new",
        "lib.new(a, *, key=…): more than 1 argument by position",
        id="a display",
    ),
    pytest.param(
        "old(1, **{'b': 2})",
        "lib.new",
        "lib.new(a, *, key=…): the call gives 'b', which its signature does not have",
        id="a dictionary",
    ),
    pytest.param("old()", "lib.Box", "lib.Box(a): the call does not give 'a'", id="a class"),
    pytest.param("old()", "lib.Box.of", "lib.Box.of(a): the call does not give 'a'", id="a class method"),
    pytest.param(
        "old(1)",
        "lib.Box.put",
        "lib.Box.put(self, a): the call does not give 'a'",
        id="a method without an object",
    ),
    pytest.param(
        "old(1)",
        "lib.new(a, lib.new(1, 2))",
        "lib.new(a, *, key=…): more than 1 argument by position",
        id="both of an expression",
    ),
    pytest.param(
        "old(\n    1,\n    2,\n)",
        "lib.new",
        "lib.new(a, *, key=…): more than 1 argument by position",
        id="over several lines",
    ),
]


def told(app: str, to: str = "", recipe: str = "") -> tuple[str, ...]:
    symbols = symbols_of({"app.py": app, "lib.py": LIB})
    target = read_target(symbols, "lib.old")
    read = read_recipe(recipe, "r.py") if recipe else recipe_from_expression(target.name, to, OLD)
    usages = find(symbols, [target])
    return settle(inline(read, usages, symbols), symbols, Again(find, [target], read.own_names)).warnings


@pytest.mark.parametrize(("source", "to"), FITS)
def test_calls_that_fit(source: str, to: str) -> None:
    assert told(f"import lib\nfrom lib import old\n\n\ndef f(x, y):\n    {source}\n", to) == ()


@pytest.mark.parametrize(("source", "to", "said"), MISFITS)
def test_calls_that_do_not_fit(source: str, to: str, said: str) -> None:
    app = f"import lib\nfrom lib import old\n\n\ndef f(x, y):\n    {source}\n"
    assert told(app, to) == (f"1 new call does not fit {said} (app.py:6)",)


def test_many_calls_are_counted() -> None:
    lines = "".join(f"old({number}, 0)\n" for number in range(5))
    assert told(f"from lib import old\n\n# é\n{lines}", "lib.new") == (
        "5 new calls do not fit lib.new(a, *, key=…): more than 1 argument by position "
        "(app.py:4, app.py:5, app.py:6 and 2 more)",
    )


def test_a_recipe() -> None:
    recipe = (
        "from refactor_cli.recipe import replaces\nfrom lib import new\n\n\n"
        '@replaces("lib.old")\ndef old(a, b=0):\n    return new(a, kye=b)\n'
    )
    assert told("import lib\n\nlib.old(1, 2)\nlib.old(3)\n", recipe=recipe) == (
        "2 new calls do not fit lib.new(a, *, key=…): the call gives 'kye', which its signature does not have "
        "(app.py:3, app.py:4)",
    )


CALLBACKS = """
def old(a, b=0): ...
def asks(a, b): ...
def keyword(a, *, unit): ...
def nothing(): ...
def alike(a, b=0, *, unit="eur"): ...
def fewer(a): ...
def turned(b, a): ...
class Kept: ...
"""
HANDED_ON = [
    pytest.param("map(old, [1])", "lib.alike", "", id="it fits"),
    pytest.param("functools.partial(old, b=1)", "lib.alike", "", id="a partial that fits"),
    pytest.param("old", "lib.asks", "", id="another name: its calls are looked at"),
    pytest.param("old.__name__", "lib.asks", "", id="asked for an attribute"),
    pytest.param(
        "functools.partial(old, b=1)",
        "lib.fewer",
        "lib.fewer(a): the call gives 'b', which its signature does not have",
        id="a partial that gives a keyword",
    ),
]


@pytest.mark.parametrize(("source", "to", "said"), HANDED_ON)
def test_functions_that_are_handed_on(source: str, to: str, said: str) -> None:
    app = f"import functools\nimport lib\nfrom lib import old\n\nx = {source}\n"
    symbols = symbols_of({"app.py": app, "lib.py": CALLBACKS})
    target = read_target(symbols, "lib.old")
    recipe = read_recipe(f'from refactor_cli.recipe import moved\n\nmoved("lib.old", "{to}")\n', "r.py")
    usages = find(symbols, [target])
    told = settle(inline(recipe, usages, symbols), symbols, Again(find, [target], recipe.own_names)).warnings
    assert told == ((f"1 new reference does not fit {said} (app.py:5)",) if said else ())


NOT_HANDED_ON = [
    pytest.param(
        "map(old, [1])",
        "lib.asks",
        "'asks' is called with 1 argument there: the call does not give 'b'",
        id="more that is required",
    ),
    pytest.param(
        "map(old, [1])",
        "lib.turned",
        "'turned' is called with 1 argument there: the call does not give 'a'",
        id="what is required in another place",
    ),
    pytest.param(
        "sorted([1], key=lib.old)",
        "lib.keyword",
        "'keyword' is called with 1 argument there: the call does not give 'unit'",
        id="a keyword that is required",
    ),
    pytest.param(
        "map(old, [1])",
        "lib.nothing",
        "'nothing' is called with 1 argument there: more than 0 arguments by position",
        id="nothing by position",
    ),
]


@pytest.mark.parametrize(("source", "to", "reason"), NOT_HANDED_ON)
def test_functions_that_nobody_is_handed(source: str, to: str, reason: str) -> None:
    symbols = symbols_of(
        {"app.py": f"import lib\nfrom lib import old\n\nx = {source}\n", "lib.py": CALLBACKS}
    )
    recipe = read_recipe(f'from refactor_cli.recipe import moved\n\nmoved("lib.old", "{to}")\n', "r.py")
    inlined = inline(recipe, find(symbols, [read_target(symbols, "lib.old")]), symbols)
    (outcome,) = (each for each in inlined.outcomes if each.usage.kind == "reference")
    assert (outcome.outcome, outcome.reason) == ("open", reason)


STARS = """
def old(a, b=0): ...
def tax(a, b=0, *, unit): ...
def alike(a, b=0, unit=1): ...
def other(b, a): ...
def any(a, **more): ...
def loose(*given): ...
"""


@pytest.mark.parametrize(
    ("call", "to", "reason"),
    [
        pytest.param("old(1, **x)", "lib.alike", "", id="it may fit"),
        pytest.param("old(1, **x)", "lib.other", "", id="names that the old one has"),
        pytest.param("old(1, **x)", "lib.any", "", id="anything"),
        pytest.param("old(1, **x)", "lib.tax(a, b=b, unit=2)", "", id="what gives it"),
        pytest.param("lib.loose(**x)", "lib.tax", "", id="not called"),
        pytest.param("old(1, **x)", "lib.tax", "unit", id="a keyword that is required"),
        pytest.param("old(*x)", "lib.tax", "unit", id="by position"),
        pytest.param("print(old(*x, **y))", "lib.tax", "unit", id="both"),
    ],
)
def test_stars_give_what_the_old_function_takes(call: str, to: str, reason: str) -> None:
    symbols = symbols_of({"app.py": f"import lib\nfrom lib import old\n\n{call}\n", "lib.py": STARS})
    target = read_target(symbols, "lib.old")
    signature = (Parameter("a", "positional"), Parameter("b", "positional", "0"))
    read = recipe_from_expression(target.name, to, signature)
    settled = settle(inline(read, find(symbols, [target]), symbols), symbols, Again(find, [target]))
    why = "the call cannot give 'unit', which the old signature does not have"
    said = f"1 new call does not fit lib.tax(a, b=…, *, unit): {why} (app.py:4)"
    assert settled.warnings == ((said,) if reason else ())

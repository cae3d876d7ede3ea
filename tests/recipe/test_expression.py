"""`--to`: names, calls, and the errors for anything else."""

from __future__ import annotations

import pytest

from refactor_cli.data import Parameter
from refactor_cli.errors import RefactorError
from refactor_cli.recipe.expression import recipe_from_expression
from refactor_cli.recipe.rules import Move

SIGNATURE = (
    Parameter("view", "positional"),
    Parameter("args", "positional", "None"),
    Parameter("n", "keyword_only", "1"),
)
METHOD = (Parameter("self", "positional"), Parameter("a", "positional"))


def test_a_name_is_a_move() -> None:
    recipe = recipe_from_expression("m.old", " m.new ", SIGNATURE)
    assert (recipe.rules, recipe.moves, recipe.path) == ((), (Move("m.old", "m.new", "--to"),), "--to")


CALLS = [
    pytest.param(
        "m.new(view, args, n=n, k=1)",
        SIGNATURE,
        False,
        ["view", "args", "n"],
        {"args", "n"},
        True,
        id="holes",
    ),
    pytest.param(
        "m.new(*args, k=1, **kwargs)", SIGNATURE, False, ["args", "kwargs"], set(), False, id="everything"
    ),
    pytest.param(
        "m.new(*args, **kwargs)", None, False, ["args", "kwargs"], set(), False, id="everything, unknown"
    ),
    pytest.param(
        "m.new(view, *args)",
        SIGNATURE,
        False,
        ["view", "args", "n"],
        {"args", "n"},
        True,
        id="a parameter starred",
    ),
    pytest.param("m.new()", None, False, [], set(), True, id="no arguments"),
    pytest.param("self.new(a)", METHOD, True, ["self", "a"], set(), True, id="method"),
    pytest.param("m.C.new(a)", METHOD, True, ["self", "a"], set(), True, id="method by its class"),
    pytest.param("m.C.new(*args)", METHOD, True, ["self", "args"], set(), False, id="method, everything"),
    pytest.param("m.C.new(len(x.y))", None, True, ["cls"], set(), True, id="method outside"),
]


@pytest.mark.parametrize(("to", "signature", "is_method", "names", "omitted", "keeps"), CALLS)
def test_calls(
    to: str,
    signature: tuple[Parameter, ...] | None,
    is_method: bool,
    names: list[str],
    omitted: set[str],
    keeps: bool,
) -> None:
    (rule,) = recipe_from_expression("m.C.old", to, signature, is_method).rules
    assert [each.name for each in rule.parameters] == names
    assert (rule.omitted, rule.keeps_keywords, rule.label, rule.symbol) == (omitted, keeps, "--to", "m.C.old")


ERRORS = [
    pytest.param("", "--to: nothing is given", id="nothing"),
    pytest.param("new", "--to: 'new' is no full dotted name", id="bare name"),
    pytest.param("m.old", "--to: 'm.old' is the old name itself", id="itself"),
    pytest.param("m.old.new", "--to: 'm.old.new' names 'm.old' again", id="into itself"),
    pytest.param("m.new(", "--to:1: ", id="syntax"),
    pytest.param("m.n\udcff(a)", "--to: 'm.n\\udcff(a)' is no text in UTF-8", id="other bytes"),
    pytest.param("m.new(a); x.y()", "--to:1: ", id="statements"),
    pytest.param("m.new(a)\nimport os", "--to:", id="injection"),
    pytest.param("m.new(zzz)", "--to: 'zzz' is not known", id="unknown"),
    pytest.param("m.new(await view)", "--to: this form is not supported: 'await'", id="form"),
]


@pytest.mark.parametrize(("to", "problem"), ERRORS)
def test_errors(to: str, problem: str) -> None:
    with pytest.raises(RefactorError) as caught:
        recipe_from_expression("m.old", to, SIGNATURE)
    assert caught.value.problem.startswith(problem)
    assert "\n" not in caught.value.problem + caught.value.hint


@pytest.mark.parametrize(
    ("to", "problem"),
    [
        pytest.param(
            "new", "'new' is no full dotted name, and what is local to a function has none", id="bare name"
        ),
        pytest.param(
            "m.f.<locals>.new", "no other code can name what is local to a function: ", id="as Python does"
        ),
        pytest.param(
            "m.f.<locals>.new(a)", "no other code can name what is local to a function: ", id="a call"
        ),
    ],
)
def test_what_is_local_to_a_function_has_no_name(to: str, problem: str) -> None:
    with pytest.raises(RefactorError) as caught:
        recipe_from_expression("m.f.<locals>.old", to, SIGNATURE)
    assert caught.value.problem.startswith(f"--to: {problem}")
    assert "<locals>" not in caught.value.hint


def test_a_package_of_another_name() -> None:
    recipe = recipe_from_expression("shop", "store", None)
    assert [(each.source, each.target) for each in recipe.moves] == [("shop", "store")]

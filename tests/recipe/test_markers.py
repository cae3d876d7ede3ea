"""What a recipe imports from `refactor_cli.recipe` is there."""

from __future__ import annotations

import inspect

import pytest

from refactor_cli import recipe
from refactor_cli.errors import RefactorError
from refactor_cli.recipe.read import read_recipe


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        pytest.param("OMITED", "did you mean OMITTED?", id="misspelt"),
        pytest.param(
            "Foo", "it has OMITTED, also_called, likely, moved, replaces, transform", id="something else"
        ),
    ],
)
def test_an_unknown_name(name: str, hint: str) -> None:
    text = f'from refactor_cli.recipe import {name}, moved\n\nmoved("a.b", "c.d")\n'
    with pytest.raises(RefactorError) as told:
        read_recipe(text, "r.py")
    assert told.value.problem == f"r.py:1: refactor_cli.recipe has no '{name}'"
    assert told.value.hint == hint


def test_the_options_of_a_rule_can_be_given_where_python_runs_the_recipe() -> None:
    text = 'from refactor_cli.recipe import replaces\n\n\n@replaces("a.b", what="1")\ndef b(): return c()\n'
    with pytest.raises(RefactorError) as told:
        read_recipe(text, "r.py")
    taken = [each.name for each in inspect.signature(recipe.replaces).parameters.values()]
    assert told.value.hint == f"it has {', '.join(taken[1:])}"

"""What an outline says of a recipe is what the recipe says, also where it was kept."""

from __future__ import annotations

import msgspec
import pytest

from refactor_cli.library import library_names, library_text
from refactor_cli.recipe.outline import Outline, outline_of
from refactor_cli.recipe.read import read_recipe

HEAD = "import lib\nfrom lib import new\nfrom refactor_cli.recipe import replaces\n"


@pytest.mark.parametrize("name", library_names())
def test_an_outline_says_what_the_recipe_says(name: str) -> None:
    recipe = read_recipe(library_text(name), name)
    outline = outline_of(recipe)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(outline), type=Outline) == outline
    assert outline.said == recipe.said
    assert [outline.used(each) for each in recipe.symbols] == [recipe.used(each) for each in recipe.symbols]


ASKED = [
    pytest.param("given=('a', 'b')", "a, b", ("a", "b"), id="what is given"),
    pytest.param("where={'x': 'p is not None'}", "p", ("is", "not", "None"), id="words"),
    pytest.param("where={'x': 'p == q'}", "p, q", ("==",), id="a sign"),
    pytest.param("where={'x': 'len(p) >= q[:1]'}", "p, q", ("len", ">="), id="a builtin"),
    pytest.param("where={'x': 'lib.mk(p)', 'y': 'None'}", "p", ("None",), id="what is imported"),
    pytest.param("where={'x': 'p + \"None\"'}", "p", (), id="a text"),
    pytest.param("where={'self': 'p.q'}", "p", (), id="what it is called on"),
    pytest.param("context='statement'", "a", (), id="a place"),
]


@pytest.mark.parametrize(("option", "parts", "asked"), ASKED)
def test_what_is_asked_of_a_call(option: str, parts: str, asked: tuple[str, ...]) -> None:
    body = f"new({parts})" if "'self'" in option else f"new(self, {parts})"
    source = f"{HEAD}@replaces('m.C.f', {option})\ndef f(self, x=1, y=2, *, {parts}): return {body}\n"
    [rule] = outline_of(read_recipe(source, "r.py")).rules
    assert rule.asked == asked

"""Calls of what was made of a target, where what makes it is decided beside the recipe."""

from __future__ import annotations

import pytest
from in_memory import symbols_of
from msgspec.structs import replace

from refactor_cli.data import Outcome, OutcomeKind
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.inline import inline
from refactor_cli.recipe.read import read_recipe
from refactor_cli.site_change import Given

FILES = {
    "lib.py": "def old(a): pass\ndef new(a): pass\n",
    "app.py": "from functools import partial\nfrom lib import old\nfirst = partial(old, 1)\nfirst()\n",
}
RECIPE = """from lib import new
from refactor_cli.recipe import replaces

@replaces("lib.old")
def old(a):
    return new(a)
"""


@pytest.mark.parametrize(
    ("decided", "expected"),
    [
        pytest.param("kept", ("kept", "a reason"), id="it is kept as that is"),
        # by other source, of which nobody knows what it makes
        pytest.param(
            "rewritten", ("open", "it calls 'first', which another place makes of it"), id="rewritten"
        ),
    ],
)
def test_what_makes_it_is_decided(decided: OutcomeKind, expected: tuple[str, str]) -> None:
    symbols = symbols_of(FILES)
    usages = find(symbols, [read_target(symbols, "lib.old")])
    (result,) = usages.results
    maker = next(each for each in result.usages if each.kind == "reference")
    left = tuple(each for each in result.usages if each is not maker)
    given = Given(outcomes=(Outcome(maker, decided, "model", "a reason"),))
    rest = replace(usages, results=(replace(result, usages=left),))
    made = inline(read_recipe(RECIPE, "r.py"), rest, symbols, given=given)
    (call,) = (each for each in made.outcomes if each.usage.kind == "call")
    assert call.outcome == expected[0]
    assert (call.reason or "").startswith(expected[1])

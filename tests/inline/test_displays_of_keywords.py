"""A dictionary behind two stars whose keys are no names that a call can give."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.inline import inline
from refactor_cli.migration import Again, settle
from refactor_cli.recipe.read import read_recipe

LIB = "def old(a, *args, **more): ...\ndef new(a, *args, **more): ...\n"
RULE = (
    "from lib import new\nfrom refactor_cli.recipe import replaces\n\n\n@replaces('lib.old')\n"
    "def old(a, *args, **more):\n    return new(a, *args, **more)\n"
)


@pytest.mark.parametrize("key", ["None", "class", "a b", "1"])
def test_it_goes_on_being_one(key: str) -> None:
    app = f'from lib import old\nold(*[1], **{{"{key}": 1}})\nold(2)\n'
    symbols, recipe = symbols_of({"lib.py": LIB, "app.py": app}), read_recipe(RULE, "r.py")
    target = read_target(symbols, "lib.old")
    inlined = inline(recipe, find(symbols, [target]), symbols)
    done = settle(inlined, symbols, Again(find, [target], recipe.own_names, recipe.brought))
    assert not done.refused
    after = done.symbols.snapshot.files["app.py"].data.decode()
    assert after == f'from lib import new\nnew(1, **{{"{key}": 1}})\nnew(2)\n'

"""`--to` as a recipe file: what it says, and that it is read as the same rule."""

from __future__ import annotations

import pytest

from refactor_cli.data import Parameter
from refactor_cli.recipe.expression import recipe_from_expression
from refactor_cli.recipe.read import read_recipe
from refactor_cli.recipe.written import as_file

MODULES = {"m", "new", "new.api", "datetime"}
SELF = Parameter("self", "positional")
A, B = Parameter("a", "positional"), Parameter("b", "positional", "1")
ONLY, K = Parameter("p", "positional_only"), Parameter("k", "keyword_only", "None")
OMITTED = "from refactor_cli.recipe import OMITTED, replaces\n\n\n"
REPLACES = "from refactor_cli.recipe import replaces\n\n\n"

CASES = [
    pytest.param(
        "m.old",
        "new.api.f(b, key=a)",
        ((A, B), False),
        f'import new.api\n\n{OMITTED}@replaces("m.old")\n'
        "def old(a, b=OMITTED):\n    return new.api.f(b, key=a)\n",
        id="a function",
    ),
    pytest.param(
        "m.old",
        "new.api.f(*args, **kwargs)",
        ((A, B), False),
        f'import new.api\n\n{REPLACES}@replaces("m.old")\n'
        "def old(*args, **kwargs):\n    return new.api.f(*args, **kwargs)\n",
        id="all arguments",
    ),
    pytest.param(
        "m.old",
        "m.old(p, k=k)",
        ((ONLY, K), False),
        f'{OMITTED}@replaces("m.old")\ndef old(p, /, *, k=OMITTED):\n    return old(p, k=k)\n',
        id="the old function itself",
    ),
    pytest.param(
        "m.C.old",
        "m.C.new( a , 2 )[0]",
        ((SELF, A), True),
        f'{REPLACES}@replaces("m.C.old")\ndef old(self, a):\n    return self.new( a, 2 )[0]\n',
        id="a method, by its class and in part",
    ),
    pytest.param(
        "m.C.old",
        "m.C.new(b, a)",
        ((SELF, A, B), True),
        f'{OMITTED}@replaces("m.C.old")\ndef old(self, a, b=OMITTED):\n    return self.new(b, a)\n',
        id="a method, by its class",
    ),
    pytest.param(
        "m.C.old",
        "new.api.f(self, a)",
        ((SELF, A), True),
        f'import new.api\n\n{REPLACES}@replaces("m.C.old")\n'
        "def old(self, a):\n    return new.api.f(self, a)\n",
        id="a method becomes a function",
    ),
    pytest.param(
        "datetime.datetime.utcnow",
        "datetime.datetime.now(datetime.timezone.utc)",
        (None, True),
        f'import datetime\n\n{REPLACES}@replaces("datetime.datetime.utcnow")\n'
        "def utcnow(cls, /):\n    return cls.now(datetime.timezone.utc)\n",
        id="from outside",
    ),
    pytest.param(
        "m.old",
        "print(a,\n  sep='')",
        ((A,), False),
        f"{REPLACES}@replaces(\"m.old\")\ndef old(a):\n    return print(a,\n  sep='')\n",
        id="a builtin, over two lines",
    ),
    pytest.param(
        "m.old",
        "new.api.f",
        ((A,), False),
        'from refactor_cli.recipe import moved\n\nmoved("m.old", "new.api.f")\n',
        id="a name",
    ),
]


@pytest.mark.parametrize(("target", "to", "old", "text"), CASES)
def test_written(target: str, to: str, old: tuple[tuple[Parameter, ...] | None, bool], text: str) -> None:
    recipe = recipe_from_expression(target, to, *old)
    assert as_file(recipe, MODULES.__contains__) == text
    read = read_recipe(text, "recipe.py")
    assert [(each.source, each.target) for each in read.moves] == [
        (each.source, each.target) for each in recipe.moves
    ]
    for rule, same in zip(read.rules, recipe.rules, strict=True):
        assert (rule.symbol, rule.omitted) == (same.symbol, same.omitted)
        assert [(each.name, each.kind) for each in rule.parameters] == [
            (each.name, each.kind) for each in same.parameters
        ]


def test_defaults_written_out() -> None:
    recipe = recipe_from_expression("m.old", "new.api.f(a, b)", (A, B), False)
    assert as_file(recipe, MODULES.__contains__, {"b": "1"}) == (
        f'import new.api\n\n{REPLACES}@replaces("m.old")\ndef old(a, b=1):\n    return new.api.f(a, b)\n'
    )

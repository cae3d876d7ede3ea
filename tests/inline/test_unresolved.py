"""Names of a recipe that the repository should define, and does not."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.data import Parameter
from refactor_cli.inline.new_names.unresolved import unknown_packages, unresolved
from refactor_cli.recipe.expression import recipe_from_expression
from refactor_cli.recipe.read import read_recipe
from refactor_cli.resolution import unresolved_name

HEAD = "from refactor_cli.recipe import replaces\n"
LIB = """
from outside import Foreign

class Base:
    def old(self, x): pass
    def there(self): pass
    @staticmethod
    def plain(x): pass
    @classmethod
    def made(cls, x): pass

class Given(Base):
    def old(self, x): self.assigned = x

class Loose(Foreign):
    def old(self, x): pass
"""

ASKS = """
from lib import Base

class Asks(Base):
    def old(self, x): pass
    def __getattr__(self, name): pass
"""


@pytest.mark.parametrize(
    ("symbol", "body", "missing"),
    [
        pytest.param("lib.Base.old", "(self, x): return self.there()", (), id="there"),
        pytest.param("lib.Base.old", "(self, x): return x.gone()", (), id="of an argument"),
        pytest.param("lib.Given.old", "(self, x): return self.there()", (), id="inherited"),
        pytest.param("lib.Given.old", "(self, x): return self.assigned", (), id="assigned in a method"),
        pytest.param("asks.Asks.old", "(self, x): return self.gone(x)", (), id="__getattr__"),
        pytest.param("lib.Loose.old", "(self, x): return self.gone(x)", (), id="a base from elsewhere"),
        pytest.param("lib.Base.plain", "(x): return x.gone()", (), id="static"),
        pytest.param("lib.Other.old", "(self, x): return self.gone()", (), id="no such class"),
        pytest.param("lib.Base.old", "(self, x): return self.gone(x)", ("lib.Base.gone",), id="method"),
        pytest.param("lib.Base.made", "(cls, x): return cls.gone(x)", ("lib.Base.gone",), id="class method"),
        pytest.param("lib.Given.old", "(self, x): self.gone = x", (), id="stored"),
        pytest.param(
            "lib.Base.old", "(self, x): return self.gone(self.gone, x)", ("lib.Base.gone",), id="once"
        ),
    ],
)
def test_what_is_asked_of_the_receiver(symbol: str, body: str, missing: tuple[str, ...]) -> None:
    symbols = symbols_of({"lib.py": LIB, "asks.py": ASKS})
    recipe = read_recipe(f'{HEAD}@replaces("{symbol}")\ndef rule{body}\n', "r.py")
    assert unresolved(recipe, symbols) == tuple(
        f"r.py:3: '{name}' is not defined: lib.py does not have it" for name in missing
    )
    brought = frozenset(missing)
    assert unresolved(recipe, symbols, brought) == ()


@pytest.mark.parametrize(
    ("new", "rest"),
    [
        pytest.param("lib.gone", "; --definition rename gives the old definition this name", id="beside"),
        pytest.param("lib.Base.gone", "", id="elsewhere"),
        pytest.param("lib.gone(a, b)", "", id="another signature"),
    ],
)
def test_a_name_that_a_rename_would_give(new: str, rest: str) -> None:
    symbols = symbols_of({"lib.py": LIB + "\ndef old(a, b): pass\n"})
    recipe = recipe_from_expression(
        "lib.old", new, (Parameter("a", "positional"), Parameter("b", "positional"))
    )
    said = f"--to: '{new.partition('(')[0]}' is not defined: lib.py does not have it{rest}"
    assert unresolved(recipe, symbols) == (said,)


@pytest.mark.parametrize("old", ["lib.LIMIT", "pkg.sub"])
def test_a_rename_is_not_offered_where_there_is_no_function_or_class(old: str) -> None:
    symbols = symbols_of({"lib.py": "LIMIT = 5\n", "pkg/__init__.py": "", "pkg/sub.py": ""})
    owner, file = ("lib", "lib.py") if old == "lib.LIMIT" else ("pkg", "pkg/__init__.py")
    recipe = recipe_from_expression(old, f"{owner}.gone", ())
    assert unresolved(recipe, symbols) == (f"--to: '{owner}.gone' is not defined: {file} does not have it",)


@pytest.mark.parametrize(
    ("shim", "missing"),
    [
        ("from outside import *\n", ""),
        ("if a:\n    from outside import *\nelse:\n    from other import *\n", ""),
        ("from lib import *\n", "shim"),
        ("from outside import Other\n", "shim"),
    ],
)
def test_what_a_star_import_may_bring(shim: str, missing: str) -> None:
    symbols = symbols_of({"lib.py": LIB, "shim.py": shim})
    assert unresolved_name(symbols, "shim.Thing.Kind") == missing
    assert unresolved_name(symbols, "shim.Thing") == missing


def test_imports_are_not_read_for_packages_of_the_repository() -> None:
    symbols = symbols_of({"shop/lib.py": LIB, "app.py": "import elsewhere\n"})
    head = f"{HEAD}import shop.lib\nimport elsewhere, nowhere\n@replaces('shop.lib.Base.plain')\n"
    known = read_recipe(f"{head}def plain(x): return shop.lib.new(len(x))\n", "r.py")
    assert unknown_packages(known, symbols) == ()
    assert "import words" not in symbols.snapshot.memo
    other = read_recipe(f"{head}def plain(x): return elsewhere.new(nowhere.new(x))\n", "r.py")
    (warning,) = unknown_packages(other, symbols)
    assert "'nowhere' is no package" in warning

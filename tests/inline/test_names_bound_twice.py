"""A name that several imports give, of which some stay: the result's search agrees with the ledger."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.evidence import Evidence
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.inline import inline
from refactor_cli.migration import Again, Choices, choose, settle
from refactor_cli.recipe.read import read_recipe

SIX = """
moved("six.moves.range", "builtins.range")
moved("six.moves.urllib.parse", "urllib.parse")
"""
MOCK = """
moved("mock", "unittest.mock")
moved("mock.mock", "unittest.mock")
"""
CASES = [
    pytest.param(
        SIX,
        "import six\nif six:\n    from six.moves import range\nsix.moves.range(1)\n",
        "import builtins\n\nimport six\nif six:\n    from six.moves import range\nbuiltins.range(1)\n",
        id="a-builtin-that-an-import-which-stays-may-hide",
    ),
    pytest.param(
        SIX,
        "import six\nfrom six.moves import range\nsix.moves.range(1)\n",
        "range(1)\n",
        id="a-builtin-whose-import-goes",
    ),
    pytest.param(
        MOCK,
        "from mock import mock\nif mock:\n    import mock\nmock.mock.Mock()\n",
        "from unittest import mock\nif mock:\n    import mock\nmock.mock.Mock()\n",
        id="a-module-that-another-import-gives-in-another-way",
    ),
    pytest.param(
        SIX,
        "while x:\n    from six.moves import urllib\nfrom six.moves import *\nurllib.parse.urlparse(u)\n",
        "while x:\n    from six.moves import urllib\nfrom six.moves import *\nurllib.parse.urlparse(u)\n",
        id="a-name-that-a-star-of-the-same-module-brings",
    ),
    pytest.param(
        SIX,
        "try:\n    from six.moves import urllib\nexcept ImportError:\n    from six import *\n    urllib.parse.x(u)\n",
        "try:\n    from six.moves import urllib\nexcept ImportError:\n    from six import *\n    urllib.parse.x(u)\n",
        id="a-name-that-an-unknown-star-may-bring",
    ),
]


@pytest.mark.parametrize(("moves", "before", "after"), CASES)
def test_the_ledger_agrees(moves: str, before: str, after: str) -> None:
    recipe = read_recipe(f"from refactor_cli.recipe import moved\n{moves}", "r.py")
    symbols = symbols_of({"app.py": before})
    targets = [read_target(symbols, name, known=True) for name in recipe.symbols]
    left, _ = choose(find(symbols, targets, evidence=Evidence()), Choices())
    again = Again(find, targets, recipe.own_names, recipe.brought)
    done = settle(inline(recipe, left, symbols), symbols, again)
    assert done.symbols.snapshot.files["app.py"].data.decode() == after


def test_a_star_that_brings_the_same() -> None:
    """What is written by another name needs none of the two; what keeps its name stays."""
    files = {
        "lib.py": "from six import string_types\nfrom six.moves import range\n\nprint(string_types, range)\n",
        "app.py": "from six import string_types\nfrom six.moves import range\nfrom lib import *\n\n"
        "print(string_types, range)\n",
    }
    recipe = read_recipe(
        'from refactor_cli.recipe import moved\nmoved("six.string_types", "builtins.str")\n'
        'moved("six.moves.range", "builtins.range")\n',
        "r.py",
    )
    symbols = symbols_of(files)
    targets = [read_target(symbols, name, known=True) for name in recipe.symbols]
    left, _ = choose(find(symbols, targets, evidence=Evidence()), Choices())
    done = settle(
        inline(recipe, left, symbols), symbols, Again(find, targets, recipe.own_names, recipe.brought)
    )
    assert done.symbols.snapshot.files["app.py"].data.decode() == (
        "from six.moves import range\nfrom lib import *\n\nprint(str, range)\n"
    )

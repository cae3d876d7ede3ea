"""What a type server finds in `object` or `type`, which is no word about the class of an object."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from in_memory import symbols_of

from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.find.typed import Sought, ask_types
from refactor_cli.symbols import SymbolMap
from refactor_cli.types import Answers, Place, Pointer

FILES = {
    "lib.py": "class Cart:\n    def __init__(self): ...\n",
    "use.py": "def fill(kind, cart):\n    kind.__init__(cart)\n",
}


class Fake:
    """A server that says the same of every place."""

    name = "fake"
    rules_out = True

    def __init__(self, qualname: str) -> None:
        self.pointer = Pointer(None, 0, "builtins", qualname, "function")

    def ask(self, symbols: SymbolMap, places: Sequence[Place]) -> Answers:
        return Answers("fake", dict.fromkeys(places, (self.pointer,)), ())


@pytest.mark.parametrize(
    ("qualname", "certainty"),
    [
        pytest.param("ValueError.__init__", "ruled_out", id="another class"),
        pytest.param("object.__init__", "possible", id="any object"),
        pytest.param("type.__init__", "possible", id="any class"),
    ],
)
def test_no_word_about_the_class(qualname: str, certainty: str) -> None:
    symbols = symbols_of(FILES)
    result = find(symbols, [read_target(symbols, "lib.Cart.__init__")]).results[0]
    asked = ask_types(symbols, [Sought(result.target, result.usages)], [Fake(qualname)])
    assert [each.certainty for each in asked.usages[0] if each.path == "use.py"] == [certainty]

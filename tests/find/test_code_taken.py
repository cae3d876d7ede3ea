"""A warning where the code of a target may run under another name."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.find import find
from refactor_cli.find.target import read_target

LIB = "def old(a=1): return a\nclass Cart:\n    def old(self): return self\n"


@pytest.mark.parametrize(
    ("code", "place"),
    [
        pytest.param("other.__code__ = lib.old.__code__\n", "app.py:4", id="given to another"),
        pytest.param("FunctionType(lib.old.__code__, {})\n", "app.py:4", id="made of it"),
        pytest.param("print(lib.old.__code__.co_name)\n", "", id="only asked"),
        pytest.param("lib.old.__code__ = other.__code__\n", "", id="replaced itself"),
        pytest.param("other.__code__ = lib.older.__code__\n", "", id="another's"),
    ],
)
@pytest.mark.parametrize("target", ["lib.old", "lib.Cart.old"])
def test_told(code: str, place: str, target: str) -> None:
    app = f"import lib\nfrom types import FunctionType\nfrom other import other\n{code}"
    symbols = symbols_of({"lib.py": LIB, "app.py": app})
    told = [each for each in find(symbols, [read_target(symbols, target)]).warnings if "run the code" in each]
    assert [each.rpartition(" ")[2] for each in told] == [place] * bool(place)

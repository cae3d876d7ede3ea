"""Which words are looked at where a test of a type may narrow an expression."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.inference.guards import is_tested_near
from refactor_cli.inference.inferring import asking


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        pytest.param("pass", False, id="none"),
        pytest.param("isin(x)", False, id="a shorter word"),
        pytest.param("x.instance", False, id="a part of the word"),
        pytest.param("isinstance(x, int)", True, id="isinstance"),
        pytest.param("issubclass(x, int)", True, id="issubclass"),
        pytest.param("self.assertIsInstance(x, int)", True, id="of unittest"),
        pytest.param("self.assertNotIsInstance(x, int)", True, id="denied"),
        pytest.param("assert_isInstance(x)", True, id="of other code"),
    ],
)
@pytest.mark.parametrize("before", ["", "def g(x): return isinstance(x, int)\n"])
def test_tests_of_types_in_a_function(before: str, test: str, expected: bool) -> None:
    text = f"{before}def f(self, x):\n    {test}\n    x.go()\n"
    ask = asking(symbols_of({"a.py": text}))
    at = text.rindex("x.go")
    node = ask.symbols.node("a.py", (at, at + 1))
    assert node is not None
    assert is_tested_near(ask, "a.py", node) is expected

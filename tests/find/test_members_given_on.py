"""A member under its own name in a module, or in a class that takes it from elsewhere: a check reads all such files."""

from __future__ import annotations

import pytest
from in_memory import symbols_of
from test_reach import everything, said, sure

from refactor_cli.find.target import read_target

LIB = "class A:\n    def old(self): ...\n"
SIDE = "from lib import A\nother = 1\nold = A.old\n"
FORMS = [
    pytest.param("from side import other, old\nold(A())\n", 2, id="imported-beside-another"),
    pytest.param(
        "from side import (\n    other,\n    old,\n)\nx = (other, old)\n", 2, id="imported-over-lines"
    ),
    pytest.param("from side import *\nold(A())\n", 1, id="imported-with-all"),
    pytest.param("from again import other, old\nold(A())\n", 2, id="imported-from-a-re-export"),
    pytest.param("from lib import A\nx = (A('#').\n     old())\n", 1, id="behind-a-string-with-a-hash"),
    pytest.param(
        "from lib import A\nclass B(A):\n    from side import (\n        other,\n        old,\n    )\n",
        1,
        id="in-a-class",
    ),
    pytest.param(
        "from lib import A\nclass B(A):\n    for other, old in (): ...\n", 1, id="by-a-loop-in-a-class"
    ),
]


@pytest.mark.parametrize(("source", "count"), FORMS)
def test_a_check_finds_them(source: str, count: int) -> None:
    files = {"lib.py": LIB, "side.py": SIDE, "again.py": "from side import *\n", "app.py": source}
    target = read_target(symbols_of(files), "lib.A.old")
    expected = said(everything(symbols_of(files), target))
    assert sum(each[0] == "app.py" for each in expected) == count
    assert said(sure(symbols_of(files), target)) == expected
    found = said(sure(symbols_of(files), target, frozenset({"app.py"})))
    assert found == [each for each in expected if each[0] == "app.py"]

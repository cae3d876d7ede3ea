"""Which lines a prompt quotes of usages that it only lists."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.pack.excerpt import brief_lines

BODY = "".join(f"        x{n} = 1\n" for n in range(10))
MANY = "".join(f"        x{n} = 1\n" for n in range(90))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("    y = old()\n" + "    z = 1\n" * 20, range(2, 10), id="no loop"),
        pytest.param(f"    for x in old():\n{BODY}    after = 1\n" * 2, range(2, 26), id="two loops"),
        pytest.param(f"    with old() as x:\n{BODY}    after = 1\n", range(2, 14), id="with"),
        pytest.param(f"    async for x in old():\n{BODY}\n\n    after = 1\n", range(2, 14), id="blank lines"),
        pytest.param(
            f"    for x in old(\n        1,\n    ):\n{BODY}    after = 1\n", range(2, 16), id="lines"
        ),
        pytest.param(f"    for x in old():\n{MANY}", range(2, 44), id="a long one"),
        pytest.param("    for x in old(): pass\n" + "    z = 1\n" * 20, range(2, 10), id="on one line"),
        pytest.param("    forget = old()\n" + "    z = 1\n" * 20, range(2, 10), id="a word"),
    ],
)
def test_brief_lines(source: str, expected: range) -> None:
    symbols = symbols_of(
        {"a.py": f"from lib import old\nasync def run():\n{source}", "lib.py": "def old(): ...\n"}
    )
    (result,) = find(symbols, [read_target(symbols, "lib.old")]).results
    usages = [each for each in result.usages if each.kind == "call"]
    file_map = symbols.map("a.py")
    assert file_map is not None
    (around,) = file_map.definitions
    assert brief_lines(symbols, "a.py", around, usages) == list(expected)

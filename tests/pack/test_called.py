"""Which definitions are quoted because the code around usages calls them."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.pack import Request, Task, Window, pack
from refactor_cli.pack.called import called_definitions
from refactor_cli.symbols import SymbolMap

OLD = {"lib/old.py": "def old(a):\n    return a\n"}
HELPERS = {
    "lib/helpers.py": (
        "def takes(a): pass\n"
        "def around(a): pass\n"
        "class Base:\n"
        "    def __get__(self, a, b): pass\n"
        "class Held(Base):\n"
        "    pass\n"
        "def mark(f): return f\n"
        "def first(): pass\n"
        "def long():\n" + "    pass\n" * 90
    )
}
USE = "from lib.old import old\nfrom lib.helpers import *\n"
TAKES, AROUND, BASE, HELD, MARK, FIRST = (("lib/helpers.py", line) for line in (1, 2, 3, 5, 7, 8))
CASES = [
    pytest.param("def use():\n    return old(1)\n", [], id="nothing"),
    pytest.param("def use():\n    takes(old(1))\n", [TAKES], id="what takes it"),
    pytest.param(
        "def use():\n    first()\n    around(2)\n    takes(old(1))\n",
        [TAKES, AROUND, FIRST],
        id="nearer first",
    ),
    pytest.param("class A:\n    held = Held(old)\n", [HELD, BASE], id="a class and its base"),
    pytest.param("def use():\n    with around(1) as a:\n        old(a)\n", [AROUND], id="a with around it"),
    pytest.param(
        "def use():\n    def inner():\n        old(1)\n    takes(inner)\n", [TAKES], id="the function outside"
    ),
    pytest.param("@mark\ndef use():\n    old(1)\n", [], id="a decorator of the function only"),
    pytest.param("def use():\n    long(old(1))\n", [], id="a long one"),
    pytest.param("def use():\n    print(unknown(old(1)))\n", [], id="defined nowhere"),
    pytest.param(
        "def use():\n    use2(old(1))\ndef use2(a):\n    old(a)\n", [], id="shown with a usage of its own"
    ),
]


def called(symbols: SymbolMap) -> list[tuple[str, int]]:
    usages = find(symbols, [read_target(symbols, "lib.old.old")]).results[0].usages
    return [(site.path, site.line) for site in called_definitions(symbols, usages)]


@pytest.mark.parametrize(("code", "expected"), CASES)
def test_called_definitions(code: str, expected: list[tuple[str, int]]) -> None:
    assert called(symbols_of({**OLD, **HELPERS, "use.py": USE + code})) == expected


def test_what_many_files_define_is_not_followed() -> None:
    many = {f"m{n}.py": "def takes(a): pass\n" for n in range(9)}
    assert called(symbols_of({**OLD, **many, "use.py": USE + "def use():\n    takes(old(1))\n"})) == []


def test_a_prompt_quotes_them_without_secrets_where_their_files_are_not_there() -> None:
    key = "AKIA" + "Z7QK2M5TRX6PLW3B"
    files = {
        **OLD,
        "lib/takes.py": f"def takes(a):\n    key = '{key}'\n\n\n" + "# much more\n" * 3000,
        "use.py": USE + "def use():\n    takes(old(1))\n",
        "more.py": "# nothing\n" * 9000,
    }
    symbols = symbols_of(files)
    usages = find(symbols, [read_target(symbols, "lib.old.old")])
    found = pack(Request(symbols, Task(usages, "Use new."), window=Window(9_000, 0)))
    text = found.prompts[0].text
    assert '<called-definition path="lib/takes.py" line="1">\ndef takes(a):\n' in text
    assert "much more\n# much more" not in text
    assert key not in text
    assert found.tokens() <= 9_000

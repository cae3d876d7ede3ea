"""A text that one caller passes disproves that all pass what is known, before the others are followed."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.inference.asking import Ask
from refactor_cli.inference.calling.callers import calls_of
from refactor_cli.inference.calling.passed_plainly import is_passed_more
from refactor_cli.inference.every import EVERY_CALLER
from refactor_cli.inference.inferring import asking
from refactor_cli.inference.values import Known, display
from refactor_cli.symbols import SymbolMap

KNOWN = frozenset[Known]()
# what the other caller passes is another file's to tell
USE = "import deep, lib\nlib.check(deep.given())\n{call}\n"
DEEP = "def given():\n    return 1\n"


def asked(lib: str, call: str, known: frozenset[Known] = KNOWN) -> tuple[bool, SymbolMap]:
    symbols = symbols_of({"lib.py": lib, "use.py": USE.format(call=call), "deep.py": DEEP})
    ask: Ask = asking(symbols)
    at = lib.index("ask(secret)") + len("ask(")
    node = symbols.node("lib.py", (at, at + len("secret")))
    assert node is not None
    return is_passed_more(ask, "lib.py", node, known, calls_of), symbols


PLAIN = "def check(secret):\n    ask(secret)\n"
TEXT = 'lib.check("a")'
MORE = [
    pytest.param(PLAIN, TEXT, id="a text"),
    pytest.param(PLAIN, "lib.check(secret=1)", id="a number by keyword"),
    pytest.param("def check(secret=None):\n    ask(secret)\n", "lib.check(True)", id="beside a default"),
    pytest.param(
        "def check(*, secret=0):\n    ask(secret)\n", 'lib.check(secret="a")', id="by keyword alone"
    ),
]
NOT_TOLD = [
    pytest.param(PLAIN, "lib.check(deep)", id="nothing plain"),
    pytest.param(PLAIN, 'lib.check(*["a"])', id="unpacked"),
    pytest.param("def check(secret: Cart):\n    ask(secret)\n", TEXT, id="annotated"),
    pytest.param("@given\ndef check(secret):\n    ask(secret)\n", TEXT, id="decorated"),
    pytest.param(
        "def check(secret):\n    secret = find()\n    ask(secret)\n", TEXT, id="given something else"
    ),
    pytest.param(
        "class Cart: pass\ndef check(secret):\n    if isinstance(secret, Cart):\n        ask(secret)\n",
        TEXT,
        id="tested",
    ),
    pytest.param(
        "def check(secret):\n    if isinstance(secret, str):\n        return\n    ask(secret)\n",
        TEXT,
        id="tested to be none",
    ),
    pytest.param("def check(*secret):\n    ask(secret)\n", TEXT, id="all that is passed"),
    pytest.param("def check(key):\n    for secret in key:\n        ask(secret)\n", TEXT, id="no parameter"),
]


@pytest.mark.parametrize(("lib", "call"), MORE)
def test_more(lib: str, call: str) -> None:
    is_more, symbols = asked(lib, call)
    assert is_more
    assert symbols.known_map("deep.py") is None


@pytest.mark.parametrize(("lib", "call"), NOT_TOLD)
def test_not_told(lib: str, call: str) -> None:
    assert not asked(lib, call)[0]


def test_what_is_known_is_no_more() -> None:
    assert not asked(PLAIN, TEXT, frozenset((display("str"),)))[0]


RULE = "class Rule:\n    def holds(self, model):\n        return model\n"
ALL = {
    "rule.py": RULE,
    "run.py": "from rule import Rule\nclass Cart: pass\nRule().holds(Cart)\n",
    "lib.py": "def check(secret, rules):\n    for each in rules:\n        each.holds(secret)\n",
    "use.py": USE.format(call=TEXT),
    "deep.py": DEEP,
}


@pytest.mark.parametrize(
    ("call", "is_read"), [pytest.param(TEXT, False, id="a text"), pytest.param("", True, id="nothing plain")]
)
def test_others_are_not_followed(call: str, is_read: bool) -> None:
    symbols = symbols_of({**ALL, "use.py": USE.format(call=call)})
    at = RULE.rindex("model")
    node = symbols.node("rule.py", (at, at + len("model")))
    types = asking(symbols).site("rule.py", node)
    assert {each.symbol.name for each in types.known} == {"Cart"}
    assert EVERY_CALLER not in types.via
    assert (symbols.known_map("deep.py") is not None) is is_read

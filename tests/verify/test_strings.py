"""Blocks for strings that name the old code."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.answer_format import block_of
from refactor_cli.data import Proposal, SiteBlock
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.splice import edited
from refactor_cli.verify import verify

FILES = {
    "lib.py": "def old(a): return a\ndef new(a): return a\n",
    "app.py": "from lib import old\nprint(old(1))\n",
    "test_app.py": (
        "from unittest.mock import patch\nimport lib\n\n"
        "with patch('lib.old'): pass\nwith patch(\"app.old\"): pass\nwith patch.object(lib, 'old'): pass\n"
        "PLUGIN = 'lib:old'\n"
        "NAMES = ['old', 'new']\nfor name in NAMES: getattr(lib, name)\n"
    ),
}
OWN, THROUGH, NAME, ENTRY, LISTED = 4, 5, 6, 7, 8
# a usage's line, the block, the user's words, and the line afterwards or why there is none
CASES = [
    pytest.param(OWN, "lib.new", "", "with patch('lib.new'): pass", id="a path"),
    pytest.param(OWN, " lib.new\n", "", "with patch('lib.new'): pass", id="white space around it"),
    pytest.param(THROUGH, "lib.new", "", 'with patch("lib.new"): pass', id="a path elsewhere"),
    pytest.param(
        THROUGH, "app.new", "", 'with patch("app.new"): pass', id="a name that the module will have"
    ),
    pytest.param(NAME, "new", "", "with patch.object(lib, 'new'): pass", id="a name"),
    pytest.param(LISTED, "new", "", "NAMES = ['new', 'new']", id="a name in a list"),
    pytest.param(LISTED, "lib.new", "", "it must have the form of the old one, old", id="a path in a list"),
    pytest.param(ENTRY, "lib:new", "", "PLUGIN = 'lib:new'", id="an entry point"),
    pytest.param(THROUGH, "app.later", "use later", 'with patch("app.later"): pass', id="named by the user"),
    pytest.param(OWN, "'lib.new'", "", "it must be a name or dotted path, without quotes", id="quotes"),
    pytest.param(OWN, "lib.new'): os.system('x", "", "it must be a name or dotted path", id="code"),
    pytest.param(OWN, "lib.nеw", "", "it must be a name or dotted path", id="a letter that looks alike"),
    pytest.param(OWN, "new", "", "it must have the form of the old one, lib.old", id="another form"),
    pytest.param(NAME, "lib.new", "", "it must have the form of the old one, old", id="a path for a name"),
    pytest.param(ENTRY, "lib.new", "", "it must have the form of the old one, lib:old", id="no entry point"),
    pytest.param(OWN, "lib.old", "", "it still names the old code", id="nothing new"),
    pytest.param(OWN, "app.old", "", "it still names the old code", id="another way to it"),
    pytest.param(OWN, "lib.nothing", "", "lib.nothing leads nowhere", id="nowhere"),
    pytest.param(OWN, "away.new", "", "away.new leads nowhere", id="another module"),
    pytest.param(NAME, "nothing", "", "nothing defines nothing, and the instructions", id="an unknown name"),
]


def found(line: int) -> tuple:  # type: ignore[type-arg]
    symbols = symbols_of(FILES)
    usages = find(symbols, [read_target(symbols, "lib.old")])
    (usage,) = [
        each for each in usages.results[0].usages if (each.path, each.location.line) == ("test_app.py", line)
    ]
    return symbols, usages, usage


@pytest.mark.parametrize(("line", "code", "words", "expected"), CASES)
def test_blocks_for_strings(line: int, code: str, words: str, expected: str) -> None:
    symbols, usages, usage = found(line)
    assert (usage.kind, block_of(usage)) == ("string", "site")
    verified = verify(Proposal(None, (SiteBlock(usage.id, code, ()),)), usages, symbols, words=words)
    if verified.rejections:
        (rejection,) = verified.rejections
        assert (rejection.id, verified.changes) == (usage.id, ())
        assert expected in rejection.reason
        return
    after = edited(symbols.snapshot.files["test_app.py"], [change.edit for change in verified.changes])
    assert after.text.utf8.decode().splitlines()[line - 1] == expected
    assert [outcome.outcome for outcome in verified.outcomes] == ["rewritten"]


def test_it_takes_no_imports() -> None:
    symbols, usages, usage = found(OWN)
    block = SiteBlock(usage.id, "lib.new", ("from lib import new",))
    (rejection,) = verify(Proposal(None, (block,)), usages, symbols).rejections
    assert rejection.reason == "a name in a string needs no import"


def test_no_other_target() -> None:
    symbols = symbols_of(FILES)
    usages = find(symbols, [read_target(symbols, "lib.old"), read_target(symbols, "lib.new")])
    every = usages.results[0].usages
    site = next(each for each in every if (each.path, each.location.line) == ("test_app.py", OWN))
    verified = verify(Proposal(None, (SiteBlock(site.id, "lib.new"),)), usages, symbols)
    assert [each.reason for each in verified.rejections] == ["lib.new is asked about as well"]

"""Where the objects of a class become others, these may have a method of the old name, with other arguments."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.data import Proposal, SiteBlock
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.functions import function_id
from refactor_cli.verify import verify

FILES = {
    "lib.py": (
        "class Logger:\n    def __init__(self, name): ...\n    def info(self, text, *args): ...\n"
        "class Other(Logger):\n    def warn(self, text): ...\n"
    ),
    "app.py": (
        "from lib import Logger\n\nlog = Logger('a')\nlog.info('{}', 1)\n\n\n"
        "def run():\n    text = 2\n    log.info('{}', text)\n"
    ),
}
WHOLE = "def run():\n    text = 2\n    log.info('%s', text)\n"
REFUSED = ["it still uses the old 'log.info'", "it still uses the old code at a place that it names"]


@pytest.mark.parametrize(
    ("targets", "refused"),
    [
        pytest.param(["lib.Logger", "lib.Logger.info"], [], id="the class, too"),
        pytest.param(["lib.Logger.info"], REFUSED, id="it alone"),
        pytest.param(["lib.Other", "lib.Logger.info"], REFUSED, id="another"),
    ],
)
def test_the_same_name(targets: list[str], refused: list[str]) -> None:
    symbols = symbols_of(FILES)
    usages = find(symbols, [read_target(symbols, each) for each in targets])
    first, second = (
        each for result in usages.results for each in result.usages if each.text.startswith("log.info(")
    )
    text, file_map = symbols.snapshot.files["app.py"].text, symbols.map("app.py")
    assert file_map is not None
    (run,) = file_map.definitions
    blocks = (
        SiteBlock(first.id, "log.info('%s', 1)", ()),
        SiteBlock(second.id, WHOLE, (), function=function_id("app.py", run, text)),
    )
    reasons = [each.reason for each in verify(Proposal("", blocks, ()), usages, symbols).rejections]
    assert reasons == refused


def test_the_class_itself_is_not_used_any_more() -> None:
    symbols = symbols_of(FILES)
    usages = find(symbols, [read_target(symbols, each) for each in ("lib.Logger", "lib.Logger.info")])
    made = next(each for each in usages.results[0].usages if each.kind == "call" and not each.scope)
    block = SiteBlock(made.id, "Logger('c')", ())
    (rejection,) = verify(Proposal("", (block,), ()), usages, symbols).rejections
    assert rejection.reason == "it still uses the old 'Logger'"

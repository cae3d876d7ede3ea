"""Blocks for calls of what stays, and is to be called otherwise."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.data import Proposal, SiteBlock
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.functions import function_id, functions_around
from refactor_cli.splice import edited
from refactor_cli.verify import verify

LIB = "def old(*a, **b): ...\n"
APP = "import lib\n\n\ndef f(a):\n    q = lib.old([a])\n    return q, lib.old([1])\n"
AGAIN = frozenset({"lib.old"})


def answered(code: str, again: frozenset[str], *, whole: bool = False) -> str:
    """The line of the first call after a block for it, or for its function, or why there is none."""
    symbols = symbols_of({"lib.py": LIB, "app.py": APP})
    usages = find(symbols, [read_target(symbols, "lib.old")])
    calls = [each for result in usages.results for each in result.usages if each.kind == "call"]
    file_map, file = symbols.map("app.py"), symbols.snapshot.files["app.py"]
    assert file_map is not None
    function, ids = "", [calls[0].id]
    if whole:
        function = function_id("app.py", next(functions_around(file_map, calls[0].scope)), file.text)
        ids = [each.id for each in calls]
    block = SiteBlock(ids[0], code, (), False, function, tuple(ids[1:]))
    verified = verify(Proposal(None, (block,)), usages, symbols, again=again)
    if verified.rejections:
        (reason,) = {each.reason for each in verified.rejections}
        return f"! {reason}"
    return edited(file, [change.edit for change in verified.changes]).data.decode().split("\n", 3)[3]


@pytest.mark.parametrize(
    ("code", "again", "expected"),
    [
        ("lib.old(a)", AGAIN, "def f(a):\n    q = lib.old(a)\n    return q, lib.old([1])\n"),
        ("lib.old(a)", frozenset(), "! it still uses the old 'lib.old'"),
        ("lib.old([ a ])", AGAIN, "! it still has the old call: lib.old([a])"),
        ("str(lib.old([a]))", AGAIN, "! it still has the old call: lib.old([a])"),
    ],
)
def test_of_a_call(code: str, again: frozenset[str], expected: str) -> None:
    assert answered(code, again) == expected


WHOLE = "def f(a):\n    q = lib.old(a)\n    if q:\n        return q, lib.old(1)\n    return q, lib.old(2)"


@pytest.mark.parametrize(
    ("code", "again", "expected"),
    [
        (WHOLE, AGAIN, f"{WHOLE}\n"),
        (WHOLE, frozenset(), "! it still uses the old code at a place that it names"),
        (
            WHOLE.replace("old(2)", "old([a])"),
            AGAIN,
            "! it still has the old call: lib.old([a])",
        ),
    ],
)
def test_of_a_function(code: str, again: frozenset[str], expected: str) -> None:
    assert answered(code, again, whole=True) == expected

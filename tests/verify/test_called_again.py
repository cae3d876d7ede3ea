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
from refactor_cli.verify.called_again import Outdated

LIB = "def old(*a, **b): ...\n"
APP = "import lib\n\n\ndef f(a):\n    q = lib.old([a])\n    return q, lib.old([1])\n"
AGAIN = {"lib.old": frozenset[tuple[str, ...]]()}
OTHERWISE = {"lib.old": frozenset({("mode",)})}


def answered(code: str, again: Outdated, *, whole: bool = False, imports: tuple[str, ...] = ()) -> str:
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
    block = SiteBlock(ids[0], code, imports, False, function, tuple(ids[1:]))
    verified = verify(Proposal(None, (block,)), usages, symbols, again=again)
    if verified.rejections:
        (reason,) = {each.reason for each in verified.rejections}
        return f"! {reason}"
    return edited(file, [change.edit for change in verified.changes]).data.decode().split("\n", 3)[3]


@pytest.mark.parametrize(
    ("code", "again", "expected"),
    [
        ("lib.old(a)", AGAIN, "def f(a):\n    q = lib.old(a)\n    return q, lib.old([1])\n"),
        ("lib.old(a)", {}, "! it still uses the old 'lib.old'"),
        ("lib.old([ a ])", AGAIN, "! it still has the old call: lib.old([a])"),
        ("str(lib.old([a]))", AGAIN, "! it still has the old call: lib.old([a])"),
    ],
)
def test_of_a_call(code: str, again: Outdated, expected: str) -> None:
    assert answered(code, again) == expected


WHOLE = "def f(a):\n    q = lib.old(a)\n    if q:\n        return q, lib.old(1)\n    return q, lib.old(2)"


@pytest.mark.parametrize(
    ("code", "again", "expected"),
    [
        (WHOLE, AGAIN, f"{WHOLE}\n"),
        (WHOLE, {}, "! it still uses the old code at a place that it names"),
        (
            WHOLE.replace("old(2)", "old([a])"),
            AGAIN,
            "! it still has the old call: lib.old([a])",
        ),
    ],
)
def test_of_a_function(code: str, again: Outdated, expected: str) -> None:
    assert answered(code, again, whole=True) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("lib.old(a, access=1)", "lib.old(a, access=1)"),
        ("lib.old(a, access=str(mode=1))", "lib.old(a, access=str(mode=1))"),
        ("lib.old(mode=1, a=a)", "! it still gives 'mode': lib.old(mode=1, a=a)"),
        ("lib.old(a, mode=1 + 0)", "! it still gives 'mode': lib.old(a, mode=1 + 0)"),
        ("lib.old(a, **{'mode': 1})", "! it still gives 'mode': lib.old(a, **{'mode': 1})"),
    ],
)
def test_what_is_outdated_is_not_given_again(code: str, expected: str) -> None:
    made = answered(code, OTHERWISE)
    assert (
        made.partition("q = ")[2].partition("\n")[0] == expected if expected[0] != "!" else made == expected
    )


def test_an_import_under_another_name_gives_it_again_as_well() -> None:
    made = answered("older(a, mode=1)", OTHERWISE, imports=("from lib import old as older",))
    assert made == "! it still gives 'mode': older(a, mode=1)"

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
from refactor_cli.verify.called_again import Outdated, said_again

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
        (
            WHOLE.replace("q = lib.old(a)", "o = lib.old\n    q = o([a])"),
            AGAIN,
            "! it calls 'lib.old' by another name, which is no other way of calling it",
        ),
    ],
)
def test_of_a_function(code: str, again: Outdated, expected: str) -> None:
    assert answered(code, again, whole=True) == expected


OPENED = """\
import contextlib
import lib


def f(a):
    q = lib.old(a)
    use(q)
    q.close()
    with lib.old(1) as r:
        return r


def g(a):
    q = lib.old(a).read()
    return q
"""


def in_headers(code: str, *lines: int) -> str:
    """What becomes of the calls in these lines by a block for their function, or for them."""
    symbols = symbols_of({"lib.py": LIB, "app.py": OPENED})
    usages = find(symbols, [read_target(symbols, "lib.old")])
    text = symbols.snapshot.files["app.py"].text
    calls = [each for result in usages.results for each in result.usages if each.kind == "call"]
    calls = [each for each in calls if each.path == "app.py" and each.location.line in lines]
    file_map = symbols.map("app.py")
    assert file_map is not None
    function = function_id("app.py", next(functions_around(file_map, calls[0].scope)), text)
    ids = [each.id for each in calls]
    is_whole = code.startswith("def ")
    block = SiteBlock(ids[0], code, (), False, function if is_whole else "", tuple(ids[1:]))
    again = dict.fromkeys(said_again(symbols, [block], calls)[block.id], frozenset[tuple[str, ...]]())
    verified = verify(Proposal(None, (block,)), usages, symbols, again=again)
    reasons = {each.reason for each in verified.rejections}
    file = symbols.snapshot.files["app.py"]
    made = edited(file, [change.edit for change in verified.changes]).data.decode()
    return "; ".join(reasons) or made


WITH = """\
def f(a):
    {first}
        use(q)
    {second} as r:
        return r"""


@pytest.mark.parametrize(
    "first", ["with lib.old(a) as q:", "with contextlib.closing(lib.old(a)) as q:"], ids=["plain", "closing"]
)
def test_a_call_moves_into_the_header_of_a_with(first: str) -> None:
    expected = OPENED.replace("q = lib.old(a)\n    use(q)\n    q.close()", f"{first}\n        use(q)")
    second = "with lib.old([1])"
    made = in_headers(WITH.format(first=first, second=second), 6, 9)
    assert made == expected.replace("with lib.old(1)", second)
    for second in ("with lib.old(1)", "with contextlib.closing(lib.old(1))"):
        made = in_headers(WITH.format(first=first, second=second), 6, 9)
        assert made == "it still has the old call: lib.old(1)"


def test_a_call_that_is_in_no_header_then_is_none_that_is_called_otherwise() -> None:
    made = in_headers(WITH.format(first="for q in [lib.old(a)]:", second="with lib.old([1])"), 6, 9)
    assert made == "it still uses the old code at a place that it names"


def test_what_a_with_may_swallow_is_not_bound() -> None:
    code = "with lib.old(a) as file:\n    q = file.read()"
    assert in_headers(code, 14) == "it does not bind 'q', as the old statement does"
    code = "with contextlib.closing(lib.old(a)) as file:\n    q = file.read()"
    assert in_headers(code, 14) == OPENED.replace(
        "    q = lib.old(a).read()",
        "    with contextlib.closing(lib.old(a)) as file:\n        q = file.read()",
    )


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

"""What the arguments of an old call did is done, or the block says that it is not."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.data import Proposal, SiteBlock
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.verify import Verified, verify

LIB = "def old(*a, **k): ...\ndef new(*a, **k): ...\n"
APP = "from lib import new, old\nfrom shop import Box, get, put\n\n\nasync def f(x, box):\n    {}\n"
LEFT = [
    pytest.param("y = old(x, 1)", "new(x)", id="a literal goes"),
    pytest.param("y = old(x, box)", "new(x)", id="a name goes"),
    pytest.param("y = old(get(x), 1)", "new(get(x))", id="a call stays"),
    pytest.param("y = old(get(x), 1)", "new(x)", id="what a call was given stays"),
    pytest.param("y = old(get(days=1))", "new(days=1)", id="as a keyword"),
    pytest.param("y = old(box.get(), x)", "new(x, box.get)", id="what is called is handed on"),
    pytest.param("y = old(str(1), x)", "new(x)", id="a builtin that makes a value"),
    pytest.param("y = old(Box(), x)", "new(x)", id="what is called like a class"),
    pytest.param("y = old(lambda: get(2), x)", "new(x)", id="in a function"),
    pytest.param("y = old(await get(2), x)", "new(await get(2), x)", id="what is awaited stays"),
    pytest.param("y = old((z := 1), x)", "new((z := 1), x)", id="a name is bound"),
    pytest.param("y = old(1, 'a')", "2", id="a constant for literals"),
    pytest.param("y = old(get(1), k=put(2))", "new(x, k=get(1), a=put(2))", id="in their order"),
    pytest.param("y = old(get(1), get(1))", "new(get(1), get(1))", id="twice the same"),
    pytest.param("old(x)", "pass", id="nothing at all"),
]
DROPPED = [
    pytest.param("y = old(get(2), x)", "new(x)", "nothing is left of 'get(2)'", id="a call"),
    pytest.param("y = old(x, k=get(2).name)", "new(x)", "nothing is left of 'get(2)'", id="by keyword"),
    pytest.param("y = old(x, [put(2)])", "new(x)", "nothing is left of 'put(2)'", id="in a list"),
    pytest.param("y = old(x, await box)", "new(x)", "nothing is left of 'await box'", id="an await"),
    pytest.param("y = old(old(get(2)), x)", "new(x)", "nothing is left of 'old(get(2))'", id="of the old"),
    pytest.param("y = old(print(2), x)", "new(x)", "nothing is left of 'print(2)'", id="that prints"),
    pytest.param("y = old(get(2), x)", "y = new(x)", "nothing is left of 'get(2)'", id="a statement"),
    pytest.param(
        "y = old(get(1), put(2))",
        "new(put(2), get(1))",
        "it evaluates 'get(1), put(2)' in another order than the old call",
        id="in another order",
    ),
    pytest.param("y = old(x)", "None", "it is the same whatever the arguments", id="a constant"),
]
NEVER = [
    pytest.param("y = old((z := x)); put(z)", "new(x)", "it does not bind 'z'", id="a name"),
    pytest.param("y = old((yield x), 2)", "new(x)", "it does not yield", id="a yield"),
]


def verified(line: str, code: str, behaviour: str = "same", why: str = "") -> Verified:
    symbols = symbols_of({"lib.py": LIB, "app.py": APP.format(line)})
    usages = find(symbols, [read_target(symbols, "lib.old")])
    every = [each for each in usages.results[0].usages if each.kind == "call"]
    site = min(every, key=lambda each: each.span)
    block = SiteBlock(site.id, code, behaviour=behaviour, why=why)  # type: ignore[arg-type]
    return verify(Proposal(None, (block,)), usages, symbols)


def reasons(line: str, code: str, behaviour: str = "same", why: str = "") -> list[str]:
    return [each.reason for each in verified(line, code, behaviour, why).rejections]


@pytest.mark.parametrize(("line", "code"), LEFT)
def test_a_trace_is_left(line: str, code: str) -> None:
    assert reasons(line, code) == []


@pytest.mark.parametrize(("line", "code", "reason"), DROPPED)
def test_dropped(line: str, code: str, reason: str) -> None:
    [found] = reasons(line, code)
    assert found.startswith(reason)
    assert found.endswith(': where that is meant, the tag says behaviour="changes" why="…"')
    assert reasons(line, code, "changes") == [found]  # nobody could review it
    assert reasons(line, code, "changes", "so") == []


def test_what_is_dropped_is_told() -> None:
    [done] = verified("y = old(get(2), put(3), x)", "new(x)", "changes", "it is not needed").outcomes
    told = [f"nothing is left of '{each}', an argument of the old call" for each in ("get(2)", "put(3)")]
    assert (done.behaviour, done.reason) == ("changes", "; ".join(("it is not needed", *told)))


@pytest.mark.parametrize(("line", "code", "reason"), NEVER)
def test_never_dropped(line: str, code: str, reason: str) -> None:
    for why in ("", "so"):
        [found] = reasons(line, code, "changes" if why else "same", why)
        assert found == f"{reason}, as an argument of the old call does"

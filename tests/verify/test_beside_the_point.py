"""A statement that has nothing to do with the old code, or is there again, is told of, or the block is not used."""

from __future__ import annotations

import textwrap

import pytest
from in_memory import symbols_of

from refactor_cli.data import Proposal, SiteBlock
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.functions import function_id, functions_around
from refactor_cli.verify import Verified, verify

LIB = "def old(*a, **k): ...\ndef new(*a, **k): ...\ndef done(): ...\n"
APP = (
    "import logging\n\nfrom lib import new, old, done\nfrom shop import Store, audit, user\n\n"
    "log = logging.getLogger()\n\n\nclass Report:\n    async def f(self, x, box):\n        {}\n"
)
WORDS = "use new instead, or a Store"
GOES = [
    pytest.param("old(x)", "new(x)\nnew(box)", id="what the user names"),
    pytest.param("old(x)", "store = Store(x)\nstore.put(x)", id="what another statement gives"),
    pytest.param("old(x)", "for each in x:\n    new(each)\n    each.close()", id="gone through"),
    pytest.param("old(x)", "kw = {}\nkw.update(a=x)\nnew(**kw)", id="what another one takes"),
    pytest.param("old(x)", "with Store(x) as store:\n    store.put(x)\n    store.end()", id="of a with"),
    pytest.param("old(x)", "try:\n    new(x)\nexcept KeyError as error:\n    print(error)", id="a fault"),
    pytest.param("box.add(old(x))", "y = new(x)\nbox.add(y)", id="asked of what was there"),
    pytest.param("box.get().put(old(x))", "y = new(x)\nbox.get().put(2, y)", id="in a chain, of the new"),
    pytest.param("box.get().put(old(x))", "new(x)\nbox.get().put(x)", id="in a chain"),
    pytest.param("log.info(old(x))", "new(x)\nlog.info(x)", id="what the old one called"),
    pytest.param("old(x)", "new(x)\ndone()", id="what an import brings"),
    pytest.param("old(x)", "new(x)\nprint(new(box))", id="is given what is new"),
    pytest.param("old(x)", "if x:\n    new(x)\nelse:\n    new(box)\n    new(x)", id="once on each way"),
    pytest.param("old(x)", "try:\n    new(x)\nexcept KeyError:\n    new(x)", id="once more where it failed"),
    pytest.param("old(x)", "audit()", id="alone"),
    pytest.param("old(x)", "if x:\n    audit()", id="alone on a condition"),
]
NOTHING = "has nothing to do with the old code"
AGAIN = "is there more than once"
TOLD = [
    pytest.param("old(x)", "new(x)\nprint('x')", f"'print('x')' {NOTHING}", id="another call"),
    pytest.param("old(x)", "new(x)\nprint(x)", f"'print(x)' {NOTHING}", id="given what the old was"),
    pytest.param("old(x)", "log.info('new')\nnew(x)", f"'log.info('new')' {NOTHING}", id="before it"),
    pytest.param("old(x)", "new(x)\nuser.delete()", f"'user.delete()' {NOTHING}", id="of something else"),
    pytest.param("old(x)", "new(x)\nx.delete()", f"'x.delete()' {NOTHING}", id="of what the old was given"),
    pytest.param("old(x)", "new(x)\nself.close()", f"'self.close()' {NOTHING}", id="of self"),
    pytest.param("old(x)", "new(x)\nawait audit()", f"'await audit()' {NOTHING}", id="awaited"),
    pytest.param("old(x)", "new(x)\n_ = audit()", f"'_ = audit()' {NOTHING}", id="to a name nobody reads"),
    pytest.param("old(x)", "y = 1\nprint(y)\nnew(x)", f"'print(y)' {NOTHING}", id="given what leads nowhere"),
    pytest.param("old(x)", "if x:\n    new(x)\n    audit()", f"'audit()' {NOTHING}", id="within"),
    pytest.param("old(x)", "try:\n    new(x)\nfinally:\n    audit()", f"'audit()' {NOTHING}", id="at last"),
    pytest.param("old(x)", "new(x)\nnew(x)", f"'new(x)' {AGAIN}", id="again"),
    pytest.param("y = old(x)", "y = new(x)\ny = new(x)", f"'y = new(x)' {AGAIN}", id="assigned again"),
    pytest.param("old(x)", "new(x)\nif x:\n    new(x)", f"'new(x)' {AGAIN}", id="again on a condition"),
]


def verified(line: str, code: str, behaviour: str = "same", why: str = "", words: str = WORDS) -> Verified:
    symbols = symbols_of({"lib.py": LIB, "app.py": APP.format(line)})
    usages = find(symbols, [read_target(symbols, "lib.old")])
    [site] = [each for each in usages.results[0].usages if each.kind == "call"]
    imports = ("from lib import done",) if "done" in code else ()
    block = SiteBlock(site.id, code, imports, behaviour=behaviour, why=why)  # type: ignore[arg-type]
    return verify(Proposal(None, (block,)), usages, symbols, words=words)


def reasons(line: str, code: str, behaviour: str = "same", why: str = "", words: str = WORDS) -> list[str]:
    return [each.reason for each in verified(line, code, behaviour, why, words).rejections]


@pytest.mark.parametrize(("line", "code"), GOES)
def test_what_has_to_do_with_it(line: str, code: str) -> None:
    assert reasons(line, code) == []


@pytest.mark.parametrize(("line", "code", "told"), TOLD)
def test_what_is_told(line: str, code: str, told: str) -> None:
    [reason] = reasons(line, code)
    assert reason == f'{told}: where that is meant, the tag says behaviour="changes" why="…"'
    assert reasons(line, code, "changes") == [reason]  # nobody could review it
    found = verified(line, code, "changes", "so")
    assert found.rejections == ()
    [outcome] = [each for each in found.outcomes if each.outcome == "rewritten"]
    assert (outcome.behaviour, outcome.reason) == ("changes", f"so; {told}")


def test_where_nothing_says_what_the_new_code_is() -> None:
    """What a call is given has to do then, for nothing else can."""
    assert reasons("old(x)", "new(x)\naudit(x)", words="") == []
    assert reasons("old(x)", "new(x)\naudit(box)\nnew(1)", words="")[0].startswith("'audit(box)' has nothing")
    assert reasons("old(x)", "new(x)\naudit(x.size)", words="mind the size") == []
    assert reasons("old(x)", "new(x)\nprint(x)", words="new, and print it") == []


WHOLE = """\
from lib import new, old
from shop import audit


def f(x, box):
    y = old(x)
    if y:
        old(y)
    box.put(x)
    return y
"""
IN_FUNCTIONS = [
    pytest.param("y = new(x)\nif y:\n    new(y)\nbox.put(x)\nreturn y", [], id="as it was"),
    pytest.param("y = new(x)\nif y:\n    new(y)\n    box.end()\nbox.put(x)\nreturn y", [], id="of its names"),
    pytest.param("y = new(x)\nif y:\n    new(x)\n    new(x)\nbox.put(x)\nreturn y", [], id="for two"),
    pytest.param(
        "y = new(x)\nif y:\n    new(y)\n    audit()\nbox.put(x)\nreturn y",
        [f"'audit()' {NOTHING}"],
        id="else",
    ),
    pytest.param(
        "y = new(x)\nif y:\n    new(y)\n    new(y)\n    new(y)\nbox.put(x)\nreturn y",
        [f"'new(y)' {AGAIN}"],
        id="more often than the old",
    ),
]


@pytest.mark.parametrize(("body", "told"), IN_FUNCTIONS)
def test_functions(body: str, told: list[str]) -> None:
    symbols = symbols_of({"lib.py": LIB, "app.py": WHOLE})
    usages = find(symbols, [read_target(symbols, "lib.old")])
    sites = [each for each in usages.results[0].usages if each.kind == "call"]
    file_map = symbols.map("app.py")
    assert file_map is not None
    around = next(iter(functions_around(file_map, sites[0].scope)))
    id = function_id("app.py", around, symbols.snapshot.files["app.py"].text)
    code = f"def f(x, box):\n{textwrap.indent(body, '    ')}"
    block = SiteBlock(sites[0].id, code, function=id, also=tuple(each.id for each in sites[1:]))
    found = verify(Proposal(None, (block,)), usages, symbols, words=WORDS)
    reasons = {each.reason.partition(": where")[0] for each in found.rejections}
    assert reasons == {*told}

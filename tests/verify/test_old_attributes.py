"""New code that asks something else for an attribute of the old name, and new code that asks the same again."""

from __future__ import annotations

import textwrap

import pytest
from in_memory import symbols_of

from refactor_cli.data import Proposal, SiteBlock
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.functions import function_id, functions_around
from refactor_cli.splice import edited
from refactor_cli.verify import verify

LIB = "class Query:\n    def get(self, key): ...\nclass Session:\n    def query(self, model): ...\n"
REFUSED = "it still uses the old '.get'"


def answered(line: str, code: str, is_whole: bool = False) -> str:
    """The function after a block for its last usage (`is_whole`: for the function), or why there is none."""
    app = f"def f(session, Model, cfg, key):\n    {line}\n"
    symbols = symbols_of({"lib.py": LIB, "app.py": app})
    usages = find(symbols, [read_target(symbols, "lib.Query.get")])
    site = [each for each in usages.results[0].usages if each.path == "app.py"][-1]
    block = SiteBlock(site.id, code, ())
    if is_whole:
        file_map, text = symbols.map("app.py"), symbols.snapshot.files["app.py"].text
        assert file_map is not None
        (around,) = functions_around(file_map, site.scope)
        header = app.partition("\n")[0]
        whole = f"{header}\n{textwrap.indent(code, '    ')}"
        block = SiteBlock(site.id, whole, (), False, function_id("app.py", around, text))
    verified = verify(Proposal(None, (block,)), usages, symbols)
    if verified.rejections:
        return verified.rejections[0].reason
    after = edited(symbols.snapshot.files["app.py"], [each.edit for each in verified.changes])
    return textwrap.dedent(after.data.decode().partition("\n")[2]).strip()


OF_OTHERS = [
    pytest.param("session.query(Model).get(key)", "session.get(Model, key)", id="what it was made by"),
    pytest.param("session .query(Model,). get(key)", "session.get(Model, key)", id="spaces"),
    pytest.param("cfg[key].get(key)", "cfg.get(key)[key]", id="what held it"),
]


@pytest.mark.parametrize("is_whole", [False, True])
@pytest.mark.parametrize(("line", "code"), OF_OTHERS)
def test_another_object_has_the_name_too(line: str, code: str, is_whole: bool) -> None:
    assert answered(f"x = {line}", f"x = {code}" if is_whole else code) == f"x = {code}"


OLD = [
    pytest.param("session.query(Model).get(key)", "session.query(Model).get(key, None)", id="the same"),
    pytest.param("session.query(Model).get(key)", "session.query( Model ,).get(key)", id="spaces"),
    pytest.param("session.get(key)", "session.get(key) or 1", id="a variable"),
]


@pytest.mark.parametrize("is_whole", [False, True])
@pytest.mark.parametrize(("line", "code"), OLD)
def test_the_same_object_is_asked_again(line: str, code: str, is_whole: bool) -> None:
    assert answered(f"x = {line}", f"x = {code}" if is_whole else code) == REFUSED


def test_a_name_that_new_code_binds_may_hold_the_same() -> None:
    code = "query = session.query(Model)\nx = query.get(key)"
    assert answered("x = session.query(Model).get(key)", code) == REFUSED
    assert answered("x = session.query(Model).get(key)", code, is_whole=True) == REFUSED

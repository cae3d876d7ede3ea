"""Statements in the place of local functions that a decorator calls at once."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.answering import Known, settled_by_answers
from refactor_cli.data import Answer
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.functions import decorated, function_id, functions_around
from refactor_cli.splice import edited

LIB = """\
class Env:
    def with_transaction(self, db=None):
        def call(function):
            function(self.db)
        return call

    def db_transaction(self): ...
"""
APP = """\
from lib import Env


def store(name):
    env = Env()
    env.check(name)
    @env.with_transaction()
    def save(db):
        cursor = db.cursor()
        cursor.execute('insert', name)  # once
    env.notify(name)
"""
NEW = """\
with env.db_transaction() as db:
    cursor = db.cursor()
    cursor.execute('insert', name)  # once"""
STORED = """\
    env.check(name)
    with env.db_transaction() as db:
        cursor = db.cursor()
        cursor.execute('insert', name)  # once
    env.notify(name)
"""


def answered(app: str, *codes: str, last: int | None = None) -> str:
    """The file after an answer that gives its local functions this new source, each in a block; or why not. `last`: the
    last line that it is for, where that is not the function's."""
    symbols = symbols_of({"lib.py": LIB, "app.py": app})
    usages = find(symbols, [read_target(symbols, "lib.Env.with_transaction")])
    sites = [each for each in usages.results[0].usages if each.kind == "decorator"]
    file_map, text = symbols.map("app.py"), symbols.snapshot.files["app.py"].text
    assert file_map is not None
    blocks = list[str]()
    for site, code in zip(sites, codes, strict=True):
        local = decorated(file_map, site)
        assert local is not None
        *_, around = functions_around(file_map, local.scope)
        first, end = (text.position(at)[0] for at in local.outer)
        id, lines = function_id("app.py", around, text), f"{first}-{last or end}"
        blocks.append(f'<site id="{site.id}" function="{id}" lines="{lines}">\n{code}\n</site>\n')
    made = settled_by_answers(
        [[Answer("".join(blocks), "a test", "by hand")]], usages, None, Known(), symbols
    )
    if made.rejections:
        return "! " + " ".join(each.reason for each in made.rejections)
    edits = [edit for edit in made.inlined.edits if edit.path == "app.py"]
    return edited(symbols.snapshot.files["app.py"], edits).data.decode()


def test_statements_in_its_place() -> None:
    assert answered(APP, NEW).endswith(STORED)


def test_its_header_alone() -> None:
    """What is below it stands as deep as it did."""
    assert answered(APP, "with env.db_transaction() as db:", last=8).endswith(STORED)


def test_two_functions_use_names_of_their_own() -> None:
    twice = APP + APP[APP.index("    @env") : APP.index("    env.notify")].replace("insert", "delete")
    after = answered(twice, NEW, NEW.replace("insert", "delete"))
    assert after.endswith(
        STORED + STORED[STORED.index("    with") : STORED.index("    env.notify")].replace("insert", "delete")
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(
            "env.check(name)", "cursor = env.check(name)", id="a name had another value, read before"
        ),
        pytest.param(
            "env.notify(name)", "cursor = env.notify(name)\n    print(cursor)", id="a name gets another one"
        ),
        pytest.param("env.check(name)", "env.check(db for db in name)", id="a name of a comprehension"),
        pytest.param(
            "env.check(name)", "def other(cursor):\n        return cursor", id="a name of another function"
        ),
    ],
)
def test_names_that_are_no_others(old: str, new: str) -> None:
    after = answered(APP.replace(old, new), NEW)
    assert after.endswith(STORED.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        pytest.param(
            "env.check(name)",
            "env.check(db)",
            "'db' of a local function may be read before",
            id="a global name",
        ),
        pytest.param(
            "(name):\n", "(name, db=None):\n    env.notify(db)\n", "", id="a parameter that is read before"
        ),
        pytest.param("(name):\n", "(name, db=None, *, x=1):\n", "", id="a parameter that nothing reads"),
        pytest.param(
            "env.notify(name)",
            "env.notify(name)\n    print(lambda: cursor)",
            "'cursor' of a local function is read by what another one in it may do later",
            id="a name that a lambda reads",
        ),
        pytest.param(
            "    env.check(name)\n",
            "    cursor = 1\n    env.check(name)\n    env.more(cursor)\n",
            "",
            id="a name that is read before",
        ),
        pytest.param(
            "env.notify(name)",
            "return save",
            "'save' is used behind its decorator",
            id="a function that is used",
        ),
        pytest.param("def save", "async def save", "'save' is a generator or coroutine", id="a coroutine"),
        pytest.param("# once", "\n        yield 1", "'save' is a generator or coroutine", id="a generator"),
        pytest.param("# once", "\n        return", "'save' returns", id="a return"),
        pytest.param(
            "save(db)", "save(db, name=name)", "'save' has parameters with defaults", id="a default"
        ),
        pytest.param("save(db)", "save(*db)", "'save' has parameters with defaults or stars", id="a star"),
        pytest.param(
            "    def save", "    @other\n    def save", "'save' has another decorator", id="a decorator"
        ),
        pytest.param(
            "cursor = db", "nonlocal name\n        cursor = db", "'save' declares a name", id="nonlocal"
        ),
    ],
)
def test_what_is_no_place_for_statements(old: str, new: str, reason: str) -> None:
    code = NEW if "# once" in APP.replace(old, new) else NEW.replace("  # once", "")
    after = answered(APP.replace(old, new), code)
    assert (after.startswith(f"! {reason}"), reason) == (bool(reason), reason), after


@pytest.mark.parametrize(
    ("before", "behind", "is_taken"),
    [
        pytest.param("cursor = 1", "print(cursor)", False, id="read behind"),
        pytest.param("pass", "print(db)", False, id="a global name that is read behind"),
        pytest.param("cursor = 1", "cursor = 2\n    print(cursor)", True, id="bound anew"),
        pytest.param(
            "cursor = 1", "if name:\n        cursor = 2\n    print(cursor)", False, id="bound on one way"
        ),
    ],
)
def test_a_name_with_another_value_behind(before: str, behind: str, is_taken: bool) -> None:
    app = APP.replace("env.check(name)", before).replace("env.notify(name)", behind)
    after = answered(app, NEW)
    assert ("of a local function would be another value" in after) is not is_taken, after


@pytest.mark.parametrize("read", [True, False])
def test_a_name_that_the_next_round_of_a_loop_reads(read: bool) -> None:
    lines = APP.replace(
        "    env.check(name)\n",
        "    cursor = 0\n    for each in name:\n        print(cursor)\n"
        if read
        else "    for each in name:\n",
    )
    body = lines[lines.index("    @env") :]
    app = lines[: lines.index("    @env")] + "".join(f"    {line}\n" for line in body.splitlines())
    after = answered(app, NEW)
    assert after.startswith("! 'cursor' of a local function would be another value") is read, after


def test_a_name_that_a_handler_reads() -> None:
    body = APP[APP.index("    @env") :]
    tried = "    cursor = None\n    try:\n" + "".join(f"    {line}\n" for line in body.splitlines())
    app = APP[: APP.index("    @env")] + tried + "    except ValueError:\n        print(cursor)\n"
    assert answered(app, NEW).startswith("! 'cursor' of a local function would be another value")
    app = app.replace("print(cursor)", "print(name)")
    assert "with env.db_transaction() as db:" in answered(app, NEW)


def test_what_else_it_does_stays() -> None:
    more = APP.replace("# once", "# once\n        print(name)")
    assert "leaves out what does not depend on the usages that it names: print(name)" in answered(more, NEW)

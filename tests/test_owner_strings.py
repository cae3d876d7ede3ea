"""Strings by which tests replace what calls of the old code go by: both change, or neither."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from in_memory import symbols_of
from msgspec.structs import replace

from refactor_cli.answer_format import block_of
from refactor_cli.answering import Known, Settled, settled_by_answers
from refactor_cli.answering.owners import SAME, STAYING, UNASKED
from refactor_cli.data import Answer, Outcome, Usage, Usages
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.functions import function_id
from refactor_cli.inline.test_doubles.owner_strings import with_owners
from refactor_cli.site_change import Given
from refactor_cli.splice import edited
from refactor_cli.symbols import SymbolMap

REPORT = "from datetime import datetime\n\n\ndef stamp():\n    return datetime.utcnow()\n"
TESTS = """\
import app.report
from unittest.mock import patch


@patch("app.report.datetime")
def test_stamp(stand_in):
    stand_in.utcnow.return_value = 3
    # what it gives
    assert app.report.stamp() == 3


def test_within():
    with patch.object(app.report, 'datetime') as put:
        put.utcnow.return_value = 4
        assert app.report.stamp() == 4


@patch("app.report.open")
def test_other(opened):
    pass
"""
FILES = {
    "app/__init__.py": "",
    "app/report.py": REPORT,
    "app/clock.py": "def naive_utcnow(): ...\n",
    "test_report.py": TESTS,
}
RULE = """<recipe>
from refactor_cli.recipe import replaces
from app.clock import naive_utcnow

@replaces("datetime.datetime.utcnow")
def utcnow(cls):
    return naive_utcnow()
</recipe>
"""
BY_BLOCK = """<site id="{call}">
import: from app.clock import naive_utcnow
naive_utcnow()
</site>
"""
STRINGS = '<site id="{path}">\napp.report.naive_utcnow\n</site>\n<site id="{name}">\nnaive_utcnow\n</site>\n'
USES = '<site id="{first}">\nstand_in\n</site>\n<site id="{second}">\nput\n</site>\n'
# the import stays: the test that replaced the name is read as it was
NEW_REPORT = REPORT.replace("datetime.utcnow()", "naive_utcnow()").replace(
    "datetime\n\n\n", "datetime\n\nfrom app.clock import naive_utcnow\n\n\n"
)
NEW_TESTS = (
    TESTS.replace('"app.report.datetime"', '"app.report.naive_utcnow"')
    .replace("'datetime'", "'naive_utcnow'")
    .replace("stand_in.utcnow", "stand_in")
    .replace("put.utcnow", "put")
)


class Task(NamedTuple):
    symbols: SymbolMap
    usages: Usages
    path: Usage
    name: Usage
    first: Usage
    second: Usage
    call: Usage

    def settled(self, said: str) -> Settled:
        named = {each: getattr(self, each).id for each in self._fields[2:]}
        for word, id in named.items():
            said = said.replace(f"{{{word}}}", id)
        return settled_by_answers(
            ((Answer(said, "a test", "by hand"),),), self.usages, None, Known(), self.symbols
        )

    def outcome(self, settled: Settled, which: str) -> tuple[str, str]:
        wanted = getattr(self, which).id
        (found,) = [each for each in settled.inlined.outcomes if each.usage.id == wanted]
        return found.outcome, found.reason or ""

    def texts(self, settled: Settled) -> tuple[str, str]:
        files = self.symbols.snapshot.files
        edits = settled.inlined.edits
        made = [
            edited(files[path], [edit for edit in edits if edit.path == path]).data.decode()
            for path in ("app/report.py", "test_report.py")
        ]
        return made[0], made[1]


def task(files: dict[str, str] = FILES) -> Task:
    symbols = symbols_of(files)
    usages = with_owners(symbols, find(symbols, [read_target(symbols, "datetime.datetime.utcnow")]))
    every = usages.results[0].usages
    path, name = [each for each in every if each.kind == "owner"]
    first, second = [each for each in every if each.path == "test_report.py" and each.kind != "owner"]
    (call,) = [each for each in every if each.kind == "call" and each.path == "app/report.py"]
    return Task(symbols, usages, path, name, first, second, call)


def test_what_is_listed() -> None:
    asked = task()
    text = asked.symbols.snapshot.files["test_report.py"].text
    assert [text.slice(*each.expression) for each in (asked.path, asked.name)] == [
        "app.report.datetime",
        "datetime",
    ]
    assert [text.slice(*each.span) for each in (asked.path, asked.name)] == ["datetime", "datetime"]
    assert (asked.path.enclosing, asked.name.enclosing) == ("test_stamp", "test_within")
    assert {(each.certainty, block_of(each)) for each in (asked.path, asked.name)} == {("likely", "site")}
    assert (asked.first.certainty, asked.second.certainty) == ("possible", "possible")


@pytest.mark.parametrize("how", [RULE, BY_BLOCK], ids=["rule", "block"])
def test_both_change(how: str) -> None:
    asked = task()
    settled = asked.settled(how + STRINGS + USES)
    assert settled.rejections == ()
    assert asked.texts(settled) == (NEW_REPORT, NEW_TESTS)


@pytest.mark.parametrize("how", [RULE, BY_BLOCK], ids=["rule", "block"])
@pytest.mark.parametrize(
    "said",
    [
        pytest.param("", id="nothing"),
        pytest.param(STRINGS, id="no uses"),
        pytest.param(USES, id="no strings"),
        pytest.param(
            (STRINGS + USES).replace("app.report.naive_utcnow", "app.clock.naive_utcnow"), id="elsewhere"
        ),
        pytest.param(
            (STRINGS + USES).replace("app.report.naive_utcnow", "app.report.stamp"), id="another name"
        ),
    ],
)
def test_or_neither(how: str, said: str) -> None:
    asked = task()
    settled = asked.settled(how + said)
    assert asked.texts(settled) == (REPORT, TESTS)
    assert asked.outcome(settled, "call")[0] == "open"


def test_a_kept_string_lets_the_calls_change() -> None:
    """The new code may go by the same owner."""
    asked = task()
    rule = RULE.replace("from app.clock import naive_utcnow", "from datetime import timezone")
    rule = rule.replace("return naive_utcnow()", "return cls.now(timezone.utc)")
    keep = '<keep id="{path} {name}">the new code asks datetime as well</keep>\n'
    settled = asked.settled(
        rule + keep + USES.replace("\nstand_in\n", "\nstand_in.now\n").replace("\nput\n", "\nput.now\n")
    )
    report, tests = asked.texts(settled)
    assert "datetime.now(timezone.utc)" in report
    assert tests == TESTS.replace(".utcnow", ".now")


def test_strings_of_calls_that_stay_are_kept() -> None:
    asked = task()
    settled = asked.settled('<keep id="{call}">it is right</keep>\n' + STRINGS)
    assert asked.texts(settled) == (REPORT, TESTS)
    why = "what goes by this name stays as it is"
    nothing = asked.settled('<keep id="{call}">it is right</keep>\n')
    assert {each.by for each in nothing.inlined.outcomes if each.usage.kind == "owner"} == {STAYING}
    assert asked.outcome(nothing, "path") == ("kept", why)


def test_a_function_with_its_decorator() -> None:
    """A block that begins with the decorators names the string too, and may change that alone of them."""
    asked = task()
    file_map, text = asked.symbols.map("test_report.py"), asked.symbols.snapshot.files["test_report.py"].text
    assert file_map is not None
    (around,) = [each for each in file_map.definitions if each.name == "test_stamp"]
    block = f"""<site id="{{path}} {{first}}" function="{function_id("test_report.py", around, text)}">
@patch("app.report.naive_utcnow")
def test_stamp(stand_in):
    stand_in.return_value = 3
    # what it gives
    assert app.report.stamp() == 3
</site>
"""
    rest = STRINGS.partition("</site>\n")[2] + USES.partition("</site>\n")[2]
    settled = asked.settled(RULE + block + rest)
    assert settled.rejections == ()
    assert asked.texts(settled) == (NEW_REPORT, NEW_TESTS)
    for wrong in (
        block.replace('naive_utcnow")', 'naive_utcnow", autospec=True)'),
        block.replace("@patch", "@other\n@patch"),
        block.replace('@patch("app.report.naive_utcnow")\n', ""),
        block.replace("app.report.naive_utcnow", "datetime.datetime.utcnow"),
    ):
        refused = asked.settled(RULE + wrong + rest)
        assert asked.texts(refused) == (REPORT, TESTS)
        assert asked.path.id in {each.id for each in refused.rejections}


def test_by_a_module_that_the_other_one_has() -> None:
    """The calls may ask for the new function by its module, and a statement may set what stands in its place."""
    files = {**FILES, "app/report.py": REPORT.replace("\n\n\n", "\nfrom app import clock\n\n\n")}
    asked = task(files)
    said = f"""<site id="{{call}}">
clock.naive_utcnow()
</site>
{(STRINGS + USES).replace("app.report.naive_utcnow", "app.report.clock.naive_utcnow").replace("{first}", "-")}
<site id="{{first}}">
stand_in.return_value = list(range(4))[3]
</site>
"""
    by_name = said.replace("\nnaive_utcnow\n", "\nclock\n").replace("\nput\n", "\nput.naive_utcnow\n")
    settled = asked.settled(by_name)
    assert [each.reason for each in settled.rejections if each.id != "-"] == []
    tests = asked.texts(settled)[1]
    assert '@patch("app.report.clock.naive_utcnow")\n' in tests
    assert "    stand_in.return_value = list(range(4))[3]\n" in tests
    assert "put.naive_utcnow.return_value = 4\n" in tests
    more = asked.settled(by_name.replace("[3]\n", "[3]\nother.return_value = 2\n"))
    assert asked.texts(more) == (files["app/report.py"], TESTS)


NOW = RULE.replace("from app.clock import naive_utcnow", "from datetime import timezone").replace(
    "return naive_utcnow()", "return cls.now(timezone.utc)"
)
HEAD = "import app.report\nfrom datetime import datetime\nfrom unittest.mock import Mock, patch\n\n\n"
OLD = """\
@patch("app.report.datetime")
def test_stamp(put):
    put.utcnow.return_value = 3
    assert app.report.stamp() == 3
"""
REAL = "\n\ndef test_real():\n    assert app.report.stamp() <= datetime.utcnow()\n"
UNASKED_TEST = '@patch("app.report.datetime")\ndef test_now(put):\n    put.now.return_value = 3\n' + REAL


def ended(tests: str, said: str, report: str = REPORT) -> dict[tuple[str, int, str], tuple[str, str | None]]:
    """By path, line and kind what becomes of usages; `{LINE}` in what is said is the id of the one of the tests there,
    `{call}` of the one in the module."""
    symbols = symbols_of({**FILES, "app/report.py": report, "test_report.py": tests})
    usages = with_owners(symbols, find(symbols, [read_target(symbols, "datetime.datetime.utcnow")]))
    for each in usages.results[0].usages:
        if each.path == "test_report.py" and each.kind != "import":
            said = said.replace(f"{{{each.location.line}}}", each.id)
        if each.path == "app/report.py" and each.kind == "call":
            said = said.replace("{call}", each.id)
    settled = settled_by_answers(((Answer(said, "a test", "by hand"),),), usages, None, Known(), symbols)
    return {
        (each.usage.path, each.usage.location.line, each.usage.kind): (each.outcome, each.by or None)
        for each in settled.inlined.outcomes
    }


def site(line: int, code: str) -> str:
    return f'<site id="{{{line}}}">\n{code}\n</site>\n'


@pytest.mark.parametrize(
    ("tests", "said", "by"),
    [
        pytest.param(HEAD + OLD, NOW + site(8, "put.now"), SAME, id="by the same name"),
        pytest.param(HEAD + UNASKED_TEST, NOW, UNASKED, id="by the same name, and nothing set up"),
        pytest.param(HEAD + UNASKED_TEST, RULE, UNASKED, id="nothing set up"),
    ],
)
def test_a_string_that_need_not_change_holds_up_nothing(tests: str, said: str, by: str) -> None:
    made = ended(tests, said)
    assert made["app/report.py", 5, "call"][0] == "rewritten"
    assert made["test_report.py", 6, "owner"] == ("kept", by)


FAKE = 'class Fake:\n    @staticmethod\n    def utcnow():\n        return 3\n\n\n@patch("app.report.datetime", Fake)\n'
FAKE += "def test_stamp():\n    assert app.report.stamp() == 3\n"
HELPER = "def freeze(put):\n    put.utcnow.return_value = 3\n\n\n" + OLD.replace(
    "put.utcnow.return_value = 3", "freeze(put)"
)
BASE = """class Base:
    def setUp(self):
        self.put = patch("app.report.datetime").start()


class TestStamp(Base):
    def test_stamp(self):
        self.put.utcnow.return_value = 3
        assert app.report.stamp() == 3
"""
MODULE = 'frozen = patch("app.report.datetime")\n\n\n@frozen\n' + OLD.partition("\n")[2]
MADE = '@patch("app.report.datetime", {})\ndef test_stamp():\n    assert app.report.stamp() == 3\n'


@pytest.mark.parametrize("rule", [RULE, NOW], ids=["another name", "the same name"])
@pytest.mark.parametrize(
    ("tests", "line"),
    [
        pytest.param(OLD, 6, id="in the test"),
        pytest.param(HELPER, 10, id="in a function that the test calls"),
        pytest.param(BASE, 8, id="in a class that inherits"),
        pytest.param(MODULE, 6, id="by a patcher of the module"),
        pytest.param(FAKE, 12, id="by a class"),
        pytest.param(MADE.replace("{}", "Mock(utcnow=lambda: 3)"), 6, id="by a keyword"),
        pytest.param(MADE.replace("{}", '**{"utcnow.return_value": 3}'), 6, id="by a text"),
    ],
)
def test_what_is_set_up_and_not_changed_holds_up_the_calls(tests: str, line: int, rule: str) -> None:
    string = site(line, "app.report.naive_utcnow") if rule == RULE else ""
    made = ended(HEAD + tests, rule + string)
    assert made["app/report.py", 5, "call"][0] == "open"
    assert made["test_report.py", line, "owner"][0] == "kept"


CLOCK = '<site id="{call}">\nimport: from app import clock\nclock.naive_utcnow()\n</site>\n'


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        pytest.param(RULE + site(6, "app.report.naive_utcnow") + site(8, "put"), "rewritten", id="itself"),
        pytest.param(
            RULE + site(6, "app.report.naive_utcnow") + site(8, "put.naive_utcnow"),
            "open",
            id="not of itself",
        ),
        pytest.param(
            CLOCK + site(6, "app.report.clock") + site(8, "put.naive_utcnow"), "rewritten", id="of its module"
        ),
        pytest.param(CLOCK + site(6, "app.report.clock") + site(8, "put"), "open", id="not the module"),
        pytest.param(CLOCK + site(6, "app.clock.naive_utcnow") + site(8, "put"), "rewritten", id="at home"),
        pytest.param(CLOCK + site(6, "other.naive_utcnow") + site(8, "put"), "open", id="of another module"),
        pytest.param(NOW + site(8, "put.now"), "rewritten", id="of the same"),
        pytest.param(NOW + site(8, "put.today"), "open", id="not of the same"),
    ],
)
def test_what_is_set_up_is_what_is_asked_for(said: str, outcome: str) -> None:
    assert ended(HEAD + OLD, said)["app/report.py", 5, "call"][0] == outcome


def test_texts_hold_up_nothing() -> None:
    tests = HEAD + '@patch("app.report.datetime")\ndef test_now(put):\n    """As datetime.utcnow."""\n'
    assert ended(tests, NOW)["app/report.py", 5, "call"][0] == "rewritten"


def test_what_an_answer_leaves_open_stays_open() -> None:
    made = ended(HEAD + OLD, NOW + '<leave-open id="{6}">ask</leave-open>\n' + site(8, "put.now"))
    assert made["test_report.py", 6, "owner"] == ("open", "model")
    assert made["app/report.py", 5, "call"][0] == "open"


def test_no_warning_of_a_string_that_changes() -> None:
    asked = task()
    settled = asked.settled(RULE + STRINGS + USES)
    assert not [each for each in settled.inlined.warnings if "look what it is to give" in each]


@pytest.mark.parametrize("which", ["call", "path", "first"])
def test_what_the_user_leaves_out_does_not_change_and_holds_up_the_rest(which: str) -> None:
    asked = task()
    kept = Outcome(getattr(asked, which), "kept", "--skip")
    (result,) = asked.usages.results
    rest = replace(result, usages=tuple(each for each in result.usages if each.id != kept.usage.id))
    said = RULE + STRINGS + USES
    for word in ("path", "name", "first", "second", "call"):
        said = said.replace(f"{{{word}}}", getattr(asked, word).id)
    known = Known(given=Given(outcomes=(kept,)))
    usages = replace(asked.usages, results=(rest,))
    settled = settled_by_answers(((Answer(said, "a test", "by hand"),),), usages, None, known, asked.symbols)
    assert asked.texts(settled) == (REPORT, TESTS)

"""No answer, however mangled, raises, reaches beyond its places, or makes a ledger that its result denies."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from in_memory import symbols_of

from refactor_cli.answering import Known, settled_by_answers
from refactor_cli.data import Answer
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.functions import function_id, functions_around
from refactor_cli.migration import Again, settle
from refactor_cli.rests import rests
from refactor_cli.verify.result import breaking, check_result

APP = """\
import logging

from lib import new, old


def first(n):
    # the place
    row = old(n)
    logging.info("begins")
    if row[0] > 1:
        return old(row[1])
    return row


class Shop:
    @property
    def total(self):
        assert old(2) == (2, 2)
        return [old(each)[0] for each in self.rows]


print(old(3)[0])
"""
SYMBOLS = symbols_of(
    {
        "lib.py": "def old(a):\n    return (a, a)\n\n\ndef new(a): ...\n",
        "app.py": APP,
        "other.py": "from lib import old\n\n\ndef first(n):\n    return old(n)\n",
    }
)
USAGES = find(SYMBOLS, [read_target(SYMBOLS, "lib.old")])
RESTS = rests(USAGES, frozenset())
CALLS = [each for each in USAGES.results[0].usages if each.path == "app.py" and each.kind == "call"]
FILE_MAP = SYMBOLS.map("app.py")
assert FILE_MAP is not None
FUNCTIONS = [
    function_id("app.py", next(functions_around(FILE_MAP, call.scope)), SYMBOLS.snapshot.files["app.py"].text)
    for call in CALLS[:4]
]
FIRST = """\
def first(n):
    # the place
    row = new(n)
    logging.info("begins")
    if row.x > 1:
        return new(row.y)
    return row
"""
TOTAL = """\
def total(self):
    row = new(2)
    assert (row.x, row.y) == (2, 2)
    return [new(each).x for each in self.rows]
"""
GOOD = (
    f'<site id="{CALLS[0].id} {CALLS[1].id}" function="{FUNCTIONS[0]}">\n{FIRST}</site>\n',
    f'<site id="{CALLS[2].id} {CALLS[3].id}" function="{FUNCTIONS[2]}">\n{TOTAL}</site>\n',
    f'<site id="{CALLS[2].id}">\nrow = new(2)\nassert (row.x, row.y) == (2, 2)\n</site>\n',
    f'<site id="{CALLS[4].id}" statement="whole">\nprint(new(3).x)\n</site>\n',
    f'<keep id="{CALLS[1].id}">it is wanted</keep>\n',
    f'<leave-open id="{CALLS[3].id}">nobody knows</leave-open>\n',
    '<keep path="**/*.py">as they are</keep>\n<not-a-usage path="[a">odd</not-a-usage>\n',
    f'<keep rest="{next(iter(RESTS))}">as they are</keep>\n',
    f'<site id="{CALLS[4].id}" together="a">\nprint(new(3).x)\n</site>\n'
    f'<site id="{CALLS[2].id}" together="a b">\nrow = new(2)\nassert (row.x, row.y) == (2, 2)\n</site>\n',
    f'<site id="{CALLS[2].id} {CALLS[3].id}" function="{FUNCTIONS[2]}" together="b">\n{TOTAL}</site>\n',
    "<recipe>\nfrom lib import new\nfrom refactor_cli.recipe import replaces\n\n\n"
    '@replaces("lib.old")\ndef old(a):\n    return new(a)\n</recipe>\n',
)
WORDS = (
    *(each.id for each in USAGES.results[0].usages),
    *FUNCTIONS,
    "u00000000",
    "../../.git/config",
    "old",
    "new",
    "def ",
    "\n",
    "    ",
    "@cache\n",
    "import os\n",
    'function="',
    'statement="whole"',
    ' together="a"',
    'lines="9-11"',
    "</site>\n",
    "\u202e",
    "\0",
)


@st.composite
def mangled(draw: st.DrawFn) -> str:
    """Blocks in any order, of which pieces are cut out, written twice, or replaced."""
    text = "".join(draw(st.lists(st.sampled_from(GOOD), min_size=1, max_size=4)))
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 60)))
        piece = draw(st.sampled_from((*WORDS, "", text[start:end] * 2)))
        text = f"{text[:start]}{piece}{text[end:]}"
    return text


def spans() -> list[tuple[int, int]]:
    """What blocks may reach in app.py: the two functions, and the last line. Import lines follow."""
    lines = APP.encode().splitlines(keepends=True)
    starts = [sum(map(len, lines[:number])) for number in range(len(lines) + 1)]
    found = [(starts[len(lines) - 1], starts[-1])]
    for node in ast.walk(ast.parse(APP)):
        if isinstance(node, ast.FunctionDef):
            first = min(each.lineno for each in (node, *node.decorator_list))
            found.append((starts[first - 1], starts[node.end_lineno or 0]))
    return found


REACH = spans()


@pytest.mark.filterwarnings("ignore")  # of the generated code
@given(mangled())
def test_mangled_answers(text: str) -> None:
    settled = settled_by_answers(
        ((Answer(text, "a test", "by hand"),),), USAGES, None, Known(rests=RESTS), SYMBOLS
    )
    outcomes = settled.inlined.outcomes
    every = [usage.id for result in USAGES.results for usage in result.usages]
    assert sorted(each.usage.id for each in outcomes) == sorted(every)
    by_answer = {each.usage.id for each in outcomes if each.by == "model" and each.outcome == "rewritten"}
    for edit in settled.inlined.edits:
        assert edit.path in ("app.py", "other.py")
        if by_answer & {*edit.usages}:
            assert any(start <= edit.span.start and edit.span.end <= end for start, end in REACH)
    # which raises where a search of the result finds something else than the ledger says
    targets = [result.target for result in USAGES.results]
    migration = settle(settled.inlined, SYMBOLS, Again(find, targets, settled.recipe.own_names))
    # what our parser takes for no Python is told by itself, so that the file's other usages do without it
    broken = breaking(settled.inlined.edits, SYMBOLS, migration.refused)
    assert {each.path for each in USAGES.every if each.id in broken} == {*migration.refused}


@pytest.mark.filterwarnings("ignore")
def test_what_only_python_reads_is_told_by_itself() -> None:
    text = GOOD[1].replace("self.rows", "self.\nrows")
    settled = settled_by_answers(
        ((Answer(text, "a test", "by hand"),),), USAGES, None, Known(rests=RESTS), SYMBOLS
    )
    refused = check_result(settled.inlined.edits, SYMBOLS).refused
    assert refused == {"app.py": "the result would not parse"}
    assert breaking(settled.inlined.edits, SYMBOLS, refused).keys() == {CALLS[2].id, CALLS[3].id}


def test_they_are_good_as_they_are() -> None:
    text = "".join((GOOD[0], GOOD[1], GOOD[3]))
    settled = settled_by_answers(((Answer(text, "a test", "by hand"),),), USAGES, None, Known(), SYMBOLS)
    assert settled.rejections == ()
    assert {each.outcome for each in settled.inlined.outcomes if each.usage.path == "app.py"} == {"rewritten"}

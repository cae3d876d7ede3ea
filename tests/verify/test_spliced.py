"""Blocks for some lines of a function: what they come to is held to what a block for the whole function is."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.answering import Known, Settled, settled_by_answers
from refactor_cli.data import Answer, Usages
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.functions import function_id, functions_around
from refactor_cli.splice import edited
from refactor_cli.symbols import SymbolMap

LIB = "def old(a): ...\n\n\ndef new(a): ...\n"
APP = '''\
from lib import old


class Shop:
    @log
    def total(self):
        """What it comes to,
    all in all."""
        text = """
  first
    """
        row = old(1)
        if row is None:
            return text

        for each in self.rows:
            pair = old(2)
            print(each, pair[0],
                  pair[1])
        return row[0]
'''
KEY = "api_key = 'sk_live_4eC39HqLyjWDarjtT1zdp7dc'"


def found(app: str) -> tuple[SymbolMap, Usages, list[str], str]:
    """What is searched, the ids of the calls and that of the function around the first."""
    symbols = symbols_of({"lib.py": LIB, "app.py": app})
    usages = find(symbols, [read_target(symbols, "lib.old")])
    calls = [each for each in usages.results[0].usages if each.kind == "call"]
    file_map = symbols.map("app.py")
    assert file_map is not None
    function = next(functions_around(file_map, calls[0].scope))
    return (
        symbols,
        usages,
        [each.id for each in calls],
        function_id("app.py", function, symbols.snapshot.files["app.py"].text),
    )


def settled(app: str, *blocks: str) -> tuple[str, Settled]:
    """The file after an answer whose blocks write `{0}` for the id of the first call, and `{f}` for the function's."""
    return after_rounds(app, "".join(blocks))


def after_rounds(app: str, *texts: str) -> tuple[str, Settled]:
    """The same of several answers to one prompt."""
    symbols, usages, ids, function = found(app)
    answers = list[Answer]()
    for text in texts:
        text = text.replace("{f}", function)
        for number, id in enumerate(ids):
            text = text.replace(f"{{{number}}}", id)
        answers.append(Answer(text, "a test", "by hand"))
    made = settled_by_answers([answers], usages, None, Known(), symbols)
    edits = [edit for edit in made.inlined.edits if edit.path == "app.py"]
    return edited(symbols.snapshot.files["app.py"], edits).data.decode(), made


FIRST = """\
<site id="{0}" function="{f}" lines="12-14">
import: from lib import new
row = new(1)
if not row.known:
    return text
</site>
"""
LOOP = """\
<site id="{1}" function="{f}" lines="17-19">
import: from lib import new
pair = new(2)
print(each, pair.a,
      pair.b)
</site>
"""
LAST = '<site id="{0}" function="{f}" lines="20">\nreturn row.first\n</site>\n'


def rejections(made: Settled) -> set[str]:
    return {each.reason for each in made.rejections}


def test_several_blocks_of_one_function_are_one() -> None:
    whole, made = settled(APP, FIRST, LOOP, LAST)
    assert rejections(made) == set()
    expected = (
        APP.replace("import old", "import new")
        .replace("old(", "new(")
        .replace("row is None", "not row.known")
    )
    assert whole == expected.replace("pair[0]", "pair.a").replace("pair[1]", "pair.b").replace(
        "row[0]", "row.first"
    )
    assert {each.outcome for each in made.inlined.outcomes if each.usage.path == "app.py"} == {"rewritten"}


@pytest.mark.parametrize(
    "rounds",
    [
        pytest.param((FIRST + LAST, LOOP), id="what was left out"),
        pytest.param((FIRST + LAST, "", LOOP), id="two rounds later"),
        pytest.param((FIRST + LAST + LOOP.replace("new(2)", "nil(2)"), LOOP), id="what was wrong"),
        pytest.param((FIRST.replace("known", "other") + LOOP + LAST, FIRST + LAST), id="another usage"),
    ],
)
def test_a_later_round_gives_what_it_changes(rounds: tuple[str, ...]) -> None:
    whole, made = after_rounds(APP, *rounds)
    assert rejections(made) == set()
    assert whole == settled(APP, FIRST, LOOP, LAST)[0]


def test_a_later_round_takes_lines_back() -> None:
    whole, made = after_rounds(APP, FIRST + LOOP + LAST, '<keep id="{1}">it is right</keep>\n')
    assert (rejections(made), "old(2)" in whole, "new(1)" in whole) == (set(), True, True)
    whole, made = after_rounds(
        APP, FIRST + LOOP + LAST, '<keep id="{0}">so</keep>\n<keep id="{1}">so</keep>\n'
    )
    assert (rejections(made), whole) == (set(), APP)


def test_a_whole_function_takes_the_place_of_all_lines() -> None:
    lines = APP.split("\n")[5:20]
    text = "\n".join(line if line in ("  first", '    """') else line.removeprefix("    ") for line in lines)
    block = f'<site id="{{0}} {{1}}" function="{{f}}">\nimport: from lib import new\n{text}\n</site>\n'
    other = block.replace("old(", "new(").replace("row is None", "row.none").replace("row[0]", "row.it")
    whole, made = after_rounds(APP, FIRST + LOOP + LAST, other.replace("pair[", "pair.of["))
    assert rejections(made) == set()
    assert ("row.none" in whole, "row.known" in whole, "pair.of[0]" in whole) == (True, False, True)


def test_other_blocks_of_the_function_are_against_it() -> None:
    whole, made = settled(APP, FIRST, LOOP, LAST, '<keep id="{0}">it is right</keep>\n')
    assert rejections(made) == {"this usage is answered more than once"}
    assert whole == APP
    whole, made = settled(APP, FIRST, LOOP, LAST, FIRST.replace("known", "other"))
    assert "<site>: this usage is answered more than once, and differently" in rejections(made)
    assert whole == APP


def test_one_block_has_lines_of_any_sort() -> None:
    app = APP.replace("        return row[0]\n", "")
    site = (
        FIRST.replace('"{0}"', '"{0} {1}"')
        .replace("12-14", "12-19")
        .replace(
            "</site>",
            "\nfor each in self.rows:\n    pair = new(2)\n    print(each, pair.a,\n          pair.b)\n</site>",
        )
    )
    whole, made = settled(app, site)
    assert rejections(made) == set()
    expected = (
        app.replace("import old", "import new")
        .replace("old(", "new(")
        .replace("row is None", "not row.known")
    )
    assert whole == expected.replace("pair[0]", "pair.a").replace("pair[1]", "pair.b")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("indent", ["    ", "\t"])
def test_its_indentation_and_line_ends_are_kept(newline: str, indent: str) -> None:
    app = APP.replace("row[0]", "0").replace("    ", indent).replace("\n", newline)
    whole, made = settled(app, FIRST.replace("    ", indent), LOOP.replace("      pair.b", "pair.b"))
    assert rejections(made) == set()
    for old, new in (("import old", "import new"), ("old(", "new("), ("row is None", "not row.known")):
        app = app.replace(old, new)
    hanging = f"{indent * 3}{indent * 1}  pair[1]"
    assert hanging in app
    assert whole == app.replace("pair[0]", "pair.a").replace(hanging, f"{indent * 3}pair.b")


@pytest.mark.parametrize("comment", ["# far left", "    # further left than the body"])
@pytest.mark.parametrize("is_whole", [False, True])
def test_comments_further_left_stay_where_they_are(comment: str, is_whole: bool) -> None:
    text = f'''\
from lib import old


def around(rows):
    def total():
        """All."""
{comment}
        text = """
# far left
"""
        row = old(1)
        return row[0], text
    return total
'''
    if is_whole:
        lines = [line.removeprefix("    ") for line in text.split("\n")[4:12]]
        code, range = "\n".join(lines).replace("old(1)", "new(1)").replace("row[0]", "row.a"), ""
    else:
        code, range = "row = new(1)\nreturn row.a, text", ' lines="11-12"'
    whole, made = settled(
        text, f'<site id="{{0}}" function="{{f}}"{range}>\nimport: from lib import new\n{code}\n</site>\n'
    )
    assert rejections(made) == set()
    assert whole == text.replace("old", "new").replace("row[0]", "row.a")


def test_strings_are_as_they_were_where_lines_are_indented_as_in_their_file() -> None:
    app = APP.replace("old(2)", 'old("""\n            x\n              y""")').replace("row[0]", "0")
    lines = app.replace("old", "new").splitlines(keepends=True)
    head = '<site id="{0} {1}" function="{f}" lines="12-21">\nimport: from lib import new\n'
    site = f"{head}{''.join(lines[11:21])}</site>\n"
    whole, made = settled(app, site)
    assert rejections(made) == set()
    assert whole == app.replace("old", "new")


@pytest.mark.parametrize(
    ("blocks", "reason"),
    [
        ((FIRST,), "it says nothing of {1}, which stands in the same function: rewrite it as well and name it, or say "
         "in a block of its own that it stays"),
        ((FIRST.replace("12-14", "1-14"), LOOP), "lines 1-14 are not in the function, which stands in lines 5-20"),
        ((FIRST.replace("12-14", "14-12"), LOOP), "lines 14-12 are not in the function, which stands in lines 5-20"),
        ((FIRST.replace("12-14", "12-21"), LOOP), "lines 12-21 are not in the function, which stands in lines 5-20"),
        ((FIRST.replace("12-14", "12-17"), LOOP), "two blocks replace the same lines of the function"),
        ((FIRST.replace("12-14", "12-13"), LOOP), "it may return before what does not depend on the usages"),
        ((FIRST.replace("{f}", "f000000"), LOOP.replace("{f}", "f000000")),
         "no function around it has the id f000000 and the source that was shown with it"),
        ((FIRST, LOOP.replace("17-19", "16-19")), "it changes, moves or leaves out what does not depend on the usages"),
        ((FIRST, LOOP.replace("17-19", "17-18")), "it does not parse"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_lines(blocks: tuple[str, ...], reason: str) -> None:
    app = APP.replace("row[0]", "0")
    _, _, ids, _ = found(app)
    whole, made = settled(app, *blocks)
    (why,) = rejections(made)
    assert why.startswith(reason.replace("{1}", ids[1]))
    assert whole == app


@pytest.mark.parametrize("attribute", ['lines="12"', 'function="{f}" lines="a-b"', 'function="{f}" lines=""'])
def test_lines_without_a_function_or_a_range(attribute: str) -> None:
    _, made = settled(APP, f'<site id="{{0}}" {attribute}>\nrow = new(1)\n</site>\n')
    assert rejections(made) == {
        '<site>: its lines are no range, as in lines="12-15", of a function that it names'
    }


def test_secrets_on_other_lines_stay() -> None:
    app = APP.replace("row[0]", "0").replace("text = ", f"{KEY}\n        text = ")
    moved = [block.replace("12-14", "13-15").replace("17-19", "18-20") for block in (FIRST, LOOP)]
    whole, made = settled(app, *moved)
    assert rejections(made) == set()
    assert KEY in whole
    assert "row = new(1)" in whole

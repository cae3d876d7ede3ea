"""What an answer says of several usages as one: blocks that go together, and the rest of a target's usages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pytest
from in_memory import symbols_of
from windows import prompt_of

from refactor_cli.answering import Known, Settled, settled_by_answers
from refactor_cli.data import Answer, Usage, Usages
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.pack import Request, Task, Window, pack
from refactor_cli.rests import rests
from refactor_cli.splice import edited
from refactor_cli.symbols import SymbolMap

FILES = {
    "lib.py": "def old(a, b=0): ...\n\n\ndef other(a): ...\n\n\ndef new(a): ...\n",
    "app.py": "from lib import old, other\n\nold(1)\nold(2)\nprint(old)\nother(3)\nold(g(), h())\n",
}
RULE = """\
<recipe>
from refactor_cli.recipe import replaces
from lib import new

@replaces("lib.old"{limit})
def old(a, b=0):
    return {body}
</recipe>
"""


def searched(files: Mapping[str, str] = FILES) -> tuple[SymbolMap, Usages, list[Usage]]:
    """The symbols, the usages, and those of app.py that are no imports, in the order of the file."""
    symbols = symbols_of(files)
    usages = find(symbols, [read_target(symbols, "lib.old"), read_target(symbols, "lib.other")])
    sites = [each for result in usages.results for each in result.usages if each.kind != "import"]
    return (
        symbols,
        usages,
        sorted((each for each in sites if each.path == "app.py"), key=lambda each: each.span),
    )


def settled(answers: Sequence[str], files: Mapping[str, str] = FILES, known: Known | None = None) -> Settled:
    """What answers to one prompt come to, which write `{0}` for the id of a usage and `{old}` for what stands for all
    of lib.old."""
    symbols, usages, sites = searched(files)
    words = rests(usages, frozenset())
    old = next(word for word in words if word.startswith("lib.old:"))
    texts = [each.replace("{old}", old) for each in answers]
    for number, usage in enumerate(sites):
        texts = [each.replace(f"{{{number}}}", usage.id) for each in texts]
    rounds = [Answer(each, "a test", "by hand") for each in texts]
    return settled_by_answers([rounds], usages, None, known or Known(rests=words), symbols)


def ends(made: Settled, files: Mapping[str, str] = FILES) -> list[str]:
    """How the usages of app.py end, with who decided it for those that are kept."""
    by_id = {each.usage.id: each for each in made.inlined.outcomes}
    found = [by_id[each.id] for each in searched(files)[2]]
    return [f"kept by {each.by}: {each.reason}" if each.outcome == "kept" else each.outcome for each in found]


KEPT = "kept by model: it is tested"
SITE = '<site id="{0}">\nimport: from lib import new\nnew(1)\n</site>\n'
REST = '<keep rest="{old}">it is tested</keep>\n'


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param(SITE + REST, ["rewritten", KEPT, KEPT, "open", KEPT], id="what no block names"),
        pytest.param(
            RULE.format(limit="", body="new(a)") + REST,
            ["rewritten", "rewritten", KEPT, "open", "open"],
            id="not what a rule does not fit",
        ),
        pytest.param(
            RULE.format(limit="", body="nil(a)") + REST,
            ["open", "open", "open", "open", "open"],
            id="nothing where the rule is rejected",
        ),
        pytest.param(
            SITE.replace("new(1)", "nil(1)") + REST, ["open", KEPT, KEPT, "open", KEPT], id="not a rejected block"
        ),
        pytest.param(
            '<leave-open id="{1}">who knows</leave-open>\n' + REST,
            [KEPT, "open", KEPT, "open", KEPT],
            id="not what is left open",
        ),
        pytest.param(
            '<keep path="app.py">as it is</keep>\n' + REST,
            ['kept by model: as it is (said of 5 usages in path="app.py")'] * 5,
            id="not what is said of its file",
        ),
    ],
)  # fmt: skip
def test_the_rest_of_a_target(answer: str, expected: list[str]) -> None:
    assert ends(settled([answer])) == expected


def test_the_rest_may_be_left_open() -> None:
    made = settled(['<leave-open rest="{old}">who knows</leave-open>\n'])
    reasons = [each.reason for each in made.inlined.outcomes if each.usage.target == "lib.old"]
    assert (ends(made), reasons.count("who knows"), len(made.left)) == (["open"] * 5, 4, 4)


def test_the_rest_after_a_later_round() -> None:
    assert ends(settled([REST, SITE])) == ["rewritten", KEPT, KEPT, "open", KEPT]


def test_what_was_never_shown_is_not_kept() -> None:
    before = rests(searched()[1], frozenset())
    word = next(iter(before))
    files = {**FILES, "more.py": "from lib import old\n\nold(9)\n"}
    after = rests(searched(files)[1], frozenset())
    made = settled([REST.replace("{old}", word)], files, Known(rests=after))
    assert ends(made, files) == ["open"] * 5
    assert [(each.id, each.reason) for each in made.rejections] == [
        ("", f'<keep rest="{word}">: no target of this task has this rest: usages came or went since, or the task '
         "takes several prompts")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("tag", "reason"),
    [
        (
            '<keep rest="">',
            "its rest is empty or malformed, or beside an id, a path, a receiver or arguments",
        ),
        (
            '<keep rest="{old}" id="{0}">',
            "its rest is empty or malformed, or beside an id, a path, a receiver or arguments",
        ),
        (
            '<keep rest="{old}" path="**">',
            "its rest is empty or malformed, or beside an id, a path, a receiver or arguments",
        ),
        (
            '<keep rest="{old} {old}">',
            "its rest is empty or malformed, or beside an id, a path, a receiver or arguments",
        ),
    ],
)
def test_what_is_no_rest(tag: str, reason: str) -> None:
    made = settled([f"{tag}it is tested</keep>\n"])
    assert [each.reason for each in made.rejections] == [f"<keep>: {reason}"]
    assert set(ends(made)) == {"open"}


def test_other_things_said_of_a_rest() -> None:
    made = settled([REST + '<leave-open rest="{old}">who knows</leave-open>\n'])
    assert {each.reason.partition(": ")[2].partition(" is")[2] for each in made.rejections} == {
        " answered more than once, and differently"
    }
    assert set(ends(made)) == {"open"}
    made = settled(['<not-a-usage rest="{old}">it is none</not-a-usage>\n'])
    assert [each.reason for each in made.rejections] == ["<not-a-usage>: unknown attribute: rest"]


def test_the_prompt_says_what_stands_for_the_rest() -> None:
    symbols, usages, _ = searched()
    task = Task(usages)
    packed = pack(Request(symbols, task))
    (prompt,) = packed.prompts
    words = " ".join(rests(usages, frozenset()))
    assert len(words.split()) == 2
    assert re.findall(r'<usages count="\d+"( rest="[^"]*")?>', prompt.text) == [f' rest="{words}"']
    many = "".join(f"old(x{number})\nprint({number})\n" for number in range(800))
    symbols, usages, _ = searched({**FILES, "app.py": f"from lib import old\n\n{many}"})
    packed = pack(Request(symbols, Task(usages), window=Window(prompt_of(10_750), 0)))
    assert len(packed.prompts) > 1
    assert not any(re.search(r"<usages [^>]*rest=", each.text) for each in packed.prompts)


def pair(second: str = "new(2)", words: tuple[str, str] = ("a", "a")) -> str:
    """Two blocks that go together."""
    first = SITE.replace(">", f' together="{words[0]}">', 1)
    other = SITE.replace("{0}", "{1}").replace("new(1)", second).replace(">", f' together="{words[1]}">', 1)
    return first + other


def test_blocks_that_go_together() -> None:
    assert ends(settled([pair()]))[:2] == ["rewritten", "rewritten"]
    made = settled([pair("nil(2)")])
    assert ends(made)[:2] == ["open", "open"]
    symbols, _, sites = searched()
    reasons = {each.usage.id: each.reason for each in made.inlined.outcomes}
    assert reasons[sites[0].id] == f"its block goes together with that of {sites[1].id}, which is not used"
    # it needs nothing itself: a next round mends the other one alone
    assert made.waiting == {sites[0].id}
    assert [each.id for each in made.rejections] == [sites[1].id]
    assert edited(symbols.snapshot.files["app.py"], made.inlined.edits).data.decode() == FILES["app.py"]


@pytest.mark.parametrize(
    ("rounds", "expected"),
    [
        pytest.param([pair("nil(2)", ("a", "b"))], ["rewritten", "open"], id="other words"),
        pytest.param([pair("nil(2)", ("a b", "b"))], ["open", "open"], id="several words"),
        pytest.param([pair('new(2', ("a", "a"))], ["open", "open"], id="one that does not parse"),
        pytest.param([pair().replace('"{1}"', '"{1}" colour="x"')], ["open", "open"], id="a malformed one"),
        pytest.param([pair().replace('id="{1}"', 'id=""')], ["open", "open"], id="one that names nothing"),
        pytest.param([pair().replace("{1}", "u00000000")], ["open", "open"], id="one of no usage"),
        pytest.param([pair("nil(2)"), pair().partition("</site>\n")[2]], ["rewritten"] * 2, id="mended"),
        pytest.param(
            [pair("nil(2)"), SITE.replace("{0}", "{1}").replace("new(1)", "new(2)")], ["rewritten"] * 2,
            id="mended without the word",
        ),
        pytest.param([pair(), '<keep id="{1}">it stays</keep>\n'], ["rewritten", "kept by model: it stays"],
                     id="taken back"),
    ],
)  # fmt: skip
def test_words_that_blocks_share(rounds: list[str], expected: list[str]) -> None:
    assert ends(settled(rounds))[:2] == expected


RULED = FILES | {"app.py": "from lib import old, other\n\nold(1)\nold(2)\nold(g(), h())\nother(3)\n"}
WITH_RULE = '<site id="{3}" together="old">\nimport: from lib import new\nnew(3)\n</site>\n'


@pytest.mark.parametrize(
    ("limit", "body", "also", "expected"),
    [
        pytest.param("", "new(a + b)", "", ["rewritten"] * 4, id="both"),
        pytest.param("", "new(b, a)", "", ["open"] * 4, id="where the rule does not fit one"),
        pytest.param(
            "", "new(b, a)", '<leave-open id="{2}">who knows</leave-open>\n',
            ["rewritten"] * 2 + ["open", "rewritten"], id="but for what is left open",
        ),
        pytest.param(
            "", "new(b, a)", '<keep id="{2}">it stays</keep>\n',
            ["rewritten"] * 2 + ["kept", "rewritten"], id="but for what is kept",
        ),
        pytest.param("", "nil(a)", "", ["open"] * 4, id="where the rule is rejected"),
        pytest.param(', given=("b",)', "new(a + b)", "", ["kept"] * 3 + ["rewritten"], id="where it is for none"),
        pytest.param(
            "", "new(a + b)", '<site id="{0}" together="old">\nnil(1)\n</site>\n', ["open"] * 4,
            id="where another block fails",
        ),
    ],
)  # fmt: skip
def test_a_rule_goes_together_with_blocks(limit: str, body: str, also: str, expected: list[str]) -> None:
    """By its name, which a block says as its word."""
    made = settled([RULE.format(limit=limit, body=body) + WITH_RULE + also], RULED)
    assert [each.partition(" ")[0] for each in ends(made, RULED)] == expected


def test_what_a_rule_goes_together_with_is_told() -> None:
    made = settled([RULE.format(limit="", body="new(a + b)") + WITH_RULE.replace("new(3)", "nil(3)")], RULED)
    sites = searched(RULED)[2]
    reasons = {each.usage.id: each.reason for each in made.inlined.outcomes}
    said = f"the rule 'old' goes together with that of {sites[3].id}, which is not used"
    assert {reasons[each.id] for each in sites[:3]} == {said}
    made = settled([RULE.format(limit="", body="nil(a)") + WITH_RULE], RULED)
    reasons = {each.usage.id: each.reason for each in made.inlined.outcomes}
    assert reasons[sites[3].id] == "its block goes together with the rule 'old', which is not used"


def test_what_is_said_of_files_beside_each_other() -> None:
    """A possible usage in one file is confirmed, whatever is kept in another."""
    files = {
        **FILES,
        "more.py": "def f(x):\n    return x.get(1)\n",
        "use.py": "import kit\n\n\nkit.A().get(2)\n",
    }
    files["kit.py"] = "class A:\n    def get(self, key): ...\n"
    symbols = symbols_of(files)
    usages = find(symbols, [read_target(symbols, "kit.A.get")])
    answer = '<keep path="use.py">as it is</keep>\n<is-a-usage path="more.py">x is an A</is-a-usage>\n'
    rule = '<recipe>\nfrom refactor_cli.recipe import replaces\n\n@replaces("kit.A.get")\n'
    rule += "def get(self, key):\n    return self.fetch(key)\n</recipe>\n"
    made = settled_by_answers([[Answer(answer + rule, "a test", "by hand")]], usages, None, Known(), symbols)
    found = {each.usage.path: each.outcome for each in made.inlined.outcomes if each.usage.kind == "call"}
    assert found == {"more.py": "rewritten", "use.py": "kept"}


def test_words_that_are_none() -> None:
    made = settled([SITE.replace(">", ' together="">', 1)])
    assert [each.reason for each in made.rejections] == ["<site>: its together is empty"]

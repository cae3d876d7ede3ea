"""An answer's blocks and rules together: one file writes one new name in one way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from in_memory import symbols_of

from refactor_cli.answering import Known, settled_by_answers
from refactor_cli.data import Answer, Usage
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.functions import function_id
from refactor_cli.splice import edited
from refactor_cli.symbols import SymbolMap

FILES = {
    "shop/__init__.py": "",
    "shop/legacy.py": "def price(a): ...\n",
    "shop/pricing.py": "def quote(a): ...\n",
}
PLAIN = "from shop.legacy import price\n\nprice(1)\nprice(2)\nprice(3)\n"
MODULE = "from shop import legacy\n\nlegacy.price(1)\nlegacy.price(2)\nlegacy.price(3)\n"
RULE = """{line}
from refactor_cli.recipe import replaces


@replaces('shop.legacy.price')
def price(a):
    return {name}(a)
"""

NAMES = {
    "from shop.pricing import quote": "quote",
    "from shop.pricing import quote as q": "q",
    "from shop import pricing": "pricing.quote",
    "import shop.pricing": "shop.pricing.quote",
}


def answered(app: str, by_block: str, by_rule: str) -> str:
    """The file when a block rewrites its second call, and a rule the others."""
    symbols = symbols_of({**FILES, "app.py": app})
    usages = find(symbols, [read_target(symbols, "shop.legacy.price")])
    site = [usage for usage in usages.results[0].usages if usage.kind == "call"][1]
    recipe = RULE.format(line=by_rule, name=NAMES[by_rule])
    block = f'<site id="{site.id}">\nimport: {by_block}\n{NAMES[by_block]}(2)\n</site>\n'
    answer = Answer(f"<recipe>\n{recipe}</recipe>\n{block}", "a test", "by hand")
    settled = settled_by_answers(((answer,),), usages, None, Known(), symbols)
    assert settled.rejections == ()
    edits = [edit for edit in settled.inlined.edits if edit.path == "app.py"]
    return edited(symbols.snapshot.files["app.py"], edits).data.decode()


@pytest.mark.parametrize("app", [PLAIN, MODULE], ids=["plain", "module"])
@pytest.mark.parametrize("by_rule", NAMES)
@pytest.mark.parametrize("by_block", NAMES)
def test_a_rule_writes_a_name_as_a_block_of_the_file_does(app: str, by_block: str, by_rule: str) -> None:
    name = NAMES[by_block]
    assert answered(app, by_block, by_rule) == f"{by_block}\n\n{name}(1)\n{name}(2)\n{name}(3)\n"


def test_an_import_goes_with_the_usages_that_blocks_decide() -> None:
    """No rule is needed for it: it stays for what is kept, and goes where nothing is left that uses it."""
    gone = "from shop.legacy import price\n\nprice(1)\n"
    half = "from shop.legacy import price\n\nprice(1)\nprice(2)\n"
    symbols = symbols_of({**FILES, "gone.py": gone, "half.py": half, "none.py": half, "open.py": half})
    usages = find(symbols, [read_target(symbols, "shop.legacy.price")])
    calls = {
        (each.path, each.location.line): each.id for each in usages.results[0].usages if each.kind == "call"
    }
    block = '<site id="{}">\nimport: from shop.pricing import quote\nquote(0)\n</site>\n'
    said = (
        block.format(calls["gone.py", 3])
        + block.format(calls["half.py", 3])
        + block.format(calls["open.py", 3])
    )
    for place in (("half.py", 4), ("none.py", 3), ("none.py", 4)):
        said += f'<keep id="{calls[place]}">the old price is meant</keep>\n'
    settled = settled_by_answers(((Answer(said, "a test", "by hand"),),), usages, None, Known(), symbols)
    assert settled.rejections == ()
    found = {
        each.usage.path: (each.outcome, each.by, each.reason)
        for each in settled.inlined.outcomes
        if each.usage.kind == "import"
    }
    assert found == {
        "gone.py": ("rewritten", "model", None),
        "half.py": ("kept", "model", "what is kept in this file uses it"),
        "none.py": ("kept", "model", "what is kept in this file uses it"),
        "open.py": ("open", "model", "still used by line 4"),
    }


@pytest.mark.parametrize(
    ("path", "body", "found"),
    [
        ("app.py", "group(1)", ("rewritten", "", None)),
        (
            "app/__init__.py",
            "group(1)",
            ("kept", "", "what a package's __init__ imports, others may take from it"),
        ),
        ("app.py", "Box(old.open(1))", ("open", "model", "no answer says what becomes of it")),
    ],
)
def test_an_import_from_a_module_goes_with_the_last_use_of_its_name(
    path: str, body: str, found: tuple[str, str, str | None]
) -> None:
    """`Box` is no target of its own: what is, is in the same function, which a block replaces."""
    app = "from lib import Box\nfrom lib import old\n\ndef make():\n    return Box(old.open(1))\n"
    files = {"lib/__init__.py": "class Box: ...\n", "lib/old.py": "def open(a): ...\n", path: app}
    symbols = symbols_of({**files, "new.py": "def group(a): ...\n"})
    usages = find(symbols, [read_target(symbols, name) for name in ("lib", "lib.old.open")])
    (call,) = (each for each in usages.results[1].usages if each.kind == "call")
    file_map = symbols.map(path)
    assert file_map is not None
    (make,) = file_map.definitions
    function = function_id(path, make, symbols.snapshot.files[path].text)
    code = f"import: from new import group\ndef make():\n    return {body}"
    block = f'<site id="{call.id}" function="{function}">\n{code}\n</site>'
    settled = settled_by_answers(((Answer(block, "a test", "by hand"),),), usages, None, Known(), symbols)
    (outcome,) = (
        each
        for each in settled.inlined.outcomes
        if each.usage.kind == "import" and each.usage.target == "lib" and each.usage.location.line == 1
    )
    assert (outcome.outcome, outcome.by, outcome.reason) == found


@pytest.mark.parametrize(
    "block",
    [
        '<keep id="{}">it is right</keep>',
        '<leave-open id="{}">who knows</leave-open>',
        '<site id="{}">\nquote(1)\n</site>',
        '<site id="{}" function="f12ab3c">\nquote(1)\n</site>',
        '<site id="{}" colour="red">\nquote(1)\n</site>',
    ],
)
@pytest.mark.parametrize(
    ("change", "is_meant"),
    [
        pytest.param(
            lambda id: id[:-2] + id[-1] + id[-2] if id[-1] != id[-2] else id[:-1] + "x",
            True,
            id="turned round",
        ),
        pytest.param(lambda id: id[:4] + id[5:], True, id="one left out"),
        pytest.param(lambda id: "u00000000", False, id="another"),
    ],
)
def test_a_rule_does_not_touch_what_a_miswritten_id_means(
    block: str, change: Callable[[str], str], *, is_meant: bool
) -> None:
    symbols = symbols_of({**FILES, "app.py": PLAIN})
    usages = find(symbols, [read_target(symbols, "shop.legacy.price")])
    one, *others = [each.id for each in usages.results[0].usages if each.kind == "call"]
    rule = RULE.format(line="from shop.pricing import quote", name="quote")
    text = f"<recipe>\n{rule}</recipe>\n{block.format(change(one))}\n"
    settled = settled_by_answers(((Answer(text, "a test", "by hand"),),), usages, None, Known(), symbols)
    outcomes = {each.usage.id: each for each in settled.inlined.outcomes}
    assert {outcomes[each].outcome for each in others} == {"rewritten"}
    assert outcomes[one].outcome == ("open" if is_meant else "rewritten")
    (rejection,) = settled.rejections
    assert rejection.id == (one if is_meant else "u00000000")
    if is_meant:
        assert f"the answer says {change(one)}" in rejection.reason


def test_a_miswritten_id_means_nothing_of_which_more_is_said() -> None:
    symbols = symbols_of({**FILES, "app.py": PLAIN})
    usages = find(symbols, [read_target(symbols, "shop.legacy.price")])
    one = next(each.id for each in usages.results[0].usages if each.kind == "call")
    text = f'<site id="{one}">\nimport: from shop.pricing import quote\nquote(1)\n</site>\n'
    text += f'<keep id="{one[:-1]}">no</keep>'
    settled = settled_by_answers(((Answer(text, "a test", "by hand"),),), usages, None, Known(), symbols)
    assert {each.usage.id: each.outcome for each in settled.inlined.outcomes}[one] == "rewritten"
    assert [each.id for each in settled.rejections] == [one[:-1]]


def test_what_a_rejected_block_is_about_is_not_left_to_the_rules() -> None:
    """The answer wanted something else there than what its rule says."""
    app = "from shop.legacy import price\n\nprice(1)\nprice(2)\nprice(3)\n"
    symbols = symbols_of({**FILES, "app.py": app})
    usages = find(symbols, [read_target(symbols, "shop.legacy.price")])
    one, two, _ = [each.id for each in usages.results[0].usages if each.kind == "call"]
    recipe = RULE.format(line="from shop.pricing import quote", name="quote")
    refused = f'<site id="{one}">\nquote(\n</site>\n<not-a-usage id="{two}">another price</not-a-usage>\n'
    answer = Answer(f"<recipe>\n{recipe}</recipe>\n{refused}", "a test", "by hand")
    settled = settled_by_answers(((answer,),), usages, None, Known(), symbols)
    assert [each.id for each in settled.rejections] == [two, one]
    found = {
        each.usage.location.line: (each.outcome, each.reason)
        for each in settled.inlined.outcomes
        if each.usage.path == "app.py"
    }
    assert found == {
        1: ("open", "still used by lines 3, 4"),
        3: ("open", "its block was rejected: it does not parse (line 1: '(' was never closed: quote()"),
        4: (
            "open",
            "its block was rejected: it says that this is no usage, and imports and scopes prove that it is",
        ),
        5: ("rewritten", None),
    }
    edits = [edit for edit in settled.inlined.edits if edit.path == "app.py"]
    assert edited(symbols.snapshot.files["app.py"], edits).data.decode() == (
        "from shop.legacy import price\nfrom shop.pricing import quote\n\nprice(1)\nprice(2)\nquote(3)\n"
    )


@pytest.mark.parametrize(
    ("recipe", "reason"),
    [
        pytest.param(
            RULE.format(line="from shop.pricing import gone", name="gone"),
            "rejected: the rule price (the answer's recipe:6): 'shop.pricing.gone' is not defined anywhere",
            id="a rule",
        ),
        pytest.param(
            "def price(:\n",
            "rejected: the answer's recipe:1: invalid syntax: correct the recipe's Python",
            id="all",
        ),
        pytest.param("", "no answer says what becomes of it", id="none"),
    ],
)
def test_usages_of_a_rejected_rule_say_why(recipe: str, reason: str) -> None:
    symbols = symbols_of({**FILES, "app.py": PLAIN})
    usages = find(symbols, [read_target(symbols, "shop.legacy.price")])
    answer = Answer(f"<recipe>\n{recipe}</recipe>\n", "a test", "by hand")
    settled = settled_by_answers(((answer,),), usages, None, Known(), symbols)
    calls = [each for each in settled.inlined.outcomes if each.usage.kind == "call"]
    assert {(each.outcome, each.reason) for each in calls} == {("open", reason)}


def test_an_import_names_the_lines_that_still_use_it() -> None:
    app = "from shop.legacy import price\n" + "price(1, 2)\n" * 14
    symbols = symbols_of({**FILES, "app.py": app})
    usages = find(symbols, [read_target(symbols, "shop.legacy.price")])
    recipe = RULE.format(line="from shop.pricing import quote", name="quote")
    answer = Answer(f"<recipe>\n{recipe}</recipe>\n", "a test", "by hand")
    settled = settled_by_answers(((answer,),), usages, None, Known(), symbols)
    reasons = {each.usage.kind: each.reason for each in settled.inlined.outcomes}
    assert reasons["import"] == "still used by lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 and 2 more"


SPREAD = {
    **FILES,
    "app.py": "from shop.legacy import price\n\nprice(1)\n",
    "docs/notes.py": "from shop.legacy import price\n\nprice(2)\nprice(3)\n\n\ndef f(x):\n    x.price(4)\n",
    "tests/test_a.py": "from shop.legacy import price\n\nprice(5)\n",
}


def place(symbols: SymbolMap, usage: Usage) -> str:
    """Of a usage: its path and line."""
    line = symbols.snapshot.files[usage.path].text.utf8.count(b"\n", 0, usage.span.start) + 1
    return f"{usage.path}:{line}"


def outcomes_of(*rounds: str) -> tuple[dict[str, str], list[str]]:
    """What becomes of the calls, by path and line, with the reason; and what is rejected. `{path:line}` is an id."""
    symbols = symbols_of(SPREAD)
    usages = find(symbols, [read_target(symbols, "shop.legacy.price")])
    ids = {place(symbols, each): each.id for each in usages.results[0].usages if each.kind == "call"}
    texts = [text.replace("RULE", RECIPE) for text in rounds]
    for where, id in ids.items():
        texts = [text.replace(f"{{{where}}}", id) for text in texts]
    settled = settled_by_answers(
        ([Answer(text, "a test", "by hand") for text in texts],), usages, None, Known(), symbols
    )
    found = {
        place(symbols, each.usage): f"{each.outcome}: {each.reason}" if each.reason else each.outcome
        for each in settled.inlined.outcomes
        if each.usage.kind == "call"
    }
    return found, [each.reason for each in settled.rejections]


RECIPE = "<recipe>\n" + RULE.format(line="from shop.pricing import quote", name="quote") + "</recipe>\n"


def test_a_verdict_on_files_is_one_on_all_their_usages_that_no_block_names() -> None:
    block = '<site id="{docs/notes.py:3}">\nimport: from shop.pricing import quote\nquote(2)\n</site>\n'
    found, rejections = outcomes_of(f'RULE<keep path="docs/**">as it was</keep>\n{block}')
    assert rejections == []
    assert found == {
        "app.py:3": "rewritten",
        "docs/notes.py:3": "rewritten",
        "docs/notes.py:4": 'kept: as it was (said of 1 usage in path="docs/**")',
        "docs/notes.py:8": "undecided",
        "tests/test_a.py:3": "rewritten",
    }


def test_possible_usages_of_files_are_confirmed_or_denied() -> None:
    confirmed, _ = outcomes_of('RULE<is-a-usage path="/docs/">it is</is-a-usage>\n')
    assert confirmed["docs/notes.py:4"] == "rewritten"
    assert confirmed["docs/notes.py:8"].startswith("open: ")
    denied, _ = outcomes_of('RULE<not-a-usage path="notes.py">a dict</not-a-usage>\n')
    assert denied["docs/notes.py:4"] == "rewritten"
    assert denied["docs/notes.py:8"] == 'kept: not a usage: a dict (said of 1 usage in path="notes.py")'


OBJECTS = {
    "lib.py": "class Query:\n    def get(self, key): ...\n\n    def fetch(self, key): ...\n",
    "a.py": "def f(config, request, session, User, Post):\n    config.get(1)\n    request.params.get(2)\n"
    "    session.query(User).get(3)\n    session().query(Post, lazy=True).get(4)\n    request.get(5)\n"
    "    request['a', \"b\"].get(6)\n    return (config).get\n",
    "b.py": "def f(config, get):\n    config.get(1)\n    get(2)\n",
}


def ends_of(*rounds: str) -> tuple[dict[str, str], list[str]]:
    """What becomes of possible calls and references of Query.get, by path and line, and what is rejected."""
    symbols = symbols_of(OBJECTS)
    usages = find(symbols, [read_target(symbols, "lib.Query.get")])
    texts = [Answer(text, "a test", "by hand") for text in rounds]
    settled = settled_by_answers([texts], usages, None, Known(), symbols)
    found = {
        place(symbols, each.usage): f"{each.outcome}: {each.reason}" if each.reason else each.outcome
        for each in settled.inlined.outcomes
        if each.outcome != "undecided"
    }
    return found, [each.reason for each in settled.rejections]


@pytest.mark.parametrize(
    ("attributes", "where"),
    [
        pytest.param('receiver="config"', ["a.py:2", "a.py:8", "b.py:2"], id="a name"),
        pytest.param('path="b.py" receiver="config"', ["b.py:2"], id="of a file"),
        pytest.param(
            'receiver="config ,request.params,"', ["a.py:2", "a.py:3", "a.py:8", "b.py:2"], id="several"
        ),
        pytest.param('receiver="_.query(_)"', ["a.py:4"], id="any"),
        pytest.param('path="a.py" arguments="1"', [f"a.py:{n}" for n in range(2, 8)], id="that give so many"),
        pytest.param('receiver="config" arguments="1"', ["a.py:2", "b.py:2"], id="on one, that give so many"),
        pytest.param("receiver=\"_.query(_), 'text'\"", ["a.py:4"], id="quotes at the end"),
        pytest.param("receiver=\"request['a', 'b']\"", ["a.py:7"], id="a comma in brackets"),
        pytest.param(
            'receiver="_"',
            [f"a.py:{n}" for n in range(2, 9)] + ["b.py:2"],
            id="anything, and no bare name",
        ),
    ],
)
def test_what_is_said_of_usages_by_what_they_are_called_on(attributes: str, where: list[str]) -> None:
    found, rejections = ends_of(f"<not-a-usage {attributes}>a dict</not-a-usage>\n")
    count = f"{len(where)} usage{'s' if len(where) > 1 else ''}"
    said = f"kept: not a usage: a dict (said of {count} in {attributes})"
    assert found == dict.fromkeys(where, said)
    assert rejections == []


RULE_BY_FORM = """\
<recipe>
from refactor_cli.recipe import replaces

@replaces("lib.Query.get", where={"self": "session.query(entity)"})
def get(self, key, *, session, entity):
    return session.get(entity, key)
</recipe>
"""


def test_one_form_confirms_usages_and_another_denies_them() -> None:
    said = '<is-a-usage receiver="_.query(_)">a query</is-a-usage>\n'
    denied = '<not-a-usage path="**">others</not-a-usage>\n'
    for answer in (RULE_BY_FORM + said + denied, RULE_BY_FORM + denied + said):
        found, rejections = ends_of(answer)
        assert found.pop("a.py:4") == "rewritten"
        assert set(found.values()) == {'kept: not a usage: others (said of 7 usages in path="**")'}
        assert rejections == []


def test_a_later_round_says_again_what_usages_are_called_on() -> None:
    first = '<not-a-usage receiver="config">a dict</not-a-usage>\n'
    found, rejections = ends_of(first, '<not-a-usage path="b.py">gone</not-a-usage>\n')
    assert found["b.py:2"].startswith("kept: not a usage: gone")
    assert found["a.py:2"].startswith("kept: not a usage: a dict")
    assert rejections == []


def test_a_possible_usage_may_be_left_to_people() -> None:
    symbols = symbols_of(OBJECTS)
    usages = find(symbols, [read_target(symbols, "lib.Query.get")])
    id = next(each.id for each in usages.results[0].usages if place(symbols, each) == "a.py:5")
    said = Answer(f'<leave-open id="{id}">which query?</leave-open>\n', "a test", "by hand")
    settled = settled_by_answers([[said]], usages, None, Known(), symbols)
    (outcome,) = (each for each in settled.inlined.outcomes if each.usage.id == id)
    assert (outcome.outcome, outcome.reason, settled.left) == ("undecided", "which query?", {id})


@pytest.mark.parametrize(
    ("attribute", "reason"),
    [
        (
            'receiver="nobody"',
            '<not-a-usage receiver="nobody">: no usage that it may be said of is called on that, without a block of '
            "its own",
        ),
        (
            'path="b.py" receiver="request"',
            '<not-a-usage path="b.py" receiver="request">: no usage that it may be said of lies there and is called on '
            "that, without a block of its own",
        ),
        ('receiver="a b"', "<not-a-usage receiver=\"a b\">: 'a b' is no list of expressions"),
        ('receiver="a), (b"', "<not-a-usage receiver=\"a), (b\">: 'a), (b' is no list of expressions"),
        (
            f'receiver="{"a." * 5_000}a"',
            f"<not-a-usage receiver=\"{'a.' * 100}\">: '{'a.' * 100}' has an expression that is too long",
        ),
        ('receiver=","', "<not-a-usage receiver=\",\">: ',' is no list of expressions"),
        ('receiver=" "', "<not-a-usage>: its receiver is empty, or beside an id"),
        ('arguments="one"', "<not-a-usage>: its arguments are no number, or beside an id"),
        ('arguments="1" id="u1"', "<not-a-usage>: its arguments are no number, or beside an id"),
        (
            'arguments="3"',
            '<not-a-usage arguments="3">: no usage that it may be said of is given so many arguments, '
            "without a block of its own",
        ),
        ('receiver="a" id="u1"', "<not-a-usage>: its receiver is empty, or beside an id"),
    ],
)
def test_a_receiver_of_nothing_is_rejected(attribute: str, reason: str) -> None:
    assert ends_of(f"<not-a-usage {attribute}>a dict</not-a-usage>\n") == ({}, [reason])


def test_of_several_patterns_the_last_counts_and_a_later_round_adds_its_own() -> None:
    found, rejections = outcomes_of(
        'RULE<keep path="*.py">all</keep>\n<leave-open path="tests/**">which?</leave-open>\n'
        '<keep path="lib/**">nothing there</keep>',
        '<keep path="app.py">this one</keep>',
    )
    assert found["docs/notes.py:3"] == 'kept: all (said of 2 usages in path="*.py")'
    assert found["tests/test_a.py:3"] == 'open: which? (said of 1 usage in path="tests/**")'
    assert found["app.py:3"] == 'kept: this one (said of 1 usage in path="app.py")'
    assert rejections == []


def test_a_pattern_of_a_later_round_leaves_what_is_rewritten() -> None:
    block = '<leave-open id="{docs/notes.py:3}">odd</leave-open>\n'
    found, _ = outcomes_of(
        f"RULE{block}", '<keep path="**">all</keep>\n<is-a-usage path="**">it is</is-a-usage>'
    )
    assert found == {
        "app.py:3": "rewritten",
        "docs/notes.py:3": "open: odd",
        "docs/notes.py:4": "rewritten",
        "docs/notes.py:8": "open: what it is called on would be lost: that is no module or class by name",
        "tests/test_a.py:3": "rewritten",
    }
    found, rejections = outcomes_of("RULE", '<keep path="docs/**">as it was</keep>')
    assert found["docs/notes.py:4"] == "rewritten"
    why = "no usage that it may be said of lies there, is asked about in this prompt, not rewritten by now, and "
    assert rejections == [f'<keep path="docs/**">: {why}without a block of its own']


def test_a_pattern_speaks_of_what_its_own_prompt_lists() -> None:
    symbols = symbols_of(SPREAD)
    usages = find(symbols, [read_target(symbols, "shop.legacy.price")])
    calls = {place(symbols, each): each.id for each in usages.results[0].usages if each.kind == "call"}
    one, other = frozenset({calls["app.py:3"]}), frozenset({calls["docs/notes.py:4"]})
    said = [
        [Answer('<keep path="**">all</keep>\n', "a test", "by hand")],
        [Answer(RECIPE, "a test", "by hand")],
    ]

    def ends(listed: tuple[frozenset[str], ...]) -> dict[str, str]:
        made = settled_by_answers(said, usages, None, Known(listed=listed), symbols)
        return {each.usage.id: each.outcome for each in made.inlined.outcomes if each.usage.kind == "call"}

    found = ends((one, other))
    assert [found[id] for id in (*one, *other)] == ["kept", "rewritten"]
    assert set(ends(()).values()) == {"rewritten", "undecided"}  # nobody knows what was listed


@pytest.mark.parametrize(
    ("attribute", "reason"),
    [
        (
            'path="lib/**"',
            '<keep path="lib/**">: no usage that it may be said of lies there, without a block of its own',
        ),
        ('path="!docs"', "<keep path=\"!docs\">: '!docs' is no pattern of files"),
        ('path=""', "<keep>: its path is empty, or beside an id"),
        ('path="docs/**" id="u1"', "<keep>: its path is empty, or beside an id"),
    ],
)
def test_a_pattern_that_says_nothing_is_rejected(attribute: str, reason: str) -> None:
    found, rejections = outcomes_of(f"RULE<keep {attribute}>as it was</keep>\n")
    assert rejections == [reason]
    assert found["docs/notes.py:4"] == "rewritten"


METHOD = {
    "lib.py": "class Log:\n    def info(self, msg, *args): ...\n    def emit(self, msg): ...\n",
    "app.py": "from lib import Log\n\nb = 'b'\nlog = Log()\nlog.info('%s' % (1,))\nlog.info('a' + b)\n",
}
AGAIN = """<recipe>
from refactor_cli.recipe import replaces


@replaces("lib.Log.info", where={"msg": "text % (value,)"})
def info(self, msg, *, text, value):
    return self.NAME(text, value)
</recipe>
"""


@pytest.mark.parametrize(
    ("name", "tag", "is_again"), [("info", "", True), ("emit", "", False), ("emit", ' calls="again"', True)]
)
def test_what_a_rule_for_a_method_or_the_tag_says_to_be_called_again(
    name: str, tag: str, is_again: bool
) -> None:
    symbols = symbols_of(METHOD)
    usages = find(symbols, [read_target(symbols, "lib.Log.info")])
    call = next(each for each in usages.results[0].usages if each.kind == "call" and each.location.line == 6)
    block = f"<site id=\"{call.id}\"{tag}>\nlog.info('a%s', b)\n</site>\n"
    answer = Answer(AGAIN.replace("NAME", name) + block, "a test", "by hand")
    made = settled_by_answers([[answer]], usages, None, Known(), symbols)
    assert [each.reason for each in made.rejections] == (
        [] if is_again else ["it still uses the old 'log.info'"]
    )
    edits = [edit for edit in made.inlined.edits if edit.path == "app.py"]
    after = edited(symbols.snapshot.files["app.py"], edits).data.decode()
    assert ("log.info('a%s', b)" in after) == is_again
    assert f"log.{name}('%s', 1)" in after


@pytest.mark.parametrize(
    ("block", "rejected"),
    [
        pytest.param("b.shut = len", "", id="an attribute in its place"),
        pytest.param("b.shut = b.size = len", "it assigns to 'b.shut'", id="one more"),
        pytest.param("shut = len", "it does not assign to 'b.close'", id="a variable"),
    ],
)
def test_a_statement_may_assign_to_another_attribute_than_the_old_one(block: str, rejected: str) -> None:
    """What a test puts in the place of a method is put in the place of the new one."""
    app = "from lib import Box\n\n\ndef test_it():\n    b = Box()\n    b.close = print\n"
    symbols = symbols_of({"lib.py": "class Box:\n    def close(self): ...\n", "app.py": app})
    usages = find(symbols, [read_target(symbols, "lib.Box.close")])
    (usage,) = (each for each in usages.results[0].usages if each.kind == "reference")
    said = f'<site id="{usage.id}" statement="whole">\n{block}\n</site>'
    settled = settled_by_answers(((Answer(said, "a test", "by hand"),),), usages, None, Known(), symbols)
    reasons = [each.reason for each in settled.rejections]
    assert rejected in reasons[0] if rejected else not reasons
    assert bool(settled.inlined.edits) is not bool(rejected)

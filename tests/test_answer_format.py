"""What the format teaches is what recipes do."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.answer_format import BLOCKS_EXAMPLE, FORMAT, RULES_EXAMPLE
from refactor_cli.answer_format.blocks import blocks_of
from refactor_cli.answering import Known, settled_by_answers
from refactor_cli.data import Answer
from refactor_cli.delimiters import ANSWER_TAGS, RECIPE
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.read import read
from refactor_cli.recipe.parsing import parse_module
from refactor_cli.recipe.read import read_recipe
from refactor_cli.splice import edited

FILES = {
    "package/__init__.py": "",
    "package/old.py": (
        "def fetch(url, retries=3, timeout=9, *, raw=False): ...\n\n\n"
        "class Reader:\n"
        "    def save(self, path): ...\n\n"
        "    @property\n"
        "    def size(self): ...\n\n\n"
        "class Sheet: ...\n"
    ),
    "package/new.py": "def fetch_page(url, **options): ...\n\n\ndef store(path): ...\n\n\nclass Page: ...\n",
    "app.py": (
        "from package.old import Reader, Sheet, fetch\n\n"
        "fetch(a, raw=True)\n"
        "fetch(a, 0, 5)\n"
        "fetch(a, timeout=5)\n\n\n"
        "def keep(reader: Reader, path) -> Sheet:\n"
        "    reader.save(path)\n"
        "    return reader.size\n"
    ),
}
AFTER = """\
from package.new import Page, fetch_page, store
from package.old import Reader

fetch_page(a, binary=True, attempts=3)
fetch_page(a, timeout=5)
fetch_page(a, timeout=5, attempts=3)


def keep(reader: Reader, path) -> Page:
    with store(path) as place:
        place.put(reader.page)
    return reader.get_size()
"""
TARGETS = ("fetch", "Reader.save", "Reader.size", "Sheet")


def test_the_examples_of_blocks_are_read() -> None:
    assert BLOCKS_EXAMPLE in FORMAT
    found = read(BLOCKS_EXAMPLE)
    assert found.rejections == ()
    assert {each.tag for each in blocks_of(BLOCKS_EXAMPLE)} == {*ANSWER_TAGS} - {RECIPE}
    for block in (*found.sites, *found.new):
        below = "\nclass PageAdmin: ..." if block.code.startswith("@") else ""
        code = block.code.replace("return", "x =") if block.code.startswith("reply") else block.code
        parse_module(code + below)
    assert found.together == {"status": frozenset({"u4567defa", "u5678efab"})}


def test_the_example_does_what_it_shows() -> None:
    assert RULES_EXAMPLE in FORMAT
    symbols = symbols_of(FILES)
    usages = find(symbols, [read_target(symbols, f"package.old.{name}") for name in TARGETS])
    every = [usage for result in usages.results for usage in result.usages]
    possible = [usage.id for usage in every if usage.certainty == "possible"]
    confirmed = f'<is-a-usage id="{" ".join(possible)}">a Reader</is-a-usage>\n'
    answer = Answer(f"<recipe>\n{RULES_EXAMPLE}</recipe>\n{confirmed}", "a test", "by hand")
    settled = settled_by_answers(((answer,),), usages, None, Known(), symbols)
    assert settled.rejections == ()
    edits = [edit for edit in settled.inlined.edits if edit.path == "app.py"]
    assert edited(symbols.snapshot.files["app.py"], edits).data.decode() == AFTER


FAMILY = {
    "lib.py": "class Cache:\n    def get(self, key): ...\n    def fetch(self, key): ...\n\n\nCache().get(1)\n",
    "app.py": "def f(a, b, c):\n    a.get(1)\n    b.get(2)\n    c.get(3)\n",
}
RULE = '@replaces("lib.Cache.get")\ndef get(self, key):\n    return self.fetch(key)\n'


@pytest.mark.parametrize("rule", ["the answer's", "the user's"])
def test_rules_pass_possible_usages_over_unless_they_are_confirmed(rule: str) -> None:
    symbols = symbols_of(FAMILY)
    usages = find(symbols, [read_target(symbols, "lib.Cache.get")])
    a, b, _ = (usage.id for usage in usages.results[0].usages if usage.path == "app.py")
    recipe = f"from refactor_cli.recipe import replaces\n\n{RULE}"
    text = f'<is-a-usage id="{a}">a Cache</is-a-usage>\n<not-a-usage id="{b}">a dict</not-a-usage>\n'
    own = None
    if rule == "the user's":
        own = read_recipe(recipe, "r.py")
    else:
        text += f"<recipe>\n{recipe}</recipe>\n"
    settled = settled_by_answers(((Answer(text, "a test", "by hand"),),), usages, own, Known(), symbols)
    assert settled.rejections == ()
    told = [(each.usage.text, each.outcome) for each in settled.inlined.outcomes]
    assert sorted(told) == [
        ("Cache().get(1)", "rewritten"),
        ("a.get(1)", "rewritten"),
        ("b.get(2)", "kept"),
        ("c.get(3)", "undecided"),
    ]


RULE_HEAD = "import package.new\nfrom refactor_cli.recipe import OMITTED, moved, replaces\n\n\n"
CONSTRUCTS = [
    pytest.param(
        "or several names", '@replaces("a.b", "a.c")\ndef f(x): return package.new.f(x)', id="several names"
    ),
    pytest.param("A body of `pass`", '@replaces("a.b")\ndef f(x): pass', id="pass"),
    pytest.param(
        "`async def`", '@replaces("a.b")\nasync def f(x): return await package.new.f(x)', id="coroutines"
    ),
    pytest.param(
        "`match` over",
        '@replaces("a.b")\ndef f(x):\n    match x:\n        case 1:\n            return x.y\n'
        "        case _:\n            return x.z",
        id="match",
    ),
    pytest.param(
        "`callable(p)`",
        '@replaces("a.b")\ndef f(x): return x.y if callable(x) and len(x) else x.z',
        id="asking",
    ),
    pytest.param(
        '`"key" in kwargs`',
        '@replaces("a.b")\ndef f(**kwargs):\n    if "key" in kwargs:\n'
        "        return package.new.f(**kwargs)\n    return package.new.g(**kwargs)",
        id="kwargs",
    ),
    pytest.param(
        "`p is OMITTED`", '@replaces("a.b")\ndef f(p=OMITTED): return 1 if p is OMITTED else p', id="omitted"
    ),
    pytest.param(
        'given=("a", "b")', '@replaces("a.b", given=("a", "b"))\ndef f(*, a, b): return a', id="given"
    ),
    *(
        pytest.param(f'"{each}"', f'@replaces("a.b", context="{each}")\ndef f(x): return x', id=each)
        for each in ("statement", "for", "with", "condition", "decorator", "isinstance")
    ),
    pytest.param(
        'requires="python>=3.9"',
        '@replaces("a.b", requires="python>=3.9")\ndef f(x): return x',
        id="requires",
    ),
    pytest.param(
        '(`p.startswith("^")`',
        '@replaces("a.b")\ndef f(p):\n    if p.startswith("^") and "(" in p and p[1:].count("/"):\n'
        "        return package.new.f(p[1:])\n    return package.new.g(p)",
        id="texts",
    ),
    pytest.param("or a `moved`", 'moved("a.b", "c.d", requires="python>=3.9")', id="moved requires"),
    pytest.param('without=("name",)', 'moved("a", "c", without=("name",))', id="without"),
    pytest.param(
        'behaviour="changes"', '@replaces("a.b", behaviour="changes")\ndef f(x): return x', id="behaviour"
    ),
    pytest.param("(`moved` too", 'moved("a.b", "c.d", behaviour="changes")', id="moved behaviour"),
]


@pytest.mark.parametrize(("named", "rule"), CONSTRUCTS)
def test_what_the_format_names_is_read(named: str, rule: str) -> None:
    assert named in FORMAT
    recipe = read_recipe(f"{RULE_HEAD}{rule}\n", "r.py")
    assert len(recipe.rules) + len(recipe.moves) >= 1
    assert recipe.warnings == ()

"""What a prompt holds when the window is small, and tasks over several prompts."""

from __future__ import annotations

import re

import pytest
from in_memory import symbols_of

from refactor_cli.answer_format import FORMAT
from refactor_cli.answering import Known, settled_by_answers
from refactor_cli.data import Answer, Usages
from refactor_cli.errors import RefactorError
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.functions import function_id, functions_around
from refactor_cli.pack import Packed, Request, Task, Window, Writing, pack, unpack
from refactor_cli.pack.maps import shortened
from refactor_cli.pack.nearness import nearest
from refactor_cli.tokens import count_tokens

BODY = "".join(f"    total = total + {number}\n" for number in range(60))
FILES = {
    "lib/old.py": f"def old(a):\n    total = a\n{BODY}    return total\n",
    "lib/used.py": f"from lib.old import old\n\n\ndef use_old(a):\n    total = old(a)\n{BODY}    return total\n",
    "lib/calls.py": f"from lib.used import use_old\n\n\ndef call():\n    total = use_old(1)\n{BODY}\n",
    "other/far.py": "".join(
        f"def far_{n}(): pass\nclass Far{n}:\n    def m{n}(self): pass\n" for n in range(9)
    ),
    "tests/test_used.py": f"def test_it(total):\n{BODY}",
    "notes.txt": "nothing\n" * 50,
}


# one for each level
ROOMS = (6_000, 2_400, 500, 290, 200, 130, 100, 50)


def asked(files: dict[str, str]) -> tuple[Request, Usages]:
    symbols = symbols_of(files)
    usages = find(symbols, [read_target(symbols, "lib.old.old")])
    return Request(symbols, Task(usages, "Use new.")), usages


def alone(room: int) -> Packed:
    return pack(Request(symbols_of(FILES), window=Window(room, 0)))


def test_levels_from_large_to_small() -> None:
    sizes = {}
    for room in ROOMS:
        found = alone(room)
        assert found.tokens() == count_tokens(found.prompts[0].text).count <= room
        sizes.setdefault(found.prefix.level, found.tokens())
        shown = {fate.path for fate in found.prefix.fates if fate.fate == "full"}
        assert unpack(found.prompts[0].text) == {path: FILES[path].encode() for path in shown}
    with pytest.raises(
        RefactorError, match="not even the names of the repository's folders fit into 40 tokens"
    ):
        alone(40)
    assert list(sizes) == [
        "full", "full without map", "calls", "signatures", "names", "top names", "paths", "folders",
    ]  # fmt: skip
    assert list(sizes.values()) == sorted(sizes.values(), reverse=True)


def test_many_folders_are_counted_as_those_above_them() -> None:
    deep = {f"shop/locale/l{n}/messages/{name}.txt": "x\n" for n in range(60) for name in "abc"}
    symbols = symbols_of({**deep, "shop/app.py": "x = 1\n", "setup.py": "y = 1\n"})
    texts = list[str]()
    for room in range(1_400, 100, -100):
        found = pack(Request(symbols, window=Window(room, 0)))
        assert found.tokens() <= room
        if found.prefix.level == "folders":
            texts.append(found.prompts[0].text)
            assert {fate.fate for fate in found.prefix.fates} == {"counted"}
    assert '"shop/locale/l7/messages/": 3 files\n' in texts[0]
    assert '"shop/": 1 files\n' in texts[-1]
    assert '"shop/locale/**": 180 files\n' in texts[-1]


def test_every_file_has_a_fate_at_every_level() -> None:
    expected = {
        "full": {"full"},
        "full without map": {"full"},
        "calls": {"mapped", "listed"},
        "signatures": {"mapped", "listed"},
        "names": {"mapped", "listed"},
        "top names": {"mapped", "listed"},
        "paths": {"listed"},
        "folders": {"counted"},
    }
    found = {}
    for room in ROOMS:
        prefix = alone(room).prefix
        found[prefix.level] = prefix.fates
    for level, fates in found.items():
        assert [fate.path for fate in fates] == sorted(FILES)
        assert {fate.fate for fate in fates} - {"full"} == expected[level] - {"full"}


def test_files_fill_the_room_that_a_map_leaves() -> None:
    whole = alone(0)
    almost = alone(whole.tokens() * 8 // 10)
    level, fates = almost.prefix.level, {fate.path: fate.fate for fate in almost.prefix.fates}
    assert (level, fates["notes.txt"], fates["other/far.py"]) == ("calls", "listed", "full")
    assert almost.tokens() > whole.tokens() // 2
    assert '"notes.txt": no room\n' in almost.prompts[0].text


def test_of_very_many_files_those_that_are_alike_are_counted() -> None:
    """A path each would cost more than all the code."""
    many = {f"data/{number:04}.json": "{}\n" * 50 for number in range(2_010)}
    files = {**FILES, **many, "data/one.csv": "1\n" * 50, "data/deep/x.json": "{}\n" * 90}
    prefix = pack(Request(symbols_of(files), window=Window(ROOMS[4], 0))).prefix
    fates = {each.path: each.fate for each in prefix.fates}
    assert list(fates) == sorted(files)
    assert {path: fates[path] for path in ("data/0000.json", "data/one.csv", "data/deep/x.json")} == {
        "data/0000.json": "counted",
        "data/one.csv": "listed",
        "data/deep/x.json": "listed",
    }
    (table,) = (b"".join(each.data).decode() for each in prefix.blocks if each.part == "omitted")
    assert '"data/*.json": 2010 files, no room\n' in table
    assert '"data/one.csv": no room\n' in table
    assert "data/0000.json" not in table


def test_a_small_map() -> None:
    assert "lib/old.py: old\n" in alone(280).prompts[0].text


def task_text(packed: Packed, number: int = 0) -> str:
    return packed.prompts[number].text.partition("</answer-format>\n")[2]


def beside(tokens: int) -> int:
    """A window in which as much room is left as in one of so many tokens beside a format of 2,670."""
    return tokens + count_tokens(FORMAT).count - 2_670


def windowed(request: Request, tokens: int) -> Request:
    return Request(request.symbols, request.task, window=Window(beside(tokens), 0))


def test_the_files_nearest_to_the_usages_come_with_the_task() -> None:
    request, _ = asked(FILES)
    small = pack(windowed(request, 5_800))
    assert small.prefix.level == "calls"
    near = [block.name for block in small.rest[0] if block.part == "nearest" and block.name]
    assert near == ["lib/old.py", "lib/used.py", "lib/calls.py", "tests/test_used.py"][: len(near)]
    assert len(near) >= 2
    assert {path: FILES[path].encode() for path in near} == unpack(small.prompts[0].text)
    assert small.tokens() == count_tokens(small.system).count + count_tokens(small.prompts[0].text).count


@pytest.mark.parametrize(
    ("tokens", "is_whole"),
    [
        pytest.param(4_400, False, id="no room"),
        pytest.param(4_800, True, id="room for the function"),
        pytest.param(5_800, False, id="room for the file"),
    ],
)
def test_a_long_function_is_quoted_as_a_whole_where_its_file_is_not_there(
    tokens: int, is_whole: bool
) -> None:
    task = task_text(pack(windowed(asked(FILES)[0], tokens))).partition("<usages ")[2]
    assert "    total = old(a)\n" in task
    assert ("    total = total + 30\n" in task) is is_whole


@pytest.mark.parametrize(
    ("words", "named"),
    [
        pytest.param("Use new.", [], id="prose"),
        pytest.param("Use other.far.Far3 instead.", ["other/far.py"], id="a full name"),
        pytest.param("Build a FarCry and send it.", ["other/cry.py"], id="a bare name"),
        pytest.param("Call far_4 twice", ["other/far.py"], id="a function"),
        pytest.param("Common", [], id="a name of many"),
        pytest.param("It belongs into other/far.py.", ["other/far.py"], id="a path"),
        pytest.param("Into (cry.py), e.g. last", ["other/cry.py"], id="the end of a path"),
        pytest.param("Into twice.py", [], id="the end of several"),
        pytest.param("lib.nowhere.Nothing, lib..x, ä.b", [], id="nothing"),
    ],
)
def test_what_the_instructions_name_is_near(words: str, named: list[str]) -> None:
    many = {f"other/c{n}.py": "class CommonName: pass\n" for n in range(5)}
    twice = {f"{folder}/twice.py": "a = 1\n" for folder in ("one", "two")}
    symbols = symbols_of({**FILES, **many, **twice, "other/cry.py": "class FarCry: pass\n"})
    target = read_target(symbols, "lib.old.old")
    usages = find(symbols, [target]).results[0].usages
    assert nearest(symbols, [target], usages, words)[: 2 + len(named)] == [
        "lib/old.py",
        *named,
        "lib/used.py",
    ]


def test_the_repository_does_not_depend_on_the_task() -> None:
    request, usages = asked(FILES)
    other = Request(request.symbols, Task(usages, "Something else, in many words. " * 20))
    for tokens in (4_400, 7_000, 20_000):
        one, two = pack(windowed(request, tokens)), pack(windowed(other, tokens))
        assert one.prefix.blocks == two.prefix.blocks


def test_usages_over_several_prompts() -> None:
    bodies = "".join(f"def use_{n}(a):\n    return old(a, {'x' * 20}={n})\n\n\n" for n in range(20))
    files = {
        "lib/old.py": "def old(a, **k):\n    pass\n",
        "lib/used.py": f"from lib.old import old\n\n\n{bodies}",
    }
    request, usages = asked(files)
    packed = pack(windowed(request, 4_200))
    assert len(packed.rest) > 1
    firsts = {prompt.text[: prompt.text.index("</repository>")] for prompt in packed.prompts}
    assert len(firsts) == 1
    ids = [usage.id for result in usages.results for usage in result.usages]
    where = {id: [n for n, prompt in enumerate(packed.prompts) if f'id="{id}"' in prompt.text] for id in ids}
    assert all(len(numbers) == 1 for numbers in where.values())
    for number, prompt in enumerate(packed.prompts, start=1):
        assert (
            f'part="{number} of {len(packed.rest)}">\nWhat an answer says by path or receiver' in prompt.text
        )
        assert "from lib.old import old" in task_text(packed, number - 1)
        assert packed.tokens(number - 1) <= beside(4_200)


def test_a_task_that_fits_nowhere() -> None:
    request, _ = asked(FILES)
    with pytest.raises(RefactorError) as caught:
        pack(windowed(request, 2_300))
    assert caught.value.hint.startswith("give it more: --context-tokens")


def test_alike_usages_cost_little() -> None:
    calls = "".join(f"def use_{n}(a):\n    return old(a)\n\n\n" for n in range(400))
    files = {"lib/old.py": "def old(a):\n    pass\n"}
    files |= {f"lib/m{n}.py": f"from lib.old import old\n\n\n{calls}" for n in range(5)}
    request, usages = asked(files)
    packed = pack(Request(request.symbols, request.task, window=Window(0)))
    text = task_text(packed)
    ids = [usage.id for usage in usages.results[0].usages]
    assert [id for id in ids if id not in text] == []
    assert 'shape="return old(_)" count="500" of="2000"' in text
    assert text.count('kind="call"') == 8
    assert packed.rest[0][-1].tokens < 2_000 * 16


@pytest.mark.parametrize(
    ("tokens", "is_quoted"),
    [
        pytest.param(0, False, id="its file is there"),
        pytest.param(9_000, True, id="its file is not there"),
        pytest.param(6_500, False, id="no room for more than its line's number"),
    ],
)
def test_alike_usages_are_quoted_where_nothing_else_shows_them(tokens: int, is_quoted: bool) -> None:
    calls = "".join(f"def use_{n}(a):\n    found = old(a)\n    return found[{n}]\n\n\n" for n in range(60))
    padding = "".join(f"def other_{n}(value_{n}):\n    return value_{n}\n\n\n" for n in range(900))
    files = {
        "lib/old.py": "def old(a):\n    pass\n",
        "lib/used.py": f"from lib.old import old\n\n\n{calls}{padding}",
    }
    request, usages = asked(files)
    packed = pack(windowed(request, tokens) if tokens else Request(request.symbols, request.task))
    text = task_text(packed)
    assert [usage.id for usage in usages.results[0].usages if usage.id not in text] == []
    [named] = [usage for usage in usages.results[0].usages if usage.enclosing == "use_59"]
    file_map, source = request.symbols.map(named.path), request.symbols.snapshot.files[named.path].text
    assert file_map is not None
    function = function_id(named.path, next(functions_around(file_map, named.scope)), source)
    # an answer may give the whole function, whose source is in the file or in these lines
    assert (f"{named.id}@300 {function}" in text) == (not is_quoted)
    quoted = (
        f'"lib/used.py" in use_59 {function}: {named.id}@300\n  299 | def use_59(a):\n  300 |     found = old(a)\n'
        "  301 |     return found[59]\n</alike>"
    )
    assert (quoted in text) == is_quoted
    assert packed.tokens() <= beside(tokens) if tokens else True


def test_of_many_possible_usages_most_are_told_by_their_call() -> None:
    calls = "".join(f"def use_{n}(a):\n    return a[{n}].old(\n        {n})\n\n\n" for n in range(30))
    files = {
        "lib/old.py": "class A:\n    def old(self, a):\n        pass\n\n    def new(self):\n        pass\n"
    }
    files |= {f"lib/m{n}.py": calls for n in range(3)}
    symbols = symbols_of(files)
    usages = find(symbols, [read_target(symbols, "lib.old.A.old")])
    packed = pack(Request(symbols, Task(usages), window=Window(0)))
    text = task_text(packed)
    assert [usage.id for usage in usages.results[0].usages if usage.id not in text] == []
    assert text.count('certainty="possible"') == 40
    assert '<possible count="50">' in text
    told = re.search(r"(u\w+)@7 use_1 (f\w{6}): a\[1\]\.old\( 1\)\n", text)
    assert told is not None
    # with what stands there, an answer may give the whole function
    block = f'<site id="{told[1]}" function="{told[2]}">\ndef use_1(a):\n    return a[1].new()\n</site>\n'
    settled = settled_by_answers(((Answer(block, "file", "by hand"),),), usages, None, Known(), symbols)
    assert [edit.usages for edit in settled.inlined.edits] == [(told[1],)]


@pytest.mark.parametrize("tokens", [1, 2_300, 2_500, 3_000, 3_900, 4_389, 4_800, 5_000, 5_400, 8_000])
def test_whatever_the_window(tokens: int) -> None:
    request, _ = asked(FILES)
    try:
        packed = pack(windowed(request, tokens))
    except RefactorError:
        assert tokens < 3_900
        return
    assert packed.tokens() <= beside(tokens)


def test_other_models_get_an_estimate() -> None:
    request = Request(symbols_of(FILES), writing=Writing("somebody's model"))
    assert pack(request).prompts[0].tokens_exact is False


@pytest.mark.parametrize(
    ("detail", "expected"),
    [
        pytest.param("names", "a.py: A(b, c); d\n", id="names"),
        pytest.param("top names", "a.py: A; d\n", id="top names"),
    ],
)
def test_shortened(detail: str, expected: str) -> None:
    text = (
        "a.py\n  1-9 @x.y class A(B)\n    2-3 def b(self) -> int\n      3-3 def inner()\n    4-5 async def c()\n"
        "  8-9 def d()\n"
    )
    assert shortened(text, detail) == expected  # type: ignore[arg-type]


def test_a_bare_name_that_is_hardly_a_method_is_told_in_brief() -> None:
    files = {
        "lib/old.py": "class A:\n    def old(self, a):\n        pass\n",
        "lib/use.py": "import re\n\nold = re.compile('a').match\nif old(1):\n    print(old)\n",
    }
    symbols = symbols_of(files)
    usages = find(symbols, [read_target(symbols, "lib.old.A.old")])
    text = task_text(pack(Request(symbols, Task(usages), window=Window(0))))
    assert "@4 module: old(1)\n" in text
    assert 'certainty="possible"' not in text

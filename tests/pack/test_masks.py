"""Secrets in files never reach a prompt, and an edit that touches a mask is open."""

from __future__ import annotations

import pytest
from in_memory import symbols_of
from windows import prompt_of

from refactor_cli.answering import Known, settled_by_answers
from refactor_cli.data import Answer, SiteBlock, Usages
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.functions import decorated, function_id
from refactor_cli.masked_sites import hiding, without_masked
from refactor_cli.pack import Choice, Priming, Request, Task, Window, Writing, pack, unpack
from refactor_cli.pack.questions import questions
from refactor_cli.read import read
from refactor_cli.secrets import MASK
from refactor_cli.symbols import SymbolMap

# put together here, so that no scanner takes this file for a leak
SECRET = "ghp_" + "A1b2C3d4E5f6" * 3
KEY = "-----BEGIN PRIVATE KEY-----\n" + "MIIEvQ1b2C3d4E5f6/+==\n" * 4 + "-----END PRIVATE KEY-----\n"
FILES = {
    "lib.py": f'TOKEN = "{SECRET}"\n\n\ndef old(token):\n    return "{SECRET}", token\n',
    "use.py": f'from lib import old\n\nold("{SECRET}")\nold(1)\nKEY = """{KEY}"""\nold(2)  # ü {SECRET}\n',
    "vendor/use.py": f'from lib import old\n\nold("{SECRET}")\n',
    "latin.py": f"# coding: latin-1\n# \xe4\nfrom lib import old\n\nold('{SECRET}')\n".encode("latin-1"),
}


def found() -> tuple[SymbolMap, Usages]:
    symbols = symbols_of(FILES)
    return symbols, find(symbols, [read_target(symbols, "lib.old")])


@pytest.mark.parametrize("tokens", [0, prompt_of(1_450), prompt_of(800)])
def test_no_secret_is_in_a_prompt(tokens: int) -> None:
    symbols, usages = found()
    packed = pack(Request(symbols, Task(usages), window=Window(tokens, 0)))
    for prompt in packed.prompts:
        assert SECRET not in prompt.text
        assert SECRET[4:20] not in prompt.text
        assert "MIIEvQ" not in prompt.text
        masks = {mask[0] for mask in MASK.finditer(prompt.text)}
        assert masks <= {"[[masked github-token]]", "[[masked private-key]]"}
        assert "[[masked github-token]]" in prompt.text.partition("<task>")[2]


def test_no_secret_is_in_what_is_told_in_brief() -> None:
    """Neither in calls of which nothing else is shown, nor in what many calls have in common."""
    many = "".join(f'    a[{n}].old("{SECRET}", {n})\n' for n in range(60))
    alike = "".join(f'old("{SECRET}", [{"1, " * 800}])\n' for _ in range(30))
    files = {
        "lib.py": "def old(a, b): ...\n\n\nclass A:\n    def old(self, a, b): ...\n",
        "app.py": f"def f(a):\n{many}",
        "use.py": f"from lib import old\n\n{alike}",
    }
    symbols = symbols_of(files)
    usages = find(symbols, [read_target(symbols, name) for name in ("lib.old", "lib.A.old")])
    (prompt,) = pack(Request(symbols, Task(usages), window=Window(0))).prompts
    assert '<possible count="' in prompt.text
    assert "<alike " in prompt.text
    assert SECRET not in prompt.text
    assert {mask[0] for mask in MASK.finditer(prompt.text)} == {"[[masked github-token]]"}


def test_everything_outside_masks_comes_back() -> None:
    symbols, _ = found()
    back = unpack(pack(Request(symbols, window=Window(0), choice=Choice(full=("*",)))).prompts[0].text)
    for path, content in FILES.items():
        data = content if isinstance(content, bytes) else content.encode()
        encoding = "latin-1" if path == "latin.py" else "utf-8"
        pieces = MASK.split(back[path].decode(encoding))
        assert len(pieces) > 1
        rest = data.decode(encoding)
        for piece in pieces:
            assert piece in rest
            rest = rest[rest.index(piece) + len(piece) :]
        assert rest == ""


def test_allowed_secrets_are_sent() -> None:
    symbols, _ = found()
    request = Request(symbols, window=Window(0), writing=Writing(allowed=("ghp_*",)))
    packed = pack(request)
    assert SECRET in packed.prompts[0].text
    assert [secret.kind for each in packed.prefix.masked.values() for secret in each] == ["private-key"]


def test_blocks_that_touch_a_mask_are_rejected() -> None:
    symbols, usages = found()
    calls = [usage for usage in usages.results[0].usages if usage.path == "use.py" and usage.kind == "call"]
    secret, plain, beside = (usage.id for usage in calls)
    answer = (
        f'<site id="{secret}">\nnew("[[masked secret]]")\n</site>\n'
        f'<site id="{plain}">\nnew("[[masked secret]]")\n</site>\n'
        f'<site id="{beside}">\nnew(2)\n</site>\n<recipe>\nX = "[[masked github-token]]"\n</recipe>\n'
    )
    left = without_masked(read(answer), usages, symbols)
    assert left.sites == ()
    assert left.recipe is None
    assert [(each.id, each.reason) for each in left.rejections] == [
        (
            secret,
            "it holds a mask, which stands for a secret that was not sent, and its place does not have the same "
            "ones in the same order",
        ),
        (plain, "it holds a mask, which stands for a secret that was not sent"),
        (beside, "a secret that was not sent stands there"),
        ("", "the recipe: it holds a mask, which stands for a secret that was not sent"),
    ]


PASSWORD = "q8Zk2Lm4Wx7Rt5Yp"
NEW = f'new("{SECRET}", password="{PASSWORD}")'


@pytest.mark.parametrize(
    ("code", "is_written"),
    [
        pytest.param(
            'new("[[masked github-token]]", password="[[masked password]]")', True, id="in their order"
        ),
        pytest.param('new("[[masked password]]", "[[masked github-token]]")', False, id="in another order"),
        pytest.param('new("[[masked github-token]]")', False, id="one alone"),
        pytest.param(NEW, True, id="as they are, where they were sent"),
    ],
)
def test_the_secrets_of_a_place_come_back(code: str, is_written: bool) -> None:
    text = f"from lib import old\n\n\ndef new(*args, **options): ...\n\n\n{NEW.replace('new', 'old')}\n"
    symbols = symbols_of({**FILES, "use.py": text})
    usages = find(symbols, [read_target(symbols, "lib.old")])
    (call,) = [each for each in usages.results[0].usages if each.path == "use.py" and each.kind == "call"]
    answer = Answer(f'<site id="{call.id}">\n{code}\n</site>\n', "file", "by hand")
    settled = settled_by_answers(((answer,),), usages, None, Known(), symbols)
    new = [edit.text for edit in settled.inlined.edits if call.id in edit.usages]
    assert new == [NEW] * is_written


@pytest.mark.parametrize("repeated", [False, True])
def test_the_secrets_of_a_function_around_and_below_its_decorator(repeated: bool) -> None:
    """A usage that decorates a function stands beside it, and not in it."""
    keyed = f'@keyed("{SECRET}")\n'
    head = keyed if repeated else ""
    text = f'from lib import old\n\n\n{keyed}@old\ndef f():\n    log(password="{PASSWORD}")\n    yield g()\n'
    text += "\n\n@old\ndef g():\n    return h()\n"
    symbols = symbols_of({**FILES, "use.py": text})
    usages = find(symbols, [read_target(symbols, "lib.old")])
    first = next(each for each in usages.results[0].usages if each.kind == "decorator")
    file_map, file = symbols.map("use.py"), symbols.snapshot.files["use.py"].text
    assert file_map is not None
    function = decorated(file_map, first)
    assert function is not None
    masked = head.replace(SECRET, "[[masked github-token]]")
    code = f'{masked}def f():\n    log(password="[[masked password]]")\n    yield g()'
    answer = f'<site id="{first.id}" function="{function_id("use.py", function, file)}">\n{code}\n</site>\n'
    left = without_masked(read(answer), usages, symbols)
    assert (
        [each.reason for each in left.rejections] == []
        if repeated
        else [
            "it holds a mask, which stands for a secret that was not sent, and its place does not have the same "
            "ones in the same order"
        ]
    )
    assert [each.code for each in left.sites] == [
        f'{head}def f():\n    log(password="{PASSWORD}")\n    yield g()'
    ] * repeated


def test_what_is_told_of_new_source_has_the_masks_again() -> None:
    symbols = symbols_of({**FILES, "use.py": f'from lib import old\n\nold("{SECRET}")\n'})
    usages = find(symbols, [read_target(symbols, "lib.old")])
    (call,) = [each for each in usages.results[0].usages if each.path == "use.py" and each.kind == "call"]
    code = f'{"n" * 180}("[[masked github-token]]")'  # what is told of it ends within the secret
    answer = Answer(f'<site id="{call.id}">\n{code}\n</site>\n', "file", "by hand")
    settled = settled_by_answers(((answer,),), usages, None, Known(), symbols)
    (rejection,) = settled.rejections
    assert rejection.reason == f"'{'n' * 180}' is not defined there"
    assert rejection.source == f'{"n" * 180}("[[masked github-token]]'


def test_a_secret_beside_is_not_written_twice() -> None:
    symbols = symbols_of({**FILES, "use.py": f'from lib import old\n\nold(1); token = "{SECRET}"\n'})
    usages = find(symbols, [read_target(symbols, "lib.old")])
    (call,) = [each for each in usages.results[0].usages if each.path == "use.py" and each.kind == "call"]
    block = f'<site id="{call.id}">\nnew("[[masked github-token]]")\n</site>\n'
    assert without_masked(read(block), usages, symbols).sites == ()


def test_no_end_of_a_longer_secret_is_told() -> None:
    blocks = [
        SiteBlock(
            "u1", "", secrets=(("hunter2", "[[m]]"), ("hunter2345", "[[m]]"), ("ab\nsecond line", "[[k]]"))
        )
    ]
    hidden = hiding(blocks)
    assert hidden("x hunter2345 y") == "x [[m]] y"
    assert hidden("a second line b") == "a [[k]] b"


BESIDE = f'from lib import old\n\nx = dict(\n    a=old(1),\n    b="{SECRET}",\n)\n'


@pytest.mark.parametrize(
    ("block", "is_kept"),
    [
        pytest.param('<site id="{}">\nnew(1)\n</site>\n', True, id="the call alone"),
        pytest.param('<site id="{}">\nx = dict(a=new(1))\n</site>\n', False, id="statement"),
        pytest.param('<site id="{}">\ny = new(1)\nx = dict(a=y)\n</site>\n', False, id="statements"),
        pytest.param(
            '<site id="{}" statement="whole">\ndict(a=new(1))\n</site>\n', False, id="an expression for it"
        ),
    ],
)
def test_a_secret_beside_a_call_stays_where_its_statement_is_replaced(block: str, is_kept: bool) -> None:
    symbols = symbols_of({**FILES, "use.py": BESIDE})
    usages = find(symbols, [read_target(symbols, "lib.old")])
    (call,) = [each for each in usages.results[0].usages if each.path == "use.py" and each.kind == "call"]
    left = without_masked(read(block.format(call.id)), usages, symbols)
    assert [each.id for each in left.sites] == [call.id] * is_kept
    assert [each.reason for each in left.rejections] == ["a secret that was not sent stands there"] * (
        not is_kept
    )


def test_such_a_usage_stays_open() -> None:
    symbols, usages = found()
    (first, *_) = [u for u in usages.results[0].usages if u.path == "use.py" and u.kind == "call"]
    answer = Answer(f'<site id="{first.id}">\nprint("x")\n</site>\n', "file", "by hand")
    settled = settled_by_answers(((answer,),), usages, None, Known(), symbols)
    outcome = next(each for each in settled.inlined.outcomes if each.usage.id == first.id)
    assert (outcome.outcome, settled.inlined.edits) == ("open", ())


SIGNATURES = {
    "a.py": f'def f(key="{SECRET}", password="q8Zk2Lm4Wx7Rt5Yp"): ...\n\n\ndef g(key="""{KEY}"""): ...\n',
    "cut.py": f'def {"f" * 180}(key="{SECRET}"): ...\n',
    "vendor/a.py": f'def f(key="{SECRET}"): ...\n',
    "a.js": f'function f(key = "{SECRET}") {{}}\nclass A {{ m(key = "{SECRET}") {{}} }}\n',
    "a.ts": f'const f = (key = "{SECRET}") => 1;\n',
    "A.java": f'class A {{ @Key("{SECRET}") void f() {{}} }}\n',
    "a.rb": f'def f(key = "{SECRET}")\nend\n',
    "a.php": f'<?php\nfunction f($key = "{SECRET}") {{}}\n',
    "a.cpp": f'void f(const char* key = "{SECRET}") {{}}\n',
    "A.cs": f'class A {{ void F(string key = "{SECRET}") {{}} }}\n',
}


@pytest.mark.parametrize("path", [*SIGNATURES])
@pytest.mark.parametrize("tokens", [0, 400])
def test_no_secret_is_in_a_signature_of_the_map(path: str, tokens: int) -> None:
    symbols = symbols_of({path: SIGNATURES[path], "long.md": "a word and another one\n" * 400})
    (prompt,) = pack(Request(symbols, window=Window(tokens, 0))).prompts
    mapped = prompt.text.partition("<map>")[2]
    assert "[[masked github-token]]" in mapped
    for piece in (SECRET, SECRET[:12], "q8Zk2Lm4Wx7Rt5Yp", "MIIEvQ"):
        assert piece not in prompt.text


def test_allowed_secrets_are_in_the_map() -> None:
    request = Request(
        symbols_of({"a.py": SIGNATURES["a.py"]}), window=Window(0), writing=Writing(allowed=("ghp_*",))
    )
    assert f'(key="{SECRET}", password="[[masked password]]")' in pack(request).prompts[0].text


def test_no_secret_is_in_what_the_user_adds() -> None:
    priming = (Priming("docs", "new.md", f"Say {SECRET}\n"), Priming("style", "style.md", KEY))
    symbols, usages = found()
    recipe = f'@replaces("lib.new")\ndef new():\n    return "{SECRET}"\n'
    for task in (None, Task(usages, recipe=recipe)):
        (prompt,) = pack(Request(symbols, task, priming, Window(0))).prompts
        assert SECRET not in prompt.text
        assert "MIIEvQ" not in prompt.text
        assert "Say [[masked github-token]]\n" in prompt.text
    assert 'return "[[masked github-token]]"' in prompt.text


def test_no_secret_is_in_a_question_about_possible_usages() -> None:
    """Also not where objects of the target's class are made, in files of which nothing is asked."""
    files = {
        "lib.py": f'class Old:\n    key = "{SECRET}"\n\n    def total(self): ...\n',
        "made.py": f'from lib import Old\n\nold = Old("{SECRET}")\n',
        "use.py": f'def f(a):\n    return a.total("{SECRET}")\n',
    }
    symbols = symbols_of(files)
    usages = find(symbols, [read_target(symbols, "lib.Old.total")])
    (question,) = questions(symbols, usages, "deepseek-flash")
    assert 'made at made.py:3 old = Old("[[masked github-token]]")' in question.prompt.text
    assert SECRET not in question.prompt.text

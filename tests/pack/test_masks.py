"""Secrets in files never reach a prompt, and an edit that touches a mask is open."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.answering import Known, settled_by_answers
from refactor_cli.data import Answer, Usages
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.masked_sites import without_masked
from refactor_cli.pack import Choice, Request, Task, Window, Writing, pack, unpack
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


@pytest.mark.parametrize("tokens", [0, 6_000, 4_000])
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
        f'<site id="{secret}">\nnew("[[masked secret]]")\n</site>\n<site id="{plain}">\nnew(1)\n</site>\n'
        f'<site id="{beside}">\nnew(2)\n</site>\n<recipe>\nX = "[[masked github-token]]"\n</recipe>\n'
    )
    left = without_masked(read(answer), usages, symbols)
    assert [block.id for block in left.sites] == [plain]
    assert left.recipe is None
    assert [(each.id, each.reason) for each in left.rejections] == [
        (secret, "it holds a mask, which stands for a secret that was not sent"),
        (beside, "a secret that was not sent stands there"),
        ("", "the recipe: it holds a mask, which stands for a secret that was not sent"),
    ]


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

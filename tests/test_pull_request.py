"""The body of a pull request: untrusted text stays in code spans, whatever it holds."""

from __future__ import annotations

import re

import pytest

from refactor_cli.renderers.pull_request import as_pull_request


def body(odd: str) -> str:
    usage = {
        "path": odd,
        "line": 3,
        "column": 7,
        "reason": odd,
        "text": odd,
        "certainty": "certain",
        "by": odd,
    }
    report = {
        "targets": ["lib.old"],
        "ledger": [{**usage, "target": "lib.old", "outcome": "open"}],
        "summary": {"rewritten": 0, "kept": 0, "open": 1, "undecided": 0},
        "cost": {"usd": 0.0123, "requests": 2, "tokens": 4_000},
    }
    return as_pull_request(report, [odd, odd], odd)


@pytest.mark.parametrize(
    ("met", "named"),
    [
        ({"a": "rewritten", "c": "open", "b": "undecided"}, "`a`, `c`"),
        ({"b": "undecided"}, "`a`, `b`, `c`"),
        ({f"n{n}": "kept" for n in range(14)}, f"{', '.join(f'`n{n}`' for n in range(12))} and 2 more"),
    ],
)
def test_targets_that_something_is_said_of_are_named(met: dict[str, str], named: str) -> None:
    usage = {
        "path": "a",
        "line": 1,
        "column": 1,
        "certainty": "certain",
        "text": "a",
        "by": "a",
        "reason": "a",
    }
    report = {
        "targets": ["a", "b", "c", *(f"n{n}" for n in range(14))] if len(met) > 3 else ["a", "b", "c"],
        "ledger": [{**usage, "target": target, "outcome": outcome} for target, outcome in met.items()],
        "summary": {"rewritten": 0, "kept": 0, "open": 1, "undecided": 0},
    }
    assert as_pull_request(report, [], "").startswith(f"Migrates {named}: ")


def test_what_tools_run_by_themselves_is_named() -> None:
    usage = {"line": 1, "column": 1, "certainty": "certain", "text": "a", "by": "a", "reason": None}
    found = {"setup.py": "rewritten", "tests/conftest.py": "kept", "app/setup_app.py": "rewritten"}
    report = {
        "targets": ["a"],
        "ledger": [{**usage, "path": each, "target": "a", "outcome": how} for each, how in found.items()],
        "summary": {"rewritten": 2, "kept": 1, "open": 0, "undecided": 0},
        "added": [{"path": ".github/tool.py", "names": ["f"]}],
    }
    _, _, section = as_pull_request(report, [], "").partition("## To look at before anything is run\n\n")
    assert section.partition("\n\n")[0].splitlines() == [
        "- [ ] `.github/tool.py` is run by tools: CI, hooks or editors",
        "- [ ] `setup.py` is run when it is built or installed",
    ]


def test_plain() -> None:
    assert body("a.py") == (
        "Migrates `lib.old`: 0 usages rewritten in 0 files, 1 open.\n\n## Why\n\n```text\na.py\n```\n\n"
        "## Ledger\n\n| by | rewritten | kept | open |\n|---|---:|---:|---:|\n"
        "| `a.py` | 0 | 0 | 1 |\n| all | 0 | 0 | 1 |\n\n"
        "## Open\n\n- [ ] `a.py:3:7` `a.py`: `a.py`\n\n## Commits\n\n1. `a.py`\n2. `a.py`\n\n"
        "## Cost\n\n0.0123 USD, 2 requests, 4,000 tokens.\n"
    )


@pytest.mark.parametrize(
    "odd",
    [
        "<b>x</b>",
        "@somebody",
        "[x](http://y)",
        "`<i>`",
        "``` `",
        "a|b",
        "x\n## Forged",
        "```\n<b>",
        "\u202e",
        "- [x] y",
    ],
)
def test_markup_stays_text(odd: str) -> None:
    text = body(odd)
    outside = re.sub(r"(?m)^(`{3,})text\n.*?\n\1$", "", text, flags=re.DOTALL)
    # a code span ends at the first run of as many backticks (https://github.github.com/gfm/#code-spans)
    outside = re.sub(r"(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)", "", outside)
    assert re.findall(r"[<>@`\u202e]|\]\(|^## Forged", outside, re.MULTILINE) == []
    assert all(
        line.count("|") - line.count("\\|") == 5 for line in text.split("\n") if line.startswith("| `")
    )


def listed(
    text: str, count: int, reason: str | None = "why", targets: tuple[str, ...] = ("lib.old",)
) -> list[str]:
    """The lines of the open usages, one below the other, each of all these targets."""
    usage = {
        "path": "a.py",
        "line": 3,
        "column": 1,
        "reason": reason,
        "text": text,
        "certainty": "certain",
        "by": "",
    }
    report = {
        "targets": ["lib.old"],
        "ledger": [
            {**usage, "line": 3 + n, "target": target, "outcome": "open"}
            for n in range(count)
            for target in targets
        ],
        "summary": {"rewritten": 0, "kept": 0, "open": count, "undecided": 0},
        "cost": None,
    }
    made = as_pull_request(report, ["one"], "")
    assert len(made) < 65_536
    return [line for line in made.split("\n") if line.startswith("- [ ]")]


def test_a_usage_of_two_targets_is_one_task() -> None:
    assert listed("old(1)", 2, targets=("lib.A.old", "lib.B.old")) == [
        "- [ ] `a.py:3:1` `old(1)`: `why`",
        "- [ ] `a.py:4:1` `old(1)`: `why`",
    ]


def test_lists_stay_within_what_a_body_holds() -> None:
    assert listed("old(1)", 1) == ["- [ ] `a.py:3:1` `old(1)`: `why`"]
    assert listed("old(\n  1)", 1, None) == ["- [ ] `a.py:3:1` `old( 1)`"]
    assert listed("o" * 101, 1) == [f"- [ ] `a.py:3:1` `{'o' * 99}…`: `why`"]
    assert listed("old(1)", 201)[-1] == "- [ ] and 1 more: `refactor show BRANCH` lists all"
    short = listed("old(1)", 200, "y" * 1_000)
    assert len(short) < 30
    assert short[-1] == f"- [ ] and {201 - len(short)} more: `refactor show BRANCH` lists all"


def test_what_an_answer_leaves_to_people_is_a_task() -> None:
    usage = {"path": "a.py", "line": 3, "column": 1, "text": "q.get(1)", "certainty": "possible"}
    undecided = {**usage, "target": "lib.old", "outcome": "undecided", "by": "", "reason": None}
    said = {**undecided, "line": 4, "by": "model", "reason": "see q"}
    summary = {"rewritten": 0, "kept": 0, "open": 0, "undecided": 2}
    report = {"targets": ["lib.old"], "ledger": [undecided, said], "summary": summary, "cost": None}
    lines = [line for line in as_pull_request(report, ["one"], "").split("\n") if line.startswith("- [ ]")]
    assert lines == ["- [ ] `a.py:4:1` `q.get(1)`: `see q`"]

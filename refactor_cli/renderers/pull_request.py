"""A migration's report -> the body of a pull request, in GitHub's Markdown (https://github.github.com/gfm/).

What a repository or a model wrote stands in code spans alone: markup, mentions and HTML stay text there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

from refactor_cli.clipped import clipped
from refactor_cli.counted import counted
from refactor_cli.data import IMPLICIT
from refactor_cli.ledger import is_left_as
from refactor_cli.renderers.clean import clean
from refactor_cli.run_unasked import when_run

# GitHub takes 65,536 characters in a body: so many lines of a list, and so many characters of it
_SHOWN = 200
_ROOM = 24_000
_SOURCE = 100
_NAMED = 12


def as_pull_request(report: Mapping[str, Any], subjects: Sequence[str], why: str, unclaimed: str = "") -> str:
    """What, why, the ledger as a table, what is open as a list of tasks, the commits, and the cost. `unclaimed`: a
    sentence of ours about new code that nobody holds to be equivalent."""
    return "\n".join(_lines(report, subjects, why, unclaimed)) + "\n"


def _lines(report: Mapping[str, Any], subjects: Sequence[str], why: str, unclaimed: str) -> Iterator[str]:
    ledger: Sequence[Mapping[str, Any]] = report["ledger"]
    targets = _about(report["targets"], {each["target"] for each in ledger if each["outcome"] != "undecided"})
    counts = report["summary"]
    files = len({each["path"] for each in ledger if each["outcome"] == "rewritten"})
    rewritten = f"{counted(counts['rewritten'], 'usage')} rewritten in {counted(files, 'file')}"
    yield f"Migrates {targets}: {rewritten}, {counts['open']} open."
    if unclaimed:
        yield from ("", unclaimed)
    if why.strip():
        yield from ("", "## Why", "", *_block(why))
    yield from ("", "## Ledger", "", "| by | rewritten | kept | open |", "|---|---:|---:|---:|")
    rows: dict[str, Counter[str]] = {}
    for each in ledger:
        if each["outcome"] != "undecided":
            rows.setdefault(str(each["by"] or "nobody"), Counter())[each["outcome"]] += 1
    for by, found in sorted(rows.items()):
        yield f"| {_cell(by)} | {found['rewritten']} | {found['kept']} | {found['open']} |"
    yield f"| all | {counts['rewritten']} | {counts['kept']} | {counts['open']} |"
    by_itself = [
        each for each in ledger if each["outcome"] == "undecided" and each.get("evidence") == [IMPLICIT]
    ]
    if named := counts["undecided"] - len(by_itself):
        them = "it" if named == 1 else "them"
        yield from (
            "",
            f"{counted(named, 'possible usage')} undecided, as nothing but the name speaks for {them}.",
        )
    left = [each for each in ledger if each["outcome"] == "open"]
    yield from _tasks("Open", left)
    said = [e for e in ledger if is_left_as(e["outcome"], e["by"], e["reason"])]
    yield from _tasks("Possible, and left to people by the answer", said)
    yield from _tasks("Called by Python itself: see whether the new code is meant", by_itself)
    changed = [*(e["path"] for e in ledger if e["outcome"] == "rewritten"), *_added_to(report)]
    if first := {path: when for path in sorted(changed) if (when := when_run(path))}:
        yield from ("", "## To look at before anything is run", "")
        yield from (f"- [ ] {_code(path)} is run {when}" for path, when in first.items())
    eyes = [e for e in ledger if e["outcome"] == "rewritten" and _needs_eyes(e)]
    yield from _tasks("To look at: behaviour may change, or the usage is not certain", eyes)
    if report.get("notes"):
        yield from (
            "",
            "## Besides, says the answer",
            "",
            *(f"- [ ] {_code(each)}" for each in report["notes"]),
        )
    if len(subjects) > 1:
        yield from ("", "## Commits", "", *(f"{n}. {_code(each)}" for n, each in enumerate(subjects, 1)))
    if report.get("tests"):
        yield from ("", "## Tests", "", *_tests(report["tests"]))
    yield from ("", "## Cost", "", _cost(report.get("cost")))


def _added_to(report: Mapping[str, Any]) -> Iterator[str]:
    """The modules that get new code."""
    return (str(each["path"]) for each in report.get("added", ()))


def _about(targets: Sequence[str], met: Container[str]) -> str:
    """Those that something is said of, as a recipe may know hundreds of others; all where there are none."""
    names = [each for each in targets if each in met] or list(targets)
    more = len(names) - _NAMED if len(names) > _NAMED else 0
    shown = ", ".join(map(_code, names[: len(names) - more]))
    return f"{shown} and {more} more" if more else shown


def _needs_eyes(each: Mapping[str, Any]) -> bool:
    return bool(each.get("behaviour") == "changes" or each["certainty"] != "certain")


def _tasks(title: str, found: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if not found:
        return
    yield from ("", f"## {title}", "")
    # what is a usage of several targets is one task
    lines = list(dict.fromkeys(map(_task, found)))
    left, shown = _ROOM, 0
    for line in lines[:_SHOWN]:
        left -= len(line) + 1
        if left < 0:
            break
        shown += 1
        yield line
    if len(lines) > shown:
        yield f"- [ ] and {len(lines) - shown} more: `refactor show BRANCH` lists all"


def _task(each: Mapping[str, Any]) -> str:
    """Where it is, its source, and why it is for people."""
    short = clipped(" ".join(str(each["text"]).split()), _SOURCE)
    place = _code(f"{each['path']}:{each['line']}:{each['column']}")
    return f"- [ ] {place} {_code(short)}" + (f": {_code(each['reason'])}" if each["reason"] else "")


def _cost(cost: Mapping[str, Any] | None) -> str:
    if cost is None:
        return "No model was asked."
    amount = "at a price that is not known" if cost["usd"] is None else f"{cost['usd']:.4f} USD"
    return f"{amount}, {counted(cost['requests'], 'request')}, {cost['tokens']:,} tokens."


def _tests(tests: Mapping[str, Any]) -> Iterator[str]:
    before, after = (tests[each]["exit_code"] for each in ("before", "after"))
    ended = ", ".join(
        f"{'time was up' if code is None else code} {when}"
        for code, when in ((before, "before"), (after, "after"))
    )
    yield f"{_code(tests['command'])}: {tests['verdict']} (exit code {ended})."
    if tests["reason"]:
        yield from ("", f"They can tell nothing: {_code(tests['reason'])}")
    for each in tests["new_failures"][:_SHOWN]:
        yield f"- [ ] {_code(each['test'] or 'the command')} {_code(each['message'])}"
    if len(tests["new_failures"]) > _SHOWN:
        yield f"- [ ] and {len(tests['new_failures']) - _SHOWN} more"


def _code(text: str) -> str:
    """A code span that holds exactly this text, on one line."""
    shown = clean(text.replace("\t", " ")) or " "
    fence = "`" * (max((len(run) for run in re.findall("`+", shown)), default=0) + 1)
    pad = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def _cell(text: str) -> str:
    return _code(text).replace("|", "\\|")


def _block(text: str) -> list[str]:
    lines = [clean(line) for line in text.strip().splitlines()]
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}text", *lines, fence]

"""A check's report -> SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), cut to what
GitHub takes.

A result has the fix of its use alone; the first result of a file, or where results are merged, one of all in the file.
Code scanning refuses a run of more than 25,000 results and shows 5,000
(https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from refactor_cli import __version__
from refactor_cli.checking.findings import UNUSED_IGNORE, Finding, Fix, Report
from refactor_cli.data import Location
from refactor_cli.renderers.clean import clean, json_text

MOST_RESULTS = 5_000
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_HOME = "https://pypi.org/project/refactor-branch/"


class Sarif(NamedTuple):
    """`text`: the document; `cut`: one line about what is not in it, "" when all is."""

    text: str
    cut: str


class _Result(NamedTuple):
    finding: Finding
    message: str
    ordinal: int
    fixes: tuple[Fix, ...] = ()


def as_sarif(report: Report, most: int = MOST_RESULTS) -> Sarif:
    """At most `most` results: with more findings, one for all uses of a symbol in a file; then the first ones."""
    results, cut = _results(report, most)
    rules = list(dict.fromkeys(_rule_id(each.finding) for each in results))
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "refactor",
                "version": __version__,
                "semanticVersion": __version__,
                "informationUri": _HOME,
                "rules": [_rule(each) for each in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],  # as Python counts lines
        **_encodings(each for result in results for each in result.fixes),
        "invocations": [_invocation(report, cut)],
        "results": [_result(each, rules.index(_rule_id(each.finding))) for each in results],
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return Sarif(json_text(document) + "\n", cut)


def _results(report: Report, most: int) -> tuple[list[_Result], str]:
    findings, of_file = report.findings, dict(report.fixes.of_file)
    if len(findings) <= most:
        counts = Counter[str]()
        results = list[_Result]()
        for finding in findings:
            counts[finding.fingerprint] += 1
            fixes = _fixes(finding, report, of_file)
            results.append(_Result(finding, finding.message, counts[finding.fingerprint], fixes))
        return results, ""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.path, finding.symbol), []).append(finding)
    results = [_Result(group[0], _together(group), 0, _of_group(group, of_file)) for group in groups.values()]
    said = f"{len(findings):,} findings are more than the {most:,} that GitHub shows: one result a file and symbol"
    if len(results) > most:
        said += f", and of these {len(results):,} only the first {most:,}"
    return results[:most], said


def _fixes(finding: Finding, report: Report, of_file: dict[str, Fix]) -> tuple[Fix, ...]:
    """The fixes to choose from. That of a whole file stands once, with its first use that has one."""
    alone = report.fixes.of_use.get(finding.usage)
    if alone is None:
        return () if report.fixes.of_use else _of_group([finding], of_file)
    whole = of_file.pop(finding.path, None)
    return (alone,) if whole is None or whole.replacements == alone.replacements else (alone, whole)


def _of_group(group: Sequence[Finding], of_file: dict[str, Fix]) -> tuple[Fix, ...]:
    if not any(finding.is_certain for finding in group):
        return ()
    whole = of_file.pop(group[0].path, None)
    return (whole,) if whole is not None else ()


def _together(group: Sequence[Finding]) -> str:
    if len(group) == 1:
        return group[0].message
    return f"{len(group)} uses in this file; the first: {group[0].message}"


def _rule_id(finding: Finding) -> str:
    return UNUSED_IGNORE if finding.kind != "use" else clean(finding.symbol)


def _rule(name: str) -> dict[str, Any]:
    about = "An ignore comment that keeps nothing" if name == UNUSED_IGNORE else f"A use of {name}"
    return {
        "id": name,
        "shortDescription": {"text": _message(about)},
        "defaultConfiguration": {"level": "warning" if name == UNUSED_IGNORE else "error"},
    }


def _invocation(report: Report, cut: str) -> dict[str, Any]:
    notes = [_note("warning", cut)] if cut else []
    for each in report.unchecked:
        note = _note("error", f"not checked: {each.reason}")
        notes.append(
            {**note, "locations": [{"physicalLocation": {"artifactLocation": _artifact(each.path)}}]}
        )
    value: dict[str, Any] = {"executionSuccessful": not report.unchecked}
    return {**value, "toolExecutionNotifications": notes[:MOST_RESULTS]} if notes else value


def _note(level: str, text: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": _message(text)}}


def _result(result: _Result, index: int) -> dict[str, Any]:
    finding, location = result.finding, result.finding.location
    return {
        "ruleId": _rule_id(finding),
        "ruleIndex": index,
        "level": "warning" if finding.kind != "use" else "error",
        "message": {"text": _message(result.message)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _artifact(finding.path),
                    "region": _region(location),
                }
            }
        ],
        # uses that read the same are told apart by their order
        "partialFingerprints": {"refactorUse/v1": f"{finding.fingerprint}:{result.ordinal}"},
        **({"fixes": [_fix(each) for each in result.fixes]} if result.fixes else {}),
    }


def _region(location: Location) -> dict[str, int]:
    return {
        "startLine": location.line,
        "startColumn": location.column,
        "endLine": location.end_line,
        "endColumn": location.end_column,
    }


def _fix(fix: Fix) -> dict[str, Any]:
    """3.55 to 3.57: places are those of the unchanged file."""
    replacements = [
        {"deletedRegion": _region(each.location)}
        | ({"insertedContent": {"text": each.text}} if each.text else {})
        for each in fix.replacements
    ]
    change = {"artifactLocation": _artifact(fix.path), "replacements": replacements}
    return {"description": {"text": _message(fix.about)}, "artifactChanges": [change]}


def _encodings(fixes: Iterable[Fix]) -> dict[str, Any]:
    """What the files of fixes are encoded in, without which none can be made (3.57.4)."""
    others = {each.path: each.encoding for each in fixes if each.encoding != "utf-8"}
    artifacts = [{"location": _artifact(path), "encoding": _iana(name)} for path, name in others.items()]
    return {"defaultEncoding": "utf-8", **({"artifacts": artifacts} if artifacts else {})}


def _iana(codec: str) -> str:
    """A codec's name as https://www.iana.org/assignments/character-sets has it, where Python's is another one."""
    return re.sub(r"^cp(125\d)$", r"windows-\1", re.sub("^iso8859-", "iso-8859-", codec))


def _artifact(path: str) -> dict[str, str]:
    """A relative URI reference: a name's bytes are percent-encoded, so that `a:b` or `%SRCROOT%` is a name still."""
    return {"uri": quote(path.encode("utf-8", "surrogateescape")), "uriBaseId": "%SRCROOT%"}


def _message(text: str) -> str:
    """Plain text (3.11.5, 3.11.6): `[text](target)` would be a link, so brackets are escaped where one stands."""
    shown = clean(text)
    if "](" in shown:
        shown = "".join(f"\\{each}" if each in "\\[]" else each for each in shown)
    return shown

"""A check's report -> SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), cut to what
GitHub takes.

Code scanning refuses a run of more than 25,000 results and shows 5,000
(https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from refactor_cli import __version__
from refactor_cli.checking.findings import UNUSED_IGNORE, Finding, Report
from refactor_cli.renderers.clean import clean

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


def as_sarif(report: Report, most: int = MOST_RESULTS) -> Sarif:
    """At most `most` results: with more findings, one for all uses of a symbol in a file; then the first ones."""
    results, cut = _results(report.findings, most)
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
        "invocations": [_invocation(report, cut)],
        "results": [_result(each, rules.index(_rule_id(each.finding))) for each in results],
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return Sarif(json.dumps(document, indent=1) + "\n", cut)


def _results(findings: Sequence[Finding], most: int) -> tuple[list[_Result], str]:
    if len(findings) <= most:
        counts = Counter[str]()
        results = list[_Result]()
        for finding in findings:
            counts[finding.fingerprint] += 1
            results.append(_Result(finding, finding.message, counts[finding.fingerprint]))
        return results, ""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.path, finding.symbol), []).append(finding)
    results = [_Result(group[0], _together(group), 0) for group in groups.values()]
    said = f"{len(findings):,} findings are more than the {most:,} that GitHub shows: one result a file and symbol"
    if len(results) > most:
        said += f", and of these {len(results):,} only the first {most:,}"
    return results[:most], said


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
                    "region": {
                        "startLine": location.line,
                        "startColumn": location.column,
                        "endLine": location.end_line,
                        "endColumn": location.end_column,
                    },
                }
            }
        ],
        # uses that read the same are told apart by their order
        "partialFingerprints": {"refactorUse/v1": f"{finding.fingerprint}:{result.ordinal}"},
    }


def _artifact(path: str) -> dict[str, str]:
    """A relative URI reference: a name's bytes are percent-encoded, so that `a:b` or `%SRCROOT%` is a name still."""
    return {"uri": quote(path.encode("utf-8", "surrogateescape")), "uriBaseId": "%SRCROOT%"}


def _message(text: str) -> str:
    """Plain text (3.11.5, 3.11.6): `[text](target)` would be a link, so brackets are escaped where one stands."""
    shown = clean(text)
    if "](" in shown:
        shown = "".join(f"\\{each}" if each in "\\[]" else each for each in shown)
    return shown

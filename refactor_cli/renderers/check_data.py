"""A check's report -> JSON, JSON lines and CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from refactor_cli.checking.findings import Finding, Report
from refactor_cli.renderers.clean import clean_path, json_text
from refactor_cli.renderers.usages import record

_COLUMNS = (
    *("path", "line", "column", "end_line", "end_column"),
    *("symbol", "recipe", "message", "fix", "fingerprint"),
)


def finding_value(finding: Finding) -> dict[str, Any]:
    """One finding as the JSON contract has it."""
    return {
        "path": finding.path,
        **finding.location._asdict(),
        "symbol": finding.symbol,
        "recipe": finding.recipe,
        "message": finding.message,
        "fix": None if finding.fix is None else {"content": finding.fix},
        "fingerprint": finding.fingerprint,
    }


def as_json(report: Report) -> str:
    """The whole report as one JSON document."""
    value = {
        "version": 1,
        "findings": [finding_value(finding) for finding in report.findings],
        "unchecked": [{"path": each.path, "reason": each.reason} for each in report.unchecked],
    }
    return json_text(value) + "\n"


def as_json_lines(report: Report) -> Iterator[str]:
    """One finding a line."""
    return (json_text(finding_value(finding), None) + "\n" for finding in report.findings)


def as_csv(report: Report) -> Iterator[str]:
    """RFC 4180 with a header line, every record on one line; nothing that a spreadsheet would take for a formula."""
    yield record(_COLUMNS)
    for finding in report.findings:
        fix = " ".join((finding.fix or "").split())
        what = (finding.symbol, finding.recipe, finding.message, fix, finding.fingerprint)
        yield record((clean_path(finding.path), *finding.location, *what))

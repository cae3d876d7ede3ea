"""A check's report -> GitHub's workflow commands, in the limits of what it shows.

https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions says how they are written; the
runner shows ten errors and ten warnings a step, and drops the others without a word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from refactor_cli.checking.findings import Finding, Report
from refactor_cli.counted import counted
from refactor_cli.renderers.check_text import as_concise
from refactor_cli.renderers.clean import clean

_MOST = 10
_SYMBOLS = 5


def as_github(report: Report) -> Iterator[str]:
    """Annotations, ten errors and ten warnings at most, the last one a sum of what is cut; then, for the log, every
    finding on a line of its own."""
    errors = [finding for finding in report.findings if finding.kind == "use"]
    warnings = [finding for finding in report.findings if finding.kind != "use"]
    yield from _annotations("error", errors)
    unread = [
        _command("warning", {"file": clean(each.path)}, f"not checked: {each.reason}")
        for each in report.unchecked
    ]
    room = _MOST - bool(len(unread) + len(warnings) > _MOST)
    shown = [*unread, *(_annotation("warning", finding) for finding in warnings)]
    yield from shown[:room]
    if len(shown) > room:
        yield _command("warning", {}, f"{len(shown) - room} more warnings are listed in the log of this step")
    yield from as_concise(report)


def _annotations(level: str, findings: Sequence[Finding]) -> Iterator[str]:
    if len(findings) <= _MOST:
        yield from (_annotation(level, finding) for finding in findings)
        return
    yield from (_annotation(level, finding) for finding in findings[: _MOST - 1])
    rest = findings[_MOST - 1 :]
    files = len({finding.path for finding in rest})
    symbols = Counter(finding.symbol for finding in rest).most_common()
    listed = ", ".join(f"{symbol} ({count})" for symbol, count in symbols[:_SYMBOLS])
    more = f" and {len(symbols) - _SYMBOLS} more symbols" if len(symbols) > _SYMBOLS else ""
    where = f"in {counted(files, 'file')}, listed in the log of this step"
    text = f"{counted(len(rest), 'more finding')} {where}: {listed}{more}"
    yield _command(level, {}, text)


def _annotation(level: str, finding: Finding) -> str:
    location = finding.location
    properties = {
        "file": clean(finding.path),
        "line": str(location.line),
        "endLine": str(location.end_line),
        "title": clean(finding.symbol or finding.recipe),
    }
    if location.line == location.end_line:  # columns only count within one line
        properties |= {"col": str(location.column), "endColumn": str(location.end_column)}
    return _command(level, properties, finding.message)


def _command(level: str, properties: dict[str, str], message: str) -> str:
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{level}{' ' if listed else ''}{listed}::{_data(clean(message))}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

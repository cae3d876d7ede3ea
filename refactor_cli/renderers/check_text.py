"""A check's report -> text for people: full and concise.

Both are read in the logs of CI: untrusted text never begins a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from refactor_cli.checking.findings import Finding, Report
from refactor_cli.counted import counted
from refactor_cli.renderers.clean import clean, clean_path

if TYPE_CHECKING:
    from rich.console import Console

_SHOWN_LINES = 8


def place(finding: Finding) -> str:
    """`path:line:column`, safe at the start of a line."""
    return f"{clean_path(finding.path)}:{finding.location.line}:{finding.location.column}"


def as_concise(report: Report) -> Iterator[str]:
    """One line a finding, then the sums."""
    for finding in report.findings:
        yield f"{place(finding)}: {clean(finding.message)} [{clean(finding.recipe)}]\n"
    yield from _unread(report)
    yield f"{summary(report)}\n"


def print_full(console: Console, report: Report) -> None:
    """Every finding with its source and the fix, what comments keep with their reasons, and the sums."""
    from rich.text import Text

    for finding in report.findings:
        line = Text(place(finding), style="cyan")
        line.append(f": {clean(finding.message)}", style="default")
        line.append(f"  [{clean(finding.recipe)}]", style="dim")
        console.print(line, soft_wrap=True)
        # without a fix nothing goes: the source is only shown
        before = ("|", "dim", finding.text) if finding.fix is None else ("-", "red", finding.text)
        for mark, style, source in (before, ("+", "green", finding.fix or "")):
            for shown in _lines(source):
                console.print(Text(f"  {mark} {shown}", style=style), soft_wrap=True)
    for kept in report.ignored:
        where = f"{clean_path(kept.path)}:{kept.line}"
        text = f"ignored: {where}: {clean(kept.symbol)}: {clean(kept.reason)}"
        console.print(Text(text, style="dim"), soft_wrap=True)
    for unread in _unread(report):
        console.print(Text(unread.rstrip("\n"), style="yellow"), soft_wrap=True)
    console.print(Text(summary(report), style="bold"), soft_wrap=True)


def summary(report: Report) -> str:
    """The sums on one line."""
    count, files = len(report.findings), len({finding.path for finding in report.findings})
    parts = [f"{counted(count, 'finding')} in {counted(files, 'file')}" if count else "no findings"]
    parts[0] += f" ({counted(report.checked, 'file')} checked)"
    if report.known:
        parts.append(f"{report.known} in the baseline")
    if report.ignored:
        parts.append(f"{len(report.ignored)} ignored by comments")
    if report.unchecked:
        parts.append(f"{counted(len(report.unchecked), 'file')} could not be read")
    return "; ".join(parts)


def _unread(report: Report) -> Iterator[str]:
    for each in report.unchecked:
        yield f"{clean_path(each.path)}: not checked: {clean(each.reason)}\n"


def _lines(source: str) -> Iterable[str]:
    lines = [clean(line) for line in source.splitlines()]
    if len(lines) > _SHOWN_LINES:
        lines = [*lines[: _SHOWN_LINES - 1], f"… {len(lines) - _SHOWN_LINES + 1} more lines"]
    return lines

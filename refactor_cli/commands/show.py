"""`refactor show BRANCH`: the ledger of a migration, from its commits alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

import typer

from refactor_cli.commands.command_line.options import (
    OutputFileOption,
    RepoOption,
    ReportFormat,
    ReportFormatOption,
)
from refactor_cli.errors import ExitCode

if TYPE_CHECKING:
    from refactor_cli.commands.migrations.records import Recorded
    from refactor_cli.commit_messages import Site

from pathlib import Path


def show(
    branch: Annotated[
        str,
        typer.Argument(
            metavar="BRANCH", help="A branch that `refactor migrate` made, or one that it came into."
        ),
    ],
    repo: RepoOption = Path(),
    output_format: ReportFormatOption = ReportFormat.FULL,
    output_file: OutputFileOption = None,
) -> int:
    """Print what became of every usage, from the commits of BRANCH alone: no plan and no state is needed.

    What is open, and what stayed undecided, is listed too; of many undecided ones 200, and how many more there are.
    What `refactor undo` or `git revert` took back is undone.
    Ends with exit code 3 where usages are open, or commits of the migration are missing.

    [bold]Examples[/bold]

    refactor show refactor/shop.legacy.price

    refactor show refactor/shop.legacy.price --output-format json

    refactor show origin/main
    """
    from refactor_cli.commands.command_line import output
    from refactor_cli.commands.migrations.records import ledger_of, missing_parts, records_at
    from refactor_cli.renderers.migration import as_json
    from refactor_cli.repository import open_repository

    found = records_at(open_repository(repo), branch)
    sites = ledger_of(found)
    if missing := missing_parts(found):
        output.note(f"warning: {_lost(found, missing)}")
    if output_format is ReportFormat.JSON:
        output.write([as_json(_value(branch, found, sites))], output_file)
    else:
        output.write([f"{line}\n" for line in _lines(found, sites)], output_file)
    is_partial = missing or any(site.outcome == "open" for site in sites)
    return ExitCode.PARTIAL if is_partial else ExitCode.DONE


def _lost(found: Sequence[Recorded], missing: Sequence[int]) -> str:
    from refactor_cli.counted import counted

    of = counted(max(each.record.part[1] for each in found), "commit")
    numbers = ", ".join(map(str, missing))
    return (
        f"of the {of} of this run number {numbers} cannot be read here: left out, or its message was changed"
    )


def _counts(sites: Sequence[Site], found: Sequence[Recorded]) -> dict[str, int]:
    from refactor_cli.commands.migrations.records import unlisted

    counted = Counter(site.outcome for site in sites)
    counted["undecided"] += unlisted(found)
    return {kind: counted[kind] for kind in ("rewritten", "kept", "open", "undecided", "undone")}


def _commits(found: Sequence[Recorded]) -> Iterable[tuple[str, str, str]]:
    """Each once, for several may have become one: id, subject, and what reverted it."""
    return dict.fromkeys((each.commit, each.subject, each.reverted_by) for each in found)


def _value(branch: str, found: Sequence[Recorded], sites: Sequence[Site]) -> dict[str, Any]:
    from refactor_cli.commands.migrations.records import missing_parts, unlisted

    return {
        "version": 1,
        "branch": branch,
        "run": found[0].record.run,
        "base": found[0].parent,
        "targets": list(found[0].record.targets),
        "commits": [
            {"commit": commit, "subject": subject, "reverted_by": by or None}
            for commit, subject, by in _commits(found)
        ],
        "ledger": [{**site._asdict(), "reason": site.reason or None} for site in sites],
        "summary": _counts(sites, found),
        "unlisted": unlisted(found),
        "missing_parts": missing_parts(found),
    }


def _lines(found: Sequence[Recorded], sites: Sequence[Site]) -> Iterator[str]:
    from refactor_cli.commands.migrations.records import unlisted
    from refactor_cli.renderers.clean import clean, clean_path
    from refactor_cli.renderers.migration import said_once

    told = dict[tuple[str, str], str]()
    yield f"run {clean(found[0].record.run)} on {found[0].parent[:12]}"
    for commit, subject, by in _commits(found):
        yield f"  {commit[:12]} {clean(subject)}{f' (reverted by {by[:12]})' if by else ''}"
    for path, group in groupby(sites, key=lambda site: site.path):
        yield clean_path(path)
        for site in group:
            by = f" by {clean(site.by)}" if site.by else ""
            why = said_once(site.reason, site.outcome, (site.path, site.line), told)
            reason = f" ({clean(why)})" if why else ""
            yield f"  {site.line:>5}  {site.outcome:<9} {clean(site.kind):<9} {clean(site.id)}{by}{reason}"
    if more := unlisted(found):
        names = " ".join(map(clean, found[0].record.targets))
        yield f"and {more} more undecided, which the commits do not list: refactor find-usages {names}"
    yield "  ".join(f"{count} {kind}" for kind, count in _counts(sites, found).items())

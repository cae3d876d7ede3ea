"""`refactor show BRANCH`: the ledger of a migration, from its commits alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

import typer

from refactor_cli.commands.options import OutputFileOption, RepoOption, ReportFormat, ReportFormatOption
from refactor_cli.errors import ExitCode

if TYPE_CHECKING:
    from refactor_cli.commands.records import Recorded
    from refactor_cli.messages import Site

from pathlib import Path


def show(
    branch: Annotated[
        str,
        typer.Argument(
            metavar="BRANCH", help="A branch that `refactor migrate` made, of a remote too, or its commit."
        ),
    ],
    repo: RepoOption = Path(),
    output_format: ReportFormatOption = ReportFormat.FULL,
    output_file: OutputFileOption = None,
) -> int:
    """Print what became of every usage, from the commits of BRANCH alone: no plan and no state is needed.

    What is open, and what stayed undecided, is listed too; of many undecided ones 200, and how many more there are.
    Ends with exit code 3 where usages are open.

    [bold]Examples[/bold]

    refactor show refactor/shop.legacy.price

    refactor show refactor/shop.legacy.price --output-format json
    """
    from refactor_cli.commands import output
    from refactor_cli.commands.records import ledger_of, records_of
    from refactor_cli.renderers.migration import as_json
    from refactor_cli.repository import open_repository

    found = records_of(open_repository(repo), branch)
    sites = ledger_of(found)
    if output_format is ReportFormat.JSON:
        output.write([as_json(_value(branch, found, sites))], output_file)
    else:
        output.write([f"{line}\n" for line in _lines(found, sites)], output_file)
    return ExitCode.PARTIAL if any(site.outcome == "open" for site in sites) else ExitCode.DONE


def _counts(sites: Sequence[Site], found: Sequence[Recorded]) -> dict[str, int]:
    from refactor_cli.commands.records import unlisted

    counted = Counter(site.outcome for site in sites)
    counted["undecided"] += unlisted(found)
    return {kind: counted[kind] for kind in ("rewritten", "kept", "open", "undecided", "undone")}


def _value(branch: str, found: Sequence[Recorded], sites: Sequence[Site]) -> dict[str, Any]:
    from refactor_cli.commands.records import unlisted

    return {
        "version": 1,
        "branch": branch,
        "run": found[0].record.run,
        "base": found[0].parent,
        "targets": list(found[0].record.targets),
        "commits": [{"commit": each.commit, "subject": each.subject} for each in found],
        "ledger": [site._asdict() for site in sites],
        "summary": _counts(sites, found),
        "unlisted": unlisted(found),
    }


def _lines(found: Sequence[Recorded], sites: Sequence[Site]) -> Iterator[str]:
    from refactor_cli.commands.records import unlisted
    from refactor_cli.renderers.clean import clean, clean_path

    yield f"run {clean(found[0].record.run)} on {found[0].parent[:12]}"
    yield from (f"  {each.commit[:12]} {clean(each.subject)}" for each in found)
    for path, group in groupby(sites, key=lambda site: site.path):
        yield clean_path(path)
        for site in group:
            by = f" by {clean(site.by)}" if site.by else ""
            reason = f" ({clean(site.reason)})" if site.reason else ""
            yield f"  {site.line:>5}  {site.outcome:<9} {clean(site.kind)} {clean(site.id)}{by}{reason}"
    if more := unlisted(found):
        names = " ".join(map(clean, found[0].record.targets))
        yield f"and {more} more undecided, which the commits do not list: refactor find-usages {names}"
    yield "  ".join(f"{count} {kind}" for kind, count in _counts(sites, found).items())

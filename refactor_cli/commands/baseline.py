"""`refactor baseline`: the uses that are there today, written down so that only new ones fail."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from refactor_cli.commands.command_line.options import NoCacheOption, ProjectRecipesOption, RepoOption
from refactor_cli.errors import ExitCode

if TYPE_CHECKING:
    from refactor_cli.checking.baseline import Baseline
    from refactor_cli.commands.checks.searching import Looked


FileOption = Annotated[
    Path | None,
    typer.Option(
        "--baseline",
        metavar="FILE",
        help="The baseline; default: the project's, .refactor-baseline.json.",
    ),
]
UpdateOption = Annotated[
    bool, typer.Option("--update", help="Also take in uses that are new since it was written.")
]


def baseline(
    file: FileOption = None,
    update: UpdateOption = False,
    recipe: ProjectRecipesOption = None,
    repo: RepoOption = Path(),
    no_cache: NoCacheOption = False,
) -> int:
    """Write the uses that `check` finds today into a baseline, or take out of it what is gone.

    It never grows by itself: new uses are taken in with --update only.

    [bold]Examples[/bold]

    refactor baseline

    refactor baseline --update
    """
    from refactor_cli.checking.baseline import Baseline, dump, split
    from refactor_cli.commands.checks import baselines, checking
    from refactor_cli.commands.command_line import output
    from refactor_cli.commands.reading import read, with_copies

    with read(repo, use_cache=not no_cache) as reading:
        settings = checking.settings_of(reading)
        place = (
            baselines.baseline_place(reading, file, settings) or reading.repository.top / checking.BASELINE
        )
        asked = checking.Asked((), tuple(recipe or ()), (place,))
        rules = checking.rules_of(reading, asked, settings)
        looked = checking.look(with_copies(reading, rules.sources.values()), asked, rules)
    is_new = not os.path.lexists(place)
    before = Baseline() if is_new else baselines.baseline_from(place)
    moved = before if is_new else baselines.followed_to(reading, before, looked)
    beyond = len([each for each in split(looked.found.findings, moved).new if each.kind == "use"])
    grows = is_new or update
    after = _after(moved, looked, grows)
    if is_new or after != before:
        output.write_file(place, dump(after))
    output.note(_said(place, before, after, beyond, grows))
    for each in looked.unchecked:
        output.note(f"warning: {each.path} could not be read: {each.reason}")
    if looked.unchecked:
        return ExitCode.PARTIAL
    return ExitCode.FINDINGS if beyond and not grows else ExitCode.DONE


def _after(before: Baseline, looked: Looked, grows: bool) -> Baseline:
    """The baseline without what is gone. `grows`: with what is new."""
    from refactor_cli.checking.baseline import baseline_of, shrunk, united

    now = baseline_of(looked.found.findings)
    after = shrunk(before, now, (each.path for each in looked.unchecked))
    return united(after, now) if grows else after


def _said(place: Path, before: Baseline, after: Baseline, beyond: int, is_taken: bool) -> str:
    gone = before.total - after.total + (beyond if is_taken else 0)
    said = f"{place}: {after.total} use{'s' * (after.total != 1)}"
    if gone:
        said += f", {gone} gone"
    if beyond:
        taken = "taken in" if is_taken else "not taken in: migrate them, or use --update"
        said += f", {beyond} new {taken}"
    return said

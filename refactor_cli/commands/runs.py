"""`refactor runs list|show|delete`: the journals of what models were asked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from refactor_cli.commands.command_line.given import Command
from refactor_cli.commands.command_line.help import Group
from refactor_cli.commands.command_line.options import OutputFileOption, ReportFormat, ReportFormatOption
from refactor_cli.counted import counted
from refactor_cli.errors import ExitCode, RefactorError

if TYPE_CHECKING:
    from refactor_cli.journal import Run

_HELP = """What models were asked: list, show and delete the journals.

[bold]Examples[/bold]

refactor runs list

refactor runs show latest
"""

app = typer.Typer(cls=Group, help=_HELP, no_args_is_help=True)

LATEST = "latest"
IdArgument = Annotated[
    str,
    typer.Argument(metavar="ID", help="A run's id, or latest: of this repository, where it is run in one."),
]


@app.command("list", cls=Command)
def list_(output_format: ReportFormatOption = ReportFormat.FULL, output_file: OutputFileOption = None) -> int:
    """List the runs, oldest first.

    [bold]Example[/bold]

    refactor runs list
    """
    from refactor_cli.commands.command_line.output import note, write
    from refactor_cli.journal import opened, run_folders
    from refactor_cli.renderers.clean import json_text
    from refactor_cli.settings import state_place

    values, unusable = [], dict[str, RefactorError]()
    for folder in run_folders(state_place()):
        try:
            values.append(_value(opened(folder)))
        except RefactorError as error:  # one that cannot be read hides none of the others
            unusable[folder.name] = error
    if output_format is ReportFormat.JSON:
        damaged = [{"id": id, "reason": error.problem} for id, error in unusable.items()]
        value = {"version": 1, "runs": values, "unusable": damaged}
        write([json_text(value) + "\n"], output_file)
    else:
        write((_line(value) for value in values), output_file)
        if not values and not unusable:
            note("no model was asked yet")
    for why in unusable.values():
        note(f"warning: {why.problem}; {why.hint}")
    return ExitCode.DONE


@app.command("show", cls=Command)
def show(
    id: IdArgument,
    output_format: ReportFormatOption = ReportFormat.FULL,
    output_file: OutputFileOption = None,
) -> int:
    """Show a run: what was ordered, what it cost, and every answer that is whole.

    [bold]Example[/bold]

    refactor runs show latest
    """
    from refactor_cli.commands.asking_models.billing import usd
    from refactor_cli.commands.command_line.output import write
    from refactor_cli.renderers.clean import clean, json_text

    run = _run(id)
    value = {**_value(run), "order": run.known["order"], "folder": str(run.folder)}
    answers = [{"request": name, "text": text} for name, text in run.texts()]
    if output_format is ReportFormat.JSON:
        write([json_text({"version": 1, **value, "answers": answers}) + "\n"], output_file)
        return ExitCode.DONE
    place = f"base {value['base']}" if value["base"] else "working tree"
    lines = [_line(value), f"  {place}, {clean(str(run.folder))}\n"]
    for row in value["cost"]["models"]:
        written = (
            f"{row['cache_miss']:,} tokens read anew, {row['cache_hit']:,} cached, {row['output']:,} written"
        )
        lines.append(f"  {clean(row['model'])}: {counted(row['requests'], 'request')}, {written}\n")
    if value["cost"]["perhaps_usd"]:
        lines.append(
            f"  what failed or was stopped may cost about {usd(value['cost']['perhaps_usd'])} more\n"
        )
    for answer in answers:
        # each line is indented: a line of an answer must not be a command to a CI runner
        lines.append(f"\nanswer {clean(answer['request'])}\n")
        lines += (f"  {clean(line)}\n" for line in answer["text"].splitlines())
    write(lines, output_file)
    return ExitCode.DONE


@app.command("delete", cls=Command)
def delete(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of runs, or latest, as for show.")],
) -> int:
    """Delete runs with all they hold: prompts, and with them the repository's text, and answers.

    [bold]Example[/bold]

    refactor runs delete latest
    """
    from refactor_cli.commands.command_line.output import note
    from refactor_cli.journal import Run, delete_run, find_folder, held
    from refactor_cli.settings import state_place

    for folder in [_latest() if id == LATEST else find_folder(state_place(), id) for id in ids]:
        with held(Run(folder)):  # a process that is at work on it would lose what is paid
            delete_run(folder)
        note(f"deleted {folder.name}")
    return ExitCode.DONE


def _run(name: str) -> Run:
    from refactor_cli.journal import open_run, opened
    from refactor_cli.settings import state_place

    return opened(_latest()) if name == LATEST else open_run(state_place(), name)


def _latest() -> Path:
    """The folder of this repository's last run, outside of any of the last one of all; which one it is is told. One
    that cannot be read may be the one that is meant: no older one takes its place."""
    from refactor_cli.commands.command_line.output import note
    from refactor_cli.journal import last_folder
    from refactor_cli.repository import open_repository
    from refactor_cli.settings import state_place

    try:
        here = str(open_repository(Path()).top)
    except RefactorError:
        here = None
    folder = last_folder(state_place(), here)
    if folder is None:
        whose = "of this repository" if here else "yet"
        raise RefactorError(f"there is no run {whose}", "list them: refactor runs list")
    note(f"the latest {'of this repository' if here else 'of all repositories'}: {folder.name}")
    return folder


def _value(run: Run) -> dict[str, Any]:
    from refactor_cli.commands.asking_models.billing import cost_value
    from refactor_cli.journal import command_of

    outcome = run.outcome()
    return {
        "id": run.id,
        "started": run.known["started"],
        "repository": run.known["repository"],
        "base": run.known["base"],
        "command": command_of(run),
        "targets": run.known["order"]["targets"],
        "state": "done" if outcome is not None else "can be resumed",
        "branch": outcome.get("branch") if outcome is not None else None,
        "cost": cost_value(run),
    }


def _line(value: Mapping[str, Any]) -> str:
    from refactor_cli.renderers.clean import clean

    usd, is_billed = value["cost"]["usd"], value["cost"]["tokens"] > 0
    parts = (
        value["id"],
        value["state"] + (f" ({clean(value['branch'])})" if value["branch"] else ""),
        counted(value["cost"]["requests"], "request"),
        # what was sent and not answered may cost something all the same
        "price not known" if usd is None else f"{usd:.4f} USD" if is_billed else "no bill known",
        clean(", ".join(value["targets"]) or "by recipe"),
        clean(value["repository"]),
    )
    return "  ".join(parts) + "\n"

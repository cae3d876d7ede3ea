"""`refactor map [PATH…]`: the symbol map of the repository's files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from refactor_cli.commands.command_line.options import (
    ExcludeOption,
    IncludeOption,
    MapDetail,
    NoCacheOption,
    OutputFileOption,
    RepoOption,
    ReportFormat,
)
from refactor_cli.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator


def map_(
    paths: Annotated[list[Path] | None, typer.Argument(metavar="PATH...", help="Files or folders.")] = None,
    repo: RepoOption = Path(),
    include: IncludeOption = None,
    exclude: ExcludeOption = None,
    output_format: Annotated[
        ReportFormat, typer.Option("--output-format", help="Text, or JSON.")
    ] = ReportFormat.FULL,
    detail: Annotated[
        MapDetail, typer.Option("--detail", help="How much the text says of each file.")
    ] = MapDetail.CALLS,
    output_file: OutputFileOption = None,
    no_cache: NoCacheOption = False,
) -> int:
    """Print what the files define and call: definitions with their lines, signatures and the names they call.

    [bold]Example[/bold]

    refactor map shop/ --output-format json
    """
    from refactor_cli.commands.command_line import output
    from refactor_cli.commands.reading import check_matches, read
    from refactor_cli.outlines import missing_grammars
    from refactor_cli.symbol_text import map_json, render_map

    with read(repo, paths=paths or (), include=include, exclude=exclude, use_cache=not no_cache) as reading:
        check_matches(reading, "--include", include or ())
        if output_format is ReportFormat.JSON:
            output.write([map_json(reading.symbols)], output_file)
        else:
            output.write(_told(render_map(reading.symbols, detail=detail.value)), output_file)
        missing = missing_grammars(reading.symbols.snapshot)
    if missing:
        wheels = " ".join(dict.fromkeys(each.wheel for each in missing))
        languages = ", ".join(f"{each.language} ({each.files:,} files)" for each in missing)
        output.note(f"note: no grammar is installed for {languages}: pip install {wheels}")
    return ExitCode.DONE


def _told(texts: Iterator[str]) -> Iterator[str]:
    """The same; where there is nothing, that is said."""
    from refactor_cli.commands.command_line.output import note

    is_empty = True
    for text in texts:
        is_empty = False
        yield text
    if is_empty:
        note(
            "note: nothing to show: no file there is in a language that is mapped, which documents and data are not"
        )

"""`refactor map [PATH…]`: the symbol map of the repository's files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from refactor_cli.commands.options import (
    ExcludeOption,
    IncludeOption,
    NoCacheOption,
    OutputFileOption,
    RepoOption,
    ReportFormat,
)
from refactor_cli.errors import ExitCode


def map_(
    paths: Annotated[list[Path] | None, typer.Argument(metavar="[PATH]…", help="Files or folders.")] = None,
    repo: RepoOption = Path(),
    include: IncludeOption = None,
    exclude: ExcludeOption = None,
    output_format: Annotated[
        ReportFormat, typer.Option("--output-format", help="Text, or JSON.")
    ] = ReportFormat.FULL,
    output_file: OutputFileOption = None,
    no_cache: NoCacheOption = False,
) -> int:
    """Print what the files define: classes and functions with their signatures and lines.

    [bold]Example[/bold]

    refactor map shop/ --output-format json
    """
    from refactor_cli.commands import output
    from refactor_cli.commands.reading import read
    from refactor_cli.symbol_text import map_json, render_map

    with read(repo, paths=paths or (), include=include, exclude=exclude, use_cache=not no_cache) as reading:
        if output_format is ReportFormat.JSON:
            output.write([map_json(reading.symbols)], output_file)
        else:
            output.write(render_map(reading.symbols), output_file)
    return ExitCode.DONE

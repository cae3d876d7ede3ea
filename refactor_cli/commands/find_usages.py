"""`refactor find-usages TARGET…`: every usage of a function, with evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from refactor_cli.commands.checkers import PythonOption, Types, TypesOption
from refactor_cli.commands.options import (
    ExcludeOption,
    IncludeOption,
    NoCacheOption,
    OutputFileOption,
    RepoOption,
    UsageFormat,
)
from refactor_cli.errors import ExitCode


def find_usages(
    targets: Annotated[
        list[str],
        typer.Argument(
            metavar="TARGET…", help="pkg.mod.func, pkg.mod.Class.method, file.py:func, file.py:LINE"
        ),
    ],
    repo: RepoOption = Path(),
    include: IncludeOption = None,
    exclude: ExcludeOption = None,
    show_ruled_out: Annotated[
        bool,
        typer.Option("--show-ruled-out", help="Also list the same name where it is proved something else."),
    ] = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="End with 1 when there are usages.")] = False,
    output_format: Annotated[
        UsageFormat, typer.Option("--output-format", help="How to print them.")
    ] = UsageFormat.FULL,
    output_file: OutputFileOption = None,
    types: TypesOption = Types.TY,
    python: PythonOption = None,
    no_cache: NoCacheOption = False,
) -> int:
    """List every usage of TARGET in the working tree, with the evidence for it.

    [bold]Examples[/bold]

    refactor find-usages datetime.datetime.utcnow

    refactor find-usages shop/legacy.py:price --output-format json
    """
    from refactor_cli.commands import output
    from refactor_cli.commands.checkers import checkers, unresolved_note
    from refactor_cli.commands.reading import read
    from refactor_cli.evidence import Evidence
    from refactor_cli.find import find
    from refactor_cli.find.target import read_target
    from refactor_cli.renderers import usages as formats

    with read(repo, include=include, exclude=exclude, use_cache=not no_cache) as reading:
        asked = [read_target(reading.symbols, spec) for spec in targets]
        servers = checkers(types, python, reading)
        usages = find(reading.symbols, asked, reading.cache, servers.asked, Evidence())
        unresolved = unresolved_note(servers, reading, usages)
    left_out = reading.symbols.snapshot.left_out
    for warning in usages.warnings:
        output.note(f"warning: {warning}")
    if unresolved:
        output.note(f"note: {unresolved}")
    if output_format is UsageFormat.JSON:
        output.write([formats.as_json(usages, left_out, show_ruled_out)], output_file)
    elif output_format is UsageFormat.JSON_LINES:
        output.write(formats.as_json_lines(usages, show_ruled_out), output_file)
    elif output_format is UsageFormat.CONCISE:
        output.write(formats.as_concise(usages, show_ruled_out), output_file)
    else:
        from refactor_cli.renderers.console import collected, console

        printed = console(output.is_terminal(output_file))
        formats.print_full(printed, usages, left_out, show_ruled_out)
        output.write([collected(printed)], output_file)
    found = any(result.usages for result in usages.results)
    return ExitCode.FINDINGS if exit_code and found else ExitCode.DONE

"""`refactor find-usages TARGET…`: every usage of a function, with evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from refactor_cli.commands.checkers import PythonOption, Types, TypesOption
from refactor_cli.commands.options import (
    ExcludeOption,
    Group,
    IncludeOption,
    Kind,
    LowestCertainty,
    NoCacheOption,
    OutputFileOption,
    RepoOption,
    UsageFormat,
)
from refactor_cli.errors import ExitCode, RefactorError

if TYPE_CHECKING:
    from refactor_cli.data import LeftOut, TargetUsages, Usages
    from refactor_cli.renderers.explanation import Explained
    from refactor_cli.renderers.usages import View


def find_usages(
    targets: Annotated[
        list[str],
        typer.Argument(
            metavar="TARGET", help="pkg.mod.func, pkg.mod.Class.method, file.py:func, file.py:LINE"
        ),
    ],
    repo: RepoOption = Path(),
    include: IncludeOption = None,
    exclude: ExcludeOption = None,
    certainty: Annotated[
        LowestCertainty, typer.Option("--certainty", help="The lowest certainty that is shown.")
    ] = LowestCertainty.POSSIBLE,
    kind: Annotated[
        list[Kind] | None, typer.Option("--kind", help="Only usages of this kind; repeatable.")
    ] = None,
    show_ruled_out: Annotated[
        bool,
        typer.Option("--show-ruled-out", help="Also list the same name where it is proved something else."),
    ] = False,
    group_by: Annotated[
        Group, typer.Option("--group-by", help="What to list them by; owners are CODEOWNERS'.")
    ] = Group.FILE,
    explain: Annotated[
        str, typer.Option("--explain", metavar="ID", help="Show every step of evidence for one usage.")
    ] = "",
    exit_code: Annotated[bool, typer.Option("--exit-code", help="End with 1 when usages are shown.")] = False,
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
    from refactor_cli.commands import output, showing
    from refactor_cli.commands.checkers import checkers, unresolved_note
    from refactor_cli.commands.progress import counting
    from refactor_cli.commands.reading import read, selected, tell_unseen
    from refactor_cli.evidence import Evidence
    from refactor_cli.find import find
    from refactor_cli.find.target import read_target
    from refactor_cli.renderers.usages import View

    with read(repo, use_cache=not no_cache) as reading:
        is_selected = selected(reading, include, exclude)
        asked = [read_target(reading.symbols, spec) for spec in targets]
        servers = checkers(types, python, reading)
        with counting("files") as progress:
            usages = find(reading.symbols, asked, reading.cache, servers.asked, Evidence(), progress)
        tell_unseen(usages)
        usages = _narrowed(usages, is_selected)
        unresolved = unresolved_note(servers, reading, usages)
    for warning in usages.warnings:
        output.note(f"warning: {warning}")
    if unresolved:
        output.note(f"note: {unresolved}")
    if explain:
        return _explain(showing.explain(reading, usages, explain), output_format, output_file)
    view = View(
        show_ruled_out,
        certainty.value,
        frozenset(each.value for each in kind or ()),
        group_by.value,
        showing.groups(reading, group_by.value),
    )
    left_out = tuple(each for each in reading.symbols.snapshot.left_out if is_selected(each.path))
    output.write(_formatted(usages, left_out, view, output_format, output_file), output_file)
    found = any(view.of(result) for result in usages.results)
    return ExitCode.FINDINGS if exit_code and found else ExitCode.DONE


def _narrowed(usages: Usages, is_selected: Callable[[str], bool]) -> Usages:
    """Those in the files that the user wants to see."""

    def narrowed(result: TargetUsages) -> TargetUsages:
        shown = tuple(each for each in result.usages if is_selected(each.path))
        return replace(
            result, usages=shown, ruled_out=tuple(each for each in result.ruled_out if is_selected(each.path))
        )

    return replace(usages, results=tuple(map(narrowed, usages.results)))


def _formatted(
    usages: Usages, left_out: tuple[LeftOut, ...], view: View, output_format: UsageFormat, file: Path | None
) -> Iterable[str]:
    from refactor_cli.renderers import usage_lists
    from refactor_cli.renderers import usages as data
    from refactor_cli.renderers.console import collected, console

    match output_format:
        case UsageFormat.JSON:
            return [data.as_json(usages, left_out, view)]
        case UsageFormat.JSON_LINES:
            return data.as_json_lines(usages, view)
        case UsageFormat.CSV:
            return data.as_csv(usages, view)
        case UsageFormat.CONCISE:
            return usage_lists.as_concise(usages, view)
    from refactor_cli.commands.output import is_terminal

    printed = console(is_terminal(file))
    usage_lists.print_full(printed, usages, left_out, view)
    return [collected(printed)]


def _explain(explained: Explained, output_format: UsageFormat, file: Path | None) -> int:
    from refactor_cli.commands import output
    from refactor_cli.renderers.explanation import explanation_json, explanation_lines

    match output_format:
        case UsageFormat.CSV:
            raise RefactorError("--explain has no csv form", "use --output-format full or json")
        case UsageFormat.JSON | UsageFormat.JSON_LINES:
            output.write([explanation_json(explained)], file)
        case _:
            output.write(explanation_lines(explained), file)
    return ExitCode.DONE

"""`refactor pack [TARGET]`: the prompt that would be sent, or the repository in one prompt for any use."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from refactor_cli.commands.options import (
    ExcludeOption,
    IncludeOption,
    NoCacheOption,
    RepoOption,
    ReportFormat,
)
from refactor_cli.errors import ExitCode, RefactorError
from refactor_cli.tokens import DEFAULT_MODEL

if TYPE_CHECKING:
    from refactor_cli.commands.packing import Options
    from refactor_cli.commands.reading import Reading
    from refactor_cli.pack import Packed, Task


class LayoutChoice(StrEnum):
    """How files are set apart from one another."""

    XML = "xml"
    MARKDOWN = "markdown"


def pack(
    targets: Annotated[
        list[str] | None,
        typer.Argument(metavar="TARGET", help="What is outdated; left out, the repository for any use."),
    ] = None,
    instructions: Annotated[
        str, typer.Option("--instructions", metavar="TEXT", help="What to do, in words.")
    ] = "",
    recipe: Annotated[
        Path | None, typer.Option("--recipe", metavar="FILE", help="The rules there are already.")
    ] = None,
    docs: Annotated[
        list[str] | None,
        typer.Option("--docs", metavar="FILE|DIR|PACKAGE", help="Documentation of the new API; repeatable."),
    ] = None,
    style: Annotated[
        list[Path] | None, typer.Option("--style", metavar="FILE", help="A style guide; repeatable.")
    ] = None,
    repo: RepoOption = Path(),
    base: Annotated[str, typer.Option("--base", metavar="REV", help="The commit to read.")] = "HEAD",
    working_tree: Annotated[
        bool, typer.Option("--working-tree", help="Read the files as they are now, not a commit.")
    ] = False,
    include: IncludeOption = None,
    exclude: ExcludeOption = None,
    full: Annotated[
        list[str] | None,
        typer.Option("--full", metavar="GLOB", help="In full, even generated, vendored or data; repeatable."),
    ] = None,
    allow_secret: Annotated[
        list[str] | None,
        typer.Option(
            "--allow-secret", metavar="PATTERN", help="Do not mask secrets, or files, that match; repeatable."
        ),
    ] = None,
    model: Annotated[
        str, typer.Option("--model", metavar="NAME", help="Whose tokens are counted.")
    ] = DEFAULT_MODEL,
    context_tokens: Annotated[
        int | None,
        typer.Option(
            "--context-tokens",
            metavar="N",
            min=0,
            help="Room for the prompt and its answer; 0: no bound. Default: the model's window.",
        ),
    ] = None,
    layout: Annotated[
        LayoutChoice, typer.Option("--layout", help="Tags, or Markdown (only without TARGET).")
    ] = LayoutChoice.XML,
    output: Annotated[
        Path | None, typer.Option("--output", "--output-file", metavar="FILE", help="Write the prompt there.")
    ] = None,
    stats: Annotated[
        bool, typer.Option("--stats", help="Print tokens, prices and what was left out, not the prompt.")
    ] = False,
    diff: Annotated[
        str | None,
        typer.Option("--diff", metavar="REV", help="Print which blocks changed since REV, not the prompt."),
    ] = None,
    output_format: Annotated[
        ReportFormat, typer.Option("--output-format", help="Of --stats and --diff.")
    ] = ReportFormat.FULL,
    no_cache: NoCacheOption = False,
) -> int:
    """Print exactly what a model would be sent for TARGET, or the whole repository as one prompt. Sends nothing.

    [bold]Examples[/bold]

    refactor pack --output prompt.md

    refactor pack shop.legacy.price --instructions "use Price.of" --stats
    """
    from refactor_cli.commands.output import note
    from refactor_cli.commands.packing import Options, packed, priming_from
    from refactor_cli.commands.reading import read

    if targets and layout is LayoutChoice.MARKDOWN:
        raise RefactorError(
            "--layout markdown is for repositories without a TARGET", "leave out one of the two"
        )
    if not targets and (instructions or recipe):
        raise RefactorError("--instructions and --recipe need a TARGET", "name what is outdated")
    options = Options(
        model,
        context_tokens,
        tuple(allow_secret or ()),
        tuple(full or ()),
        tuple(include or ()),
        tuple(exclude or ()),
        layout.value,
    )
    with read(repo, revision=None if working_tree else base, use_cache=not no_cache) as reading:
        if sys.stderr.isatty():
            note(f"packing {len(reading.symbols.snapshot.files):,} files …")
        task = _task(reading, targets, instructions, recipe) if targets else None
        found = packed(reading, task, priming_from(docs or (), style or (), reading), options)
        if diff is not None:
            return _show_diff(reading, found, diff, options, output_format)
    _tell(found, output)
    if stats or output_format is ReportFormat.JSON:
        _show_stats(found, output_format)
    elif output is None:
        _print(found)
    return ExitCode.DONE


def _task(reading: Reading, targets: list[str], instructions: str, recipe: Path | None) -> Task:
    from refactor_cli.commands.output import read_text
    from refactor_cli.commands.reading import named_from_top
    from refactor_cli.data import SURE
    from refactor_cli.find import find
    from refactor_cli.find.target import read_target
    from refactor_cli.inline import inline
    from refactor_cli.pack import Task
    from refactor_cli.recipe.read import read_recipe

    source = read_text(recipe, "recipe") if recipe else ""
    rules = read_recipe(source, str(recipe)) if recipe else None
    known = frozenset(rules.symbols if rules else ())
    usages = find(
        reading.symbols,
        [
            read_target(reading.symbols, named_from_top(reading, each), known=each in known)
            for each in targets
        ],
        reading.cache,
    )
    sure = frozenset(
        usage.id for result in usages.results for usage in result.usages if usage.certainty in SURE
    )
    outcomes = inline(rules, usages, reading.symbols, sure).outcomes if rules else ()
    return Task(usages, instructions, source, outcomes)


def _tell(found: Packed, path: Path | None) -> None:
    from refactor_cli.commands.output import note
    from refactor_cli.commands.packing import summary, write_prompts

    note(summary(found))
    if len(found.rest) > 1:
        note(f"the usages do not fit into one prompt: {len(found.rest)} prompts with the same repository")
    if path is not None:
        from refactor_cli.commands.output import write

        if found.system:
            for place in write_prompts(found, path):
                note(f"prompt: {place}")
        else:
            write(_pieces(found), path)
            note(f"prompt: {path}")


def _print(found: Packed) -> None:
    from refactor_cli.commands.output import write
    from refactor_cli.providers.file import whole_text

    if len(found.rest) > 1:
        raise RefactorError(
            f"the task takes {len(found.rest)} prompts", "write each to a file: --output prompt.md"
        )
    write([whole_text(found.prompts[0])] if found.system else _pieces(found))


def _pieces(found: Packed) -> list[bytes]:
    return [piece for block in (*found.prefix.blocks, *found.rest[0]) for piece in block.data]


def _show_stats(found: Packed, output_format: ReportFormat) -> None:
    from datetime import UTC, datetime

    from refactor_cli.commands.output import write
    from refactor_cli.renderers.packed import stats_json, stats_text

    now = datetime.now(UTC)
    write([stats_json(found, now) if output_format is ReportFormat.JSON else stats_text(found, now)])


def _show_diff(
    reading: Reading, found: Packed, revision: str, options: Options, output_format: ReportFormat
) -> int:
    from dataclasses import replace

    from refactor_cli.commands.output import write
    from refactor_cli.commands.packing import packed
    from refactor_cli.renderers.packed import diff_json, diff_text
    from refactor_cli.scan import scan

    snapshot = scan(reading.repository, revision=revision)
    before = packed(replace(reading, symbols=reading.symbols.with_snapshot(snapshot)), None, (), options)
    made = diff_json if output_format is ReportFormat.JSON else diff_text
    write([made(before.prefix, found.prefix, revision)])
    return ExitCode.DONE

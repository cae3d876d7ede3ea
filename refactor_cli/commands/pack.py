"""`refactor pack [TARGET]`: the prompt that would be sent, or the repository in one prompt for any use."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from refactor_cli.commands.command_line.choices import Types
from refactor_cli.commands.command_line.options import (
    ExcludeOption,
    IncludeOption,
    InstructionsOption,
    NoCacheOption,
    OnlyOption,
    PythonOption,
    RepoOption,
    ReportFormat,
    SkipOption,
    TypesOption,
)
from refactor_cli.errors import ExitCode, RefactorError

if TYPE_CHECKING:
    from refactor_cli.commands.migrations.order import Order
    from refactor_cli.commands.migrations.packing import Options
    from refactor_cli.commands.reading import Reading
    from refactor_cli.pack import Packed


class LayoutChoice(StrEnum):
    """How files are set apart from one another."""

    XML = "xml"
    MARKDOWN = "markdown"


class DefinitionChoice(StrEnum):
    """Whether an answer may give the old definition new source: what else becomes of it changes no prompt."""

    KEEP = "keep"
    REWRITE = "rewrite"


TargetsArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="TARGET...", help="What is outdated; left out, the repository for any use."),
]
RecipeOption = Annotated[
    list[Path] | None,
    typer.Option("--recipe", metavar="FILE|NAME", help="The rules there are already."),
]
DocsOption = Annotated[
    list[str] | None,
    typer.Option("--docs", metavar="FILE|DIR|PACKAGE", help="Documentation of the new API; repeatable."),
]
StyleOption = Annotated[
    list[Path] | None, typer.Option("--style", metavar="FILE", help="A style guide; repeatable.")
]
DefinitionOption = Annotated[
    DefinitionChoice,
    typer.Option("--definition", help="rewrite: the old definition is asked about as well."),
]
BaseOption = Annotated[str, typer.Option("--base", metavar="REV", help="The commit to read.")]
WorkingTreeOption = Annotated[
    bool, typer.Option("--working-tree", help="Read the files as they are now, not a commit.")
]
FullOption = Annotated[
    list[str] | None,
    typer.Option("--full", metavar="GLOB", help="In full, even generated, vendored or data; repeatable."),
]
AllowSecretOption = Annotated[
    list[str] | None,
    typer.Option(
        "--allow-secret", metavar="PATTERN", help="Do not mask secrets, or files, that match; repeatable."
    ),
]
ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="NAME",
        help="Whose tokens are counted.",
        show_default="of your own config.toml, or DeepSeek's Pro",
    ),
]
ContextTokensOption = Annotated[
    int | None,
    typer.Option(
        "--context-tokens",
        metavar="N",
        min=0,
        help="Room for the prompt and its answer; 0: no bound. Default: the model's window.",
    ),
]
LayoutOption = Annotated[
    LayoutChoice, typer.Option("--layout", help="Tags, or Markdown (only without TARGET).")
]
OutputOption = Annotated[
    Path | None, typer.Option("--output", "--output-file", metavar="FILE", help="Write the prompt there.")
]
StatsOption = Annotated[
    bool, typer.Option("--stats", help="Print tokens, prices and what was left out, not the prompt.")
]
DiffOption = Annotated[
    str | None,
    typer.Option("--diff", metavar="REV", help="Print which blocks changed since REV, not the prompt."),
]
OutputFormatOption = Annotated[ReportFormat, typer.Option("--output-format", help="Of --stats and --diff.")]


def pack(
    targets: TargetsArgument = None,
    instructions: InstructionsOption = None,
    recipe: RecipeOption = None,
    docs: DocsOption = None,
    style: StyleOption = None,
    only: OnlyOption = None,
    skip: SkipOption = None,
    definition: DefinitionOption = DefinitionChoice.KEEP,
    types: TypesOption = Types.TY,
    python: PythonOption = None,
    repo: RepoOption = Path(),
    base: BaseOption = "HEAD",
    working_tree: WorkingTreeOption = False,
    include: IncludeOption = None,
    exclude: ExcludeOption = None,
    full: FullOption = None,
    allow_secret: AllowSecretOption = None,
    model: ModelOption = None,
    context_tokens: ContextTokensOption = None,
    layout: LayoutOption = LayoutChoice.XML,
    output: OutputOption = None,
    stats: StatsOption = False,
    diff: DiffOption = None,
    output_format: OutputFormatOption = ReportFormat.FULL,
    no_cache: NoCacheOption = False,
) -> int:
    """Print exactly what a model would be sent for TARGET, or the whole repository as one prompt. Sends nothing.

    With the same options these are the bytes that `migrate TARGET --prompt-out` writes. Other than there, --include
    and --exclude choose which files are sent, and not which usages are asked about; --full, --allow-secret and
    --working-tree are options of this command alone, and --to of that one.

    [bold]Examples[/bold]

    refactor pack --output prompt.md

    refactor pack shop.legacy.price --instructions "use Price.of" --stats
    """
    from refactor_cli.commands.asking_models.model_order import ModelOrder
    from refactor_cli.commands.command_line.output import note
    from refactor_cli.commands.migrations.order import Order, only_recipe
    from refactor_cli.commands.migrations.packing import Options
    from refactor_cli.commands.reading import check_matches, read
    from refactor_cli.keys import user_config

    is_rewritten = definition is DefinitionChoice.REWRITE
    _check_together(bool(targets), layout, any((instructions, recipe, only, skip, is_rewritten)))
    asking = ModelOrder(model, context_tokens=context_tokens)
    order = Order(
        targets=tuple(targets or ()),
        base=base,
        recipe=only_recipe(recipe),
        instructions=instructions or "",
        docs=tuple(map(Path, docs or ())),
        style=tuple(style or ()),
        prompt_out=output or Path("-"),
        only=frozenset(only or ()),
        skip=frozenset(skip or ()),
        definition=definition.value,
        use_cache=not no_cache,
        types=types,
        python=python,
        asking=asking,
    )
    options = Options(
        asking.by_hand(user_config().model),
        context_tokens,
        tuple(allow_secret or ()),
        tuple(full or ()),
        tuple(include or ()),
        tuple(exclude or ()),
        layout.value,
    )
    with read(repo, revision=None if working_tree else base, use_cache=not no_cache) as reading:
        check_matches(reading, "--include", options.include)
        check_matches(reading, "--full", options.full)
        if sys.stderr.isatty():
            note(f"packing {len(reading.symbols.snapshot.files):,} files …")
        found = _with_task(reading, order, options) if targets else _alone(reading, order, options)
        if diff is not None:
            return _show_diff(reading, found, diff, options, output_format)
    _tell(found, output)
    if stats or output_format is ReportFormat.JSON:
        _show_stats(found, output_format)
    elif output is None:
        _print(found)
    return ExitCode.DONE


def _check_together(has_target: bool, layout: LayoutChoice, has_task: bool) -> None:
    """`has_task`: options are given that say something of a target.

    Raises:
        RefactorError: options that contradict each other.
    """
    if has_target and layout is LayoutChoice.MARKDOWN:
        raise RefactorError(
            "--layout markdown is for repositories without a TARGET", "leave out one of the two"
        )
    if has_task and not has_target:
        raise RefactorError(
            "--instructions, --recipe, --only, --skip and --definition need a TARGET", "name what is outdated"
        )


def _with_task(reading: Reading, order: Order, options: Options) -> Packed:
    """As `migrate` does it."""
    from refactor_cli.commands.migrations.deciding import check_ids
    from refactor_cli.commands.migrations.searching import find_all, named_by
    from refactor_cli.commands.migrations.task import prompts_of

    found = find_all(reading, order, named_by(reading, order))
    check_ids(found, order)
    return prompts_of(found, order, options)


def _alone(reading: Reading, order: Order, options: Options) -> Packed:
    from refactor_cli.commands.migrations.packing import packed, priming_from

    return packed(
        reading,
        None,
        priming_from([str(each) for each in order.docs], order.style, reading, order.python),
        options,
    )


def _tell(found: Packed, path: Path | None) -> None:
    from refactor_cli.commands.command_line.output import note
    from refactor_cli.commands.migrations.packing import summary, write_prompts

    note(summary(found))
    if len(found.rest) > 1:
        note(f"the usages do not fit into one prompt: {len(found.rest)} prompts with the same repository")
    if path is not None:
        from refactor_cli.commands.command_line.output import write

        if found.system:
            for place in write_prompts(found, path):
                note(f"prompt: {place}")
        else:
            write(_pieces(found), path)
            note(f"prompt: {path}")


def _print(found: Packed) -> None:
    from refactor_cli.commands.command_line.output import write
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

    from refactor_cli.commands.command_line.output import write
    from refactor_cli.renderers.packed import stats_json, stats_text

    now = datetime.now(UTC)
    write([stats_json(found, now) if output_format is ReportFormat.JSON else stats_text(found, now)])


def _show_diff(
    reading: Reading, found: Packed, revision: str, options: Options, output_format: ReportFormat
) -> int:
    from msgspec.structs import replace

    from refactor_cli.commands.command_line.output import write
    from refactor_cli.commands.migrations.packing import packed
    from refactor_cli.renderers.packed import diff_json, diff_text
    from refactor_cli.scan import scan

    snapshot = scan(reading.repository, revision=revision)
    before = packed(replace(reading, symbols=reading.symbols.with_snapshot(snapshot)), None, (), options)
    made = diff_json if output_format is ReportFormat.JSON else diff_text
    write([made(before.prefix, found.prefix, revision)])
    return ExitCode.DONE

"""`refactor check [FILES]`: fails on uses of what the project's recipes replace."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from refactor_cli.commands.checks.running import Request, run_check
from refactor_cli.commands.command_line.choices import CheckFormat
from refactor_cli.commands.command_line.options import (
    NoCacheOption,
    OutputFileOption,
    ProjectRecipesOption,
    RepoOption,
)


def _complete_format(begun: str) -> list[str]:
    return [each for each in CheckFormat if each.startswith(begun)]


FilesArgument = Annotated[
    list[Path] | None, typer.Argument(metavar="FILE...", help="What to look at; left out, everything.")
]
BaselineOption = Annotated[
    Path | None,
    typer.Option(
        "--baseline",
        metavar="FILE",
        help="Only uses beyond those in this file fail; default: the project's, .refactor-baseline.json.",
    ),
]
BaselineCommitOption = Annotated[
    str | None,
    typer.Option("--baseline-commit", metavar="REV", help="Only uses fail that this commit does not have."),
]
FixOption = Annotated[
    bool,
    typer.Option("--fix", help="Rewrite in the working tree what is certain and exactly equivalent."),
]
UnsafeFixesOption = Annotated[
    bool,
    typer.Option(
        "--unsafe-fixes", help="With --fix or --diff: also likely uses, and rules that change behaviour."
    ),
]
DiffOption = Annotated[
    bool, typer.Option("--diff", help="Print what --fix would write, as a diff, and write nothing.")
]
ExitCodeOption = Annotated[
    bool, typer.Option("--exit-code", help="End with 1 when there are findings, as without it.")
]
OutputFormatOption = Annotated[
    list[str] | None,
    typer.Option(
        "--output-format",
        metavar="FORMAT[=FILE]",
        help=f"{', '.join(CheckFormat)}; repeatable.",
        autocompletion=_complete_format,
    ),
]


def check(
    files: FilesArgument = None,
    recipe: ProjectRecipesOption = None,
    baseline: BaselineOption = None,
    baseline_commit: BaselineCommitOption = None,
    fix: FixOption = False,
    unsafe_fixes: UnsafeFixesOption = False,
    diff: DiffOption = False,
    exit_code: ExitCodeOption = False,
    output_format: OutputFormatOption = None,
    output_file: OutputFileOption = None,
    repo: RepoOption = Path(),
    no_cache: NoCacheOption = False,
) -> int:
    """Fail on uses of what the project's recipes replace, and show what to write instead.

    Recipes are named under \\[tool.refactor] in pyproject.toml: recipes = \\["recipes/old.py"]. Neither the network
    nor a model is asked, and nothing is executed.

    [bold]Examples[/bold]

    refactor check

    refactor check --diff

    refactor check shop/cart.py --fix

    refactor check --baseline-commit origin/main --output-format github --output-format sarif=refactor.sarif
    """
    return run_check(
        Request(
            tuple(files or ()),
            tuple(recipe or ()),
            baseline,
            baseline_commit,
            fix,
            unsafe_fixes,
            diff,
            tuple(output_format or ()),
            output_file,
            repo,
            no_cache,
        )
    )

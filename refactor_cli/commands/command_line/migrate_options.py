"""The options that `refactor migrate` alone has, so that its signature reads as the list of them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from refactor_cli.commands.command_line.choices import LowestCertainty


class References(StrEnum):
    """What becomes of references that are no calls."""

    OPEN = "open"
    LAMBDA = "lambda"


class DefinitionChoice(StrEnum):
    """What becomes of the old definition."""

    KEEP = "keep"
    RENAME = "rename"
    REMOVE = "remove"
    DEPRECATE = "deprecate"
    REWRITE = "rewrite"


TargetsArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="TARGET...", help="What is outdated; left out, all that the recipe names."),
]
ToOption = Annotated[
    str | None, typer.Option("--to", metavar="NEW", help="pkg.new, or 'pkg.new(b, a, flag=True)'.")
]
RecipeOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--recipe", metavar="FILE|NAME", help="A file of @replaces and moved rules, or a shipped recipe."
    ),
]
DocsOption = Annotated[
    list[Path] | None,
    typer.Option("--docs", metavar="FILE|DIR|PACKAGE", help="For the model: documentation; repeatable."),
]
StyleOption = Annotated[
    list[Path] | None,
    typer.Option("--style", metavar="FILE", help="For the model: a style guide; repeatable."),
]
PromptOutOption = Annotated[
    Path | None,
    typer.Option(
        "--prompt-out",
        metavar="FILE",
        help="Write the model's prompt there and stop; with --answer, that of the next round.",
    ),
]
AnswerOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--answer",
        metavar="FILE",
        help="Go on with a model's answer from a file; repeatable, one for each round.",
    ),
]
RoundsOption = Annotated[
    int,
    typer.Option(
        "--rounds", metavar="N", min=1, max=10, help="How often a model is asked, repairs included."
    ),
]
ShowRecipeOption = Annotated[
    bool, typer.Option("--show-recipe", help="Print the recipe that would be used, and stop.")
]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Show the diff and the ledger, save the plan, write no branch.")
]
BaseOption = Annotated[
    str, typer.Option("--base", metavar="REV", help="The commit to read; the branch stands on HEAD.")
]
BranchOption = Annotated[
    str | None,
    typer.Option(
        "--branch",
        metavar="NAME",
        help="The branch; default refactor/<target>, with --recipe refactor/<its name>, in lower case.",
    ),
]
CertaintyOption = Annotated[
    LowestCertainty, typer.Option("--certainty", help="The lowest certainty that is rewritten.")
]
ReferencesOption = Annotated[
    References,
    typer.Option("--references", help="Callbacks: left open, or a lambda that does as the rule says."),
]
BuildFilesOption = Annotated[
    bool,
    typer.Option(
        "--allow-build-files",
        help="A model's answer may change setup.py, noxfile.py and Python in hidden folders, too.",
    ),
]
DefinitionOption = Annotated[
    DefinitionChoice,
    typer.Option(
        "--definition",
        help="What becomes of the old definition, once nothing needs it; rewrite: what the answer says.",
    ),
]
SplitByOption = Annotated[
    str | None,
    typer.Option(
        "--split-by",
        metavar="BY|N",
        help="Several commits, by rule, package, owner or intent: what rules do exactly apart from what needs "
        "eyes; N: at most N files each.",
    ),
]
OntoOption = Annotated[
    str | None,
    typer.Option("--onto", metavar="REV", help="Repeat a migration on REV, without a model; with --from."),
]
FromOption = Annotated[
    str | None,
    typer.Option("--from", metavar="PLAN|BRANCH|RUN", help="The migration that --onto repeats."),
]
FormatCommandOption = Annotated[
    str | None,
    typer.Option(
        "--format-command",
        metavar="COMMAND",
        help="Formats the changed files, as a commit of its own: 'ruff format'.",
    ),
]
ReportOption = Annotated[
    Path | None,
    typer.Option("--report", metavar="FILE", help="Also write the body of a pull request there."),
]
PatchOption = Annotated[
    Path | None, typer.Option("--patch", metavar="FILE", help="Also write the diff there.")
]
PlanOutOption = Annotated[
    Path | None, typer.Option("--plan-out", metavar="FILE", help="Save the plan there.")
]

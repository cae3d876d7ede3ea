"""`refactor migrate TARGET… --to …`: every usage onto a reviewable branch, or the plan of it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from refactor_cli.commands.command_line.choices import LowestCertainty, Types
from refactor_cli.commands.command_line.options import (
    TEST_SECONDS,
    AllowHttpOption,
    BaseUrlOption,
    ConfirmOption,
    ContextOption,
    ExcludeOption,
    IncludeOption,
    InstructionsOption,
    MaxCostOption,
    ModelOption,
    NoCacheOption,
    OnlyOption,
    OutputFileOption,
    PythonOption,
    RepoOption,
    ReportFormat,
    ReportFormatOption,
    ResumeOption,
    RetriesOption,
    SkipOption,
    TestOption,
    TestTimeoutOption,
    TimeoutOption,
    TypesOption,
    YesOption,
)


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


def migrate(
    targets: Annotated[
        list[str] | None,
        typer.Argument(metavar="TARGET...", help="What is outdated; left out, all that the recipe names."),
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="NEW", help="pkg.new, or 'pkg.new(b, a, flag=True)'.")
    ] = None,
    recipe: Annotated[
        list[Path] | None,
        typer.Option(
            "--recipe", metavar="FILE|NAME", help="A file of @replaces and moved rules, or a shipped recipe."
        ),
    ] = None,
    instructions: InstructionsOption = None,
    docs: Annotated[
        list[Path] | None,
        typer.Option("--docs", metavar="FILE|DIR|PACKAGE", help="For the model: documentation; repeatable."),
    ] = None,
    style: Annotated[
        list[Path] | None,
        typer.Option("--style", metavar="FILE", help="For the model: a style guide; repeatable."),
    ] = None,
    prompt_out: Annotated[
        Path | None,
        typer.Option(
            "--prompt-out",
            metavar="FILE",
            help="Write the model's prompt there and stop; with --answer, that of the next round.",
        ),
    ] = None,
    answer: Annotated[
        list[Path] | None,
        typer.Option(
            "--answer",
            metavar="FILE",
            help="Go on with a model's answer from a file; repeatable, one for each round.",
        ),
    ] = None,
    model: ModelOption = None,
    base_url: BaseUrlOption = None,
    allow_http: AllowHttpOption = False,
    context_tokens: ContextOption = None,
    rounds: Annotated[
        int,
        typer.Option(
            "--rounds", metavar="N", min=1, max=10, help="How often a model is asked, repairs included."
        ),
    ] = 3,
    timeout: TimeoutOption = None,
    retries: RetriesOption = 3,
    confirm_above: ConfirmOption = 0.5,
    max_cost: MaxCostOption = None,
    yes: YesOption = False,
    resume: ResumeOption = None,
    show_recipe: Annotated[
        bool, typer.Option("--show-recipe", help="Print the recipe that would be used, and stop.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the diff and the ledger, save the plan, write no branch.")
    ] = False,
    repo: RepoOption = Path(),
    base: Annotated[
        str, typer.Option("--base", metavar="REV", help="The commit to read; the branch stands on HEAD.")
    ] = "HEAD",
    branch: Annotated[
        str | None,
        typer.Option(
            "--branch",
            metavar="NAME",
            help="The branch; default refactor/<target>, with --recipe refactor/<its name>, in lower case.",
        ),
    ] = None,
    only: OnlyOption = None,
    skip: SkipOption = None,
    include: IncludeOption = None,
    exclude: ExcludeOption = None,
    certainty: Annotated[
        LowestCertainty, typer.Option("--certainty", help="The lowest certainty that is rewritten.")
    ] = LowestCertainty.LIKELY,
    references: Annotated[
        References,
        typer.Option("--references", help="Callbacks: left open, or a lambda that does as the rule says."),
    ] = References.OPEN,
    definition: Annotated[
        DefinitionChoice,
        typer.Option(
            "--definition",
            help="What becomes of the old definition, once nothing needs it; rewrite: what the answer says.",
        ),
    ] = DefinitionChoice.KEEP,
    split_by: Annotated[
        str | None,
        typer.Option(
            "--split-by",
            metavar="BY|N",
            help="Several commits, by rule, package, owner or intent: what rules do exactly apart from what needs "
            "eyes; N: at most N files each.",
        ),
    ] = None,
    onto: Annotated[
        str | None,
        typer.Option(
            "--onto", metavar="REV", help="Repeat a migration on REV, without a model; with --from."
        ),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--from", metavar="PLAN|BRANCH|RUN", help="The migration that --onto repeats."),
    ] = None,
    format_command: Annotated[
        str | None,
        typer.Option(
            "--format-command",
            metavar="COMMAND",
            help="Formats the changed files, as a commit of its own: 'ruff format'.",
        ),
    ] = None,
    test: TestOption = None,
    test_timeout: TestTimeoutOption = TEST_SECONDS,
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="FILE", help="Also write the body of a pull request there."),
    ] = None,
    patch: Annotated[
        Path | None, typer.Option("--patch", metavar="FILE", help="Also write the diff there.")
    ] = None,
    plan_out: Annotated[
        Path | None, typer.Option("--plan-out", metavar="FILE", help="Save the plan there.")
    ] = None,
    output_format: ReportFormatOption = ReportFormat.FULL,
    output_file: OutputFileOption = None,
    types: TypesOption = Types.TY,
    python: PythonOption = None,
    no_cache: NoCacheOption = False,
) -> int:
    """Rewrite every usage of TARGET on a new branch. The working tree, the index and HEAD stay as they are.

    [bold]Examples[/bold]

    refactor migrate datetime.datetime.utcnow --to 'datetime.datetime.now(datetime.timezone.utc)' --dry-run

    refactor migrate --recipe recipe.py

    refactor migrate shop.legacy.price --instructions "use Price.of" --docs docs/pricing.md

    refactor migrate --resume latest

    refactor migrate --recipe recipe.py --split-by rule --report pull-request.md

    refactor migrate --onto origin/main --from refactor/shop.legacy.price

    refactor migrate --recipe recipe.py --test 'python -m pytest -q'
    """
    from refactor_cli.commands.migrations.migrating import run
    from refactor_cli.commands.migrations.model_order import ModelOrder
    from refactor_cli.commands.migrations.order import Order, Output, only_recipe
    from refactor_cli.commands.migrations.testing import read_command

    order = Order(
        targets=tuple(targets or ()),
        to=to,
        recipe=only_recipe(recipe),
        instructions=instructions or "",
        docs=tuple(docs or ()),
        style=tuple(style or ()),
        prompt_out=prompt_out,
        answer=tuple(answer or ()),
        base=base,
        branch=branch,
        only=frozenset(only or ()),
        skip=frozenset(skip or ()),
        include=tuple(include or ()),
        exclude=tuple(exclude or ()),
        floor=certainty.value,
        definition=definition.value,
        as_lambda=references is References.LAMBDA,
        use_cache=not no_cache,
        types=types,
        python=python,
        asking=ModelOrder(
            model=model,
            base_url=base_url,
            allow_http=allow_http,
            rounds=rounds,
            confirm_above=confirm_above,
            max_cost=max_cost,
            yes=yes,
            resume=resume,
            context_tokens=context_tokens,
            timeout=timeout,
            retries=retries,
        ),
        split_by=split_by,
        onto=onto,
        source=source,
        test=read_command(test, test_timeout),
        show_recipe=show_recipe,
    )
    out = Output(dry_run, patch, plan_out, output_format, output_file, report, format_command)
    return run(repo, order, out)

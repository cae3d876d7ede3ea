"""`refactor migrate TARGET… --to …`: every usage onto a reviewable branch, or the plan of it."""

from __future__ import annotations

from pathlib import Path

from refactor_cli.commands.command_line.choices import LowestCertainty, Types
from refactor_cli.commands.command_line.migrate_options import (
    AnswerOption,
    BaseOption,
    BranchOption,
    BuildFilesOption,
    CertaintyOption,
    DefinitionChoice,
    DefinitionOption,
    DocsOption,
    DryRunOption,
    FormatCommandOption,
    FromOption,
    OntoOption,
    PatchOption,
    PlanOutOption,
    PromptOutOption,
    RecipeOption,
    References,
    ReferencesOption,
    ReportOption,
    RoundsOption,
    ShowRecipeOption,
    SplitByOption,
    StyleOption,
    TargetsArgument,
    ToOption,
)
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


def migrate(
    targets: TargetsArgument = None,
    to: ToOption = None,
    recipe: RecipeOption = None,
    instructions: InstructionsOption = None,
    docs: DocsOption = None,
    style: StyleOption = None,
    prompt_out: PromptOutOption = None,
    answer: AnswerOption = None,
    model: ModelOption = None,
    base_url: BaseUrlOption = None,
    allow_http: AllowHttpOption = False,
    context_tokens: ContextOption = None,
    rounds: RoundsOption = 3,
    timeout: TimeoutOption = None,
    retries: RetriesOption = 3,
    confirm_above: ConfirmOption = 0.5,
    max_cost: MaxCostOption = None,
    yes: YesOption = False,
    resume: ResumeOption = None,
    show_recipe: ShowRecipeOption = False,
    dry_run: DryRunOption = False,
    repo: RepoOption = Path(),
    base: BaseOption = "HEAD",
    branch: BranchOption = None,
    only: OnlyOption = None,
    skip: SkipOption = None,
    include: IncludeOption = None,
    exclude: ExcludeOption = None,
    certainty: CertaintyOption = LowestCertainty.LIKELY,
    references: ReferencesOption = References.OPEN,
    allow_build_files: BuildFilesOption = False,
    definition: DefinitionOption = DefinitionChoice.KEEP,
    split_by: SplitByOption = None,
    onto: OntoOption = None,
    source: FromOption = None,
    format_command: FormatCommandOption = None,
    test: TestOption = None,
    test_timeout: TestTimeoutOption = TEST_SECONDS,
    report: ReportOption = None,
    patch: PatchOption = None,
    plan_out: PlanOutOption = None,
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
    from refactor_cli.commands.asking_models.model_order import ModelOrder
    from refactor_cli.commands.migrations.migrating import run
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
        build_files=allow_build_files,
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

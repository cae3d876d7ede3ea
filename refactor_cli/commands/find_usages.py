"""`refactor find-usages TARGET`: every usage of a function, with evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from refactor_cli.commands.command_line.choices import Group, Kind, LowestCertainty, Types, UsageFormat
from refactor_cli.commands.command_line.options import (
    AllowHttpOption,
    BaseUrlOption,
    ConfirmOption,
    ExcludeOption,
    IncludeOption,
    MaxCostOption,
    NoCacheOption,
    OutputFileOption,
    PythonOption,
    RepoOption,
    ResumeOption,
    RetriesOption,
    TimeoutOption,
    TypesOption,
    YesOption,
)

TargetsArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="TARGET... [PATH...]",
        help="pkg.mod.func, pkg.mod.Class.method, file.py:func, file.py:LINE; a PATH limits the search: src/",
        show_default=False,
    ),
]
CertaintyOption = Annotated[
    LowestCertainty, typer.Option("--certainty", help="The lowest certainty that is shown.")
]
KindOption = Annotated[
    list[Kind] | None,
    typer.Option("--kind", help="Only usages of this kind: call, or call,import; repeatable."),
]
ShowRuledOutOption = Annotated[
    bool,
    typer.Option("--show-ruled-out", help="Also list the same name where it is proved something else."),
]
GroupByOption = Annotated[
    Group, typer.Option("--group-by", help="What to list them by; owners are CODEOWNERS'.")
]
ExplainOption = Annotated[
    str, typer.Option("--explain", metavar="ID", help="Show every step of evidence for one usage.")
]
AskModelOption = Annotated[
    bool,
    typer.Option(
        "--ask-model", help="Ask a model about possible usages: it makes them likely, or rules them out."
    ),
]
PromptOutOption = Annotated[
    Path | None,
    typer.Option(
        "--prompt-out",
        metavar="FILE",
        help="Write what a model would be asked there and stop; with --answer, about what that leaves.",
    ),
]
AnswerOption = Annotated[
    list[Path] | None,
    typer.Option("--answer", metavar="FILE", help="Use a model's answer from a file; repeatable."),
]
ModelOption = Annotated[
    str | None,
    typer.Option("--model", metavar="NAME", help="Who is asked.", show_default="deepseek-flash"),
]
ExitCodeOption = Annotated[bool, typer.Option("--exit-code", help="End with 1 when usages are shown.")]
OutputFormatOption = Annotated[UsageFormat, typer.Option("--output-format", help="How to print them.")]


def find_usages(
    targets: TargetsArgument = None,
    repo: RepoOption = Path(),
    include: IncludeOption = None,
    exclude: ExcludeOption = None,
    certainty: CertaintyOption = LowestCertainty.POSSIBLE,
    kind: KindOption = None,
    show_ruled_out: ShowRuledOutOption = False,
    group_by: GroupByOption = Group.FILE,
    explain: ExplainOption = "",
    ask_model: AskModelOption = False,
    prompt_out: PromptOutOption = None,
    answer: AnswerOption = None,
    model: ModelOption = None,
    base_url: BaseUrlOption = None,
    allow_http: AllowHttpOption = False,
    timeout: TimeoutOption = None,
    retries: RetriesOption = 3,
    confirm_above: ConfirmOption = 0.5,
    max_cost: MaxCostOption = None,
    yes: YesOption = False,
    resume: ResumeOption = None,
    exit_code: ExitCodeOption = False,
    output_format: OutputFormatOption = UsageFormat.FULL,
    output_file: OutputFileOption = None,
    types: TypesOption = Types.TY,
    python: PythonOption = None,
    no_cache: NoCacheOption = False,
) -> int:
    """List every usage of TARGET in the working tree, with the evidence for it.

    [bold]Examples[/bold]

    refactor find-usages datetime.datetime.utcnow

    refactor find-usages shop/legacy.py:price --output-format json

    refactor find-usages shop.legacy.price src/ tests/test_price.py

    refactor find-usages shop.models.Order.total --ask-model --max-cost 0.10
    """
    from refactor_cli.commands.asking_models.model_order import ModelOrder
    from refactor_cli.commands.usages.questioning import OUTPUT_TOKENS, QuestionOrder
    from refactor_cli.commands.usages.running import Request, run_find_usages

    asking = ModelOrder(
        model=model,
        base_url=base_url,
        allow_http=allow_http,
        rounds=1,
        confirm_above=confirm_above,
        max_cost=max_cost,
        yes=yes,
        resume=resume,
        timeout=timeout,
        retries=retries,
        output_tokens=OUTPUT_TOKENS,
    )
    order = QuestionOrder(
        tuple(targets or ()),
        tuple(include or ()),
        tuple(exclude or ()),
        tuple(each.value for each in kind or ()),
        types.value,
        python,
        ask_model,
        prompt_out,
        tuple(answer or ()),
        asking,
    )
    return run_find_usages(
        Request(
            order=order,
            repo=repo,
            certainty=certainty,
            show_ruled_out=show_ruled_out,
            group_by=group_by,
            explain=explain,
            exit_code=exit_code,
            output_format=output_format,
            output_file=output_file,
            no_cache=no_cache,
        )
    )

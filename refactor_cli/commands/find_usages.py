"""`refactor find-usages TARGET`: every usage of a function, with evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct

from refactor_cli.commands.checkers import PythonOption, Types, TypesOption
from refactor_cli.commands.options import (
    AllowHttpOption,
    BaseUrlOption,
    ConfirmOption,
    ExcludeOption,
    Group,
    IncludeOption,
    Kind,
    LowestCertainty,
    MaxCostOption,
    NoCacheOption,
    OutputFileOption,
    RepoOption,
    ResumeOption,
    RetriesOption,
    TimeoutOption,
    UsageFormat,
    YesOption,
)
from refactor_cli.errors import ExitCode, RefactorError

if TYPE_CHECKING:
    from refactor_cli.commands.questioning import QuestionOrder
    from refactor_cli.commands.reading import Reading
    from refactor_cli.data import LeftOut, Usages
    from refactor_cli.renderers.explanation import Explained
    from refactor_cli.renderers.usages import View


def find_usages(
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TARGET... [PATH...]",
            help="pkg.mod.func, pkg.mod.Class.method, file.py:func, file.py:LINE; a PATH limits the search: src/",
            show_default=False,
        ),
    ] = None,
    repo: RepoOption = Path(),
    include: IncludeOption = None,
    exclude: ExcludeOption = None,
    certainty: Annotated[
        LowestCertainty, typer.Option("--certainty", help="The lowest certainty that is shown.")
    ] = LowestCertainty.POSSIBLE,
    kind: Annotated[
        list[Kind] | None,
        typer.Option("--kind", help="Only usages of this kind: call, or call,import; repeatable."),
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
    ask_model: Annotated[
        bool,
        typer.Option(
            "--ask-model", help="Ask a model about possible usages: it makes them likely, or rules them out."
        ),
    ] = False,
    prompt_out: Annotated[
        Path | None,
        typer.Option(
            "--prompt-out",
            metavar="FILE",
            help="Write what a model would be asked there and stop; with --answer, about what that leaves.",
        ),
    ] = None,
    answer: Annotated[
        list[Path] | None,
        typer.Option("--answer", metavar="FILE", help="Use a model's answer from a file; repeatable."),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option("--model", metavar="NAME", help="Who is asked.", show_default="deepseek-flash"),
    ] = None,
    base_url: BaseUrlOption = None,
    allow_http: AllowHttpOption = False,
    timeout: TimeoutOption = None,
    retries: RetriesOption = 3,
    confirm_above: ConfirmOption = 0.5,
    max_cost: MaxCostOption = None,
    yes: YesOption = False,
    resume: ResumeOption = None,
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

    refactor find-usages shop.legacy.price src/ tests/test_price.py

    refactor find-usages shop.models.Order.total --ask-model --max-cost 0.10
    """
    from refactor_cli.commands import output, showing
    from refactor_cli.commands.model_order import ModelOrder
    from refactor_cli.commands.questioning import (
        OUTPUT_TOKENS,
        QuestionOrder,
        ask_about,
        checked_order,
        write_questions,
    )
    from refactor_cli.renderers.usages import View

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
    order, run = checked_order(
        repo,
        QuestionOrder(
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
        ),
    )
    reading, usages, is_selected = _found(repo, order, not no_cache)
    asked = None
    if order.prompt_out is not None:
        return write_questions(reading, usages, order)
    if order.asks:
        asked = ask_about(reading, usages, order, run)
        usages = asked.usages
    if explain:
        return _explain(showing.explain(reading, usages, explain), output_format, output_file)
    view = View(
        show_ruled_out,
        certainty.value,
        frozenset(order.kinds),
        group_by.value,
        showing.groups(reading, group_by.value),
    )
    left_out = tuple(each for each in reading.symbols.snapshot.left_out if is_selected(each.path))
    listed = Listed(usages, left_out, asked.value if asked is not None else {})
    output.write(_formatted(listed, view, output_format, output_file), output_file)
    if asked is not None and asked.is_partial:
        return ExitCode.PARTIAL
    found = any(view.of(result) for result in usages.results)
    return ExitCode.FINDINGS if exit_code and found else ExitCode.DONE


class Listed(Struct, frozen=True):
    """What is printed; `asked`: what the report says of a model's answers, by name."""

    usages: Usages
    left_out: tuple[LeftOut, ...]
    asked: Mapping[str, object]


def _found(
    repo: Path, order: QuestionOrder, use_cache: bool
) -> tuple[Reading, Usages, Callable[[str], bool]]:
    """The usages in the files that were selected, and which files are; what could not be known is told."""
    from refactor_cli.commands import output
    from refactor_cli.commands.checkers import checkers, outside_names, unresolved_note
    from refactor_cli.commands.outputs import in_files, tell_outputs, without_outputs
    from refactor_cli.commands.progress import counting, stage
    from refactor_cli.commands.reading import (
        named_from_top,
        read,
        selected,
        targets_and_paths,
        tell_unread,
    )
    from refactor_cli.commands.telling import tell_families, tell_found, tell_named
    from refactor_cli.evidence import Evidence
    from refactor_cli.find import find
    from refactor_cli.find.target import read_target
    from refactor_cli.words.index import load_word_index

    with ExitStack() as stack:
        with stage("reading the repository"):
            reading = stack.enter_context(read(repo, use_cache=use_cache, only_changed=True))
        if reading.cache is not None:
            load_word_index(reading.symbols.snapshot, reading.cache, f"{reading.repository.top}\0all")
        specs, paths = targets_and_paths(reading, order.targets)
        is_selected = selected(reading, order.include, order.exclude, paths)
        tell_unread(each for each in reading.symbols.snapshot.left_out if is_selected(each.path))
        targets = [read_target(reading.symbols, named_from_top(reading, spec)) for spec in specs]
        tell_named(reading.symbols, targets, specs, "listed")
        servers = checkers(Types(order.types), order.python, reading)
        evidence = Evidence(outside_names=outside_names(servers))
        with counting("finding usages") as progress:
            usages = find(reading.symbols, targets, reading.cache, servers.asked, evidence, progress=progress)
        tell_found(reading.symbols, usages, lambda: outside_names(servers))
        tell_families(reading.symbols, usages)
        usages, own = without_outputs(in_files(usages, is_selected), reading.symbols.snapshot)
        tell_outputs(own)
        unresolved = unresolved_note(servers, reading, usages)
    for warning in usages.warnings:
        output.note(f"warning: {warning}")
    if unresolved:
        output.note(f"note: {unresolved}")
    return reading, usages, is_selected


def _formatted(listed: Listed, view: View, output_format: UsageFormat, file: Path | None) -> Iterable[str]:
    from refactor_cli.commands.output import is_terminal
    from refactor_cli.renderers import usage_lists
    from refactor_cli.renderers import usages as data
    from refactor_cli.renderers.console import collected, console

    usages, left_out = listed.usages, listed.left_out
    match output_format:
        case UsageFormat.JSON:
            return [data.as_json(usages, left_out, view, listed.asked)]
        case UsageFormat.JSON_LINES:
            return data.as_json_lines(usages, view)
        case UsageFormat.CSV:
            return data.as_csv(usages, view)
        case UsageFormat.CONCISE:
            return usage_lists.as_concise(usages, view)
        case UsageFormat.FULL:
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

"""What `refactor find-usages` does, whoever read its command line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from refactor_cli.commands.command_line.choices import Group, Kind, LowestCertainty, Types, UsageFormat
from refactor_cli.commands.command_line.plain_line import plain_line
from refactor_cli.commands.usages.questioning import (
    QuestionOrder,
    ask_about,
    checked_order,
    write_questions,
)
from refactor_cli.errors import ExitCode, RefactorError

if TYPE_CHECKING:
    from refactor_cli.commands.checkers import Checkers
    from refactor_cli.commands.reading import Reading
    from refactor_cli.data import LeftOut, Target, Usages
    from refactor_cli.renderers.explanation import Explained
    from refactor_cli.renderers.usages import View


class Request(Struct, frozen=True):
    """The arguments and options of `refactor find-usages`."""

    order: QuestionOrder
    repo: Path = Path()
    certainty: LowestCertainty = LowestCertainty.POSSIBLE
    show_ruled_out: bool = False
    group_by: Group = Group.FILE
    explain: str = ""
    exit_code: bool = False
    output_format: UsageFormat = UsageFormat.FULL
    output_file: Path | None = None
    no_cache: bool = False


_FLAGS = frozenset({"--show-ruled-out", "--exit-code", "--no-cache"})
_CHOICES = {
    "--certainty": LowestCertainty,
    "--kind": Kind,
    "--group-by": Group,
    "--output-format": UsageFormat,
    "--types": Types,
}
_WITH_VALUE = _CHOICES.keys() | {"--repo", "--include", "--exclude", "--output-file", "--python"}


def plain_request(arguments: Sequence[str]) -> Request | None:
    """The request of a plain command line that asks no model; None for any other (see `plain_line`)."""
    line = plain_line(arguments, _FLAGS, _WITH_VALUE)
    if line is None or not line.arguments:
        return None
    if any(value not in {*kind} for option, kind in _CHOICES.items() for value in line.every(option)):
        return None
    order = QuestionOrder(
        line.arguments,
        line.every("--include"),
        line.every("--exclude"),
        line.every("--kind"),
        line.last("--types") or Types.TY.value,
        line.path("--python"),
    )
    return Request(
        order=order,
        repo=line.path("--repo") or Path(),
        certainty=LowestCertainty(line.last("--certainty") or LowestCertainty.POSSIBLE),
        show_ruled_out="--show-ruled-out" in line.flags,
        group_by=Group(line.last("--group-by") or Group.FILE),
        exit_code="--exit-code" in line.flags,
        output_format=UsageFormat(line.last("--output-format") or UsageFormat.FULL),
        output_file=line.path("--output-file"),
        no_cache="--no-cache" in line.flags,
    )


def run_find_usages(request: Request) -> int:
    """Searches, prints what was found, and gives the exit code.

    Raises:
        RefactorError: options that contradict each other, and as everything it calls.
    """
    from refactor_cli.commands.command_line import output
    from refactor_cli.commands.usages import showing
    from refactor_cli.renderers.usages import View

    order, run = checked_order(request.repo, request.order)
    reading, usages, is_selected = _found(request.repo, order, not request.no_cache)
    asked = None
    if order.prompt_out is not None:
        return write_questions(reading, usages, order)
    if order.asks:
        asked = ask_about(reading, usages, order, run)
        usages = asked.usages
    output_format, output_file = request.output_format, request.output_file
    if request.explain:
        return _explain(showing.explain(reading, usages, request.explain), output_format, output_file)
    view = View(
        request.show_ruled_out,
        request.certainty.value,
        frozenset(order.kinds),
        request.group_by.value,
        showing.groups(reading, request.group_by.value),
    )
    left_out = tuple(each for each in reading.symbols.snapshot.left_out if is_selected(each.path))
    listed = Listed(usages, left_out, asked.value if asked is not None else {})
    output.write(_formatted(listed, view, output_format, output_file), output_file)
    if asked is not None and asked.is_partial:
        return ExitCode.PARTIAL
    found = any(view.of(result) for result in usages.results)
    return ExitCode.FINDINGS if request.exit_code and found else ExitCode.DONE


class Listed(Struct, frozen=True):
    """What is printed; `asked`: what the report says of a model's answers, by name."""

    usages: Usages
    left_out: tuple[LeftOut, ...]
    asked: Mapping[str, object]


def _found(
    repo: Path, order: QuestionOrder, use_cache: bool
) -> tuple[Reading, Usages, Callable[[str], bool]]:
    """The usages in the files that were selected, and which files are; what could not be known is told."""
    from refactor_cli.commands.checkers import checkers, unresolved_note
    from refactor_cli.commands.command_line import output
    from refactor_cli.commands.command_line.progress import stage
    from refactor_cli.commands.own_outputs import in_files, tell_outputs, without_outputs
    from refactor_cli.commands.project import tell_ignored
    from refactor_cli.commands.reading import (
        named_from_top,
        read,
        selected,
        targets_and_paths,
        tell_unread,
    )
    from refactor_cli.commands.target_notes import tell_named
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
        tell_ignored(reading.symbols.snapshot)
        targets = [read_target(reading.symbols, named_from_top(reading, spec)) for spec in specs]
        tell_named(reading.symbols, targets, specs, "listed")
        servers = checkers(Types(order.types), order.python, reading)
        usages = _usages(reading, targets, servers)
        usages, own = without_outputs(in_files(usages, is_selected), reading.symbols.snapshot)
        tell_outputs(own)
        unresolved = unresolved_note(servers, reading, usages)
    for warning in usages.warnings:
        output.note(f"warning: {warning}")
    if unresolved:
        output.note(f"note: {unresolved}")
    return reading, usages, is_selected


def _usages(reading: Reading, targets: Sequence[Target], servers: Checkers) -> Usages:
    """All usages in the repository, whichever files were selected."""
    from refactor_cli.commands.checkers import outside_names
    from refactor_cli.commands.command_line.progress import counting
    from refactor_cli.commands.target_notes import tell_families, tell_found
    from refactor_cli.evidence import Evidence
    from refactor_cli.find import Wanted, find

    evidence = Evidence(outside_names=outside_names(servers))
    with counting("finding usages") as progress:
        usages = find(
            reading.symbols,
            targets,
            reading.cache,
            servers.asked,
            evidence,
            wanted=Wanted(implicit=True),
            progress=progress,
        )
    tell_found(reading.symbols, usages, lambda: outside_names(servers))
    tell_families(reading.symbols, usages)
    return usages


def _formatted(listed: Listed, view: View, output_format: UsageFormat, file: Path | None) -> Iterable[str]:
    from refactor_cli.commands.command_line.output import is_terminal
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
    from refactor_cli.commands.command_line import output
    from refactor_cli.renderers.explanation import explanation_json, explanation_lines

    match output_format:
        case UsageFormat.CSV:
            raise RefactorError("--explain has no csv form", "use --output-format full or json")
        case UsageFormat.JSON | UsageFormat.JSON_LINES:
            output.write([explanation_json(explained)], file)
        case _:
            output.write(explanation_lines(explained), file)
    return ExitCode.DONE

"""What `refactor check` does, whoever read its command line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from refactor_cli.commands.command_line.choices import CheckFormat
from refactor_cli.commands.command_line.plain_line import plain_line
from refactor_cli.errors import ExitCode, RefactorError

if TYPE_CHECKING:
    from refactor_cli.checking.baseline import Baseline
    from refactor_cli.checking.findings import Finding, Report
    from refactor_cli.commands.checks.searching import Looked
    from refactor_cli.commands.reading import Reading
    from refactor_cli.project_settings import ProjectSettings


class Request(Struct, frozen=True):
    """The arguments and options of `refactor check`."""

    files: tuple[Path, ...] = ()
    recipes: tuple[str, ...] = ()
    baseline: Path | None = None
    baseline_commit: str | None = None
    fix: bool = False
    unsafe_fixes: bool = False
    diff: bool = False
    output_format: tuple[str, ...] = ()
    output_file: Path | None = None
    repo: Path = Path()
    no_cache: bool = False


_FLAGS = frozenset({"--fix", "--unsafe-fixes", "--diff", "--no-cache"})
_WITH_VALUE = frozenset(
    {"--recipe", "--baseline", "--baseline-commit", "--output-format", "--output-file", "--repo"}
)


def plain_request(arguments: Sequence[str]) -> Request | None:
    """The request of a plain command line; None for any other (see `plain_line`)."""
    line = plain_line(arguments, _FLAGS, _WITH_VALUE)
    if line is None:
        return None
    return Request(
        files=tuple(map(Path, line.arguments)),
        recipes=line.every("--recipe"),
        baseline=line.path("--baseline"),
        baseline_commit=line.last("--baseline-commit"),
        fix="--fix" in line.flags,
        unsafe_fixes="--unsafe-fixes" in line.flags,
        diff="--diff" in line.flags,
        output_format=line.every("--output-format"),
        output_file=line.path("--output-file"),
        repo=line.path("--repo") or Path(),
        no_cache="--no-cache" in line.flags,
    )


def run_check(request: Request) -> int:
    """Checks, prints what was found, and gives the exit code.

    Raises:
        RefactorError: options that contradict each other, and as everything it calls.
    """
    from refactor_cli.commands.checks import baselines, checking
    from refactor_cli.commands.checks.check_output import beside_a_diff, outputs, write_all
    from refactor_cli.commands.reading import read, with_copies

    formats = beside_a_diff if request.diff else outputs
    places = formats(request.output_format, request.output_file)
    _check_together(request)
    with read(request.repo, use_cache=not request.no_cache, only_changed=True) as reading:
        settings = checking.settings_of(reading)
        named = (
            baselines.baseline_place(reading, request.baseline, settings),
            *(place.file for place in places),
            request.output_file,
        )
        ours = tuple(place for place in named if place is not None)
        asked = checking.Asked(request.files, request.recipes, ours)
        rules = checking.rules_of(reading, asked, settings)
        reading = with_copies(reading, rules.sources.values())
        if request.baseline_commit is not None:
            known: Baseline | None = baselines.baseline_at(reading, request.baseline_commit, asked, rules)
        else:
            known = _known(reading, request.baseline, settings)
        has_fixes = any(place.format is CheckFormat.SARIF for place in places)
        to_rewrite = request.fix or request.diff or has_fixes
        looked = checking.look(reading, asked, rules, to_rewrite=to_rewrite)
        if known is not None:
            known = baselines.followed_to(reading, known, looked)
        report = _report(looked, known, is_whole=not request.files)
        _tell(looked, report)
        report, code = _with_rewrites(reading, looked, report, request, has_fixes)
    if report.stale and request.baseline_commit is None:
        _tell_stale(report.stale)
    write_all(report, places)
    return code or checking.exit_code(report.findings, report.unchecked)


def _check_together(request: Request) -> None:
    if request.baseline is not None and request.baseline_commit is not None:
        raise RefactorError("--baseline and --baseline-commit cannot be used together", "choose one of them")
    if request.fix and request.diff:
        raise RefactorError("--diff shows what --fix would write", "leave one of them out")
    if request.unsafe_fixes and not (request.fix or request.diff):
        raise RefactorError("--unsafe-fixes says what --fix may do", "use it with --fix, or --diff")


def _with_rewrites(
    reading: Reading, looked: Looked, report: Report, request: Request, has_fixes: bool
) -> tuple[Report, ExitCode]:
    """The report once findings are fixed, or shown as a diff, or held with their fixes (`has_fixes`: its format has
    room for them); the exit code when files refused to be written."""
    if request.fix:
        return _fixed(reading, looked, report, request.unsafe_fixes)
    if request.diff:
        _show_diff(reading, looked, report, request)
    return _with_fixes(reading, looked, report) if has_fixes else report, ExitCode.DONE


def _tell_stale(number: int) -> None:
    from refactor_cli.commands.command_line import output

    gone = "1 use that is gone" if number == 1 else f"{number} uses that are gone"
    output.note(f"note: the baseline holds {gone}: refactor baseline")


def _tell(looked: Looked, report: Report) -> None:
    """What the findings rest on, where there are any, and what is none as the project supports old versions."""
    from refactor_cli.commands.command_line import output

    for note in looked.found.notes:
        output.note(f"note: {note}")

    for warning in looked.found.warnings if report.findings else ():
        output.note(f"warning: {warning}")
    if any(finding.assumes for finding in report.findings):
        from refactor_cli.checking.assumed import assumptions

        for line in assumptions(report.findings):
            output.note(f"note: {line}")


def _known(reading: Reading, named: Path | None, settings: ProjectSettings) -> Baseline | None:
    from refactor_cli.commands.checks import baselines

    place = baselines.baseline_place(reading, named, settings)
    return baselines.baseline_from(place, named) if place is not None else None


def _report(looked: Looked, known: Baseline | None, is_whole: bool) -> Report:
    from refactor_cli.checking.baseline import Baseline, split
    from refactor_cli.checking.findings import Report

    found = looked.found
    known = known or Baseline()
    unread = {each.path for each in looked.unchecked}
    gone = {entry.path for entry in known.entries.values()} - unread if is_whole else frozenset[str]()
    new = split(found.findings, known, {*looked.paths, *gone})
    return Report(new.new, looked.unchecked, found.ignored, len(looked.paths), new.known, new.stale)


def _fixed(reading: Reading, looked: Looked, report: Report, unsafe: bool) -> tuple[Report, ExitCode]:
    """The report on what is left, and the exit code when files refused to be written."""
    from msgspec.structs import replace

    from refactor_cli.commands.checks.fixing import fix
    from refactor_cli.commands.command_line import output

    fixed = fix(reading, looked, report.findings, unsafe)
    for path, reason in fixed.refused:
        output.note(f"warning: {path} is left as it is: {reason}")
    left = tuple(each for each in report.findings if each.usage not in fixed.usages)
    gone = len(report.findings) - len(left) + fixed.besides
    output.note(f"{gone} fixed{_not_applied(left, unsafe)}")
    return replace(report, findings=left), ExitCode.REPOSITORY if fixed.refused else ExitCode.DONE


def _show_diff(reading: Reading, looked: Looked, report: Report, request: Request) -> None:
    from refactor_cli.commands.checks.fixing import fix
    from refactor_cli.commands.command_line import output
    from refactor_cli.commands.diffs import put_diff
    from refactor_cli.renderers.check_text import summary

    unsafe = request.unsafe_fixes
    fixed = fix(reading, looked, report.findings, unsafe, is_dry=True)
    put_diff(fixed.diff, request.output_file)
    left = tuple(each for each in report.findings if each.usage not in fixed.usages)
    gone = len(report.findings) - len(left) + fixed.besides
    output.note(summary(report))
    output.note(f"{gone} would be fixed{_not_applied(left, unsafe)}")


def _with_fixes(reading: Reading, looked: Looked, report: Report) -> Report:
    from msgspec.structs import replace

    from refactor_cli.commands.checks.proposing import proposed

    return replace(report, fixes=proposed(reading, looked, report.findings))


def _not_applied(left: tuple[Finding, ...], unsafe: bool) -> str:
    waiting = [each for each in left if each.fix is not None and not each.is_certain]
    if unsafe or not waiting:
        return ""
    said = (
        "changes behaviour or is only likely: look at it"
        if len(waiting) == 1
        else "change behaviour or are only likely: look at them"
    )
    return f"; {len(waiting)} {said}, or use --unsafe-fixes"

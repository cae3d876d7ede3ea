"""`refactor check [FILES]`: fails on uses of what the project's recipes replace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from refactor_cli.commands.options import NoCacheOption, OutputFileOption, RepoOption
from refactor_cli.errors import ExitCode, RefactorError

if TYPE_CHECKING:
    from refactor_cli.checking.baseline import Baseline
    from refactor_cli.checking.findings import Finding, Report
    from refactor_cli.commands.checking import Looked
    from refactor_cli.commands.reading import Reading
    from refactor_cli.project_settings import ProjectSettings


def check(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE", help="What to look at; left out, everything.")
    ] = None,
    recipe: Annotated[
        list[str] | None,
        typer.Option("--recipe", metavar="FILE|NAME", help="Instead of the project's recipes; repeatable."),
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option(
            "--baseline",
            metavar="FILE",
            help="Only uses beyond those in this file fail; default: the project's, .refactor-baseline.json.",
        ),
    ] = None,
    baseline_commit: Annotated[
        str | None,
        typer.Option("--baseline-commit", metavar="REV", help="Only uses beyond those of this commit fail."),
    ] = None,
    fix: Annotated[
        bool,
        typer.Option("--fix", help="Rewrite in the working tree what is certain and exactly equivalent."),
    ] = False,
    unsafe_fixes: Annotated[
        bool,
        typer.Option("--unsafe-fixes", help="With --fix: also likely uses, and rules that change behaviour."),
    ] = False,
    output_format: Annotated[
        list[str] | None,
        typer.Option(
            "--output-format",
            metavar="FORMAT[=FILE]",
            help="full, concise, json, json-lines, github, sarif, junit, csv; repeatable.",
        ),
    ] = None,
    output_file: OutputFileOption = None,
    repo: RepoOption = Path(),
    no_cache: NoCacheOption = False,
) -> int:
    """Fail on uses of what the project's recipes replace, and show what to write instead.

    Recipes are named under \\[tool.refactor] in pyproject.toml: recipes = \\["recipes/old.py"]. Neither the network
    nor a model is asked, and nothing is executed.

    [bold]Examples[/bold]

    refactor check

    refactor check shop/cart.py --fix

    refactor check --baseline-commit origin/main --output-format github --output-format sarif=refactor.sarif
    """
    from refactor_cli.commands import checking, output
    from refactor_cli.commands.check_output import outputs, write_all
    from refactor_cli.commands.reading import read

    places = outputs(output_format or (), output_file)
    if baseline is not None and baseline_commit is not None:
        raise RefactorError("--baseline and --baseline-commit cannot be used together", "choose one of them")
    if unsafe_fixes and not fix:
        raise RefactorError("--unsafe-fixes says what --fix may do", "use it with --fix")
    with read(repo, use_cache=not no_cache, only_changed=True) as reading:
        settings = checking.settings_of(reading)
        named = (checking.baseline_place(reading, baseline, settings), *(place.file for place in places))
        ours = tuple(place for place in named if place is not None)
        asked = checking.Asked(tuple(files or ()), tuple(recipe or ()), ours)
        rules = checking.rules_of(reading, asked, settings)
        if baseline_commit is not None:
            known: Baseline | None = checking.baseline_at(reading, baseline_commit, asked, rules)
        else:
            known = _known(reading, baseline, settings)
        looked = checking.look(reading, asked, rules)
        report = _report(looked, known)
        code = ExitCode.DONE
        if fix:
            report, code = _fixed(reading, looked, report, unsafe_fixes)
    if report.stale and baseline_commit is None:
        output.note(f"note: the baseline holds {report.stale} uses that are gone: refactor baseline")
    write_all(report, places)
    return code or checking.exit_code(report.findings, report.unchecked)


def _known(reading: Reading, named: Path | None, settings: ProjectSettings) -> Baseline | None:
    from refactor_cli.commands import checking

    place = checking.baseline_place(reading, named, settings)
    return checking.baseline_from(place) if place is not None else None


def _report(looked: Looked, known: Baseline | None) -> Report:
    from refactor_cli.checking.baseline import Baseline, split
    from refactor_cli.checking.findings import Report

    found = looked.found
    new = split(found.findings, known or Baseline(), looked.paths)
    return Report(new.new, looked.unchecked, found.ignored, len(looked.paths), new.known, new.stale)


def _fixed(reading: Reading, looked: Looked, report: Report, unsafe: bool) -> tuple[Report, ExitCode]:
    """The report on what is left, and the exit code when files refused to be written."""
    from dataclasses import replace

    from refactor_cli.commands import output
    from refactor_cli.commands.fixing import fix

    fixed = fix(reading, looked, report.findings, unsafe)
    for path, reason in fixed.refused:
        output.note(f"warning: {path} is left as it is: {reason}")
    left = tuple(each for each in report.findings if each.usage not in fixed.usages)
    gone = len(report.findings) - len(left)
    output.note(f"{gone} fixed{_not_applied(left, unsafe)}")
    return replace(report, findings=left), ExitCode.REPOSITORY if fixed.refused else ExitCode.DONE


def _not_applied(left: tuple[Finding, ...], unsafe: bool) -> str:
    waiting = [each for each in left if each.fix is not None and not each.is_certain]
    if unsafe or not waiting:
        return ""
    return f"; {len(waiting)} change behaviour or are only likely: look at them, or use --unsafe-fixes"

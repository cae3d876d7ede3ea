"""`refactor apply PLAN`: exactly what the dry run showed, or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from refactor_cli.commands.command_line.options import (
    TEST_SECONDS,
    OutputFileOption,
    RepoOption,
    ReportFormat,
    ReportFormatOption,
    TestOption,
    TestTimeoutOption,
)
from refactor_cli.errors import ExitCode, RefactorError

if TYPE_CHECKING:
    from refactor_cli.plan import Plan
    from refactor_cli.repository import Repository


def apply(
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="The plan that `refactor migrate` saved.")],
    repo: RepoOption = Path(),
    branch: Annotated[
        str | None, typer.Option("--branch", metavar="NAME", help="Another name for the branch.")
    ] = None,
    output_format: ReportFormatOption = ReportFormat.FULL,
    output_file: OutputFileOption = None,
    test: TestOption = None,
    test_timeout: TestTimeoutOption = TEST_SECONDS,
) -> int:
    """Make the branch that PLAN describes, on top of HEAD.

    Refuses when HEAD no longer holds the files that the plan was made for, and in the middle of a merge or rebase.

    [bold]Example[/bold]

    refactor apply plan.json
    """
    from refactor_cli.commands.command_line.output import check_writable
    from refactor_cli.commands.migrations.making import check_not_under_way, make_branch, report, tell_blame
    from refactor_cli.commands.migrations.testing import check_fits, is_partial, prepared, read_command, tried
    from refactor_cli.plan import foreign, load
    from refactor_cli.repository import head, is_of_another, open_repository

    command = read_command(test, test_timeout)
    loaded = load(plan)
    if not loaded.commits:
        raise RefactorError(
            f"the plan {plan} rewrites nothing", "make another one with `refactor migrate --dry-run`"
        )
    check_writable(output_file)
    repository = open_repository(repo)
    if is_of_another(repository, loaded.base) and not _holds_any(repository, loaded):
        raise foreign(loaded, f"the plan {plan}")
    onto = loaded.base if loaded.report.get("replayed") else None
    if onto is None:
        check_not_under_way(repository, "then apply the plan")
    tests = prepared(command, repository, onto or head(repository)) if command is not None else None
    if tests is not None:
        check_fits(tests, loaded, branch or loaded.branch)
    tested = tried(tests, loaded)
    made = make_branch(repository, loaded, branch, onto)
    tell_blame(made, loaded)
    # the fields of `migrate`; applying asks nobody, and older versions wrote plans without a run
    value = {"run": None, **loaded.report, "plan": str(plan), "cost": None}
    if command is not None:
        value["tests"] = tested
    report(value, made, output_format, output_file)
    return ExitCode.PARTIAL if _leaves_some(loaded) or is_partial(tested) else ExitCode.DONE


def _leaves_some(plan: Plan) -> bool:
    """Whether usages stay open, or a definition as it is that something else was wished for."""
    definitions = plan.report.get("definitions", ())
    return bool(plan.report.get("summary", {}).get("open", 0)) or not all(
        each.get("done", True) for each in definitions
    )


def _holds_any(repository: Repository, plan: Plan) -> bool:
    """Whether HEAD has a file as the plan has it: it may stand on another history of the same project."""
    from refactor_cli.repository import blobs_at, head

    before = {file.path: file.before for file in plan.files}
    commit = head(repository)
    now = blobs_at(repository, commit, before) if commit else before
    return any(now.get(path) == blob for path, blob in before.items())

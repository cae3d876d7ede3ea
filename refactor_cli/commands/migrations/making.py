"""From a plan to a branch, and the report about it; shared by `migrate` and `apply`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from refactor_cli.commands.command_line import output
from refactor_cli.commands.command_line.options import ReportFormat
from refactor_cli.errors import ExitCode, RefactorError

if TYPE_CHECKING:
    from refactor_cli.data import Branch
    from refactor_cli.plan import Plan
    from refactor_cli.repository import Repository


def check_not_under_way(repository: Repository, otherwise: str) -> None:
    """In the middle of a merge HEAD is not what the user will have. `otherwise`: what else there is to do.

    Raises:
        RefactorError: one is in progress.
    """
    from refactor_cli.repository import state

    under_way = state(repository)
    if not under_way:
        return
    way = under_way[0]
    end = "git bisect reset" if way == "bisect" else f"git {way} --continue or --abort"
    raise RefactorError(
        f"a {' and a '.join(under_way)} is in progress, and the branch would stand on the commit before it",
        f"end it ({end}), {otherwise}",
        ExitCode.REPOSITORY,
    )


def make_branch(
    repository: Repository,
    plan: Plan,
    name: str | None = None,
    onto: str | None = None,
    read: Mapping[str, bytes] = MappingProxyType({}),
) -> Branch:
    """Commits exactly the plan on top of HEAD, or of the commit `onto`. `read`: blobs that are at hand, by id.

    Raises:
        RefactorError: stale plan, the branch exists, the repository refuses; nothing is written then.
    """
    from refactor_cli.commit import CommitRequest, commit
    from refactor_cli.data import ChangeSet
    from refactor_cli.repository import head, read_blobs

    parent = onto or head(repository)
    if parent is None:
        raise RefactorError("the repository has no commits", "commit your work first", ExitCode.REPOSITORY)
    data = {
        **read,
        **read_blobs(repository, [file.before for file in plan.files if file.before not in read]),
    }
    steps, stands = list[tuple[str, ChangeSet]](), dict[str, str]()
    for each in plan.commits:
        changes = {file.path: file.result(data[file.before]) for file in each.files}
        before = {file.path: stands.get(file.path, file.before) for file in each.files}
        stands |= {file.path: file.after for file in each.files}
        steps.append((each.message, ChangeSet(parent, changes, before)))
    (message, first), *then = steps
    return commit(first, repository, CommitRequest(name or plan.branch, message, parent, then))


def tell_blame(made: Branch, plan: Plan) -> None:
    """For people: what `git blame` may pass over, for `.git-blame-ignore-revs`."""
    pairs = list(zip(made.commits, plan.commits, strict=True))
    for why, oids in (
        (
            "(by a formatter, or by rules whose recipe says that they change no behaviour)",
            [oid for oid, each in pairs if each.is_plain],
        ),
        (
            "and if the review finds that the new code does the same, which no recipe claims",
            [oid for oid, each in pairs if each.is_unclaimed],
        ),
    ):
        if oids:
            output.note(f"for .git-blame-ignore-revs, once it is merged as it is {why}:")
        for oid in oids:
            output.note(oid)


def report(
    value: Mapping[str, Any], made: Branch | None, output_format: ReportFormat, output_file: Path | None
) -> None:
    """Prints the JSON report, or for people where the branch is and how to look at it."""
    from refactor_cli.renderers.migration import as_json

    if output_format is ReportFormat.JSON:
        place = {
            "branch": made.name if made else None,
            "commit": made.commit if made else None,
            "commits": list(made.commits) if made else [],
        }
        put_done(as_json({"version": 1, **value, **place}), output_file, made.name if made else "")
    elif made:
        count = len(made.commits)
        since = f"{made.name}~{count if count > 1 else ''}"
        commits = f"{count} commits to {made.commit[:12]}" if count > 1 else f"commit {made.commit[:12]}"
        text = f"branch {made.name}, {commits}\nreview it: git diff {since}..{made.name}\n"
        put_done(text, output_file, made.name)


def put_done(text: str, file: Path | None, branch: str) -> None:
    """Prints what was done. `branch`: what the repository has by now, also where nothing can be printed; or "".

    Raises:
        RefactorError: nothing can be printed.
    """
    try:
        output.write([text], file)
    except RefactorError as error:
        if not branch:
            raise
        problem = f"{error.problem}; but the branch {branch} is there"
        raise RefactorError(problem, f"see `refactor show {branch}`", error.exit_code) from error

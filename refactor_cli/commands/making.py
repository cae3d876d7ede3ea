"""From a plan to a branch, and the report about it; shared by `migrate` and `apply`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refactor_cli.commands import output
from refactor_cli.commands.options import ReportFormat
from refactor_cli.errors import ExitCode, RefactorError

if TYPE_CHECKING:
    from refactor_cli.data import Branch
    from refactor_cli.plan import Plan
    from refactor_cli.repository import Repository


def make_branch(repository: Repository, plan: Plan, name: str | None = None) -> Branch:
    """Commits exactly the plan on top of HEAD.

    Raises:
        RefactorError: stale plan, the branch exists, the repository refuses; nothing is written then.
    """
    from refactor_cli.commit import CommitRequest, commit
    from refactor_cli.data import ChangeSet
    from refactor_cli.repository import head, read_blobs

    parent = head(repository)
    if parent is None:
        raise RefactorError("the repository has no commits", "commit your work first", ExitCode.REPOSITORY)
    data = read_blobs(repository, [file.before for file in plan.files])
    changes = {file.path: file.result(data[file.before]) for file in plan.files}
    before = {file.path: file.before for file in plan.files}
    request = CommitRequest(branch=name or plan.branch, message=plan.message, parent=parent)
    return commit(ChangeSet(parent, changes, before), repository, request)


def report(
    value: Mapping[str, Any], made: Branch | None, output_format: ReportFormat, output_file: Path | None
) -> None:
    """Prints the JSON report, or for people where the branch is and how to look at it."""
    from refactor_cli.renderers.migration import as_json

    if output_format is ReportFormat.JSON:
        place = {"branch": made.name if made else None, "commit": made.commit if made else None}
        output.write([as_json({"version": 1, **value, **place})], output_file)
    elif made:
        text = (
            f"branch {made.name}, commit {made.commit[:12]}\nreview it: git diff {made.name}~..{made.name}\n"
        )
        output.write([text], output_file)

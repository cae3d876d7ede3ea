"""What the commits of a branch say of a migration: its ledger, read from nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.errors import RefactorError
from refactor_cli.messages import Record, RecordedFile, Site, read_record

if TYPE_CHECKING:
    from refactor_cli.repository import Repository

UNDONE = "undone"


class Recorded(NamedTuple):
    """One commit with a record; `subject`: the first line of its message."""

    commit: str
    parent: str
    subject: str
    record: Record


def records_of(repository: Repository, branch: str) -> list[Recorded]:
    """The commits of the last run on a branch, or before any commit that git can resolve, oldest first, what was taken
    back since included.

    Raises:
        RefactorError: there is no such commit, or none of its commits was made by a migration.
    """
    from refactor_cli.repository.branches import commit_named
    from refactor_cli.repository.messages import messages

    found = list[Recorded]()
    for each in messages(repository, commit_named(repository, branch)):
        record = read_record(each.message)
        if record is None or (found and record.run != found[-1].record.run):
            continue
        found.append(Recorded(each.commit, each.parent, each.message.partition("\n")[0], record))
        if record.part[0] == 1:
            return found[::-1]
    raise RefactorError(
        f"the commits of {branch} hold no ledger{' from its first one on' if found else ''}",
        "name a branch that `refactor migrate` made: git branch --list --all '*refactor/*', or as --branch said",
    )


def ledger_of(found: Sequence[Recorded]) -> list[Site]:
    """Every usage once, in path and line order; what was taken back is `UNDONE`."""
    sites = {site.id: site for each in found for site in each.record.sites}
    for id in (id for each in found for id in each.record.undone):
        if id in sites:
            sites[id] = sites[id]._replace(outcome=UNDONE)
    return sorted(sites.values(), key=lambda site: (site.path, site.line, site.column))


def unlisted(found: Sequence[Recorded]) -> int:
    """How many undecided usages there are beyond those of `ledger_of`."""
    return sum(each.record.unlisted for each in found)


def files_of(found: Sequence[Recorded]) -> dict[str, RecordedFile]:
    """What became of each file, as the last commit that says so has it."""
    return {file.path: file for each in found for file in each.record.files}

"""What the commits of a branch say of a migration: its ledger, read from nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.commit_messages import Record, RecordedFile, Site, read_records
from refactor_cli.errors import RefactorError

if TYPE_CHECKING:
    from refactor_cli.repository import Repository

UNDONE = "undone"


class Recorded(NamedTuple):
    """One commit with a record; `subject`: the first line of its message; `reverted_by`: the commit that took all of
    it back, as `git revert` does."""

    commit: str
    parent: str
    subject: str
    record: Record
    reverted_by: str = ""


def records_of(repository: Repository, branch: str) -> list[Recorded]:
    """The commits of the branch's last run, oldest first, what was taken back since included.

    Raises:
        RefactorError: there is no such branch, or none of its commits was made by a migration.
    """
    from refactor_cli.repository.branches import branch_tip

    return _records(repository, branch_tip(repository, branch), branch)


def records_at(repository: Repository, revision: str) -> list[Recorded]:
    """The same of anything that names a commit: a branch, also a remote's or the one that it was merged into.

    Raises:
        RefactorError: nothing is called so, or no commit was made by a migration.
    """
    from refactor_cli.repository import resolve
    from refactor_cli.repository.branches import branch_tip, branches

    if revision in branches(repository):  # before a tag of its name
        return _records(repository, branch_tip(repository, revision), revision)
    return _records(repository, resolve(repository, revision), revision)


def _records(repository: Repository, tip: str, name: str) -> list[Recorded]:
    from refactor_cli.repository.messages import messages, reverted

    found = list[Recorded]()
    # a merge has the branch that was merged as its second parent
    for logged in (messages(repository, tip), messages(repository, tip, with_merged=True)):
        found.clear()
        gone = dict[str, str]()
        for each in logged:
            subject, by = each.message.partition("\n")[0], gone.get(each.commit, "")
            records = read_records(each.message)
            if not records and not by:  # a revert that was reverted took nothing back
                gone |= dict.fromkeys(reverted(repository, each.message), each.commit)
            for record in reversed(records):
                if found and record.run != found[-1].record.run:
                    continue
                found.append(Recorded(each.commit, each.parent, subject, record, by))
                if record.part[0] == 1:
                    return found[::-1]
        if found:
            break
    hint = "name a branch that `refactor migrate` made: git branch --list --all '*refactor/*', or as --branch said"
    if (repository.common_dir / "shallow").exists():
        hint = "this clone is shallow: `git fetch --unshallow` gets what is missing (in CI: fetch-depth: 0)"
    raise RefactorError(
        f"the commits of {name} hold no ledger{' from its first one on' if found else ''}", hint
    )


def missing_parts(found: Sequence[Recorded]) -> list[int]:
    """The commits of the run that are not there, by their numbers: left out, or with another message."""
    there = {each.record.part[0] for each in found}
    return [
        number for number in range(1, max(each.record.part[1] for each in found) + 1) if number not in there
    ]


def ledger_of(found: Sequence[Recorded]) -> list[Site]:
    """Every usage once, in path and line order; what was taken back is `UNDONE`."""
    sites = dict[str, Site]()
    for each in found:
        for site in each.record.sites:
            is_gone = each.reverted_by and site.outcome == "rewritten"
            reason = f"reverted by {each.reverted_by[:12]}"
            sites[site.id] = site._replace(outcome=UNDONE, reason=reason) if is_gone else site
    for id in (id for each in found if not each.reverted_by for id in each.record.undone):
        if id in sites:
            sites[id] = sites[id]._replace(outcome=UNDONE)
    return sorted(sites.values(), key=lambda site: (site.path, site.line, site.column))


def unlisted(found: Sequence[Recorded]) -> int:
    """How many undecided usages there are beyond those of `ledger_of`."""
    return sum(each.record.unlisted for each in found)


def files_of(found: Sequence[Recorded]) -> dict[str, RecordedFile]:
    """What became of each file, as the last commit that says so has it."""
    return {file.path: file for each in found for file in each.record.files}

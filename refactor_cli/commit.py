"""ChangeSets -> Branch: the only stage that writes to the repository, and commits on one branch are all.

The working tree, the index and HEAD are not looked at: nothing that is under way in them hinders.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from msgspec import Struct

from refactor_cli.data import Branch, ChangeSet, blob_id
from refactor_cli.errors import ExitCode, RefactorError
from refactor_cli.plan import stale
from refactor_cli.repository import Repository
from refactor_cli.repository.branches import (
    check_new_branch,
    check_not_checked_out,
    create_branch,
    move_branch,
)
from refactor_cli.repository.objects import TreeEntry, tree
from refactor_cli.repository.paths import is_safe_path
from refactor_cli.repository.writing import (
    SCRATCH_REF,
    identities,
    import_commits,
    keep_objects,
    scratch,
    scratch_changes,
)


class CommitRequest(Struct, frozen=True):
    """How to commit: the branch's name without `refs/heads/`, the message, and the parent's object id. `then`: the
    messages and changes of the commits that follow on the first one. `is_new`: the branch is made; else it is moved on
    from `parent`, and from nothing else."""

    branch: str
    message: str
    parent: str
    then: Sequence[tuple[str, ChangeSet]] = ()
    is_new: bool = True


def commit(change_set: ChangeSet, repository: Repository, request: CommitRequest) -> Branch:
    """Makes one commit with exactly these changes, those that follow on it, and the branch that points to the last.

    Killed at any moment, it leaves the branch whole or absent, or where it was.

    Raises:
        RefactorError: the branch exists or cannot have this name (exit 2); stale or unsafe changes, nobody to be
            the author, a repository that cannot be written to, a branch that is checked out or moved meanwhile
            (exit 5). Nothing is changed then.
    """
    if request.is_new:
        check_new_branch(repository, request.branch)
    else:
        check_not_checked_out(repository, request.branch)
    before = {entry.path: entry for entry in tree(repository, request.parent)}
    people = identities(repository)
    steps = [(request.message, change_set), *request.then]
    states, commands = [before], [b"feature done\n"]
    for number, (message, each) in enumerate(steps):
        changes = {_bytes(path): data for path, data in each.changes.items()}
        _check(changes, {_bytes(path): oid for path, oid in each.before.items()}, states[-1])
        states.append(_after(changes, states[-1], repository.object_format))
        parent = None if number else request.parent
        commands.append(_commit(changes, before, message, parent, people))
    with scratch(repository) as folder:
        oids, after = import_commits(repository, folder, b"".join([*commands, b"done\n"]), len(steps))
        if {entry.path: entry for entry in after} != states[-1]:
            raise AssertionError(
                f"the commit {oids[-1]} does not hold exactly the changes that were asked for"
            )
        _check_steps(repository, folder, oids, states)
        keep_objects(repository, folder)
        if request.is_new:
            create_branch(repository, request.branch, oids[-1])
        else:
            move_branch(repository, request.branch, request.parent, oids[-1])
    return Branch(request.branch, oids[-1], tuple(oids))


def _check_steps(
    repository: Repository, folder: Path, oids: Sequence[str], states: Sequence[Mapping[bytes, TreeEntry]]
) -> None:
    """That each commit of several changes exactly what it should. The whole tree of the last one has been compared,
    which for a single commit is all there is."""
    if len(oids) == 1:
        return
    made = scratch_changes(repository, folder, oids)
    if made != [_difference(*each) for each in pairwise(states)]:
        raise AssertionError("the commits do not hold exactly the changes that were asked for")


def _bytes(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape")


def _after(
    changes: Mapping[bytes, bytes], before: Mapping[bytes, TreeEntry], object_format: str
) -> dict[bytes, TreeEntry]:
    new = {path: before[path]._replace(oid=blob_id(data, object_format)) for path, data in changes.items()}
    return {**before, **new}


def _difference(before: Mapping[bytes, TreeEntry], after: Mapping[bytes, TreeEntry]) -> dict[bytes, str]:
    """The new blob of every path that differs."""
    return {path: entry.oid for path, entry in after.items() if entry != before[path]}


def _check(
    changes: Mapping[bytes, bytes], stands_on: Mapping[bytes, str], tree: Mapping[bytes, TreeEntry]
) -> None:
    changed = list[str]()
    for path in changes:
        name = path.decode("utf-8", "surrogateescape")
        if not is_safe_path(path):
            raise RefactorError(f"unsafe path {name!r}", "rename this file first", ExitCode.REPOSITORY)
        entry = tree.get(path)
        if (
            entry is None
            or entry.mode not in (0o100644, 0o100755)
            or stands_on.get(path, entry.oid) != entry.oid
        ):
            changed.append(name)
    if changed:
        raise stale(changed)


def _commit(
    changes: Mapping[bytes, bytes],
    before: Mapping[bytes, TreeEntry],
    message: str,
    parent: str | None,
    people: tuple[bytes, bytes],
) -> bytes:
    """A commit in the language of https://git-scm.com/docs/git-fast-import; without a parent, on the one before."""
    author, committer = people
    # a commit message is UTF-8 and holds no NUL; names of files need not be
    text = message.replace("\0", "\\0").encode("utf-8", "backslashreplace").rstrip(b"\n") + b"\n"
    parts = [
        b"commit %s\n" % SCRATCH_REF.encode(),
        b"author %s\ncommitter %s\n" % (author, committer),
        _data(text),
    ]
    if parent is not None:
        parts.append(b"from %s\n" % parent.encode("ascii"))
    for path, data in sorted(changes.items()):
        parts += [b"M %o inline %s\n" % (before[path].mode, _quoted(path)), _data(data)]
    return b"".join(parts)


def _data(data: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(data), data)


def _quoted(path: bytes) -> bytes:
    return b'"%s"' % b"".join(
        b"%c" % byte if 32 <= byte < 127 and byte not in b'"\\' else b"\\%03o" % byte for byte in path
    )

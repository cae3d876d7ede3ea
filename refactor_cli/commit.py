"""ChangeSet -> Branch: the only stage that writes to the repository, and one commit on one new branch is all.

The working tree, the index and HEAD are not looked at: nothing that is under way in them hinders.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from refactor_cli.data import Branch, ChangeSet, blob_id
from refactor_cli.errors import ExitCode, RefactorError
from refactor_cli.plan import stale
from refactor_cli.repository import Repository
from refactor_cli.repository.branches import check_new_branch, create_branch
from refactor_cli.repository.objects import TreeEntry, tree
from refactor_cli.repository.paths import is_safe_path
from refactor_cli.repository.writing import SCRATCH_REF, identities, import_commit, keep_objects, scratch


@dataclass(frozen=True, slots=True)
class CommitRequest:
    """How to commit: the new branch's name without `refs/heads/`, the message, and the parent's object id."""

    branch: str
    message: str
    parent: str


def commit(change_set: ChangeSet, repository: Repository, request: CommitRequest) -> Branch:
    """Makes one commit with exactly these changes, and the branch that points to it.

    Killed at any moment, it leaves the branch whole or absent.

    Raises:
        RefactorError: the branch exists or cannot have this name (exit 2); stale or unsafe changes, nobody to be
            the author, a repository that cannot be written to (exit 5). There is no branch then.
    """
    check_new_branch(repository, request.branch)
    before = {entry.path: entry for entry in tree(repository, request.parent)}
    changes = {path.encode("utf-8", "surrogateescape"): data for path, data in change_set.changes.items()}
    _check(
        changes,
        {path.encode("utf-8", "surrogateescape"): oid for path, oid in change_set.before.items()},
        before,
    )
    commands = _commands(changes, before, request, identities(repository))
    with scratch(repository) as folder:
        oid, after = import_commit(repository, folder, commands)
        expected = before | {
            path: before[path]._replace(oid=blob_id(data, repository.object_format))
            for path, data in changes.items()
        }
        if {entry.path: entry for entry in after} != expected:
            raise AssertionError(f"the commit {oid} does not hold exactly the changes that were asked for")
        keep_objects(repository, folder)
        create_branch(repository, request.branch, oid)
    return Branch(request.branch, oid)


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


def _commands(
    changes: Mapping[bytes, bytes],
    before: Mapping[bytes, TreeEntry],
    request: CommitRequest,
    people: tuple[bytes, bytes],
) -> bytes:
    """The commit in the language of https://git-scm.com/docs/git-fast-import."""
    author, committer = people
    # a commit message is UTF-8 and holds no NUL; names of files need not be
    message = request.message.replace("\0", "\\0").encode("utf-8", "backslashreplace").rstrip(b"\n") + b"\n"
    parts = [
        b"feature done\n",
        b"commit %s\n" % SCRATCH_REF.encode(),
        b"author %s\ncommitter %s\n" % (author, committer),
        _data(message),
        b"from %s\n" % request.parent.encode("ascii"),
    ]
    for path, data in sorted(changes.items()):
        parts += [b"M %o inline %s\n" % (before[path].mode, _quoted(path)), _data(data)]
    return b"".join([*parts, b"done\n"])


def _data(data: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(data), data)


def _quoted(path: bytes) -> bytes:
    return b'"%s"' % b"".join(
        b"%c" % byte if 32 <= byte < 127 and byte not in b'"\\' else b"\\%03o" % byte for byte in path
    )

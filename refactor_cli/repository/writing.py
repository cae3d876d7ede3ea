"""Writing to the repository: objects through a quarantine, then one new branch. Only the stage commit does this.

Everything is made in a scratch git directory (see `borrow_objects`) that lies in the repository's objects folder: on
the same file system, and where `git gc` removes what a killed run leaves. Its objects are moved over only when the
commits were looked at, and the branch appears last, by one ref transaction: made, or moved on from where it was.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from refactor_cli.errors import ExitCode, RefactorError
from refactor_cli.repository.objects import TreeEntry, borrow_objects, read_tree
from refactor_cli.repository.opening import Repository
from refactor_cli.repository.process import Place, refusal, run

SCRATCH_REF = "refs/heads/scratch"
# A pack may be used as soon as its index is there, so that comes last.
_PACK_ORDER = (".keep", ".pack", ".rev", ".idx")


def identities(repository: Repository) -> tuple[bytes, bytes]:
    """Author and committer with the time, as git would write them now into a commit of the user's.

    Raises:
        RefactorError: none is configured.
    """
    kept = {
        name: os.environ[name] for name in os.environ if name.startswith(("GIT_AUTHOR_", "GIT_COMMITTER_"))
    }
    found = []
    for variable in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"):
        done = run(repository.place, "var", variable, environment=kept)
        if done.code != 0:
            raise RefactorError(
                "git does not know who you are",
                'git config --global user.name "Your Name" and git config --global user.email you@example.com',
                ExitCode.REPOSITORY,
            )
        found.append(done.output.rstrip(b"\n"))
    return found[0], found[1]


@contextmanager
def scratch(repository: Repository) -> Iterator[Path]:
    """A scratch git directory that borrows the repository's objects; removed at the end.

    Raises:
        RefactorError: the repository cannot be written to, or the disk is full.
    """
    with _writing(repository):
        folder = Path(tempfile.mkdtemp(prefix="tmp_objdir-refactor-", dir=repository.objects))
    try:
        with _writing(repository):
            borrow_objects(folder, repository)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


_MENDED = dict.fromkeys((errno.ENOSPC, errno.EDQUOT), "make room")


@contextmanager
def _writing(repository: Repository) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        place = repository.objects
        raise RefactorError(
            f"cannot write to {place}: {error.strerror}",
            _MENDED.get(error.errno or 0, "make it writable"),
            ExitCode.REPOSITORY,
        ) from error


def import_commits(
    repository: Repository, folder: Path, commands: bytes, count: int
) -> tuple[list[str], list[TreeEntry]]:
    """Makes the commits that these commands for `git fast-import` describe, each on the one before, in the scratch
    directory; gives their ids and the tree of the last.

    Raises:
        RefactorError: git failed; the disk may be full.
    """
    place = _place(repository, folder)
    done = run(place, "fast-import", "--quiet", "--done", "--date-format=raw", stdin=commands)
    if done.code != 0:
        raise refusal(done)
    oid = (folder / SCRATCH_REF).read_text("ascii").strip()
    if count == 1:
        return [oid], read_tree(place, oid)
    listed = run(place, "rev-list", f"--max-count={count}", "--first-parent", "--reverse", oid)
    if listed.code != 0:
        raise refusal(listed)
    return listed.output.decode("ascii").split(), read_tree(place, oid)


def scratch_changes(repository: Repository, folder: Path, commits: Sequence[str]) -> list[dict[bytes, str]]:
    """What each commit changes against its parent: the new blobs by path.

    Raises:
        RefactorError: git failed.
    """
    switches = ("-r", "-z", "--raw", "--no-renames", "--full-index", "--no-abbrev", "--always", "--stdin")
    asked = "".join(f"{commit}\n" for commit in commits).encode("ascii")
    done = run(_place(repository, folder), "diff-tree", *switches, stdin=asked)
    if done.code != 0:
        raise refusal(done)
    found = list[dict[bytes, str]]()
    records = iter(done.output.split(b"\0")[:-1])
    for record in records:
        if record.startswith(b":"):
            found[-1][next(records)] = record.split(b" ")[3].decode("ascii")
        else:  # a commit's id
            found.append({})
    return found


def _place(repository: Repository, folder: Path) -> Place:
    return repository.place._replace(folder=str(folder), git_dir=str(folder))


def keep_objects(repository: Repository, folder: Path) -> None:
    """Moves the scratch directory's objects into the repository.

    Raises:
        RefactorError: the repository cannot be written to, or the disk is full.
    """
    source = folder / "objects"
    with _writing(repository):
        for file in sorted(source.glob("*/*"), key=_pack_order):
            if file.parent.name == "info":
                continue
            target = repository.objects / file.parent.name / file.name
            if not target.parent.is_dir():
                target.parent.mkdir(exist_ok=True)
                target.parent.chmod(
                    repository.objects.stat().st_mode & 0o7777
                )  # as core.sharedRepository wants it
            if not target.exists():
                file.replace(target)


def _pack_order(file: Path) -> tuple[int, str]:
    return (_PACK_ORDER.index(file.suffix) if file.suffix in _PACK_ORDER else 0, str(file))

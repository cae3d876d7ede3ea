"""Reading commits, trees and blobs: what git has, as it is stored, without filters, replacements or fetches.

Objects are read from a git directory of our own that borrows the repository's: no configuration of the repository
is in force there, and in a partial clone, where git would fetch or give up, a missing object is just missing.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import IO, NamedTuple

from refactor_cli.errors import ExitCode, RefactorError
from refactor_cli.repository.opening import Repository
from refactor_cli.repository.process import Place, run, stream

# A tree may name itself many times over: a few kilobytes can unfold to billions of paths.
_LISTING_LIMIT = 256_000_000


class TreeEntry(NamedTuple):
    """One entry of a commit's tree. `mode` as git has it; a submodule is 0o160000, a symbolic link 0o120000."""

    path: bytes
    mode: int
    oid: str


class Blob(NamedTuple):
    """A blob as stored. `size` is None when git does not have the object; `data` None then, or when too large."""

    oid: str
    size: int | None
    data: bytes | None


def head(repository: Repository) -> str | None:
    """The commit that HEAD leads to, None before the first one.

    Raises:
        RefactorError: it leads to a commit, or a branch, that git cannot read.
    """
    oid = _resolved(repository, "HEAD^{commit}")
    if oid is None:
        broken = _resolved(repository, "HEAD")
        if broken or not _is_unborn(repository):
            what = f"commit {broken}" if broken else "branch"
            raise RefactorError(f"HEAD's {what} cannot be read", "see `git fsck`", ExitCode.REPOSITORY)
    return oid


def _is_unborn(repository: Repository) -> bool:
    """Whether HEAD names a branch that is yet to come; git does not say the name of one that a crash left empty."""
    return run(repository.place, "symbolic-ref", "--quiet", "HEAD").code == 0


def resolve(repository: Repository, revision: str) -> str:
    """The id of the commit that a revision names.

    Raises:
        RefactorError: there are no commits (exit 5), or none of this name (exit 2).
    """
    oid = head(repository)
    if oid is None:
        raise RefactorError("the repository has no commits", "commit your work first", ExitCode.REPOSITORY)
    if revision != "HEAD":
        is_text = revision and all(ord(character) >= 32 for character in revision)
        oid = _resolved(repository, f"{revision}^{{commit}}") if is_text else None
    if oid is None:
        hint = "see `git log --oneline` or `git branch --all`"
        if (repository.common_dir / "shallow").exists():
            hint = (
                "this clone is shallow: `git fetch --unshallow` gets what is missing (in CI: fetch-depth: 0)"
            )
        elif "/" in revision:
            hint = f"a remote's branch is there once `git fetch` got it; {hint}"
        raise RefactorError(f"no commit is called {revision!r}", hint)
    return oid


def is_of_another(repository: Repository, commit: str) -> bool:
    """Whether a commit that something was made on is none of this repository; one that a shallow clone lacks may be."""
    if (repository.common_dir / "shallow").exists():
        return False
    return _resolved(repository, f"{commit}^{{commit}}") is None


def _resolved(repository: Repository, revision: str) -> str | None:
    # --verify with --end-of-options: the text is one revision, never an option or a path
    done = run(repository.place, "rev-parse", "--verify", "--quiet", "--end-of-options", revision)
    return done.output.decode("ascii").strip() if done.code == 0 else None


@contextmanager
def borrowed(repository: Repository) -> Iterator[Place]:
    """A git directory for the time of a block, with the repository's objects and nothing else of it.

    Raises:
        RefactorError: the temporary folder cannot be written to.
    """
    import shutil
    import tempfile

    try:
        folder = Path(tempfile.mkdtemp(prefix="refactor-"))
    except OSError as error:
        problem = f"cannot write to the temporary folder: {error.strerror}"
        raise RefactorError(problem, "make room, or set TMPDIR", ExitCode.REPOSITORY) from error
    try:
        borrow_objects(folder, repository)
        yield repository.place._replace(folder=str(folder), git_dir=str(folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def borrow_objects(folder: Path, repository: Repository) -> None:
    """Makes a bare git directory that reads the repository's objects and has nothing else of it."""
    for name in ("objects/info", "objects/pack", "refs/heads"):
        (folder / name).mkdir(parents=True)
    (folder / "HEAD").write_bytes(b"ref: refs/heads/none\n")
    version = 0 if repository.object_format == "sha1" else 1
    extension = f"[extensions]\n\tobjectFormat = {repository.object_format}\n" if version else ""
    config = f"[core]\n\trepositoryFormatVersion = {version}\n\tbare = true\n{extension}"
    (folder / "config").write_bytes(config.encode("ascii"))
    (folder / "objects/info/alternates").write_bytes(os.fsencode(repository.objects) + b"\n")


@lru_cache(maxsize=2)
def tree(repository: Repository, commit: str) -> tuple[TreeEntry, ...]:
    """Everything in a commit's tree, folders unfolded, in git's order. `commit` is an id: where this looks there are
    no branches, and a commit never changes, so that it is read once, whoever asks for it.

    Raises:
        RefactorError: git cannot read it, or the tree is absurdly large.
    """
    with borrowed(repository) as place:
        return tuple(read_tree(place, commit))


def read_tree(place: Place, commit: str) -> list[TreeEntry]:
    """`tree`, wherever git is to look for the commit."""
    with stream(place, "ls-tree", "-r", "-z", "--full-tree", commit) as output:
        records = listed(output)
    entries = []
    for record in records:
        kind, _, path = record.partition(b"\t")
        mode, _, oid = kind.split(b" ")
        entries.append(TreeEntry(path, int(mode, 8), oid.decode("ascii")))
    return entries


def listed(output: IO[bytes]) -> list[bytes]:
    """The NUL-terminated records of a listing.

    Raises:
        RefactorError: there are absurdly many of them.
    """
    listing = output.read(_LISTING_LIMIT)
    if len(listing) == _LISTING_LIMIT:
        raise RefactorError(
            f"the list of the repository's files is longer than {_LISTING_LIMIT:,} bytes",
            "name a smaller repository: --repo DIR",
            ExitCode.REPOSITORY,
        )
    return listing.split(b"\0")[:-1]


def blobs(repository: Repository, oids: Iterable[str], limit: int) -> Generator[Blob, None, None]:
    """The blobs with these ids, each once, in the order asked; the data of one of more than `limit` bytes is
    passed over. What is missing in a partial clone is not fetched. To be closed where it is not read to its end:
    a git process stands behind it."""
    asked = "".join(f"{oid}\n" for oid in dict.fromkeys(oids)).encode("ascii")
    if not asked:
        return
    with (
        borrowed(repository) as place,
        stream(place, "cat-file", "--batch", "--buffer", stdin=asked) as output,
    ):
        while header := output.readline():
            oid, *rest = header.decode("ascii", "replace").split()
            if len(rest) != 2:  # "<oid> missing"
                yield Blob(oid, None, None)
                continue
            kind, size = rest[0], int(rest[1])
            data = _read(output, size, limit)
            yield Blob(oid, size, data) if kind == "blob" else Blob(oid, None, None)


def _read(output: IO[bytes], size: int, limit: int) -> bytes | None:
    if size <= limit:
        data = output.read(size)
        output.read(1)
        return data
    left = size + 1
    while left > 0 and (chunk := output.read(min(left, 1 << 20))):
        left -= len(chunk)
    return None


def read_blobs(repository: Repository, oids: Collection[str]) -> dict[str, bytes]:
    """The data of these blobs, whatever their size.

    Raises:
        RefactorError: one is missing.
    """
    with closing(blobs(repository, oids, limit=1 << 62)) as read:
        found = {blob.oid: blob.data for blob in read if blob.data is not None}
    for oid in oids:
        if oid not in found:
            problem = f"the repository has no object {oid}"
            raise RefactorError(problem, "fetch it: git fetch --refetch", ExitCode.REPOSITORY)
    return found


def blobs_at(repository: Repository, commit: str, paths: Iterable[str]) -> dict[str, str]:
    """The blob ids of these files in the commit with this id; a path that is no file there is left out.

    Raises:
        RefactorError: git cannot read it.
    """
    wanted = {path.encode("utf-8", "surrogateescape"): path for path in paths}
    entries = tree(repository, commit)
    return {
        wanted[each.path]: each.oid
        for each in entries
        if each.path in wanted and each.mode & 0o170000 == 0o100000
    }

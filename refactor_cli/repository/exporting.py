"""A commit's files in a folder of our own: what a clean checkout would hold, without git and without filters."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from refactor_cli.errors import ExitCode, RefactorError
from refactor_cli.repository.objects import TreeEntry, blobs, tree
from refactor_cli.repository.opening import Repository
from refactor_cli.repository.paths import is_safe_path

_LINK, _SUBMODULE, _EXECUTABLE = 0o120000, 0o160000, 0o111
_FULL = (errno.ENOSPC, errno.EDQUOT)


def export(repository: Repository, commit: str, changes: Mapping[str, bytes], folder: Path) -> None:
    """Writes every file of a commit below an empty folder, those of `changes` with these bytes instead.

    Bytes are as git stores them: no line ends are converted, LFS pointers stay pointers, submodules are empty
    folders, and there is no `.git`. Symbolic links come last, so that nothing is written through one.

    Raises:
        RefactorError: an object is missing, or the folder cannot be written to.
    """
    entries = [each for each in tree(repository, commit) if is_safe_path(each.path)]
    files = [each for each in entries if each.mode not in (_LINK, _SUBMODULE)]
    links = [each for each in entries if each.mode == _LINK]
    new = {path.encode("utf-8", "surrogateescape"): data for path, data in changes.items()}
    try:
        for each in entries:
            if each.mode == _SUBMODULE:
                _place(folder, each).mkdir(parents=True, exist_ok=True)
        _write_files(repository, files, new, folder)
        _write_links(repository, links, folder)
    except OSError as error:
        hint = "make room, or set TMPDIR" if error.errno in _FULL else "set TMPDIR to another folder"
        raise RefactorError(
            f"cannot write to the temporary folder: {error.strerror}", hint, ExitCode.REPOSITORY
        ) from error


def _place(folder: Path, entry: TreeEntry) -> Path:
    return folder / os.fsdecode(entry.path)


def _write_files(
    repository: Repository, files: list[TreeEntry], new: Mapping[bytes, bytes], folder: Path
) -> None:
    waiting: dict[str, list[TreeEntry]] = {}
    for entry in files:
        if entry.path in new:
            _write(_place(folder, entry), new[entry.path], entry.mode)
        else:
            waiting.setdefault(entry.oid, []).append(entry)
    with closing(blobs(repository, waiting, limit=1 << 62)) as read:
        for blob in read:
            if blob.data is None:
                path = os.fsdecode(waiting[blob.oid][0].path)
                raise RefactorError(
                    f"the repository does not have the content of {path}",
                    "fetch it: git fetch --refetch",
                    ExitCode.REPOSITORY,
                )
            for entry in waiting[blob.oid]:
                _write(_place(folder, entry), blob.data, entry.mode)


def _write_links(repository: Repository, links: list[TreeEntry], folder: Path) -> None:
    waiting: dict[str, list[TreeEntry]] = {}
    for entry in links:
        waiting.setdefault(entry.oid, []).append(entry)
    with closing(blobs(repository, waiting, limit=1 << 16)) as read:
        for blob in read:
            for entry in waiting[blob.oid] if blob.data else ():
                assert blob.data is not None
                place = _place(folder, entry)
                place.parent.mkdir(parents=True, exist_ok=True)
                if b"\0" not in blob.data and not os.path.lexists(place):
                    place.symlink_to(os.fsdecode(blob.data))


def _write(place: Path, data: bytes, mode: int) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o777 if mode & _EXECUTABLE else 0o666)
    with os.fdopen(handle, "wb") as file:
        file.write(data)

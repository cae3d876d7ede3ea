"""Repository -> Snapshot: files with blob id, mode, language and bytes; what was left out, and why."""

from __future__ import annotations

import codecs
import os
from bisect import bisect_left
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from typing import NamedTuple

from refactor_cli.data import LeftOut, Snapshot, SourceFile, UnreadFile, blob_id
from refactor_cli.errors import RefactorError
from refactor_cli.languages import language_of
from refactor_cli.repository import Repository, resolve
from refactor_cli.repository.objects import TreeEntry, blobs, tree
from refactor_cli.repository.paths import PATH_LIMIT, is_safe_path
from refactor_cli.repository.working_tree import read_files, working_tree
from refactor_cli.selection import Selection, select, selects
from refactor_cli.stat_cache import Noted, StatCache, stamp_of
from refactor_cli.text import UndecodableError

__all__ = ["FILE_LIMIT", "Selection", "scan", "select"]

FILE_LIMIT = 5_000_000  # bytes; what is larger is generated, or data
_TOTAL_LIMIT = 2_000_000_000  # bytes; a snapshot is held in memory
_EVERYTHING = Selection()
_KINDS = {0o160000: "submodule", 0o120000: "symlink"}
# git decides the same way (buffer_is_binary in xdiff-interface.c)
_BINARY_PREFIX = 8000
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
_LFS_POINTER = b"version https://git-lfs.github.com/spec/v1\n"
_LFS_LENGTH = 1024


class _Found(NamedTuple):
    """One file; `data` is None when it is left out for `reason`, or was read before, as `noted`. `blob`: its object
    id, "" where not yet known; `status`: what the file system said of it."""

    path: bytes
    mode: int = 0
    data: bytes | None = None
    reason: str = ""
    blob: str = ""
    status: os.stat_result | None = None
    noted: Noted | None = None


def scan(
    repository: Repository,
    *,
    revision: str | None = None,
    selection: Selection = _EVERYTHING,
    limit: int = FILE_LIMIT,
    stats: StatCache | None = None,
) -> Snapshot:
    """Reads the selected files of a commit, or with `revision` None of the working tree: the tracked ones, and
    the untracked ones that are not ignored. Files of more than `limit` bytes are left out. Those of the working tree
    that have not changed since `stats` noted them are read only when somebody asks for their bytes.

    Raises:
        RefactorError: no such commit, a selected path that is not there, a pattern that is none, or a repository
            that cannot be read.
    """
    if revision is None:
        base, found = None, _in_working_tree(repository, selection, limit, stats)
    else:
        base = resolve(repository, revision)
        found = _in_commit(repository, base, selection, limit)
    files, left_out = dict[str, SourceFile](), list[LeftOut]()
    with closing(found):
        ordered = sorted(_bounded(found), key=_path)
    for one in ordered:
        taken = _taken(one, repository) if one.noted is None else _noted(one, one.noted, repository)
        if stats is not None and one.data is not None and one.status is not None:
            stats.note(one.path, _note(taken, one.status))
        if isinstance(taken, LeftOut):
            left_out.append(taken)
        else:
            files[taken.path] = taken
    if stats is not None:
        stats.keep()
    return Snapshot(files, tuple(left_out), base, repository.object_format)


def _path(one: _Found) -> bytes:
    return one.path


def _bounded(found: Iterable[_Found]) -> Iterator[_Found]:
    total = 0
    for one in found:
        total += len(one.data) if one.data else one.noted.stamp.size if one.noted else 0
        if total > _TOTAL_LIMIT:
            raise RefactorError(
                f"the files hold more than {_TOTAL_LIMIT:,} bytes", "name some: PATH, --include or --exclude"
            )
        yield one


def _in_working_tree(
    repository: Repository, selection: Selection, limit: int, stats: StatCache | None
) -> Generator[_Found, None, None]:
    listed = {one.path: one.is_sparse for one in working_tree(repository)}
    wanted = list[bytes]()
    for path in _selected(list(listed), selection, "working tree"):
        if not is_safe_path(path.removesuffix(b"/")):
            yield _Found(path, reason="unsafe path")
        elif path.endswith(b"/"):
            yield _Found(path.removesuffix(b"/"), reason="submodule")
        else:
            wanted.append(path)
    noted = dict[bytes, Noted]()

    def known(path: bytes, status: os.stat_result) -> bool:
        found = stats.known(path, status) if stats is not None else None
        if found is not None:
            noted[path] = found
        return found is not None

    for file in read_files(repository, wanted, limit, known if stats is not None else None):
        if file.data is not None or file.reason or file.is_known:
            before = noted.get(file.path)
            yield _Found(file.path, file.mode, file.data, file.reason, "", file.status, before)
        elif listed[file.path]:
            yield _Found(file.path, reason="not checked out")


def _in_commit(
    repository: Repository, commit: str, selection: Selection, limit: int
) -> Generator[_Found, None, None]:
    entries = {entry.path: entry for entry in tree(repository, commit)}
    wanted = dict[str, list[TreeEntry]]()
    for path in _selected(sorted(entries), selection, f"commit {commit[:12]}"):
        entry = entries[path]
        if not is_safe_path(path):
            yield _Found(path, reason="unsafe path")
        elif reason := _KINDS.get(entry.mode & 0o170000):
            yield _Found(path, reason=reason)
        else:
            wanted.setdefault(entry.oid, []).append(entry)
    with closing(blobs(repository, wanted, limit)) as read:
        for blob in read:
            reason = "missing object" if blob.size is None else "too large"
            for entry in wanted[blob.oid]:
                yield _Found(entry.path, entry.mode, blob.data, reason, blob.oid)


def _selected(paths: Sequence[bytes], selection: Selection, place: str) -> Iterator[bytes]:
    """Those of the paths, which are in the order of their bytes, that are selected.

    Raises:
        RefactorError: a selected path is not among them.
    """
    for path in selection.paths:
        if path and not _holds(paths, path.encode("utf-8", "surrogateescape")):
            raise RefactorError(
                f"{path} holds no file of the {place}", "see `git ls-files`; ignored files do not count"
            )
    is_selected = selects(selection)
    return (
        path
        for path in paths
        if len(path) > PATH_LIMIT or is_selected(path.decode("utf-8", "surrogateescape"))
    )


def _holds(paths: Sequence[bytes], wanted: bytes) -> bool:
    """Whether a path is among these, as a file or as a folder."""
    at, below = bisect_left(paths, wanted), bisect_left(paths, wanted + b"/")
    return paths[at : at + 1] == [wanted] or any(
        path.startswith(wanted + b"/") for path in paths[below : below + 1]
    )


def _noted(one: _Found, noted: Noted, repository: Repository) -> SourceFile | LeftOut:
    """A file that was read by an earlier run."""
    path = one.path.decode("utf-8", "surrogateescape")
    if noted.reason:
        return LeftOut(path, noted.reason)
    return UnreadFile(
        path, noted.blob, one.mode, noted.language, lambda: _read_again(repository, one.path, noted)
    )


def _read_again(repository: Repository, path: bytes, noted: Noted) -> bytes:
    """The bytes of a file that has not changed.

    Raises:
        RefactorError: it has.
    """
    for file in read_files(repository, (path,), FILE_LIMIT):
        if file.data is not None and blob_id(file.data, repository.object_format) == noted.blob:
            return file.data
    name = path.decode("utf-8", "replace")
    raise RefactorError(f"{name} has changed while it was looked at", "run the same command again")


def _note(taken: SourceFile | LeftOut, status: os.stat_result) -> Noted:
    if isinstance(taken, LeftOut):
        return Noted(stamp_of(status), "", None, taken.reason)
    return Noted(stamp_of(status), taken.blob, taken.language)


def _taken(one: _Found, repository: Repository) -> SourceFile | LeftOut:
    path = one.path.decode("utf-8", "surrogateescape")
    if one.data is None:
        return LeftOut(path, one.reason)
    data = one.data
    if len(data) < _LFS_LENGTH and data.startswith(_LFS_POINTER):
        return LeftOut(path, "lfs pointer")
    is_utf16 = data.startswith(_UTF_16)
    if not is_utf16 and data.find(b"\0", 0, _BINARY_PREFIX) >= 0:
        return LeftOut(path, "binary")
    language = language_of(path, data)
    file = SourceFile(path, one.blob or blob_id(data, repository.object_format), one.mode, language, data)
    if language == "python" or is_utf16:
        try:
            # kept by the file; any other text is only decoded when somebody asks, and always can be
            _ = file.text
        except UndecodableError as error:
            return LeftOut(path, f"undecodable: {error}")
    return file

"""Repository -> Snapshot: files with blob id, mode, language and bytes; what was left out, and why."""

from __future__ import annotations

import codecs
import os
from bisect import bisect_left
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from operator import itemgetter
from typing import NamedTuple

from refactor_cli.data import LeftOut, Snapshot, SourceFile, UnreadFile, blob_id
from refactor_cli.errors import RefactorError
from refactor_cli.languages import language_of
from refactor_cli.repository import Repository, resolve
from refactor_cli.repository.objects import TreeEntry, blobs, tree
from refactor_cli.repository.paths import PATH_LIMIT, is_safe_path
from refactor_cli.repository.working_tree import read_files, unchanged, working_tree
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
    """One file; `data` is None when it is left out for `reason`. `blob`: its object id, "" where not yet known;
    `status`: what the file system said of it."""

    path: bytes
    mode: int = 0
    data: bytes | None = None
    reason: str = ""
    blob: str = ""
    status: os.stat_result | None = None


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
    taken, size = list[tuple[bytes, SourceFile | LeftOut]](), 0
    if revision is None:
        base, paths = None, _paths(repository, selection)
        same = dict(_unchanged(repository, paths, limit, stats)) if stats is not None else {}
        taken += same.items()
        size = sum(stats.before[path].stamp.size for path in same) if stats is not None else 0
        found = _in_working_tree(repository, {path: paths[path] for path in paths if path not in same}, limit)
    else:
        base = resolve(repository, revision)
        found = _in_commit(repository, base, selection, limit)
    with closing(found):
        for one in _bounded(found, size):
            taken.append((one.path, _taken(one, repository)))
            if stats is not None and one.data is not None and one.status is not None:
                stats.note(one.path, _note(taken[-1][1], one.status))
    files, left_out = dict[str, SourceFile](), list[LeftOut]()
    for _, each in sorted(taken, key=itemgetter(0)):
        if isinstance(each, LeftOut):
            left_out.append(each)
        else:
            files[each.path] = each
    if stats is not None:
        stats.keep()
    return Snapshot(files, tuple(left_out), base, repository.object_format)


def _bounded(found: Iterable[_Found], size: int) -> Iterator[_Found]:
    """The same; `size`: the bytes of other files."""
    _check_size(size)
    for one in found:
        size += len(one.data) if one.data else 0
        _check_size(size)
        yield one


def _check_size(size: int) -> None:
    if size > _TOTAL_LIMIT:
        raise RefactorError(
            f"the files hold more than {_TOTAL_LIMIT:,} bytes", "name some: PATH, --include or --exclude"
        )


def _paths(repository: Repository, selection: Selection) -> dict[bytes, bool]:
    """The selected paths of the working tree, in the order of their bytes, and which a sparse checkout leaves out."""
    listed = {one.path: one.is_sparse for one in working_tree(repository)}
    return {path: listed[path] for path in _selected(list(listed), selection, "working tree")}


def _unchanged(
    repository: Repository, paths: Iterable[bytes], limit: int, stats: StatCache
) -> Iterator[tuple[bytes, SourceFile | LeftOut]]:
    """The files that have not changed since `stats` noted them: under names that were safe then."""
    before = stats.before
    stamps = ((path, before[path].stamp) for path in paths if path in before)
    for path, mode in unchanged(repository, stamps, limit):
        noted = stats.now[path] = before[path]
        yield path, _noted(path, mode, noted, repository)


def _in_working_tree(
    repository: Repository, paths: Mapping[bytes, bool], limit: int
) -> Generator[_Found, None, None]:
    wanted = list[bytes]()
    for path in paths:
        if not is_safe_path(path.removesuffix(b"/")):
            yield _Found(path, reason="unsafe path")
        elif path.endswith(b"/"):
            yield _Found(path.removesuffix(b"/"), reason="submodule")
        else:
            wanted.append(path)
    for file in read_files(repository, wanted, limit):
        if file.data is not None or file.reason:
            yield _Found(file.path, file.mode, file.data, file.reason, "", file.status)
        elif paths[file.path]:
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


def _noted(path: bytes, mode: int, noted: Noted, repository: Repository) -> SourceFile | LeftOut:
    """A file that was read by an earlier run."""
    name = path.decode("utf-8", "surrogateescape")
    if noted.reason:
        return LeftOut(name, noted.reason)
    return UnreadFile(name, noted.blob, mode, noted.language, lambda: _read_again(repository, path, noted))


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

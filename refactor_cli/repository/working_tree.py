"""Reading the working tree: which files there are, their bytes, and what is under way in it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from refactor_cli.data import blob_id
from refactor_cli.repository.objects import blobs_at, head, listed
from refactor_cli.repository.opening import Repository
from refactor_cli.repository.process import run, stream
from refactor_cli.stat_cache import Stamp, is_same

# Without O_NONBLOCK, opening a FIFO waits for ever. Flags that a platform does not have are nothing there.
_OPEN_FLAGS = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY")
)
_STATES = (
    ("MERGE_HEAD", "merge"),
    ("rebase-merge", "rebase"),
    ("rebase-apply", "rebase"),
    ("CHERRY_PICK_HEAD", "cherry-pick"),
    ("REVERT_HEAD", "revert"),
    ("BISECT_LOG", "bisect"),
)


class Listed(NamedTuple):
    """A path of the working tree. `is_sparse`: tracked, and a sparse checkout leaves it out."""

    path: bytes
    is_sparse: bool


class ReadFile(NamedTuple):
    """A file of the working tree as it was read. `data` is None when it was not, and `reason` says why, "" when
    there is no such file. `mode` as git would have it. `status`: what the file system said of a plain file, before it
    was read."""

    path: bytes
    mode: int
    data: bytes | None
    reason: str = ""
    status: os.stat_result | None = None


def working_tree(repository: Repository) -> list[Listed]:
    """The tracked files and the untracked ones that are not ignored, each once, in the order of their bytes.
    A nested repository ends with `/`. Tracked files may be missing on disk.

    Raises:
        RefactorError: git cannot read the index, or there are absurdly many files.
    """
    asked = ("-t", "-z", "--cached", "--others", "--exclude-standard")
    with stream(repository.place, "ls-files", *asked) as output:
        records = listed(output)
    found = {
        record[2:]: record.startswith(b"S ") for record in records
    }  # three stages of a conflict are one file
    return [Listed(path, found[path]) for path in sorted(found)]


def is_searched(repository: Repository, path: Path) -> bool:
    """Whether the file at this place is one of the repository's, and is read with it: not where git ignores it."""
    place = Path(os.path.realpath(path))
    if not place.is_relative_to(repository.top):
        return False
    asked = ("--cached", "--others", "--exclude-standard", "--", os.fspath(place.relative_to(repository.top)))
    return bool(run(repository.place, "ls-files", *asked).output)


def unchanged(
    repository: Repository, stamps: Iterable[tuple[bytes, Stamp]], limit: int
) -> Iterator[tuple[bytes, int]]:
    """Those of the plain files that have these stamps, each with its mode: of thousands, nearly all. One that a
    symbolic link leads to, or of more than `limit` bytes, is none of them."""
    top, folders, status_of = os.fsencode(repository.top), {b"": ""}, os.lstat
    inside = top + b"/"
    for path, stamp in stamps:
        folder = path.rpartition(b"/")[0]
        if folders[folder] if folder in folders else _folder_reason(top, folder, folders):
            continue
        try:
            status = status_of(inside + path)
        except OSError:
            continue
        if is_same(stamp, status) and stat.S_ISREG(status.st_mode) and status.st_size <= limit:
            yield path, _mode(status)


def read_files(repository: Repository, paths: Iterable[bytes], limit: int) -> Iterator[ReadFile]:
    """Reads files of the working tree, through no symbolic link; of more than `limit` bytes, none."""
    top = os.fsencode(repository.top)
    folders = {b"": ""}
    for path in paths:
        folder = path.rpartition(b"/")[0]
        if reason := _folder_reason(top, folder, folders):
            yield ReadFile(path, 0, None, "" if reason == "missing" else reason)
        else:
            yield _read_file(top, path, limit)


def _folder_reason(top: bytes, folder: bytes, known: dict[bytes, str]) -> str:
    """Why nothing below this folder can be read, "" when it can; `known` is filled with what was learned."""
    unknown = []
    while folder not in known:
        unknown.append(folder)
        folder = folder.rpartition(b"/")[0]
    for each in reversed(unknown):
        known[each] = known[folder] or _link_reason(top + b"/" + each)
        folder = each
    return known[folder]


def _link_reason(folder: bytes) -> str:
    try:
        mode = os.lstat(folder).st_mode
    except OSError:
        return "missing"
    if stat.S_ISLNK(mode):
        return "symlink"
    return "" if stat.S_ISDIR(mode) else "missing"


def _read_file(top: bytes, path: bytes, limit: int) -> ReadFile:
    name = top + b"/" + path
    try:
        status = os.lstat(name)
    except (FileNotFoundError, NotADirectoryError):
        return ReadFile(path, 0, None)
    except OSError:
        return ReadFile(path, 0, None, "unreadable")
    if reason := _kind_reason(status.st_mode, is_large=status.st_size > limit):
        return ReadFile(path, 0, None, reason)
    try:
        data = _bytes_of(name, status.st_size, limit)
    except OSError:
        return ReadFile(path, 0, None, "unreadable")
    if len(data) > limit:
        return ReadFile(path, 0, None, "too large")
    return ReadFile(path, _mode(status), data, status=status)


def _mode(status: os.stat_result) -> int:
    return 0o100755 if status.st_mode & 0o100 else 0o100644


def _kind_reason(mode: int, is_large: bool) -> str:
    if stat.S_ISREG(mode):
        return "too large" if is_large else ""
    if stat.S_ISLNK(mode):
        return "symlink"
    return "submodule" if stat.S_ISDIR(mode) else "unreadable"


def _bytes_of(name: bytes, size: int, limit: int) -> bytes:
    descriptor = os.open(name, _OPEN_FLAGS)
    try:
        data = os.read(descriptor, size + 1)
        while size < len(data) <= limit and (more := os.read(descriptor, 1 << 16)):  # it grows as it is read
            data += more
        return data
    finally:
        os.close(descriptor)


def state(repository: Repository) -> tuple[str, ...]:
    """What is under way in this working tree: "merge", "rebase", "cherry-pick", "revert", "bisect"."""
    found = [name for file, name in _STATES if os.path.lexists(repository.git_dir / file)]
    return tuple(dict.fromkeys(found))


def changed_in_working_tree(
    repository: Repository, paths: Iterable[str], commit: str | None = None
) -> set[str]:
    """Which of these files differ from the commit with this id, or from HEAD, in the index or on disk.

    A file whose lines only end as git was told to check them out does not differ. Other conversions (filters,
    working-tree-encoding) are never run, so that a file that went through one does.

    Raises:
        RefactorError: git cannot read the commit or the index.
    """
    wanted = sorted(set(paths))
    commit = commit or head(repository)
    at_head = blobs_at(repository, commit, wanted) if commit else {}
    in_index = _index(repository)
    changed = {path for path in wanted if in_index.get(path, (None,))[0] != at_head.get(path)}
    same = [path for path in wanted if path not in changed]
    line_ends = set[str]()
    for file in read_files(
        repository, [path.encode("utf-8", "surrogateescape") for path in same], limit=1 << 62
    ):
        path = file.path.decode("utf-8", "surrogateescape")
        oid, is_sparse = in_index.get(path, (None, False))
        if file.data is None:
            if oid is not None and not (is_sparse and not file.reason):
                changed.add(path)
        elif blob_id(file.data, repository.object_format) != oid:
            unix = file.data.replace(b"\r\n", b"\n")
            (line_ends if blob_id(unix, repository.object_format) == oid else changed).add(path)
    return changed | (line_ends - _converted(repository, line_ends))


def _index(repository: Repository) -> dict[str, tuple[str | None, bool]]:
    """Blob id (None while in conflict) and whether a sparse checkout leaves it out, by path."""
    with stream(repository.place, "ls-files", "-t", "-z", "--stage") as output:
        records = listed(output)
    entries = dict[str, tuple[str | None, bool]]()
    for record in records:
        kind, _, path = record.partition(b"\t")
        tag, _, oid, stage = kind.split(b" ")
        name = path.decode("utf-8", "surrogateescape")
        entries[name] = (oid.decode("ascii") if stage == b"0" else None, tag == b"S")
    return entries


def _converted(repository: Repository, paths: set[str]) -> set[str]:
    """Those of the paths whose line ends git converts (https://git-scm.com/docs/gitattributes#_text)."""
    if not paths:
        return set()
    configured = run(repository.place, "config", "--get", "core.autocrlf").output.strip().lower()
    asked = "".join(f"{path}\0" for path in sorted(paths)).encode("utf-8", "surrogateescape")
    answer = run(repository.place, "check-attr", "-z", "--stdin", "text", "eol", stdin=asked).output.split(
        b"\0"
    )
    values = {
        (answer[i].decode("utf-8", "surrogateescape"), answer[i + 1]): answer[i + 2]
        for i in range(0, len(answer) - 2, 3)
    }
    unset = (b"unspecified", b"unset")
    return {
        path
        for path in paths
        if values.get((path, b"text")) != b"unset"
        and (
            configured in (b"true", b"input", b"yes", b"on", b"1")
            or any(values.get((path, name), b"unset") not in unset for name in (b"text", b"eol"))
        )
    }

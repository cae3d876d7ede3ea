"""The first commit of a plain new repository, written as git writes it, without starting git.

`git add` and `git commit` are two processes, and hundreds of tests begin with them. What they leave is simple: loose
objects, an index, a branch, its log. Anything that git would look at twice (attributes, links, nested repositories, a
configuration of the test's) is left to git.
"""

from __future__ import annotations

import os
import stat
import struct
import time
import zlib
from collections.abc import Iterator
from hashlib import sha1
from pathlib import Path
from typing import NamedTuple

# The last ones save time: nothing a test makes outlives it, and nothing of it is worth packing.
GIT_CONFIG = """
[user]
    name = A Tester
    email = tester@example.com
[init]
    defaultBranch = main
[core]
    fsync = none
[gc]
    auto = 0
[maintenance]
    auto = false
"""
_PERSON = "A Tester <tester@example.com>"
_NOBODY = "0" * 40


class _File(NamedTuple):
    """`path`: below the top, with `/`; `oid`: the raw id."""

    path: bytes
    mode: int
    oid: bytes
    status: os.stat_result


def first_commit(top: Path, message: str, template: Path) -> str | None:
    """Commits all files below `top` and gives the commit's id; None where that is for git to do, and nothing is
    written. `template`: what `git init` made, of which the repository is a copy."""
    git_dir = top / ".git"
    if not _is_untouched(git_dir, template):
        return None
    found = list(_walk(os.fsencode(top), b""))
    if any(each is None for each in found):
        return None
    files = sorted(_read(git_dir, os.fsencode(top), path) for path in found if path is not None)
    (git_dir / "index").write_bytes(_index(files))
    when = f"{_PERSON} {int(time.time())} {time.strftime('%z')}"
    text = f"tree {_tree(git_dir, files, 0).hex()}\nauthor {when}\ncommitter {when}\n\n{message}\n"
    commit = _object(git_dir, b"commit", text.encode()).hex()
    branch = (git_dir / "HEAD").read_text().removeprefix("ref: ").strip()
    (git_dir / branch).write_text(f"{commit}\n")
    line = f"{_NOBODY} {commit} {when}\tcommit (initial): {message}\n"
    for log in (git_dir / "logs/HEAD", git_dir / "logs" / branch):
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(line)
    return commit


def _is_untouched(git_dir: Path, template: Path) -> bool:
    """Whether nothing but the copy of the template is there, and neither variables nor the user's
    configuration tell git otherwise."""
    told = {name for name in os.environ if name.startswith("GIT_")} - {"GIT_CONFIG_NOSYSTEM"}
    if told or not git_dir.is_dir() or (Path.home() / ".gitconfig").read_text() != GIT_CONFIG:
        return False
    for name in ("config", "HEAD", "info/exclude"):
        if (git_dir / name).read_bytes() != (template / name).read_bytes():
            return False
    names = {each.name for each in os.scandir(git_dir)}
    used = [
        each for folder in ("hooks", "refs/heads", "objects/info") for each in os.scandir(git_dir / folder)
    ]
    return names == {each.name for each in os.scandir(template)} and not used


def _walk(top: bytes, folder: bytes) -> Iterator[bytes | None]:
    """The paths of all files; None for what is no plain file, or says how others are to be stored."""
    for each in os.scandir(os.path.join(top, folder)):
        path = os.path.join(folder, each.name)
        if path == b".git":
            continue
        if each.name.lower() in (b".git", b".gitattributes", b".gitmodules"):
            yield None
        elif each.is_dir(follow_symlinks=False):
            yield from _walk(top, path)
        else:
            yield path if each.is_file(follow_symlinks=False) else None


def _read(git_dir: Path, top: bytes, path: bytes) -> _File:
    name = os.path.join(top, path)
    status = os.lstat(name)
    with open(name, "rb") as file:
        oid = _object(git_dir, b"blob", file.read())
    return _File(path, 0o100755 if status.st_mode & stat.S_IXUSR else 0o100644, oid, status)


def _object(git_dir: Path, kind: bytes, content: bytes) -> bytes:
    """Writes a loose object; its raw id."""
    data = b"%s %d\0%s" % (kind, len(content), content)
    oid = sha1(data)
    place = os.path.join(git_dir, "objects", oid.hexdigest()[:2])
    name = os.path.join(place, oid.hexdigest()[2:])
    if not os.path.exists(name):
        os.makedirs(place, exist_ok=True)
        with open(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o444), "wb") as file:
            file.write(zlib.compress(data, 1))
    return oid.digest()


def _tree(git_dir: Path, files: list[_File], depth: int) -> bytes:
    """Writes the tree of files that share their first `depth` folders; its raw id. A folder is sorted as if its name
    ended with a slash."""
    entries, folders = list[tuple[bytes, int, bytes]](), dict[bytes, list[_File]]()
    for each in files:
        name, *inner = each.path.split(b"/")[depth:]
        if inner:
            folders.setdefault(name, []).append(each)
        else:
            entries.append((name, each.mode, each.oid))
    entries += [(name + b"/", 0o40000, _tree(git_dir, inside, depth + 1)) for name, inside in folders.items()]
    lines = (b"%o %s\0%s" % (mode, name.removesuffix(b"/"), oid) for name, mode, oid in sorted(entries))
    return _object(git_dir, b"tree", b"".join(lines))


def _index(files: list[_File]) -> bytes:
    """https://git-scm.com/docs/index-format, version 2."""
    parts = [struct.pack(">4sLL", b"DIRC", 2, len(files))]
    for path, mode, oid, status in files:
        times = (*divmod(status.st_ctime_ns, 10**9), *divmod(status.st_mtime_ns, 10**9))
        numbers = (*times, status.st_dev, status.st_ino, mode, status.st_uid, status.st_gid, status.st_size)
        entry = struct.pack(">10L", *(number & 0xFFFFFFFF for number in numbers))
        entry += oid + struct.pack(">H", min(len(path), 0xFFF)) + path
        parts.append(entry + b"\0" * (8 - len(entry) % 8))
    data = b"".join(parts)
    return data + sha1(data).digest()

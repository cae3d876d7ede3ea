"""Replacing a file of the working tree, whole or not at all: only for `check --fix`, which the user asks for."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from refactor_cli.repository.opening import Repository
from refactor_cli.repository.paths import is_safe_path

_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_BINARY = getattr(os, "O_BINARY", 0)
_HAS_FOLDERS = os.open in os.supports_dir_fd and hasattr(os, "O_DIRECTORY")


def replace_file(repository: Repository, path: str, before: bytes, after: bytes) -> str | None:
    """Puts `after` in the place of a file that holds exactly `before`; mode and owner's group stay.

    No symbolic link is followed, on the way or at the end. Gives the reason when the file is left as it is.
    """
    name = path.encode("utf-8", "surrogateescape")
    if not is_safe_path(name):
        return "its path leads out of the working tree"
    folder, _, last = name.rpartition(b"/")
    try:
        with _opened(os.fsencode(repository.top), folder) as place:
            return _replaced(place, last, before, after)
    except OSError as error:
        return error.strerror or "it cannot be written"


class _Place:
    """A folder: by descriptor where the system can, else by its path."""

    def __init__(self, descriptor: int | None, path: bytes) -> None:
        self.descriptor = descriptor
        self.path = path

    def name(self, last: bytes) -> bytes:
        return last if self.descriptor is not None else os.path.join(self.path, last)

    def open(self, last: bytes, flags: int, mode: int = 0o600) -> int:
        return os.open(self.name(last), flags | _NO_FOLLOW | _BINARY, mode, dir_fd=self.descriptor)


@contextmanager
def _opened(top: bytes, folder: bytes) -> Iterator[_Place]:
    path = os.path.join(top, folder)
    if not _HAS_FOLDERS:
        if os.path.realpath(path) != os.path.normpath(path):
            raise OSError(0, "a folder on its way is a symbolic link")
        yield _Place(None, path)
        return
    descriptor = os.open(top, os.O_RDONLY | os.O_DIRECTORY | _NO_FOLLOW)
    try:
        for part in folder.split(b"/") if folder else ():
            inner = os.open(part, os.O_RDONLY | os.O_DIRECTORY | _NO_FOLLOW, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = inner
        yield _Place(descriptor, path)
    finally:
        os.close(descriptor)


def _replaced(place: _Place, last: bytes, before: bytes, after: bytes) -> str | None:
    status, data = _read(place, last)
    if data != before:
        return "it changed meanwhile"
    scratch = b".refactor-" + secrets.token_hex(8).encode()
    try:
        _write(place, scratch, after, status)
        # a last look, as short before the exchange as can be
        if _read(place, last) != (status, before):
            return "it changed meanwhile"
        descriptor = place.descriptor
        os.replace(place.name(scratch), place.name(last), src_dir_fd=descriptor, dst_dir_fd=descriptor)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(place.name(scratch), dir_fd=place.descriptor)
    return None


def _read(place: _Place, last: bytes) -> tuple[tuple[int, ...], bytes | None]:
    """What tells a file from another one put in its place, and its bytes; None when it is no plain file."""
    descriptor = place.open(last, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with open(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        status = (found.st_ino, found.st_dev, stat.S_IMODE(found.st_mode), found.st_gid)
        return status, file.read() if stat.S_ISREG(found.st_mode) else None


def _write(place: _Place, scratch: bytes, data: bytes, status: tuple[int, ...]) -> None:
    descriptor = place.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    with open(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        if hasattr(os, "fchown"):
            with suppress(PermissionError):
                os.fchown(descriptor, -1, status[3])
            os.fchmod(descriptor, status[2])
        os.fsync(descriptor)

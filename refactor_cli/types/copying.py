"""The copy that a server works on: the snapshot's Python files in a folder of our own, and our configuration.

What a server would read as configuration is written by us and nobody else; no link, and nothing that is not Python,
is copied.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from refactor_cli.data import SourceFile

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_SUFFIXES = (".py", ".pyi")


def copy(files: Iterable[SourceFile], folder: Path) -> frozenset[str]:
    """Writes the Python files of a snapshot below a folder; gives the paths that are there now.

    They are written as `Text.utf8`, so that offsets hold whatever the encoding of a file is. A path that the file
    system cannot have (a name that is not UTF-8, two names that it takes for one) is left out.
    """
    written, made = set[str](), {""}
    for file in files:
        path = file.path
        if not path.endswith(_SUFFIXES):
            continue
        parent = path.rpartition("/")[0]
        with suppress(OSError, ValueError):
            path.encode("utf-8")
            if parent not in made:
                os.makedirs(folder / parent, mode=0o700, exist_ok=True)
                made.add(parent)
            _write(os.path.join(folder, path), _utf8(file))
            written.add(path)
    return frozenset(written)


def write_configuration(files: Mapping[str, str], folder: Path) -> None:
    """Writes a server's configuration files."""
    for name, text in files.items():
        _write(str(folder / name), text.encode())


def _utf8(file: SourceFile) -> bytes:
    # the same as file.text.utf8, for most files without decoding them
    if file.data.isascii() and b"\r" not in file.data:
        return file.data
    return file.text.utf8


def _write(path: str, data: bytes) -> None:
    handle = os.open(path, _NEW, 0o600)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(handle, left) :]
    finally:
        os.close(handle)

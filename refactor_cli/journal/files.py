"""Files that a run is kept in: on the disk before they count, whole or not at all, and sealed against changes."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from refactor_cli.errors import ExitCode, RefactorError

_MOST_BYTES = 256 * 1024 * 1024
_AFTER_ASKING = ("-stream.jsonl", "-answer.json")


def sealed(value: Mapping[str, Any]) -> bytes:
    """A value as it is written, with what tells whether somebody changed it since."""
    return json.dumps({"seal": _seal(value), **value}, indent=1).encode()


def _seal(value: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def read_sealed(path: Path) -> Mapping[str, Any]:
    """What was written. Raises RefactorError when it cannot be read, or was changed since."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(handle, "rb") as file:
            value = json.loads(file.read(_MOST_BYTES))
        seal = value.pop("seal")
    except OSError as error:
        raise damaged(path, error.strerror or str(error)) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise damaged(path, "it is no part of a journal") from error
    if seal != _seal(value):
        raise damaged(path, "it was changed after it was written")
    found: Mapping[str, Any] = value
    return found


def read_lines(path: Path) -> Iterator[Mapping[str, Any]]:
    """The values of a file of lines, none when there is no file. The last line may be cut: the machine may have stopped
    there."""
    if not path.is_file() or path.is_symlink():
        return
    with path.open("rb") as file:
        for line in file:
            try:
                value = json.loads(line)
            except ValueError:
                continue
            if isinstance(value, dict):
                yield value


def write_whole(path: Path, data: bytes) -> None:
    """Whole or not at all, and on the disk when this returns. Raises RefactorError when it cannot be."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            scratch.replace(path)
        except OSError:  # a full disk: what was written of it only takes room
            with suppress(OSError):
                scratch.unlink()
            raise
        _sync_folder(path.parent)
    except OSError as error:
        raise cannot_write(path, error) from error


def append_line(path: Path, line: str) -> None:
    """Raises RefactorError when it cannot be written."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0), 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(f"{line}\n".encode())
    except OSError as error:
        raise cannot_write(path, error) from error


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def cannot_write(path: Path, error: OSError) -> RefactorError:
    """The error for people: nothing is asked that cannot be written down."""
    hint = "nothing was asked without it: make room, or set XDG_STATE_HOME"
    if path.name.endswith(_AFTER_ASKING):
        hint = "make room, then go on with --resume: what was asked may be billed, and is asked again"
    return RefactorError(
        f"cannot write the journal {path}: {error.strerror or error}", hint, ExitCode.REPOSITORY
    )


def put_elsewhere(path: Path, data: bytes, error: RefactorError) -> RefactorError:
    """The error for people when what is paid has no room at its place: it is kept where there is some, in the
    temporary folder or the user's own, and goes to stdout where there is none."""
    for folder in (tempfile.gettempdir, Path.home):
        kept = ""
        try:
            handle, kept = tempfile.mkstemp("-answer.json", "refactor-", folder())
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except (OSError, RuntimeError):  # no such folder, no home, or no room there either
            if kept:
                Path(kept).unlink(missing_ok=True)
            continue
        said = f"the answer is in {kept}", f"make room, move it there ({shlex.join(('mv', kept, str(path)))})"
        break
    else:
        sys.stdout.buffer.write(data + b"\n")
        said = "the answer is on stdout", f"make room, save it as {path}"
    hint = f"{said[1]} and go on with --resume {path.parent.name}: nothing is asked again"
    return RefactorError(f"{error.problem}; {said[0]}", hint, error.exit_code)


def damaged(path: Path, why: str) -> RefactorError:
    """The error for people: a run is used as it was written, or not at all."""
    return RefactorError(
        f"the journal cannot be used: {path}: {why}", f"take it away: refactor runs delete {path.parent.name}"
    )

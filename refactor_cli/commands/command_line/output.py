"""Where results go: bytes on stdout or into a file. Everything else is a note on stderr."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from refactor_cli.commands.command_line.progress import clear
from refactor_cli.commands.command_line.streams import put, say
from refactor_cli.errors import ExitCode, RefactorError
from refactor_cli.renderers.clean import clean


def write(chunks: Iterable[str] | Iterable[bytes], file: Path | None = None) -> None:
    """Writes text (UTF-8) or bytes to `file` or stdout, unchanged on every platform.

    Raises:
        RefactorError: what was named, or stdout, cannot be written.
    """
    data = (chunk.encode("utf-8", "surrogateescape") if isinstance(chunk, str) else chunk for chunk in chunks)
    if file is not None:
        write_file(file, b"".join(data))
    else:
        put(data)


def is_terminal(file: Path | None = None) -> bool:
    """Whether results are read by a person as they come."""
    return file is None and sys.stdout.isatty()


def tell(text: str) -> None:
    """Text for people on stderr, already rendered."""
    clear()
    say(text)


def write_file(file: Path, data: bytes) -> None:
    """Writes a file the user named, whole or not at all. Devices and pipes are written to, not replaced."""
    if os.path.exists(file) and not os.path.isfile(file):
        try:
            file.write_bytes(data)
        except OSError as error:
            raise _cannot_write(file, error) from error
        return
    scratch = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    try:
        scratch.write_bytes(data)
        scratch.replace(file)
    except OSError as error:
        with suppress(OSError):
            scratch.unlink()
        raise _cannot_write(file, error) from error


def check_folder(file: Path) -> None:
    """Whether there is a folder to write a file into, asked before the work.

    Raises:
        RefactorError: there is none.
    """
    if not os.path.isdir(file.parent):
        raise _cannot_write(file, FileNotFoundError(0, f"there is no folder {file.parent}"))


def check_writable(*files: Path | None) -> None:
    """Whether these files, which are written last, can be: asked before anything is made.

    Raises:
        RefactorError: one cannot be.
    """
    for file in files:
        if file is None or (os.path.exists(file) and not os.path.isfile(file) and not os.path.isdir(file)):
            continue
        if os.path.isdir(file):
            raise _cannot_write(file, IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR)))
        check_folder(file)
        if not os.access(file.parent, os.W_OK):
            raise _cannot_write(file, PermissionError(errno.EACCES, os.strerror(errno.EACCES)))


def _cannot_write(file: Path, error: OSError) -> RefactorError:
    reason = error.strerror or "it cannot be written"
    return RefactorError(f"cannot write {file}: {reason}", "name another file", ExitCode.REPOSITORY)


def read_text(file: Path, what: str) -> str:
    """Reads a UTF-8 file that the user named (a recipe, an answer, …); `what` names it in errors."""
    try:
        return file.read_text("utf-8-sig")
    except OSError as error:
        raise RefactorError(
            f"cannot read the {what} {file}: {error.strerror or error}", "check the path"
        ) from error
    except UnicodeDecodeError as error:
        raise RefactorError(f"the {what} {file} is not UTF-8 text", "save it as UTF-8") from error


def note(text: str) -> None:
    """One line for people on stderr."""
    clear()
    say(f"{clean(text)}\n")

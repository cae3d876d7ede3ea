"""The standard streams, in whatever state they were handed over: closed, without a reader, on a full disk, or in an
encoding of old."""

from __future__ import annotations

import errno
import io
import os
import sys

from refactor_cli.errors import ExitCode, RefactorError

TYPE_CHECKING = False
if TYPE_CHECKING:  # typing takes longer to import than `--version` to answer
    from collections.abc import Iterable
    from typing import TextIO


def prepare() -> None:
    """Opens on the null device what is closed, so that no file of ours gets its number, and lets stdout escape what
    its encoding lacks, as stderr does. What is written to a closed stdout fails, as it does with other tools."""
    for number, mode in enumerate((os.O_RDWR, os.O_RDONLY, os.O_RDWR)):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, mode), True)  # the lowest number that is free: this one
    sys.stdin = sys.stdin or _opened(0, "r")
    sys.stdout = sys.stdout or _opened(1, "w")
    sys.stderr = sys.stderr or _opened(2, "w")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def put(chunks: Iterable[bytes]) -> None:
    """Writes data to stdout, unchanged on every platform.

    A reader that has enough (`| head`) ends the output in silence; the exit code stays the command's own.

    Raises:
        RefactorError: stdout cannot take it: its disk is full.
    """
    try:
        for chunk in chunks:
            sys.stdout.buffer.write(chunk)
        sys.stdout.flush()
    except BrokenPipeError:
        _silence(sys.stdout)
    except OSError as error:
        _silence(sys.stdout)
        problem = f"cannot write to stdout: {error.strerror or error}"
        raise RefactorError(problem, "write into a file: --output-file FILE", ExitCode.REPOSITORY) from error


def say(text: str) -> None:
    """Text for people on stderr. Where it can no longer be told to anybody, the work goes on."""
    try:
        print(text, end="", file=sys.stderr, flush=True)
    except OSError:
        _silence(sys.stderr)


def full_disk(error: OSError) -> bool:
    """Whether a disk or quota was full. What stdout has not taken yet is then dropped."""
    is_full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    if is_full:
        _silence(sys.stdout)
    return is_full


def closed_stdout(error: OSError) -> bool:
    """Whether stdout was closed when we began, and this comes of it. What it has not taken yet is then dropped."""
    is_closed = error.errno == errno.EBADF and not _takes_anything(1)
    if is_closed:
        _silence(sys.stdout)
    return is_closed


def _takes_anything(number: int) -> bool:
    try:
        os.write(number, b"")
    except OSError:
        return False
    return True


def _opened(number: int, mode: str) -> TextIO:
    binary = os.fdopen(number, f"{mode}b", closefd=False)
    return io.TextIOWrapper(binary, encoding="utf-8", errors="backslashreplace")


def _silence(stream: TextIO) -> None:
    """What is still buffered goes nowhere, so that closing the stream does not complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())

"""A command in a folder -> how it ended: no shell, a group of its own, all of it gone afterwards.

What it writes elsewhere, and a process that hides, cannot be undone here: the user named the command.
"""

from __future__ import annotations

import os
import secrets
import select
import signal
import subprocess
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

from refactor_cli.errors import RefactorError
from refactor_cli.test_runs.values import Ended

MARK = "REFACTOR_TEST_RUN"
"""The variable by which processes that a run leaves behind are known."""

_FIRST, _LAST = 256_000, 4_000_000  # bytes of the output that are kept
_PIECE = 65_536
_LOOK = 0.2  # seconds between two looks whether reading is to stop
_PATIENCE = 5.0  # seconds for the end of what was killed


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str], seconds: float) -> Ended:
    """Runs a command to its end, or until its time is up.

    Raises:
        RefactorError: it cannot be started.
    """
    mark = secrets.token_hex(16)
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**environment, MARK: mark},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise RefactorError(
            f"--test: {command[0]} cannot be started: {reason}", "check the command"
        ) from error
    assert process.stdout is not None, "it is a pipe"
    kept, stop = _Kept(), Event()
    reading = Thread(target=_read, args=(process.stdout.fileno(), kept, stop), daemon=True)
    code: int | None = None
    try:
        reading.start()
        with suppress(subprocess.TimeoutExpired):
            code = process.wait(seconds)
    finally:
        _end(process, mark)
        stop.set()
        reading.join(_PATIENCE)
        process.stdout.close()
    return Ended(code, kept.text())


@dataclass
class _Kept:
    """The beginning and the end of an output."""

    first: bytearray = field(default_factory=bytearray)
    last: deque[bytes] = field(default_factory=deque)
    size: int = 0
    is_cut: bool = False

    def add(self, piece: bytes) -> None:
        room = _FIRST - len(self.first)
        self.first += piece[:room] if room > 0 else b""
        rest = piece[max(room, 0) :]
        if rest:
            self.last.append(rest)
            self.size += len(rest)
        while self.size > _LAST:
            self.size -= len(self.last.popleft())
            self.is_cut = True

    def text(self) -> str:
        middle = b"\n[...]\n" if self.is_cut else b""
        return b"".join((bytes(self.first), middle, *self.last)).decode("utf-8", "replace")


def _read(handle: int, kept: _Kept, stop: Event) -> None:
    """Until the pipe is closed, or nothing more is in it and nobody waits: a process that went on may hold it open."""
    with suppress(OSError, ValueError):
        while True:
            ready, _, _ = select.select([handle], [], [], _LOOK)
            if ready:
                piece = os.read(handle, _PIECE)
                if not piece:
                    return
                kept.add(piece)
            elif stop.is_set():
                return


def _end(process: subprocess.Popen[bytes], mark: str) -> None:
    """Kills the group, and then what left it: processes that were started with our mark."""
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    with suppress(subprocess.TimeoutExpired):
        process.wait(_PATIENCE)
    for _ in range(3):  # what is being killed may be starting others
        if not _kill_marked(f"{MARK}={mark}".encode()):
            return


def _kill_marked(mark: bytes) -> int:
    """How many processes with this variable were there. Only Linux tells which these are."""
    killed = 0
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            handle = os.pidfd_open(int(folder.name))
            try:  # read after it was opened: the number cannot have become another process's in between
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    signal.pidfd_send_signal(handle, signal.SIGKILL)
                    killed += 1
            finally:
                os.close(handle)
    return killed

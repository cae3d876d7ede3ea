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
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread, current_thread, main_thread

from msgspec import Struct, field

from refactor_cli.errors import RefactorError
from refactor_cli.process_groups import kill_group
from refactor_cli.test_runs.values import Ended

MARK = "REFACTOR_TEST_RUN"
"""The variable by which processes that a run leaves behind are known."""

_FIRST, _LAST = 256_000, 4_000_000  # bytes of the output that are kept
_PIECE = 65_536
_LOOK = 0.2  # seconds between two looks whether reading is to stop
_ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
_PATIENCE = 5.0  # seconds for the end of what was killed


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str], seconds: float) -> Ended:
    """Runs a command to its end, or until its time is up.

    Raises:
        RefactorError: it cannot be started.
    """
    mark, kept, stop = secrets.token_hex(16), _Kept(), Event()
    process: subprocess.Popen[bytes] | None = None
    code: int | None = None
    with _interruptible():
        try:
            process = _started(command, folder, {**environment, MARK: mark})
            assert process.stdout is not None, "it is a pipe"
            reading = Thread(target=_read, args=(process.stdout.fileno(), kept, stop), daemon=True)
            reading.start()
            with suppress(subprocess.TimeoutExpired):
                code = process.wait(seconds)
        finally:
            _end(process, mark)
            stop.set()
    reading.join(_PATIENCE)
    process.stdout.close()
    return Ended(code, kept.text())


def _started(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
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


@contextmanager
def _interruptible() -> Iterator[None]:
    """Whoever ends us ends the command too, which is in a group of its own and would not hear of it: what a CI system
    or a closed terminal sends is as Ctrl-C."""
    if current_thread() is not main_thread():
        yield
        return
    before = {name: signal.getsignal(name) for name in _ENDING}
    try:
        for name in before:
            signal.signal(name, _interrupt)
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


class _Kept(Struct):
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


def _end(process: subprocess.Popen[bytes] | None, mark: str) -> None:
    """Kills the group, and then what left it: processes that were started with our mark. Without a process we were
    interrupted while it was started: the mark finds it."""
    if process is not None:
        kill_group(process, _PATIENCE)
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

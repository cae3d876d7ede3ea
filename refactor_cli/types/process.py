"""A server's process: started without a shell in a group of its own, and ended as a group whatever happens."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO, Any

from msgspec import Struct, field

from refactor_cli.process_groups import kill_group
from refactor_cli.types.framing import ProtocolError, framed, read_message

_PATIENCE = 2.0  # seconds that a killed process may take to be gone


class ServerEndedError(Exception):
    """The server is gone, or does not answer in time; `str()` says which, for people. `again`: whether a new one
    may do better."""

    def __init__(self, reason: str, *, again: bool) -> None:
        super().__init__(reason)
        self.again = again


class Running(Struct, frozen=True):
    """A server that runs. Its messages are read, and ours written, in the background, so that a server that neither
    reads nor writes cannot stop us."""

    process: subprocess.Popen[bytes]
    received: SimpleQueue[dict[str, Any] | ServerEndedError] = field(default_factory=SimpleQueue)
    sending: SimpleQueue[bytes | None] = field(default_factory=SimpleQueue)

    def send(self, message: dict[str, Any]) -> None:
        """Sends a message, some time soon."""
        self.sending.put(framed(message))

    def receive(self, seconds: float) -> dict[str, Any]:
        """The next message.

        Raises:
            ServerEndedError: none comes in time, or ever.
        """
        try:
            found = self.received.get(timeout=max(seconds, 0))
        except Empty:
            raise ServerEndedError("it does not answer", again=False) from None
        if isinstance(found, ServerEndedError):
            raise found
        return found


@contextmanager
def running(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Iterator[Running]:
    """A server, until the block ends.

    Raises:
        ServerEndedError: it cannot be started.
    """
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=dict(environment),
            start_new_session=True,
        )
    except OSError as error:
        raise ServerEndedError(f"it cannot be started: {error.strerror or error}", again=False) from error
    assert process.stdin is not None, "both are pipes"
    assert process.stdout is not None
    found = Running(process)
    threads = [
        Thread(target=_read, args=(process.stdout, found.received), daemon=True),
        Thread(target=_write, args=(process.stdin, found.sending), daemon=True),
    ]
    try:
        for thread in threads:
            thread.start()
        yield found
    finally:
        kill_group(process, _PATIENCE)  # what the server has started goes with it
        found.sending.put(None)
        for thread in threads:
            if thread.ident is not None:
                thread.join(_PATIENCE)
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                pipe.close()


def _read(pipe: IO[bytes], into: SimpleQueue[dict[str, Any] | ServerEndedError]) -> None:
    try:
        while (message := read_message(pipe)) is not None:
            into.put(message)
        into.put(ServerEndedError("it ended", again=True))
    except ProtocolError as error:
        into.put(ServerEndedError(str(error), again=True))
    except (OSError, ValueError):  # the pipe was closed under us
        into.put(ServerEndedError("it ended", again=True))


def _write(pipe: IO[bytes], waiting: SimpleQueue[bytes | None]) -> None:
    with suppress(OSError, ValueError):  # it ended; the reader says so
        while (data := waiting.get()) is not None:
            pipe.write(data)
            pipe.flush()

"""A stream, read against the clock.

Keep-alives defeat the timeouts of a socket, and a server may send them for ever. So a thread reads, and the clock is
held against *tokens*, not against bytes.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator
from queue import Empty, Full, Queue
from threading import Event as Flag
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING

from msgspec import Struct, field

from refactor_cli.providers import Listener
from refactor_cli.providers.draft import Draft
from refactor_cli.providers.failure import Failure

if TYPE_CHECKING:
    import httpx2

    Opened = Callable[[], contextlib.AbstractContextManager[httpx2.Response]]


_AHEAD = 64  # pieces, of 64 KiB at most
_OFTEN = 0.2  # seconds


class Limits(Struct, frozen=True):
    """In seconds. DeepSeek closes what it has not begun within ten minutes. `tail`: for what follows the end of an
    answer, which is the usage at most."""

    connect: float = 30.0
    first_token: float = 660.0
    idle: float = 180.0
    deadline: float = 3600.0
    tail: float = 10.0


class _Reader(Struct, frozen=True):
    """What a thread reads: bytes, at the end None, or what was raised. It does not read far ahead: a server may send
    faster than anybody can look at it."""

    queue: Queue[bytes | BaseException | None] = field(default_factory=lambda: Queue(_AHEAD))
    responses: list[httpx2.Response] = field(default_factory=list)
    stopped: Flag = field(default_factory=Flag)

    def run(self, opened: Opened) -> None:
        try:
            with opened() as response:
                self.responses.append(response)
                for piece in response.iter_bytes():
                    if not self._put(piece):
                        return
            self._put(None)
        except BaseException as error:  # raised again by the one who waits
            self._put(error)

    def _put(self, item: bytes | BaseException | None) -> bool:
        """Whether somebody still waits for it."""
        while not self.stopped.is_set():
            with contextlib.suppress(Full):
                self.queue.put(item, timeout=_OFTEN)
                return True
        return False

    def stop(self) -> None:
        """Wakes a thread that waits for bytes; what it then raises, nobody hears."""
        self.stopped.set()
        for response in self.responses:
            stream = response.extensions.get("network_stream")
            connection = stream.get_extra_info("socket") if stream is not None else None
            if connection is not None:
                with contextlib.suppress(OSError, ValueError):  # it is closed already
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)


def receive(opened: Opened, limits: Limits, listen: Listener) -> Draft:
    """The draft, as far as it came before the stream ended or everything was there.

    Raises:
        Failure: no token for too long, or an answer that never ends.
        Exception: what opening or reading the stream raised.
    """
    reader, draft = _Reader(), Draft()
    Thread(target=reader.run, args=(opened,), name="reads an answer", daemon=True).start()
    try:
        for piece in _in_time(reader, draft, limits):
            for heard in draft.visit(piece):
                listen(heard)
            if draft.is_over:
                break
    finally:
        reader.stop()
    return draft


def _in_time(reader: _Reader, draft: Draft, limits: Limits) -> Iterator[bytes]:
    started = monotonic()
    while True:
        left = _left(draft, started, limits)
        try:
            item = reader.queue.get(timeout=max(left, 0.001))
        except Empty:
            if draft.finish:
                return
            raise _late(draft, started, limits) from None
        if item is None:
            return
        if isinstance(item, BaseException):
            if draft.finish:
                return
            raise item
        yield item
        if _left(draft, started, limits) <= 0 and not draft.is_over:
            if draft.finish:
                return
            raise _late(draft, started, limits)


def _left(draft: Draft, started: float, limits: Limits) -> float:
    now, last = monotonic(), draft.last or started
    if draft.finish:
        return last + limits.tail - now
    limit = limits.idle if draft.last else limits.first_token
    return min(last + limit, started + limits.deadline) - now


def _late(draft: Draft, started: float, limits: Limits) -> Failure:
    if monotonic() >= started + limits.deadline:
        return Failure(f"its answer did not end within {limits.deadline:g} seconds", may_be_billed=True)
    if draft.last:
        return Failure(
            f"it sent nothing more for {limits.idle:g} seconds", is_transient=True, may_be_billed=True
        )
    return Failure(
        f"it did not begin to answer within {limits.first_token:g} seconds",
        is_transient=True,
        may_be_billed=True,
    )

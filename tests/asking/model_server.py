"""A local server that speaks the chat API: real HTTP over real sockets, so that streams can break anywhere.

Each request is answered by the next of `replies`, the last one again and again. A reply writes whatever bytes it
likes to the connection.
"""

from __future__ import annotations

import contextlib
import json
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any


@dataclass
class Server:
    """`requests`: what came, in order; `ended` is set when the test is over, for replies that wait; `models`: what is
    answered to who asks which models there are, and `lookups` who did."""

    replies: Sequence[Reply]
    requests: list[Request] = field(default_factory=list)
    models: Reply | None = None
    lookups: list[Request] = field(default_factory=list)
    ended: Event = field(default_factory=Event)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"


@dataclass(frozen=True)
class Request:
    line: str
    headers: dict[str, str]
    body: dict[str, Any]


Send = Callable[[bytes], None]
Reply = Callable[[Send, Server], None]


@contextlib.contextmanager
def serving(*replies: Reply) -> Iterator[Server]:
    """The server, as long as the block runs."""
    server = Server(replies)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server.port = listening.getsockname()[1]
        threads = list[Thread]()
        accepting = Thread(target=_accept, args=(listening, server, threads), daemon=True)
        accepting.start()
        try:
            yield server
        finally:
            server.ended.set()
            with contextlib.suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            accepting.join(10)
            for thread in threads:
                thread.join(10)


def _accept(listening: socket.socket, server: Server, threads: list[Thread]) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        thread = Thread(target=_serve, args=(connection, server), daemon=True)
        thread.start()
        threads.append(thread)


def _serve(connection: socket.socket, server: Server) -> None:
    with connection, contextlib.suppress(OSError):
        connection.settimeout(10)
        request = _read(connection)
        if request is None:
            return
        if request.line.startswith("GET "):
            server.lookups.append(request)
            (server.models or refuses(404))(connection.sendall, server)
            return
        reply = server.replies[min(len(server.requests), len(server.replies) - 1)]
        server.requests.append(request)
        reply(connection.sendall, server)


def _read(connection: socket.socket) -> Request | None:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65_536)
        if not piece:
            return None
        data += piece
    head, body = data.split(b"\r\n\r\n", 1)
    line, *rest = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (each.partition(": ") for each in rest)}
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65_536)
    return Request(line, headers, json.loads(body or b"{}"))


# ---------------------------------------------------------------- replies


def head(status: int = 200, kind: str = "text/event-stream", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Type: {kind}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def event(value: object) -> bytes:
    text = value if isinstance(value, str) else json.dumps(value)
    return f"data: {text}\n\n".encode()


def chunk(content: str | None = None, finish: str | None = None, **delta: object) -> bytes:
    if content is not None:
        delta["content"] = content
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return event({"id": "1", "object": "chat.completion.chunk", "model": "served", "choices": [choice]})


USAGE = {
    "prompt_tokens": 1_000,
    "completion_tokens": 50,
    "prompt_cache_hit_tokens": 640,
    "prompt_cache_miss_tokens": 360,
    "completion_tokens_details": {"reasoning_tokens": 20},
}


def answers(text: str, *, reasoning: str = "hm", usage: dict[str, Any] | None = None) -> Reply:
    """A whole answer in pieces, with keep-alives in between."""

    def reply(send: Send, server: Server) -> None:
        send(head() + b": keep-alive\n\n")
        if reasoning:
            send(chunk(reasoning_content=reasoning))
        for start in range(0, len(text), 400):
            send(chunk(text[start : start + 400]))
        send(chunk(finish="stop"))
        send(event({"choices": [], "usage": USAGE if usage is None else usage}) + event("[DONE]"))

    return reply


def sends(*pieces: bytes) -> Reply:
    """Exactly these bytes, then the connection is closed."""

    def reply(send: Send, server: Server) -> None:
        for piece in pieces:
            send(piece)

    return reply


def refuses(status: int, message: str = "no", **headers: str) -> Reply:
    """An error as the API gives it."""
    body = json.dumps({"error": {"message": message}}).encode()
    return sends(head(status, "application/json", Content_Length=str(len(body)), **headers) + body)


def stalls(*pieces: bytes) -> Reply:
    """These bytes, then nothing, on an open connection."""

    def reply(send: Send, server: Server) -> None:
        for piece in pieces:
            send(piece)
        server.ended.wait(30)

    return reply


def keeps_alive(*pieces: bytes) -> Reply:
    """These bytes, then keep-alives for ever."""

    def reply(send: Send, server: Server) -> None:
        for piece in pieces:
            send(piece)
        while not server.ended.wait(0.02):
            send(b": keep-alive\n\n")

    return reply

"""One conversation with one server: hands shaken, questions asked many at a time, answers as they come."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from refactor_cli.text import Text
from refactor_cli.types.positions import Encoding, position_of
from refactor_cli.types.process import Running, ServerEndedError, running
from refactor_cli.types.values import Limits, Place, Server

_METHOD_NOT_FOUND = -32601


class Conversation(Struct, frozen=True):
    """A server that has introduced itself. `encoding`: how it counts characters."""

    running: Running
    server: Server
    code: Path
    encoding: Encoding
    limits: Limits
    deadline: float
    opened: list[str] = field(default_factory=list)

    def ask(self, texts: Mapping[str, Text], places: Sequence[Place]) -> Iterator[tuple[Place, Any]]:
        """Asks where the names at these places are defined; gives each answer when it comes, None for an error.

        Raises:
            ServerEndedError: no more answers come.
        """
        waiting: dict[int, Place] = {}
        for number, place in enumerate(places, start=1):
            while len(waiting) >= self.server.at_once or (waiting and self._must_open(place.path)):
                yield self._answer(waiting)
            if self._must_open(place.path):
                self._open(texts[place.path], place.path)
            position = position_of(texts[place.path], place.offset, self.encoding)
            document = {"uri": uri_of(self.code, place.path)}
            waiting[number] = place
            params = {"textDocument": document, "position": position}
            self.running.send({"id": number, "method": "textDocument/definition", "params": params})
        while waiting:
            yield self._answer(waiting)

    def _answer(self, waiting: dict[int, Place]) -> tuple[Place, Any]:
        until = min(time.monotonic() + self.limits.answer, self.deadline)
        while True:
            message = received(self.running, until)
            number = message.get("id")
            if isinstance(number, int) and number in waiting and "method" not in message:
                return waiting.pop(number), message.get("result")

    def _must_open(self, path: str) -> bool:
        return self.server.must_open and path not in self.opened

    def _open(self, text: Text, path: str) -> None:
        """Opens a file for a server that knows only open ones, and closes the one before, which it would check
        again and again: so no question about that may be under way."""
        for before in self.opened:
            document = {"uri": uri_of(self.code, before)}
            self.running.send({"method": "textDocument/didClose", "params": {"textDocument": document}})
        self.opened[:] = [path]
        whole: dict[str, object] = {
            "uri": uri_of(self.code, path),
            "languageId": "python",
            "version": 1,
            "text": text.utf8.decode("utf-8", "replace"),
        }
        self.running.send({"method": "textDocument/didOpen", "params": {"textDocument": whole}})


@contextmanager
def conversation(
    server: Server, command: Sequence[str], code: Path, limits: Limits, deadline: float
) -> Iterator[Conversation]:
    """Starts a server in the folder of the code, and introduces us.

    Raises:
        ServerEndedError: it cannot be started, or does not answer in time.
    """
    with running(command, code, {**_environment(code), **server.environment}) as found:
        until = min(time.monotonic() + limits.start, deadline)
        found.send({"id": 0, "method": "initialize", "params": _introduction(server, code)})
        while True:
            message = received(found, until)
            if message.get("id") == 0 and "method" not in message:
                break
        encoding = _encoding(message.get("result"))
        found.send({"method": "initialized", "params": {}})
        yield Conversation(found, server, code, encoding, limits, deadline)


def received(found: Running, until: float) -> dict[str, Any]:
    """The next message before a moment of the monotonic clock; what the server asks of us is answered.

    Raises:
        ServerEndedError: none comes.
    """
    while True:
        left = until - time.monotonic()
        if left <= 0:
            raise ServerEndedError("it does not answer", again=False)
        message = found.receive(left)
        if "method" not in message:
            return message
        if "id" in message:
            found.send({"id": message["id"], **_reply(message)})


def uri_of(code: Path, path: str) -> str:
    """The address of a file of the snapshot in the copy."""
    return (code / path).as_uri()


def _environment(code: Path) -> dict[str, str]:
    """No variable of the user's reaches a server, except where Windows needs it; its home is beside the copy."""
    home = str(code.parent / "home")
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "WINDIR") if name in os.environ}
    return {
        **kept,
        "PATH": "",
        "HOME": home,
        "USERPROFILE": home,
        "APPDATA": home,
        "LOCALAPPDATA": home,
        "XDG_CACHE_HOME": str(code.parent / "cache"),
        "XDG_CONFIG_HOME": home,
        "TMPDIR": str(code.parent / "cache"),
        "LC_ALL": "C.UTF-8",
    }


def _introduction(server: Server, code: Path) -> dict[str, Any]:
    return {
        "processId": os.getpid(),
        "rootUri": code.as_uri(),
        "workspaceFolders": [{"uri": code.as_uri(), "name": "code"}],
        "capabilities": {
            "general": {"positionEncodings": ["utf-8", "utf-16"]},
            "textDocument": {
                "definition": {"linkSupport": False},
                "diagnostic": {"dynamicRegistration": False},
            },
        },
        "initializationOptions": dict(server.options),
    }


def _encoding(result: Any) -> Encoding:
    """Which of ours the server chose; UTF-16 is what it means when it says nothing."""
    capabilities = result.get("capabilities") if isinstance(result, dict) else None
    chosen = capabilities.get("positionEncoding") if isinstance(capabilities, dict) else None
    return "utf-8" if chosen == "utf-8" else "utf-16"


def _reply(message: dict[str, Any]) -> dict[str, Any]:
    if message["method"] == "workspace/configuration":
        params = message.get("params")
        items = params.get("items") if isinstance(params, dict) else None
        return {"result": [None for _ in items] if isinstance(items, list) else []}
    if message["method"] in ("client/registerCapability", "window/workDoneProgress/create"):
        return {"result": None}
    return {"error": {"code": _METHOD_NOT_FOUND, "message": "not supported"}}

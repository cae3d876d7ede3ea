"""Messages on a byte stream: a header, an empty line, JSON.
https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#baseProtocol"""

from __future__ import annotations

import json
from typing import IO, Any

_LONGEST_HEADER = 4096
_MOST_HEADERS = 16
LARGEST_MESSAGE = 64_000_000


class ProtocolError(Exception):
    """The other side does not speak the protocol; `str()` says how, for people."""


def read_message(stream: IO[bytes]) -> dict[str, Any] | None:
    """The next message; None at the end of the stream.

    Raises:
        ProtocolError: what comes is no message, or too large a one.
    """
    size = _read_header(stream)
    if size is None:
        return None
    body = stream.read(size)
    if len(body) < size:
        return None
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ProtocolError("it answers with what is no JSON") from error
    if not isinstance(message, dict):
        raise ProtocolError("it answers with what is no message")
    return message


def framed(message: dict[str, Any]) -> bytes:
    """A message as it goes over the stream."""
    body = json.dumps({"jsonrpc": "2.0", **message}, separators=(",", ":")).encode()
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def _read_header(stream: IO[bytes]) -> int | None:
    size = None
    for _ in range(_MOST_HEADERS):
        line = stream.readline(_LONGEST_HEADER)
        if not line:
            return None
        if not line.endswith(b"\n"):
            raise ProtocolError("it answers with what is no header")
        if not line.strip():
            break
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            size = _size(value.strip())
    if size is None:
        raise ProtocolError("it answers with a header that has no length")
    return size


def _size(value: bytes) -> int:
    if not value.isdigit() or len(value) > 12:
        raise ProtocolError("it answers with a length that is none")
    if int(value) > LARGEST_MESSAGE:
        raise ProtocolError(f"it answers with {int(value):,} bytes at once")
    return int(value)

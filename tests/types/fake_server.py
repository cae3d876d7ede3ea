"""A language server that misbehaves as its first argument says. Its second is a folder for notes between runs.

Every name is defined on line 2 of `lib.py`, from the fifth character on.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

MODE, NOTES = sys.argv[1], Path(sys.argv[2])
RUNS = len(list(NOTES.glob("run-*")))
(NOTES / f"run-{RUNS}").write_text(json.dumps({"environment": dict(os.environ), "folder": os.getcwd()}))


def send(message: dict[str, object]) -> None:
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    sys.stdout.buffer.write(b"Content-Length: %d\r\nContent-Type: x\r\n\r\n" % len(body) + body)
    sys.stdout.buffer.flush()


def receive() -> dict[str, object]:
    size = 0
    while (line := sys.stdin.buffer.readline()) != b"\r\n":
        if not line:
            sys.exit(0)
        size = int(line.partition(b":")[2])
    message: dict[str, object] = json.loads(sys.stdin.buffer.read(size))
    return message


def misbehave(count: int) -> None:
    """What goes wrong before the answer to the question with this number."""
    is_first = RUNS == 0
    match MODE:
        case "dies once" if is_first and count == 3:
            os._exit(3)
        case "dies at once" if is_first:
            os._exit(3)
        case "dies" if count == 3:
            os._exit(3)
        case "never answers":
            time.sleep(3600)
        case "nonsense":
            sys.stdout.buffer.write(b"Traceback (most recent call last):\n\n")
            sys.stdout.buffer.flush()
        case "no json":
            sys.stdout.buffer.write(b"Content-Length: 4\r\n\r\nnope")
            sys.stdout.buffer.flush()
        case "a list":
            sys.stdout.buffer.write(b"Content-Length: 2\r\n\r\n[]")
            sys.stdout.buffer.flush()
        case "huge header":
            sys.stdout.buffer.write(b"X" * 1_000_000)
            sys.stdout.buffer.flush()
        case "many headers":
            sys.stdout.buffer.write(b"X: y\r\n" * 1_000_000)
            sys.stdout.buffer.flush()
        case "huge message":
            sys.stdout.buffer.write(b"Content-Length: 99999999999\r\n\r\n")
            sys.stdout.buffer.flush()
        case "wrong ids":
            send({"id": 999_999, "result": None})
            send({"id": "1", "result": None})
            send({"id": None, "result": None})
            send({"id": [], "result": None})


def answer(message: dict[str, object], root: str) -> object:
    place = {"line": 1, "character": 4}
    location = {"uri": f"{root}/lib.py", "range": {"start": place, "end": place}}
    match MODE:
        case "link":
            return [{"targetUri": location["uri"], "targetSelectionRange": location["range"]}]
        case "one location":
            return location
        case "strange results":
            return [location, 7, {"uri": 3}, {"uri": "file:///etc/passwd", "range": location["range"]}]
        case "nothing":
            return None
    return [location]


if MODE == "child":
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"])
    (NOTES / "child").write_text(str(sleeper.pid))
if MODE == "no start":
    sys.exit(1)
if MODE == "noisy":
    sys.stderr.write("x" * 1_000_000)
root, count = "", 0
while True:
    message = receive()
    method = message.get("method")
    if method == "initialize":
        params = message["params"]
        assert isinstance(params, dict)
        root = params["rootUri"]
        if MODE == "slow start":
            time.sleep(3600)
        chosen = {} if MODE == "utf-16" else {"positionEncoding": "utf-8"}
        send({"id": message["id"], "result": {"capabilities": chosen}})
        if MODE == "asks back":
            send({"id": "ask", "method": "workspace/configuration", "params": {"items": [{}, {}]}})
            send({"id": 0, "method": "window/showMessageRequest", "params": {}})
            send({"method": "window/logMessage", "params": {}})
    elif method == "textDocument/definition":
        count += 1
        misbehave(count)
        if MODE == "error answers":
            send({"id": message["id"], "error": {"code": -32603, "message": "a panic"}})
        else:
            send({"id": message["id"], "result": answer(message, root)})
    elif method is None:
        with (NOTES / "replies").open("a") as replies:
            replies.write(json.dumps(message) + "\n")

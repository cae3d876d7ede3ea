"""A local server that speaks the chat API and gives recorded answers: `python replay.py answer.md…`

It prints its address, and answers each request with the next of the files, the last one again and again. No model
is behind it; what it says it counted is about right, and costs nothing.
"""

from __future__ import annotations

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

PIECE = 2_000  # characters of one event


class Replaying(HTTPServer):
    """`answers`: what is said, in order; `given`: how many were."""

    answers: tuple[str, ...] = ()
    given = 0


class Handler(BaseHTTPRequestHandler):
    """Answers `POST …/chat/completions` with a stream of events."""

    server: Replaying

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = self.server.answers[min(self.server.given, len(self.server.answers) - 1)]
        self.server.given += 1
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for start in range(0, len(answer), PIECE):
            self._send({"model": "recorded", "choices": [_choice(answer[start : start + PIECE])]})
        self._send({"model": "recorded", "choices": [_choice("", "stop")], "usage": _usage(request, answer)})
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""

    def _send(self, event: object) -> None:
        self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())


def _choice(content: str, finish: str | None = None) -> dict[str, object]:
    return {"index": 0, "delta": {"content": content}, "finish_reason": finish}


def _usage(request: dict[str, list[dict[str, str]]], answer: str) -> dict[str, int]:
    asked = sum(len(message["content"]) for message in request["messages"])
    return {"prompt_tokens": asked // 4, "completion_tokens": len(answer) // 4}


def main(paths: list[str]) -> None:
    """Serves until it is stopped."""
    with Replaying(("127.0.0.1", 0), Handler) as server:
        server.answers = tuple(Path(path).read_text("utf-8") for path in paths)
        print(f"http://127.0.0.1:{server.server_port}/v1", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1:])

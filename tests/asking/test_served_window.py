"""How large the window of a server's model is: asked of the server where the user does not say."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from windows import window_of

from asking.model_server import Reply, Send, Server, answers, head, refuses, sends, serving, stalls
from asking.test_migrate import FILES, GOOD, ORDER, RULE, on
from refactor_cli.__main__ import main
from refactor_cli.providers.endpoint import Endpoint
from refactor_cli.providers.served_window import served_window
from refactor_cli.settings import Key
from refactor_cli.tokens import count_tokens


def lists(*models: object) -> Reply:
    value = {"object": "list", "data": list(models)}
    return sends(head(kind="application/json") + json.dumps(value).encode())


OTHER = {"id": "another", "max_model_len": 1}
TOLD = [
    pytest.param(refuses(404), None, id="no such address"),
    pytest.param(refuses(302, Location="http://127.0.0.1:9/"), None, id="a redirect"),
    pytest.param(sends(b""), None, id="closed"),
    pytest.param(sends(head(kind="text/html") + b"<html>"), None, id="a page"),
    pytest.param(sends(head() + b"[1]"), None, id="no object"),
    pytest.param(sends(head() + b'{"data": 1}'), None, id="no list"),
    pytest.param(lists(OTHER, "x"), None, id="another model"),
    pytest.param(lists({"id": "a-model"}), None, id="nothing said"),
    pytest.param(lists({"id": "a-model", "max_model_len": "many"}), None, id="no number"),
    pytest.param(lists({"id": "a-model", "max_model_len": True}), None, id="a truth"),
    pytest.param(lists({"id": "a-model", "max_model_len": 0}), None, id="nothing"),
    pytest.param(lists(OTHER, {"id": "a-model", "max_model_len": 32_768}), 32_768, id="vLLM, SGLang"),
    pytest.param(lists({"id": "a-model", "context_window": 9_000}), 9_000, id="context_window"),
    pytest.param(lists({"id": "a-model", "context_length": 8_000}), 8_000, id="context_length"),
]


@pytest.mark.parametrize(("reply", "tokens"), TOLD)
def test_what_a_server_says(reply: Reply, tokens: int | None) -> None:
    with serving(answers("x")) as server:
        server.models = reply
        assert served_window(Endpoint(server.url, Key("sk-secret")), "a-model") == tokens
    (request,) = server.lookups
    assert (request.line, request.headers["authorization"]) == ("GET /v1/models HTTP/1.1", "Bearer sk-secret")


def test_a_byte_now_and_then() -> None:
    def drips(send: Send, server: Server) -> None:
        send(b"HTTP/1.1 200 OK\r\n")
        while not server.ended.wait(0.05):
            send(b"X-A: b\r\n")

    with serving(answers("x")) as server:
        server.models = drips
        began = time.monotonic()
        assert served_window(Endpoint(server.url), "a-model", 0.4) is None
        assert time.monotonic() - began < 5


def test_nobody_listens() -> None:
    with serving(answers("x")) as server:
        pass
    assert served_window(Endpoint(server.url), "a-model") is None


def asked(reply: Reply, *more: str) -> tuple[int, int]:
    """The tokens that an answer may have, and how often the window was asked for."""
    with serving(answers(GOOD)) as server:
        server.models = reply
        assert main([*ORDER, *on(server, *more)]) == 3
    return server.requests[0].body["max_tokens"], len(server.lookups)


def test_a_prompt_is_made_for_it(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(lists({"id": "a-model", "max_model_len": 20_000})) == (10_000, 1)
    assert "note: 127.0.0.1 gives a-model a window of 20,000 tokens\n" in capsys.readouterr().err


def test_a_server_that_does_not_say(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(refuses(404)) == (65_536, 1)
    told = "does not say how large the window of a-model is; it is taken to have 131,072 tokens (--context-tokens)"
    assert capsys.readouterr().err.count(told) == 1


WINDOW = window_of(720, "a-model")


def test_the_user_says_it(repo: Any) -> None:
    assert asked(lists({"id": "a-model", "max_model_len": 20_000}), "--context-tokens", str(WINDOW)) == (
        WINDOW // 2,
        0,
    )


def test_a_run_that_goes_on_keeps_it(repo: Any) -> None:
    with serving(refuses(402), answers(GOOD)) as server:
        server.models = lists({"id": "a-model", "max_model_len": 20_000})
        assert main([*ORDER, *on(server)]) == 4
        server.models = stalls()
        assert main(["migrate", "--resume", "latest"]) == 3
    assert [request.body["max_tokens"] for request in server.requests] == [10_000, 10_000]
    assert len(server.lookups) == 1


def test_later_rounds_stay_within_it(make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A server refuses a prompt and an answer that are more together than its window."""
    more = {f"m{n}.py": f"def f{n}(a, b):\n    return a + {n} * b\n" * 40 for n in range(40)}
    monkeypatch.chdir(make_repo({**FILES, **more}).top)
    wrong = "Thinking aloud. " * 100 + "\n" + RULE.format(name="sizes")
    with serving(answers(wrong), answers(GOOD)) as server:
        server.models = lists({"id": "a-model", "max_model_len": 20_000})
        assert main([*ORDER[:-1], "2", *on(server)]) == 3
    first, second = (request.body for request in server.requests)
    assert first["max_tokens"] == 10_000
    sent = [
        sum(count_tokens(each["content"], "a-model").count for each in body["messages"])
        for body in (first, second)
    ]
    assert sent[0] > 9_000  # the repository fills what it may
    # what is estimated of the whole is not quite the sum of what is estimated of its parts
    assert 1_024 <= second["max_tokens"] <= 20_000 - sent[1] + 100 < 10_000


def test_an_answer_that_leaves_no_room_is_not_sent_again(repo: Any) -> None:
    with serving(answers("<recipe>\n" + "# and so on\n" * 9_000 + "</recipe>"), answers(GOOD)) as server:
        server.models = lists({"id": "a-model", "max_model_len": 20_000})
        assert main([*ORDER[:-1], "2", *on(server)]) == 3
    first, second = (request.body["messages"] for request in server.requests)
    assert second[: len(first)] == first
    assert second[2]["content"] == "[My answer stood here.]"
    assert second[3]["content"].startswith("Your answer was too long to be sent again.\n")

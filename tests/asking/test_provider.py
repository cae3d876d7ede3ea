"""Every way an answer comes, or does not, over real HTTP."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct, field
from msgspec.structs import replace

from asking.model_server import (
    USAGE,
    Reply,
    Send,
    Server,
    answers,
    chunk,
    event,
    head,
    keeps_alive,
    refuses,
    sends,
    serving,
    stalls,
)
from refactor_cli.data import Answer, Billed, Prompt, Turn
from refactor_cli.errors import ExitCode, RefactorError
from refactor_cli.journal import new_run
from refactor_cli.providers import Event, Heard, Listener, Lost, Sending, ignore
from refactor_cli.providers.certificates import trusted
from refactor_cli.providers.deepseek import DEEPSEEK
from refactor_cli.providers.endpoint import Endpoint
from refactor_cli.providers.journalled import JournalledProvider
from refactor_cli.providers.openai_compatible import COMPATIBLE, ChatProvider, Dialect, Retries
from refactor_cli.providers.streaming import Limits
from refactor_cli.settings import Key

PROMPT = Prompt("You migrate.", "<task>ü</task>", 9, True)
# patient, so that a slow machine changes nothing; `hasty` only where silence is the case
LIMITS = Limits(connect=30, first_token=30, idle=30, deadline=60, tail=1)
BILLED = Billed(640, 360, 50, 20)


def provider(
    url: str, dialect: Dialect = COMPATIBLE, limits: Limits = LIMITS, listen: Listener = ignore
) -> ChatProvider:
    key = Key("sk-very-secret")
    return ChatProvider(Endpoint(url, key), "a-model", dialect, 999, True, limits, Retries(1, 0.01), listen)


def hasty(reason: str) -> Limits:
    """The limit that a reason names is short."""
    if "did not begin" in reason:
        return replace(LIMITS, first_token=0.4)
    return replace(LIMITS, idle=0.4) if "nothing more" in reason else LIMITS


WHOLE = [
    pytest.param(
        answers("a\r\nb ü"), Answer("a\r\nb ü", "127.0.0.1", "served", None, BILLED), id="usage apart"
    ),
    pytest.param(
        sends(
            head(),
            event({"choices": [{"delta": {"content": "x"}, "finish_reason": "stop"}], "usage": USAGE}),
            event("[DONE]"),
        ),
        Answer("x", "127.0.0.1", "a-model", None, BILLED),
        id="usage on the last piece",
    ),
    pytest.param(
        sends(head(), chunk("x", "stop"), event("[DONE]")),
        Answer("x", "127.0.0.1", "served"),
        id="no usage",
    ),
    pytest.param(
        answers(
            "x",
            usage={
                "prompt_tokens": 10,
                "completion_tokens": 2,
                "prompt_tokens_details": {"cached_tokens": 4},
            },
        ),
        Answer("x", "127.0.0.1", "served", None, Billed(4, 6, 2)),
        id="usage by OpenAI's names",
    ),
    pytest.param(
        answers("x", usage={"prompt_tokens": "many", "completion_tokens": -1}),
        Answer("x", "127.0.0.1", "served"),
        id="usage that is none",
    ),
    pytest.param(
        sends(head(), chunk(reasoning="<keep id='u1'>x</keep>"), chunk(finish="stop"), event("[DONE]")),
        Answer("<keep id='u1'>x</keep>", "127.0.0.1", "served"),
        id="the answer stands in the reasoning",
    ),
    pytest.param(
        sends(head(), *(bytes([each]) for each in chunk("ü😀") + chunk(finish="stop"))),
        Answer("ü😀", "127.0.0.1", "served"),
        id="byte by byte",
    ),
    pytest.param(
        sends(head(), chunk("\ud83d"), chunk("\ude00 \ud800", "stop"), event("[DONE]")),
        Answer("😀 \ufffd", "127.0.0.1", "served"),
        id="half characters",
    ),
    pytest.param(
        keeps_alive(head(), chunk("x", "stop")),
        Answer("x", "127.0.0.1", "served"),
        id="keep-alives behind the end",
    ),
    pytest.param(
        stalls(head(), chunk("x", "stop")), Answer("x", "127.0.0.1", "served"), id="silence behind the end"
    ),
    pytest.param(
        sends(head(), chunk("sk-very-"), chunk("secret", "stop"), event("[DONE]")),
        Answer("[[masked api-key]]", "127.0.0.1", "served"),
        id="the key comes back",
    ),
]


WHOLE += [
    pytest.param(
        sends(head(kind="Text/Event-Stream; charset=UTF-8"), chunk("x", "stop"), event("[DONE]")),
        Answer("x", "127.0.0.1", "served"),
        id="another spelling of its type",
    ),
    pytest.param(
        sends(head(), b"\xef", b"\xbb\xbf", chunk("x"), chunk("y", "stop"), event("[DONE]")),
        Answer("xy", "127.0.0.1", "served"),
        id="a mark of the byte order",
    ),
]


@pytest.mark.parametrize(("reply", "expected"), WHOLE)
def test_whole_answers(reply: Reply, expected: Answer) -> None:
    with serving(reply) as server:
        assert provider(server.url).answer(PROMPT) == expected
    assert len(server.requests) == 1


# what is said, whether it may help to ask again
BROKEN = [
    pytest.param(refuses(400, "too long"), "it answered with status 400: too long", 1, id="400"),
    pytest.param(
        refuses(401, "sk-very-secret is wrong"),
        "it answered with status 401: [[masked api-key]] is wrong",
        1,
        id="401",
    ),
    pytest.param(
        refuses(402, "Insufficient Balance"), "it answered with status 402: Insufficient Balance", 1, id="402"
    ),
    pytest.param(refuses(404), "it answered with status 404: no", 1, id="404"),
    pytest.param(refuses(422), "it answered with status 422: no", 1, id="422"),
    pytest.param(refuses(429), "it answered with status 429: no", 2, id="429"),
    pytest.param(refuses(429, Retry_After="0.02"), "it answered with status 429: no", 2, id="429 and a time"),
    pytest.param(
        refuses(429, Retry_After="Wed, 21 Oct 2026 07:28:00 GMT", Date="Wed, 21 Oct 2026 07:28:00 GMT"),
        "it answered with status 429: no",
        2,
        id="429 and a date",
    ),
    pytest.param(
        refuses(429, Retry_After="Wed, 21 Oct 2026 09:28:00 GMT", Date="Wed, 21 Oct 2026 07:28:00 GMT"),
        "it answered with status 429: no; it asks to wait 7,200 seconds",
        1,
        id="429 and a date in hours, by the server's clock",
    ),
    pytest.param(
        refuses(429, Retry_After="Sun, 06 Nov 1994 08:49:37 GMT"),
        "it answered with status 429: no",
        2,
        id="429 and a date that is past",
    ),
    pytest.param(
        refuses(429, Retry_After="Wed, 99 Oct 2026 07:28:00"),
        "it answered with status 429: no",
        2,
        id="429 and no date",
    ),
    pytest.param(
        refuses(429, Retry_After="9999"),
        "it answered with status 429: no; it asks to wait 9,999 seconds",
        1,
        id="429 and hours",
    ),
    pytest.param(refuses(500), "it answered with status 500: no", 2, id="500"),
    pytest.param(refuses(503), "it answered with status 503: no", 2, id="503"),
    pytest.param(
        sends(head(502, "text/html") + b"<html>Bad gateway\x1b[31m"),
        "it answered with status 502",
        2,
        id="a gateway's page",
    ),
    pytest.param(stalls(), "it did not begin to answer within 0.4 seconds", 2, id="stall before anything"),
    pytest.param(
        stalls(head()), "it did not begin to answer within 0.4 seconds", 2, id="stall before a token"
    ),
    pytest.param(
        stalls(head(), chunk("a")), "it sent nothing more for 0.4 seconds", 2, id="stall in the middle"
    ),
    pytest.param(
        keeps_alive(head()),
        "it did not begin to answer within 0.4 seconds",
        2,
        id="keep-alives before a token",
    ),
    pytest.param(
        keeps_alive(head(), chunk("a")), "it sent nothing more for 0.4 seconds", 2, id="keep-alives for ever"
    ),
    pytest.param(sends(b""), "it cannot be reached", 2, id="closed before the head"),
    pytest.param(sends(head(), chunk("a")), "its answer broke off", 2, id="closed in the middle"),
    pytest.param(sends(head(), chunk("a"), event("[DONE]")), "its answer broke off", 2, id="no finish"),
    pytest.param(
        sends(head(), chunk("a"), b'data: {"choices": [{"de'), "its answer broke off", 2, id="cut in a piece"
    ),
    pytest.param(
        sends(head(Content_Length="5000"), chunk("a")),
        "the connection broke off",
        2,
        id="fewer bytes than said",
    ),
    pytest.param(
        sends(head(), chunk("a"), event("{oops")), "it sent a piece that is no JSON", 2, id="no JSON"
    ),
    pytest.param(sends(head(), event("[1]")), "it sent a piece of an unknown form", 2, id="another form"),
    pytest.param(
        sends(head(), event({"error": {"message": "overloaded"}})),
        "it broke off with an error: overloaded",
        2,
        id="an error in the stream",
    ),
    pytest.param(
        sends(head(kind="application/json") + b'{"error": {"message": "no such model"}}'),
        "no such model",
        1,
        id="an error under 200",
    ),
    pytest.param(
        sends(head(), chunk("a"), b'error: {"code": 500, "message": "context shift is disabled"}\n\n'),
        "it broke off with an error: context shift is disabled",
        2,
        id="an error in a field of its own",
    ),
    pytest.param(
        sends(head(), chunk("a"), event({"object": "error", "message": "no room", "code": 400})),
        "it broke off with an error: no room",
        2,
        id="an error whose message is beside it",
    ),
    pytest.param(
        sends(
            head(422, "application/json")
            + b'{"detail": [{"loc": ["body", "model"], "msg": "Field required"}]}'
        ),
        "it answered with status 422: body.model: Field required",
        1,
        id="what is wrong with the fields of a request",
    ),
    pytest.param(
        sends(head(404, "application/json") + b'{"detail": "Not Found"}'),
        "it answered with status 404: Not Found",
        1,
        id="a detail in words",
    ),
    pytest.param(
        sends(head(kind="application/json") + b'{"choices": [{"message": {"content": "a"}}]}'),
        "it sent its answer in one piece, and not as a stream",
        1,
        id="no stream",
    ),
    pytest.param(
        sends(head(kind="text/html; charset=utf-8") + b"<html>Welcome"),
        "it sent text/html instead of an answer",
        1,
        id="a page under 200",
    ),
    pytest.param(sends(head(), chunk(finish="stop"), event("[DONE]")), "its answer is empty", 1, id="empty"),
    pytest.param(
        sends(head(), chunk(" \n", "stop"), event("[DONE]")), "its answer is empty", 1, id="only white space"
    ),
    pytest.param(
        sends(head(), chunk(reasoning_content="hm"), chunk(finish="stop")),
        "it only reasoned and gave no answer",
        1,
        id="only reasoning",
    ),
    pytest.param(
        sends(head(), chunk("a", "length"), event("[DONE]")),
        "its answer came to the limit of its length",
        1,
        id="length",
    ),
    pytest.param(
        sends(head(), chunk("a", "content_filter")),
        "it ended its answer with content_filter",
        1,
        id="filtered",
    ),
    pytest.param(
        sends(head(), chunk("a", "insufficient_system_resource")),
        "it ended its answer with insufficient_system_resource",
        2,
        id="no resources",
    ),
    pytest.param(sends(head(), chunk("a", "aborted")), "it ended its answer with aborted", 2, id="aborted"),
    pytest.param(
        sends(head(Content_Encoding="gzip") + b"\x1f\x8b"),
        "it sent a compressed answer, which was not asked for",
        1,
        id="compressed",
    ),
    pytest.param(
        sends(head(), b"data: " + b"x" * 5_000_000), "its answer is too large", 1, id="a line without end"
    ),
    pytest.param(
        sends(head(), *[chunk("x" * 900_000)] * 10), "its answer is too large", 1, id="an answer without end"
    ),
]


@pytest.mark.parametrize(("reply", "reason", "requests"), BROKEN)
def test_no_answer(reply: Reply, reason: str, requests: int) -> None:
    heard = list[Event]()
    with serving(reply) as server:
        asked = provider(server.url, limits=hasty(reason), listen=heard.append)
        with pytest.raises(RefactorError) as caught:
            asked.answer(PROMPT)
        assert len(server.requests) == requests
    lost = [each for each in heard if isinstance(each, Lost)]
    assert len(lost) == requests
    assert {each.reason.startswith(reason) for each in lost} == {True}, lost
    assert caught.value.exit_code == ExitCode.MODEL
    shown = caught.value.problem + caught.value.hint
    assert shown.startswith(f"127.0.0.1 gave no answer: {reason}")
    assert "sk-very-secret" not in shown
    assert "\n" not in shown
    assert "\x1b" not in shown


def test_an_endless_answer_meets_the_deadline() -> None:
    def drips(send: Send, server: Server) -> None:
        send(head())
        while not server.ended.wait(0.05):
            send(chunk("x"))

    limits = replace(LIMITS, deadline=1.5)
    with serving(drips) as server, pytest.raises(RefactorError) as caught:
        provider(server.url, limits=limits).answer(PROMPT)
    assert caught.value.problem == "127.0.0.1 gave no answer: its answer did not end within 1.5 seconds"
    assert len(server.requests) == 1


def test_an_endless_error_is_not_read_to_its_end() -> None:
    def floods(send: Send, server: Server) -> None:
        send(head(400, "text/plain"))
        while not server.ended.is_set():
            send(b"x" * 65_536)

    with serving(floods) as server, pytest.raises(RefactorError) as caught:
        provider(server.url).answer(PROMPT)
    assert caught.value.problem == "127.0.0.1 gave no answer: it answered with status 400"


def test_nothing_is_read_far_ahead() -> None:
    sent = [0]

    def floods(send: Send, server: Server) -> None:
        send(head() + chunk("x"))
        piece = event({"choices": []}) * 1_000
        while not server.ended.is_set():
            send(piece)
            sent[0] += len(piece)

    def looks_away(heard: Event) -> None:
        if isinstance(heard, Heard):
            time.sleep(0.5)
            raise KeyboardInterrupt

    with serving(floods) as server, pytest.raises(KeyboardInterrupt):
        provider(server.url, listen=looks_away).answer(PROMPT)
    assert sent[0] < 20_000_000


def test_a_certificate_that_is_not_trusted() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Path(__file__).with_name("self_signed.pem"))
    heard = list[Event]()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def shakes_hands() -> None:
            connection, _ = listening.accept()
            with connection, contextlib.suppress(OSError):
                context.wrap_socket(connection, server_side=True)

        thread = threading.Thread(target=shakes_hands, daemon=True)
        thread.start()
        asked = provider(f"https://127.0.0.1:{listening.getsockname()[1]}/v1", listen=heard.append)
        with pytest.raises(RefactorError) as caught:
            asked.answer(PROMPT)
        thread.join(10)
    (lost,) = [each for each in heard if isinstance(each, Lost)]  # asking again changes nothing
    assert lost.reason.startswith("its certificate is not trusted: ")
    assert not lost.may_be_billed
    assert caught.value.hint.startswith("check the host of --base-url")


def test_certificates_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read = list[str]()
    load = ssl.SSLContext.load_verify_locations

    def counted(context: ssl.SSLContext, *arguments: Any) -> None:
        read.append("once")
        load(context, *arguments)

    trusted.cache_clear()
    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", counted)
    with serving(*[answers("a")] * 2) as server:
        for _ in range(2):
            provider(server.url).answer(PROMPT)
    assert len(read) <= 1  # some systems have a store of their own
    assert trusted().verify_mode == ssl.CERT_REQUIRED
    assert trusted().check_hostname


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    heard = list[Event]()
    with pytest.raises(RefactorError) as caught:
        provider(f"http://127.0.0.1:{port}/v1", listen=heard.append).answer(PROMPT)
    assert [each.may_be_billed for each in heard if isinstance(each, Lost)] == [False, False]
    assert caught.value.problem.startswith("127.0.0.1 gave no answer: it cannot be reached")
    assert caught.value.problem.endswith("(2 attempts)")
    assert caught.value.exit_code == ExitCode.MODEL


@pytest.mark.parametrize(
    "reply",
    [pytest.param(sends(b""), id="closed without an answer"), pytest.param(stalls(), id="silence")],
)
def test_what_reached_a_server_may_be_billed(reply: Reply) -> None:
    heard = list[Event]()
    with serving(reply) as server, pytest.raises(RefactorError):
        provider(server.url, limits=replace(LIMITS, first_token=0.4), listen=heard.append).answer(PROMPT)
    assert {each.may_be_billed for each in heard if isinstance(each, Lost)} == {True}


def test_a_redirect_is_not_followed() -> None:
    with serving(answers("stolen")) as other, serving(refuses(307, Location=other.url)) as server:
        with pytest.raises(RefactorError) as caught:
            provider(server.url).answer(PROMPT)
        assert (len(server.requests), len(other.requests)) == (1, 0)
    assert caught.value.problem == (
        "127.0.0.1 gave no answer: it answered with a redirect (307), which is not followed"
    )


def test_a_second_attempt_is_enough() -> None:
    heard = list[Event]()
    with serving(refuses(503), answers("x", reasoning="")) as server:
        listening = provider(server.url, listen=heard.append)
        assert listening.answer(PROMPT).text == "x"
    assert heard == [
        Sending(1),
        Lost(1, "it answered with status 503: no", False, 0.01),
        Sending(2),
        Heard("content", "x"),
    ]


def test_the_environment_has_no_say(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(answers("stolen")) as other, serving(answers("x")) as server:
        for name in ("OPENAI_BASE_URL", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, other.url)
        for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
            monkeypatch.setenv(name, "from-the-environment")
        assert provider(server.url).answer(PROMPT).text == "x"
        assert other.requests == []
    (request,) = server.requests
    assert request.headers["authorization"] == "Bearer sk-very-secret"
    assert "from-the-environment" not in str(request)
    assert request.headers["accept-encoding"] == "identity"


COMMON = {
    "model": "a-model",
    "messages": [
        {"role": "system", "content": "You migrate."},
        {"role": "user", "content": "<task>ü</task>"},
        {"role": "assistant", "content": "an answer"},
        {"role": "user", "content": "a reply"},
    ],
    "max_tokens": 999,
    "stream": True,
    "stream_options": {"include_usage": True},
}


@pytest.mark.parametrize(
    ("dialect", "switches"),
    [
        pytest.param(COMPATIBLE, {"chat_template_kwargs": {"thinking": True}}, id="self-hosted"),
        pytest.param(DEEPSEEK, {"thinking": {"type": "enabled"}, "reasoning_effort": "high"}, id="DeepSeek"),
    ],
)
def test_what_is_sent(dialect: Dialect, switches: dict[str, object]) -> None:
    with serving(answers("x")) as server:
        turns = (Turn("an answer", "a reply"),)
        provider(server.url, dialect).answer(Prompt(PROMPT.system, PROMPT.text, 9, True, (), turns))
    (request,) = server.requests
    assert request.line == "POST /v1/chat/completions HTTP/1.1"
    assert request.body == {**COMMON, **switches}


class OfAnotherKind(Struct, frozen=True):
    """A provider over a network that speaks no OpenAI: what `RemoteProvider` asks for, and nothing else."""

    endpoint: Endpoint
    heard: list[str] = field(default_factory=list)
    listen: Listener = ignore
    name = "another"

    def request(self, prompt: Prompt) -> dict[str, Any]:
        return {"model": "m", "messages": [{"role": "user", "content": prompt.text}]}

    def heard_by(self, listen: Listener) -> OfAnotherKind:
        return replace(self, listen=listen)

    def answer(self, prompt: Prompt) -> Answer:
        self.heard.append(prompt.text)
        self.listen(Sending(1))
        self.listen(Heard("content", "yes"))
        return Answer("yes", self.name, "m")


def test_any_provider_over_a_network_is_journalled(tmp_path: Path) -> None:
    inner, allowed, events = OfAnotherKind(Endpoint("https://example.org")), list[Prompt](), list[Event]()
    provider = JournalledProvider(inner, new_run(tmp_path, {}), lambda _: None, allowed.append, events.append)
    assert [provider.answer(PROMPT) for _ in range(2)] == [Answer("yes", "another", "m")] * 2
    assert (inner.heard, allowed) == ([PROMPT.text], [PROMPT])  # the second time, the journal answers
    assert events == [Sending(1), Heard("content", "yes")]

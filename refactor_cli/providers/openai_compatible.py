"""Any server that speaks OpenAI's chat completions, through the `openai` package.

The package would retry in silence, follow redirects to other hosts, and take its address, its proxy and more headers
from the environment: all of that is switched off. It raises nothing for several broken answers: `draft` does.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from threading import Event as Flag
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from refactor_cli.data import Answer, Prompt
from refactor_cli.errors import ExitCode, RefactorError
from refactor_cli.providers import Listener, Lost, Sending, ignore
from refactor_cli.providers.certificates import trusted
from refactor_cli.providers.draft import Draft
from refactor_cli.providers.endpoint import Endpoint
from refactor_cli.providers.failure import AGAIN, Failure, of_status
from refactor_cli.providers.streaming import Limits, receive

if TYPE_CHECKING:
    import httpx2
    import openai

_MOST_ERROR_BYTES = 64_000
_UNTRUSTED = (
    "check the host of --base-url; an authority of your own has to be among those that this machine trusts"
)


class Dialect(NamedTuple):
    """What differs between servers: `switches` gives more arguments of a request, by whether the model is to think."""

    name: str
    switches: Callable[[bool], dict[str, Any]]


class Retries(NamedTuple):
    """How often a request is sent again, and the seconds before the first time; they double."""

    times: int = 3
    first: float = 2.0


def _self_hosted(thinks: bool) -> dict[str, Any]:
    # always: vLLM and SGLang hand it to the model's template, and their defaults differ
    return {"extra_body": {"chat_template_kwargs": {"thinking": thinks}}}


_LIMITS = Limits()
_RETRIES = Retries()
COMPATIBLE = Dialect("openai-compatible", _self_hosted)


class ChatProvider(Struct, frozen=True):
    """`max_output`: tokens of an answer, reasoning included; `listen` hears everything as it happens."""

    endpoint: Endpoint
    model: str
    dialect: Dialect = COMPATIBLE
    max_output: int = 65_536
    thinks: bool = True
    limits: Limits = _LIMITS
    retries: Retries = _RETRIES
    listen: Listener = ignore

    @property
    def name(self) -> str:
        """The server's host: what people know it by."""
        return self.endpoint.host

    def heard_by(self, listen: Listener) -> ChatProvider:
        """The same, telling every event as it happens."""
        return replace(self, listen=listen)

    def request(self, prompt: Prompt) -> dict[str, Any]:
        """What is sent for a prompt: everything but the key."""
        return {
            "model": self.model,
            "messages": messages(prompt),
            "max_tokens": self.max_output,
            "stream": True,
            "stream_options": {"include_usage": True},
            **self.dialect.switches(self.thinks),
        }

    def answer(self, prompt: Prompt) -> Answer:
        """Asks, and asks again where that may help.

        Raises:
            RefactorError: there is no whole answer (exit 4), or whoever listens stopped it.
        """
        attempt = 1
        while True:
            self.listen(Sending(attempt))
            try:
                return self._once(prompt)
            except Failure as failure:
                reason = self.endpoint.hide(failure.reason)
                is_last = not failure.is_transient or attempt > self.retries.times
                pause = self.retries.first * 2 ** (attempt - 1) if failure.wait is None else failure.wait
                self.listen(Lost(attempt, reason, failure.may_be_billed, None if is_last else pause))
                if is_last:
                    tried = f" ({attempt} attempts)" if attempt > 1 else ""
                    raise RefactorError(
                        f"{self.name} gave no answer: {reason}{tried}", failure.hint, ExitCode.MODEL
                    ) from failure
                time.sleep(pause)
            attempt += 1

    def _once(self, prompt: Prompt) -> Answer:
        import httpx2
        import openai

        sent = Flag()
        client = _client(self.endpoint, self.limits, sent)
        try:
            draft = receive(lambda: _opened(client, self.request(prompt)), self.limits, self.listen)
        except Failure as failure:
            failure.may_be_billed &= sent.is_set()
            raise
        except openai.APIConnectionError as error:  # before an answer began
            why = str(error.__cause__ or error)[:200]
            if _is_untrusted(error):
                raise Failure(f"its certificate is not trusted: {why}", _UNTRUSTED) from error
            is_late = isinstance(error, openai.APITimeoutError)
            reason = "it cannot be reached in time" if is_late else f"it cannot be reached: {why}"
            hint = AGAIN if is_late else f"check the address and port of --base-url, or {AGAIN}"
            raise Failure(reason, hint, is_transient=True, may_be_billed=sent.is_set()) from error
        except httpx2.TransportError as error:  # while the answer came
            raise Failure("the connection broke off", is_transient=True, may_be_billed=True) from error
        finally:
            client.close()
        return _whole(draft, self)


def _is_untrusted(error: BaseException | None) -> bool:
    """Whether the server could not show who it is: it is then sent nothing, and asking again changes nothing."""
    from ssl import SSLCertVerificationError

    while error is not None and not isinstance(error, SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error is not None


def messages(prompt: Prompt) -> list[dict[str, str]]:
    """A prompt as the messages of a chat."""
    found = [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.text}]
    for turn in prompt.turns:
        found.append({"role": "assistant", "content": turn.answer})
        found.append({"role": "user", "content": turn.reply})
    return found


def _whole(draft: Draft, provider: ChatProvider) -> Answer:
    text = provider.endpoint.hide(draft.text())
    return Answer(text, provider.name, draft.model or provider.model, None, draft.billed)


def _client(endpoint: Endpoint, limits: Limits, sent: Flag) -> openai.OpenAI:
    """`sent` is set as soon as bytes of a request may have reached the server."""
    import openai

    def trace(name: str, _: object) -> None:
        if name.endswith(".send_request_headers.started"):
            sent.set()

    def watch(request: httpx2.Request) -> None:
        request.extensions = {**request.extensions, "trace": trace}

    # the clock of `receive` is the one that counts: this one only ends what it cannot wake
    # `receive` waits for the first token; reading must not give up before it does, or a request that was sent, and
    # may be billed, would look like one that never got there
    read = limits.first_token + limits.connect
    timeout = openai.Timeout(limits.deadline, connect=limits.connect, read=read)
    hooks: dict[str, list[Callable[..., Any]]] = {"request": [watch], "response": [_check]}
    http = openai.DefaultHttpxClient(
        follow_redirects=False, trust_env=False, verify=trusted(), timeout=timeout, event_hooks=hooks
    )
    left_out = {name: openai.Omit() for name in ("OpenAI-Organization", "OpenAI-Project")}
    return openai.OpenAI(
        api_key=endpoint.key.value if endpoint.key else "none",
        base_url=endpoint.url,
        max_retries=0,
        timeout=timeout,
        http_client=http,
        # uncompressed: nothing can unpack to more than was sent
        default_headers={"Accept-Encoding": "identity", **left_out},  # type: ignore[dict-item]
    )


@contextlib.contextmanager
def _opened(client: openai.OpenAI, request: dict[str, Any]) -> Iterator[httpx2.Response]:
    with client.chat.completions.with_streaming_response.create(**request) as response:
        yield response.http_response


def _check(response: httpx2.Response) -> None:
    """Raises Failure for what is no stream of an answer, having read no more of it than a message takes."""
    encoding = response.headers.get("content-encoding", "identity").lower()
    kind = response.headers.get("content-type", "").lower()
    if encoding != "identity":
        raise Failure("it sent a compressed answer, which was not asked for", "check --base-url")
    if response.status_code == 200 and kind.startswith("text/event-stream"):
        return
    body = b""
    for piece in response.iter_raw():
        body += piece
        if len(body) > _MOST_ERROR_BYTES:
            break
    raise of_status(response.status_code, response.headers, body[:_MOST_ERROR_BYTES])

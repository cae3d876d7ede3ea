"""Bytes of an event stream -> the answer in it, and whether it is whole.

Event streams: https://html.spec.whatwg.org/multipage/server-sent-events.html (of which only `data` lines matter here).
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator, Mapping
from time import monotonic
from typing import Any

from msgspec import Struct, field

from refactor_cli.data import Billed
from refactor_cli.delimiters import ANSWER_TAGS
from refactor_cli.providers import Heard
from refactor_cli.providers.failure import Failure, said

MAX_CONTENT = 8_000_000  # characters
MAX_REASONING = 32_000_000
_MAX_LINE = 4_000_000  # bytes
_MAX_TOKENS = 1 << 40
_TRANSIENT = ("insufficient_system_resource", "aborted")


class Draft(Struct):
    """Visits the pieces of a stream. `finish`: the reason it ended, "" while it goes on; `is_over`: nothing follows;
    `last`: when the last token came, on the monotonic clock, 0 while there is none."""

    content: list[str] = field(default_factory=list)
    reasoning: list[str] = field(default_factory=list)
    finish: str = ""
    model: str = ""
    billed: Billed | None = None
    is_over: bool = False
    last: float = 0.0
    _rest: bytearray = field(default_factory=bytearray)
    _has_begun: bool = False
    _sizes: dict[str, int] = field(default_factory=lambda: {"content": 0, "reasoning": 0})

    def visit(self, data: bytes) -> Iterator[Heard]:
        """What these bytes add to the answer.

        Raises:
            Failure: an error in the stream, or it is larger than any answer.
        """
        if not self._has_begun:
            self._rest += (
                data  # a mark of the byte order, which is no part of the first line, may come in pieces
            )
            if codecs.BOM_UTF8.startswith(bytes(self._rest)):
                return
            data, self._rest = bytes(self._rest).removeprefix(codecs.BOM_UTF8), bytearray()
            self._has_begun = True
        *lines, rest = bytes(self._rest + data).replace(b"\r\n", b"\n").split(b"\n")
        if len(rest) > _MAX_LINE:
            raise Failure("its answer is too large", may_be_billed=True)
        self._rest = bytearray(rest)
        for line in lines:
            field, _, value = line.partition(b":")
            if field not in (b"data", b"error") or self.is_over:
                continue  # blank lines and comments keep a connection alive
            value = value.strip()
            if field == b"error":  # a field that no standard has: so llama.cpp tells of an error in a stream
                value = b'{"error": %s}' % (value or b'"unknown"')
            if value == b"[DONE]":
                self.is_over = True
            elif value:
                yield from self._chunk(_parsed(value))

    def _chunk(self, chunk: Mapping[str, Any]) -> Iterator[Heard]:
        if (
            chunk.get("error") or chunk.get("object") == "error"
        ):  # the latter: vLLM, whose message is beside it
            raise Failure(
                f"it broke off with an error: {said(chunk) or 'unknown'}",
                is_transient=True,
                may_be_billed=True,
            )
        if isinstance(chunk.get("model"), str) and chunk["model"]:
            self.model = chunk["model"][:200]
        # on the last chunk with content (DeepSeek), or in one of its own without choices (OpenAI, vLLM)
        self.billed = billed(chunk.get("usage")) or self.billed
        choices = chunk.get("choices")
        first = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(first, Mapping):
            return
        delta = first.get("delta")
        if isinstance(delta, Mapping):
            yield from self._add("reasoning", delta.get("reasoning_content") or delta.get("reasoning"))
            yield from self._add("content", _text(delta.get("content")))
        if isinstance(first.get("finish_reason"), str):
            self.finish = first["finish_reason"]

    def _add(self, kind: str, text: object) -> Iterator[Heard]:
        if not isinstance(text, str) or not text:
            return
        self.last = monotonic()
        self._sizes[kind] += len(text)
        if self._sizes["content"] > MAX_CONTENT or self._sizes["reasoning"] > MAX_REASONING:
            raise Failure("its answer is too large", may_be_billed=True)
        if kind == "content":
            self.content.append(text)
            yield Heard("content", text)
        else:
            self.reasoning.append(text)
            yield Heard("reasoning", text)

    def text(self) -> str:
        """The whole answer.

        Raises:
            Failure: it is not whole, or empty. Only `stop` ends a result.
        """
        if self.finish != "stop":
            raise self._unfinished()
        text = _joined(self.content)
        if text.strip():
            return text
        reasoning = _joined(self.reasoning)
        if any(f"<{tag}" in reasoning for tag in ANSWER_TAGS):  # self-hosted servers may put all of it there
            return reasoning
        what = "it only reasoned and gave no answer" if reasoning.strip() else "its answer is empty"
        raise Failure(what, "ask again with --resume, or begin anew with another --model", may_be_billed=True)

    def _unfinished(self) -> Failure:
        if not self.finish:
            return Failure("its answer broke off", is_transient=True, may_be_billed=True)
        if self.finish == "length":
            # reasoning is paid from the same limit
            before = "" if _joined(self.content).strip() else " before it said anything"
            return Failure(
                f"its answer came to the limit of its length{before}",
                "ask for less at once: --include, or --only in a migration",
                may_be_billed=True,
            )
        reason = f"it ended its answer with {said({'error': self.finish})[:60]}"
        if self.finish in _TRANSIENT:
            return Failure(reason, is_transient=True, may_be_billed=True)
        return Failure(reason, "ask about less at once, or another --model", may_be_billed=True)


def _text(content: object) -> object:
    """Content as one text: servers may send it in parts, as prompts may come in them (Mistral)."""
    if not isinstance(content, list):
        return content
    texts = (each.get("text") for each in content if isinstance(each, Mapping) and each.get("type") == "text")
    return "".join(text for text in texts if isinstance(text, str))


def _joined(pieces: list[str]) -> str:
    """As text that has an encoding: halves of a surrogate pair may come apart, and alone are no character."""
    return "".join(pieces).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def billed(usage: object) -> Billed | None:
    """The tokens, by DeepSeek's names or OpenAI's; None when nothing usable is said."""
    if not isinstance(usage, Mapping):
        return None
    prompt, output = _count(usage, "prompt_tokens"), _count(usage, "completion_tokens")
    details = usage.get("completion_tokens_details")
    reasoning = _count(details, "reasoning_tokens") if isinstance(details, Mapping) else 0
    hit = _count(usage, "prompt_cache_hit_tokens")
    if "prompt_cache_hit_tokens" not in usage:
        cached = usage.get("prompt_tokens_details")
        hit = _count(cached, "cached_tokens") if isinstance(cached, Mapping) else 0
    miss = _count(usage, "prompt_cache_miss_tokens") or max(prompt - hit, 0)
    return Billed(hit, miss, output, reasoning) if hit or miss or output else None


def _count(value: Mapping[str, Any], name: str) -> int:
    number = value.get(name)
    return number if type(number) is int and 0 <= number < _MAX_TOKENS else 0


def _parsed(data: bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Failure("it sent a piece that is no JSON", is_transient=True, may_be_billed=True) from error
    if not isinstance(value, Mapping):
        raise Failure("it sent a piece of an unknown form", is_transient=True, may_be_billed=True)
    return value

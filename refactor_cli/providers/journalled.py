"""A provider that writes everything down before it is used, and never asks twice what was answered."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

from msgspec import Struct
from msgspec.structs import replace

from refactor_cli.data import Answer, Prompt, Turn
from refactor_cli.errors import RefactorError
from refactor_cli.journal import Entry, Run, digest_of
from refactor_cli.prices import Price
from refactor_cli.providers import Event, Heard, Listener, Lost, RemoteProvider, Sending, ignore

_CHARACTERS_A_TOKEN = 3  # for what an attempt that failed may have cost: rather too much


class JournalledProvider(Struct, frozen=True):
    """`price`: at a time, None where it is not known; `allow` is asked before each attempt and may raise; `listen`
    hears what happens after it is written."""

    inner: RemoteProvider
    run: Run
    price: Callable[[datetime], Price | None]
    allow: Callable[[Prompt], None]
    listen: Listener = ignore

    @property
    def name(self) -> str:
        """As the provider's behind it."""
        return self.inner.name

    def answer(self, prompt: Prompt) -> Answer:
        """The answer that the journal holds, or else a new one.

        Raises:
            RefactorError: there is none, or the journal cannot be written.
        """
        prompt = _hidden(prompt, self.inner.endpoint.hide)
        request, url = self.inner.request(prompt), self.inner.endpoint.url
        digest = digest_of(request, url)
        if (known := self.run.answer(digest)) is not None:
            return known
        self.allow(prompt)
        entry = self.run.begin(request, url)
        listener = _Writing(entry, prompt, self)
        answer = self.inner.heard_by(listener.hear).answer(prompt)
        price = self.price(datetime.now(UTC))
        if price is not None and answer.billed is not None:
            usd = price.usd(answer.billed.miss, answer.billed.hit, answer.billed.output)
            answer = replace(answer, cost_usd=usd)
        elif answer.billed is None:
            listener.note("unbilled", usd=listener.perhaps())
        entry.finish(digest, answer)
        return answer


class _Writing(Struct):
    """Visits the events of one request; `heard` counts the characters of this attempt."""

    entry: Entry
    prompt: Prompt
    provider: JournalledProvider
    heard: int = 0

    def hear(self, event: Event) -> None:
        """Writes an event down, then hands it on."""
        match event:
            case Sending(attempt):
                if attempt > 1:
                    self.provider.allow(self.prompt)
                self.heard = 0
                at = datetime.now(UTC)
                price = self.provider.price(at)
                self.entry.note(
                    "sending",
                    attempt=attempt,
                    at=at.isoformat(timespec="seconds"),
                    # what is killed before its end has nobody who writes down what it may have cost
                    usd=self.perhaps(),
                    usd_a_character=price.usd(0, 0, 1) / _CHARACTERS_A_TOKEN if price else 0.0,
                )
            case Heard(kind, text):
                self.heard += len(text)
                self.note(kind, text=self.provider.inner.endpoint.hide(text))
            case Lost(attempt, reason, may_be_billed, _):
                usd = self.perhaps() if may_be_billed else 0.0
                self.note("lost", attempt=attempt, reason=reason, usd=usd)
        self.provider.listen(event)

    def note(self, event: str, **values: object) -> None:
        """Adds a line on what is under way. A disk that is full by now is no reason to leave an answer that is paid."""
        with suppress(RefactorError):
            self.entry.note(event, **values)

    def perhaps(self) -> float:
        price = self.provider.price(datetime.now(UTC))
        return price.usd(self.prompt.tokens, 0, self.heard // _CHARACTERS_A_TOKEN) if price else 0.0


def _hidden(prompt: Prompt, hide: Callable[[str], str]) -> Prompt:
    """A repository may hold the very key: it is not sent."""
    turns = tuple(Turn(hide(turn.answer), hide(turn.reply)) for turn in prompt.turns)
    return replace(prompt, system=hide(prompt.system), text=hide(prompt.text), turns=turns)

"""Who answers a prompt. A provider is a module here with a frozen dataclass that satisfies `Provider`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from refactor_cli.data import Answer, Prompt

if TYPE_CHECKING:
    from refactor_cli.providers.endpoint import Endpoint


class Provider(Protocol):
    """Something that answers prompts; `name` is how people call it."""

    @property
    def name(self) -> str:
        """The name that goes into the answer and into messages."""
        ...

    def answer(self, prompt: Prompt) -> Answer:
        """The answer as it came.

        Raises:
            RefactorError: there is none, or not in full.
        """
        ...


class RemoteProvider(Provider, Protocol):
    """One that asks over a network: `journalled` stands before it, writes its requests down and hears what comes."""

    @property
    def endpoint(self) -> Endpoint:
        """The address that is asked, and its key."""
        ...

    def request(self, prompt: Prompt) -> dict[str, Any]:
        """What is sent for a prompt, as JSON has it and without the key: `model`, `messages` (each with `role` and
        `content`), and all else that the answer depends on. The same request is never sent twice."""
        ...

    def heard_by(self, listen: Listener) -> Provider:
        """The same, telling every `Event` as it happens."""
        ...


class Sending(NamedTuple):
    """A request is about to leave; who listens may raise to stop it. Attempts count from 1."""

    attempt: int


class Heard(NamedTuple):
    """A piece of an answer, as it comes."""

    kind: Literal["reasoning", "content"]
    text: str


class Lost(NamedTuple):
    """An attempt failed. `may_be_billed`: the server may have begun with it; `again_in`: seconds until the next one,
    None when there is none."""

    attempt: int
    reason: str
    may_be_billed: bool
    again_in: float | None = None


Event = Sending | Heard | Lost
Listener = Callable[[Event], None]


def ignore(event: Event) -> None:
    """The listener that does nothing."""

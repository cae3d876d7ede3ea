"""Who answers a prompt. A provider is a module here with a frozen dataclass that satisfies `Provider`."""

from __future__ import annotations

from typing import Protocol

from refactor_cli.data import Answer, Prompt


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

"""Who is to be asked, and what it may cost: said on the command line."""

from __future__ import annotations

from msgspec import Struct

AUTO = "auto"
MOST_OUTPUT = 65_536  # tokens of one answer, reasoning included


class ModelOrder(Struct, frozen=True):
    """Who is asked, and what it may cost, in USD. `resume`: the run to go on with; `timeout`: seconds for the next
    token."""

    model: str | None = None
    base_url: str | None = None
    allow_http: bool = False
    rounds: int = 3
    confirm_above: float = 0.5
    max_cost: float | None = None
    yes: bool = False
    resume: str | None = None
    context_tokens: int | None = None
    timeout: float | None = None
    retries: int = 3
    output_tokens: int = MOST_OUTPUT

    @property
    def most_output(self) -> int:
        """Tokens of one answer, reasoning included: never more than half of a small window."""
        return (
            min(self.output_tokens, self.context_tokens // 2) if self.context_tokens else self.output_tokens
        )

    def by_hand(self, usual: str) -> str:
        """For which model a prompt is written that nobody is sent. `usual`: the user's own, "" where there is none."""
        from refactor_cli.tokens import DEFAULT_MODEL

        named = self.model or usual
        return named if named and named != AUTO else DEFAULT_MODEL


NO_MODEL = ModelOrder()

"""Prompts, models -> Estimate: what asking may cost, before anything is sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from refactor_cli.data import Prompt
from refactor_cli.prices import Price

PriceOf = Callable[[str], Price | None]
_REPLY_TOKENS = 8_000  # at most, as a rule: what goes back after a round


class Estimate(Struct, frozen=True):
    """USD, None where a price is not known. `cold`: reading every prompt once, nothing of it cached; `cached`: all of
    it cached; `worst`: every round, nothing cached, every answer as long as it may be."""

    tokens: int
    cold: float | None
    cached: float | None
    worst: float | None


def estimate(
    prompts: Sequence[Prompt], models: Sequence[str], most_output: int, price_of: PriceOf
) -> Estimate:
    """`models`: who is asked in each round."""
    tokens = sum(prompt.tokens for prompt in prompts)
    prices = [price_of(model) for model in models]
    known = [price for price in prices if price is not None]
    if not known or len(known) < len(prices):
        return Estimate(tokens, None, None, None)
    worst = 0.0
    for number, price in enumerate(known):
        for prompt in prompts:
            grown = prompt.tokens + number * (most_output + _REPLY_TOKENS)
            worst += price.usd(grown, 0, most_output)
    return Estimate(tokens, known[0].usd(tokens), known[0].usd(0, tokens), worst)


def worst_of(prompt: Prompt, price: Price, most_output: int) -> float:
    """USD of one request, when nothing is cached and the answer is as long as it may be."""
    return price.usd(prompt.tokens, 0, most_output)

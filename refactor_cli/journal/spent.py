"""What one request of a run took, as the lines of its stream tell it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from refactor_cli.data import Billed

_MOST_USD = 1e6  # of one line


class Spent(NamedTuple):
    """Of one request: the attempts, and what they cost. `billed` and `usd` are None when they are not known, or there
    is no answer; `perhaps_usd`: of attempts that failed, or were stopped, after the server had begun, and of an answer
    that does not say what was billed."""

    model: str
    attempts: int
    is_answered: bool
    billed: Billed | None = None
    usd: float | None = None
    perhaps_usd: float = 0.0


def perhaps_usd(lines: Sequence[Mapping[str, Any]], *, is_answered: bool) -> float:
    """USD that may be on the bill beside what an answer says: of attempts that failed, of an answer without a bill, and
    of an attempt of which nothing says how it ended, because the process was stopped before."""
    total = usd = a_character = 0.0
    for line in lines:
        match line.get("event"):
            case "sending":
                usd, a_character = _usd(line, "usd"), _usd(line, "usd_a_character")
            case "reasoning" | "content":
                usd += a_character * len(str(line.get("text", "")))
            case "lost" | "unbilled":
                total, usd, a_character = total + _usd(line, "usd"), 0.0, 0.0
    return total if is_answered else total + usd


def _usd(line: Mapping[str, Any], name: str) -> float:
    """An amount of a line, which no seal guards: what is none counts for nothing."""
    amount = line.get(name)
    is_amount = type(amount) in (int, float) and 0 <= float(amount) < _MOST_USD  # type: ignore[arg-type]
    return float(amount) if is_amount else 0.0  # type: ignore[arg-type]

"""Usages, what is decided of them -> what an answer may write for all of a target's that it says nothing else of.

A prompt that lists all of a task gives each target such a word, made of the ids that it lists. Where a usage came or
went since, or one was never shown, no target has this word any more: what an answer says of the rest is then said of
nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Set

from refactor_cli.answer_format import block_of
from refactor_cli.data import Usage, Usages
from refactor_cli.shared_places import one_each


def rests(usages: Usages, decided: Set[str]) -> dict[str, frozenset[str]]:
    """By word, the ids of the certain and likely usages of a target that may have new source and are not `decided`."""
    found = dict[str, frozenset[str]]()
    for result in one_each(usages).results:
        ids = frozenset(each.id for each in result.usages if _is_asked(each) and each.id not in decided)
        if ids:
            found[f"{result.target.name}:{_digest(ids)}"] = ids
    return found


def _is_asked(usage: Usage) -> bool:
    return usage.certainty != "possible" and block_of(usage) != "none"


def _digest(ids: Set[str]) -> str:
    return f"r{hashlib.sha256(' '.join(sorted(ids)).encode()).hexdigest()[:7]}"

"""Rules -> which calls of a method they may be about, as far as a call's own text tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable
from typing import TYPE_CHECKING

from refactor_cli.checking.ignores import endings
from refactor_cli.find.aliases import own_name
from refactor_cli.find.call_words import MayConcern, holding_any

if TYPE_CHECKING:
    from refactor_cli.checking.recipes import Rules
    from refactor_cli.data import Target


def calls_that_may_concern(
    rules: Rules, targets: Iterable[Target], spoken_of: Container[str]
) -> Callable[[Target], MayConcern | None]:
    """Which calls of a target can be findings: of a method that all rules are for certain arguments of, those that have
    what one of them asks for; None for all of another target, or of one that a comment names (`spoken_of`), so that it
    is not called unused. Neither of what shares its name with another target: the two are told apart by all that
    there is."""
    times = Counter(map(own_name, targets))
    moved = {move.source for move in rules.outline.moves}

    def concerning(target: Target) -> MayConcern | None:
        if target.kind != "method" or target.name in moved or times[own_name(target)] > 1:
            return None
        if any(each in spoken_of for each in endings(target.name, rules.named[target.name])):
            return None
        its = [rule.asked for rule in rules.outline.rules if rule.symbol == target.name]
        # in files of other encodings, only ASCII is written as it is here
        is_told = bool(its) and all(its) and all(word.isascii() for words in its for word in words)
        return holding_any({word.encode() for word in words} for words in its) if is_told else None

    return concerning

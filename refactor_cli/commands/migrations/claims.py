"""Who says that the new code does what the old one did: the author of a recipe, and nobody else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from refactor_cli.commands.migrations.deriving import DERIVED
from refactor_cli.division import DEFINITION

if TYPE_CHECKING:
    from refactor_cli.commands.migrations.order import Found, Order
    from refactor_cli.data import Outcome

_OPTION = "--to"


def unclaimed(outcomes: Iterable[Outcome], found: Found, order: Order) -> list[Outcome]:
    """The rewritten usages of which no recipe says anything: neither that they do the same, nor that they do not."""
    claimed = _claimed(found, order)
    return [
        each
        for each in outcomes
        if each.outcome == "rewritten"
        and each.behaviour == "same"
        and each.by not in claimed
        and not each.by.startswith(DEFINITION)
    ]


def said(outcomes: Iterable[Outcome], found: Found, order: Order) -> str:
    """For people, who wrote the new code of such usages; "" where there are none."""
    counts = Counter(_decider(each, order) for each in unclaimed(outcomes, found, order))
    listed = (f"{count} rewritten {by}" for by, count in sorted(counts.items()))
    return f"{', '.join(listed)}: no recipe claims that it does the same." if counts else ""


def _claimed(found: Found, order: Order) -> frozenset[str]:
    """Labels of the rules whose author says whether they are equivalent."""
    if order.to or order.recipe == DERIVED or found.recipe is None:
        return frozenset()
    labels = [rule.label for rule in found.recipe.rules]
    return frozenset([*labels, *(move.label for move in found.recipe.moves)])


def _decider(outcome: Outcome, order: Order) -> str:
    if outcome.by == _OPTION:
        return "as --to says"
    return "as the old definition says" if order.recipe == DERIVED else "by an answer"

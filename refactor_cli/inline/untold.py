"""Rewritten usages whose rules require what the project's metadata says nothing about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from refactor_cli.data import Outcome
from refactor_cli.recipe.requirements import floors_for, unknown
from refactor_cli.recipe.rules import Recipe
from refactor_cli.symbols import SymbolMap


def untold(recipe: Recipe, outcomes: Iterable[Outcome], symbols: SymbolMap) -> tuple[str, ...]:
    """One warning for each requirement that was taken to be met, as nothing says the contrary."""
    required = {rule.label: rule.requires for rule in recipe.rules}
    required |= {move.label: move.requires for move in recipe.moves}
    taken = Counter[str]()
    for each in outcomes:
        if each.outcome == "rewritten" and (requires := required.get(each.by)):
            taken.update(unknown(requires, floors_for(symbols.snapshot, each.usage.path)))
    return tuple(
        f"nothing in the project's metadata says whether it keeps to {wanted}, which the rules of "
        f"{count} rewritten usage{'s' * (count > 1)} need"
        for wanted, count in sorted(taken.items())
    )

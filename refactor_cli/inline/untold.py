"""Rewritten usages whose rules require what the project's metadata says nothing about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from refactor_cli.data import Outcome
from refactor_cli.recipe.requirements import floors_for, unknown
from refactor_cli.symbols import SymbolMap


def untold(outcomes: Iterable[Outcome], symbols: SymbolMap) -> tuple[str, ...]:
    """One warning for each requirement that was taken to be met, as nothing says the contrary."""
    taken = Counter[str]()
    for each in outcomes:
        if each.requires:
            taken.update(unknown(each.requires, floors_for(symbols.snapshot, each.usage.path)))
    return tuple(
        f"nothing in the project's metadata says whether it keeps to {wanted}, which the rules of "
        f"{count} rewritten usage{'s' * (count > 1)} need: say "
        "it there, as requires-python or python_requires does for Python"
        for wanted, count in sorted(taken.items())
    )

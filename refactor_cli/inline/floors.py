"""The versions that a file's code has to run with, and those that nothing says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from refactor_cli.data import Outcome
from refactor_cli.recipe.requirements import Floors, floors_for, unknown
from refactor_cli.symbols import SymbolMap

_PYTHON2 = (2, 7)


def floors_of(symbols: SymbolMap, path: str) -> Floors:
    """Those that its project supports; a file in Python 2 says itself which Python that is."""
    floors, file_map = floors_for(symbols.snapshot, path), symbols.map(path)
    return {**floors, "python": _PYTHON2} if file_map is not None and file_map.python2 else floors


def untold(outcomes: Iterable[Outcome], symbols: SymbolMap) -> tuple[str, ...]:
    """One warning for each requirement of rewritten usages that was taken to be met, as nothing says the contrary."""
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

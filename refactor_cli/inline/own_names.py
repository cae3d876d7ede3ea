"""Possible usages by a name that their own file gives to something else: nothing says that this is the symbol."""

from __future__ import annotations

from refactor_cli.data import Usage, Usages
from refactor_cli.resolution import bindings_at
from refactor_cli.symbols import SymbolMap


def by_own_names(symbols: SymbolMap, usages: Usages) -> frozenset[str]:
    """The ids of possible usages by a plain name that is a parameter, a variable, or what else is bound where they are
    by no import: it may hold anything, and goes by its own name whatever becomes of the symbol's."""
    possible = (usage for usage in usages.every if usage.certainty == "possible")
    return frozenset(usage.id for usage in possible if _is_own(symbols, usage))


def _is_own(symbols: SymbolMap, usage: Usage) -> bool:
    file_map = symbols.map(usage.path)
    if file_map is None or usage.expression != usage.span or usage.kind in ("doc", "import", "string"):
        return False
    name = symbols.snapshot.files[usage.path].text.slice(*usage.span)
    found = bindings_at(file_map, usage.scope, name, usage.span.start)
    return bool(found) and all(each.kind not in ("from", "import") for each in found)

"""Whether objects of a class may have something else under a name than what is written: they decide it when they are
asked, or code gives the class a member of that name, which it computes."""

from __future__ import annotations

from refactor_cli.data import Symbol
from refactor_cli.inference.computed.texts import text_holds
from refactor_cli.resolution.odd_attributes import OF_TEXTS, computed_names, decides_what_it_has
from refactor_cli.symbols import SymbolMap


def is_odd_member(symbols: SymbolMap, cls: Symbol, name: str) -> bool:
    """Whether that is so for a class of the repository."""
    return decides_what_it_has(symbols, cls) or any(
        text_holds(symbols, name) if form == OF_TEXTS else name.startswith(form)
        for form in computed_names(symbols, cls)
    )

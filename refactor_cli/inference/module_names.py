"""Names that a module of the repository does not bind itself, and other code gives it: `package.session = Session()`.

Resolution takes such a name for one outside of the repository, as it does what a compiled module has, or nothing any
more.
"""

from __future__ import annotations

from typing import NamedTuple

from refactor_cli.data import Symbol
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.attribute_assignments import RULE, files_assigning, given_elsewhere
from refactor_cli.inference.values import UNKNOWN, Types, by
from refactor_cli.resolution import layout
from refactor_cli.symbols import SymbolMap


class _Missing(NamedTuple):
    """A module of the repository, a name that it does not bind, and whether that is all that was asked for."""

    module: Symbol
    name: str
    is_whole: bool


def is_set_elsewhere(symbols: SymbolMap, symbol: Symbol) -> bool:
    """Whether a name outside lies in a module of the repository and may be anything, as code gives an attribute of that
    name to something."""
    missing = _missing(symbols, symbol)
    return missing is not None and bool(files_assigning(symbols, missing.name))


def set_elsewhere(ask: Ask, symbol: Symbol) -> Types | None:
    """What other code gives such a name; None where none does."""
    missing = _missing(ask.symbols, symbol)
    if missing is None or not files_assigning(ask.symbols, missing.name):
        return None
    given = given_elsewhere(ask, missing.module, missing.name) if missing.is_whole else UNKNOWN
    return by(given._replace(complete=False), RULE)


def _missing(symbols: SymbolMap, symbol: Symbol) -> _Missing | None:
    modules = layout(symbols)
    if symbol.path is not None or symbol.name.partition(".")[0] not in modules.tops:
        return None
    parts = symbol.name.split(".")
    for size in range(len(parts) - 1, 0, -1):
        file = modules.find(".".join(parts[:size]))
        if file is not None:
            if modules.is_namespace(".".join(parts[: size + 1])):
                return None
            return _Missing(Symbol(file, ""), parts[size], size + 1 == len(parts))
    return None

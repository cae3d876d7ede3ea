"""Names that a module of the repository does not bind itself: other code gives it one (`package.session = Session()`),
or it makes one when it is asked for it.

Resolution takes such a name for one outside of the repository, as it does what a compiled module has, or nothing any
more.
"""

from __future__ import annotations

from collections.abc import Container
from typing import NamedTuple

from refactor_cli.data import Symbol
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.computed.filled_modules import RULE as ON_DEMAND
from refactor_cli.inference.computed.filled_modules import TABLE, Made, fills_itself, named_below
from refactor_cli.inference.computed.modules_put_back import is_put_back
from refactor_cli.inference.members.assignment_places import files_assigning
from refactor_cli.inference.members.attribute_assignments import RULE, given_elsewhere
from refactor_cli.inference.values import UNKNOWN, Known, Types, by
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution import Lookup, layout
from refactor_cli.resolution.given_modules import given_modules
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with

_PUT = lazy_pattern(rb"sys\.modules(?:\[|\.setdefault\()[ \t]*[\"']([\w.]+)[\"'][ \t]*(?:\][ \t]*=(?!=)|,)")

# a copy of six has modules of the standard library there: https://six.readthedocs.io/#module-six.moves
_OF_SIX = ".six.moves."


class _Missing(NamedTuple):
    """A module of the repository, a name that it does not bind, and whether that is all that was asked for."""

    module: Symbol
    name: str
    is_whole: bool


def is_set_elsewhere(symbols: SymbolMap, symbol: Symbol) -> bool:
    """Whether a name outside lies in a module of the repository and may be anything, as code gives an attribute of that
    name to something, or the module fills itself; or in one whose place a module of the repository takes."""
    missing = _missing(symbols, symbol)
    if missing is None:
        return symbol.path is None and _is_given_name(symbols, symbol.name)
    return bool(files_assigning(symbols, missing.name)) or fills_itself(symbols, missing.module.path or "")


def may_be_another_module(symbols: SymbolMap, symbol: Symbol) -> bool:
    """Whether a name outside may be something else than it says: as it is set elsewhere, or as the program puts
    whatever it is into `sys.modules` under the name of its module."""
    if is_set_elsewhere(symbols, symbol):
        return True
    return symbol.path is None and _is_below(symbol.name, _put_there(symbols))


def _is_given_name(symbols: SymbolMap, dotted: str) -> bool:
    """Whether a module of the repository takes the place of one that is not here, in `sys.modules`: what is imported
    under that name may be its."""
    return _is_below(dotted, given_modules(Lookup(symbols)))


def _is_below(dotted: str, modules: Container[str]) -> bool:
    parts = dotted.split(".") if modules else ()
    return any(".".join(parts[:size]) in modules for size in range(1, len(parts) + 1))


def _put_there(symbols: SymbolMap) -> frozenset[str]:
    """The names under which the program puts something into `sys.modules`, whatever that is but what was there."""
    memo: dict[str, frozenset[str]] = symbols.snapshot.memo.setdefault("put into sys.modules", {})
    if "" not in memo:
        files = symbols.snapshot.files
        memo[""] = frozenset(
            found[1].decode()
            for path in python_files_with(symbols.snapshot, "modules")
            if not is_aside(path) and b"sys.modules" in files[path].data
            for found in _PUT.finditer(files[path].text.utf8)
            if not is_put_back(symbols, path, found[1].decode(), found.end())
        )
    return memo[""]


def made_on_demand(symbols: SymbolMap, symbol: Symbol) -> Made | None:
    """What a name outside most likely is that lies in a module of the repository that fills itself."""
    missing = _missing(symbols, symbol)
    if missing is None or not missing.is_whole or files_assigning(symbols, missing.name):
        return None
    path = missing.module.path or ""
    return named_below(symbols, path, missing.name) if fills_itself(symbols, path) else None


def set_elsewhere(ask: Ask, symbol: Symbol) -> Types | None:
    """What other code, or the module itself, gives such a name; None where neither does."""
    missing = _missing(ask.symbols, symbol)
    if missing is None:
        return None
    if made := made_on_demand(ask.symbols, symbol):
        known = frozenset((Known(made.kind, made.symbol),))
        return Types(known, made.is_told, frozenset((TABLE if made.is_told else ON_DEMAND,)))
    if files_assigning(ask.symbols, missing.name):
        given = given_elsewhere(ask, missing.module, missing.name) if missing.is_whole else UNKNOWN
        return by(given._replace(complete=False), RULE)
    return UNKNOWN if fills_itself(ask.symbols, missing.module.path or "") else None


def _missing(symbols: SymbolMap, symbol: Symbol) -> _Missing | None:
    modules = layout(symbols)
    if symbol.path is not None or symbol.name.partition(".")[0] not in modules.tops:
        return None
    if _OF_SIX in symbol.name:
        return None
    parts = symbol.name.split(".")
    for size in range(len(parts) - 1, 0, -1):
        file = modules.find(".".join(parts[:size]))
        if file is not None:
            if modules.is_namespace(".".join(parts[: size + 1])):
                return None
            return _Missing(Symbol(file, ""), parts[size], size + 1 == len(parts))
    return None

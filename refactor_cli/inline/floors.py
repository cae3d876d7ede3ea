"""The versions that a file's code has to run with."""

from __future__ import annotations

from refactor_cli.recipe.requirements import Floors, floors_for
from refactor_cli.symbols import SymbolMap

_PYTHON2 = (2, 7)


def floors_of(symbols: SymbolMap, path: str) -> Floors:
    """Those that its project supports; a file in Python 2 says itself which Python that is."""
    floors, file_map = floors_for(symbols.snapshot, path), symbols.map(path)
    return {**floors, "python": _PYTHON2} if file_map is not None and file_map.python2 else floors

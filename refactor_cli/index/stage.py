"""Snapshot -> SymbolMap."""

from __future__ import annotations

from refactor_cli.cache import MapCache
from refactor_cli.data import Snapshot
from refactor_cli.grammar import version
from refactor_cli.index.file_map import FORMAT, file_map
from refactor_cli.symbols import LANGUAGE, SymbolMap


def index(snapshot: Snapshot, cache: MapCache | None = None) -> SymbolMap:
    """The symbol maps of a snapshot. Nothing is read yet: each file is when it is first asked for.

    Maps come from `cache`, where it has them, and are added to it, where it has not.
    """
    return SymbolMap(snapshot, file_map, cache, f"{FORMAT}:{version(LANGUAGE)}" if cache is not None else "")

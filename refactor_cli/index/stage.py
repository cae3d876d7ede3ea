"""Snapshot -> SymbolMap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.cache import MapCache
from refactor_cli.data import FileMap, Snapshot
from refactor_cli.grammar import version
from refactor_cli.symbols import LANGUAGE, SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Tree

# Changes whenever what is read of the same source, or the shape of FileMap, changes.
FORMAT = "9"


def index(snapshot: Snapshot, cache: MapCache | None = None) -> SymbolMap:
    """The symbol maps of a snapshot. Nothing is read yet: each file is when it is first asked for.

    Maps come from `cache`, where it has them, and are added to it, where it has not.
    """
    return SymbolMap(snapshot, _read, cache, f"{FORMAT}:{version(LANGUAGE)}" if cache is not None else "")


def _read(utf8: bytes, tree: Tree) -> FileMap:
    from refactor_cli.index.file_map import (
        file_map,  # where all maps are in the cache, nothing is loaded for it
    )

    return file_map(utf8, tree)

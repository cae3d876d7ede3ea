"""Snapshot -> SymbolMap: definitions, scopes, bindings and imports of each Python file, read when asked for."""

from refactor_cli.index.file_map import FORMAT, file_map
from refactor_cli.index.stage import index

__all__ = ["FORMAT", "file_map", "index"]

"""Snapshot -> SymbolMap: definitions, scopes, bindings and imports of each Python file, read when asked for."""

from refactor_cli.index.stage import FORMAT, index

__all__ = ["FORMAT", "index"]

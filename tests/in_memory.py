"""Snapshots of files that are nowhere on disk."""

from __future__ import annotations

from collections.abc import Mapping

from refactor_cli.data import Snapshot, SourceFile, blob_id
from refactor_cli.index import index
from refactor_cli.languages import language_of
from refactor_cli.symbols import SymbolMap


def symbols_of(files: Mapping[str, str | bytes]) -> SymbolMap:
    """The symbol map of these files, by path; text is UTF-8."""
    found = {}
    for path in sorted(files):
        content = files[path]
        data = content if isinstance(content, bytes) else content.encode()
        found[path] = SourceFile(path, blob_id(data), 0o100644, language_of(path, data[:100]), data)
    return symbols_over(Snapshot(found))


def symbols_over(snapshot: Snapshot) -> SymbolMap:
    """The symbol map of a snapshot."""
    return index(snapshot)

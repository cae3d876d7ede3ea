"""Which Python files hold a name, for those who ask about many names."""

from __future__ import annotations

from refactor_cli.symbols import LANGUAGE, SymbolMap
from refactor_cli.words.files import files_with


def files_naming(symbols: SymbolMap, name: str) -> list[str]:
    """The Python files that hold a name as a word, in the snapshot's order."""
    memo: dict[str, list[str]] = symbols.snapshot.memo.setdefault("files naming", {})
    if name not in memo:
        files = symbols.snapshot.own.files
        memo[name] = [path for path in files_with(symbols.snapshot, name) if files[path].language == LANGUAGE]
    return memo[name]

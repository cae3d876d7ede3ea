"""Which Python files hold a name, for those who ask about many names."""

from __future__ import annotations

from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with


def files_naming(symbols: SymbolMap, name: str) -> list[str]:
    """The Python files that hold a name as a word, in the snapshot's order."""
    return python_files_with(symbols.snapshot, name)

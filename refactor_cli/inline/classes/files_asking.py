"""The files in which syntax may ask an object of a class for a special method: those that name the class, and those
that import from these, as functions give objects without the name of their class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Symbol
from refactor_cli.dotted import last_part
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.symbols import SymbolMap

_MOST_NAMING = 12  # a class that more files name is seen in these
_MOST_FURTHER = 20


def files_asking(symbols: SymbolMap, cls: Symbol) -> list[str]:
    """In the order of their paths."""
    memo: dict[Symbol, list[str]] = symbols.snapshot.memo.setdefault("files that ask objects", {})
    if cls not in memo:
        naming = [*python_files_with(symbols.snapshot, last_part(cls.name))]
        further = _importing(symbols, naming) if len(naming) <= _MOST_NAMING else set()
        memo[cls] = sorted({*naming, *(further if len(further) <= _MOST_FURTHER else ())})
    return memo[cls]


def _importing(symbols: SymbolMap, paths: list[str]) -> set[str]:
    found = set[str]()
    for path in paths:
        parts = path.removesuffix(".py").removesuffix("/__init__").split("/")
        for each in python_files_with(symbols.snapshot, parts[-1]):
            file_map = symbols.map(each)
            imports = file_map.imports if file_map is not None else ()
            if any(parts[-1] in (one.module or "").split(".") or one.name == parts[-1] for one in imports):
                found.add(each)
    return found - {*paths}

"""Where a file puts something in the place of a whole module: `sys.modules["a.b"] = …`, `patch.dict("sys.modules",
{"a.b": …})`, `monkeypatch.setitem(sys.modules, "a.b", …)`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with

_FAKED = re.compile(
    rb"""sys\.modules(?:\[\s*["']([\w.]+)["']\s*\]\s*=(?!=)|["']?\s*,\s*\{?\s*["']([\w.]+)["'])"""
)


class Faked(NamedTuple):
    """Such a place, and the dotted name of the module."""

    path: str
    line: int
    module: str


def faked_modules(symbols: SymbolMap) -> tuple[Faked, ...]:
    """All of them, in the order of files and lines."""
    memo: dict[str, tuple[Faked, ...]] = symbols.snapshot.memo.setdefault("faked modules", {})
    if "all" not in memo:
        memo["all"] = tuple(_all(symbols))
    return memo["all"]


def _all(symbols: SymbolMap) -> Iterator[Faked]:
    for path in python_files_with(symbols.snapshot, "modules"):
        utf8 = symbols.snapshot.files[path].text.utf8
        for match in _FAKED.finditer(utf8):
            line = utf8.count(b"\n", 0, match.start()) + 1
            yield Faked(path, line, (match[1] or match[2]).decode())

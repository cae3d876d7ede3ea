"""Usages, the installed packages -> what could not be resolved, and what that leaves undecided."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from refactor_cli.data import FileMap, Usages
from refactor_cli.find.typed import is_open
from refactor_cli.resolution import layout
from refactor_cli.standard_modules import STANDARD_MODULES
from refactor_cli.symbols import SymbolMap


class Unresolved(NamedTuple):
    """`packages`: imported by files with undecided usages, and neither the repository's, the standard library's, nor
    installed; `usages`: how many undecided usages these files have."""

    packages: tuple[str, ...]
    usages: int


def unresolved(symbols: SymbolMap, usages: Usages, installed: frozenset[str]) -> Unresolved:
    """What is missing for a type server to know more."""
    missing = dict[str, frozenset[str]]()
    packages, undecided = set[str](), 0
    for result in usages.results:
        for usage in result.usages:
            if not is_open(symbols, usage):
                continue
            if usage.path not in missing:
                file_map = symbols.map(usage.path)
                names = _imported(symbols, usage.path, file_map) if file_map else ()
                missing[usage.path] = frozenset(names) - installed
            packages |= missing[usage.path]
            undecided += bool(missing[usage.path])
    return Unresolved(tuple(sorted(packages)), undecided)


def _imported(symbols: SymbolMap, path: str, file_map: FileMap) -> Iterator[str]:
    """The first names of imported modules that are neither the repository's nor the standard library's."""
    modules = layout(symbols)
    for binding in file_map.bindings:
        if binding.kind not in ("import", "from", "star") or binding.module.startswith("."):
            continue
        first = binding.module.partition(".")[0]
        if first in STANDARD_MODULES or first in ("__future__", "__main__"):
            continue
        if modules.find(first, path) is None and not modules.is_namespace(first, path):
            yield first

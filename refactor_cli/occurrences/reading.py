"""The occurrences of names in files: from the run's memory, from the cache, else from the syntax tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from refactor_cli.occurrences.running_text import is_running_text
from refactor_cli.occurrences.values import Occurrence
from refactor_cli.words.letters import spans_of

if TYPE_CHECKING:
    from refactor_cli.cache import MapCache
    from refactor_cli.data import Span
    from refactor_cli.symbols import SymbolMap

# to be raised when the same tree gives other occurrences
_FORMAT = 15
_KIND = "occurrences"


def load_occurrences(symbols: SymbolMap, names: Mapping[str, Sequence[str]], cache: MapCache) -> None:
    """Brings what the cache knows of these names, by path, into memory, and adds what it does not know."""
    import msgspec

    from refactor_cli.cache import Key

    version = f"{_FORMAT}:{symbols.version}"
    files = symbols.snapshot.files
    memo = _memo(symbols)
    by_name: dict[str, dict[str, str]] = {}
    for path, some in names.items():
        for name in some:
            if (files[path].blob, name) not in memo:
                by_name.setdefault(name, {})[files[path].blob] = path
    for name, paths in by_name.items():
        key = Key(_KIND, version, name)
        for blob, row in cache.rows(key, paths).items():
            try:
                memo[blob, name] = msgspec.msgpack.decode(row, type=list[Occurrence])
            except msgspec.DecodeError:
                continue  # not written by us: read again
        unknown = {blob: path for blob, path in paths.items() if (blob, name) not in memo}
        symbols.load(unknown.values())
        for blob, path in unknown.items():
            if (blob, name) not in memo:
                found = memo[blob, name] = _read(symbols, path, name)
                cache.add(key, blob, msgspec.msgpack.encode(found))


def occurrences_in(symbols: SymbolMap, path: str, name: str) -> list[Occurrence]:
    """The occurrences of a name in a Python file of the snapshot."""
    memo, file = _memo(symbols), symbols.snapshot.files[path]
    found = memo.get((file.blob, name))
    if found is None:
        if symbols.cache is not None:
            load_occurrences(symbols, {path: (name,)}, symbols.cache)
        else:
            memo[file.blob, name] = _read(symbols, path, name)
        found = memo[file.blob, name]
    return found


def occurrences_within(symbols: SymbolMap, path: str, name: str, region: Span) -> list[Occurrence]:
    """The same in a stretch of a file, for names that stand all over it, as `self` does; nothing of it is kept."""
    from refactor_cli.occurrences.places import occurrences

    file_map = symbols.map(path)
    if file_map is None:
        return []
    return occurrences(symbols.snapshot.files[path].text.utf8, file_map, symbols.tree(path), name, region)


def _read(symbols: SymbolMap, path: str, name: str) -> list[Occurrence]:
    from refactor_cli.occurrences.places import may_occur, occurrences

    utf8 = symbols.snapshot.files[path].text.utf8
    if is_running_text(utf8, name) and not any(spans_of(utf8, name.encode())):
        return []
    tree = symbols.tree(path)
    file_map = symbols.known_map(path)
    if file_map is None and may_occur(utf8, tree, name):
        file_map = symbols.map(path)
    return occurrences(utf8, file_map, tree, name) if file_map is not None else []


def _memo(symbols: SymbolMap) -> dict[tuple[str, str], list[Occurrence]]:
    memo: dict[tuple[str, str], list[Occurrence]] = symbols.snapshot.memo.setdefault("occurrences", {})
    return memo

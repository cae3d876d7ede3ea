"""Which Python files hold a name, for those who ask about many names: the files are searched as one piece of bytes,
and from some number of names on taken apart into words once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from refactor_cli.occurrences.words import offsets, words_of
from refactor_cli.symbols import LANGUAGE, SymbolMap

# Taking 17 MB apart costs as much as searching them for so many names.
_MANY = 40


@dataclass(frozen=True)
class _Joined:
    """The files one after the other. `found`: the paths by name that were asked for; `words`: all, once made."""

    data: bytes
    starts: list[int]
    paths: list[str]
    found: dict[str, list[str]] = field(default_factory=dict)
    words: dict[bytes, list[str]] = field(default_factory=dict)


def files_naming(symbols: SymbolMap, name: str) -> list[str]:
    """The Python files that hold a name as a word, in the snapshot's order."""
    joined = _joined(symbols)
    if joined.words:
        return joined.words.get(name.encode(), [])
    if name not in joined.found:
        if len(joined.found) >= _MANY:
            joined.words.update(_taken_apart(symbols))
            return files_naming(symbols, name)
        joined.found[name] = list(_searched(joined, name.encode()))
    return joined.found[name]


def _searched(joined: _Joined, word: bytes) -> Iterator[str]:
    """The paths of the files with a word; behind its first place in a file the next file follows."""
    following = 0
    while following < len(joined.starts):
        at = next(offsets(joined.data, word, joined.starts[following]), -1)
        if at < 0:
            return
        following = bisect_right(joined.starts, at)
        yield joined.paths[following - 1]


def _taken_apart(symbols: SymbolMap) -> dict[bytes, list[str]]:
    words = dict[bytes, list[str]]()
    for path, data in _python_files(symbols):
        for word in words_of(data):
            words.setdefault(word, []).append(path)
    return words


def _joined(symbols: SymbolMap) -> _Joined:
    memo = symbols.snapshot.memo
    if "joined files" not in memo:
        starts, paths, parts, at = list[int](), list[str](), list[bytes](), 0
        for path, data in _python_files(symbols):
            starts.append(at)
            paths.append(path)
            parts.append(data)
            at += len(data) + 1
        memo["joined files"] = _Joined(b"\n".join(parts), starts, paths)
    found: _Joined = memo["joined files"]
    return found


def _python_files(symbols: SymbolMap) -> Iterable[tuple[str, bytes]]:
    files = symbols.snapshot.files.items()
    return ((path, file.data) for path, file in files if file.language == LANGUAGE)

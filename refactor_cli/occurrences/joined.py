"""Which Python files hold a name: many names are asked for, so the files are searched as one piece of bytes."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from refactor_cli.occurrences.words import offsets
from refactor_cli.symbols import LANGUAGE, SymbolMap


class _Joined(NamedTuple):
    data: bytes
    starts: list[int]
    paths: list[str]


def files_naming(symbols: SymbolMap, name: str) -> list[str]:
    """The Python files that hold a name as a word, in the snapshot's order."""
    memo: dict[str, list[str]] = symbols.snapshot.memo.setdefault("files naming", {})
    if name not in memo:
        joined = _joined(symbols)
        found = {
            joined.paths[bisect_right(joined.starts, at) - 1]: None
            for at in offsets(joined.data, name.encode())
        }
        memo[name] = list(found)
    return memo[name]


def _joined(symbols: SymbolMap) -> _Joined:
    memo = symbols.snapshot.memo
    if "joined files" not in memo:
        starts, paths, parts, at = list[int](), list[str](), list[bytes](), 0
        for path, file in symbols.snapshot.files.items():
            if file.language == LANGUAGE:
                starts.append(at)
                paths.append(path)
                parts.append(file.data)
                at += len(file.data) + 1
        memo["joined files"] = _Joined(b"\n".join(parts), starts, paths)
    found: _Joined = memo["joined files"]
    return found

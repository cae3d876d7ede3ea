"""Where a name stands as a whole word in bytes: the filter before anything is parsed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from refactor_cli.data import Snapshot, SourceFile

_WORD_BYTES = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") | frozenset(
    range(128, 256)
)
# from so many names on, taking all files apart is cheaper than searching for each
_MANY = 20
_DEFINES = re.compile(rb"(?:class|def)[ \t]+\Z")
_NEAR = 20  # bytes
_SPACED = bytes(byte if byte in _WORD_BYTES else 32 for byte in range(256))
_UTF8_BOM = b"\xef\xbb\xbf"
_LONE_RETURN = re.compile(rb"\r(?!\n)")
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")


def offsets(data: bytes, word: bytes, start: int = 0) -> Iterator[int]:
    """Where `word` begins in `data`, from `start` on, not as a part of a longer name."""
    size = len(word)
    at = data.find(word, start)
    while at >= 0:
        end = at + size
        if not ((at and data[at - 1] in _WORD_BYTES) or (end < len(data) and data[end] in _WORD_BYTES)):
            yield at
        at = data.find(word, end)


def words_of(data: bytes) -> set[bytes]:
    """Every word of a file."""
    return set(spaced(data).split())


def spaced(data: bytes) -> bytes:
    """The same with a space in the place of each byte that is no part of a word."""
    return data.translate(_SPACED)


def files_with(snapshot: Snapshot, name: str) -> list[str]:
    """The paths of all files that hold a name as a word, in the snapshot's order."""
    known = _known(snapshot)
    if name not in known:
        from refactor_cli.occurrences.word_index import files_holding

        word = name.encode("utf-8", "surrogateescape")  # a file may have a name that is no UTF-8
        found = files_holding(snapshot, word, len(known) >= _MANY) if name.isascii() else None
        if found is None:
            found = [path for path, file in snapshot.files.items() if _holds(file, word, name)]
        known[name] = found
    return known[name]


def _known(snapshot: Snapshot) -> dict[str, list[str]]:
    """What files hold the names that were asked for."""
    known: dict[str, list[str]] = snapshot.memo.setdefault("files with", {})
    return known


def files_defining(snapshot: Snapshot, name: str) -> Iterator[str]:
    """The paths of code that has a `class` or `def` of this name, by its bytes."""
    word = name.encode()
    for path in files_with(snapshot, name):
        data = snapshot.files[path].data if snapshot.files[path].language else b""
        if any(_DEFINES.search(data, max(0, at - _NEAR), at) for at in offsets(data, word)):
            yield path


def look_for(snapshot: Snapshot, names: Iterable[str]) -> None:
    """Does the work of `files_with` for many names at once."""
    from refactor_cli.occurrences.word_index import files_holding

    known = _known(snapshot)
    wanted = {name for name in names if name.isascii() and name not in known}
    for name in wanted:
        found = files_holding(snapshot, name.encode(), len(wanted) >= _MANY)
        if found is not None:
            known[name] = found


def ascii_bytes(file: SourceFile) -> bytes:
    """A file's bytes, in which ASCII is ASCII and lines end with a line feed, without a byte order mark."""
    data = file.data
    is_other = (
        data[:2] in _UTF16_BOMS or data[:3] == _UTF8_BOM or (b"\r" in data and _LONE_RETURN.search(data))
    )
    return file.text.utf8 if is_other else data


def _holds(file: SourceFile, word: bytes, name: str) -> bool:
    if word in file.data:
        return next(offsets(ascii_bytes(file), word), -1) >= 0
    if not name.isascii() or file.data[:2] in _UTF16_BOMS:
        # bytes on disk and UTF-8 are not the same here; Python compares names after NFKC
        return word in file.text.utf8
    return False

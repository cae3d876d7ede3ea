"""Where a name stands as a whole word in bytes: the filter before anything is parsed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from refactor_cli.data import Snapshot, SourceFile

if TYPE_CHECKING:
    from refactor_cli.cache import MapCache

_WORD_BYTES = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") | frozenset(
    range(128, 256)
)
# from so many names on, taking all files apart is cheaper than searching for each
_MANY = 20
# to be raised when the same bytes hold other words
_FORMAT = 2
_KIND = "words"
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
    memo: dict[str, list[str]] = snapshot.memo.setdefault("files with", {})
    if name not in memo:
        word = name.encode()
        memo[name] = [path for path, file in snapshot.files.items() if _holds(file, word, name)]
    return memo[name]


def files_defining(snapshot: Snapshot, name: str) -> Iterator[str]:
    """The paths of code that has a `class` or `def` of this name, by its bytes."""
    begins = re.compile(rb"(?:class|def)[ \t]+%b\b" % re.escape(name.encode()))
    for path in files_with(snapshot, name):
        if snapshot.files[path].language and begins.search(snapshot.files[path].data):
            yield path


def look_for(snapshot: Snapshot, names: Iterable[str]) -> None:
    """Does the work of `files_with` for many names at once: one pass that takes files apart into words."""
    known: dict[str, list[str]] = snapshot.memo.setdefault("files with", {})
    wanted = {name.encode(): name for name in names if name.isascii() and name not in known}
    if len(wanted) < _MANY:
        return
    found: dict[str, list[str]] = {name: [] for name in wanted.values()}
    for path, file in snapshot.files.items():
        for word in wanted.keys() & words_of(ascii_bytes(file)):
            found[wanted[word]].append(path)
    known.update(found)


def look_for_once(snapshot: Snapshot, names: Iterable[str], cache: MapCache, place: str) -> None:
    """`look_for` that reads no file twice between runs: which of exactly these names a blob holds is kept in
    `cache`, for the repository at `place`."""
    import msgspec

    from refactor_cli.cache import Key

    wanted = sorted({name for name in names if name.isascii()})
    digest = hashlib.sha256("\0".join(wanted).encode()).hexdigest()
    key = Key(_KIND, f"{_FORMAT}:{digest}", place)
    kept = cache.decoded(key, "", dict[str, list[int]]) or {}
    words = {name.encode(): number for number, name in enumerate(wanted)}
    found: list[list[str]] = [[] for _ in wanted]
    now = dict[str, list[int]]()
    for path, file in snapshot.files.items():
        numbers = kept.get(file.blob)
        if numbers is None:
            numbers = [words[word] for word in words.keys() & words_of(ascii_bytes(file))]
        now[file.blob] = numbers
        for number in numbers:
            found[number].append(path)
    if now.keys() - kept.keys():
        cache.add(key, "", msgspec.msgpack.encode(now))
    snapshot.memo.setdefault("files with", {}).update(zip(wanted, found, strict=True))


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

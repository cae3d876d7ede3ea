"""The words of all files' import statements, turned round: for each word the files. It is kept between runs as the
word index is (`words.index`): in parts, of which a run reads those that it asks for, with the blobs that it is about.
What a file holds is also kept by blob id, for files that the index does not know, and for the next one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, get_args
from zlib import crc32

from msgspec import Struct

from refactor_cli.cache import Key
from refactor_cli.occurrences.import_reading import FORMAT, ImportWords, View, words_in

if TYPE_CHECKING:
    from refactor_cli.cache import MapCache
    from refactor_cli.data import SourceFile

_KIND, _INDEX = "import words", "import index"
_VIEWS: tuple[View, ...] = get_args(View)
# words in a part
_PART = 250
# so many files may be unknown to an index that is used, or one in so many
_FEW, _ONE_IN = 20, 10

# by word what it goes with, and the numbers of the blobs where it does
_Rows = dict[bytes, dict[bytes, list[int]]]
Found = dict[bytes, list[str]]
"""What a word goes with, and the files for each, in the snapshot's order."""


class _Header(NamedTuple):
    """The blobs of an index, by number, and how many parts each view of it has."""

    blobs: list[str]
    parts: dict[str, int]


class _Kept(Struct, frozen=True):
    """Where the parts of an index lie."""

    cache: MapCache
    key: Key
    parts: Mapping[str, int]


class ImportIndex(Struct, frozen=True):
    """`paths`: the files by the number of their blob; `order`: their places; `rows`: as far as they were read; `read`:
    the parts that were; `unknown`: those of files that the stored index does not know; `kept`: where the rest is, None
    where there is none; `found`: what was asked for."""

    paths: Mapping[int, Sequence[str]]
    order: Mapping[str, int]
    rows: Mapping[View, _Rows]
    unknown: Mapping[View, _Rows]
    kept: _Kept | None
    read: set[tuple[View, int]]
    found: dict[tuple[View, bytes], Found]

    def has(self, view: View, word: bytes | None = None) -> bool:
        """Whether it can tell of a word, or of all; not where the cache has lost a part."""
        if self.kept is None:
            return True
        count = self.kept.parts[view]
        parts = range(count) if word is None else (crc32(word) % count,)
        return all((view, part) in self.read or self._is_read(self.kept, view, part) for part in parts)

    def of(self, view: View, word: bytes) -> Found:
        """The files of a word, which it has (see `has`)."""
        if (view, word) not in self.found:
            found = dict[bytes, set[str]]()
            for rows in (self.rows, self.unknown):
                for other, numbers in rows[view].get(word, {}).items():
                    for number in numbers:
                        found.setdefault(other, set()).update(self.paths.get(number, ()))
            self.found[view, word] = {
                other: sorted(paths, key=self.order.__getitem__) for other, paths in found.items() if paths
            }
        return self.found[view, word]

    def every(self, view: View) -> Iterator[tuple[bytes, Found]]:
        """The same of all words."""
        for word in {**self.rows[view], **self.unknown[view]}:
            if found := self.of(view, word):
                yield word, found

    def gradually(self, view: View) -> Iterator[tuple[bytes, Found] | None]:
        """The same, for whoever stops at the first that is of use: a part is read when all before it was given. None
        where the cache has lost one."""
        known = 0  # rows come in their order, also those that somebody else asks for meanwhile
        for part in range(-1, self.kept.parts[view] if self.kept is not None else 0):
            is_read = part < 0 or (view, part) in self.read
            if not is_read and (self.kept is None or not self._is_read(self.kept, view, part)):
                yield None
                return
            more = [*self.rows[view]][known:]
            known += len(more)
            yield from ((word, self.of(view, word)) for word in more)
        yield from ((word, self.of(view, word)) for word in self.unknown[view])

    def _is_read(self, kept: _Kept, view: View, part: int) -> bool:
        rows = kept.cache.decoded(kept.key, _part(view, part), _Rows)
        if rows is None:
            return False
        self.rows[view].update(rows)
        self.read.add((view, part))
        return True


def loaded_index(files: Mapping[str, SourceFile], cache: MapCache, place: str) -> ImportIndex | None:
    """The index of Python files that an earlier run made for the repository at `place`; None where there is none, or
    too many files are unknown to it."""
    header = cache.decoded(_key(place), "", _Header)
    if header is None or header.parts.keys() != {*_VIEWS}:
        return None
    numbers = {blob: number for number, blob in enumerate(header.blobs)}
    unknown = {path: file for path, file in files.items() if file.blob not in numbers}
    if len(unknown) > max(_FEW, len(files) // _ONE_IN):
        return None
    words = _words(unknown.values(), cache)
    for blob in words:
        numbers[blob] = len(numbers)
    kept = _Kept(cache, _key(place, _digest(header.blobs)), header.parts)
    nothing: dict[View, _Rows] = {view: {} for view in _VIEWS}
    return _index(files, numbers, nothing, _turned(words, numbers), kept)


def made_index(files: Mapping[str, SourceFile], keep: tuple[MapCache, str] | None) -> ImportIndex:
    """The index of Python files, by path, read from their bytes, and added to the cache as that of a place."""
    words = _words(files.values(), keep[0] if keep is not None else None)
    numbers = {blob: number for number, blob in enumerate(words)}
    rows = _turned(words, numbers)
    if keep is not None:
        _store(*keep, list(words), rows)
    nothing: dict[View, _Rows] = {view: {} for view in _VIEWS}
    return _index(files, numbers, rows, nothing, None)


def _index(
    files: Mapping[str, SourceFile],
    numbers: Mapping[str, int],
    rows: Mapping[View, _Rows],
    unknown: Mapping[View, _Rows],
    kept: _Kept | None,
) -> ImportIndex:
    paths = dict[int, list[str]]()
    for path, file in files.items():
        paths.setdefault(numbers[file.blob], []).append(path)
    order = {path: place for place, path in enumerate(files)}
    return ImportIndex(paths, order, rows, unknown, kept, set(), {})


def _words(files: Iterable[SourceFile], cache: MapCache | None) -> dict[str, ImportWords]:
    """What each blob holds, from the cache, else from its bytes."""
    import msgspec

    by_blob, key = {file.blob: file for file in files}, Key(_KIND, str(FORMAT))
    known = dict[str, ImportWords]()
    for blob, row in (cache.rows(key, by_blob) if cache is not None else {}).items():
        try:
            known[blob] = msgspec.msgpack.decode(row, type=ImportWords)
        except msgspec.DecodeError:
            continue  # not written by us: read again
    for blob, file in by_blob.items():
        if blob not in known:
            known[blob] = words_in(file)
            if cache is not None:
                cache.add(key, blob, msgspec.msgpack.encode(known[blob]))
    return {blob: known[blob] for blob in by_blob}


def _turned(words: Mapping[str, ImportWords], numbers: Mapping[str, int]) -> dict[View, _Rows]:
    found: dict[View, _Rows] = {view: {} for view in _VIEWS}
    for blob, each in words.items():
        number = numbers[blob]
        for view, pairs in each.views():
            rows = found[view]
            for word, other in pairs:
                rows.setdefault(word, {}).setdefault(other, []).append(number)
    return found


def _store(cache: MapCache, place: str, blobs: Sequence[str], rows: Mapping[View, _Rows]) -> None:
    import msgspec

    key, counts = _key(place, _digest(blobs)), dict[str, int]()
    for view, words in rows.items():
        counts[view] = count = len(words) // _PART + 1
        parts: list[_Rows] = [{} for _ in range(count)]
        for word, row in words.items():
            parts[crc32(word) % count][word] = row
        for number, part in enumerate(parts):
            cache.add(key, _part(view, number), msgspec.msgpack.encode(part))
    cache.add(_key(place), "", msgspec.msgpack.encode(_Header(list(blobs), counts)))


def _part(view: View, number: int) -> str:
    return f"{view} {number}"


def _key(place: str, digest: str = "") -> Key:
    return Key(_INDEX, str(FORMAT), f"{place}\0{digest}")


def _digest(blobs: Sequence[str]) -> str:
    return hashlib.sha256("".join(blobs).encode()).hexdigest()[:32]

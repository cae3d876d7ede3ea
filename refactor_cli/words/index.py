"""Which files of a snapshot hold a word: all files are taken apart once, and the result is kept between runs.

There are two indexes, one of the Python files and one of all others (translations, documents): inference asks for
thousands of names, and only in Python. Each is stored in parts, by a hash of the word; a run reads those that it asks
for. It says what some blobs hold: files whose blob it does not know are taken apart in each run, and when these are
many, it is made anew. As long as nobody has asked for many words at once, it has no parts: only the words that were
searched for are stored, one by one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import TYPE_CHECKING, Literal, NamedTuple
from zlib import crc32

from msgspec import Struct

from refactor_cli.cache import Key
from refactor_cli.data import Snapshot, SourceFile
from refactor_cli.words import holds_word, words_in

if TYPE_CHECKING:
    from refactor_cli.cache import MapCache

# to be raised when the same bytes hold other words
_FORMAT = 4
_KIND = "word index"
_KEPT = "where word indexes are kept"
# words in a part, and the most parts that there are
_PART, _MOST_PARTS = 500, 256
# so many files may be unknown to an index that is used, or one in so many
_FEW, _ONE_IN = 20, 10

_Words = dict[bytes, list[int]]
Sort = Literal["python", "other"]
SORTS: tuple[Sort, ...] = ("python", "other")


class _Header(NamedTuple):
    """What is stored of an index beside its parts: the blobs that it knows, by number, and how many parts it has; 0 is
    an index of the words that were searched for."""

    blobs: list[str]
    parts: int


class _Searched(NamedTuple):
    """What is stored of a word that was searched for: the numbers of the blobs that hold it, and of those that were no
    file's then."""

    holding: list[int]
    absent: list[int]


class _Kept(Struct, frozen=True):
    """Where the parts of an index lie."""

    cache: MapCache
    key: Key
    parts: int


class WordIndex(Struct, frozen=True):
    """`files`: those of the snapshot that it is about; `paths`: theirs by the number of their blob; `order`: their
    places; `unknown`: the words of those that the index does not know; `words`: the numbers of blobs by word, as far as
    that was read; `kept`: where the rest is, None where there is none; `read`: the parts that were; `numbers`: the
    numbers of the blobs."""

    files: Mapping[str, SourceFile]
    numbers: Mapping[str, int]
    paths: Mapping[int, Sequence[str]]
    order: Mapping[str, int]
    unknown: Mapping[str, Set[bytes]]
    words: _Words
    kept: _Kept | None
    read: set[int]

    def holding(self, word: bytes) -> list[str] | None:
        """The files that hold an ASCII word, in the snapshot's order; None when the cache does not tell."""
        if self.kept is not None and not self._is_read(self.kept, word):
            return None
        found = [path for number in self.words.get(word, ()) for path in self.paths.get(number, ())]
        found += [path for path, words in self.unknown.items() if word in words]
        return sorted(found, key=self.order.__getitem__)

    @property
    def is_whole(self) -> bool:
        """Whether it knows all words, not only those that were searched for."""
        return self.kept is None or self.kept.parts > 0

    def note(self, word: bytes, paths: Iterable[str]) -> None:
        """Stores where a word was found by searching all files."""
        if self.kept is not None:
            blobs = (self.files[path].blob for path in paths)
            found = self.words[word] = sorted({self.numbers[blob] for blob in blobs if blob in self.numbers})
            absent = [number for number in self.numbers.values() if number not in self.paths]
            self.kept.cache.add(self.kept.key, word.decode(), _encoded(_Searched(found, absent)))

    def _is_read(self, kept: _Kept, word: bytes) -> bool:
        if not kept.parts:
            if word not in self.words:
                row = kept.cache.decoded(kept.key, word.decode(), _Searched)
                if row is None:
                    return False
                # a file may have become again what it was before the word was searched for
                back = [number for number in row.absent if number in self.paths]
                files = ((number, self.files[self.paths[number][0]]) for number in back)
                self.words[word] = row.holding + [number for number, file in files if holds_word(file, word)]
            return True
        part = crc32(word) % kept.parts
        if part not in self.read:
            words = kept.cache.decoded(kept.key, str(part), _Words)
            if words is None:
                return False
            self.words.update(words)
            self.read.add(part)
        return True


def files_of(snapshot: Snapshot, sort: Sort) -> Mapping[str, SourceFile]:
    """The Python files of a snapshot, or all others."""
    memo: dict[Sort, dict[str, SourceFile]] = snapshot.memo.setdefault("files by sort", {})
    if not memo:
        memo["python"], memo["other"] = {}, {}
        for path, file in snapshot.files.items():
            memo["python" if file.language == "python" else "other"][path] = file
    return memo[sort]


def files_holding(snapshot: Snapshot, sort: Sort, word: bytes, is_wanted: bool) -> list[str] | None:
    """The files that hold an ASCII word, in the snapshot's order; None where there is no index, and none is made:
    `is_wanted` says whether that is worth it."""
    indexes = _indexes(snapshot)
    index = indexes.get(sort)
    found = index.holding(word) if index is not None else None
    if found is None and (is_wanted or (index is not None and index.is_whole)):
        index = indexes[sort] = _made(files_of(snapshot, sort), _kept(snapshot, sort))
        found = index.holding(word)
    return found


def note_files(snapshot: Snapshot, sort: Sort, word: bytes, paths: Iterable[str]) -> None:
    """Remembers which files hold an ASCII word, for which all of them were searched."""
    keep, indexes = _kept(snapshot, sort), _indexes(snapshot)
    if keep is None:
        return
    if sort not in indexes:
        indexes[sort] = _begun(files_of(snapshot, sort), *keep)
    indexes[sort].note(word, paths)


def load_word_index(snapshot: Snapshot, cache: MapCache, place: str) -> None:
    """Takes the indexes that an earlier run made for the repository at `place`; those made in this run are kept."""
    snapshot.memo[_KEPT] = (cache, place)
    for sort in SORTS:
        index = _loaded(files_of(snapshot, sort), cache, _place(place, sort))
        if index is not None:
            _indexes(snapshot)[sort] = index


def _indexes(snapshot: Snapshot) -> dict[Sort, WordIndex]:
    found: dict[Sort, WordIndex] = snapshot.memo.setdefault("word indexes", {})
    return found


def _kept(snapshot: Snapshot, sort: Sort) -> tuple[MapCache, str] | None:
    """The cache, and the name of an index in it; None when nothing is kept."""
    kept: tuple[MapCache, str] | None = snapshot.memo.get(_KEPT)
    return None if kept is None else (kept[0], _place(kept[1], sort))


def _place(repository: str, sort: Sort) -> str:
    return f"{repository}\0{sort}"


def _loaded(files: Mapping[str, SourceFile], cache: MapCache, place: str) -> WordIndex | None:
    header = cache.decoded(_key(place), "", _Header)
    if header is None:
        return None
    numbers = {blob: number for number, blob in enumerate(header.blobs)}
    unknown = [path for path, file in files.items() if file.blob not in numbers]
    if len(unknown) > max(_FEW, len(files) // _ONE_IN):
        return None
    words = {path: words_in(files[path]) for path in unknown}
    kept = _Kept(cache, _key(place, _digest(header.blobs)), header.parts)
    return WordIndex(files, numbers, _paths(files, numbers), _order(files), words, {}, kept, set())


def _begun(files: Mapping[str, SourceFile], cache: MapCache, place: str) -> WordIndex:
    """An index of the words that will be searched for."""
    numbers = {blob: number for number, blob in enumerate({file.blob: 0 for file in files.values()})}
    blobs = list(numbers)
    cache.add(_key(place), "", _encoded(_Header(blobs, 0)))
    kept = _Kept(cache, _key(place, _digest(blobs)), 0)
    return WordIndex(files, numbers, _paths(files, numbers), _order(files), {}, {}, kept, set())


def _made(files: Mapping[str, SourceFile], keep: tuple[MapCache, str] | None) -> WordIndex:
    """The index of all of these files, which is added to the cache."""
    numbers, words = dict[str, int](), _Words()
    for file in files.values():
        if file.blob not in numbers:
            number = numbers[file.blob] = len(numbers)
            for word in words_in(file):
                words.setdefault(word, []).append(number)
    if keep is not None:
        _store(*keep, list(numbers), words)
    return WordIndex(files, numbers, _paths(files, numbers), _order(files), {}, words, None, set())


def _store(cache: MapCache, place: str, blobs: list[str], words: _Words) -> None:
    header = _Header(blobs, min(len(words) // _PART + 1, _MOST_PARTS))
    parts: list[_Words] = [{} for _ in range(header.parts)]
    for word, numbers in words.items():
        if not word[:1].isdigit():
            parts[crc32(word) % header.parts][word] = numbers
    key = _key(place, _digest(blobs))
    for number, part in enumerate(parts):
        cache.add(key, str(number), _encoded(part))
    cache.add(_key(place), "", _encoded(header))


def _encoded(value: object) -> bytes:
    import msgspec

    return msgspec.msgpack.encode(value)


def _paths(files: Mapping[str, SourceFile], numbers: Mapping[str, int]) -> dict[int, list[str]]:
    found = dict[int, list[str]]()
    for path, file in files.items():
        number = numbers.get(file.blob)
        if number is not None:
            found.setdefault(number, []).append(path)
    return found


def _order(files: Mapping[str, SourceFile]) -> dict[str, int]:
    return {path: place for place, path in enumerate(files)}


def _key(place: str, digest: str = "") -> Key:
    return Key(_KIND, str(_FORMAT), f"{place}\0{digest}")


def _digest(blobs: Sequence[str]) -> str:
    return hashlib.sha256("".join(blobs).encode()).hexdigest()[:32]

"""Where a name stands as a whole word in bytes: the filter before anything is parsed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Snapshot, SourceFile

if TYPE_CHECKING:
    from refactor_cli.cache import MapCache

_WORD_BYTES = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") | frozenset(
    range(128, 256)
)
# from so many names on, taking all files apart is cheaper than searching for each
_MANY = 20
# to be raised when the same bytes hold other words
_FORMAT = 1
_KIND = "words"
_SPACED = bytes(byte if byte in _WORD_BYTES else 32 for byte in range(256))
_NAME = re.compile(rb"[A-Za-z_\x80-\xff][\w\x80-\xff]*|\*")
# `= pkg.mod`, `= name`: no more than a dotted name on the right
_ALIAS = re.compile(
    rb"=[ \t(]*([A-Za-z_\x80-\xff][\w\x80-\xff]*)(?:[ \t]*\.[ \t]*([\w\x80-\xff]+))*[ \t)]*(?:[\r\n#;=:]|\Z)"
)
# what stands before that on its line: names, perhaps behind another statement or before an annotation
_TARGET = re.compile(
    rb"(?:[^\n]*[;:])?[ \t\f]*(?:[\w\x80-\xff]+[ \t]*=[ \t]*)*[\w\x80-\xff]+[ \t]*:?[ \t]*\Z"
)
# what may stand before `import` on its line: nothing, or `from` and a module; before them another statement
_BEGINS_IMPORT = re.compile(rb"(?:[^\n]*[;:])?[ \t\f\\\r\n]*(?:from\b([\w\x80-\xff. \t\f\\\r\n]*))?\Z")
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")


def offsets(data: bytes, word: bytes) -> Iterator[int]:
    """Where `word` begins in `data`, not as a part of a longer name."""
    size = len(word)
    at = data.find(word)
    while at >= 0:
        end = at + size
        if not ((at and data[at - 1] in _WORD_BYTES) or (end < len(data) and data[end] in _WORD_BYTES)):
            yield at
        at = data.find(word, end)


def words_of(data: bytes) -> set[bytes]:
    """Every word of a file."""
    return set(data.translate(_SPACED).split())


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
    try:
        row = cache.rows(key, ("",)).get("")
        kept = msgspec.msgpack.decode(row, type=dict[str, list[int]]) if row is not None else {}
    except msgspec.DecodeError:
        kept = {}  # not written by us: read again
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
    """A file's bytes, in which ASCII is ASCII."""
    return file.text.utf8 if file.data[:2] in _UTF16_BOMS else file.data


def _holds(file: SourceFile, word: bytes, name: str) -> bool:
    if word in file.data:
        return next(offsets(file.data, word), -1) >= 0
    if not name.isascii() or file.data[:2] in _UTF16_BOMS:
        # bytes on disk and UTF-8 are not the same here; Python compares names after NFKC
        return word in file.text.utf8
    return False


def import_words(snapshot: Snapshot) -> Mapping[str, Mapping[str, frozenset[bytes]]]:
    """For each word in an import statement of a Python file: the files, each with all such words (`*` too).

    Read from bytes, so a superset: strings and comments count as well.
    """
    return _imports(snapshot).by_word


def modules_imported(snapshot: Snapshot) -> Set[bytes]:
    """Every word in the name of a module that some import statement names. A superset like `import_words`."""
    return _imports(snapshot).modules


def renamed(snapshot: Snapshot) -> Mapping[bytes, Set[bytes]]:
    """For each word the other names that Python files give to what bears it, by `as` or by an assignment."""
    memo = snapshot.memo
    if "renamed" not in memo:
        pairs = dict[bytes, set[bytes]]()
        for old, new in _imports(snapshot).renamed:
            pairs.setdefault(old, set()).add(new)
        for path, words in _imports(snapshot).by_path.items():
            for old, new in _assigned(ascii_bytes(snapshot.files[path]), words):
                pairs.setdefault(old, set()).add(new)
        memo["renamed"] = pairs
    found: Mapping[bytes, Set[bytes]] = memo["renamed"]
    return found


def star_imports(snapshot: Snapshot) -> Mapping[str, Set[bytes]]:
    """For each Python file that imports everything from somewhere the last words of these modules, b"" for `.`."""
    return _imports(snapshot).stars


class _Imports(NamedTuple):
    by_path: dict[str, frozenset[bytes]]
    by_word: dict[str, dict[str, frozenset[bytes]]]
    modules: set[bytes]
    renamed: set[tuple[bytes, bytes]]
    stars: dict[str, set[bytes]]


def _imports(snapshot: Snapshot) -> _Imports:
    memo = snapshot.memo
    if "import words" not in memo:
        found = _Imports({}, {}, set(), set(), {})
        for path, file in snapshot.files.items():
            if file.language == "python":
                every = set[bytes]()
                for before, after in _imported(file.data):
                    every.update(before, after)
                    found.modules.update(before or after)
                    if b"*" in after:
                        found.stars.setdefault(path, set()).add(before[-1] if before else b"")
                    found.renamed.update(
                        (after[at - 1], after[at + 1])
                        for at in range(1, len(after) - 1)
                        if after[at] == b"as"
                    )
                frozen = found.by_path[path] = frozenset(every)
                for word in frozen:
                    found.by_word.setdefault(word.decode("utf-8", "replace"), {})[path] = frozen
        memo["import words"] = found
    kept: _Imports = memo["import words"]
    return kept


def _assigned(data: bytes, imported: Set[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """The last part of what is assigned, and the name that gets it, where the first part is a name that is imported
    in this file, or got from one that is."""
    matches = list(_ALIAS.finditer(data))
    known = set(imported)
    for _ in range(2 if matches else 0):  # a function may use what is assigned below it
        for match in matches:
            if match[1] not in known and b"*" not in known:
                continue
            start = data.rfind(b"\n", 0, match.start()) + 1
            target = _TARGET.match(data, start, match.start())
            for name in _NAME.findall(target[0]) if target is not None else ():
                known.add(name)
                yield match[2] or match[1], name


def _imported(data: bytes) -> Iterator[tuple[list[bytes], list[bytes]]]:
    """The words of each import statement, in order: of the module behind `from`, and of what stands behind `import`."""
    for at in offsets(data, b"import"):
        start = data.rfind(b"\n", 0, at) + 1
        while start > 1 and data[start - 2 : start - 1] == b"\\":
            start = data.rfind(b"\n", 0, start - 1) + 1
        begins = _BEGINS_IMPORT.match(data, start, at)
        if begins is not None:
            module = _NAME.findall(begins[1]) if begins[1] else []
            yield module, _NAME.findall(data, at + 6, _end_of_import(data, at + 6))


def _end_of_import(data: bytes, at: int) -> int:
    end = data.find(b"\n", at)
    opening = data.find(b"(", at, end if end >= 0 else len(data))
    if opening >= 0 and not data[at:opening].strip(b" \t\f\\\r\n"):
        end = data.find(b")", opening)
        while end >= 0 and b"#" in data[data.rfind(b"\n", opening, end) + 1 : end]:
            end = data.find(b")", end + 1)  # in a comment
    else:
        while (end >= 0 and data[end - 1 : end] == b"\\") or data[end - 2 : end] == b"\\\r":
            end = data.find(b"\n", end + 1)
    return end if end >= 0 else len(data)

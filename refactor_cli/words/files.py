"""Which files hold a name as a whole word: the filter before anything is parsed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Literal

from refactor_cli.data import BEFORE, Snapshot, SourceFile
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.words import UTF16_BOMS, ascii_bytes, holds_word, offsets, words_in
from refactor_cli.words.index import SORTS, Sort, files_holding, files_of, note_files
from refactor_cli.words.letters import in_other_letters

# from so many names on all files are taken apart: about when as much has been spent on searching for each, so that
# it costs at most twice what it would if one knew beforehand (of Django: Python files take as long as 35 searches, the
# others, most of them translations, as 100)
_MANY: dict[Sort, int] = {"python": 30, "other": 100}
_DEFINES = lazy_pattern(rb"(?:class|def)[ \t]+\Z")
_NEAR = 20  # bytes


def files_with(snapshot: Snapshot, name: str) -> list[str]:
    """The paths of all files that hold a name as a word, in the snapshot's order."""
    snapshot, known = snapshot.own, _known(snapshot, "every")
    if name not in known:
        python, others = python_files_with(snapshot, name), _files_with(snapshot, "other", name)
        both = sorted((*python, *others), key=_order(snapshot).__getitem__) if python and others else None
        known[name] = both if both is not None else python or others
    return known[name]


def python_files_with(snapshot: Snapshot, name: str, is_last: bool = False) -> list[str]:
    """The same for Python files alone, which is much cheaper: ask for them where nothing else counts. `is_last`: few
    other names will be asked for afterwards."""
    return _files_with(snapshot.own, "python", name, is_last)


def _files_with(snapshot: Snapshot, sort: Sort, name: str, is_last: bool = False) -> list[str]:
    known = _known(snapshot, sort)
    if name not in known and (found := _from_before(snapshot, sort, name)) is not None:
        known[name] = found
    if name not in known:
        word = name.encode("utf-8", "surrogateescape")  # a file may have a name that is no UTF-8
        is_wanted = not is_last and len(known) >= _MANY[sort]
        found = files_holding(snapshot, sort, word, is_wanted) if _is_indexed(name) else None
        if found is None:
            other = _in_other_letters(snapshot).get(word, ()) if sort == "python" else ()
            every = files_of(snapshot, sort).items()
            found = [path for path, file in every if _holds(file, word, name) or path in other]
            if _is_indexed(name):
                note_files(snapshot, sort, word, found)
        known[name] = found
    return known[name]


def _in_other_letters(snapshot: Snapshot) -> Mapping[bytes, Set[str]]:
    """The Python files that write a name in other letters, which no other language takes for the same."""
    memo: dict[bytes, set[str]] | None = snapshot.memo.get("names in other letters")
    if memo is None:
        memo = snapshot.memo["names in other letters"] = {}
        for path, file in files_of(snapshot, "python").items():
            for name, *_ in in_other_letters(ascii_bytes(file)):
                memo.setdefault(name, set()).add(path)
    return memo


def _from_before(snapshot: Snapshot, sort: Sort, name: str) -> list[str] | None:
    """What is known of the snapshot that this one was made of holds for all files but those that changed."""
    before: Snapshot | None = snapshot.memo.get(BEFORE)
    held = _known(before, sort).get(name) if before is not None and before.own is before else None
    if before is None or held is None:
        return None
    changed, files = _changed(before, snapshot), files_of(snapshot, sort)
    word = name.encode("utf-8", "surrogateescape")
    found = [path for path in held if path in files and path not in changed]
    other = _in_other_letters(snapshot).get(word, ()) if sort == "python" else ()
    found += [
        path for path in changed if path in files and (_holds(files[path], word, name) or path in other)
    ]
    return sorted(found, key=_order(snapshot).__getitem__)


def _changed(before: Snapshot, snapshot: Snapshot) -> Set[str]:
    memo: dict[str, None] = snapshot.memo.setdefault("changed files", {})
    if not memo:
        memo.update(
            {path: None for path, file in snapshot.files.items() if file is not before.files.get(path)}
        )
    return memo.keys()


def _known(snapshot: Snapshot, sort: Sort | Literal["every"]) -> dict[str, list[str]]:
    """What files hold the names that were asked for."""
    known: dict[str, list[str]] = snapshot.own.memo.setdefault(f"{sort} files with", {})
    return known


def _order(snapshot: Snapshot) -> Mapping[str, int]:
    memo: dict[str, int] = snapshot.memo.setdefault("order of files", {})
    if not memo:
        memo.update({path: place for place, path in enumerate(snapshot.files)})
    return memo


def is_in_any(name: str, files: Iterable[SourceFile]) -> bool:
    """Whether one of some files holds a name as a word: cheaper than `files_with` where few files count."""
    word = name.encode("utf-8", "surrogateescape")
    return any(_holds(file, word, name) for file in files)


def has_word(snapshot: Snapshot, path: str, name: str) -> bool:
    """Whether a file holds a name as a word, as `files_with` tells, but from this file alone: for few files that are
    asked about many names."""
    word = name.encode("utf-8", "surrogateescape")
    return (
        word in file_words(snapshot, path)
        if _is_indexed(name)
        else _holds(snapshot.own.files[path], word, name)
    )


def file_words(snapshot: Snapshot, path: str) -> Set[bytes]:
    """Every word of a file that is one of few."""
    memo = _file_words(snapshot)
    if path not in memo:
        memo[path] = words_in(snapshot.own.files[path])
    return memo[path]


def is_one_of_few(snapshot: Snapshot, path: str) -> bool:
    """Whether the words of a file are known without those of all others."""
    return path in _file_words(snapshot)


def _file_words(snapshot: Snapshot) -> dict[str, set[bytes]]:
    found: dict[str, set[bytes]] = snapshot.own.memo.setdefault("words of files", {})
    return found


def files_defining(snapshot: Snapshot, name: str) -> Iterator[str]:
    """The paths of code that has a `class` or `def` of this name, by its bytes."""
    word = name.encode()
    for path in files_with(snapshot, name):
        data = snapshot.files[path].data if snapshot.files[path].language else b""
        if any(_DEFINES.search(data, max(0, at - _NEAR), at) for at in offsets(data, word)):
            yield path


def look_for(snapshot: Snapshot, names: Iterable[str]) -> None:
    """Does the work of `files_with` for many names at once."""
    snapshot, words = snapshot.own, [name for name in names if _is_indexed(name)]
    for sort in SORTS:
        known = _known(snapshot, sort)
        wanted = {name for name in words if name not in known}
        for name in wanted:
            found = files_holding(snapshot, sort, name.encode(), len(wanted) >= _MANY[sort])
            if found is not None:
                known[name] = found


def _is_indexed(name: str) -> bool:
    """Whether the index has such words at all: not those that begin with a digit, as modules of migrations do."""
    return name.isascii() and not name[:1].isdigit()


def _holds(file: SourceFile, word: bytes, name: str) -> bool:
    if word in file.data:
        return holds_word(file, word)
    if not name.isascii() or file.data[:2] in UTF16_BOMS:
        # bytes on disk and UTF-8 are not the same here; Python compares names after NFKC
        return word in file.text.utf8
    return False

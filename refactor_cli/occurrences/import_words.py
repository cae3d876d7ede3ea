"""What the import statements of Python files name, and what is given other names there (see `import_reading`): which
files do so. What was read is kept between runs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from typing import TYPE_CHECKING

from refactor_cli.data import Snapshot
from refactor_cli.occurrences.import_index import Found, ImportIndex, loaded_index, made_index
from refactor_cli.occurrences.import_reading import View, imports_only
from refactor_cli.words.index import files_of

if TYPE_CHECKING:
    from refactor_cli.cache import MapCache

_MEMO = "import words"
_KEPT = "where import words are kept"
_ONLY_IMPORTS = "import words only"


def files_importing(snapshot: Snapshot, word: str) -> Collection[str]:
    """The Python files that have a word in an import statement (`*` too), in the snapshot's order."""
    if _MEMO in snapshot.memo:
        return _of(snapshot, "words", _bytes(word)).get(b"", ())
    if _ONLY_IMPORTS not in snapshot.memo:
        snapshot.memo[_ONLY_IMPORTS] = _only_imports(snapshot)
    found: Mapping[bytes, list[str]] = snapshot.memo[_ONLY_IMPORTS]
    return found.get(_bytes(word), ())


def is_module_imported(snapshot: Snapshot, word: str) -> bool:
    """Whether a word stands in the name of a module that some import statement names."""
    return bool(_of(snapshot, "modules", _bytes(word)))


def imported_names(snapshot: Snapshot, name: bytes) -> Mapping[str, Set[bytes]]:
    """The files whose import statements bind a name or take it from a module (`*` too), each with these modules as
    they are written, b"" where a module is imported itself."""
    memo: dict[bytes, dict[str, Set[bytes]]] = snapshot.memo.setdefault("imported names", {})
    if name not in memo:
        found = dict[str, set[bytes]]()
        for module, paths in _of(snapshot, "names", name).items():
            for path in paths:
                found.setdefault(path, set()).add(module)
        memo[name] = {**found}
    return memo[name]


def importing_from(snapshot: Snapshot) -> Iterator[tuple[bytes, str]]:
    """Each module as an import statement writes it that takes a name from it, with the file; some more than once."""
    for found in _index(snapshot, "names", b"").gradually("names"):
        for each in (found,) if found is not None else _index(snapshot, "names").every("names"):
            for module, paths in each[1].items():
                yield from ((module, path) for path in paths)


def taken_names(snapshot: Snapshot, name: bytes) -> Found:
    """The Python files that take a name as a value from something, by the last word of that, b"" for an expression that
    ends in a bracket."""
    return _of(snapshot, "taken", name)


def asked_names(snapshot: Snapshot, name: bytes) -> Found:
    """The same of a name that `getattr` is asked for."""
    return _of(snapshot, "asked", name)


def renamed(snapshot: Snapshot) -> Mapping[bytes, Set[bytes]]:
    """For each word the other names that Python files give to what bears it, by `as` or by an assignment."""
    found: dict[bytes, Set[bytes]] | None = snapshot.memo.get("renamed")
    if found is None:
        every = _index(snapshot, "renamed").every("renamed")
        found = snapshot.memo["renamed"] = {old: frozenset(others) for old, others in every}
    return found


def renaming(snapshot: Snapshot, name: str) -> Iterable[str]:
    """The Python files that give another name to what bears one, by `as` or by an assignment."""
    return (path for paths in _of(snapshot, "renamed", _bytes(name)).values() for path in paths)


def also_named(snapshot: Snapshot, names: Iterable[str]) -> frozenset[bytes]:
    """The names, and all that they are renamed to or from, again and again."""
    both = snapshot.memo.get("renamed either way")
    if both is None:
        both = snapshot.memo["renamed either way"] = {}
        for old, others in renamed(snapshot).items():
            for new in others:
                both.setdefault(old, set()).add(new)
                both.setdefault(new, set()).add(old)
    return closed((name.encode() for name in names), both)


def closed(names: Iterable[bytes], pairs: Mapping[bytes, Iterable[bytes]]) -> frozenset[bytes]:
    """The names, and what the pairs lead to from them, again and again."""
    waiting = list(names)
    found = set(waiting)
    while waiting:
        for new in pairs.get(waiting.pop(), ()):
            if new not in found:
                found.add(new)
                waiting.append(new)
    return frozenset(found)


def bound_inside(snapshot: Snapshot, name: str) -> Collection[str]:
    """The Python files where an import or an assignment of a dotted name binds a name on an indented line: in a class,
    perhaps."""
    return _of(snapshot, "inside", _bytes(name)).get(b"", ())


def may_define_class(snapshot: Snapshot, name: str) -> bool:
    """Whether a Python file may have a class of this name, as far as that is known without reading one."""
    return _MEMO not in snapshot.memo or not name.isascii() or bool(_of(snapshot, "classes", name.encode()))


def load_import_words(snapshot: Snapshot, cache: MapCache, place: str) -> None:
    """Does the reading for all of the above so that no blob is read twice between runs, for the repository at
    `place`."""
    snapshot.memo[_KEPT] = (cache, place)
    files = files_of(snapshot.own, "python")
    snapshot.memo[_MEMO] = loaded_index(files, cache, place) or made_index(files, (cache, place))


def _of(snapshot: Snapshot, view: View, word: bytes) -> Found:
    return _index(snapshot, view, word).of(view, word)


def _index(snapshot: Snapshot, view: View, word: bytes | None = None) -> ImportIndex:
    """The index, which can tell of a word, or of all."""
    found: ImportIndex | None = snapshot.memo.get(_MEMO)
    if found is None or not found.has(view, word):
        found = made_index(files_of(snapshot.own, "python"), snapshot.memo.get(_KEPT))
        snapshot.memo[_MEMO] = found
    return found


def _only_imports(snapshot: Snapshot) -> dict[bytes, list[str]]:
    """The files by the words of their import statements alone."""
    found = dict[bytes, list[str]]()
    for path, file in files_of(snapshot.own, "python").items():
        for word in imports_only(file):
            found.setdefault(word, []).append(path)
    return found


def _bytes(word: str) -> bytes:
    return word.encode("utf-8", "surrogateescape")

"""What the import statements of Python files name, and what is given other names there: read from bytes, without a
tree, and kept between runs by blob id. Strings and comments count as well, so that more is named than there is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from msgspec import Struct

from refactor_cli.data import Snapshot, SourceFile
from refactor_cli.occurrences.assigned import assigned_in
from refactor_cli.occurrences.imported import imported_in
from refactor_cli.occurrences.taken import Taken, asked_in, taken_in
from refactor_cli.words import ascii_bytes

if TYPE_CHECKING:
    from refactor_cli.cache import MapCache

# to be raised when the same bytes hold other words: when `imported`, `assigned` or `taken` reads them in another way
_FORMAT = 9
_KIND = "import words"
_MEMO = "import words"
# the words of import statements alone, less than a tenth of the work
_ONLY_IMPORTS = "import words only"
# begins with a literal, which is searched for much faster
_CLASS = re.compile(rb"class(?<!\wclass)[\s\\]+([\w\x80-\xff]+)")


def import_words(snapshot: Snapshot) -> Mapping[str, Mapping[str, Set[bytes]]]:
    """For each word in an import statement of a Python file: the files, each with all such words (`*` too)."""
    if _MEMO in snapshot.memo:
        return _imports(snapshot).by_word
    if _ONLY_IMPORTS not in snapshot.memo:
        snapshot.memo[_ONLY_IMPORTS] = _only_imports(snapshot)
    found: Mapping[str, Mapping[str, Set[bytes]]] = snapshot.memo[_ONLY_IMPORTS]
    return found


def modules_imported(snapshot: Snapshot) -> Set[bytes]:
    """Every word in the name of a module that some import statement names."""
    return _imports(snapshot).modules


def imported_names(snapshot: Snapshot) -> Mapping[bytes, Mapping[str, Set[bytes]]]:
    """For each name that import statements bind or take from a module (`*` too): the files, each with these modules as
    they are written, b"" where a module is imported itself."""
    return _imports(snapshot).names


def taken_names(snapshot: Snapshot, name: bytes) -> Mapping[bytes, list[str]]:
    """The Python files that take a name as a value from something, by the last word of that, b"" for an expression that
    ends in a bracket."""
    return _by_receiver(snapshot, "taken", name)


def asked_names(snapshot: Snapshot, name: bytes) -> Mapping[bytes, list[str]]:
    """The same of a name that `getattr` is asked for."""
    return _by_receiver(snapshot, "asked", name)


def _by_receiver(
    snapshot: Snapshot, kind: Literal["taken", "asked"], name: bytes
) -> Mapping[bytes, list[str]]:
    """One name at a time: few of some ten thousands are ever looked up."""
    memo: dict[bytes, dict[bytes, list[str]]] = snapshot.memo.setdefault(f"{kind} names", {})
    if name not in memo:
        words = _imports(snapshot)
        found = memo[name] = {}
        for path, receivers in words.taken if kind == "taken" else words.asked:
            for receiver in receivers.get(name, ()):
                found.setdefault(receiver, []).append(path)
    return memo[name]


def renamed(snapshot: Snapshot) -> Mapping[bytes, Set[bytes]]:
    """For each word the other names that Python files give to what bears it, by `as` or by an assignment."""
    return _imports(snapshot).renamed


def renaming(snapshot: Snapshot, name: str) -> Iterable[str]:
    """The Python files that give another name to what bears one, by `as` or by an assignment."""
    return _imports(snapshot).renaming.get(name.encode(), ())


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


def load_import_words(snapshot: Snapshot, cache: MapCache, place: str) -> None:
    """Does the reading for all of the above so that no blob is read twice between runs, for the repository at
    `place`."""
    import msgspec

    from refactor_cli.cache import Key

    key = Key(_KIND, str(_FORMAT), place)
    kept = cache.decoded(key, "", dict[str, _Words]) or {}
    known = dict(kept)
    snapshot.memo[_MEMO] = _together(snapshot, known)
    now = {file.blob: known[file.blob] for file in snapshot.own.files.values() if file.blob in known}
    if now.keys() != kept.keys():
        cache.add(key, "", msgspec.msgpack.encode(now))


def bound_inside(snapshot: Snapshot, name: str) -> Iterable[str]:
    """The Python files where an import or an assignment of a dotted name binds a name on an indented line: in a class,
    perhaps."""
    return _imports(snapshot).inside.get(name.encode(), ())


def may_define_class(snapshot: Snapshot, name: str) -> bool:
    """Whether a Python file may have a class of this name, as far as that is known without reading one."""
    found: _Imports | None = snapshot.memo.get(_MEMO)
    return found is None or not name.isascii() or name.encode() in found.classes


class _Words(NamedTuple):
    """Of one file: all words of import statements, those of modules, what is renamed to what, the names of classes,
    what is bound on indented lines, what is imported from which modules, and by name what that is taken from."""

    words: frozenset[bytes]
    modules: frozenset[bytes]
    renamed: frozenset[tuple[bytes, bytes]]
    classes: frozenset[bytes]
    inside: frozenset[bytes]
    names: frozenset[tuple[bytes, bytes]]
    taken: dict[bytes, list[bytes]]
    asked: dict[bytes, list[bytes]]


class _Imports(Struct, frozen=True, dict=True):
    """The same of all files, by path. Each view of it is made when somebody looks."""

    files: list[tuple[str, _Words]]

    @cached_property
    def by_word(self) -> dict[str, dict[str, Set[bytes]]]:
        """For each word of an import statement the files, with all such words."""
        found = dict[str, dict[str, Set[bytes]]]()
        for path, words in self.files:
            for word in words.words:
                found.setdefault(word.decode("utf-8", "replace"), {})[path] = words.words
        return found

    @cached_property
    def modules(self) -> set[bytes]:
        """The words of modules' names."""
        return {word for _, words in self.files for word in words.modules}

    @cached_property
    def classes(self) -> set[bytes]:
        """The names of classes."""
        return {name for _, words in self.files for name in words.classes}

    @cached_property
    def inside(self) -> dict[bytes, list[str]]:
        """For each name that is bound on an indented line the files."""
        found = dict[bytes, list[str]]()
        for path, words in self.files:
            for name in words.inside:
                found.setdefault(name, []).append(path)
        return found

    @cached_property
    def renamed(self) -> dict[bytes, set[bytes]]:
        """For each word its other names."""
        found = dict[bytes, set[bytes]]()
        for _, words in self.files:
            for old, new in words.renamed:
                found.setdefault(old, set()).add(new)
        return found

    @cached_property
    def renaming(self) -> dict[bytes, list[str]]:
        """For each word the files that give what bears it another name."""
        found = dict[bytes, list[str]]()
        for path, words in self.files:
            for old in {old for old, _ in words.renamed}:
                found.setdefault(old, []).append(path)
        return found

    @cached_property
    def names(self) -> dict[bytes, dict[str, set[bytes]]]:
        """For each imported name the files, with the modules that it is taken from."""
        found = dict[bytes, dict[str, set[bytes]]]()
        for path, words in self.files:
            for module, name in words.names:
                found.setdefault(name, {}).setdefault(path, set()).add(module)
        return found

    @cached_property
    def taken(self) -> list[tuple[str, dict[bytes, list[bytes]]]]:
        """The files that take names from other things, with what they take."""
        return [(path, words.taken) for path, words in self.files if words.taken]

    @cached_property
    def asked(self) -> list[tuple[str, dict[bytes, list[bytes]]]]:
        """The same of names that `getattr` is asked for."""
        return [(path, words.asked) for path, words in self.files if words.asked]


def _imports(snapshot: Snapshot) -> _Imports:
    if _MEMO not in snapshot.memo:
        snapshot.memo[_MEMO] = _together(snapshot, {})
    found: _Imports = snapshot.memo[_MEMO]
    return found


def _together(snapshot: Snapshot, known: dict[str, _Words]) -> _Imports:
    """All files' words; what is not `known` of a blob is read, and known then."""
    found = _Imports([])
    for path, file in snapshot.own.files.items():
        if file.language == "python":
            words = known.get(file.blob)
            if words is None:
                words = known[file.blob] = _words(_in_utf8(file))
            found.files.append((path, words))
    return found


def _only_imports(snapshot: Snapshot) -> dict[str, dict[str, Set[bytes]]]:
    """The words of all files' import statements, as `_Imports.by_word` has them."""
    found = dict[str, dict[str, Set[bytes]]]()
    for path, file in snapshot.own.files.items():
        if file.language == "python" and b"import" in file.data:
            words = frozenset(
                word for _, _, before, after in imported_in(_in_utf8(file)) for word in (*before, *after)
            )
            for word in words:
                found.setdefault(word.decode("utf-8", "replace"), {})[path] = words
    return found


def _in_utf8(file: SourceFile) -> bytes:
    """A file's bytes, with names spelt as in other files whatever its encoding."""
    data = ascii_bytes(file)
    return data if data.isascii() else file.text.utf8


def _words(data: bytes) -> _Words:
    words, modules, inside = set[bytes](), set[bytes](), set[bytes]()
    pairs, names = set[tuple[bytes, bytes]](), set[tuple[bytes, bytes]]()
    for is_inside, module, before, after in imported_in(data):
        if is_inside:
            inside.update(after)
        words.update(before, after)
        modules.update(before or after)
        names.update((module, name) for name in after)
        pairs.update((after[at - 1], after[at + 1]) for at in range(1, len(after) - 1) if after[at] == b"as")
    for is_inside, old, new in assigned_in(data, words):
        pairs.add((old, new))
        if is_inside:
            inside.add(new)
    return _Words(
        words=frozenset(words),
        modules=frozenset(modules),
        renamed=frozenset(pairs),
        classes=frozenset(_CLASS.findall(data)),
        inside=frozenset(inside),
        names=frozenset(names),
        taken=_grouped(taken_in(data)),
        asked=_grouped(asked_in(data)),
    )


def _grouped(taken: Iterable[Taken]) -> dict[bytes, list[bytes]]:
    found = dict[bytes, list[bytes]]()
    for name, receiver in taken:
        found.setdefault(name, []).append(receiver)
    return found

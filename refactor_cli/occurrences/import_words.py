"""What the import statements of Python files name, and what is given other names there: read from bytes, without a
tree, and kept between runs by blob id. Strings and comments count as well, so that more is named than there is. An
assignment counts where its value is a dotted name, or several with commas; what a call or a condition gives bears no
other name of the target for a search."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from refactor_cli.data import Snapshot, SourceFile
from refactor_cli.occurrences.several import elements
from refactor_cli.occurrences.taken import Taken, asked_in, taken_in
from refactor_cli.words import ascii_bytes, offsets

if TYPE_CHECKING:
    from refactor_cli.cache import MapCache

# to be raised when the same bytes hold other words
_FORMAT = 7
_KIND = "import words"
_MEMO = "import words"
# the words of import statements alone, an eighth of the work
_ONLY_IMPORTS = "import words only"
_NAME = re.compile(rb"[A-Za-z_\x80-\xff][\w\x80-\xff]*|\*")
# what may stand between the parts of a dotted name
_GAP = rb"(?:[ \t\f\r\n\\]|#[^\n]*\n)*+"
_DOTTED = rb"([A-Za-z_\x80-\xff][\w\x80-\xff]*+)(?:%b\.%b([\w\x80-\xff]++))*+" % (_GAP, _GAP)
# `= pkg.mod`, `= name`: no more than a dotted name on the right
_ALIAS = re.compile(rb"=(?:[ \t\f\r\n\\(]|#[^\n]*\n)*+%b[ \t)\\]*+(?=[\r\n#;=:]|\Z)" % _DOTTED)
_WALRUS = re.compile(
    rb"(?<![\w\x80-\xff])([\w\x80-\xff]++)[ \t]*:=(?:[ \t\f\r\n\\(]|#[^\n]*\n)*+%b" % _DOTTED
)
# `a, b = `: what several get, to the end of the line or of the brackets
_SEVERAL = re.compile(
    rb"^[ \t\f]*+((?:[^\n=#'\"]*[;:][ \t]*+)?"
    rb"(?:[\w\x80-\xff*][\w\x80-\xff \t,*()\[\]]*+|[(\[][\w\x80-\xff\s,*()\[\]]{0,1000}+))=(?!=)",
    re.MULTILINE,
)
_EACH = re.compile(_DOTTED)
_NESTED = re.compile(rb"[(\[]")
_OPENS = re.compile(rb"[ \t\f]*[(\[]")
# what stands before that on its line: names, perhaps behind another statement or before an annotation (which may have
# begun on a line above)
_TARGET = re.compile(
    rb"(?:[^\n]*[;:])?[ \t\f]*(?:[\w\x80-\xff]+[ \t]*=[ \t]*)*[\w\x80-\xff]+[ \t]*:?[ \t]*\Z"
)
_ANNOTATED = re.compile(rb"[ \t\f]*([\w\x80-\xff]+)[ \t]*:[^=]*\Z")
# what may stand before `import` on its line: nothing, or `from` and a module; before them another statement
_BEGINS_IMPORT = re.compile(rb"(?:[^\n]*[;:])?[ \t\f\\\r\n]*(?:from\b([\w\x80-\xff. \t\f\\\r\n]*))?\Z")
_BLANK = (b" ", b"\t")
_OPENING, _CLOSING = (b"(", b"[", b"{"), (b")", b"]", b"}")
# no annotation is taken to be longer
_LINES = 1_000
# tokens of a value that are read of any file, however hostile
_FEW = 20
_CLASS = re.compile(rb"\bclass[\s\\]+([\w\x80-\xff]+)")
_DEFINED = re.compile(rb"\b(?:def|class)[ \t]+([\w\x80-\xff]+)")


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


def taken_names(snapshot: Snapshot) -> Mapping[bytes, Mapping[bytes, list[str]]]:
    """For each name that Python files take as a value from something: by the last word of that, b"" for an expression
    that ends in a bracket, the files."""
    return _imports(snapshot).taken


def asked_names(snapshot: Snapshot) -> Mapping[bytes, Mapping[bytes, list[str]]]:
    """The same of names that `getattr` is asked for."""
    return _imports(snapshot).asked


def renamed(snapshot: Snapshot) -> Mapping[bytes, Set[bytes]]:
    """For each word the other names that Python files give to what bears it, by `as` or by an assignment."""
    return _imports(snapshot).renamed


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
    now = {file.blob: known[file.blob] for file in snapshot.files.values() if file.blob in known}
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
    what is bound on indented lines, what is imported from which modules, and what is taken from other things."""

    words: frozenset[bytes]
    modules: frozenset[bytes]
    renamed: frozenset[tuple[bytes, bytes]]
    classes: frozenset[bytes]
    inside: frozenset[bytes]
    names: frozenset[tuple[bytes, bytes]]
    taken: frozenset[Taken]
    asked: frozenset[Taken]


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
    def names(self) -> dict[bytes, dict[str, set[bytes]]]:
        """For each imported name the files, with the modules that it is taken from."""
        found = dict[bytes, dict[str, set[bytes]]]()
        for path, words in self.files:
            for module, name in words.names:
                found.setdefault(name, {}).setdefault(path, set()).add(module)
        return found

    @cached_property
    def taken(self) -> dict[bytes, dict[bytes, list[str]]]:
        """For each name that is taken as a value: from what, and the files."""
        return _by_receiver((path, words.taken) for path, words in self.files)

    @cached_property
    def asked(self) -> dict[bytes, dict[bytes, list[str]]]:
        """The same of names that `getattr` is asked for."""
        return _by_receiver((path, words.asked) for path, words in self.files)


def _by_receiver(files: Iterable[tuple[str, Iterable[Taken]]]) -> dict[bytes, dict[bytes, list[str]]]:
    found = dict[bytes, dict[bytes, list[str]]]()
    for path, taken in files:
        for name, receiver in taken:
            found.setdefault(name, {}).setdefault(receiver, []).append(path)
    return found


def _imports(snapshot: Snapshot) -> _Imports:
    if _MEMO not in snapshot.memo:
        snapshot.memo[_MEMO] = _together(snapshot, {})
    found: _Imports = snapshot.memo[_MEMO]
    return found


def _together(snapshot: Snapshot, known: dict[str, _Words]) -> _Imports:
    """All files' words; what is not `known` of a blob is read, and known then."""
    found = _Imports([])
    for path, file in snapshot.files.items():
        if file.language == "python":
            words = known.get(file.blob)
            if words is None:
                words = known[file.blob] = _words(_in_utf8(file))
            found.files.append((path, words))
    return found


def _only_imports(snapshot: Snapshot) -> dict[str, dict[str, Set[bytes]]]:
    """The words of all files' import statements, as `_Imports.by_word` has them."""
    found = dict[str, dict[str, Set[bytes]]]()
    for path, file in snapshot.files.items():
        if file.language == "python" and b"import" in file.data:
            words = frozenset(
                word for _, _, before, after in _imported(_in_utf8(file)) for word in (*before, *after)
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
    for is_inside, module, before, after in _imported(data):
        if is_inside:
            inside.update(after)
        words.update(before, after)
        modules.update(before or after)
        names.update((module, name) for name in after)
        pairs.update((after[at - 1], after[at + 1]) for at in range(1, len(after) - 1) if after[at] == b"as")
    for is_inside, old, new in _assigned(data, words):
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
        taken=taken_in(data),
        asked=asked_in(data),
    )


def _assigned(data: bytes, imported: Set[bytes]) -> Iterator[tuple[bool, bytes, bytes]]:
    """Whether the line is indented, the last part of what is assigned, and the name that gets it: where the first part
    is a name that is imported or defined in this file, or got from one that is."""
    waiting = [*_single(data), *_several(data)]
    known = {*imported, *_DEFINED.findall(data)} if waiting else set[bytes]()
    is_any, size = b"*" in known, -1
    while len(known) > size:  # a function may use what is assigned below it
        size, left = len(known), list[_Given]()
        for given in waiting:
            if given.first not in known and not is_any:
                left.append(given)
                continue
            for name in given.names:
                known.add(name)
                yield given.is_inside, given.last, name
        waiting = left


class _Given(NamedTuple):
    """An assignment of a dotted name: its first and last part, the names that get it, whether its line is indented."""

    first: bytes
    last: bytes
    names: list[bytes]
    is_inside: bool


def _single(data: bytes) -> Iterator[_Given]:
    for match in _ALIAS.finditer(data):
        start = data.rfind(b"\n", 0, match.start()) + 1
        target = _TARGET.match(data, start, match.start())
        if target is not None:
            names = _NAME.findall(target[0])
        else:
            begin = _opening_line(data, start, match.start())
            annotated = _ANNOTATED.match(data, begin, match.start())
            names = [annotated[1]] if annotated is not None else []
        if names:
            yield _Given(match[1], match[2] or match[1], names, data[start : start + 1] in _BLANK)
    for match in _WALRUS.finditer(data) if b":=" in data else ():
        yield _Given(match[2], match[3] or match[2], [match[1]], True)


def _several(data: bytes) -> Iterator[_Given]:
    """Each of several values, as given to each of several names."""
    left = len(data)  # tokens: at least as many as there are, where all brackets are closed
    for match in _SEVERAL.finditer(data):
        if b"," not in match[1] and not match[1].lstrip().startswith(b"["):
            continue
        names = _NAME.findall(match[1])
        is_inside = data[match.start() : match.start() + 1] in _BLANK
        values, is_flat, tokens = elements(data, match.end(), max(left, _FEW))
        left -= tokens
        is_plain = is_flat and len(values) == len(names) and b"*" not in names
        is_plain = is_plain and not _NESTED.search(match[1].strip()[1:-1])
        is_one = len(values) == 1 and _OPENS.match(data, match.end()) is None
        for at, element in enumerate(() if is_one else values):
            value = _EACH.fullmatch(element)
            if value is not None:
                given = [names[at]] if is_plain else names
                yield _Given(value[1], value[2] or value[1], given, is_inside)


def _opening_line(data: bytes, start: int, end: int) -> int:
    """Where the line begins on which the brackets are opened that are closed before `end`; `start`: its own line."""
    depth, below = 0, end
    for _ in range(_LINES):
        part = data[start:below]
        depth += sum(map(part.count, _CLOSING)) - sum(map(part.count, _OPENING))
        if start == 0 or depth <= 0:
            break
        below, start = start, data.rfind(b"\n", 0, start - 1) + 1
    return start


def _imported(data: bytes) -> Iterator[tuple[bool, bytes, list[bytes], list[bytes]]]:
    """Of each import statement whether its line is indented, the module behind `from`, and its words in order: those of
    the module, and what stands behind `import`."""
    for at in offsets(data, b"import"):
        start = data.rfind(b"\n", 0, at) + 1
        while start > 1 and data[start - 2 : start - 1] == b"\\":
            start = data.rfind(b"\n", 0, start - 1) + 1
        begins = _BEGINS_IMPORT.match(data, start, at)
        if begins is not None:
            yield (
                data[start : start + 1] in _BLANK,
                (begins[1] or b"").translate(None, b" \t\f\\\r\n"),
                _NAME.findall(begins[1]) if begins[1] else [],
                _NAME.findall(data, at + 6, _end_of_import(data, at + 6)),
            )


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

"""What the import statements of one Python file name, and what is given other names there: read from bytes, without a
tree. Strings and comments count as well, so that more is named than there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple, TypeAlias

from refactor_cli.data import SourceFile
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.occurrences.assigned import assigned_in
from refactor_cli.occurrences.imported import imported_in
from refactor_cli.occurrences.taken import Taken, asked_in, taken_in
from refactor_cli.words import ascii_bytes

# to be raised when the same bytes hold other words: when `imported`, `assigned` or `taken` reads them in another way
FORMAT = 10
View: TypeAlias = Literal["words", "modules", "renamed", "classes", "inside", "names", "taken", "asked"]
# begins with a literal, which is searched for much faster
_CLASS = lazy_pattern(rb"class(?<!\wclass)[\s\\]+([\w\x80-\xff]+)")


class ImportWords(NamedTuple):
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

    def views(self) -> Iterator[tuple[View, Iterable[tuple[bytes, bytes]]]]:
        """The same as pairs: a word, and what it goes with there, b"" where nothing does."""
        yield "words", ((word, b"") for word in self.words)
        yield "modules", ((word, b"") for word in self.modules)
        yield "renamed", self.renamed
        yield "classes", ((name, b"") for name in self.classes)
        yield "inside", ((name, b"") for name in self.inside)
        yield "names", ((name, module) for module, name in self.names)
        yield "taken", ((name, each) for name, receivers in self.taken.items() for each in receivers)
        yield "asked", ((name, each) for name, receivers in self.asked.items() for each in receivers)


def imports_only(file: SourceFile) -> frozenset[bytes]:
    """All words of a file's import statements alone, less than a tenth of the work."""
    if b"import" not in file.data:
        return frozenset()
    found = imported_in(_in_utf8(file))
    return frozenset(word for _, _, before, after in found for word in (*before, *after))


def words_in(file: SourceFile) -> ImportWords:
    """All of it."""
    data = _in_utf8(file)
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
    return ImportWords(
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


def _in_utf8(file: SourceFile) -> bytes:
    """A file's bytes, with names spelt as in other files whatever its encoding."""
    data = ascii_bytes(file)
    return data if data.isascii() else file.text.utf8

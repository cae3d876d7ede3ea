"""The symbol maps of a snapshot's files, each read when it is first asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from refactor_cli.data import BEFORE, FileMap, Snapshot, SourceFile
from refactor_cli.grammar import Change, parse, parse_again
from refactor_cli.splice import Splice, spliced

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from refactor_cli.cache import MapCache
    from refactor_cli.data import Edit
    from refactor_cli.grammar import Node, Tree

DECIDED = "decided"
"""In a snapshot's `memo`, what goes on to hold when files are edited: which modules a bare name stood for."""
# what is kept there by blob id, and so holds for every snapshot that has the same files
_BY_BLOB = ("code in documents", "occurrences", "parsed elsewhere")

# Bytes of source whose trees are kept: a tree takes 22 times the memory (of all of Django), so these are 350 MB.
_KEPT_SOURCE = 16_000_000

LANGUAGE = "python"
# texts for people; what else holds a name may be what a program reads it from
_FOR_PEOPLE = (".rst", ".md", ".txt", ".po", ".pot", ".css", ".svg")
# files whose names, whatever they end in, say what a project tells of itself
_TOLD = frozenset(
    {
        *("authors", "changelog", "changes", "contributors", "copying", "credits", "history", "licence"),
        *("license", "news", "notice", "pkg-info", "readme", "thanks", "todo"),
    }
)
# what lies beside the documentation that Sphinx has built
_BUILT = "searchindex.js"
_OF_BROWSERS = (".html", ".js")


class _Parsed(NamedTuple):
    tree: Tree
    size: int


class _Trees(Struct, frozen=True):
    """The trees asked for last, by blob id, in the order they were asked for: those of a file before it is edited and
    after are asked for in turn. `size`: the source of all of them."""

    trees: dict[str, _Parsed] = field(default_factory=dict)
    size: list[int] = field(default_factory=lambda: [0])

    def of(self, file: SourceFile) -> Tree:
        parsed = self.trees.pop(file.blob, None)
        if parsed is None:
            return self._keep(file, parse(LANGUAGE, file.text.utf8))
        self.trees[file.blob] = parsed
        return parsed.tree

    def edit(self, old: SourceFile, new: SourceFile, edits: Iterable[Edit]) -> None:
        """Makes the tree of an edited file from that of the old one, where it is at hand."""
        parsed = self.trees.get(old.blob)
        if parsed is None or new.blob in self.trees:
            return
        before, after = old.text.utf8, new.text.utf8
        splices = [Splice(*edit.span, edit.text.encode()) for edit in edits]
        if spliced(before, splices) != after:
            return  # an edit changes how the file is decoded
        self._keep(
            new, parse_again(LANGUAGE, parsed.tree, before, after, [Change(*each) for each in splices])
        )

    def _keep(self, file: SourceFile, tree: Tree) -> Tree:
        self.trees[file.blob] = _Parsed(tree, len(file.data))
        self.size[0] += len(file.data)
        while self.size[0] > _KEPT_SOURCE and len(self.trees) > 1:
            self.size[0] -= self.trees.pop(next(iter(self.trees))).size
        return tree


class SymbolMap(Struct, frozen=True):
    """The maps of a snapshot's Python files. Made by index; `read` is how it reads one file.

    `maps` and `trees` remember what was asked for, maps by blob id: equal files share one. `asked`: the blobs
    that the cache was asked for.
    """

    snapshot: Snapshot
    read: Callable[[bytes, Tree], FileMap]
    cache: MapCache | None = None
    version: str = ""
    maps: dict[str, FileMap] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    trees: _Trees = field(default_factory=_Trees)

    def map(self, path: str) -> FileMap | None:
        """The map of a file; None when there is no such file, or it is not Python."""
        file = self.snapshot.files.get(path)
        if file is None or file.language != LANGUAGE:
            return None
        found = self.maps.get(file.blob)
        if found is None:
            self.load((path,))
            found = self.maps.get(file.blob) or self._computed(file)
        return found

    def known_map(self, path: str) -> FileMap | None:
        """The map of a file where it is in memory: nothing is read for it."""
        file = self._file(path)
        return self.maps.get(file.blob) if file is not None else None

    def load(self, paths: Iterable[str]) -> None:
        """Brings the maps that the cache knows of into memory, in one go: much cheaper than one by one."""
        if self.cache is None:
            return
        files = (self._file(path) for path in paths)
        blobs = {file.blob for file in files if file is not None and file.blob not in self.asked}
        if blobs:
            self.asked.update(blobs)
            unknown = [blob for blob in blobs if blob not in self.maps]
            self.maps.update(self.cache.maps(unknown, self.version))

    def tree(self, path: str) -> Tree:
        """The syntax tree of a Python file of the snapshot.

        Raises:
            KeyError: there is no such file, or it is not Python.
        """
        file = self._file(path)
        if file is None:
            raise KeyError(path)
        return self.trees.of(file)

    def node(self, path: str, span: tuple[int, int]) -> Node | None:
        """The smallest node of a Python file that covers a span.

        Raises:
            KeyError: there is no such file, or it is not Python.
        """
        return self.tree(path).root_node.descendant_for_byte_range(*span)

    def with_snapshot(self, snapshot: Snapshot) -> SymbolMap:
        """The same for another snapshot; what was read of files that did not change is kept, and what was decided for
        good."""
        for kind in (DECIDED, *_BY_BLOB):
            snapshot.memo[kind] = {**self.snapshot.memo.get(kind, {}), **snapshot.memo.get(kind, {})}
        snapshot.memo.setdefault(BEFORE, self.snapshot)
        return replace(self, snapshot=snapshot)

    def with_edits(self, snapshot: Snapshot, edits: Mapping[str, Sequence[Edit]]) -> SymbolMap:
        """`with_snapshot` for one that came of edits, in order and by path: trees of the files are made from those
        before, where these are at hand."""
        for path, found in edits.items():
            old, new = self._file(path), snapshot.files.get(path)
            if old is not None and new is not None:
                self.trees.edit(old, new, found)
        return self.with_snapshot(snapshot)

    def _file(self, path: str) -> SourceFile | None:
        file = self.snapshot.files.get(path)
        return file if file is not None and file.language == LANGUAGE else None

    def _computed(self, file: SourceFile) -> FileMap:
        found = self.maps[file.blob] = self.read(file.text.utf8, self.tree(file.path))
        if self.cache is not None:
            self.cache.add_map(file.blob, self.version, found)
        return found


def files_digest(symbols: SymbolMap) -> str:
    """A hash over the paths and blob ids of all Python files: what depends on any of them holds for no other hash."""
    return _digest(symbols, "files digest", lambda file: file.language == LANGUAGE)


def programs_digest(symbols: SymbolMap) -> str:
    """The same over everything that a program may read a name from: all files but texts for people."""
    return _digest(
        symbols,
        "programs digest",
        lambda file: file.language == LANGUAGE or not is_for_people(symbols, file.path),
    )


def is_for_people(symbols: SymbolMap, path: str) -> bool:
    """Whether a file is a text that people read, and no program takes a name from: by its name, or as a page of the
    documentation that was built."""
    folder, _, name = path.rpartition("/")
    if name.endswith(_FOR_PEOPLE) or name.lower() in _TOLD:
        return True
    if not name.endswith(_OF_BROWSERS):
        return False
    parts = folder.split("/")
    above = ("/".join((*parts[:size], _BUILT)) for size in range(len(parts), 0, -1))
    return folder != "" and any(index in symbols.snapshot.files for index in above)


def _digest(symbols: SymbolMap, kind: str, is_meant: Callable[[SourceFile], bool]) -> str:
    memo = symbols.snapshot.memo
    if kind not in memo:
        files = symbols.snapshot.files.values()
        rows = (f"{file.path}\0{file.blob}\n" for file in files if is_meant(file))
        copies = (f"{copy}\0{original}\n" for copy, original in symbols.snapshot.copies.items())
        memo[kind] = hashlib.sha256("".join((*rows, *copies)).encode("utf-8", "surrogateescape")).hexdigest()
    found: str = memo[kind]
    return found

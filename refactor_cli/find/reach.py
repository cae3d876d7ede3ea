"""Where what a module has may be meant, told from bytes: so that a search for sure usages reads few files.

A check wants usages that are certain or likely. A common name (`url`, `filter`) stands in hundreds of files; in most of
them nothing leads to the target, and no evidence ever will.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from msgspec import Struct

from refactor_cli.data import Target
from refactor_cli.find.aliases import own_name, spellings
from refactor_cli.find.importing import importing_target
from refactor_cli.find.member_words import ends_before
from refactor_cli.find.question import owner_of
from refactor_cli.find.texts.known import suffix_of
from refactor_cli.inference.members.assignment_places import gives_beside
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.occurrences.import_words import closed, imported_names, renamed
from refactor_cli.resolution import twin
from refactor_cli.resolution.modules import word_of
from refactor_cli.resolution.values import Lookup
from refactor_cli.symbols import LANGUAGE, SymbolMap
from refactor_cli.words import ascii_bytes, name_of, offsets
from refactor_cli.words.files import files_with, has_word, is_one_of_few, look_for

_SPACE = b" \t\r\n\f\\"
_LAST = lazy_pattern(rb"[A-Za-z_\x80-\xff][\w\x80-\xff]*\Z")
_FAR = 200
# calls that take an attribute's name in a string, and mappings of names
_TAKES_NAMES = lazy_pattern(
    rb"(?:get|set|del|has)attr|patch|object|spy|globals|locals|vars|__dict__|__getattribute__|mocker|cast|import_module"
    rb"|attrgetter"
)
# a keyword, and calls whose keywords are attributes' names: `patch.multiple(module, name=…)`, `vars(module).update(…)`
_KEYWORD = lazy_pattern(rb"[ \t\f\\\r\n]*=(?!=)")
_TAKES_KEYWORDS = lazy_pattern(rb"\b(?:multiple|dict|update)\b")
# what stands before a name that is taken from something, or in quotes
_BEFORE_NAMES = (b".", b'"', b"'")
# what stands behind a name that gets a value
_GIVEN = lazy_pattern(rb"[ \t\f\\\r\n]*(?::?=(?!=)|:|,|\)|\])")
_BUILTINS = "builtins"
# what it was called in Python 2, and what every module has it as
_CALLED_BUILTINS = frozenset({b"__builtin__", b"__builtins__"})


class Reach(Struct, frozen=True, dict=True):
    """Where a function, class or constant of a module may be meant. `importing`: files that import something of its
    name, or everything from somewhere; `modules`: what the modules that have it may be called. `is_builtin`: any file
    has it by its plain name."""

    symbols: SymbolMap
    word: bytes
    defining: frozenset[str]
    importing: frozenset[str]
    modules: frozenset[bytes]
    is_builtin: bool = False

    @cached_property
    def naming(self) -> frozenset[str]:
        """The files that hold one of the words that the modules may be called."""
        snapshot, words = self.symbols.snapshot, [name_of(word) for word in self.modules]
        look_for(snapshot, words)
        return frozenset(path for word in words for path in files_with(snapshot, word))

    def _is_naming(self, path: str) -> bool:
        """Whether a file is one of these; of few files it is asked without the words of all."""
        snapshot = self.symbols.snapshot
        if is_one_of_few(snapshot, path):
            return any(has_word(snapshot, path, name_of(word)) for word in self.modules)
        return path in self.naming

    def holds(self, path: str) -> bool:
        """Whether a file may hold a usage that is certain or likely."""
        if path in self.importing or path in self.defining or suffix_of(path) == "ipynb":
            return True
        if not self.is_builtin and not self._is_naming(path):
            return False
        data = ascii_bytes(self.symbols.snapshot.files[path])
        if self.is_builtin and any(data[at - 1 : at] != b"." for at in offsets(data, self.word)):
            return True
        return any(self._is_meant(path, data, at) for at in offsets(data, self.word))

    def misses(self, paths: Iterable[str]) -> bool:
        """Whether one of the Python files takes something of the name from what is none of the modules by its name."""
        files = self.symbols.snapshot.files
        return any(
            self._misses(ascii_bytes(files[path])) for path in paths if files[path].language == LANGUAGE
        )

    def _misses(self, data: bytes) -> bool:
        for at in offsets(data, self.word):
            before = data[max(at - _FAR, 0) : at].rstrip(_SPACE)
            if before[-1:] == b"." and not self.is_module(before[:-1].rstrip(_SPACE)):
                return True
        return False

    def _is_meant(self, path: str, data: bytes, at: int) -> bool:
        """Whether an occurrence stands behind one of the modules, or as an attribute may in quotes or as a keyword."""
        for end in ends_before(data, at):
            if data[end - 1 : end] in (b".", b":") and any(
                self.is_module(data[max(before - _FAR, 0) : before]) for before in ends_before(data, end - 1)
            ):
                return True
        if data[at - 1 : at] in (b'"', b"'"):
            return _TAKES_NAMES.search(data) is not None and self._is_at_hand(path, data)
        if _KEYWORD.match(data, at + len(self.word)):
            return _TAKES_KEYWORDS.search(data) is not None and self._is_at_hand(path, data)
        return False

    def _is_at_hand(self, path: str, data: bytes) -> bool:
        """Whether a file may have one of the modules by its name: it imports it, or everything from somewhere, gives it
        that name or takes it from something, or spells it in quotes. A word of a comment is none."""
        snapshot = self.symbols.snapshot
        if path in imported_names(snapshot, b"*"):
            return True
        return any(
            path in imported_names(snapshot, name)
            or any(
                data[at - 1 : at] in _BEFORE_NAMES or _GIVEN.match(data, at + len(name))
                for at in offsets(data, name)
            )
            for name in self.modules
            if name in data
        )

    def is_module(self, before: bytes) -> bool:
        """Whether the last name of some source may be one of the modules."""
        last = _LAST.search(before)
        return last is not None and last[0] in self.modules


def reach_of(symbols: SymbolMap, target: Target) -> Reach | None:
    """Where a target may be meant; None where anything may lead to it: to what a class has, above all."""
    memo: dict[Target, Reach | None] = symbols.snapshot.memo.setdefault("reach", {})
    if target not in memo:
        memo[target] = _reach_of(symbols, target)
    return memo[target]


def _reach_of(symbols: SymbolMap, target: Target) -> Reach | None:
    name = own_name(target)
    if target.kind not in ("function", "class", "constant") or not name.isascii():
        return None
    outside = [symbol for symbol in target.symbols if symbol.path is None]
    if owner_of(symbols, target):
        return None
    is_builtin = any(symbol.name.startswith(f"{_BUILTINS}.") for symbol in outside)
    look = Lookup(symbols)
    paths = {symbol.path for symbol in target.symbols if symbol.path is not None}
    paths |= {site.path for site in target.definitions}
    paths |= {other for path in paths if (other := twin(look, path)) is not None}
    called = {_module_word(path) for path in paths}
    called |= {part.encode() for each in spellings(target) for part in each.split(".")[-2:-1]}
    called |= _CALLED_BUILTINS if is_builtin else frozenset()
    modules = closed(called - {b""}, renamed(symbols.snapshot))
    importing = importing_target(look, target, paths)
    if target.kind != "constant" and gives_beside(symbols, (*paths, *importing), name):
        return None  # `Table.cut = cut`: objects of the class are asked for it
    modules = closed(modules | {_module_word(path) for path in importing}, renamed(symbols.snapshot))
    return Reach(symbols, name.encode(), frozenset(paths), frozenset(importing), modules, is_builtin)


def _module_word(path: str) -> bytes:
    return word_of(path).encode("utf-8", "surrogateescape")

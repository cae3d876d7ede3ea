"""What may lead to a target at all, told from bytes: so that a search for sure usages reads few files.

A check wants usages that are certain or likely. A common name (`url`, `filter`) stands in hundreds of files; in most of
them nothing leads to the target, and no evidence ever will.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Set
from functools import cached_property

from msgspec import Struct

from refactor_cli.data import Snapshot, Symbol, Target
from refactor_cli.find.aliases import own_name
from refactor_cli.find.member_words import ends_before, may_be_given, may_be_member
from refactor_cli.find.module_words import behind_modules
from refactor_cli.find.question import owner_of
from refactor_cli.find.texts import DOCUMENTS
from refactor_cli.find.texts.known import suffix_of
from refactor_cli.find.texts.templates import SUFFIXES
from refactor_cli.inference.filled_modules import fills_itself
from refactor_cli.inference.private_names import is_private, spelled_out
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.occurrences.import_words import (
    also_named,
    bound_inside,
    closed,
    imported_names,
    is_module_imported,
    renamed,
    renaming,
)
from refactor_cli.resolution import canonical, layout, module_value, twin
from refactor_cli.resolution.modules import word_of
from refactor_cli.resolution.standard_library import also_called
from refactor_cli.resolution.values import Lookup
from refactor_cli.standard_modules import STANDARD_MODULES
from refactor_cli.symbols import LANGUAGE, SymbolMap
from refactor_cli.words import ascii_bytes, offsets
from refactor_cli.words.files import (
    file_words,
    files_with,
    has_word,
    is_one_of_few,
    look_for,
    python_files_with,
)

_SPACE = b" \t\r\n\f\\"
_LAST = lazy_pattern(rb"[A-Za-z_\x80-\xff][\w\x80-\xff]*\Z")
_GOES_ON = lazy_pattern(rb"[.:][\w\x80-\xff]")
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
# stands for a module that is imported itself
_ITSELF = Symbol(None, "")
# with fewer files to look at, these are read instead of all that hold a name
FEW_FILES = 100


def named_in(snapshot: Snapshot, names: Iterable[str], paths: Set[str]) -> tuple[str, ...]:
    """Those of the dotted names whose last part, or any name that it is renamed to or from, stands in these files."""
    by_word = {name: name.rpartition(".")[2] for name in names}
    others = {word: also_named(snapshot, (word,)) for word in by_word.values()}
    for name, word in by_word.items():
        if is_private(word) and (owner := name.rpartition(".")[0]):
            others[word] = others[word] | {spelled_out(Symbol(None, owner), word).encode()}
    sought = {each for found in others.values() for each in found}
    if len(paths) > FEW_FILES:
        words = {word.decode("utf-8", "replace"): word for word in sought}
        look_for(snapshot, words)
        held = {
            word
            for name, word in words.items()
            if not name.isascii() or not paths.isdisjoint(files_with(snapshot, name))
        }
    else:
        held = sought & {word for path in paths for word in file_words(snapshot, path)}
    return tuple(
        name for name, word in by_word.items() if not word.isascii() or not others[word].isdisjoint(held)
    )


def within_reach(symbols: SymbolMap, targets: Iterable[Target], paths: Set[str]) -> list[Target]:
    """Those of the targets of which these files may hold a usage that is certain or likely. No other file is read."""
    found = list[Target]()
    for target in targets:
        if is_out_of_reach(symbols, target, paths):
            continue
        reach = reach_of(symbols, target)
        holds = may_hold(symbols, target, reach)
        is_open = reach is None or len(paths) > FEW_FILES or _is_renamed(symbols, target, paths, holds)
        is_open = is_open or bool(bound_inside(symbols.snapshot, own_name(target)))
        is_open = is_open or (reach is not None and reach.misses(paths))
        if is_open or any(map(holds, paths)):
            found.append(target)
    return found


def _is_renamed(symbols: SymbolMap, target: Target, paths: Set[str], holds: Callable[[str], bool]) -> bool:
    """Whether one of these files holds another name that may be given to the target, or to what has such a name, and a
    file gives it the first of them: one that may hold the target itself, as `holds` tells."""
    own = own_name(target).encode()
    others = closed((own,), renamed(symbols.snapshot)) - {own}
    if not any(has_word(symbols.snapshot, path, _text(name)) for name in others for path in paths):
        return False
    return any(map(holds, renaming(symbols.snapshot, own_name(target))))


def is_out_of_reach(symbols: SymbolMap, target: Target, only: Collection[str]) -> bool:
    """Whether no usage in the files of `only` can be more than possible: the target lies outside of the repository,
    nothing imports from its package, and no text has a dotted name that begins with it, or with its class."""
    if any(symbol.path is not None for symbol in target.symbols):
        return False
    names = _spellings(target)
    roots = {name.partition(".")[0] for name in names}
    tops = layout(symbols).tops
    if _BUILTINS in roots or any(root in tops or not root.isascii() for root in roots):
        return False
    if any(is_module_imported(symbols.snapshot, root) for root in roots):
        return False
    dotted = dict.fromkeys(roots, _GOES_ON)
    if target.kind in ("method", "attribute"):
        member = re.compile(rb"[.:]%b(?![\w\x80-\xff])" % re.escape(own_name(target).encode()))
        dotted |= {part: member for name in names for part in name.split(".")[-2:-1]}
    return not any(
        _goes_on(symbols, path, word, rest, rest is _GOES_ON)
        for word, rest in dotted.items()
        for path in _files_with(symbols, word, only)
        if not is_document(symbols, path)
    )


def _files_with(symbols: SymbolMap, word: str, only: Collection[str]) -> Iterable[str]:
    """Those of the files that hold a word. Where only few files matter, no other is read."""
    if len(only) > FEW_FILES:
        return (path for path in files_with(symbols.snapshot, word) if path in only)
    return (path for path in only if has_word(symbols.snapshot, path, word))


def is_document(symbols: SymbolMap, path: str) -> bool:
    """Whether nothing in a file is more than documentation, but for the tags of a template."""
    suffix = suffix_of(path)
    return symbols.snapshot.files[path].language != LANGUAGE and suffix != "ipynb" and suffix in DOCUMENTS


def _goes_on(symbols: SymbolMap, path: str, word: str, rest: re.Pattern[bytes], is_first: bool) -> bool:
    """Whether a word, as the first of a dotted name, is followed by something; in a notebook it may be imported."""
    if is_first and suffix_of(path) == "ipynb":
        return True
    data, size = ascii_bytes(symbols.snapshot.files[path]), len(word)
    found = (at for at in offsets(data, word.encode()) if rest.match(data, at + size))
    return any(not is_first or data[at - 1 : at] != b"." for at in found)


def _spellings(target: Target) -> set[str]:
    """The full names by which a target outside of the repository may be imported."""
    names = {target.name, target.dotted, *(symbol.name for symbol in target.symbols if symbol.path is None)}
    return names | {other for name in names for other in also_called(name)}


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
        snapshot, words = self.symbols.snapshot, [_text(word) for word in self.modules]
        look_for(snapshot, words)
        return frozenset(path for word in words for path in files_with(snapshot, word))

    def _is_naming(self, path: str) -> bool:
        """Whether a file is one of these; of few files it is asked without the words of all."""
        snapshot = self.symbols.snapshot
        if is_one_of_few(snapshot, path):
            return any(has_word(snapshot, path, _text(word)) for word in self.modules)
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


def enough_to_look_into(
    symbols: SymbolMap, target: Target, paths: Set[str] | None, holds: Callable[[str], bool]
) -> list[str] | None:
    """Those of few files that hold a target's name, in the snapshot's order, where nothing is wanted of any other, nor
    do others give the target a name that these hold; None where all files have to be looked into."""
    if paths is None or len(paths) > FEW_FILES or _is_renamed(symbols, target, paths, holds):
        return None
    found = [path for path in paths if has_word(symbols.snapshot, path, own_name(target))]
    return sorted(found, key=lambda path: path.encode("utf-8", "surrogateescape"))


def may_hold(symbols: SymbolMap, target: Target, reach: Reach | None) -> Callable[[str], bool]:
    """Which files may hold a usage that is certain or likely, and is more than documentation."""
    member = own_name(target).encode() if target.kind in ("method", "attribute") else b""
    foreign = _standard_modules(symbols) - {part.encode() for part in ".".join(_spellings(target)).split(".")}
    has_tags = target.kind in ("function", "class", "constant") and any(each.path for each in target.symbols)

    def holds(path: str) -> bool:
        if has_tags and symbols.snapshot.files[path].language != LANGUAGE and suffix_of(path) in SUFFIXES:
            return True  # a template names what it takes from a library without saying from where
        if member.isascii() and member and not _may_have(symbols, path, member, foreign):
            return False
        return not is_document(symbols, path) and (reach is None or reach.holds(path))

    return holds


def _may_have(symbols: SymbolMap, path: str, member: bytes, foreign: Set[bytes]) -> bool:
    """Whether a file may use what a class has: as an attribute, by a name that another file gives it, or because a
    class in it takes it from elsewhere. `foreign`: modules that have nothing to do with the class."""
    file = symbols.snapshot.files[path]
    if file.language != LANGUAGE:
        return True
    data = ascii_bytes(file)
    if may_be_member(data, member, behind_modules(data, foreign)):
        return True
    if not any(path in imported_names(symbols.snapshot, name) for name in (member, b"*")):
        return False
    return path in bound_inside(symbols.snapshot, _text(member)) or path in _taking_given(symbols, member)


def _standard_modules(symbols: SymbolMap) -> Set[bytes]:
    """The modules of Python's own library that bear no name of a module or folder of the repository, wherever it
    lies."""
    memo: dict[str, Set[bytes]] = symbols.snapshot.memo
    if "standard modules" not in memo:
        own = {each.rpartition("/")[2] for each in (*layout(symbols).files, *layout(symbols).folders)}
        memo["standard modules"] = frozenset(each.encode() for each in STANDARD_MODULES - own)
    return memo["standard modules"]


def _taking_given(symbols: SymbolMap, name: bytes) -> Set[str]:
    """The files that import a name, or everything, from a module that gives the name to something."""
    memo: dict[bytes, Set[str]] = symbols.snapshot.memo.setdefault("given names imported", {})
    if name not in memo:
        files, word = symbols.snapshot.files, _text(name)
        giving = {
            Symbol(path, "")
            for path in python_files_with(symbols.snapshot, word)
            if may_be_given(ascii_bytes(files[path]), name)
        }
        memo[name] = _taking(Lookup(symbols), word, giving)
    return memo[name]


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
    called |= {part.encode() for each in _spellings(target) for part in each.split(".")[-2:-1]}
    called |= _CALLED_BUILTINS if is_builtin else frozenset()
    modules = closed(called - {b""}, renamed(symbols.snapshot))
    importing = _importing(look, target, paths)
    modules = closed(modules | {_module_word(path) for path in importing}, renamed(symbols.snapshot))
    return Reach(symbols, name.encode(), frozenset(paths), frozenset(importing), modules, is_builtin)


def _importing(look: Lookup, target: Target, having: Set[str]) -> set[str]:
    """The files that import something of the target's name, or everything, from a module that may have the target: one
    of `having`, one that should have it, or one of these files; and those that import a module of that name."""
    name, spelled = own_name(target), _spellings(target)
    owners = (layout(look.symbols).find(each.rpartition(".")[0]) for each in spelled)
    giving = {_ITSELF, *(Symbol(path, "") for path in (*having, *filter(None, owners)))}
    giving |= {Symbol(None, each) for each in spelled}
    giving |= {Symbol(path, "") for path in _handing_on(look.symbols, having)}
    if having:
        return _taking(look, name, giving)
    return _taking(look, name, giving - {_ITSELF}, _importing_whole(look, spelled))


def _importing_whole(look: Lookup, spelled: Iterable[str]) -> Iterator[str]:
    """The files that import one of these full names itself, which name what it is in as well: `import numpy.math`, and
    not `import math`."""
    for name in spelled:
        owner, _, word = name.rpartition(".")
        paths = set(_by_module(look, word).get(_ITSELF, ()))
        if owner:
            paths &= {*_by_module(look, owner.rpartition(".")[2]).get(_ITSELF, ())}
        yield from paths


def _handing_on(symbols: SymbolMap, having: Set[str]) -> Iterable[str]:
    """The modules that may give what modules beside or below them define, when they are asked for it."""
    folders = {path[:at] for path in having for at in range(len(path)) if path[at] == "/"} | {""}
    memo = symbols.snapshot.memo
    if "modules of folders" not in memo:
        memo["modules of folders"] = _by_folder(layout(symbols).files.values())
    known: dict[str, list[str]] = memo["modules of folders"]
    return (path for folder in folders for path in known.get(folder, ()) if fills_itself(symbols, path))


def _by_folder(paths: Iterable[str]) -> dict[str, list[str]]:
    found = dict[str, list[str]]()
    for path in paths:
        found.setdefault(path.rpartition("/")[0], []).append(path)
    return found


def _taking(look: Lookup, name: str, giving: Set[Symbol], also: Iterable[str] = ()) -> set[str]:
    """The files that import a name, or everything, from one of these modules, or from another of these files; `also`:
    some that are among them."""
    everything = _by_module(look, "*")
    takes: dict[Symbol, list[str]] = {}
    for module, paths in _by_module(look, name).items():
        takes.setdefault(_source(module, name), []).extend(paths)
    for module in filter(_is_outside, everything):
        takes.setdefault(_source(module, name), []).extend(everything[module])
    found = set(also)
    waiting = [*giving, *(Symbol(path, "") for path in found)]
    while waiting:
        source = waiting.pop()
        whole = () if _is_outside(source) else everything.get(source, ())
        more = {*takes.get(source, ()), *whole} - found
        found |= more
        waiting += [Symbol(path, "") for path in more]
    return found


def _by_module(look: Lookup, name: str) -> dict[Symbol, list[str]]:
    """By what a name is imported from, the files that do so."""
    memo: dict[str, dict[Symbol, list[str]]] = look.symbols.snapshot.memo.setdefault("importing from", {})
    if name not in memo:
        found = memo[name] = {}
        for path, modules in imported_names(look.symbols.snapshot, name.encode()).items():
            for module in modules:
                source = _module(look, path, module.decode("utf-8", "replace"))
                found.setdefault(source, []).append(path)
    return memo[name]


def _module(look: Lookup, path: str, module: str) -> Symbol:
    """What the name of a module leads to in a file."""
    if not module:
        return _ITSELF
    memo: dict[tuple[str, str], Symbol] = look.symbols.snapshot.memo.setdefault("modules imported from", {})
    key = (path.rpartition("/")[0], module)  # all files of a folder see the same
    if key not in memo:
        memo[key] = module_value(look, path, module).symbol
    return memo[key]


def _source(module: Symbol, name: str) -> Symbol:
    """The module of the repository that a name is imported from; of one outside what is imported."""
    return Symbol(None, canonical(f"{module.name}.{name}")) if _is_outside(module) else module


def _is_outside(module: Symbol) -> bool:
    return module.path is None and module != _ITSELF


def _text(word: bytes) -> str:
    return word.decode("utf-8", "surrogateescape")


def _module_word(path: str) -> bytes:
    return word_of(path).encode("utf-8", "surrogateescape")

"""Classes whose objects run another class's methods, though no `class` statement says so: `type("Both", (Mixin, Shop),
{})`, and methods that are borrowed (`checkout = Shop.checkout`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from refactor_cli.data import Symbol
from refactor_cli.dotted import last_part
from refactor_cli.inference.likely_files import MAKES_CLASS, making_classes
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution import Lookup, definitions_of, evaluate_at, is_subclass, mro, scope_at
from refactor_cli.resolution.definitions import class_of_body
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with

# a name that more files hold is everybody's
_MOST_FILES = 60
_JOINED = MAKES_CLASS + rb"([\w., \t\r\n]{1,200}?[ \t\r\n,])(?:\w+\.)*%b\b"
# begins with a literal, as that is searched for much faster
_BORROWED = rb"%b\.([^\W\d]\w*)[ \t]*(?:#[^\n]*)?\r?$"
_BEFORE = lazy_pattern(rb"^[ \t]*(?:([^\W\d][\w.]*)\.)?[^\W\d]\w*[ \t]*=[ \t]*((?:[^\W\d]\w*\.)*)\Z")
# a method of the class that is called with something else than `self`, and the class where something is given
_RUN = rb"%b\.[^\W\d]\w*\((?![ \t\r\n]*self\b)"
_GIVEN = rb"[(,=][ \t\r\n]*(?:\w+\.)*%b[ \t\r\n]*[,)]"
# of these brackets it comes to nothing
_HARMLESS = lazy_pattern(rb"(?:^|[^\w.])(?:class[ \t]+\w+|isinstance|issubclass|super|except|import)[ \t]*\Z")
_WORD = lazy_pattern(rb"[\w\])][ \t]?\Z")
_LONGEST = 400


def lenders(symbols: SymbolMap, cls: Symbol) -> tuple[Symbol, ...]:
    """The classes of the repository that objects may have something from before a class, or instead of it, while they
    run its methods."""
    memo: dict[Symbol, tuple[Symbol, ...]] = symbols.snapshot.memo.setdefault("lenders", {})
    if cls not in memo:
        memo[cls] = ()  # while it is looked for
        found = dict.fromkeys((*_joined(symbols, cls), *_borrowing(symbols, cls)))
        memo[cls] = tuple(
            each for each in found if each.path is not None and not is_subclass(symbols, each, cls)
        )
    return memo[cls]


def is_handed_out(symbols: SymbolMap, cls: Symbol) -> bool:
    """Whether objects of other classes than its heirs may run the methods of a class: it is called with them
    (`Mixin.run(thing)`), or given to a function, which may make a class of it."""
    memo: dict[Symbol, bool] = symbols.snapshot.memo.setdefault("classes handed out", {})
    if cls not in memo:
        memo[cls] = any(True for _ in _texts(symbols, cls, _RUN)) or any(
            not _is_harmless(symbols.snapshot.files[path].text.utf8, found)
            for path, found in _texts(symbols, cls, _GIVEN)
        )
    return memo[cls]


def _is_harmless(utf8: bytes, found: re.Match[bytes]) -> bool:
    """Whether the brackets around are those of a class statement, an import, or a test."""
    depth = 0
    for place in range(found.start(), max(found.start() - _LONGEST, -1), -1):
        sign = utf8[place : place + 1]
        depth += (sign in b")]}") - (sign in b"([{")
        if depth < 0 and _WORD.search(utf8, max(place - 2, 0), place) is None:
            depth = 0  # a tuple: what it is given to stands further out
        elif depth < 0:
            return _HARMLESS.search(utf8, max(place - 100, 0), place) is not None
    return False


def _texts(
    symbols: SymbolMap, cls: Symbol, pattern: bytes, only: Set[str] | None = None
) -> Iterator[tuple[str, re.Match[bytes]]]:
    """Where a pattern with the name of a class in it is found. `only`: the files where it can be."""
    name = last_part(cls.name)
    paths = python_files_with(symbols.snapshot, name) if cls.path is not None and name else ()
    likely = [path for path in paths if only is None or path in only]
    if not likely or len(paths) > _MOST_FILES:
        return
    compiled = re.compile(pattern % re.escape(name.encode()), re.MULTILINE)
    for path in likely:
        for found in compiled.finditer(symbols.snapshot.files[path].text.utf8):
            yield path, found


def _joined(symbols: SymbolMap, cls: Symbol) -> Iterator[Symbol]:
    """What stands before a class among the bases of one that a call of `type` makes."""
    for path, found in _texts(symbols, cls, _JOINED, making_classes(symbols)):
        for text in found[1].decode("utf-8", "replace").split(","):
            for base in _classes(symbols, path, text.strip(), found.start()):
                yield from mro(symbols, base)


def _borrowing(symbols: SymbolMap, cls: Symbol) -> Iterator[Symbol]:
    """The classes that have a method of a class under a name of their own."""
    look = Lookup(symbols)
    for path, found in _texts(symbols, cls, _BORROWED):
        utf8, start = symbols.snapshot.files[path].text.utf8, found.start()
        before = _BEFORE.match(utf8[utf8.rfind(b"\n", 0, start) + 1 : start])
        method = Symbol(cls.path, f"{cls.name}.{found[1].decode('utf-8', 'replace')}")
        if before is None or not any(each.kind == "function" for each in definitions_of(look, method)):
            continue
        end = start + len(last_part(cls.name))
        lender = (before[2] + utf8[start:end]).decode("utf-8", "replace")
        if cls not in _classes(symbols, path, lender, start):
            continue
        file_map = symbols.map(path)
        if before[1] is not None:
            yield from _classes(symbols, path, before[1].decode("utf-8", "replace"), start)
        elif file_map is not None and (around := class_of_body(look, path, scope_at(file_map, start))):
            yield around


def _classes(symbols: SymbolMap, path: str, text: str, at: int) -> list[Symbol]:
    values = evaluate_at(Lookup(symbols), path, text, at).values if text else ()
    return [each.symbol for each in values if each.kind == "class" and each.type is None]

"""Calls of `getattr` with a computed name that may reach a member of a class, or a name of a module, and the same of
`globals()`: nobody can list what they find."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence, Set
from typing import NamedTuple

from refactor_cli.data import Symbol, Target
from refactor_cli.dotted import last_part
from refactor_cli.find.aliases import own_name
from refactor_cli.find.question import owner_of
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.occurrences.other_names import also_called
from refactor_cli.resolution import Lookup, Values, evaluate, is_subclass, layout, member, mro, scope_at
from refactor_cli.resolution.annotated import annotated_classes
from refactor_cli.resolution.given_modules import given_modules
from refactor_cli.symbols import SymbolMap
from refactor_cli.words import offsets
from refactor_cli.words.files import python_files_with

# the receiver, and the name as far as the comma or bracket after it; both as people write them on a line or two
_CALL = lazy_pattern(
    rb"getattr\([ \t\r\n]*([A-Za-z_][\w.]{0,100}(?:\(\))?)[ \t\r\n]*,[ \t\r\n]*([^,()\r\n]{1,200})"
)
# the same of the module that the code is in
_OWN = (
    lazy_pattern(
        rb"globals\(\)(?:\[|\.(?:get|__getitem__|pop)\()[ \t\r\n]*([^,\[\]\r\n]{1,200}?)[ \t]*(?:[,)]|\](?!\s*=(?!=)))"
    ),
    lazy_pattern(rb"getattr\([ \t\r\n]*sys\.modules\[__name__\][ \t\r\n]*,[ \t\r\n]*([^,()\r\n]{1,200})"),
)
_CONSTANT = lazy_pattern(rb"[rRuU]?(?:\"[^\"{}%]*\"|'[^'{}%]*')[ \t]*\Z")
# `"visit_" + name`, f"visit_{name}", "visit_%s" % name, "visit_{}".format(name)
_PREFIX = lazy_pattern(rb"[rRuUfF]{0,2}[\"']([^\"'{}%]*)")
_MOST_SHOWN = 3
# of a module that is known by more names than these, nothing is told by its names
_MOST_NAMES = 10


class Dispatch(NamedTuple):
    """A computed `getattr`: where, on what, and with what the name begins, "" when that is not known."""

    path: str
    offset: int
    receiver: str
    prefix: str


class Dispatches(NamedTuple):
    """Those that may reach a target: on its class or what is of the `family`; on objects of `unknown` type, where the
    beginning of the name says so; those beside a list that has the name `spelled`; and of what a module defines
    itself those on that `module`, and in it on its `own` names."""

    family: tuple[Dispatch, ...] = ()
    unknown: tuple[Dispatch, ...] = ()
    spelled: tuple[Dispatch, ...] = ()
    module: tuple[Dispatch, ...] = ()
    own: tuple[Dispatch, ...] = ()

    def named(self) -> tuple[Dispatch, ...]:
        """Those that get all of the name from elsewhere."""
        some = (*self.family, *self.spelled, *self.module, *self.own)
        return tuple(each for each in some if not each.prefix)

    def without(self, some: Set[Dispatch]) -> Dispatches:
        """All others."""
        return Dispatches(*(tuple(each for each in calls if each not in some) for calls in self))


def dispatches(symbols: SymbolMap, target: Target) -> Dispatches:
    """The computed `getattr` calls that may reach a target.

    Those on the target's class, its bases, and subclasses in files that name it; those on objects of unknown type,
    where the beginning of the name says that they may mean the target. And those on anything that may hand it on, in
    files that have the target's name in a list of strings, and name its module.
    """
    owner = owner_of(symbols, target)
    if owner is None:
        return _on_module(symbols, target)
    if owner.path is None:
        return Dispatches()
    certain, unknown, spelled = list[Dispatch](), list[Dispatch](), list[Dispatch]()
    reaching = [each for each in _calls(symbols) if own_name(target).startswith(each.prefix)]
    near = {cls.path for cls in mro(symbols, owner)} | {
        *python_files_with(symbols.snapshot, last_part(owner.name))
    }
    naming = _naming({each.path for each in reaching}, symbols, target, owner)
    symbols.load({each.path for each in reaching} & (near | naming))
    for each in reaching:
        cls = class_of(symbols, each) if each.path in near | naming else None
        if each.path in naming and each.receiver not in ("self", "cls") and _may_be(symbols, cls, owner):
            spelled.append(each)
            continue
        if each.path not in near and each.receiver in ("self", "cls"):
            continue  # a class that has nothing to do with the target's
        if cls is None:
            unknown += [each] if each.prefix else []
        elif is_subclass(symbols, cls, owner) or cls in mro(symbols, owner):
            certain.append(each)
    return Dispatches(tuple(certain), tuple(unknown), tuple(spelled))


def dispatch_warning(symbols: SymbolMap, target: Target, calls: Dispatches) -> str:
    """One line about these calls, "" when there is none. Those on objects of unknown type are told only beside some on
    the target's class or its family."""
    owner, name = owner_of(symbols, target), target.name
    of = f"on {owner.name if owner is not None else ''} or its family may reach {name}"
    told = [
        _told(symbols, some, what, how)
        for some, what, how in (
            ((*calls.family, *calls.unknown) if calls.family else (), of, "getattr call"),
            (calls.spelled, f'beside a list with "{own_name(target)}" may reach {name}', "getattr call"),
            (calls.module, f"on its module may reach {name}", "getattr call"),
            (calls.own, f"in its own module may reach {name}", "look-up"),
        )
        if some
    ]
    return "; ".join(told)


def _on_module(symbols: SymbolMap, target: Target) -> Dispatches:
    modules = {Symbol(each.path, "") for each in target.symbols if each.path and "." not in each.name}
    if not modules:
        return Dispatches()
    words = {last_part(name) for each in modules for name in layout(symbols).names(each.path or "")}
    near = {path for word in words for path in python_files_with(symbols.snapshot, word)}
    is_meant = _may_be_called(symbols, words, {each.path for each in modules if each.path})
    reaching = [
        each
        for each in _calls(symbols, near)
        if own_name(target).startswith(each.prefix) and is_meant(last_part(each.receiver))
    ]
    symbols.load({each.path for each in reaching})
    found = [
        each for each in reaching if modules & {value.symbol for value in values_of(symbols, each).values}
    ]
    own = [
        each
        for path in sorted({each.path for each in modules if each.path})
        for each in _of_own_module(symbols, path)
        if own_name(target).startswith(each.prefix)
    ]
    return Dispatches(module=tuple(found), own=tuple(own))


def _may_be_called(symbols: SymbolMap, words: Set[str], paths: Set[str]) -> Callable[[str], bool]:
    """Whether one of some modules may be known by a name: by a word of its own, by another name that a file gives to
    what is called so, or by one that it is given in `sys.modules`. (Most receivers are called like nothing that any
    file imports, and what these may be need not be asked.)"""
    given = (name for name, path in given_modules(Lookup(symbols)).items() if path in paths)
    every = {*words, *(last_part(name) for name in given)}
    called = also_called(
        symbols.snapshot, (each.encode("utf-8", "surrogateescape") for each in every), _MOST_NAMES
    )
    return lambda name: called is None or name.encode("utf-8", "surrogateescape") in called


def _of_own_module(symbols: SymbolMap, path: str) -> Iterator[Dispatch]:
    """The computed names that a file asks its own module for."""
    file = symbols.snapshot.files.get(path)
    utf8 = file.text.utf8 if file is not None else b""
    for pattern in _OWN:
        for found in pattern.finditer(utf8):
            if not _CONSTANT.match(found[1]) and not _is_comment(utf8, found.start()):
                yield Dispatch(path, found.start(), "", _prefix(found[1]))


def _prefix(name: bytes) -> str:
    found = _PREFIX.match(name)
    return found[1].decode("utf-8", "replace") if found is not None else ""


def _told(symbols: SymbolMap, calls: Sequence[Dispatch], what: str, how: str) -> str:
    files, count = symbols.snapshot.files, len(calls)
    places = [f"{each.path}:{files[each.path].text.position(each.offset)[0]}" for each in sorted(calls)]
    shown = ", ".join(places[:_MOST_SHOWN]) + (", …" if count > _MOST_SHOWN else "")
    return f"{count} computed {how}{'s' if count > 1 else ''} {what}: {shown}"


def _naming(paths: set[str], symbols: SymbolMap, target: Target, owner: Symbol) -> set[str]:
    """Those files that hold the target's name in a list of strings, and its module's or the package's around it."""
    word, gap = own_name(target).encode(), rb"[ \t\r\n]*"
    quoted, quotes = rb"[\"']%b[\"']" % re.escape(word), (b"'%b'" % word, b'"%b"' % word)
    # among strings, alone in brackets, or first in one of several tuples
    listed = (
        (b"[\"'],", gap, quoted),
        (quoted, gap, b",", gap, b"[\"']"),
        (rb"\[", gap, quoted, gap, rb",?\s{0,99}\]"),
    )
    tuples = (rb"[\[({,]", gap, rb"\(", gap, quoted, gap, b",")
    name = re.compile(b"|".join(b"".join(parts) for parts in (*listed, tuples)))
    modules = [module.split(".") for module in layout(symbols).names(owner.path or "")]
    near = {
        ".".join(parts[:end]).encode()
        for parts in modules
        for end in range(max(1, len(parts) - 2), len(parts) + 1)
    }
    files = symbols.snapshot.files
    return {
        path
        for path in paths.intersection(python_files_with(symbols.snapshot, own_name(target)))
        if any(each in (utf8 := files[path].text.utf8) for each in quotes)  # which is found much faster
        and any(module in utf8 for module in near)
        and name.search(utf8)
    }


def _may_be(symbols: SymbolMap, cls: Symbol | None, owner: Symbol) -> bool:
    """Whether an object is of the family, or not known, or hands its attributes on."""
    if cls is None or is_subclass(symbols, cls, owner) or cls in mro(symbols, owner):
        return True
    return bool(member(Lookup(symbols), cls, "__getattr__").values)


def _calls(symbols: SymbolMap, near: Set[str] | None = None) -> Iterator[Dispatch]:
    """All computed `getattr` calls of the repository's Python files, or of those in `near`, read from bytes: few files
    are parsed."""
    memo: dict[str, tuple[Dispatch, ...]] = symbols.snapshot.memo.setdefault("computed getattr", {})
    for path in python_files_with(symbols.snapshot, "getattr"):
        if near is None or path in near:
            if path not in memo:
                memo[path] = tuple(_read(symbols, path))
            yield from memo[path]


def _read(symbols: SymbolMap, path: str) -> Iterator[Dispatch]:
    utf8 = symbols.snapshot.files[path].text.utf8
    for start in offsets(utf8, b"getattr"):
        found = _CALL.match(utf8, start)
        if found is None:
            continue
        if _CONSTANT.match(found[2]) or _is_comment(utf8, found.start()):
            continue
        receiver = found[1].decode("utf-8", "replace")
        yield Dispatch(path, found.start(), receiver, _prefix(found[2]))


def _is_comment(utf8: bytes, offset: int) -> bool:
    return b"#" in utf8[utf8.rfind(b"\n", 0, offset) + 1 : offset]


def class_of(symbols: SymbolMap, each: Dispatch) -> Symbol | None:
    """The class whose instance the receiver is, None when that is not known."""
    values = values_of(symbols, each).values
    classes = {value.type or value.symbol for value in values if value.type or value.kind == "class"}
    if not classes:
        annotated = {*annotated_classes(Lookup(symbols), each.path, each.receiver, each.offset)}
        return annotated.pop() if len(annotated) == 1 else None
    return classes.pop() if len(classes) == 1 and len(values) == 1 else None


def values_of(symbols: SymbolMap, each: Dispatch) -> Values:
    """What the receiver may be, as far as names tell."""
    file_map = symbols.map(each.path)
    if file_map is None:
        return Values(frozenset(), False)
    scope = scope_at(file_map, each.offset)
    return evaluate(Lookup(symbols), each.path, scope, each.receiver, each.offset)

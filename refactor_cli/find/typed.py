"""Undecided usages, what a type server points at -> certain, likely, or ruled out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from refactor_cli.data import Binding, Certainty, FileMap, Symbol, Target, Usage
from refactor_cli.dotted import last_part
from refactor_cli.find.question import owner_of
from refactor_cli.inference.calling.decorators import is_property
from refactor_cli.inference.classes.stand_ins import may_be_double, stands_in
from refactor_cli.resolution import (
    ANY_CLASS,
    Lookup,
    definitions_of,
    mro,
    of_binding,
    qualified_name,
)
from refactor_cli.resolution.definitions import home
from refactor_cli.resolution.standard_library import are_strangers, as_written, canonical, lacks
from refactor_cli.symbols import SymbolMap
from refactor_cli.types import Answers, Checker, Place, Pointer

_ASKED_KINDS = frozenset({"call", "reference", "decorator", "base"})
_ALIASES = frozenset({"import", "from", "assign", "walrus"})

Says = Literal["yes", "moved", "no", "family", "constructor", "nothing"]
_CONSTRUCTORS = ("__init__", "__new__")
_SUPER = re.compile(rb"\bsuper\([^()]*\)\s*\.\s*\Z")


class Sought(NamedTuple):
    """A target and its usages so far, in any order."""

    target: Target
    usages: Sequence[Usage]


class Asked(NamedTuple):
    """The usages of each target in the order given, and what went wrong, one line each."""

    usages: list[list[Usage]]
    notes: tuple[str, ...]


def ask_types(symbols: SymbolMap, sought: Sequence[Sought], checkers: Sequence[Checker]) -> Asked:
    """Puts the usages that are only possible to each checker in turn, those of all targets in one batch."""
    found, notes = [list(each.usages) for each in sought], list[str]()
    for checker in checkers:
        places = sorted({place_of(u) for usages in found for u in usages if is_open(symbols, u)})
        if not places:
            break
        answers = checker.ask(symbols, places)
        notes += answers.notes
        for each, usages in zip(sought, found, strict=True):
            asked = _question(symbols, each.target, checker)
            usages[:] = [_answered(asked, usage, answers) for usage in usages]
    return Asked(found, tuple(notes))


def is_open(symbols: SymbolMap, usage: Usage) -> bool:
    """Whether a type server may know more of a usage: an attribute of an object that nothing is known of."""
    if usage.certainty != "possible" or usage.kind not in _ASKED_KINDS or "family" in usage.evidence:
        return False
    utf8 = symbols.snapshot.files[usage.path].text.utf8
    return utf8[max(usage.span.start - 200, 0) : usage.span.start].rstrip(b" \t\r\n\f\\").endswith(b".")


def place_of(usage: Usage) -> Place:
    """Where a usage's name stands."""
    return Place(usage.path, usage.span.start)


class _Question(Struct, frozen=True):
    symbols: SymbolMap
    target: Target
    owner: Symbol | None
    checker: Checker


def _question(symbols: SymbolMap, target: Target, checker: Checker) -> _Question:
    return _Question(symbols, target, owner_of(symbols, target), checker)


def _answered(asked: _Question, usage: Usage, answers: Answers) -> Usage:
    pointers = answers.pointers.get(place_of(usage))
    if not pointers or not is_open(asked.symbols, usage):
        return usage
    text = asked.symbols.snapshot.files[usage.path].text
    name = text.slice(usage.span.start, usage.span.end)
    answered = [(_says(asked, pointer, name, usage.kind == "call"), pointer) for pointer in pointers]
    says, also = {said for said, _ in answered}, ""
    if "no" in says and any(map(_may_be_any_class, pointers)) and not _is_of_super(text.utf8, usage):
        says = says - {"no"} | {"family"}
    if len(says) > 1:
        says.discard("constructor")  # it stands beside the class that was called
    server = answers.server
    certainty: Certainty
    decided_by = server
    if says == {"yes"}:
        file_map = asked.symbols.map(usage.path)
        is_damaged = file_map is not None and any(error.contains(usage.span) for error in file_map.errors)
        certainty = "likely" if is_damaged else "certain"
        evidence: tuple[str, ...] = (server, "syntax-error") if is_damaged else (server,)
    elif says & {"yes", "moved"}:
        certainty = "likely"
        evidence = (server, "re-export" if says == {"moved"} else "conditional")
        others = (_place(asked, pointer) for said, pointer in answered if said in ("no", "family"))
        also = min(others, default="") if asked.owner is not None else ""
    elif says == {"no"} and any(_may_be_double(asked, usage, pointer) for pointer in pointers):
        certainty, evidence, decided_by = "possible", (*usage.evidence, server, "family"), ""
    elif says == {"no"} and asked.checker.rules_out:
        certainty, evidence = "ruled_out", (server,)
    elif "family" in says:
        certainty, evidence, decided_by = "possible", (*usage.evidence, server, "family"), ""
    else:
        return usage
    return replace(usage, certainty=certainty, evidence=evidence, decided_by=decided_by, also=also)


def _may_be_any_class(pointer: Pointer) -> bool:
    """Whether a server found what every object has, or every class: it knows the receiver for nothing more special."""
    return pointer.path is None and pointer.qualname.rpartition(".")[0] in ("object", "type")


def _is_of_super(utf8: bytes, usage: Usage) -> bool:
    """Whether the name is asked of `super()`, by the bytes before it."""
    return _SUPER.search(utf8, max(usage.span.start - 200, 0), usage.span.start) is not None


def _may_be_double(asked: _Question, usage: Usage, pointer: Pointer) -> bool:
    """Whether the target's class may stand in for the one that a pointer finds, which an annotation names."""
    file_map = (
        asked.symbols.map(pointer.path) if pointer.path is not None and asked.owner is not None else None
    )
    for each in file_map.definitions if file_map is not None else ():
        if each.name_span.start == pointer.offset and asked.owner is not None:
            cls = _class_of(asked.symbols, Symbol(pointer.path, each.qualname))
            return cls is not None and may_be_double(asked.symbols, usage, asked.owner, cls)
    return False


def _place(asked: _Question, pointer: Pointer) -> str:
    file_map = asked.symbols.map(pointer.path) if pointer.path is not None else None
    if pointer.path is None or file_map is None:
        return f"{pointer.module}.{pointer.qualname}"
    names = (each.qualname for each in file_map.definitions if each.name_span.start == pointer.offset)
    line, _ = asked.symbols.snapshot.files[pointer.path].text.position(pointer.offset)
    return f"{next(names, 'another one')} ({pointer.path}:{line})"


def _says(asked: _Question, pointer: Pointer, name: str, is_call: bool) -> Says:
    """What one pointer says of the target, for a usage written as `name`."""
    if pointer.path is not None:
        return _inside(asked, pointer.path, pointer.offset, name, is_call)
    if pointer.module and pointer.qualname:
        return _outside(asked, pointer, name)
    return "nothing"


def _inside(asked: _Question, path: str, offset: int, name: str, is_call: bool) -> Says:
    wanted = asked.target.symbols
    look = Lookup(asked.symbols, asked.target.ends)
    file_map = asked.symbols.map(path)
    if file_map is None:
        return "nothing"
    for definition in file_map.definitions:
        if definition.name_span.start == offset:
            symbol = Symbol(home(look, path), definition.qualname)
            if symbol in wanted or _constructs(symbol, wanted):
                return "yes"
            if is_call and is_property(definition):
                return "nothing"  # what the property gives is called
            if definition.name == name:
                return _other(asked, symbol)
            return "constructor" if definition.name in _CONSTRUCTORS else "nothing"
    return _through(asked, look, path, file_map, offset)


def _constructs(symbol: Symbol, wanted: frozenset[Symbol]) -> bool:
    """Whether it is the constructor of a class that is wanted."""
    owner, _, name = symbol.name.rpartition(".")
    return name in _CONSTRUCTORS and Symbol(symbol.path, owner) in wanted


def _through(asked: _Question, look: Lookup, path: str, file_map: FileMap, offset: int) -> Says:
    """An alias or an import is followed; any other variable may hold anything."""
    binding = next((each for each in file_map.bindings if each.span.start == offset), None)
    if binding is None:
        return "nothing"
    own = Symbol(home(look, path), qualified_name(file_map, binding.scope, binding.name))
    if own in asked.target.symbols:
        return "yes"
    if binding.kind not in _ALIASES:
        return "nothing"
    return _aliased(asked, look, path, binding)


def _aliased(asked: _Question, look: Lookup, path: str, binding: Binding) -> Says:
    values = of_binding(look, path, binding)
    symbols = {value.symbol for value in values.values}
    if symbols & asked.target.symbols:
        return "yes" if symbols <= asked.target.symbols and values.complete else "moved"
    is_known = values.complete and all(value.kind in ("function", "class") for value in values.values)
    if not is_known or not symbols:
        return "nothing"
    said = {_other(asked, symbol) for symbol in symbols}
    return said.pop() if len(said) == 1 else "nothing"


def _other(asked: _Question, symbol: Symbol) -> Says:
    """What another definition of the name, in the repository, says."""
    owner = _class_of(asked.symbols, symbol)
    if owner is None or asked.owner is None:
        return "no"
    if stands_in(asked.symbols, owner, asked.owner, symbol):
        return "family"
    return _related(asked, owner, last_part(symbol.name))


def _class_of(symbols: SymbolMap, symbol: Symbol) -> Symbol | None:
    outer = Symbol(symbol.path, symbol.name.rpartition(".")[0])
    is_class = any(definition.kind == "class" for definition in definitions_of(Lookup(symbols), outer))
    return outer if is_class else None


def _outside(asked: _Question, pointer: Pointer, name: str) -> Says:
    """A definition outside the repository. Where the target is outside too, its public name need not be the
    module that defines it."""
    dotted = canonical(f"{as_written(pointer.module)}.{pointer.qualname}")
    symbol = Symbol(None, dotted)
    if symbol in asked.target.symbols or _constructs(symbol, asked.target.symbols):
        return "yes"
    for wanted in asked.target.symbols:
        if wanted.path is None and _is_same_elsewhere(wanted.name, pointer):
            return "moved"
    owner, _, own = pointer.qualname.rpartition(".")
    if not pointer.kind or own != name:
        return "constructor" if own in _CONSTRUCTORS else "nothing"
    if asked.owner is None:
        return "nothing" if any(each.path is None for each in asked.target.symbols) else "no"
    if not owner or owner.endswith("<locals>"):
        return "no"
    return _related(asked, Symbol(None, canonical(f"{pointer.module}.{owner}")), name)


def _is_same_elsewhere(wanted: str, pointer: Pointer) -> bool:
    """Whether `pkg.Class.method` may be what `pkg.module.Class.method` is."""
    before = wanted.removesuffix(f".{pointer.qualname}")
    if before == wanted:
        return False
    return f"{pointer.module}.".startswith(f"{before}.") or before.partition(".")[0] == pointer.module


def _related(asked: _Question, cls: Symbol, name: str) -> Says:
    """Whether a method of `cls` and the target may be called in each other's place: one overrides the other."""
    assert asked.owner is not None
    own, other = mro(asked.symbols, asked.owner), mro(asked.symbols, cls)
    if cls in own or asked.owner in other:
        return "family"
    if ANY_CLASS in own or ANY_CLASS in other:
        return "nothing"
    if cls.path is None and _may_derive(own, cls, name):
        return "nothing"
    if asked.owner.path is None and (cls.path is None or _may_derive(other, asked.owner, name)):
        return "nothing"
    return "no"


def _may_derive(order: Iterable[Symbol], base: Symbol, name: str) -> bool:
    """Whether a class with this order may have `base`, which is outside the repository, through others there."""
    outside = (each for each in order if each.path is None and not lacks(each.name, name))
    return any(not are_strangers(each.name, base.name) for each in outside)

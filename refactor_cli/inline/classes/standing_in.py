"""Classes whose objects are used in the place of the target's, without being of its family, and that have its method
but none of the new name: a rewritten call would fail on them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from refactor_cli.data import FileMap, Symbol, Target, Usage
from refactor_cli.dotted import last_part
from refactor_cli.inference.calling.given_for import is_given_for
from refactor_cli.inference.classes.stand_ins import satisfies
from refactor_cli.inline.classes.passed_for import passed_for
from refactor_cli.inline.classes.reached_instead import new_names
from refactor_cli.inline.classes.receivers import values_of
from refactor_cli.recipe.rules import Move, Rule
from refactor_cli.resolution import (
    Lookup,
    definitions_of,
    dotted_name,
    evaluate,
    is_subclass,
    member,
    mro,
    scope_at,
)
from refactor_cli.resolution.class_decorators import may_be_another
from refactor_cli.resolution.linearisation import ANY_CLASS
from refactor_cli.resolution.scopes import qualified_name
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with

_OWN = ("self", "cls", "super")
# `Priced.register(Order)`; https://docs.python.org/3/library/abc.html#abc.ABCMeta.register
_REGISTERED = re.compile(rb"([\w.]+)\s*\.\s*register\(\s*([\w.]+)\s*\)")


class StandIn(NamedTuple):
    """Such a class, for people. `is_exact`: it takes the place of the class itself (a decorator gives it back), so that
    what is made by its name is one as well."""

    place: str
    is_exact: bool
    cls: Symbol


def stand_ins(
    symbols: SymbolMap,
    target: Target,
    rules: Sequence[Rule],
    move: Move | None,
    renamed: Mapping[str, Set[str]],
) -> tuple[StandIn, ...]:
    """The stand-ins of the class of a method, or of one that overrides it and goes with it: what satisfies it as a
    protocol or implements it as an interface, what is registered with it, what its decorator makes of it, and what is
    given to parameters that are annotated with it. `renamed`: by other methods of the same run, the names that are
    asked in their place, which the recipe takes for granted of their classes."""
    in_classes = [each for each in target.symbols if each.path is not None and "." in each.name]
    if target.kind != "method" or not in_classes:
        return ()
    old = last_part(in_classes[0].name)
    owners = sorted({Symbol(each.path, each.name.rpartition(".")[0]) for each in in_classes}, key=str)
    names = sorted(new_names(target, rules, move) - {old})
    if not names:
        return ()
    return tuple(
        each
        for cls, each in _standing_in(symbols, owners, old, names)
        if not renamed.get(f"{dotted_name(symbols, cls)}.{old}", frozenset()) >= {*names}
    )


def called_on_stand_in(symbols: SymbolMap, usage: Usage, found: Sequence[StandIn]) -> str:
    """A class whose object a call may be made on, "" for none: a method's own `self` is of its class, and so is what
    is made there (`Cart(3).total()`), unless the name of the class is another's."""
    if any(each in usage.evidence for each in _OWN):
        return ""
    node = symbols.node(usage.path, usage.expression)
    before = node.child_by_field_name("object") if node is not None and node.type == "attribute" else None
    values = values_of(symbols, usage, before) if before is not None else frozenset()
    is_made = bool(values) and all(
        value.kind == "class" or (value.type is not None and value.exact) for value in values
    )
    left = [each for each in found if each.is_exact or not is_made]
    passed = passed_for(symbols, usage, before) if left else None
    if passed is not None:
        left = [each for each in left if any(is_subclass(symbols, cls, each.cls) for cls in passed)]
    return left[0].place if left else ""


def _standing_in(
    symbols: SymbolMap, owners: Sequence[Symbol], old: str, names: Sequence[str]
) -> Iterator[tuple[Symbol, StandIn]]:
    for cls, line in (*_having(symbols, old), *_handing_on(symbols, old, names)):
        if any(_are_related(symbols, cls, owner) for owner in owners):
            continue
        lacking = next((each for each in names if _lacks(symbols, cls, each)), "")
        for owner in owners if lacking else ():
            is_exact = _is_made_by_decorator(symbols, cls, owner)
            if is_exact or _is_used_as(symbols, cls, owner, frozenset(names)):
                name = last_part(cls.name)
                said = f"{name} ({cls.path}:{line}) stands in for {last_part(owner.name)}"
                yield cls, StandIn(f"{said}, and has no '{lacking}'", is_exact, cls)
                break


def _are_related(symbols: SymbolMap, cls: Symbol, owner: Symbol) -> bool:
    return is_subclass(symbols, cls, owner) or is_subclass(symbols, owner, cls)


def _is_used_as(symbols: SymbolMap, cls: Symbol, owner: Symbol, new: frozenset[str]) -> bool:
    return (
        satisfies(symbols, cls, owner, new)
        or _is_registered(symbols, cls, owner)
        or is_given_for(symbols, cls, owner)
    )


def _having(symbols: SymbolMap, name: str) -> Iterator[tuple[Symbol, int]]:
    """The classes of the repository that have a method or the like of a name, and the lines of these."""
    for path in python_files_with(symbols.snapshot, name):
        file_map = symbols.map(path)
        for binding in file_map.named.get(name, ()) if file_map is not None else ():
            if file_map is not None and file_map.scopes[binding.scope].kind == "class":
                cls = qualified_name(file_map, binding.scope, name).rpartition(".")[0]
                line = symbols.snapshot.files[path].text.position(binding.span.start)[0]
                yield Symbol(path, cls), line


def _handing_on(symbols: SymbolMap, old: str, names: Sequence[str]) -> Iterator[tuple[Symbol, int]]:
    """The classes that hand on what they are asked for, by lists of names: the file has the old one in quotes, and none
    of the new ones."""
    quoted = re.compile(rb"[\"']%b[\"']" % re.escape(old.encode()))
    new = re.compile(rb"[\"'](?:%b)[\"']" % b"|".join(re.escape(each.encode()) for each in names))
    beside = {*python_files_with(symbols.snapshot, old)}
    for cls, line in _having(symbols, "__getattr__"):
        utf8 = symbols.snapshot.files[cls.path or ""].text.utf8
        if cls.path in beside and quoted.search(utf8) and not new.search(utf8):
            yield cls, line


def _lacks(symbols: SymbolMap, cls: Symbol, name: str) -> bool:
    """Whether a class has nothing of a name, as far as its bases are known."""
    if ANY_CLASS in mro(symbols, cls):
        return False
    return not any(value.kind != "inherited" for value in member(Lookup(symbols), cls, name).values)


def _is_registered(symbols: SymbolMap, cls: Symbol, owner: Symbol) -> bool:
    look, bare = Lookup(symbols), last_part(cls.name)
    for each in definitions_of(look, cls):
        for name in each.decorators:
            before, _, last = name.rpartition(".")
            if last == "register" and _leads(
                look, cls.path or "", each.scope, before, each.outer.start, owner
            ):
                return True
    for path in python_files_with(symbols.snapshot, "register"):
        utf8, file_map = symbols.snapshot.files[path].text.utf8, symbols.map(path)
        for match in _REGISTERED.finditer(utf8) if file_map is not None and bare.encode() in utf8 else ():
            if _are_led(look, path, file_map, match, owner, cls):
                return True
    return False


def _are_led(
    look: Lookup, path: str, file_map: FileMap | None, match: re.Match[bytes], owner: Symbol, cls: Symbol
) -> bool:
    scope = scope_at(file_map, match.start()) if file_map is not None else 0
    first, second = match[1].decode("utf-8", "replace"), match[2].decode("utf-8", "replace")
    at = match.start()
    return _leads(look, path, scope, first, at, owner) and _leads(look, path, scope, second, at, cls)


def _leads(look: Lookup, path: str, scope: int, dotted: str, at: int, cls: Symbol) -> bool:
    return any(value.symbol == cls for value in evaluate(look, path, scope, dotted, at).values)


def _is_made_by_decorator(symbols: SymbolMap, cls: Symbol, owner: Symbol) -> bool:
    """Whether a decorator of the repository, which is not seen to give the class back, names `cls` in its body."""
    look = Lookup(symbols)
    if not may_be_another(look, owner):
        return False
    bare = re.compile(rb"\b%b\b" % re.escape(last_part(cls.name).encode()))
    for each in definitions_of(look, owner):
        for name in filter(None, each.decorators):
            for value in evaluate(look, owner.path or "", each.scope, name, each.outer.start).values:
                for found in definitions_of(look, value.symbol):
                    utf8 = symbols.snapshot.files[value.symbol.path or ""].text.utf8
                    if bare.search(utf8, found.span.start, found.span.end):
                        return True
    return False

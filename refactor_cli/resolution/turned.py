"""Objects that code turns into those of another class: `order.__class__ = PaidOrder`, or by `setattr`. Of an object of
which nothing is known, only relatives of that class are turned: a function that is given any would turn all.
https://docs.python.org/3/library/stdtypes.html#instance.__class__"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from refactor_cli.data import Symbol
from refactor_cli.resolution.annotated import annotated_classes
from refactor_cli.resolution.classes_given import Name, classes_given
from refactor_cli.resolution.names import evaluate, is_subclass, mro
from refactor_cli.resolution.scopes import scope_at
from refactor_cli.resolution.values import Lookup, Value
from refactor_cli.symbols import SymbolMap


class _Turned(NamedTuple):
    """The class of an object, and the one that it is given, each None where that is not known."""

    before: Symbol | None
    after: Symbol | None


def may_be_turned(look: Lookup, cls: Symbol, owner: Symbol) -> bool:
    """Whether objects of a class may become those of `owner`, or of a class that derives from it."""
    symbols = look.symbols
    return any(
        each.after is not None
        and is_subclass(symbols, each.after, owner)
        and _may_be(symbols, cls, each.before, each.after)
        for each in _turned(look)
    )


def may_become_any(look: Lookup, cls: Symbol) -> bool:
    """Whether objects of a class may get a class of which nothing is known: `order.__class__ = found[kind]`."""
    return any(
        each.after is None
        and (
            each.before is None
            or is_subclass(look.symbols, cls, each.before)
            or is_subclass(look.symbols, each.before, cls)
        )
        for each in _turned(look)
    )


def _may_be(symbols: SymbolMap, cls: Symbol, before: Symbol | None, after: Symbol) -> bool:
    if before is not None:
        return is_subclass(symbols, cls, before) or is_subclass(symbols, before, cls)
    bases = set(mro(symbols, after))
    if cls.path is None:  # of what is outside, only what its class derives from: all derive from object
        return cls in bases
    return not {each for each in bases if each.path is not None}.isdisjoint(mro(symbols, cls))


def is_turned_into(look: Lookup, owner: Symbol) -> bool:
    """Whether any object becomes one of `owner`, or of a class that derives from it."""
    return any(
        each.after is not None and is_subclass(look.symbols, each.after, owner) for each in _turned(look)
    )


def _turned(look: Lookup) -> tuple[_Turned, ...]:
    memo: dict[str, tuple[_Turned, ...]] = look.symbols.snapshot.memo
    key = "objects of other classes"
    if key not in memo:
        memo[key] = tuple(_read(look))
    return memo[key]


def _read(look: Lookup) -> Iterator[_Turned]:
    for path, given in classes_given(look.symbols):
        classes = [
            each.symbol
            for each in _values(look, path, given.cls)
            if each.kind == "class" and each.type is None
        ]
        before = {each.type for each in _values(look, path, given.of) if each.type is not None}
        for name in given.of if not before else ():
            before.update(annotated_classes(look, path, name.dotted, name.start))
        yield from (_Turned(each, cls) for cls in classes or (None,) for each in before or (None,))


def _values(look: Lookup, path: str, names: Sequence[Name]) -> Iterator[Value]:
    """What the names may stand for."""
    file_map = look.symbols.map(path) if names else None
    if file_map is not None:
        for name in names:
            scope = scope_at(file_map, name.start)
            yield from evaluate(look, path, scope, name.dotted, name.start).values

"""What another class has under the name of a target, for people: `Fake.old (tests/fakes.py:5)`."""

from __future__ import annotations

import collections.abc
from collections.abc import Iterable

from refactor_cli.data import Symbol
from refactor_cli.resolution.definitions import definitions_of
from refactor_cli.resolution.names import member
from refactor_cli.resolution.standard_library import lacks
from refactor_cli.resolution.values import Lookup
from refactor_cli.symbols import SymbolMap


def other_member(symbols: SymbolMap, cls: Symbol, name: str, wanted: frozenset[Symbol]) -> str:
    """The member `name` of a class, "" when that is one of `wanted`, or when the class is not known to have one."""
    if cls.path is None and (not cls.name or lacks(cls.name, name) or _is_without(cls.name, name)):
        return ""
    values = member(Lookup(symbols, wanted), cls, name)
    found = {value.symbol for value in values.values}
    if not found or found & wanted:
        return ""
    return place(symbols, min(found, key=lambda each: (each.path or "", each.name)))


def member_of_others(
    symbols: SymbolMap, classes: Iterable[Symbol], name: str, wanted: frozenset[Symbol]
) -> str:
    """The `other_member` of one of several classes, "" when none has one."""
    found = (other_member(symbols, cls, name, wanted) for cls in classes)
    return min(filter(None, found), default="")


def _is_without(dotted: str, name: str) -> bool:
    """Whether it is an abstract collection, which has nothing but what makes it one."""
    module, _, cls = dotted.rpartition(".")
    known = getattr(collections.abc, cls, None) if module in ("typing", "collections.abc") else None
    return known is not None and not hasattr(known, name)


def place(symbols: SymbolMap, symbol: Symbol) -> str:
    """A symbol and the line that defines it; a builtin without its module."""
    if symbol.path is None:
        return symbol.name.removeprefix("builtins.")
    offsets = [each.name_span.start for each in definitions_of(Lookup(symbols), symbol)]
    if not offsets:
        return f"{symbol.name} ({symbol.path})"
    line, _ = symbols.snapshot.files[symbol.path].text.position(offsets[0])
    return f"{symbol.name} ({symbol.path}:{line})"

"""Interfaces of zope.interface: a method that stands in one never runs, those of the classes that implement it do.
https://zopeinterface.readthedocs.io/en/latest/README.html#declaring-implemented-interfaces"""

from __future__ import annotations

import re
from collections.abc import Iterator

from refactor_cli.data import Definition, Symbol
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution import Lookup, definitions_of, evaluate, is_subclass, mro
from refactor_cli.symbols import SymbolMap

_INTERFACES = frozenset({"zope.interface.Interface", "zope.interface.interface.Interface"})
_GIVEN = rb"\(([^()]{0,2000})\)"
_DECORATOR = lazy_pattern(rb"@(?:[\w.]+\.)?implementer" + _GIVEN)
# as Python 2 had it
_IN_BODY = lazy_pattern(rb"^[ \t]+(?:[\w.]+\.)?implements" + _GIVEN, re.MULTILINE)
_AFTER = lazy_pattern(rb"\bclassImplements" + _GIVEN)


def is_interface(symbols: SymbolMap, cls: Symbol) -> bool:
    """Whether a class of the repository is an interface."""
    return any(each.path is None and each.name in _INTERFACES for each in mro(symbols, cls))


def implements(symbols: SymbolMap, cls: Symbol, interface: Symbol) -> bool:
    """Whether a class, or a base of it, says that it implements an interface, or one that derives from it."""
    return any(
        is_subclass(symbols, declared, interface)
        for each in mro(symbols, cls)
        if each.path is not None
        for declared in _declared(symbols, each)
    )


def _declared(symbols: SymbolMap, cls: Symbol) -> frozenset[Symbol]:
    memo: dict[Symbol, frozenset[Symbol]] = symbols.snapshot.memo.setdefault("implemented", {})
    if cls not in memo:
        memo[cls] = frozenset(_read(symbols, cls))
    return memo[cls]


def _read(symbols: SymbolMap, cls: Symbol) -> Iterator[Symbol]:
    path, look = cls.path or "", Lookup(symbols)
    utf8 = symbols.snapshot.files[path].text.utf8
    for definition in definitions_of(look, cls):
        for name in _names(utf8, definition):
            for value in evaluate(look, path, definition.scope, name, definition.span.start).values:
                if value.kind == "class":
                    yield value.symbol


def _names(utf8: bytes, definition: Definition) -> Iterator[str]:
    found = [each[1] for each in _DECORATOR.finditer(utf8, definition.outer.start, definition.span.start)]
    found += [each[1] for each in _IN_BODY.finditer(utf8, *definition.span)]
    for each in _AFTER.finditer(utf8, definition.span.end):
        first, _, rest = each[1].partition(b",")
        found += [rest] if first.strip() == definition.name.encode() else []
    for given in found:
        yield from (name for each in given.decode().split(",") if (name := each.strip()))

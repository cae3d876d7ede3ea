"""A name that nothing has -> the names that may have been meant."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping

from refactor_cli.data import Symbol
from refactor_cli.dotted import last_part
from refactor_cli.find.defined import defined_as
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.near_spellings import MUST_BE_MEANT, hint_naming, spelt_like
from refactor_cli.resolution import (
    Lookup,
    definitions_of,
    dotted_name,
    is_nowhere,
    layout,
    mro,
    resolve_absolute,
)
from refactor_cli.symbols import SymbolMap

SPELLINGS = "write it as pkg.mod.func, pkg.mod.Class.method or path/to/file.py:func"
MOST_NAMES = 5
_METACLASS = lazy_pattern(rb"metaclass|__init_subclass__")
_DEFINED = frozenset({"class", "function"})
# what a file gives a function
_GIVEN = rb"\b%b\.(\w+)[ \t]*=(?!=)"
_MOST_COMPARED = 5000  # difflib takes a tenth of a millisecond each


def nearest(symbols: SymbolMap, dotted: str) -> list[str]:
    """The names of the repository that are most like `dotted`: called so elsewhere, spelled alike in the same
    place, modules spelled alike."""
    owner, _, last = dotted.rpartition(".")
    defined = defined_as(symbols, last)
    found = [dotted_name(symbols, Symbol(path, name)) for path, _, name in defined[:MOST_NAMES]]
    beside = _names_below(symbols, owner) if owner else []
    found += alike(last, beside, ".")
    if not found and owner and any(each.symbol.path for each in resolve_absolute(symbols, owner).values):
        return [] if beside else [owner]
    if not found and not beside:
        found = spelt_like(owner or dotted, _modules(symbols)[:_MOST_COMPARED], MOST_NAMES, 0.7)
    return list(dict.fromkeys(found))[:MOST_NAMES]


def misspelt(symbols: SymbolMap, dotted: str, known: Container[str] = ()) -> list[str]:
    """For a name that its module or class of the repository surely does not have, the names there that are spelled so
    much like it that one must be meant, or its own in a module that is; none of those in `known`."""
    owner, _, last = dotted.rpartition(".")
    if not owner or not is_nowhere(symbols, dotted):
        return []
    beside = {last_part(each): each for each in _names_below(symbols, owner) if each not in known}
    if beside:
        return _meant(last, beside)
    modules = sorted({*_modules(symbols)})[:_MOST_COMPARED]
    near = spelt_like(owner, modules, MOST_NAMES, MUST_BE_MEANT)
    meant = [f"{module}.{last}" for module in near]
    return [each for each in meant if each not in known and not is_nowhere(symbols, each)]


def misspelt_member(symbols: SymbolMap, dotted: str, known: Container[str] = ()) -> list[str]:
    """The same of a name that objects of a class of the repository surely do not have: all its bases are known, and
    nothing gives it members in another way. Neither one that a class elsewhere has: it may be derived from it."""
    owner, _, last = dotted.rpartition(".")
    classes = [each.symbol for each in resolve_absolute(symbols, owner).values if each.kind == "class"]
    if not classes or not is_nowhere(symbols, dotted) or defined_as(symbols, last):
        return []
    look, beside = Lookup(symbols), dict[str, str]()
    for cls in (each for symbol in classes for each in mro(symbols, symbol) if each.path is not None):
        found = definitions_of(look, cls)
        if any(each.decorators for each in found) or _METACLASS.search(_source(symbols, cls)):
            return []
        beside |= {
            name: f"{owner}.{name}"
            for each in _names_below(symbols, dotted_name(symbols, cls))
            if f"{owner}.{(name := last_part(each))}" not in known
        }
    return _meant(last, beside)


def _meant(last: str, beside: Mapping[str, str]) -> list[str]:
    """The full names of those that are spelled so much like a last part that one must be meant; `beside`: by theirs."""
    return [beside[each] for each in spelt_like(last, beside, MOST_NAMES, MUST_BE_MEANT)]


def _modules(symbols: SymbolMap) -> list[str]:
    """The names of all modules, each file's first."""
    modules = layout(symbols)
    return [name for path in modules.files.values() for name in modules.names(path)[:1]]


def _source(symbols: SymbolMap, cls: Symbol) -> bytes:
    return symbols.snapshot.files[cls.path or ""].text.utf8


def alike(name: str, names: list[str], separator: str) -> list[str]:
    """The names whose last part is spelled like `name`."""
    by_last = {full.rpartition(separator)[2]: full for full in names[:_MOST_COMPARED]}
    return [by_last[last] for last in spelt_like(name, by_last, MOST_NAMES)]


def _names_below(symbols: SymbolMap, dotted: str) -> list[str]:
    found = list[str]()
    for value in resolve_absolute(symbols, dotted).values:
        file_map = symbols.map(value.symbol.path or "")
        if file_map is None:
            continue
        definitions = () if value.kind == "module" else definitions_of(Lookup(symbols), value.symbol)
        scopes = {0} if value.kind == "module" else {each.body for each in definitions}
        # the parameters and variables of a function are nobody's else
        kinds = _DEFINED if any(each.kind == "function" for each in definitions) else None
        found += [
            f"{dotted}.{b.name}"
            for b in file_map.bindings
            if b.scope in scopes and b.name != "*" and (kinds is None or b.kind in kinds)
        ]
        if kinds is not None:
            given = re.compile(_GIVEN % re.escape(last_part(value.symbol.name).encode()))
            source = symbols.snapshot.files[value.symbol.path or ""].data
            found += [f"{dotted}.{name.decode()}" for name in given.findall(source)]
    return found


def did_you_mean(names: list[str]) -> str:
    """The hint that lists some names, or where there are none, how targets are written."""
    return hint_naming(names[:MOST_NAMES], SPELLINGS)


def beside(symbols: SymbolMap, dotted: str) -> str:
    """The hint that lists what the module or class defines that is to have this name; where it defines nothing, or is
    none, how targets are written."""
    owner = dotted.rpartition(".")[0]
    names = dict.fromkeys(last_part(each) for each in (_names_below(symbols, owner) if owner else ()))
    if not names:
        return SPELLINGS
    return f"{owner} has {', '.join([*names][:MOST_NAMES])}{', …' if len(names) > MOST_NAMES else ''}"

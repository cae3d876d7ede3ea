"""Usages that were ruled out -> other names, outside of the repository, that may be names of the same thing."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from refactor_cli.data import Symbol, TargetUsages, Usage
from refactor_cli.resolution import resolve
from refactor_cli.standard_modules import STANDARD_MODULES
from refactor_cli.symbols import SymbolMap


class OtherName(NamedTuple):
    """`dotted`: as it is imported; `usages`: how many of those that were ruled out go by it."""

    dotted: str
    usages: int


def other_names(symbols: SymbolMap, result: TargetUsages) -> tuple[OtherName, ...]:
    """Names of the target in a package around its module, or in a module within it: packages hand on what their modules
    define, and which of them do is written where nobody looks. The most used first."""
    target = result.target
    if target.definitions or target.kind in ("method", "attribute", "module"):
        return ()
    homes = {each.name for each in target.symbols if each.path is None}
    if not homes or any(each.partition(".")[0] in STANDARD_MODULES for each in homes):
        return ()
    found = Counter[str]()
    for usage in result.ruled_out:
        for symbol in _symbols(symbols, usage) if "import" in usage.evidence else ():
            if symbol.path is None and any(_hands_on(symbol.name, home) for home in homes):
                found[symbol.name] += 1
    modules = {each for each in found if any(home.startswith(f"{each}.") for home in homes)}
    taken = _used_as_modules(symbols, modules)
    return tuple(OtherName(*each) for each in found.most_common() if each[0] not in taken)


def _used_as_modules(symbols: SymbolMap, names: set[str]) -> set[str]:
    """Of names that the target's own begins with, those that are modules here: something is imported from them, or they
    are imported as such (`numpy.random` of `numpy.random.random`)."""
    found = set[str]()
    for path, file in symbols.snapshot.files.items() if names else ():
        is_named = file.language == "python" and any(name.encode() in file.data for name in names)
        file_map = symbols.map(path) if is_named else None
        for each in file_map.imports if file_map is not None else ():
            if each.module in names and (each.kind != "from" or each.imported):
                found.add(each.module)
    return found


def _symbols(symbols: SymbolMap, usage: Usage) -> frozenset[Symbol]:
    file_map = symbols.map(usage.path)
    if file_map is None:
        return frozenset()
    source = symbols.snapshot.files[usage.path].text.slice(*usage.expression)
    if usage.kind == "import":
        # the name that is bound stands there, or behind `as`
        from_here = [each for each in file_map.bindings if each.span.start >= usage.span.start]
        bound = min(from_here, key=lambda each: each.span.start, default=None)
        is_it = bound is not None and bound.kind == "from" and bound.imported == source
        return frozenset((Symbol(None, f"{bound.module}.{source}"),) if bound is not None and is_it else ())
    if not all(part.isidentifier() for part in source.split(".")):
        return frozenset()
    return resolve(symbols, usage.path, usage.scope, source, usage.span.start).symbols


def _hands_on(one: str, other: str) -> bool:
    """Whether two names differ in nothing but how far down their module lies in one package."""
    (first, _, name), (second, _, last) = one.rpartition("."), other.rpartition(".")
    return name == last and (first.startswith(f"{second}.") or second.startswith(f"{first}."))

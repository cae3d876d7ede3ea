"""A method and everything that overrides it: they bear one name, and are renamed together."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from refactor_cli.data import Symbol, Target, TargetUsages, Usage
from refactor_cli.resolution import Lookup, definitions_of
from refactor_cli.site_change import SiteChange
from refactor_cli.symbols import SymbolMap


def family(symbols: SymbolMap, result: TargetUsages) -> Target:
    """The target, standing for its overrides as well; the same target when it has none.

    An override that is no method (`old = None` in a subclass) is none of the family: it stays a usage.
    """
    overrides = set[Symbol]()
    for usage in result.usages:
        file_map = symbols.map(usage.path) if _overrides(usage) else None
        for definition in file_map.definitions if file_map is not None else ():
            if definition.name_span == usage.span:
                symbol = Symbol(_source(symbols, usage.path), definition.qualname)
                if definitions_of(Lookup(symbols), symbol):
                    overrides.add(symbol)
    return replace(result.target, symbols=result.target.symbols | overrides)


def of_family(result: TargetUsages, changes: Iterable[SiteChange]) -> tuple[Usage, ...]:
    """The overrides among a target's own usages whose names these changes write."""
    spans = {(change.edit.path, change.edit.span) for change in changes}
    return tuple(usage for usage in result.usages if _overrides(usage) and (usage.path, usage.span) in spans)


def _overrides(usage: Usage) -> bool:
    return usage.kind == "override" and usage.certainty != "possible"


def _source(symbols: SymbolMap, path: str) -> str:
    """The `.py` beside a `.pyi`, where there is one."""
    plain = path.removesuffix("i")
    return plain if path.endswith(".pyi") and plain in symbols.snapshot.files else path

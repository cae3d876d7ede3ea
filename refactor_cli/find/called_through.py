"""What `partial`, `lru_cache` or `classmethod` make of a target, under a name -> the calls of that name, as usages."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from refactor_cli.data import SURE, Symbol, Target, Usage
from refactor_cli.resolution import dotted_name
from refactor_cli.resolution.made_from import CALLED_THROUGH, made_from
from refactor_cli.symbols import SymbolMap


def with_called_through(
    symbols: SymbolMap, target: Target, found: Iterable[Usage], search: Callable[[Target], Iterable[Usage]]
) -> list[Usage]:
    """The usages with those calls among them: they call the target with arguments of their own. `search` finds the
    usages of such a name, which may be made something else of in its turn."""
    usages = {(each.path, each.span): each for each in found}
    waiting, seen = [each for each in usages.values() if each.certainty in SURE], {*target.symbols}
    if target.kind not in ("function", "method", "class"):
        return [*usages.values()]
    while waiting:
        made = made_from(symbols, waiting.pop())
        if made is None or made.symbol in seen:
            continue
        seen.add(made.symbol)
        for each in search(_named(symbols, target, made.symbol)):
            place = (each.path, each.span)
            if each.certainty not in SURE or (place in usages and usages[place].certainty in SURE):
                continue
            if each.kind == "call":
                evidence = (CALLED_THROUGH, *each.evidence)
                usages[place] = replace(each, certainty="likely", evidence=evidence)
            waiting.append(each)
    return sorted(usages.values(), key=lambda each: (each.path, each.span))


def _named(symbols: SymbolMap, target: Target, variable: Symbol) -> Target:
    return Target(target.name, dotted_name(symbols, variable), "function", frozenset((variable,)))

"""What `partial`, `lru_cache` or `classmethod` make of a target, under a name -> the calls of that name, as usages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from refactor_cli.data import SURE, Symbol, Target, Usage
from refactor_cli.find.question import Judgement, question
from refactor_cli.find.sites import site
from refactor_cli.occurrences.reading import occurrences_in
from refactor_cli.resolution import Lookup, dotted_name, scope_at
from refactor_cli.resolution.definitions import definition_of_body
from refactor_cli.resolution.made_from import CALLED_THROUGH, Made, made_from
from refactor_cli.resolution.scopes import class_around
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
        named = _named(symbols, target, made.symbol)
        for each in search(named) if not made.on else _on_object(symbols, named, made):
            place = (each.path, each.span)
            if each.certainty not in SURE or (place in usages and usages[place].certainty in SURE):
                continue
            if _is_something_else(symbols, each, made.name):
                continue
            if each.kind == "call":
                evidence = (CALLED_THROUGH, *each.evidence)
                usages[place] = replace(each, certainty="likely", evidence=evidence)
            waiting.append(each)
    return sorted(usages.values(), key=lambda each: (each.path, each.span))


def _is_something_else(symbols: SymbolMap, usage: Usage, name: str) -> bool:
    """Whether the name holds what it was given later: `send = partial(old, 1)`, and then `send = print`."""
    written = symbols.snapshot.files[usage.path].text.slice(*usage.span)
    return usage.evidence[:1] == ("alias",) and written == name


def _on_object(symbols: SymbolMap, target: Target, made: Made) -> Iterator[Usage]:
    """The calls of an attribute that methods of its own class ask their object for."""
    path = made.symbol.path or ""
    file_map = symbols.map(path)
    if file_map is None:
        return
    asked, look = question(symbols, target, path, file_map), Lookup(symbols)
    owner = made.symbol.name.rpartition(".")[0]
    for each in occurrences_in(symbols, path, made.name):
        if each.place != "attribute" or each.role != "call" or each.receiver != made.on:
            continue
        cls = class_around(file_map, scope_at(file_map, each.span.start))
        around = definition_of_body(look, path, cls)
        if around is not None and around.qualname == owner:
            yield site(asked, each, Judgement("call", "likely", ("self",)))


def _named(symbols: SymbolMap, target: Target, variable: Symbol) -> Target:
    return Target(target.name, dotted_name(symbols, variable), "function", frozenset((variable,)))

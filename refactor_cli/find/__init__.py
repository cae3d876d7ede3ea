"""SymbolMap, Targets -> Usages: every usage of each target, with the evidence for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from refactor_cli.data import Span, Target, TargetUsages, Usage, Usages
from refactor_cli.find.aliases import candidates, own_name
from refactor_cli.find.dispatch import dispatch_warning
from refactor_cli.find.judging import judge, question
from refactor_cli.find.numbering import numbered
from refactor_cli.find.reading import load_occurrences, occurrences_in
from refactor_cli.find.sites import site
from refactor_cli.find.texts import prose_usages, text_usages
from refactor_cli.find.texts.known import load_code
from refactor_cli.find.words import look_for

if TYPE_CHECKING:
    from refactor_cli.cache import MapCache
    from refactor_cli.symbols import SymbolMap

__all__ = ["find"]


def find(
    symbols: SymbolMap,
    targets: Sequence[Target],
    cache: MapCache | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Usages:
    """Finds every usage of each target.

    Names are looked for in all files' bytes; only files that hold one are read, and nothing is executed. What
    occurs where is kept in `cache` between runs. `progress` is told how many of a target's files are done, of how
    many.
    """
    results, touched = list[TargetUsages](), set[str]()
    taken = set[str]()
    look_for(symbols.snapshot, map(own_name, targets))
    for target in targets:
        found, paths = _usages(symbols, target, cache, progress)
        touched |= paths
        usages = numbered(found, target, taken)
        results.append(
            TargetUsages(
                target,
                tuple(usage for usage in usages if usage.certainty != "ruled_out"),
                tuple(usage for usage in usages if usage.certainty == "ruled_out"),
            )
        )
    warnings = (dispatch_warning(symbols, target) for target in targets)
    shown = tuple(dict.fromkeys(warning for warning in warnings if warning))
    return Usages(tuple(results), len(symbols.snapshot.files), len(touched), shown)


def _usages(
    symbols: SymbolMap, target: Target, cache: MapCache | None, progress: Callable[[int, int], None] | None
) -> tuple[list[Usage], set[str]]:
    """The usages of a target with no ids yet, by path and position, and the paths that were looked at."""
    places = candidates(symbols, target, cache)
    if cache is not None:
        load_occurrences(symbols, places.names, cache)
        load_code(symbols, places.others, cache)
    found = list[Usage]()
    paths = sorted({*places.names, *places.others})
    for done, path in enumerate(paths):
        if progress is not None:
            progress(done, len(paths))
        names = places.names.get(path)
        here = _in_python(symbols, target, path, names) if names else text_usages(symbols, target, path)
        found += sorted(here, key=lambda usage: usage.span)
    return found, set(paths)


def _in_python(symbols: SymbolMap, target: Target, path: str, names: tuple[str, ...]) -> list[Usage]:
    file_map = symbols.map(path)
    if file_map is None:
        return []
    asked = question(symbols, target, path, file_map)
    own, found = own_name(target), dict[Span, Usage]()
    for name in names:
        for occurrence in occurrences_in(symbols, path, name):
            if occurrence.place == "text":
                continue
            judgement = judge(asked, occurrence)
            # an alias is only of interest where it is one
            if judgement and (name == own or judgement.certainty in ("certain", "likely")):
                found[occurrence.span] = site(asked, occurrence, judgement)
    texts = [each for each in occurrences_in(symbols, path, own) if each.place == "text"]
    places = ((each.span, each.expression, each.context) for each in texts)
    return [*found.values(), *(prose_usages(symbols, target, path, places) if texts else ())]

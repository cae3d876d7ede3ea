"""Strings by which tests put something else in the place of what a target is asked of: `patch("app.report.datetime")`,
where app/report.py calls `datetime.utcnow()`. find does not list them, for nothing uses the target there; but where the
calls change, the test has to change with them, and an answer is the only one who can say how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Set
from typing import NamedTuple

from msgspec.structs import replace

from refactor_cli.data import (
    Definition,
    FileMap,
    Location,
    Outcome,
    Span,
    TargetUsages,
    Usage,
    Usages,
    usage_id,
)
from refactor_cli.inline.replaced_owners import Place, replaced_owners
from refactor_cli.resolution import scope_at
from refactor_cli.symbols import SymbolMap

KIND = "owner"
_TEST = "test"


class Owner(NamedTuple):
    """A string as it is `written`, the `name` of it that its module has (`datetime`), the calls that go by that, and
    the `uses`: what else of the target is named where the string is in force, on what it puts there as a rule."""

    usage: Usage
    written: str
    name: str
    calls: tuple[Usage, ...]
    uses: tuple[Usage, ...]


def with_owners(symbols: SymbolMap, usages: Usages) -> Usages:
    """The same, and these strings of each target, in path and position order."""
    results = []
    for result in usages.results:
        every = (*result.usages, *_owner_usages(symbols, result))
        results.append(replace(result, usages=tuple(sorted(every, key=lambda each: (each.path, each.span)))))
    return replace(usages, results=tuple(results))


def owners(symbols: SymbolMap, usages: Usages) -> Iterator[Owner]:
    """The strings among some usages, each with what it belongs to."""
    for result in usages.results:
        listed = {(each.path, each.expression): each for each in result.usages if each.kind == KIND}
        if not listed:
            continue
        for place, calls in replaced_owners(symbols, result.target, result.usages):
            if place.written is not None and (usage := listed.get((place.path, place.written))) is not None:
                written = symbols.snapshot.files[usage.path].text.slice(*usage.expression)
                uses = tuple(_uses(symbols, usage, result.usages))
                yield Owner(usage, written, place.name, tuple(calls), uses)


def settled_owners(outcomes: Iterable[Outcome]) -> Set[tuple[str, Span]]:
    """The files and places of the strings that change, or that somebody says need not."""
    return {
        (each.usage.path, each.usage.expression)
        for each in outcomes
        if each.usage.kind == KIND and each.outcome in ("rewritten", "kept")
    }


def _owner_usages(symbols: SymbolMap, result: TargetUsages) -> list[Usage]:
    counts, found = Counter[tuple[str, str, str]](), list[Usage]()
    places = {
        (place.path, place.written): place
        for place, _ in replaced_owners(symbols, result.target, result.usages)
        if place.written is not None
    }
    for (path, span), place in sorted(places.items()):
        file_map = symbols.map(path)
        assert file_map is not None
        found.append(_usage(symbols, file_map, result.target.name, place, span, counts))
    return found


def _usage(
    symbols: SymbolMap,
    file_map: FileMap,
    target: str,
    place: Place,
    span: Span,
    counts: Counter[tuple[str, str, str]],
) -> Usage:
    text = symbols.snapshot.files[place.path].text
    around = _in_force(file_map, span)
    enclosing, written = around.qualname if around is not None else "", text.slice(*span)
    key = (place.path, enclosing, written)
    counts[key] += 1
    line, column = text.position(span.start)
    last = max(written.rfind("."), written.rfind(":")) + 1
    return Usage(
        id=usage_id("\0".join((KIND, target, *key, str(counts[key])))),
        target=target,
        path=place.path,
        span=Span(span.end - len(written[last:].encode()), span.end),
        expression=span,
        call_span=None,
        location=Location(line, column + last, *text.position(span.end)),
        call=None,
        kind="owner",
        certainty="likely",
        evidence=(KIND,),
        enclosing=enclosing,
        text=text.line(line).strip(),
        scope=scope_at(file_map, span.start),
    )


def _uses(symbols: SymbolMap, owner: Usage, usages: Iterable[Usage]) -> Iterator[Usage]:
    """Usages that nothing proves, where a string is in force: `stand_in.utcnow.return_value = …`."""
    file_map = symbols.map(owner.path)
    around = _in_force(file_map, owner.expression) if file_map is not None else None
    if around is None:
        return
    for each in usages:
        is_named = each.kind != KIND and each.certainty != "certain"
        if is_named and each.path == owner.path and around.outer.contains(each.span):
            yield each


def _in_force(file_map: FileMap, span: Span) -> Definition | None:
    """The definition in which a string is in force that stands in it, or in a decorator of it: of what is no test
    itself, as `setUp`, the class around."""
    around = [each for each in file_map.definitions if each.outer.contains(span)]
    around.sort(key=lambda each: each.outer.end - each.outer.start)
    if not around:
        return None
    first, *more = around
    is_of_class = bool(more) and more[0].kind == "class"
    is_body = first.span.start <= span.start
    return more[0] if is_of_class and is_body and not first.name.startswith(_TEST) else first

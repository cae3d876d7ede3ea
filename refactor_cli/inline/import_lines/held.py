"""What usages that stay go through: imports and assignments that have to stay with them, in their files and others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from refactor_cli.data import SURE, Binding, Edit, Outcome, Usage
from refactor_cli.embedded_sources import with_embedded
from refactor_cli.inline.import_lines.following import named_by
from refactor_cli.inline.import_lines.imported import is_gone
from refactor_cli.inline.import_lines.values import Taken
from refactor_cli.inline.import_lines.whole_names import IN_THE_FILE
from refactor_cli.inline.test_doubles.patched import owners_of
from refactor_cli.ledger import is_member
from refactor_cli.resolution import Place, way_from, way_of, way_of_attribute, way_of_dotted
from refactor_cli.symbols import SymbolMap
from refactor_cli.text import DOTTED_NAME


class Held(NamedTuple):
    """`names`: imports that stay, by their file and the name that they bind; `assigned`: usages that stay, as they give
    a name by which others go, each with the reason."""

    names: frozenset[Taken] = frozenset()
    assigned: Mapping[Usage, str] = {}


def held(symbols: SymbolMap, outcomes: Sequence[Outcome], edits: Iterable[Edit]) -> Held:
    """What these edits change, and a certain or likely usage that stays leads through. `outcomes`: all there are."""
    replaced = {each.usage.target for each in outcomes if each.outcome == "rewritten"}
    left = [each.usage for each in outcomes if _stays(each)]
    by_path = dict[str, list[Edit]]()
    for edit in edits if left else ():
        by_path.setdefault(edit.path, []).append(edit)
    names = set(_imported(symbols, left, by_path))
    left = [usage for usage in left if usage.target in replaced and not is_member(usage.target, replaced)]
    targets = {usage.target for usage in left}
    imports, assigned = dict[Place, Taken](), dict[Place, list[Usage]]()
    known = dict[tuple[str, str], list[Binding]]()
    for outcome in outcomes if left else ():
        usage = outcome.usage
        if usage.target not in targets or symbols.map(usage.path) is None:
            continue
        if usage.kind == "import":
            binding = named_by(symbols, usage.path, usage)
            if binding is not None and is_gone(binding, by_path.get(usage.path, ())):
                imports[usage.path, binding.span.start] = usage.path, binding.name
        elif outcome.outcome == "rewritten" and not outcome.is_carried and usage.kind != "string":
            for binding in _assigning(symbols, usage, known):
                assigned.setdefault((usage.path, binding.span.start), []).append(usage)
    given = dict[Usage, str]()
    for usage in left if imports or assigned else ():
        for place in _way(symbols, usage):
            names |= {imports[place]} if place in imports else set()
            for each in assigned.get(place, ()):
                if each.target == usage.target:
                    given.setdefault(each, _why(usage, each))
    return Held(frozenset(names), given)


def _imported(
    symbols: SymbolMap, left: Iterable[Usage], edits: Mapping[str, Sequence[Edit]]
) -> Iterator[Taken]:
    """Imports that stay by themselves: of a module, any name does that a `from` takes from it."""
    for usage in left:
        file_map = symbols.map(usage.path) if usage.kind == "import" and usage.path in edits else None
        if file_map is None:
            continue
        named = named_by(symbols, usage.path, usage)
        beside = (each for each in file_map.imports if each.statement.contains(usage.span))
        here = (named,) if named is not None else tuple(beside)
        if all(is_gone(each, edits[usage.path]) for each in here):
            yield from ((usage.path, each.name) for each in here)


def _stays(outcome: Outcome) -> bool:
    usage = outcome.usage
    is_left = outcome.outcome in ("kept", "open") and usage.certainty in SURE and not usage.decided_by
    return is_left and usage.kind not in ("doc", "definition")


def _assigning(
    symbols: SymbolMap, usage: Usage, known: dict[tuple[str, str], list[Binding]]
) -> Iterator[Binding]:
    """The bindings that give a name the value that a usage is, or is asked of. `known`: those of a file that give one a
    value which a word stands in, once for all usages."""
    last = symbols.snapshot.files[usage.path].text.slice(*usage.span)
    if (usage.path, last) not in known:
        file_map = symbols.map(usage.path)
        every = file_map.mentioning(last) if file_map is not None else ()
        known[usage.path, last] = [each for each in every if each.value]
    for binding in known[usage.path, last]:
        if binding.span.end <= usage.span.start and usage.span.end <= binding.statement.end:
            yield binding


def _way(symbols: SymbolMap, usage: Usage) -> frozenset[Place]:
    """The bindings that a usage leads through to its target."""
    written = "".join(symbols.snapshot.files[usage.path].text.slice(*usage.expression).split())
    if usage.evidence[:1] == ("notebook",):
        return _way_of_cells(with_embedded(symbols), usage.path)
    if usage.kind == "import":
        binding = named_by(symbols, usage.path, usage)
        return way_from(symbols, usage.path, binding) if binding is not None else frozenset()
    if usage.kind == "string" and usage.evidence[:1] and usage.evidence[0] in IN_THE_FILE:
        return way_of(symbols, usage.path, 0, written, None) if DOTTED_NAME.match(written) else frozenset()
    if usage.kind == "string" and usage.evidence[:1] != ("annotation",):
        dotted = written.replace(":", ".")
        if "." in dotted:
            return way_of_dotted(symbols, dotted, usage.path) if DOTTED_NAME.match(dotted) else frozenset()
        owners = owners_of(symbols, usage).values
        ways = (way_of_attribute(symbols, each, written, usage.path) for each in owners)
        return frozenset(place for way in ways for place in way)
    return way_of(symbols, usage.path, usage.scope, written, usage.expression.start)


def _way_of_cells(symbols: SymbolMap, path: str) -> frozenset[Place]:
    """As `_way`, for all that a notebook imports."""
    file_map = symbols.map(path)
    ways = (way_from(symbols, path, each) for each in file_map.imports) if file_map is not None else ()
    return frozenset(place for way in ways for place in way)


def _why(usage: Usage, given: Usage) -> str:
    place = f"line {usage.location.line}"
    if usage.path != given.path:
        place = f"{usage.path}:{usage.location.line}"
    return f"{place} goes by the name that is given here, and stays"

"""Several definitions that one run renames to the same name, as a protocol's method beside that of a class which
satisfies it: a place that may mean one of them, and is the other's, has that name then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from refactor_cli.data import Outcome, Usages
from refactor_cli.dotted import last_part

_Place = tuple[str, int, int]


def without_alike(
    renamed: Mapping[str, str], usages: Usages, outcomes: Sequence[Outcome], name: str
) -> list[Outcome]:
    """The outcomes of a target but for possible usages that another one has. `renamed`: what is renamed, and to
    which dotted name."""
    mine = [each for each in outcomes if each.usage.target == name]
    bare = last_part(renamed.get(name, ""))
    others = {each for each, new in renamed.items() if each != name and last_part(new) == bare}
    if not others:
        return mine
    theirs = _definitions(usages, others)
    theirs |= {
        _place(each) for each in outcomes if each.outcome == "rewritten" and each.usage.target in others
    }
    return [each for each in mine if each.usage.certainty != "possible" or _place(each) not in theirs]


def _definitions(usages: Usages, names: Iterable[str]) -> set[_Place]:
    targets = (each.target for each in usages.results if each.target.name in names)
    return {(each.path, each.line, 0) for target in targets for each in target.definitions}


def _place(outcome: Outcome) -> _Place:
    """Columns are not known of definitions, which have their lines for themselves."""
    usage, location = outcome.usage, outcome.usage.location
    return usage.path, location.line, 0 if usage.kind == "override" else location.column

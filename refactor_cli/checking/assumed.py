"""What the recipes need of a project, against what its metadata says: uses that are not outdated yet, and what is taken
to be met where nothing is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from refactor_cli.recipe.requirements import floors_for, requirements, said_by, unknown, unmet
from refactor_cli.supported import Version

if TYPE_CHECKING:
    from refactor_cli.checking.findings import Finding
    from refactor_cli.data import Outcome, Snapshot
    from refactor_cli.recipe.whole import Recipe


def held_back(recipe: Recipe, symbol: str, snapshot: Snapshot, path: str) -> str | None:
    """Which file says that the project supports versions that nothing the recipes say about a symbol holds for: there
    it is not outdated yet. "" where none says it in so many words, None where the symbol is outdated."""
    floors, said = floors_for(snapshot, path), _said(recipe, symbol)
    if not said or not all(unmet(requires, floors) for requires in said):
        return None
    parts = (part.strip() for requires in said for part in (requires or "").split(","))
    lacking = next(part for part in parts if unmet(part, floors))
    return next((said_by(snapshot, path, name) for name, _ in requirements(lacking) or ()), "")


def assumed(recipe: Recipe, symbol: str, snapshot: Snapshot, outcome: Outcome) -> tuple[str, ...]:
    """What a finding asks of the project that its metadata says nothing about (`django>=4.2`): by the rule that
    rewrites the use, else by that of the symbol which asks least."""
    floors = floors_for(snapshot, outcome.usage.path)
    if outcome.outcome == "rewritten":
        return unknown(outcome.requires, floors)
    holding = (requires for requires in _said(recipe, symbol) if not unmet(requires, floors))
    return min((unknown(requires, floors) for requires in holding), key=len, default=())


def assumptions(findings: Iterable[Finding]) -> Iterator[str]:
    """A line for each package (Python too) of which the findings take a version for granted, and how to state it."""
    by_name: dict[str, Counter[tuple[Version, str]]] = {}
    for finding in findings:
        for part in finding.assumes:
            for name, lowest in requirements(part) or ():
                by_name.setdefault(name, Counter())[lowest, part] += 1
    for name, counts in sorted(by_name.items()):
        yield _line(name, counts)


def _said(recipe: Recipe, symbol: str) -> list[str | None]:
    rules = [each.requires for each in recipe.rules if each.symbol == symbol]
    return rules + [each.requires for each in recipe.moves if each.source == symbol]


def _line(name: str, counts: Counter[tuple[Version, str]]) -> str:
    """`counts`: how many findings take each version for granted."""
    lowest = {at: at[1].partition(">=")[2] for at in counts}
    first, *others = sorted(counts)
    rests = f"{_takes(counts[first])} it to be {lowest[first]} or newer"
    rests += "".join(f", {counts[each]} take{'s' * (counts[each] == 1)} {lowest[each]}" for each in others)
    highest = lowest[max(counts)]
    if name == "python":
        return (
            f"nothing says which Python the project supports: {rests}; say requires-python in pyproject.toml"
        )
    return (
        f"nothing says which {name} the project needs: {rests}; "
        f'say it under dependencies in pyproject.toml, as in "{name}>={highest}"'
    )


def _takes(count: int) -> str:
    return "1 finding takes" if count == 1 else f"{count} findings take"

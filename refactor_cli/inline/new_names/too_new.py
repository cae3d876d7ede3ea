"""Names in new code that are newer than what the project says it supports, as far as the shipped recipes know them."""

from __future__ import annotations

from collections.abc import Iterable

from refactor_cli.data import Outcome, Snapshot
from refactor_cli.inline.new_names.unresolved import named_with_lines
from refactor_cli.library import library_names, library_text, rules_for
from refactor_cli.recipe.read import read_recipe
from refactor_cli.recipe.requirements import Floors, floors_for, said_by, unmet
from refactor_cli.recipe.rules import Rule, references_of
from refactor_cli.recipe.whole import Recipe
from refactor_cli.symbols import SymbolMap

_UNMET = "the rule needs "


def too_new(recipe: Recipe, symbols: SymbolMap) -> tuple[str, ...]:
    """One warning for each such name that a user's rules bring, where these do not say themselves what they need; and
    for each rule that is as a shipped one, which does say it."""
    snapshot, found = symbols.snapshot, list[tuple[str, str, str]]()
    floors = floors_for(snapshot, "")
    says_itself = any(rule.requires for rule in recipe.rules) or any(move.requires for move in recipe.moves)
    if not floors or says_itself:
        return ()
    found += [
        (_place(recipe, line), dotted, requires)
        for dotted, line in named_with_lines(recipe)
        if (requires := _least_unmet(_of_name(dotted), floors))
    ]
    for rule in recipe.rules:
        if requires := _least_unmet(_of_alike(rule), floors):
            found.append((_place(recipe, rule.line), "the new code", requires))
    return tuple(
        f"{place}: {what} needs {requires}, and {said_by(snapshot, '', _name(requires))}: "
        "write what every version has that is supported, or raise that"
        for place, what, requires in dict.fromkeys(found)
    )


def floors_in_the_way(outcomes: Iterable[Outcome], symbols: SymbolMap) -> tuple[str, ...]:
    """One line for each version that keeps usages open: which file says that the project supports it."""
    found = dict[str, None]()
    for each in outcomes:
        reason = each.reason or ""
        if each.outcome == "open" and reason.startswith(_UNMET):
            name = _name(reason.removeprefix(_UNMET))
            if said := _said_by(symbols.snapshot, each.usage.path, name):
                found[f"usages are left open since {said}"] = None
    return tuple(found)


def _said_by(snapshot: Snapshot, path: str, name: str) -> str:
    """Which file is in the way of a version: one that speaks of it, or of a Python that has no such release."""
    return said_by(snapshot, path, name) or said_by(snapshot, path, "python")


def _of_name(symbol: str) -> tuple[str, ...]:
    """What the shipped recipes say that a name needs to which they move others: `python>=3.11` for `datetime.UTC`; ()
    where one of them says nothing, or none has it."""
    texts = ((name, library_text(name)) for name in library_names())
    recipes = (read_recipe(text, name) for name, text in texts if f'"{symbol}"' in text)
    return _all(move.requires for recipe in recipes for move in recipe.moves if move.target == symbol)


def _of_alike(rule: Rule) -> tuple[str, ...]:
    """The same of the new code of shipped rules for the same symbol, which names the same."""
    named = {each.dotted for each in references_of(rule.body)}
    recipes = (read_recipe(library_text(name), name) for name in rules_for(rule.symbol)) if named else ()
    return _all(
        other.requires
        for recipe in recipes
        for other in recipe.rules
        if other.symbol == rule.symbol and {each.dotted for each in references_of(other.body)} == named
    )


def _all(known: Iterable[str | None]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(known))
    return tuple(each for each in found if each) if all(found) else ()


def _least_unmet(known: tuple[str, ...], floors: Floors) -> str:
    """The first of several requirements, where the project meets none of them. One of a package that it says nothing of
    is another recipe's matter."""
    return known[0] if known and all(_name(each) in floors and unmet(each, floors) for each in known) else ""


def _name(requires: str) -> str:
    return requires.partition(">=")[0]


def _place(recipe: Recipe, line: int) -> str:
    return recipe.path if recipe.path == "--to" else f"{recipe.path}:{line}"

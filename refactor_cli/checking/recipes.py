"""The recipes of a project, put together into one: which symbols are replaced, and which recipe says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from refactor_cli.recipe.rules import Recipe


@dataclass(frozen=True)
class Rules:
    """`recipe`: all rules and moves; `named`: for each symbol the recipe that replaces it, as the project calls it.

    `sources`: the text of each recipe by that name, which the results depend on.
    """

    recipe: Recipe
    named: Mapping[str, str]
    sources: Mapping[str, str]


def together(recipes: Iterable[tuple[str, str, Recipe]]) -> Rules:
    """Name, source and recipe of each -> one. What an earlier recipe replaces, a later one says nothing about."""
    named, sources = dict[str, str](), dict[str, str]()
    rules, moves, likely, warnings = [], [], [], list[str]()
    for name, source, recipe in recipes:
        sources[name] = source
        mine = [symbol for symbol in recipe.symbols if symbol not in named]
        named |= dict.fromkeys(mine, name)
        rules += [rule for rule in recipe.rules if named[rule.symbol] == name]
        moves += [move for move in recipe.moves if named[move.source] == name]
        likely += [each for each in recipe.likely if named[each.symbol] == name]
        warnings += recipe.warnings
    recipe = Recipe(tuple(rules), tuple(moves), tuple(warnings), "check", "check", tuple(likely))
    return Rules(recipe, named, sources)

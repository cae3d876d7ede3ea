"""Names in a recipe's new code that the repository does not define."""

from __future__ import annotations

from refactor_cli.recipe.rules import Recipe, references_of
from refactor_cli.resolution import module_file, unresolved_name
from refactor_cli.symbols import SymbolMap


def unresolved(recipe: Recipe, symbols: SymbolMap, brought: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """One warning for each name whose module is the repository's, and does not have it. `brought`: names that it will
    have."""
    named = [(move.target, move.line) for move in recipe.moves]
    for rule in recipe.rules:
        named += [(each.dotted, each.line) for each in references_of(rule.body)]
    found = list[str]()
    for dotted, line in dict.fromkeys(named):
        if dotted not in brought and (module := unresolved_name(symbols, dotted)):
            place = f"{recipe.path}:{line}" if recipe.path != "--to" else "--to"
            found.append(
                f"{place}: '{dotted}' is not defined: {module_file(symbols, module)} does not have it"
            )
    return tuple(found)

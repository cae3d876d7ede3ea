"""Names in a recipe's new code that the repository does not define."""

from __future__ import annotations

from refactor_cli.data import Symbol
from refactor_cli.recipe.rules import Rule, references_of
from refactor_cli.recipe.whole import Recipe
from refactor_cli.resolution import (
    Lookup,
    definitions_of,
    is_nowhere,
    module_file,
    resolve_absolute,
    unresolved_name,
)
from refactor_cli.symbols import SymbolMap


def unresolved(recipe: Recipe, symbols: SymbolMap, brought: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """One warning for each name whose module is the repository's, and does not have it. `brought`: names that it will
    have."""
    named = [(move.target, move.line) for move in recipe.moves]
    for rule in recipe.rules:
        named += [(each.dotted, each.line) for each in references_of(rule.body)]
    lacking = [(dotted, line, unresolved_name(symbols, dotted)) for dotted, line in dict.fromkeys(named)]
    asked = [
        (each, rule.line) for rule in recipe.rules if _has_receiver(symbols, rule) for each in rule.members
    ]
    lacking += [
        (dotted, line, unresolved_name(symbols, dotted))
        for dotted, line in dict.fromkeys(asked)
        if is_nowhere(symbols, dotted)
    ]
    found = list[str]()
    for dotted, line, module in lacking:
        if dotted not in brought and module:
            place = f"{recipe.path}:{line}" if recipe.path != "--to" else "--to"
            words = f"'{dotted}' is not defined: {module_file(symbols, module)} does not have it"
            found.append(f"{place}: {words}{_renames(recipe, dotted)}")
    return tuple(dict.fromkeys(found))


def _renames(recipe: Recipe, dotted: str) -> str:
    """How the old definition comes by its new name, where `--to` gives it one beside the old."""
    owner = dotted.rpartition(".")[0]
    beside = any(dotted == each.target and owner == each.source.rpartition(".")[0] for each in recipe.moves)
    return (
        "; --definition rename gives the old definition this name" if beside and recipe.path == "--to" else ""
    )


def _has_receiver(symbols: SymbolMap, rule: Rule) -> bool:
    """Whether the rule is for a method that a class of the repository defines, and no static one."""
    owner, _, name = rule.symbol.rpartition(".")
    classes = [each.symbol for each in resolve_absolute(symbols, owner).values if each.kind == "class"]
    look = Lookup(symbols)
    defined = [
        each for cls in classes for each in definitions_of(look, Symbol(cls.path, f"{cls.name}.{name}"))
    ]
    return bool(defined) and not any(
        decorator.rpartition(".")[2] == "staticmethod" for each in defined for decorator in each.decorators
    )

"""Recipe -> what of it can never be carried out: rules behind others, branches that are decided before, chains."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from refactor_cli.recipe.rules import Body, Branch, Rule
from refactor_cli.recipe.whole import Recipe


def never_carried_out(recipe: Recipe) -> tuple[str, ...]:
    """One line for each, with the recipe's path and the line."""
    return (*_hidden_rules(recipe), *_dead_branches(recipe), *_chains(recipe))


def _hidden_rules(recipe: Recipe) -> Iterator[str]:
    for place, rule in enumerate(recipe.rules):
        before = (
            each for each in recipe.rules[:place] if each.symbol == rule.symbol and _takes_all(each, rule)
        )
        if (first := next(before, None)) is not None:
            yield f"{recipe.path}:{rule.line}: every call that this fits is rewritten by line {first.line} before"


def _takes_all(first: Rule, second: Rule) -> bool:
    """Whether the first of two rules fits wherever the second one does, as far as their headers say."""
    if first.transform or second.transform or isinstance(first.body, Branch):
        return False
    is_wider = set(first.given) <= set(second.given) and first.context in (None, second.context)
    is_wider = is_wider and first.where in ((), second.where)
    is_wider = is_wider and first.order in ("any", second.order)
    is_alike = first.requires in (None, second.requires) and first.awaited == second.awaited
    kinds = {each.kind for each in first.parameters}
    same = [(each.name, each.kind) for each in first.parameters] == [
        (each.name, each.kind) for each in second.parameters
    ]
    takes_any = {"var_positional", "var_keyword"} <= kinds and len(first.parameters) == 2 + len(first.given)
    return is_wider and is_alike and first.is_property == second.is_property and (same or takes_any)


def _dead_branches(recipe: Recipe) -> Iterator[str]:
    for rule in recipe.rules:
        for test in dict.fromkeys(_decided_before(rule.body, frozenset())):
            yield f"{recipe.path}:{rule.line}: 'if {test}' is decided already where it stands"


def _decided_before(body: Body, known: frozenset[str]) -> Iterator[str]:
    if not isinstance(body, Branch):
        return
    test = ast.unparse(body.test)
    if isinstance(body.test, ast.Constant) or test in known:
        yield test
    for each in (body.then, body.otherwise, body.undecided):
        if each is not None:
            yield from _decided_before(each, known | {test})


def _chains(recipe: Recipe) -> Iterator[str]:
    replaced = set(recipe.symbols)
    for move in recipe.moves:
        if move.target in replaced:
            yield f"{recipe.path}:{move.line}: '{move.target}' is replaced by this recipe itself"

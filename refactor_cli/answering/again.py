"""Rules, blocks -> the targets that they call again: these stay, and only a way of calling them is outdated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from refactor_cli.data import Answer, SiteBlock, Target, Usages
from refactor_cli.dotted import last_part
from refactor_cli.read import read
from refactor_cli.recipe.rules import keywords_in
from refactor_cli.recipe.whole import Recipe
from refactor_cli.symbols import SymbolMap
from refactor_cli.text import has_word
from refactor_cli.verify.called_again import said_again


def of_blocks(found: Mapping[str, frozenset[str]], blocks: Iterable[SiteBlock]) -> Set[str]:
    """What is found of these blocks."""
    return frozenset[str]().union(*(found.get(block.id, frozenset()) for block in blocks))


def called_again(recipe: Recipe, said: Set[str], usages: Usages) -> dict[str, frozenset[tuple[str, ...]]]:
    """The targets that rules call again, or blocks as it is `said`: they stay, and only a way of calling them is
    outdated. Of each, the keywords that a rule is limited to, and does not give again. (Of a function, `a.old()` is
    something else.)"""
    again = {rule.symbol for rule in recipe.rules if rule.names_itself}
    gone = [(rule.symbol, rule.given) for rule in recipe.rules if {*rule.given} - keywords_in(rule.body)]
    found = dict[str, frozenset[tuple[str, ...]]]()
    for target in (result.target for result in usages.results):
        names = {target.name, target.dotted}
        is_method = target.kind == "method" and any(
            rule.symbol in rule.members for rule in recipe.rules if rule.symbol in names
        )
        if again & names or is_method or target.name in said:
            found[target.name] = frozenset(given for symbol, given in gone if symbol in names)
    return found


def called_by_new_code(answers: Sequence[Sequence[Answer]], targets: Iterable[Target]) -> Set[str]:
    """The targets that new code of any round goes on to call, as it says."""
    read_of = (read(answer.text) for rounds in answers for answer in rounds)
    calling = [each.code for proposal in read_of for each in proposal.new if each.calls_again]
    names = {target.name: last_part(target.name) for target in targets}
    return {name for name, word in names.items() if any(has_word(code, word) for code in calling)}


def called_again_by(
    answers: Sequence[Sequence[Answer]], recipe: Recipe, usages: Usages, symbols: SymbolMap
) -> Set[str]:
    """The targets that rules, or blocks of any round, call again."""
    blocks = [each for rounds in answers for answer in rounds for each in read(answer.text).sites]
    said = of_blocks(said_again(symbols, blocks, usages.every), blocks)
    return called_again(recipe, said, usages).keys()

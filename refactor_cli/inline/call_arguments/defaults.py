"""The old defaults that `--to` writes into new calls, for what the old ones leave out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.inline.call_arguments.positions import has_other_default
from refactor_cli.inline.new_names.naming import callee_parameters
from refactor_cli.recipe.rules import Rule, calls_in, templates_of

if TYPE_CHECKING:
    from refactor_cli.symbols import SymbolMap


def other_defaults(symbols: SymbolMap, rule: Rule) -> Iterator[tuple[str, str]]:
    """The parameters for which the new function has no default, or another one, each with the old default."""
    old = {each.name: each for each in rule.parameters if each.name in rule.omitted}
    owner = rule.symbol.rpartition(".")[0]
    for call in (call for template in templates_of(rule.body) for call in calls_in(template.pieces)):
        new = callee_parameters(symbols, call.callee, owner, "")
        for argument in call.arguments if new is not None and rule.keeps_keywords else ():
            if argument.hole in old and has_other_default(old[argument.hole], argument, call, new or ()):
                yield argument.hole, old[argument.hole].default

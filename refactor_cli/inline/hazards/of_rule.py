"""A call in whose place a rule puts another one -> why that does something else there, "" where nothing is seen."""

from __future__ import annotations

from collections.abc import Callable

from refactor_cli.data import Target, Usage
from refactor_cli.inline.functions.coroutines import mismatch
from refactor_cli.inline.functions.result_kinds import other_result
from refactor_cli.inline.new_names.naming import callee_symbols
from refactor_cli.recipe.rules import Rule
from refactor_cli.symbols import SymbolMap

Hazard = Callable[[SymbolMap, Target, Usage, Rule], str]


def hazard_of_rule(symbols: SymbolMap, target: Target, usage: Usage, rule: Rule) -> str:
    """The first reason of the list."""
    return next(filter(None, (hazard(symbols, target, usage, rule) for hazard in HAZARDS)), "")


def _other_result(symbols: SymbolMap, target: Target, usage: Usage, rule: Rule) -> str:
    """The rule is nothing but a call, whose result is of another kind."""
    owner = target.dotted.rpartition(".")[0]
    called = [callee_symbols(symbols, each, owner, usage.path) for each in rule.callees]
    return next(filter(None, (other_result(symbols, target, usage, each) for each in called)), "")


# what is said first counts
HAZARDS: tuple[Hazard, ...] = (mismatch, _other_result)

"""What a recipe says of a target -> the usages that stay as they are, with the reasons, before any rule is tried."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from refactor_cli.call_parameters import definition_of
from refactor_cli.data import Symbol, TargetUsages, Usage
from refactor_cli.inline.classes.enumeration_values import compared_with_others
from refactor_cli.inline.classes.other_class import left_for_its_class, other_class
from refactor_cli.inline.functions.errors_apart import not_caught
from refactor_cli.inline.functions.injecting import injecting
from refactor_cli.inline.functions.named_otherwise import raised_bare
from refactor_cli.inline.functions.other_copies import other_copy
from refactor_cli.inline.functions.properties_set import put_otherwise
from refactor_cli.inline.functions.shared_state import shared_state
from refactor_cli.inline.functions.warnings_expected import not_warned, stops_warning
from refactor_cli.inline.import_lines.lacking import lacking
from refactor_cli.inline.test_doubles.put_in_place import Settled
from refactor_cli.inline.test_doubles.replaced_in_tests import replaced_in_tests
from refactor_cli.recipe.rules import Move, Rule
from refactor_cli.recipe.whole import Recipe
from refactor_cli.resolution import resolve_absolute
from refactor_cli.symbols import SymbolMap


class Replaced(NamedTuple):
    """A target and what a recipe says of it. `new`: what takes its place, as far as that is known; `members`: names of
    members of which the recipe says something itself, `beside`: those of a module that moves; `decided`: the ids of
    possible usages that count; `settled`: what is decided already of what tests replace."""

    symbols: SymbolMap
    recipe: Recipe
    result: TargetUsages
    rules: tuple[Rule, ...]
    move: Move | None
    new: frozenset[Symbol]
    members: frozenset[str]
    beside: frozenset[str]
    decided: frozenset[str]
    settled: Settled

    @property
    def is_property(self) -> bool:
        """Whether the rules say how it is read, not how it is called."""
        return bool(self.rules) and all(rule.is_property for rule in self.rules)

    @property
    def is_called_otherwise(self) -> bool:
        """Whether rules say how it is called."""
        return bool(self.rules) and not self.is_property

    @property
    def is_another_function(self) -> bool:
        """Whether another function of the repository is called instead of one."""
        target = self.result.target
        is_other = bool(self.new) and not self.new & target.symbols
        return is_other and bool(target.definitions) and target.kind == "function"

    @property
    def in_code(self) -> list[Usage]:
        """The usages that have the target do something."""
        return [each for each in self.result.usages if each.kind not in ("import", "definition", "doc")]

    @property
    def called(self) -> list[Usage]:
        """The usages that are calls."""
        return [each for each in self.result.usages if each.call_span is not None]


Hazard = Callable[[Replaced], Mapping[Usage, str]]


def left_by_hazards(asked: Replaced) -> dict[Usage, str]:
    """The usages of a target that stay as they are, each with the first reason of the list: not those in the definition
    of what takes its place, which is made of it and stays so."""
    found = dict[Usage, str]()
    for hazard in reversed(HAZARDS):
        found |= hazard(asked)
    made = definition_of(asked.symbols, asked.new) if found else None
    if made is None:
        return found
    path = next(iter(asked.new)).path
    return {
        usage: reason
        for usage, reason in found.items()
        if usage.path != path or not made.span.contains(usage.span)
    }


def _with_injected(asked: Replaced) -> dict[Usage, str]:
    """Calls that a decorator of the new function gives an argument of its own."""
    if asked.recipe.path != "--to" or not asked.rules:
        return {}
    reason = injecting(asked.symbols, asked.result.target, asked.rules)
    return dict.fromkeys(asked.called, reason) if reason else {}


def _raised_bare(asked: Replaced) -> dict[Usage, str]:
    return raised_bare(asked.symbols, asked.result, asked.new) if asked.move is not None else {}


def _put_otherwise(asked: Replaced) -> dict[Usage, str]:
    """Attributes that are given something, or deleted, where another property does not take that."""
    target = asked.result.target
    if not asked.new or asked.new & target.symbols or not target.definitions:
        return {}
    reason = put_otherwise(asked.symbols, asked.in_code, target.symbols, asked.new)
    return dict.fromkeys(asked.in_code, reason) if reason else {}


def _sharing(asked: Replaced) -> dict[Usage, str]:
    """Calls of a function that keeps something in its module."""
    if not asked.is_another_function:
        return {}
    said = frozenset(asked.recipe.symbols)
    reason = shared_state(asked.symbols, asked.result.target.symbols, asked.new, said)
    return dict.fromkeys(asked.in_code, reason) if reason else {}


def _of_a_copy(asked: Replaced) -> dict[Usage, str]:
    """Usages in files that have a copy of the target, or are run with one."""
    target = asked.result.target
    paths = dict.fromkeys(each.path for each in asked.in_code) if target.definitions else {}
    copies = {path: other_copy(asked.symbols, target, path) for path in paths}
    return {each: copies[each.path] for each in asked.in_code if copies.get(each.path)}


def _of_another_enumeration(asked: Replaced) -> dict[Usage, str]:
    """Members of an enumeration that are compared with what may be of the old one."""
    target = asked.result.target
    if not target.definitions or len(asked.new) != 1 or len(target.symbols) != 1:
        return {}
    (was,), (becomes,) = target.symbols, asked.new
    if "." not in becomes.name:
        return {}
    reasons = ((each, compared_with_others(asked.symbols, each, was, becomes)) for each in asked.in_code)
    return _known(reasons)


def _caught(asked: Replaced) -> dict[Usage, str]:
    """Calls within a `try` that is there for an error which the new function does not raise."""
    if not asked.is_another_function:
        return {}
    old, becoming = asked.result.target.symbols, _becoming(asked.symbols, asked.recipe)
    reasons = ((each, not_caught(asked.symbols, each, old, asked.new, becoming)) for each in asked.in_code)
    return _known(reasons)


def _warned(asked: Replaced) -> dict[Usage, str]:
    """Where a test asks for the warning that the old function gives."""
    target = asked.result.target
    if not asked.new or asked.new & target.symbols or target.kind not in ("function", "method"):
        return {}
    if not stops_warning(asked.symbols, target.symbols, asked.new):
        return {}
    return _known((each, not_warned(asked.symbols, each, asked.new)) for each in asked.in_code)


def _called_of_class(asked: Replaced) -> dict[Usage, str]:
    """Calls of a class whose objects would lack something."""
    if not asked.is_called_otherwise:
        return {}
    is_moved = asked.move is not None or any(rule.transform for rule in asked.rules)
    kept = (each for each in asked.settled.kept if each.target == asked.result.target.name)
    stay = () if is_moved else (*asked.result.usages, *kept)
    missed = other_class(asked.symbols, asked.result.target, asked.rules, said=asked.members, usages=stay)
    return left_for_its_class(asked.symbols, asked.called, asked.result.target, missed)


def _replaced_in_tests(asked: Replaced) -> dict[Usage, str]:
    if asked.move is not None or not asked.is_called_otherwise or all(rule.stays for rule in asked.rules):
        return {}
    return replaced_in_tests(asked.symbols, asked.result.target, asked.result.usages, asked.settled)


def _named_of_class(asked: Replaced) -> dict[Usage, str]:
    """All names of a class whose objects would lack something: what catches it goes with what raises it."""
    if asked.move is None:
        return {}
    missed = other_class(asked.symbols, asked.result.target, (), asked.move, asked.members)
    named = (each for each in asked.result.usages if each.kind != "import")
    return left_for_its_class(asked.symbols, named, asked.result.target, missed)


def _lacking(asked: Replaced) -> dict[Usage, str]:
    """Usages of a module that is asked there for what is not in the new place."""
    if asked.move is None:
        return {}
    usages = asked.result.usages
    sure = [each for each in usages if each.certainty != "possible" or each.id in asked.decided]
    return lacking(asked.symbols, sure, asked.move, asked.beside)


# what is said first counts
HAZARDS: tuple[Hazard, ...] = (
    _with_injected,
    _raised_bare,
    _put_otherwise,
    _sharing,
    _of_a_copy,
    _of_another_enumeration,
    _caught,
    _warned,
    _called_of_class,
    _replaced_in_tests,
    _named_of_class,
    _lacking,
)


def _known(reasons: Iterable[tuple[Usage, str]]) -> dict[Usage, str]:
    return {usage: reason for usage, reason in reasons if reason}


def _becoming(symbols: SymbolMap, recipe: Recipe) -> dict[Symbol, Symbol]:
    """The names that the recipe moves, by what they lead to."""
    found = dict[Symbol, Symbol]()
    for move in recipe.moves:
        old, new = (resolve_absolute(symbols, each).symbols for each in (move.source, move.target))
        if len(old) == len(new) == 1:
            found[next(iter(old))] = next(iter(new))
    return found

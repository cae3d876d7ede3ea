"""Recipe, TargetUsages -> the job of each usage: what the recipe says of it, and why it stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from refactor_cli.call_parameters import definition_of
from refactor_cli.data import SURE, Symbol, Target, TargetUsages, Usages
from refactor_cli.inline.classes.overriding import overriders_of
from refactor_cli.inline.classes.reached_instead import new_names, reached_instead
from refactor_cli.inline.classes.siblings import on_receiver
from refactor_cli.inline.classes.standing_in import stand_ins
from refactor_cli.inline.hazards.of_target import Replaced, left_by_hazards
from refactor_cli.inline.import_lines.lacking import apart, asked
from refactor_cli.inline.job import Job
from refactor_cli.inline.new_names.floors import floors_of
from refactor_cli.inline.new_names.naming import callee_symbols
from refactor_cli.inline.test_doubles.put_in_place import Settled
from refactor_cli.recipe.requirements import unmet
from refactor_cli.recipe.rules import Move, Rule
from refactor_cli.recipe.whole import Recipe
from refactor_cli.resolution import resolve_absolute
from refactor_cli.resolution.definitions import decorator_names
from refactor_cli.resolution.installed import is_module
from refactor_cli.resolution.standard_library import is_class
from refactor_cli.symbols import SymbolMap

_NO_NAMES = frozenset[str]()
_PROPERTIES = frozenset({"cached_property", "property"})


class Said(NamedTuple):
    """What is said of all targets. `named`: by module or class, the names of it that the recipe is about; `renamed`: by
    method, the names that are asked in its place; `decided`: the ids of possible usages that count; `settled`: what is
    decided already of what tests replace."""

    named: Mapping[str, frozenset[str]]
    renamed: Mapping[str, frozenset[str]]
    decided: frozenset[str]
    settled: Settled


def jobs_of(
    recipe: Recipe, usages: Usages, symbols: SymbolMap, decided: frozenset[str], settled: Settled
) -> Iterator[Job]:
    """What the recipe says about each usage, in the order of the usages."""
    said = Said(apart(recipe), _renamed(recipe, usages, symbols), decided, settled)
    for result in usages.results:
        yield from _of_target(recipe, result, symbols, said)


def _of_target(recipe: Recipe, result: TargetUsages, symbols: SymbolMap, said: Said) -> Iterator[Job]:
    target = result.target
    rules, move = _sayings(recipe, result, symbols)
    others = _said_beside(symbols, said, move)
    replaced = Replaced(
        symbols,
        recipe,
        result,
        rules,
        move,
        new=_in_its_place(symbols, target, rules, move),
        members=said.named.get(target.name, _NO_NAMES) | said.named.get(target.dotted, _NO_NAMES),
        beside=others,
        decided=said.decided,
        settled=said.settled,
    )
    alike = (
        rules,
        move,
        overriders_of(symbols, result.usages),
        reached_instead(symbols, target, rules, move),
        stand_ins(symbols, target, rules, move, said.renamed),
        replaced.is_property,
    )
    left = left_by_hazards(replaced)
    for usage in result.usages:
        job = Job(usage, target, *alike)
        if others or usage in left:
            names = others & {*asked(symbols, usage)} if usage.kind != "import" else ()
            job = job._replace(apart=others, through=next(iter(names), ""), left=left.get(usage, ""))
        yield job


def _said_beside(symbols: SymbolMap, said: Said, move: Move | None) -> frozenset[str]:
    """The names of a module that moves of which the recipe says something else."""
    others = said.named.get(move.source, _NO_NAMES) if move is not None else _NO_NAMES
    if move is None or not others or (is_class(move.source) and not is_module(symbols, move.source)):
        return _NO_NAMES
    return others


def _renamed(recipe: Recipe, usages: Usages, symbols: SymbolMap) -> dict[str, frozenset[str]]:
    methods = [each for each in usages.results if each.target.kind == "method"]
    if len(methods) < 2:
        return {}
    return {each.target.dotted: new_names(each.target, *_sayings(recipe, each, symbols)) for each in methods}


def _sayings(
    recipe: Recipe, result: TargetUsages, symbols: SymbolMap
) -> tuple[tuple[Rule, ...], Move | None]:
    """The rules and the move for a target; of moves to names that are there from some version on, the one that all
    files can have."""
    names = {result.target.name, result.target.dotted}
    rules = tuple(rule for rule in recipe.rules if rule.symbol in names)
    if recipe.path == "--to":
        rules = tuple(on_receiver(symbols, result.target, rule) for rule in rules)
    definition = definition_of(symbols, result.target.symbols)
    if definition is not None and _PROPERTIES & decorator_names(definition):
        rules = tuple(replace(rule, is_property=len(rule.parameters) == 1) for rule in rules)
    if any(rule.is_property for rule in rules):
        rules = tuple(rule for rule in rules if rule.is_property)
    moves = [move for move in recipe.moves if move.source in names]
    paths = {usage.path for usage in result.usages if usage.certainty in SURE}
    floors = [floors_of(symbols, path) for path in sorted(paths)] if len(moves) > 1 else []
    fitting = (move for move in moves if not any(unmet(move.requires, each) for each in floors))
    return rules, next(fitting, moves[-1] if moves else None)


def _in_its_place(
    symbols: SymbolMap, target: Target, rules: Sequence[Rule], move: Move | None
) -> frozenset[Symbol]:
    """What the move leads to, or the one rule calls."""
    if move is not None:
        return resolve_absolute(symbols, move.target).symbols
    callees = rules[0].callees[:1] if len(rules) == 1 and target.definitions else ()
    owner, path = target.dotted.rpartition(".")[0], target.definitions[0].path if target.definitions else ""
    return callee_symbols(symbols, callees[0], owner, path) if callees else frozenset()

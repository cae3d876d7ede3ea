"""Recipe, Usages, SymbolMap -> Inlined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from msgspec.structs import replace

from refactor_cli.call_parameters import definition_of
from refactor_cli.data import SURE, Edit, Inlined, Outcome, Target, TargetUsages, Usage, Usages
from refactor_cli.inline.called_through import called_through, is_called_through
from refactor_cli.inline.carried import settled
from refactor_cli.inline.classes.other_class import left_for_its_class, other_class
from refactor_cli.inline.classes.overriding import overriders_of
from refactor_cli.inline.classes.reached_instead import new_names, reached_instead
from refactor_cli.inline.classes.siblings import on_receiver
from refactor_cli.inline.classes.standing_in import stand_ins
from refactor_cli.inline.file import Aliased
from refactor_cli.inline.files import Known, rewrite_file
from refactor_cli.inline.functions.injecting import injecting
from refactor_cli.inline.functions.other_function import in_its_place, other_function, outside_of, raised_bare
from refactor_cli.inline.import_lines.following import NONE, Taken, following, makes_name
from refactor_cli.inline.import_lines.held import held
from refactor_cli.inline.import_lines.held_back import held_back
from refactor_cli.inline.import_lines.imported import is_left_unused
from refactor_cli.inline.import_lines.lacking import apart, asked, lacking
from refactor_cli.inline.import_lines.pinning import needed_imports
from refactor_cli.inline.job import WITHIN_REPLACEMENT, Job
from refactor_cli.inline.new_names.floors import floors_of, untold
from refactor_cli.inline.new_names.unresolved import unresolved
from refactor_cli.inline.test_doubles.owner_strings import settled_owners
from refactor_cli.inline.test_doubles.passed_by import passed_by
from refactor_cli.inline.test_doubles.put_in_place import Settled
from refactor_cli.inline.test_doubles.replaced_in_tests import replaced_in_tests
from refactor_cli.recipe.requirements import unmet
from refactor_cli.recipe.rules import Move, Rule
from refactor_cli.recipe.whole import Recipe
from refactor_cli.resolution.installed import is_module
from refactor_cli.resolution.standard_library import is_class
from refactor_cli.site_change import Given
from refactor_cli.symbols import SymbolMap

_NOTHING = Given()
_NO_NAMES = frozenset[str]()
NO_RULE = "the recipe has no rule for it"


def inline(
    recipe: Recipe,
    usages: Usages,
    symbols: SymbolMap,
    decided: frozenset[str] = frozenset(),
    given: Given = _NOTHING,
    as_lambda: bool = False,
) -> Inlined:
    """Rewrites every usage that a rule or a move of the recipe fits exactly; the rest has a reason.

    Possible usages are left undecided, unless their ids are in `decided`. `given`: what is decided
    already; its changes are merged with the recipe's, and import lines are made for all of them together; its
    usages are not among `usages`. `as_lambda`: references that are no calls become lambdas, where a rule is one
    expression for all calls. Edits come in path and position order
    and never overlap; outcomes in the order of the usages.
    """
    jobs: dict[str, list[Job]] = {}
    fixed: dict[int, Outcome] = {}
    back = dict[Usage, str]()
    through: dict[int, Job] = {}
    order = list[tuple[int, Job]]()
    named = apart(recipe)
    owners = settled_owners(given.outcomes) | given.owners
    settled_in = {(each.usage.path, each.usage.target) for each in given.outcomes}
    renamed = _renamed(recipe, usages, symbols)
    done = (each.usage for each in given.outcomes if each.outcome == "rewritten")
    settled = Settled(owners, frozenset((each.path, each.span.start) for each in done))
    for result in usages.results:
        for job in _jobs(recipe, result, symbols, _Said(named, decided, renamed, settled)):
            usage, move = job.usage, job.move
            number = len(order)
            job = job._replace(as_lambda=as_lambda)
            order.append((number, job))
            if usage.certainty == "possible" and usage.id not in decided:
                fixed[number] = Outcome(usage, "undecided")
            elif move is not None and (reason := unmet(move.requires, floors_of(symbols, usage.path))):
                fixed[number] = Outcome(usage, "open", move.label, reason)
                back[usage] = reason
            elif move is not None and makes_name(symbols, usage, job.target.beyond):
                fixed[number] = Outcome(usage, "kept", move.label, WITHIN_REPLACEMENT)
            elif move is not None and job.target.beyond and _is_at_home(usage, job.target):
                fixed[number] = Outcome(usage, "kept", move.label, "its module goes on defining it")
            elif (
                not job.rules
                and job.move is None
                and not _goes_with(usage, settled_in)
                and not is_left_unused(symbols, usage, given)
            ):
                fixed[number] = Outcome(usage, "open", "", NO_RULE)
            elif is_called_through(usage):
                through[number] = job
            else:
                jobs.setdefault(usage.path, []).append(job)
    left = (each for each in fixed.values() if each.outcome in ("open", "kept"))
    waiting = held_back(jobs, back, symbols)
    jobs = {path: [_left(job, waiting) for job in its] for path, its in jobs.items()}
    edits, outcomes = _rewritten(jobs, symbols, given._replace(outcomes=(*given.outcomes, *left)))
    kept = (each for each in given.outcomes if each.outcome == "kept")
    made = (*fixed.values(), *outcomes.values(), *kept)
    fixed |= {number: called_through(symbols, job, made) for number, job in through.items()}
    every = tuple(fixed.get(number) or outcomes[job.usage] for number, job in order)
    warnings = (*unresolved(recipe, symbols, given.brought), *untold(every, symbols))
    warnings += passed_by(recipe, symbols, every, edits)
    return Inlined(tuple(edits), every, warnings)


def _is_at_home(usage: Usage, target: Target) -> bool:
    """Whether a usage goes by the target's plain name in the module that defines it."""
    is_plain = usage.expression == usage.span or usage.kind == "string"
    return is_plain and any(symbol.path == usage.path for symbol in target.symbols)


def _goes_with(usage: Usage, settled_in: Set[tuple[str, str]]) -> bool:
    """Whether an import stays or goes with usages that are decided already: no rule is needed for it."""
    return usage.kind == "import" and (usage.path, usage.target) in settled_in


class _Said(NamedTuple):
    """`named`: by module or class, the names of it that the recipe is about; `decided`: as of `inline`; `renamed`:
    by method, the names that are asked in its place."""

    named: Mapping[str, frozenset[str]]
    decided: frozenset[str]
    renamed: Mapping[str, frozenset[str]]
    settled: Settled


def _renamed(recipe: Recipe, usages: Usages, symbols: SymbolMap) -> dict[str, frozenset[str]]:
    methods = [each for each in usages.results if each.target.kind == "method"]
    if len(methods) < 2:
        return {}
    return {each.target.dotted: new_names(each.target, *_sayings(recipe, each, symbols)) for each in methods}


def _jobs(recipe: Recipe, result: TargetUsages, symbols: SymbolMap, asked_for: _Said) -> Iterator[Job]:
    """What the recipe says about each usage of a target."""
    said, decided, renamed, settled = asked_for
    overriders = overriders_of(symbols, result.usages)
    rules, move = _sayings(recipe, result, symbols)
    instead = reached_instead(symbols, result.target, rules, move)
    doubles = stand_ins(symbols, result.target, rules, move, renamed)
    is_property = bool(rules) and all(rule.is_property for rule in rules)
    others, left = _NO_NAMES, dict[Usage, str]()
    members = said.get(result.target.name, _NO_NAMES) | said.get(result.target.dotted, _NO_NAMES)
    if move is not None:
        others = said.get(move.source, _NO_NAMES)
        if others and is_class(move.source) and not is_module(symbols, move.source):
            others = _NO_NAMES
        sure = [each for each in result.usages if each.certainty != "possible" or each.id in decided]
        left = lacking(symbols, sure, move, others)
        # what catches it goes with what raises it
        missed = other_class(symbols, result.target, (), move, members)
        named = (usage for usage in result.usages if usage.kind != "import")
        left |= left_for_its_class(symbols, named, result.target, missed)
    elif rules and not is_property and not all(rule.stays for rule in rules):
        left = replaced_in_tests(symbols, result.target, result.usages, settled)
    if rules and not is_property:
        missed = other_class(symbols, result.target, rules, said=members)
        called = (usage for usage in result.usages if usage.call_span is not None)
        left |= left_for_its_class(symbols, called, result.target, missed)
    new = in_its_place(symbols, result.target, rules, move)
    left |= other_function(recipe, result, symbols, new)
    left |= raised_bare(symbols, result, new) if move is not None else {}
    if recipe.path == "--to" and rules and (reason := injecting(symbols, result.target, rules)):
        left |= {usage: reason for usage in result.usages if usage.call_span is not None}
    left = outside_of(symbols, new, left) if left else left
    for usage in result.usages:
        job = Job(usage, result.target, rules, move, overriders, instead, doubles, is_property)
        if others or usage in left:
            names = others & {*asked(symbols, usage)} if usage.kind != "import" else ()
            job = job._replace(apart=others, through=next(iter(names), ""), left=left.get(usage, ""))
        yield job


def _rewritten(
    jobs: Mapping[str, Sequence[Job]], symbols: SymbolMap, given: Given
) -> tuple[list[Edit], dict[Usage, Outcome]]:
    """All files; once more where an import cannot follow a move after all, and others take its name from there, or
    where one went, or an assignment changed, that usages which stay need."""
    excluded, pinned, left = frozenset[Taken](), frozenset[Taken](), dict[Usage, str]()
    while True:
        follows = following(symbols, jobs, excluded)
        edits, outcomes = list[Edit](), dict[Usage, Outcome]()
        stuck, aliased = set[Taken](), dict[Usage, Aliased]()
        for path in sorted({*jobs, *(change.edit.path for change in given.changes)}):
            taken = frozenset(name for place, name in pinned if place == path)
            known = Known(given.at(path), follows.by_file.get(path, NONE), follows.names, taken)
            made = rewrite_file(path, jobs.get(path, []), symbols, known)
            edits += made.edits
            outcomes |= {each.usage: each for each in made.outcomes}
            stuck |= made.stuck
            aliased |= made.aliased
        outcomes |= settled(outcomes, aliased, symbols)
        staying = held(symbols, (*outcomes.values(), *given.outcomes), edits)
        needed = needed_imports(symbols, outcomes) | staying.names
        if stuck <= excluded and needed <= pinned and staying.assigned.keys() <= left.keys():
            return edits, outcomes
        excluded |= stuck | staying.names
        pinned |= needed
        left |= staying.assigned
        jobs = {path: [_left(job, left) for job in its] for path, its in jobs.items()}


def _left(job: Job, left: Mapping[Usage, str]) -> Job:
    return job._replace(left=left[job.usage]) if job.usage in left and not job.left else job


def _sayings(
    recipe: Recipe, result: TargetUsages, symbols: SymbolMap
) -> tuple[tuple[Rule, ...], Move | None]:
    names = {result.target.name, result.target.dotted}
    rules = tuple(rule for rule in recipe.rules if rule.symbol in names)
    if recipe.path == "--to":
        rules = tuple(on_receiver(symbols, result.target, rule) for rule in rules)
    definition = definition_of(symbols, result.target.symbols)
    if definition is not None and {"property", "cached_property"} & {
        name.rpartition(".")[2] for name in definition.decorators
    }:
        rules = tuple(replace(rule, is_property=len(rule.parameters) == 1) for rule in rules)
    if any(rule.is_property for rule in rules):
        rules = tuple(rule for rule in rules if rule.is_property)
    moves = [move for move in recipe.moves if move.source in names]
    paths = {usage.path for usage in result.usages if usage.certainty in SURE}
    floors = [floors_of(symbols, path) for path in sorted(paths)] if len(moves) > 1 else []
    fitting = (move for move in moves if not any(unmet(move.requires, each) for each in floors))
    return rules, next(fitting, moves[-1] if moves else None)

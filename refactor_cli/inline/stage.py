"""Recipe, Usages, SymbolMap -> Inlined."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from refactor_cli.data import Edit, Inlined, Outcome, Target, Usage, Usages
from refactor_cli.inline.called_through import called_through, is_called_through
from refactor_cli.inline.carried import settled
from refactor_cli.inline.file import Aliased
from refactor_cli.inline.import_lines.following import following, makes_name
from refactor_cli.inline.import_lines.held import held
from refactor_cli.inline.import_lines.held_back import held_back
from refactor_cli.inline.import_lines.imported import is_left_unused
from refactor_cli.inline.import_lines.pinning import needed_imports
from refactor_cli.inline.import_lines.values import NONE, Taken
from refactor_cli.inline.job import WITHIN_REPLACEMENT, Job
from refactor_cli.inline.jobs import jobs_of
from refactor_cli.inline.new_names.floors import floors_of, untold
from refactor_cli.inline.new_names.unresolved import unresolved
from refactor_cli.inline.rewrite_file import Known, rewrite_file
from refactor_cli.inline.test_doubles.owner_strings import settled_owners
from refactor_cli.inline.test_doubles.passed_by import passed_by
from refactor_cli.inline.test_doubles.put_in_place import Settled
from refactor_cli.recipe.requirements import unmet
from refactor_cli.recipe.rules import Move
from refactor_cli.recipe.whole import Recipe
from refactor_cli.site_change import Given
from refactor_cli.symbols import SymbolMap

_NOTHING = Given()
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
    jobs = [
        each._replace(as_lambda=as_lambda)
        for each in jobs_of(recipe, usages, symbols, decided, _settled(given))
    ]
    goes_along = {(each.usage.path, each.usage.target) for each in given.outcomes}
    fixed = dict[int, Outcome]()
    for number, job in enumerate(jobs):
        if (outcome := _known(job, symbols, decided, given, goes_along)) is not None:
            fixed[number] = outcome
    rest = [number for number in range(len(jobs)) if number not in fixed]
    through = {number: jobs[number] for number in rest if is_called_through(jobs[number].usage)}
    left = tuple(each for each in fixed.values() if each.outcome in ("open", "kept"))
    back = {each.usage: each.reason or "" for number, each in fixed.items() if _is_unmet(each, jobs[number])}
    by_file = _by_file(jobs[number] for number in rest if number not in through)
    by_file = _all_left(by_file, held_back(by_file, back, symbols))
    edits, outcomes = _rewritten(by_file, symbols, given._replace(outcomes=(*given.outcomes, *left)))
    kept = (each for each in given.outcomes if each.outcome == "kept")
    made = (*fixed.values(), *outcomes.values(), *kept)
    fixed |= {number: called_through(symbols, job, made) for number, job in through.items()}
    every = tuple(fixed.get(number) or outcomes[job.usage] for number, job in enumerate(jobs))
    warnings = (*unresolved(recipe, symbols, given.brought), *untold(every, symbols))
    warnings += passed_by(recipe, symbols, every, edits)
    return Inlined(tuple(edits), every, warnings)


def _settled(given: Given) -> Settled:
    """What is decided already of what tests replace."""
    done = (each.usage for each in given.outcomes if each.outcome == "rewritten")
    owners = settled_owners(given.outcomes) | given.owners
    kept = tuple(each.usage for each in given.outcomes if each.outcome != "rewritten")
    return Settled(owners, frozenset((each.path, each.span.start) for each in done), kept)


def _known(
    job: Job, symbols: SymbolMap, decided: frozenset[str], given: Given, goes_along: Set[tuple[str, str]]
) -> Outcome | None:
    """What becomes of a usage whatever stands in its file; None where that has to be seen. `goes_along`: the files and
    targets of usages that are decided already."""
    usage, move = job.usage, job.move
    if usage.certainty == "possible" and usage.id not in decided:
        return Outcome(usage, "undecided")
    if move is not None:
        return _known_of_move(job, move, symbols)
    is_import_alone = usage.kind == "import" and (usage.path, usage.target) in goes_along
    if job.rules or is_import_alone or is_left_unused(symbols, usage, given):
        return None  # an import stays or goes with what uses it: no rule is needed for it
    return Outcome(usage, "open", "", NO_RULE)


def _known_of_move(job: Job, move: Move, symbols: SymbolMap) -> Outcome | None:
    usage = job.usage
    if reason := unmet(move.requires, floors_of(symbols, usage.path)):
        return Outcome(usage, "open", move.label, reason)
    if makes_name(symbols, usage, job.target.beyond):
        return Outcome(usage, "kept", move.label, WITHIN_REPLACEMENT)
    if job.target.beyond and _is_at_home(usage, job.target):
        return Outcome(usage, "kept", move.label, "its module goes on defining it")
    return None


def _is_unmet(outcome: Outcome, job: Job) -> bool:
    """Whether a file cannot follow a move, as it may run where the new name is not yet there."""
    return outcome.outcome == "open" and job.move is not None


def _by_file(jobs: Iterable[Job]) -> dict[str, list[Job]]:
    found: dict[str, list[Job]] = {}
    for job in jobs:
        found.setdefault(job.usage.path, []).append(job)
    return found


def _is_at_home(usage: Usage, target: Target) -> bool:
    """Whether a usage goes by the target's plain name in the module that defines it."""
    is_plain = usage.expression == usage.span or usage.kind == "string"
    return is_plain and any(symbol.path == usage.path for symbol in target.symbols)


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
        jobs = _all_left(jobs, left)


def _all_left(jobs: Mapping[str, Sequence[Job]], left: Mapping[Usage, str]) -> dict[str, list[Job]]:
    """With the reason why a usage stays as it is, where there was none."""
    return {path: [_left(job, left) for job in its] for path, its in jobs.items()}


def _left(job: Job, left: Mapping[Usage, str]) -> Job:
    return job._replace(left=left[job.usage]) if job.usage in left and not job.left else job

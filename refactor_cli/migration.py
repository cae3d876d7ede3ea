"""Recipe, Proposal, Usages, SymbolMap -> Migration: the stages from inline to the checked ledger, composed.

Nothing is read or written here; `commands/migrate` does that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from refactor_cli.counted import counted
from refactor_cli.data import Certainty, Edit, Inlined, Outcome, Target, Usage, Usages
from refactor_cli.errors import LedgerError
from refactor_cli.generated import is_packaging_copy
from refactor_cli.inline.test_doubles.names_replaced import with_replaced
from refactor_cli.inline.test_doubles.patched import with_patched
from refactor_cli.ledger import Allowed, Ledger, brought, differences, implicit_reason, is_member
from refactor_cli.old_definitions import KIND
from refactor_cli.site_change import Given
from refactor_cli.symbols import SymbolMap
from refactor_cli.verify.fitting import Misfit, misfits, warnings
from refactor_cli.verify.result import breaking, check_result

IGNORE_COMMENT = "ignore comment"
"""Who decides in a ledger, where `# refactor: ignore[name] reason` keeps a usage."""

UNSELECTED = "--include/--exclude"

UNDO = "undo"
"""Who decides in a ledger of the usages that `refactor undo` took back, when the migration is done again."""

GENERATED = "generated"
"""Who decides in a ledger of the usages in what a build writes from other files: it is written anew."""

MISFITTING = "the new call would not fit"
"""How the reason begins of a call that is left open since what it would call refuses it."""

_BY_USAGE = frozenset({IGNORE_COMMENT, UNDO, "--skip"})
"""Who keeps single usages."""

_MOST_TRIES = 3  # calls of new calls, each in the arguments of the one before

_ORDER: tuple[Certainty, ...] = ("certain", "likely", "possible")


class Choices(Struct, frozen=True):
    """What the user said about single usages. `only` empty means all; `floor`: the lowest certainty that is
    migrated; `ignored`: the reasons of those that a comment in the code keeps, by id; `unselected`: those in files that
    `--include` and `--exclude` leave out; `own`: paths of files that are the tool's, and what they are; `undone`: those
    that `refactor undo` took back on the branch that is done again."""

    only: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()
    floor: Certainty = "likely"
    ignored: Mapping[str, str] = field(default_factory=dict)
    unselected: frozenset[str] = frozenset()
    own: Mapping[str, str] = field(default_factory=dict)
    undone: frozenset[str] = frozenset()


class Migration(Struct, frozen=True):
    """Edits that passed every check, the ledger that agrees with them, and the symbols of the result. `refused`:
    files that were left as they are, with the reason; `brought`: usages in the result that new code has brought."""

    edits: tuple[Edit, ...]
    ledger: Ledger
    symbols: SymbolMap
    warnings: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    brought: Usages | None = None


def choose(usages: Usages, choices: Choices) -> tuple[Usages, tuple[Outcome, ...]]:
    """The usages left to migrate, and the outcomes of those that the user decided."""
    decided = list[Outcome]()
    results = []
    owners = _owners(usages) if choices.only or choices.skip or choices.ignored or choices.undone else {}
    parts = {owner.id for id in choices.only for owner in owners.get(id, ())}
    parts |= _imports_beside(usages, choices.only)
    for result in usages.results:
        left = list[Usage]()
        for usage in result.usages:
            outcome = _by_choice(usage, choices)
            if outcome is not None and outcome.by == "--only" and usage.id in parts:
                outcome = None
            for owner in owners.get(usage.id, ()):
                said = _by_choice(owner, choices)
                if outcome is None and said is not None and said.by in _BY_USAGE:
                    outcome = replace(said, usage=usage)  # it goes on being written by what stays
            if outcome is None:
                # whoever names a usage has looked at what else it may mean
                left.append(replace(usage, also="") if usage.id in choices.only else usage)
            else:
                decided.append(outcome)
        results.append(replace(result, usages=tuple(left)))
    return replace(usages, results=tuple(results)), tuple(decided)


def unknown_ids(usages: Usages, choices: Choices) -> list[str]:
    """Ids the user named that no usage has."""
    known = {usage.id for usage in usages.every}
    return sorted((choices.only | choices.skip) - known)


class Again(Struct, frozen=True):
    """How the result is searched for what the ledger says: `find`, the targets, labels of the rules whose new code
    calls the target itself (`Recipe.own_names`), the targets that new code leads to (`Recipe.brought`), and the ids of
    usages that may be gone although nothing is done in their place, `carried`."""

    find: Callable[[SymbolMap, Sequence[Target]], Usages]
    targets: Sequence[Target]
    own_names: frozenset[str] = frozenset()
    brought: frozenset[str] = frozenset()
    carried: frozenset[str] = frozenset()


def settle(
    inlined: Inlined, symbols: SymbolMap, again: Again, remake: Callable[[Given], Inlined] | None = None
) -> Migration:
    """Checks the edited files, opens the usages of those that fail, and holds the ledger against a new search.
    `remake` makes it again, where calls would be refused by what they call: those are left open.

    Raises:
        LedgerError: the search finds something else than the ledger says.
    """
    migration = checked(inlined, symbols)
    if remake is not None and (broken := _broken(inlined, symbols, migration.refused)):
        remake = leaving(broken, remake)
        migration = checked(remake(Given()), symbols)
    fitting = None
    if remake is not None:
        fitting = without_misfits(migration, symbols, again.own_names, remake)
        migration = replace(fitting.migration, warnings=(*fitting.migration.warnings, *fitting.warnings))
    outcomes = migration.ledger.outcomes
    renamed = {
        each.usage.target for each in outcomes if each.usage.kind == KIND and each.outcome == "rewritten"
    }
    left = [each for each in outcomes if each.usage.target in renamed and each.outcome in ("kept", "open")]
    notes = still_named(each.usage.target for each in left if each.usage.certainty != "possible")
    is_all = (
        fitting is not None and fitting.is_all and all(each.by not in again.own_names for each in outcomes)
    )
    told = migration if is_all else with_misfits(migration, symbols)
    told = replace(told, warnings=(*told.warnings, *notes))
    return held(told, again, again.carried | {each.usage.id for each in left})


def still_named(targets: Iterable[str]) -> tuple[str, ...]:
    """A line for each definition that is gone while usages, each given by its target, stay. The ledger lists them."""
    counts = sorted(Counter(targets).items())
    return tuple(
        f"{name} is gone, and {counted(number, 'usage')} still {'names' if number == 1 else 'name'} it: see the ledger"
        for name, number in counts
    )


def checked(inlined: Inlined, symbols: SymbolMap) -> Migration:
    """The edits whose files are whole, and the ledger that follows from them, which nothing is held against yet."""
    result = check_result(inlined.edits, symbols)
    settled = (_refused(outcome, result.refused.get(outcome.usage.path)) for outcome in inlined.outcomes)
    told = with_replaced(symbols, with_patched(symbols, settled))
    ledger = Ledger(tuple(sorted(told, key=lambda outcome: (outcome.usage.path, outcome.usage.span))))
    return Migration(result.edits, ledger, result.symbols, inlined.warnings, result.refused)


def _broken(inlined: Inlined, symbols: SymbolMap, refused: Mapping[str, str]) -> tuple[Outcome, ...]:
    """The usages that have their whole file refused, left open: the others of it may do without them."""
    reasons = breaking(inlined.edits, symbols, refused) if refused else {}
    return tuple(
        Outcome(each.usage, "open", each.by, reasons[each.usage.id])
        for each in inlined.outcomes
        if each.outcome == "rewritten" and each.usage.id in reasons
    )


def leaving(left: tuple[Outcome, ...], remake: Callable[[Given], Inlined]) -> Callable[[Given], Inlined]:
    """The same, with these usages left open."""

    def making(given: Given) -> Inlined:
        settled = {each.usage.id for each in given.outcomes}
        beside = tuple(each for each in left if each.usage.id not in settled)
        inlined = remake(given._replace(outcomes=(*given.outcomes, *beside)))
        return replace(inlined, outcomes=(*inlined.outcomes, *beside))

    return making


class WithoutMisfits(NamedTuple):
    """`left`: the usages that stay open, as what their new code calls would refuse it; `warnings` say so. `is_all`:
    there are no others."""

    migration: Migration
    left: tuple[Outcome, ...]
    warnings: tuple[str, ...]
    is_all: bool


def without_misfits(
    migration: Migration, symbols: SymbolMap, own_names: frozenset[str], remake: Callable[[Given], Inlined]
) -> WithoutMisfits:
    """The same, where what a new call calls would refuse it: left open. Not where that is what is migrated, whose
    parameters may be changed after its calls."""
    left, told, is_all = dict[str, Outcome](), list[Misfit](), False
    for _ in range(_MOST_TRIES):
        outcomes = [each for each in migration.ledger.outcomes if each.by not in own_names]
        found = {
            each.usage.id: each for each in misfits(migration.edits, outcomes, symbols, migration.symbols)
        }
        if not found:
            is_all = True
            break
        for each in outcomes:
            if misfit := found.get(each.usage.id):
                reason = f"{MISFITTING} {misfit.called}: {misfit.reason}"
                left[each.usage.id] = Outcome(each.usage, "open", each.by, reason)
        told += found.values()
        inlined = remake(Given(outcomes=tuple(left.values())))
        migration = checked(replace(inlined, outcomes=(*inlined.outcomes, *left.values())), symbols)
    return WithoutMisfits(migration, tuple(left.values()), warnings(told, left=True), is_all)


def with_misfits(migration: Migration, symbols: SymbolMap) -> Migration:
    """The same, with a warning of its new calls that what they call will refuse. `symbols`: those of before."""
    refused = misfits(migration.edits, migration.ledger.outcomes, symbols, migration.symbols)
    return replace(migration, warnings=(*migration.warnings, *warnings(refused)))


def held(migration: Migration, again: Again, orphaned: frozenset[str] = frozenset()) -> Migration:
    """The same, once a new search agrees with its ledger. `orphaned`: see `ledger.Allowed`.

    Raises:
        LedgerError: the search finds something else than the ledger says.
    """
    found = again.find(migration.symbols, again.targets)
    allowed = Allowed(again.own_names, again.brought, orphaned)
    wrong = differences(migration.ledger, migration.edits, found, allowed)
    if wrong:
        raise LedgerError("; ".join(wrong[:5]) + (f"; and {len(wrong) - 5} more" if len(wrong) > 5 else ""))
    return replace(migration, brought=brought(migration.ledger, migration.edits, found, allowed))


def _owners(usages: Usages) -> dict[str, list[Usage]]:
    """By id, the usages of a module or class that other usages are written by: `lib` in `lib.Thing`, and in
    `from lib import Thing`."""
    begun: dict[tuple[str, int], list[Usage]] = {}
    imports: dict[str, list[Usage]] = {}
    every = [*usages.every]
    for usage in sorted(every, key=lambda each: each.span):
        begun.setdefault((usage.path, usage.expression.start), []).append(usage)
        if usage.kind == "import":
            imports.setdefault(usage.path, []).append(usage)
    found: dict[str, list[Usage]] = {}
    for usages_here in begun.values():
        for usage in usages_here if len(usages_here) > 1 else ():
            found[usage.id] = [each for each in usages_here if _is_of(usage, each)]
    for usages_here in imports.values():
        last: dict[str, Usage] = {}
        for usage in usages_here:
            owner = last.get(usage.target.rpartition(".")[0])
            if owner is not None:
                found.setdefault(usage.id, []).append(owner)
            last[usage.target] = usage
    return found


def _imports_beside(usages: Usages, named: frozenset[str]) -> set[str]:
    """The imports that the usages named by the user may be the last ones to need."""
    every = [*usages.every] if named else []
    places = {(each.path, each.target) for each in every if each.id in named and each.kind != "import"}
    return {
        each.id
        for each in every
        if each.kind == "import" and each.certainty == "certain" and (each.path, each.target) in places
    }


def _is_of(usage: Usage, owner: Usage) -> bool:
    is_longer = usage.expression != owner.expression and usage.expression.contains(owner.expression)
    return is_longer and is_member(usage.target, {owner.target})


def _by_choice(usage: Usage, choices: Choices) -> Outcome | None:
    if usage.path in choices.own:
        what = choices.own[usage.path]
        return Outcome(usage, "kept", what, f"this is the {what}")
    if usage.id in choices.skip:
        return Outcome(usage, "kept", "--skip", "skipped on the command line")
    if usage.id in choices.undone:
        return Outcome(usage, "kept", UNDO, "taken back by undo")
    if usage.id in choices.unselected:
        return Outcome(usage, "kept", UNSELECTED, "its file was left out on the command line")
    if usage.id in choices.ignored:
        return Outcome(usage, "kept", IGNORE_COMMENT, choices.ignored[usage.id])
    if choices.only and usage.id not in choices.only:
        return Outcome(usage, "kept", "--only", "not among the usages named on the command line")
    if usage.id not in choices.only and is_packaging_copy(usage.path):
        return Outcome(usage, "kept", GENERATED, "building the package writes this file from others")
    if usage.is_implicit:
        return Outcome(usage, "undecided", "", implicit_reason(usage))
    if usage.certainty == "possible" and usage.id not in choices.only and choices.floor != "possible":
        return Outcome(usage, "undecided")
    if _ORDER.index(usage.certainty) > _ORDER.index(choices.floor) and usage.id not in choices.only:
        return Outcome(
            usage, "kept", "--certainty", f"{usage.certainty}, and only certain ones were asked for"
        )
    return None


def _refused(outcome: Outcome, reason: str | None) -> Outcome:
    if reason is None or outcome.outcome != "rewritten":
        return outcome
    return Outcome(outcome.usage, "open", outcome.by, f"the file was left as it is: {reason}")

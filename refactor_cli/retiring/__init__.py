"""Usages, Wishes -> Migration: the usages migrated, and the old definitions retired with them, or none of it.

A definition goes, or changes its name, only when nothing is left that needs it under its old one. That shows when
everything else is rewritten: so it is tried, and tried again without the definitions that something still needs.
Nothing is read or written here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from refactor_cli.data import Inlined, Outcome, Symbol, Target, Usages
from refactor_cli.dotted import last_part
from refactor_cli.errors import RefactorError
from refactor_cli.inline.job import WITHIN_REPLACEMENT
from refactor_cli.migration import (
    Again,
    Migration,
    checked,
    held,
    still_named,
    with_misfits,
)
from refactor_cli.old_definitions import definition_usages
from refactor_cli.resolution import is_nowhere, layout, mro, resolve_absolute, unresolved_name
from refactor_cli.retire import (
    Refused,
    Retirement,
    Wish,
    family,
    of_family,
    retire,
    told_of_doubles,
    without_target,
)
from refactor_cli.retiring.asked_by_name import asked_by_name
from refactor_cli.retiring.bare_strings import told_of_strings
from refactor_cli.retiring.renamed_alike import without_alike
from refactor_cli.retiring.still_needed import is_left_import, may_need, may_stay, needs, reason_of, told
from refactor_cli.site_change import Given, SiteChange
from refactor_cli.symbols import SymbolMap


class Request(Struct, frozen=True):
    """`usages`: all that were found; `wishes`: by target name; `decided`: ids of usages that the user decided.
    `make` rewrites usages by a recipe or an answer, when this much is given already; its outcomes are of all others.
    `search` finds those of whole families as `usages` were found; None for the search that checks the result.
    """

    usages: Usages
    wishes: Mapping[str, Wish]
    decided: frozenset[str]
    make: Callable[[Usages, Given], Inlined]
    search: Callable[[Sequence[Target]], Usages] | None = None


class Retired(Struct, frozen=True):
    """`kept`: the definitions that stay although something else was wished, by target, each with the reason;
    `gone`: targets that are no longer defined under their name; `notes`: for people, one line each."""

    migration: Migration
    kept: Mapping[str, str]
    gone: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()


class _Attempt(Struct, frozen=True):
    """`usages`: those of whole families, where one is renamed."""

    usages: Usages
    retirements: Mapping[str, Retirement]
    migration: Migration


def migrate_and_retire(request: Request, symbols: SymbolMap, again: Again) -> Retired:
    """Makes the migration, and with it fulfils every wish that can be.

    Raises:
        RefactorError: a definition stays, and usages would name something that is nowhere defined.
        LedgerError: a new search finds something else than the ledger says.
    """
    kept = dict[str, str]()
    while True:
        known = len(kept)
        attempt = _attempt(request, symbols, again, kept)
        kept = _blocked(request, symbols, attempt) | kept
        if len(kept) == known:
            break
    migration = attempt.migration
    _check_names(request, symbols, attempt, kept)
    gone = frozenset(name for name in attempt.retirements if request.wishes[name].kind != "deprecate")
    targets = [result.target for result in attempt.usages.results]
    targets = [_with_ghosts(symbols, each) if each.name in gone else each for each in targets]
    left = [each for each in migration.ledger.outcomes if each.usage.target in gone]
    orphaned = frozenset(each.usage.id for each in left if each.outcome in ("open", "kept"))
    notes = [note for each in attempt.retirements.values() for note in each.notes]
    notes += still_named(each.usage.target for each in left if each.outcome == "open")
    notes += _warning_itself(attempt, request)
    # what says that a definition is deprecated names it
    own = again.own_names | {wish.by for wish in request.wishes.values() if wish.kind == "deprecate"}
    settled = held(with_misfits(migration, symbols), replace(again, targets=targets, own_names=own), orphaned)
    new = [wish.new for wish in request.wishes.values() if wish.kind == "rename"]
    # said of the repository as it was: a rename is what defines the new name, and where it is refused nothing uses it
    warnings = [each for each in settled.warnings if not any(name and f"'{name}'" in each for name in new)]
    for result in attempt.usages.results:
        if (name := result.target.name) in gone:
            mine = without_alike(_renamed(request, attempt), attempt.usages, migration.ledger.outcomes, name)
            kind = request.wishes[name].kind
            strings = told_of_strings(symbols, result.target, kind, mine)
            doubles = told_of_doubles(symbols, result) if kind == "rename" else ""
            warnings += filter(None, [may_need(result.target, kind, mine), strings, doubles])
    return Retired(told(replace(settled, warnings=tuple(warnings)), kept), kept, gone, tuple(notes))


def _warning_itself(attempt: _Attempt, request: Request) -> list[str]:
    """Says where what replaces a definition that is deprecated calls it, and so warns of itself."""
    deprecated = {name for name in attempt.retirements if request.wishes[name].kind == "deprecate"}
    return [
        f"{each.usage.path}:{each.usage.location.line} calls {each.usage.target} in what replaces it, and warns as well"
        for each in attempt.migration.ledger.outcomes
        if each.usage.target in deprecated and each.usage.kind == "call" and each.reason == WITHIN_REPLACEMENT
    ]


def _check_names(request: Request, symbols: SymbolMap, attempt: _Attempt, kept: Mapping[str, str]) -> None:
    """Raises RefactorError where usages are rewritten to a name that nothing defines: one that only a definition that
    stays would have had, or one that is to take the place of what is removed."""
    renamed = {request.wishes[name].new for name in attempt.retirements}
    removed = {
        name: "it would be gone" for name in attempt.retirements if request.wishes[name].kind == "remove"
    }
    for name, reason in {**removed, **kept}.items():
        wish = request.wishes[name]
        outcomes = attempt.migration.ledger.outcomes
        is_used = any(each.usage.target == name and each.outcome == "rewritten" for each in outcomes)
        if wish.kind == "deprecate" or not is_used:
            continue
        for new in wish.used:
            # what a rename was to bring may not be hoped for from a `setattr` somewhere, or from a base
            is_missing = new == wish.new and (
                bool(unresolved_name(symbols, new)) or _is_hoped_for(symbols, new)
            )
            # new code of an answer may have brought it
            is_missing = is_missing or all(
                is_nowhere(each, new) for each in (symbols, attempt.migration.symbols)
            )
            if new not in renamed and is_missing:
                raise RefactorError(
                    f"{name} cannot be {wish.kind}d, and nothing else defines {new}: {reason}",
                    f"change these places first, or define {new} and leave --definition {wish.kind} out",
                )


def _is_hoped_for(symbols: SymbolMap, dotted: str) -> bool:
    """Whether nothing but a base class outside the repository may have a member."""
    owner, _, name = dotted.rpartition(".")
    classes = [value.symbol for value in resolve_absolute(symbols, owner).values if value.kind == "class"]
    bases = {f"{base.name}.{name}" for cls in classes for base in mro(symbols, cls) if base.path is None}
    found = resolve_absolute(symbols, dotted).symbols
    return bool(found) and all(each.path is None and each.name in bases for each in found)


def _attempt(request: Request, symbols: SymbolMap, again: Again, kept: dict[str, str]) -> _Attempt:
    """One try, without the definitions in `kept`, which learns of more."""
    usages = _of_families(request, symbols, again, kept)
    retirements = dict[str, Retirement]()
    for result in usages.without(request.decided).results:
        name = result.target.name
        if name in request.wishes and name not in kept:
            try:
                made = retire(symbols, result, request.wishes[name])
                retirements[name] = _with_family(request, symbols, name, made)
            except Refused as refused:
                kept[name] = str(refused)
    given = _given(request, usages, retirements)
    inlined = request.make(usages, given)
    if more := _imports_left(request, symbols, retirements, inlined, kept):
        for each in more:
            given = Given((*given.changes, *each.changes), (*given.outcomes, *each.outcomes))
        inlined = request.make(usages, given)
    outcomes = (*given.outcomes, *inlined.outcomes)
    return _Attempt(usages, retirements, checked(replace(inlined, outcomes=outcomes), symbols))


def _of_families(request: Request, symbols: SymbolMap, again: Again, kept: Mapping[str, str]) -> Usages:
    """The usages, with those of the methods that override one which is renamed: they go with it."""
    targets = [
        family(symbols, result)
        if result.target.name not in kept and _is(request, result.target, "rename")
        else result.target
        for result in request.usages.results
    ]
    if targets == [result.target for result in request.usages.results]:
        return request.usages
    return request.search(targets) if request.search is not None else again.find(symbols, targets)


def _with_family(request: Request, symbols: SymbolMap, name: str, made: Retirement) -> Retirement:
    """The same, with outcomes for the definitions and overrides that are renamed.

    Raises:
        Refused: the user keeps one of them.
    """
    wish = request.wishes[name]
    result = next(each for each in request.usages.results if each.target.name == name)
    if wish.kind != "rename":
        return made
    overrides = of_family(result, made.changes)
    if mine := [usage for usage in overrides if usage.id in request.decided]:
        raise Refused(f"{mine[0].path}:{mine[0].location.line} overrides it, and is kept on the command line")
    ids = {(each.path, each.span): each for each in (*overrides, *definition_usages(symbols, result.target))}
    changes, outcomes = list[SiteChange](), list[Outcome]()
    for change in made.changes:
        usage = ids.get((change.edit.path, change.edit.span))
        if usage is not None:
            change = change._replace(edit=replace(change.edit, usages=(usage.id,)))
            outcomes.append(Outcome(usage, "rewritten", wish.by))
        changes.append(change)
    return made._replace(changes=tuple(changes), outcomes=(*made.outcomes, *outcomes))


def _is(request: Request, target: Target, kind: str) -> bool:
    wish = request.wishes.get(target.name)
    return wish is not None and wish.kind == kind


def _given(request: Request, usages: Usages, retirements: Mapping[str, Retirement]) -> Given:
    """What the retirements settle; a usage of any target vanishes with what is removed."""
    changes = [change for each in retirements.values() for change in each.changes]
    outcomes = {outcome.usage.id: outcome for each in retirements.values() for outcome in each.outcomes}
    every = [*usages.without(request.decided).every]
    for name, each in retirements.items():
        for path, span in each.removed:
            for usage in every:
                if usage.path == path and span.contains(usage.span):
                    outcomes.setdefault(usage.id, Outcome(usage, "rewritten", request.wishes[name].by))
    return Given(tuple(changes), tuple(outcomes.values()))


def _imports_left(
    request: Request,
    symbols: SymbolMap,
    retirements: Mapping[str, Retirement],
    inlined: Inlined,
    kept: dict[str, str],
) -> list[Given]:
    """What becomes of imports that nothing in their files uses any more: re-exports, for the most part. Nothing of
    a target that other usages keep; `kept` learns of those whose imports cannot be changed."""
    found = list[Given]()
    for result in request.usages.results:
        name, wish = result.target.name, request.wishes.get(result.target.name)
        mine = [outcome for outcome in inlined.outcomes if outcome.usage.target == name]
        is_going = name in retirements and wish is not None and wish.kind != "deprecate"
        if not is_going or wish is None or any(needs(result.target, each) for each in mine):
            continue
        try:
            found += [without_target(symbols, each.usage, wish) for each in mine if is_left_import(each)]
        except Refused as refused:
            kept[name] = str(refused)
    return found


def _blocked(request: Request, symbols: SymbolMap, attempt: _Attempt) -> dict[str, str]:
    """The definitions that cannot be retired after all, each with the reason."""
    found = dict[str, str]()
    for result in attempt.usages.results:
        target, name = result.target, result.target.name
        if name not in attempt.retirements:
            continue
        paths = {change.edit.path for change in attempt.retirements[name].changes}
        if refused := sorted(paths & attempt.migration.refused.keys()):
            found[name] = f"{refused[0]} was left as it is: {attempt.migration.refused[refused[0]]}"
        elif request.wishes[name].kind != "deprecate":
            outcomes, wish = attempt.migration.ledger.outcomes, request.wishes[name]
            mine = without_alike(_renamed(request, attempt), attempt.usages, outcomes, name)
            needing = [each for each in mine if needs(target, each) and not may_stay(wish, each)]
            if needing := needing or [each for each in mine if is_left_import(each)]:
                found[name] = reason_of(needing)
            elif wish.kind == "rename" and (reason := asked_by_name(symbols, target, last_part(wish.new))):
                found[name] = reason
    return found


def _renamed(request: Request, attempt: _Attempt) -> dict[str, str]:
    wishes = ((name, request.wishes[name]) for name in attempt.retirements)
    return {name: wish.new for name, wish in wishes if wish.kind == "rename"}


def _with_ghosts(symbols: SymbolMap, target: Target) -> Target:
    """The target with what its name leads to once nothing defines it: a usage that was overlooked is found still."""
    if target.kind in ("method", "attribute"):
        return target
    names = {
        Symbol(None, f"{module}.{symbol.name}")
        for symbol in target.symbols
        if symbol.path is not None
        for module in layout(symbols).names(symbol.path)
    }
    return replace(target, symbols=target.symbols | names)

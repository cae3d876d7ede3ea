"""`check --fix`: what is certain is rewritten in the working tree, each file whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.commands.command_line.output import note
from refactor_cli.migration import MISFITTING, Again, Choices, Migration, choose, settle
from refactor_cli.renderers.clean import clean_path
from refactor_cli.site_change import Given

if TYPE_CHECKING:
    from refactor_cli.checking.detect import Detected
    from refactor_cli.checking.findings import Finding
    from refactor_cli.commands.checks.searching import Looked, Searched
    from refactor_cli.commands.reading import Reading
    from refactor_cli.data import Inlined

_NOTHING = Given()


class Fixed(NamedTuple):
    """Usage ids that were rewritten, and the files that were left as they are, with the reason. `besides`: how many of
    them no finding tells of: another one of their file does, and that is left. `diff`: of a dry run, which wrote
    nothing."""

    usages: frozenset[str]
    refused: tuple[tuple[str, str], ...]
    besides: int = 0
    diff: bytes = b""


def fix(
    reading: Reading, looked: Looked, findings: Sequence[Finding], unsafe: bool, *, is_dry: bool = False
) -> Fixed:
    """Rewrites the findings that are certain; with `unsafe` also likely ones, and those by rules that change
    behaviour. The result is searched again before anything is written; where it `is_dry`, it is a diff instead.

    Raises:
        LedgerError: the search finds something else than it should.
    """
    from refactor_cli.apply import apply
    from refactor_cli.commands.checks.searching import search
    from refactor_cli.repository.replacing import replace_file

    wanted = [each for each in findings if each.fix is not None and (unsafe or each.is_certain)]
    if not wanted:
        return Fixed(frozenset(), ())
    symbols, searched = reading.symbols, looked.searched or search(reading, looked)
    migration = rewritten(reading, looked, searched, wanted)
    for outcome in migration.ledger.outcomes:
        if outcome.outcome == "open" and (outcome.reason or "").startswith(MISFITTING):
            usage = outcome.usage
            note(f"warning: {clean_path(usage.path)}:{usage.location.line} is not fixed: {outcome.reason}")
    changes = apply(migration.edits, symbols.snapshot)
    refused = dict(migration.refused)
    for path, data in () if is_dry else changes.changes.items():
        reason = replace_file(reading.repository, path, symbols.snapshot.files[path].data, data)
        if reason is not None:
            refused[path] = reason
    done = frozenset(
        each.usage.id
        for each in migration.ledger.outcomes
        if each.outcome == "rewritten" and each.usage.path not in refused
    )
    if not refused:
        done |= _gone_along(reading, looked, searched, migration, {each.usage for each in findings} - done)
    besides = _untold(migration, findings, done)
    fixed = Fixed(done, tuple(sorted(refused.items())), besides)
    if not is_dry:
        return fixed
    from refactor_cli.commands.diffs import diff_of

    return fixed._replace(diff=diff_of(symbols.snapshot, migration.edits))


def _untold(migration: Migration, findings: Sequence[Finding], done: Set[str]) -> int:
    told = {each.usage for each in findings}
    rewritten = [each.usage for each in migration.ledger.outcomes if each.usage.id in done]
    counted = {(each.path, each.target) for each in rewritten if each.id in told}
    return sum(each.kind != "import" and (each.path, each.target) not in counted for each in rewritten)


def _gone_along(
    reading: Reading, looked: Looked, searched: Searched, migration: Migration, left: Set[str]
) -> frozenset[str]:
    """Those of the findings left that were about names which other files give, and now give otherwise."""
    carried = searched.detected.carried & left
    if not carried:
        return frozenset()
    from refactor_cli.commands.checks.searching import every_target

    found = searched.find(migration.symbols, every_target(reading, looked.rules))
    return carried - {usage.id for usage in found.every}


def rewritten(reading: Reading, looked: Looked, searched: Searched, findings: Sequence[Finding]) -> Migration:
    """What fixing these findings comes to, with the imports that change then; the result is searched again. Calls that
    what they call would refuse are left.

    Raises:
        LedgerError: the search finds something else than it should.
    """
    from refactor_cli.commands.checks.searching import every_target

    def remake(given: Given) -> Inlined:
        return rewriting(reading, looked, searched, findings, given)

    recipe, targets = looked.rules.recipe, every_target(reading, looked.rules)
    again = Again(searched.find, targets, recipe.own_names, recipe.brought, searched.detected.carried)
    return settle(remake(Given()), reading.symbols, again, remake)


def rewriting(
    reading: Reading,
    looked: Looked,
    searched: Searched,
    findings: Sequence[Finding],
    given: Given = _NOTHING,
) -> Inlined:
    """The same, looked at by nobody yet. `given`: what is decided already, which is no part of it."""
    from msgspec.structs import replace

    from refactor_cli.inline import inline

    wanted = frozenset(each.usage for each in findings)
    wanted |= _imports(searched.detected, {each.path for each in findings})
    settled = frozenset(each.usage.id for each in given.outcomes)
    left, decided = choose(searched.detected.usages.without(settled), Choices(only=wanted))
    carried = searched.detected.carried
    # what stays goes on needing what it is taken from
    kept = (each for each in decided if each.usage.id not in carried)
    staying = Given(outcomes=(*given.outcomes, *kept))
    inlined = inline(looked.rules.recipe, left, reading.symbols, given=staying)
    return replace(inlined, outcomes=(*decided, *inlined.outcomes))


def _imports(detected: Detected, paths: set[str]) -> frozenset[str]:
    """Imports of what is rewritten, and references that change with them: no findings of their own."""
    told = {each.usage for each in detected.findings}
    ignored = {(each.path, each.line) for each in detected.ignored}
    return frozenset(
        usage.id
        for usage in detected.usages.every
        if usage.path in paths
        and usage.id not in told
        and usage.certainty == "certain"
        and (usage.path, usage.location.line) not in ignored
        and usage.kind not in ("doc", "override")
    )

"""`check --fix`: what is certain is rewritten in the working tree, each file whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.migration import Again, Choices, choose, settle

if TYPE_CHECKING:
    from refactor_cli.checking.detect import Detected
    from refactor_cli.checking.findings import Finding
    from refactor_cli.commands.checking import Looked
    from refactor_cli.commands.reading import Reading


class Fixed(NamedTuple):
    """Usage ids that were rewritten, and the files that were left as they are, with the reason."""

    usages: frozenset[str]
    refused: tuple[tuple[str, str], ...]


def fix(reading: Reading, looked: Looked, findings: Sequence[Finding], unsafe: bool) -> Fixed:
    """Rewrites the findings that are certain; with `unsafe` also likely ones, and those by rules that change
    behaviour. The result is searched again before anything is written.

    Raises:
        LedgerError: the search finds something else than it should.
    """
    from dataclasses import replace

    from refactor_cli.apply import apply
    from refactor_cli.commands.checking import every_target, search
    from refactor_cli.inline import inline
    from refactor_cli.repository.replacing import replace_file

    wanted = frozenset(
        each.usage for each in findings if each.fix is not None and (unsafe or each.is_certain)
    )
    if not wanted:
        return Fixed(frozenset(), ())
    symbols, rules = reading.symbols, looked.rules
    searched = looked.searched or search(reading, looked)
    wanted |= _imports(searched.detected, {each.path for each in findings if each.usage in wanted})
    left, decided = choose(searched.detected.usages, Choices(only=wanted))
    inlined = inline(rules.recipe, left, symbols)
    inlined = replace(inlined, outcomes=(*decided, *inlined.outcomes))
    migration = settle(
        inlined, symbols, Again(searched.find, every_target(reading, rules), rules.recipe.own_names)
    )
    changes = apply(migration.edits, symbols.snapshot)
    refused = dict(migration.refused)
    for path, data in changes.changes.items():
        reason = replace_file(reading.repository, path, symbols.snapshot.files[path].data, data)
        if reason is not None:
            refused[path] = reason
    rewritten = frozenset(
        each.usage.id
        for each in migration.ledger.outcomes
        if each.outcome == "rewritten" and each.usage.path not in refused
    )
    return Fixed(rewritten, tuple(sorted(refused.items())))


def _imports(detected: Detected, paths: set[str]) -> frozenset[str]:
    """Imports of what is rewritten, and references that change with them: no findings of their own."""
    told = {each.usage for each in detected.findings}
    ignored = {(each.path, each.line) for each in detected.ignored}
    return frozenset(
        usage.id
        for result in detected.usages.results
        for usage in result.usages
        if usage.path in paths
        and usage.id not in told
        and usage.certainty == "certain"
        and (usage.path, usage.location.line) not in ignored
        and usage.kind not in ("doc", "override")
    )

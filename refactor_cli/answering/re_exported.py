"""What an answer calls a function or class, and what came of its usages -> the re-exports that follow it.

An import that nothing in its file uses (a package's `__init__.py`) is asked about nobody: it takes the new name with
the definition, as it does where a definition is renamed without an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from refactor_cli.data import Outcome, Usages
from refactor_cli.retire import Refused, Wish, without_target
from refactor_cli.site_change import Given, SiteChange
from refactor_cli.symbols import SymbolMap

_BY = "model"


def re_exported(
    symbols: SymbolMap, usages: Usages, brought: Mapping[str, frozenset[str]], outcomes: Iterable[Outcome]
) -> Given:
    """The changes of such imports, where nothing of theirs stays in the file. `brought`: by id of a definition the
    full names that it has from now on."""
    new = {
        result.target.name: min(names)
        for result in usages.results
        for usage in result.usages
        if (names := brought.get(usage.id)) and result.target.dotted not in names
    }
    if not new:
        return Given()
    mine = [each for each in outcomes if each.usage.target in new]
    staying = {(each.usage.path, each.usage.target) for each in mine if _stays(each)}
    changes, settled = list[SiteChange](), list[Outcome]()
    for each in mine:
        usage = each.usage
        is_left = usage.kind == "import" and each.outcome == "kept" and usage.certainty != "possible"
        if is_left and (usage.path, usage.target) not in staying:
            try:
                made = without_target(symbols, usage, Wish("rename", new[usage.target]))
            except Refused:  # it goes on needing the old name: the definition keeps it
                continue
            changes += (change._replace(edit=replace(change.edit, by=_BY)) for change in made.changes)
            settled += (replace(outcome, by=_BY) for outcome in made.outcomes)
    return Given(tuple(changes), tuple(settled))


def _stays(outcome: Outcome) -> bool:
    return outcome.usage.kind not in ("import", "doc") and outcome.outcome in ("kept", "open")

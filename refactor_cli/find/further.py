"""A target's weighed usages -> those with what is found by others of them, or calls nothing by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from typing import TYPE_CHECKING

from refactor_cli.data import Target, Usage
from refactor_cli.evidence import Evidence
from refactor_cli.find.aliases import own_name
from refactor_cli.find.called_through import with_called_through
from refactor_cli.find.code_taken import code_warning
from refactor_cli.find.dispatch import dispatch_warning, dispatches
from refactor_cli.find.handed_names import with_handed
from refactor_cli.find.listed import may_be_listed, with_listed
from refactor_cli.find.special import is_special
from refactor_cli.find.wanted import Wanted

if TYPE_CHECKING:
    from refactor_cli.symbols import SymbolMap


def with_further(
    symbols: SymbolMap,
    target: Target,
    found: list[Usage],
    wanted: Wanted,
    evidence: Evidence | None,
    search: Callable[[Target], Iterable[Usage]],
) -> tuple[list[Usage], tuple[str, ...]]:
    """All further usages, and what to tell, "" for nothing. `search` finds the sure usages of a variable."""
    if evidence is not None:
        from refactor_cli.find.modules_alone import without_objects

        # asked where the target is a module's alone
        found = without_objects(symbols, target, found, evidence)
    found, told = _with_implicit(symbols, target, found, evidence if wanted.implicit else None)
    found = with_called_through(symbols, target, found, search)
    found, calls = with_listed(symbols, target, found, dispatches(symbols, target), wanted.only)
    found = with_handed(symbols, target, found, wanted.only)
    return found, (told, dispatch_warning(symbols, target, calls), code_warning(symbols, target))


def with_listed_alone(
    symbols: SymbolMap, target: Target, found: list[Usage], only: Set[str] | None
) -> list[Usage]:
    """What a check, which loads no inference for the rest, asks of strings."""
    if not may_be_listed(symbols, target, only):
        return found
    return with_listed(symbols, target, found, dispatches(symbols, target), only)[0]


def _with_implicit(
    symbols: SymbolMap, target: Target, found: list[Usage], evidence: Evidence | None
) -> tuple[list[Usage], str]:
    """With what calls a special method without its name, None for no such usages; and a warning of that."""
    if not is_special(own_name(target)):
        return found, ""
    from refactor_cli.find.implicit import implicit_usages, implicit_warning

    if evidence is not None:
        listed = {(each.path, each.span) for each in found}
        by_itself = implicit_usages(symbols, target, evidence)
        found = [*found, *(each for each in by_itself if (each.path, each.span) not in listed)]
    return found, implicit_warning(symbols, target)

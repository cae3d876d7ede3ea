"""Calls of what a test puts something else in the place of: what is said of them. They stay as long as that does, for
the new code would no longer ask for what is put there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from refactor_cli.data import Target, Usage
from refactor_cli.inline.test_doubles.names_replaced import names_replaced
from refactor_cli.inline.test_doubles.put_in_place import Settled
from refactor_cli.inline.test_doubles.replaced_here import replaced_here
from refactor_cli.inline.test_doubles.replaced_owners import replaced_owners

if TYPE_CHECKING:
    from refactor_cli.symbols import SymbolMap

    Kind = Callable[[SymbolMap, Target, Sequence[Usage], Settled], Mapping[Usage, str]]

# what is put in place of; of a call that several find, the last one says why it stays
_KINDS: tuple[Kind, ...] = (
    replaced_owners,  # the owner that it is asked of: `patch("app.report.datetime")`
    names_replaced,  # its name, where no usage says so: `patch(f"{MODULE}.old")`, `sys.modules["lib"] = …`
    replaced_here,  # its name, by a usage in its own file: `report.old = Mock()`
)


def replaced_in_tests(
    symbols: SymbolMap, target: Target, usages: Sequence[Usage], settled: Settled
) -> dict[Usage, str]:
    """These calls among the usages of a target."""
    found = dict[Usage, str]()
    for kind in _KINDS:
        found |= kind(symbols, target, usages, settled)
    return found

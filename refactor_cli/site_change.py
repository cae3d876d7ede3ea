"""A new source for one place, and what it means for the imports of its file."""

from __future__ import annotations

from typing import NamedTuple

from refactor_cli.data import Edit, Outcome, Span
from refactor_cli.imports import ImportChange


class SiteChange(NamedTuple):
    """Import lines are made once a file, for all of its changes together: none is among the edit's."""

    edit: Edit
    imports: ImportChange


class Given(NamedTuple):
    """What is decided before a recipe is inlined: changes by blocks of an answer or for the old definition, and the
    outcomes of usages that are not the recipe's concern any more. `brought`: full names that the changes define;
    `owners`: the files and places of strings that put something else in the place of what calls go by, of which it is
    seen afterwards whether these may change (see `owner_strings`)."""

    changes: tuple[SiteChange, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    brought: frozenset[str] = frozenset()
    owners: frozenset[tuple[str, Span]] = frozenset()

    def at(self, path: str) -> Given:
        """What of it concerns one file."""
        return Given(
            tuple(change for change in self.changes if change.edit.path == path),
            tuple(outcome for outcome in self.outcomes if outcome.usage.path == path),
        )

"""What of a target's usages is wanted, where not all is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Set

from msgspec import Struct

from refactor_cli.data import Target, UsageKind
from refactor_cli.find.call_words import MayConcern


class Wanted(Struct, frozen=True):
    """`only`: the paths to look for usages in; what names lead to is still learned from all files. `sure`: the kinds of
    usages of a target that are wanted, and only where they are certain or likely, without calls of what is made of a
    target; None for all that there is. Files and questions that cannot give that are passed over. `concerning`: which
    places by a target's own name are looked at; None for all. `implicit`: what calls a special method without its name
    is listed too, as possible: no rule rewrites it."""

    only: Set[str] | None = None
    sure: Callable[[Target], Collection[UsageKind] | None] | None = None
    concerning: Callable[[Target], MayConcern | None] | None = None
    implicit: bool = False

    def kinds(self, target: Target) -> Collection[UsageKind] | None:
        """The kinds of sure usages that are wanted of a target; None for all that there is."""
        return self.sure(target) if self.sure is not None else None

    def may_concern(self, target: Target) -> MayConcern | None:
        """Which places by its own name are looked at; None for all."""
        return self.concerning(target) if self.concerning is not None else None

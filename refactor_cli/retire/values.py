"""What is wished for an old definition, and what that comes to."""

from __future__ import annotations

from typing import Literal, NamedTuple

from refactor_cli.data import Outcome, Span
from refactor_cli.site_change import SiteChange

WishKind = Literal["rename", "remove", "deprecate"]


class Wish(NamedTuple):
    """`new`: the full dotted name of what is to be used instead, "" where no single one is known; `used`: all full
    dotted names that usages are rewritten to; `moved`: where imports of it find it from now on, "" where no move says;
    `stays`: why the recipe has the definition stay as it is, "" where it does not.
    """

    kind: WishKind
    new: str = ""
    used: tuple[str, ...] = ()
    moved: str = ""
    stays: str = ""

    @property
    def by(self) -> str:
        """Who decided it, for the ledger."""
        return f"--definition {self.kind}"


class Retirement(NamedTuple):
    """`changes`: of the definition and of what goes with it; `outcomes`: of usages that are settled by them;
    `removed`: by path what vanishes with everything in it; `notes`: for people, one line each."""

    changes: tuple[SiteChange, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    removed: tuple[tuple[str, Span], ...] = ()
    notes: tuple[str, ...] = ()


class Refused(Exception):
    """The definition stays as it is; `str()` says why, for people, in one line."""

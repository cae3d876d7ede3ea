"""What every rule of evidence is asked, and what it may answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from refactor_cli.data import Certainty, Symbol, Target, Usage
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.values import Types

if TYPE_CHECKING:
    from refactor_cli.grammar import Node


class Site(Struct, frozen=True):
    """An undecided `receiver.name`, asked about for one target. `owner`: the class that the
    target is a member of, None for a function and the like.
    `types`: what the receiver may be, as far as inference tells; `is_contradicted`: it told of more, which cannot be,
    as that has no attribute of the name. `said`: what objects are called on which the recipe says the name is the
    target."""

    ask: Ask
    target: Target
    owner: Symbol | None
    usage: Usage
    receiver: Node
    types: Types
    is_contradicted: bool = False
    said: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The attribute's name."""
        return self.ask.symbols.snapshot.files[self.usage.path].text.slice(*self.usage.span)


class Verdict(NamedTuple):
    """What a rule says: a certainty with its evidence, or with None only how likely the site is (0 to 1). `also`:
    another class's member that it may mean as well."""

    certainty: Certainty | None
    evidence: tuple[str, ...]
    rank: float = 0.5
    also: str = ""


Rule = Callable[[Site], Verdict | None]

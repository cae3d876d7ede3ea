"""What is asked of evidence: about which target, and by which rules. It loads neither rules nor inference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, field

from refactor_cli.data import Symbol, Target

if TYPE_CHECKING:
    from refactor_cli.inference.asking import Ask, OutsideNames
    from refactor_cli.symbols import SymbolMap

# how a receiver is known that the body of a class gives its objects
HELD = ("constructed",)


class Evidence(Struct, frozen=True):
    """How evidence is weighed. `off`: names of rules, and of steps of inference, that are left out.

    `said`: what objects are called on which a recipe says that a name is its symbol, by that. `outside_names`: which
    names the packages have that the repository uses, None where that is not known. `asks` holds the search of a run:
    its results serve all targets.
    """

    off: frozenset[str] = frozenset()
    said: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    outside_names: OutsideNames | None = None
    asks: dict[int, Ask] = field(default_factory=dict)

    def ask(self, symbols: SymbolMap) -> Ask:
        """The search over a snapshot's files."""
        from refactor_cli.inference.inferring import asking

        return self.asks.setdefault(id(symbols), asking(symbols, self.off, self.outside_names))

    def said_of(self, target: Target) -> tuple[str, ...]:
        """What objects are called on which a name is the target, as a recipe says."""
        return self.said.get(target.name) or self.said.get(target.dotted, ())


class Question(Struct, frozen=True):
    """A target with the class that it is a member of, if it is one."""

    target: Target
    owner: Symbol | None

"""What is said of usages -> what of it stands: again and again without what waits for something that does not."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import NamedTuple

from msgspec.structs import replace

from refactor_cli.answering.decorated import without_decorators
from refactor_cli.answering.known import Settled
from refactor_cli.answering.owners import without_owners
from refactor_cli.answering.patched_names import still_replaced, without_patched
from refactor_cli.answering.proposing import named_in, open_by_choice
from refactor_cli.answering.together import left_together
from refactor_cli.answering.trying import BLOCK_REJECTED, Heard, tried
from refactor_cli.answering.whole_families import Said, waiting
from refactor_cli.data import Inlined, Usages
from refactor_cli.inline.test_doubles.owner_strings import owners, with_decided
from refactor_cli.shared_places import with_all
from refactor_cli.symbols import SymbolMap


class Standing(NamedTuple):
    """What comes of what is said, in the `first` place and in the end; the usages that wait for another one, and those
    that others wait for, with the reason."""

    first: Settled
    made: Settled
    waits: Set[str]
    causes: Mapping[str, str]


def standing(heard: Heard, usages: Usages, symbols: SymbolMap) -> Standing:
    """What is said, without what must wait for something that does not stand."""
    put = [*owners(symbols, with_decided(heard.every, heard.decided))]
    proposed, decided = heard.proposed, heard.known.given.outcomes
    left = {id: f"its new code was rejected: {why}" for id, why in heard.known.refused.items()}
    waits, causes = set[str](), dict[str, str]()
    first = made = tried(heard, usages, left, symbols)
    spoken = Said(heard.proposal.sites, heard.recipe)
    while True:
        inlined = with_all(made.inlined, heard.every, proposed.none)
        more = waiting(usages, spoken, inlined, decided, symbols)
        apart = left_together(proposed.together, inlined.outcomes, open_by_choice(heard.proposal))
        apart |= without_owners(symbols, put, _with(inlined, heard), heard.places, named_in(heard.proposal))
        apart |= {**still_replaced(symbols, inlined), **without_patched(symbols, inlined)}
        apart |= without_decorators(heard.proposal.sites, made.inlined)
        rest = {mate: why for id, why in apart.items() for mate in heard.places.with_beside({id})}
        rest |= more.rest
        if not rest and not more.causes:
            return Standing(first, made, waits, causes)
        waits |= rest.keys()
        causes |= more.causes
        left |= {id: f"{BLOCK_REJECTED}: {why}" for id, why in more.causes.items()} | rest
        made = tried(heard, usages, left, symbols)


def _with(inlined: Inlined, heard: Heard) -> Inlined:
    """With what is decided before any answer: a call that the user leaves out stays, too."""
    return replace(inlined, outcomes=(*heard.decided, *inlined.outcomes))

"""Ids of an answer that no usage has -> the usages that are meant, where they are miswritten.

Nothing is done to such a usage on a guess. But a rule must not touch it either: what is said of it may have been that
it stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import islice

from msgspec.structs import replace

from refactor_cli.answer_format import UNKNOWN_ID
from refactor_cli.data import Proposal, Rejection, SiteBlock, Usages

# ids that are compared: an answer with more of them is about something else
_MOST = 100
# of eight digits, which are a hash: two of thousands are so like each other by rare chance alone
_MOST_UNLIKE = 2
_SHOWN = 200  # characters


def without_mistaken(proposal: Proposal, usages: Usages) -> Proposal:
    """The same, where what is said under an id that no usage has is rejected: for the usage whose id is like it, and of
    which nothing else is said, where there is one such."""
    known = {usage.id for usage in usages.every}
    said = [*_ids(proposal)]
    unknown = [each for each in dict.fromkeys(said) if each and each not in known]
    if not unknown:
        return proposal
    meant = dict(_meant(unknown, known - {*said}))
    wrong = [block for block in proposal.sites if not known >= {*block.ids}]
    verdicts = [each for each in proposal.verdicts if each.id in meant]
    rejections = [
        *(each for block in wrong for each in _of_block(block, known, meant)),
        *(Rejection(meant[each.id], _why(each.id, meant), each.reason[:_SHOWN]) for each in verdicts),
        *(
            replace(each, id=meant[each.id], reason=f"{_why(each.id, meant)}; {each.reason}")
            if each.id in meant
            else each
            for each in proposal.rejections
        ),
    ]
    return replace(
        proposal,
        sites=tuple(block for block in proposal.sites if block not in wrong),
        verdicts=tuple(each for each in proposal.verdicts if each.id not in meant),
        rejections=tuple(rejections),
    )


def _ids(proposal: Proposal) -> Iterator[str]:
    for block in proposal.sites:
        yield from block.ids
    yield from (each.id for each in proposal.verdicts)
    yield from (each.id for each in proposal.rejections)


def _of_block(block: SiteBlock, known: Set[str], meant: Mapping[str, str]) -> Iterator[Rejection]:
    """Why a block is not used, for each usage that it names."""
    unknown = [each for each in block.ids if each not in known]
    for id in block.ids:
        if id not in known:
            yield Rejection(meant.get(id, id), _why(id, meant), block.code[:_SHOWN])
        else:
            yield Rejection(
                id, f"its block names {unknown[0]} as well, and {UNKNOWN_ID}", block.code[:_SHOWN]
            )


def _why(id: str, meant: Mapping[str, str]) -> str:
    if id not in meant:
        return UNKNOWN_ID
    return f"the answer says {id}, and no usage that was asked about has this id: is {meant[id]} meant?"


def _meant(unknown: Iterable[str], free: Set[str]) -> Iterator[tuple[str, str]]:
    for id in islice(unknown, _MOST):
        alike = [each for each in free if _is_like(id, each)]
        if len(alike) == 1:
            yield id, alike[0]


def _is_like(written: str, id: str) -> bool:
    """Whether an id is another one but for some digits, or for one that is left out or put in."""
    if len(written) == len(id):
        return sum(one != other for one, other in zip(written, id, strict=True)) <= _MOST_UNLIKE
    longer, shorter = sorted((written, id), key=len, reverse=True)
    if len(longer) != len(shorter) + 1:
        return False
    at = next((i for i, each in enumerate(shorter) if each != longer[i]), len(shorter))
    return longer[at + 1 :] == shorter[at:]

"""Usages of several targets at one place of a file: one stands for all, since a place can be rewritten only once.

Where `A.get` and `B.get` are both targets, `x.get()` may be a usage of each, and is listed for each. A prompt asks
about it once, an answer names it by any of its ids, and what becomes of the one becomes of all that stand there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from msgspec import Struct
from msgspec.structs import replace

from refactor_cli.answer_format import NOT_A_USAGE_BECAUSE
from refactor_cli.data import (
    Certainty,
    Inlined,
    Outcome,
    Proposal,
    SiteBlock,
    Span,
    Target,
    Usage,
    UsageKind,
    Usages,
    Verdict,
)

# of imports each takes its own name along, and what a family's definitions do is said of all of them
_SHARED: frozenset[UsageKind] = frozenset({"call", "reference", "decorator", "base", "string", "owner"})
_SURENESS: Mapping[Certainty, int] = {"certain": 0, "likely": 1, "possible": 2, "ruled_out": 3}
_Place = tuple[str, Span]


class Shared(Struct, frozen=True):
    """By their places, usages of which there are several, the surest first, then in the order of the targets."""

    places: Mapping[_Place, tuple[Usage, ...]]

    def at(self, usage: Usage) -> tuple[Usage, ...]:
        """All usages at the place of one, itself included."""
        return self.places.get(_place(usage), (usage,)) if _is_shared(usage) else (usage,)

    def with_beside(self, ids: Set[str]) -> frozenset[str]:
        """These ids, with those of the usages at the same places."""
        beside = (group for group in self.places.values() if any(each.id in ids for each in group))
        return frozenset({*ids, *(each.id for group in beside for each in group)})


def shared(usages: Usages) -> Shared:
    """The places at which several targets are used, or may be."""
    if len(usages.results) < 2:
        return Shared({})
    found = dict[_Place, list[Usage]]()
    for result in usages.results:
        for usage in result.usages:
            if _is_shared(usage):
                found.setdefault(_place(usage), []).append(usage)
    several = {place: group for place, group in found.items() if len(group) > 1}
    return Shared({
        place: tuple(sorted(group, key=lambda usage: _SURENESS[usage.certainty]))
        for place, group in several.items()
    })  # fmt: skip


def one_each(usages: Usages, symbols: Iterable[str] = ()) -> Usages:
    """The usages with one for each place: the surest, and of these rather one of a target among `symbols`, which are
    those that rules say something of. What it may be meant for as well is no hindrance where rules say something of
    that, too."""
    every, chosen = shared(usages), dict[_Place, Usage]()
    named = frozenset(symbols)
    spoken_of = {each.target.name: each.target for each in usages.results if named & _names(each.target)}
    for place, group in every.places.items():
        best = (usage for usage in group if usage.certainty == group[0].certainty)
        chosen[place] = next((usage for usage in best if usage.target in spoken_of), group[0])
    defined = tuple(
        f"({site.path}:{site.line})" for target in spoken_of.values() for site in target.definitions
    )

    def left(some: Iterable[Usage]) -> Iterator[Usage]:
        for usage in some:
            if _is_shared(usage) and chosen.get(_place(usage), usage).id != usage.id:
                continue
            yield replace(usage, also="") if usage.also.endswith(defined) else usage

    results = (replace(result, usages=tuple(left(result.usages))) for result in usages.results)
    return replace(usages, results=tuple(results))


def by_representatives(proposal: Proposal, usages: Usages) -> tuple[Proposal, tuple[Outcome, ...]]:
    """What an answer says, of the usages that `one_each` leaves; and outcomes of others that it calls no usages."""
    every = shared(usages)
    by_id = {usage.id: usage for usage in usages.every}
    first = {usage.id: group[0].id for group in every.places.values() for usage in group}
    if not first:
        return proposal, ()
    sites = tuple(dict.fromkeys(_named_once(block, first) for block in proposal.sites))
    meant = {id for block in sites for id in block.ids}
    own = (verdict for verdict in proposal.verdicts if first.get(verdict.id) == verdict.id)
    meant |= {verdict.id for verdict in own if verdict.says != "not-a-usage"}
    verdicts, none = list[Verdict](), list[Outcome]()
    for verdict in proposal.verdicts:
        id = first.get(verdict.id, verdict.id)
        if id == verdict.id:
            verdicts.append(verdict)
        elif verdict.says == "not-a-usage":
            none.append(Outcome(by_id[verdict.id], "kept", "model", f"{NOT_A_USAGE_BECAUSE}{verdict.reason}"))
        elif id not in meant:
            meant.add(id)
            verdicts.append(replace(verdict, id=id))
    # that it is none of one target, where it is one of another, says nothing; nor does that it is one, beside new code
    blocks = {id for block in sites for id in block.ids}
    moot = {"not-a-usage": meant & first.keys(), "is-a-usage": blocks & first.keys()}
    verdicts = [each for each in verdicts if each.id not in moot.get(each.says, ())]
    return replace(proposal, sites=sites, verdicts=tuple(verdicts)), tuple(none)


def with_all(inlined: Inlined, usages: Usages, none: Sequence[Outcome] = ()) -> Inlined:
    """With an outcome for every usage: those at one place end as the one does that stands for them. `none`: outcomes of
    usages that are said to be none."""
    every = shared(usages)
    if not every.places:
        return inlined
    known = {outcome.usage.id: outcome for outcome in (*none, *inlined.outcomes)}
    said = {outcome.usage.id for outcome in none}
    added, beside = dict[str, Outcome](), dict[str, tuple[str, ...]]()
    for group in every.places.values():
        ends = [known[usage.id] for usage in group if usage.id in known and usage.id not in said]
        end = next((each for each in ends if each.outcome == "rewritten"), ends[0] if ends else None)
        if end is None:
            continue
        rest = [usage for usage in group if usage.id not in said and usage.id != end.usage.id]
        for usage in rest:
            before = known.get(usage.id)
            is_weaker = end.outcome == "rewritten" and before is not None and before.outcome != "rewritten"
            if before is None or is_weaker:
                added[usage.id] = replace(end, usage=usage)
        if end.outcome == "rewritten":
            beside[end.usage.id] = tuple(usage.id for usage in rest)
    outcomes = [added.pop(each.usage.id, each) for each in inlined.outcomes]
    edits = (
        replace(edit, usages=tuple(dict.fromkeys((*edit.usages, *more)))) if more else edit
        for edit in inlined.edits
        for more in [[id for usage in edit.usages for id in beside.get(usage, ())]]
    )
    ended = {each.usage.id for each in inlined.outcomes}
    told = (each for each in none if each.usage.id not in ended)
    return replace(inlined, edits=tuple(edits), outcomes=(*outcomes, *added.values(), *told))


def _is_shared(usage: Usage) -> bool:
    # what Python calls by itself is another thing than what is named there
    return usage.kind in _SHARED and not usage.is_implicit


def _names(target: Target) -> set[str]:
    return {target.name, target.dotted}


def _place(usage: Usage) -> _Place:
    return usage.path, usage.span


def _named_once(block: SiteBlock, first: Mapping[str, str]) -> SiteBlock:
    id, *also = dict.fromkeys(first.get(each, each) for each in block.ids)
    return replace(block, id=id, also=tuple(also))

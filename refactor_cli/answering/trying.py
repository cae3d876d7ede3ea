"""What is said of usages -> what comes of it, when some of them are left open: one pass, nothing waits for anything.

Blocks are verified, rules inlined around them, and re-exports follow names that definitions get.
"""

from __future__ import annotations

from collections.abc import Mapping, Set

from msgspec import Struct
from msgspec.structs import replace

from refactor_cli.answer_format import REJECTED
from refactor_cli.answering.again import called_again, of_blocks
from refactor_cli.answering.known import Known, Settled
from refactor_cli.answering.proposing import Proposed
from refactor_cli.answering.re_exported import re_exported
from refactor_cli.answering.together import NOT_SAID, NOT_SAID_AS_CUT_OFF
from refactor_cli.data import Outcome, Proposal, Span, Usages
from refactor_cli.inline import NO_RULE, inline
from refactor_cli.recipe.whole import Recipe
from refactor_cli.shared_places import Shared, one_each
from refactor_cli.site_change import Given
from refactor_cli.symbols import SymbolMap
from refactor_cli.verify import Verified, verify
from refactor_cli.verify.new_code import Added, changes_of

BLOCK_REJECTED = "its block was rejected"


class Heard(Struct, frozen=True):
    """All that is said of the usages: by answers, by rules, and before them. `every`: the usages with all that
    share their `places`; `again`: by block, the targets that it calls again; `added`: what modules get; `idle`:
    what they would, if something used it."""

    proposal: Proposal
    proposed: Proposed
    recipe: Recipe
    known: Known
    every: Usages
    places: Shared
    again: Mapping[str, frozenset[str]]
    added: tuple[Added, ...]
    idle: tuple[Added, ...] = ()

    @property
    def decided(self) -> tuple[Outcome, ...]:
        """What is decided before any answer."""
        return (*self.known.outcomes, *self.known.given.outcomes)


def tried(heard: Heard, usages: Usages, left: Mapping[str, str], symbols: SymbolMap) -> Settled:
    """What is said, without the usages that are `left` open, and the re-exports of definitions under new names."""
    made = _tried(heard, usages, left, symbols)
    brought = {id: names for id, names in heard.proposed.brought.items() if id not in left}
    more = re_exported(symbols, usages, brought, made.inlined.outcomes)
    if not more.changes:
        return made
    given = heard.known.given
    given = given._replace(
        changes=(*given.changes, *more.changes), outcomes=(*given.outcomes, *more.outcomes)
    )
    made = _tried(replace(heard, known=replace(heard.known, given=given)), usages, left, symbols)
    told = {each.usage.id for each in made.inlined.outcomes}
    beside = (each for each in more.outcomes if each.usage.id not in told)
    return replace(made, inlined=replace(made.inlined, outcomes=(*made.inlined.outcomes, *beside)))


def _tried(heard: Heard, usages: Usages, left: Mapping[str, str], symbols: SymbolMap) -> Settled:
    """What is said, without the usages that are `left` open, each for its reason."""
    known, outcomes = heard.known, heard.known.outcomes
    done = {each.usage.id for each in outcomes if each.outcome in ("rewritten", "kept")}
    proposal, brought = _said_of_others(heard, left.keys())
    verified = verify(
        proposal,
        usages.without(done | left.keys()),
        symbols,
        words=known.words,
        brought=brought,
        others=(*outcomes, *known.given.outcomes),
        variables={each.name: each for each in heard.recipe.variables},
        again=called_again(heard.recipe, of_blocks(heard.again, proposal.sites), usages),
    )
    fixed = _fixed(verified)
    confirmed = {verdict.id for verdict in proposal.verdicts if verdict.says == "is-a-usage"}
    by_user = {outcome.usage.id for outcome in outcomes if outcome.outcome == "rewritten"}
    rejections = (*proposal.rejections, *verified.rejections)
    why = {each.id: f"{BLOCK_REJECTED}: {each.reason}" for each in reversed(rejections) if each.id}
    settled = {outcome.usage.id for outcome in fixed} | done
    left = {**_refused(usages, why, settled, confirmed), **left}
    waiting = [Outcome(each, "open", "model", left[each.id]) for each in usages.every if each.id in left]
    places = heard.places
    gone = places.with_beside({outcome.usage.id for outcome in fixed} | left.keys())
    rest = one_each(heard.every.without(gone), heard.recipe.symbols)
    given = Given(
        (*known.given.changes, *verified.changes, *changes_of(heard.added)),
        (*known.given.outcomes, *fixed, *waiting),
        brought,
        _owners(heard, usages),
    )
    sure = places.with_beside(confirmed | by_user)
    inlined = inline(heard.recipe, rest, symbols, sure, given, known.as_lambda)
    all_outcomes = (
        *fixed,
        *(_with_rejection(_with_rule(outcome, heard.proposed), why) for outcome in inlined.outcomes),
        *waiting,
    )
    return Settled(replace(inlined, outcomes=all_outcomes), rejections, heard.recipe, added=heard.added)


def _owners(heard: Heard, usages: Usages) -> frozenset[tuple[str, Span]]:
    """Where something else is named that targets are asked of."""
    every = (*usages.every, *(each.usage for each in heard.decided))
    return frozenset((each.path, each.expression) for each in every if each.kind == "owner")


def _said_of_others(heard: Heard, left: Set[str]) -> tuple[Proposal, frozenset[str]]:
    """What answers say of other usages than those that are left open, and the names that this brings."""
    proposal = replace(
        heard.proposal,
        sites=tuple(block for block in heard.proposal.sites if not left & {*block.ids}),
        verdicts=tuple(verdict for verdict in heard.proposal.verdicts if verdict.id not in left),
    )
    brought = (names for id, names in heard.proposed.brought.items() if id not in left)
    added = (each.full_names for each in (*heard.added, *heard.idle))
    return proposal, frozenset[str]().union(*brought, *added)


def _fixed(verified: Verified) -> list[Outcome]:
    """What blocks and verdicts settle, whatever rules say. Imports follow what else uses them."""
    named = {usage for change in verified.changes for usage in change.edit.usages}
    return [
        outcome
        for outcome in verified.outcomes
        if outcome.usage.id in named or (outcome.usage.kind != "import" and outcome.outcome != "rewritten")
    ]


def _refused(
    usages: Usages, why: Mapping[str, str], settled: Set[str], confirmed: Set[str]
) -> dict[str, str]:
    """Why usages are open whose blocks were rejected. What a block said of them is not what the answer's rules do.
    Imports follow all the same, and a possible usage that nobody confirmed is open for nobody."""
    return {
        usage.id: why[usage.id]
        for usage in usages.every
        if usage.id in why
        and usage.id not in settled
        and usage.kind != "import"
        and (usage.certainty != "possible" or usage.id in confirmed)
    }


def _with_rule(outcome: Outcome, proposed: Proposed) -> Outcome:
    """A usage that has no rule is open because the answer's was rejected, or there is none."""
    if outcome.reason != NO_RULE:
        return outcome
    why = proposed.unruled.get(outcome.usage.target)
    none = NOT_SAID_AS_CUT_OFF if proposed.is_cut_off else NOT_SAID
    return replace(outcome, by="model", reason=f"{REJECTED}{why}" if why else none)


def _with_rejection(outcome: Outcome, why: Mapping[str, str]) -> Outcome:
    """An open usage whose block was rejected is open for that reason."""
    if outcome.usage.id not in why or outcome.outcome != "open":
        return outcome
    return replace(outcome, by="model", reason=why[outcome.usage.id], is_general=False)

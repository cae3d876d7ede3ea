"""Proposal, Usages, SymbolMap -> Verified: which blocks of an answer become edits, and why the others do not.

Nothing of an answer is believed. What is checked, for each block:

- its id is a usage's that was asked about, answered once, of a kind that takes such a block, in a file that was read;
- the code is small, parses, has only forms that a site may have (`code`), no invisible characters, and none outside
  ASCII that the old source does not have;
- it replaces the call, the reference, or the simple statement around it (`place`): the span comes from the usage, never
  from the answer, so that nothing else can be reached;
- statements bind what the old one bound, return where it returned and only there, assign no other attributes, do
  something, let what follows be reached (`in_effect`), and bind no name that the code around uses;
- every name is defined there (scope, file, the block's imports, builtins); every import is used, exists, and takes no
  name that the file gives another meaning;
- every statement has to do with the old code, and is there once, or that is said (`beside_the_point`);
- calls fit the signatures of what the repository defines (`binding`);
- the old is not used any more, and nothing sensitive is begun (`sensitive`);
- the file would still parse with this edit alone;
- in a string that names the old code, it is a name of the same form that leads somewhere (`strings`);
- decorators do above a definition what a statement below it did (`decorators.decorating`);
- new source for a whole function changes what depends on the usages that it names, and nothing else (`functions`).

The recipe of a proposal is not read here. Usages without a block or verdict have no outcome.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from refactor_cli.answer_format import NOT_A_USAGE_BECAUSE
from refactor_cli.data import (
    Behaviour,
    Outcome,
    Proposal,
    Rejection,
    SiteBlock,
    Usage,
    Usages,
    Verdict,
)
from refactor_cli.recipe.rules import Variable
from refactor_cli.site_change import SiteChange
from refactor_cli.symbols import SymbolMap
from refactor_cli.verify.called_again import Outdated
from refactor_cli.verify.decorators.several import changes_of, check_apart, in_order
from refactor_cli.verify.refused import Refused, Unparsed
from refactor_cli.verify.site_blocks import decorator_block, site_block
from refactor_cli.verify.together import (
    BY,
    SHOWN,
    Accepted,
    Asked,
    agreeing,
    asked_about,
    beside,
    outermost,
)
from refactor_cli.verify.whole_functions.function_blocks import function_block


class Verified(Struct, frozen=True):
    """`changes` of the blocks that passed, in the order of paths and places, without import lines: these are made once
    a file, for all that changes in it. One outcome for each usage that a block or verdict settles."""

    changes: tuple[SiteChange, ...]
    outcomes: tuple[Outcome, ...]
    rejections: tuple[Rejection, ...]


def verify(
    proposal: Proposal,
    usages: Usages,
    symbols: SymbolMap,
    *,
    words: str = "",
    brought: frozenset[str] = frozenset(),
    others: tuple[Outcome, ...] = (),
    variables: Mapping[str, Variable] | None = None,
    again: Outdated | None = None,
) -> Verified:
    """Checks the blocks and verdicts of a proposal.

    `usages`: those that were asked about. `words`: what the user wrote (instructions, priming): sensitive modules
    that it names may be used. `brought`: full names that the proposal itself brings. `others`: what is decided of
    usages that were not asked about. `variables`: what the recipe assigns outside of its rules, by name. `again`:
    targets that rules call again, each with the keywords that a call may not give any more.
    """
    counts = Counter([id for b in proposal.sites for id in b.ids] + [v.id for v in proposal.verdicts])
    asked = replace(
        asked_about(usages, symbols, words),
        brought=brought,
        others=others,
        counts=counts,
        variables=variables or {},
        again=again or {},
    )
    outcomes, unsaid = _by_verdicts(proposal, asked)
    confirmed = {verdict.id for verdict in proposal.verdicts if verdict.says == "is-a-usage"}
    asked = replace(
        asked,
        settled=frozenset(outcomes),
        spoken_of=frozenset(id for block in proposal.sites for id in block.ids) | confirmed,
    )
    accepted, refused = _by_blocks(proposal, asked)
    changing = {id: block.why for block in proposal.sites if block.behaviour == "changes" for id in block.ids}
    chosen, outcomes, contradicting = _agreeing(accepted, outcomes, changing, symbols)
    rejections = [*unsaid, *refused, *contradicting]
    rejections += beside(accepted, outcomes, {rejection.id for rejection in rejections})
    order = {id: index for index, id in enumerate(asked.usages)}
    return Verified(
        tuple(changes_of(chosen)),
        tuple(outcomes[id] for id in sorted(outcomes, key=lambda id: order[id])),
        tuple(rejections),
    )


def _by_verdicts(proposal: Proposal, asked: Asked) -> tuple[dict[str, Outcome], list[Rejection]]:
    """What verdicts settle without new source, by the ids of usages, and those that are not believed."""
    outcomes, rejections = dict[str, Outcome](), list[Rejection]()
    for verdict in proposal.verdicts:
        try:
            usage = asked.usage(verdict.id)
            if verdict.says != "is-a-usage":
                outcomes[verdict.id] = _without_code(usage, verdict)
        except Refused as refused:
            rejections.append(Rejection(verdict.id, str(refused), verdict.reason[:SHOWN]))
    return outcomes, rejections


def _by_blocks(proposal: Proposal, asked: Asked) -> tuple[list[Accepted], list[Rejection]]:
    """The blocks that pass each by itself, and what is wrong with the others."""
    accepted, rejections = list[Accepted](), list[Rejection]()
    for block in in_order(proposal.sites, asked.usages, asked.symbols):
        try:
            if block.decorates:
                accepted.append(decorator_block(block, asked, accepted))
                continue
            accepted.append(function_block(block, asked) if block.function else site_block(block, asked))
        except Refused as refused:
            reason = f"{refused}{_of_python2(block, refused, asked)}"
            rejections += (Rejection(id, reason, block.code[:SHOWN]) for id in block.ids)
        except RecursionError:  # new code has bounds of its own
            reason = "the code around it is nested too deeply"
            rejections += (Rejection(id, reason, block.code[:SHOWN]) for id in block.ids)
    return accepted, rejections


def _agreeing(
    accepted: Sequence[Accepted],
    settled: Mapping[str, Outcome],
    changing: Mapping[str, str],
    symbols: SymbolMap,
) -> tuple[list[Accepted], dict[str, Outcome], list[Rejection]]:
    """The blocks that go together, all outcomes with theirs, and what contradicts another one, or what verdicts have
    `settled`. `changing`: why the new source of some usages behaves otherwise, as their blocks say."""
    chosen, outcomes, rejections = list[Accepted](), dict(settled), list[Rejection]()
    for each in outermost(accepted):
        ids = (each.usage.id, *each.also)
        try:
            check_apart(each, chosen)
            chosen.append(agreeing(each, chosen, outcomes, symbols))
        except Refused as refused:
            rejections += (Rejection(id, str(refused), each.edit.text[:SHOWN]) for id in ids)
            continue
        said = [changing[id] for id in ids if id in changing]
        behaviour: Behaviour = "changes" if each.is_taken_otherwise or said else "same"
        reasons = (next(filter(None, said), ""), *each.told) if said else ()
        why = "; ".join((*reasons, *each.texts)) if reasons or each.texts else None
        outcomes |= {
            usage.id: Outcome(usage, "rewritten", BY, why, behaviour) for usage in chosen[-1].covered
        }
    return chosen, outcomes, rejections


def _of_python2(block: SiteBlock, refused: Refused, asked: Asked) -> str:
    """What is to be said of source that does not parse, where its file is Python 2: what of it is not read."""
    usage = asked.usages.get(block.id)
    file_map = asked.symbols.map(usage.path) if usage is not None else None
    if not isinstance(refused, Unparsed) or file_map is None or not file_map.python2:
        return ""
    but = "its file is Python 2, of which tuples as parameters and `except E, x.y` are not read"
    return f": {but}; give a block for the call alone" if refused.is_old else f": {but}"


def _without_code(usage: Usage, verdict: Verdict) -> Outcome:
    if verdict.says == "leave-open":  # a possible one was never more than undecided
        return Outcome(usage, "undecided" if usage.certainty == "possible" else "open", BY, verdict.reason)
    if verdict.says == "keep":
        return Outcome(usage, "kept", BY, verdict.reason)
    if usage.certainty == "certain":
        raise Refused("it says that this is no usage, and imports and scopes prove that it is")
    return Outcome(usage, "kept", BY, f"{NOT_A_USAGE_BECAUSE}{verdict.reason}")

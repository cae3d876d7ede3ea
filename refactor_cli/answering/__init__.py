"""Answers, Usages, Recipe, SymbolMap -> Settled: answers read, checked, and joined with the user's own rules.

The stages from read to inline, composed; nothing is read or written here. `proposing` says what the answers come to,
`trying` what comes of that in one pass, `standing` what of it stands when nothing waits for what does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from refactor_cli.answering.added import joined, left_out, without_lost
from refactor_cli.answering.known import Known, Settled
from refactor_cli.answering.owners import with_staying
from refactor_cli.answering.proposing import Proposed, named_in, open_by_choice, proposed_by
from refactor_cli.answering.spoken_of import spoken_of_by
from refactor_cli.answering.standing import Standing, standing
from refactor_cli.answering.together import of_the_rest
from refactor_cli.answering.trying import Heard
from refactor_cli.data import Answer, Rejection, Usages
from refactor_cli.data.outcomes import NEW_CODE
from refactor_cli.inline.test_doubles.owner_strings import owners
from refactor_cli.masked_sites import hiding
from refactor_cli.recipe.whole import Recipe
from refactor_cli.shared_places import one_each, shared, with_all
from refactor_cli.symbols import SymbolMap
from refactor_cli.verify.called_again import said_again
from refactor_cli.verify.new_code import Added, rejection
from refactor_cli.verify.rules import by_target

__all__ = ["Known", "Settled", "settled_by_answers"]

_EMPTY = Recipe((), ())


def settled_by_answers(
    answers: Sequence[Sequence[Answer]],
    usages: Usages,
    recipe: Recipe | None,
    known: Known,
    symbols: SymbolMap,
) -> Settled:
    """One outcome for each usage. A block wins over any rule; the user's rules win over the answers'.

    `answers`: to each prompt those of its rounds, of which a later one changes what it says and leaves the rest.
    A possible usage only bears the name. Rules, whoever wrote them, apply to it where an answer says that it is one.
    """
    every, usages = usages, one_each(usages)
    done = {each.usage.id for each in known.outcomes if each.outcome in ("rewritten", "kept")}
    spoken_of = spoken_of_by(
        answers,
        known.listed,
        lambda earlier: settled_by_answers(earlier, every, recipe, known, symbols).inlined.outcomes,
    )
    proposed = proposed_by(answers, every, symbols, known, (done, spoken_of))
    own = recipe or _EMPTY
    heard = _heard(proposed, own, known, every, symbols)
    stands = standing(heard, usages, symbols)
    if proposed.rests:
        heard = _with_rests(heard, stands)
        stands = standing(heard, usages, symbols)
    unadded, lost = list[Rejection](), list[Added]()
    while left := [*left_out(heard.added, stands.made.inlined.edits, symbols, lost)]:
        lost += (each.added for each in left)
        rules, unused = without_lost(heard.proposed.rules, left)
        unadded += (*(rejection(each.added.block, each.reason) for each in left), *unused)
        unruled = {**heard.proposed.unruled, **by_target(unused, usages)}
        heard = replace(
            heard,
            recipe=joined(own, rules),
            proposed=heard.proposed._replace(rules=rules, unruled=unruled),
            added=tuple(each for each in heard.added if each not in lost),
            idle=(*heard.idle, *(each.added for each in left if not each.is_used)),
        )
        stands = standing(heard, usages, symbols)
    return _told(heard, stands, unadded, symbols)


def _heard(proposed: Proposed, own: Recipe, known: Known, every: Usages, symbols: SymbolMap) -> Heard:
    sites = proposed.proposal.sites
    again = said_again(symbols, sites, (each for found in one_each(every).results for each in found.usages))
    recipe = joined(own, proposed.rules)
    return Heard(proposed.proposal, proposed, recipe, known, every, shared(every), again, proposed.added)


def _with_rests(heard: Heard, stands: Standing) -> Heard:
    """With what is said of rests, now that it is known what these are."""
    proposal, outcomes = heard.proposal, stands.made.inlined.outcomes
    more = of_the_rest(heard.proposed.rests, heard.known.rests, outcomes, named_in(proposal))
    return replace(heard, proposal=replace(proposal, verdicts=(*proposal.verdicts, *more)))


def _told(heard: Heard, stands: Standing, unadded: Sequence[Rejection], symbols: SymbolMap) -> Settled:
    """What stands, with all rejections, and secrets hidden in what is said of either."""
    proposed, made = heard.proposed, stands.made
    inlined = with_all(made.inlined, heard.every, proposed.none)
    inlined = with_staying([*owners(symbols, heard.every)], inlined, open_by_choice(heard.proposal))
    hidden = hiding(heard.proposal.sites)
    rejections = (
        replace(each, reason=hidden(each.reason), source=hidden(each.source))
        for each in (*proposed.rejections, *_rejections(heard, stands), *unadded)
    )
    outcomes = (
        replace(each, reason=hidden(each.reason)) if each.reason else each for each in inlined.outcomes
    )
    return replace(
        made,
        inlined=replace(inlined, outcomes=tuple(outcomes)),
        rejections=tuple(rejections),
        waiting=frozenset(stands.waits),
        left=open_by_choice(heard.proposal) - stands.waits,
    )


def _rejections(heard: Heard, stands: Standing) -> Iterator[Rejection]:
    """Why blocks are not used: of the first pass, where nothing is known that came later."""
    refused = {**heard.known.refused, **stands.causes}
    yield from (each for each in stands.first.rejections if each.id not in refused)
    yield from (Rejection(id, why) for id, why in refused.items() if not id.startswith(NEW_CODE))

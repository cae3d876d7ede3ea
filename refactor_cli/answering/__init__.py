"""Answers, Usages, Recipe, SymbolMap -> Settled: answers read, checked, and joined with the user's own rules.

The stages from read to inline, composed; nothing is read or written here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from typing import NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from refactor_cli.answer_format import REJECTED
from refactor_cli.answer_format.brought_names import brought_names
from refactor_cli.answering.added import joined, left_out, without_lost
from refactor_cli.answering.again import called_again, of_blocks
from refactor_cli.answering.re_exported import re_exported
from refactor_cli.answering.said_of_several import by_id
from refactor_cli.answering.spoken_of import SpokenOf, spoken_of_by
from refactor_cli.answering.together import (
    NOT_SAID,
    Mates,
    left_together,
    mates_of,
    of_the_rest,
    with_round,
    without_rests,
)
from refactor_cli.answering.whole_families import Said, waiting
from refactor_cli.data import Answer, Inlined, Outcome, Proposal, Rejection, SiteBlock, Usages, Verdict
from refactor_cli.data.outcomes import NEW_CODE
from refactor_cli.errors import RefactorError
from refactor_cli.inline import NO_RULE, inline
from refactor_cli.masked_sites import hiding, without_masked
from refactor_cli.read import read
from refactor_cli.recipe.read import read_recipe
from refactor_cli.recipe.whole import Recipe
from refactor_cli.shared_places import Shared, by_representatives, one_each, shared, with_all
from refactor_cli.site_change import Given
from refactor_cli.symbols import SymbolMap
from refactor_cli.verify import verify
from refactor_cli.verify.called_again import said_again
from refactor_cli.verify.new_code import Added, changes_of, new_code, rejection, without_given_again
from refactor_cli.verify.rules import by_target, verify_rules
from refactor_cli.verify.spliced import spliced, with_earlier
from refactor_cli.verify.together import asked_about

_REJECTED = "its block was rejected"
_EMPTY = Recipe((), ())
_NOTHING = Given()


class Known(Struct, frozen=True):
    """What stands before the answer: outcomes by the user's own rules, the words the user wrote, what is decided of
    the old definitions, whose usages are not asked about, whether rules make lambdas of references, by id what is wrong
    with new code that passes every check of ours, the words for the rest of a target's usages (see `rests`), and of a
    task in several prompts the ids that each of them lists: nothing where that is not known; and which files the user
    lets change, by path."""

    outcomes: tuple[Outcome, ...] = ()
    words: str = ""
    given: Given = _NOTHING
    as_lambda: bool = False
    refused: Mapping[str, str] = field(default_factory=dict)
    rests: Mapping[str, frozenset[str]] = field(default_factory=dict)
    listed: tuple[frozenset[str], ...] = ()
    may_change: Callable[[str], bool] = bool


class Settled(Struct, frozen=True):
    """`recipe` holds the user's rules first and then those of the answer that passed; by id, usages that are open for
    nothing but another one's sake (`waiting`), and those that the answers leave open in so many words (`left`)."""

    inlined: Inlined
    rejections: tuple[Rejection, ...]
    recipe: Recipe
    waiting: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()
    added: tuple[Added, ...] = ()


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
    proposed = _proposal(answers, every, symbols, known, (done, spoken_of))
    proposal, rules = proposed.proposal, proposed.rules
    both = joined(recipe or _EMPTY, rules)
    again = said_again(symbols, proposal.sites, (each for found in usages.results for each in found.usages))
    said = _Said(proposal, proposed, both, known, every, shared(every), again, proposed.added)
    ended = _ended(said, usages, symbols)
    if proposed.rests:
        more = of_the_rest(proposed.rests, known.rests, ended.made.inlined.outcomes, _named_in(proposal))
        proposal = replace(proposal, verdicts=(*proposal.verdicts, *more))
        said = replace(said, proposal=proposal)
        ended = _ended(said, usages, symbols)
    unadded, lost = list[Rejection](), list[Added]()
    while left := [*left_out(said.added, ended.made.inlined.edits, symbols, lost)]:
        unadded += (rejection(each.added.block, each.reason) for each in left)
        gone = {each.added for each in left}
        lost += gone
        rules, unused = without_lost(rules, left)
        unadded += unused
        without = by_target(unused, usages)
        said = replace(
            said,
            recipe=joined(recipe or _EMPTY, rules),
            proposed=proposed._replace(unruled={**said.proposed.unruled, **without}),
        )
        idle = (*said.idle, *(each.added for each in left if not each.is_used))
        said = replace(said, added=tuple(each for each in said.added if each not in gone), idle=idle)
        ended = _ended(said, usages, symbols)
    made, waits = ended.made, ended.waits
    refused = {**known.refused, **ended.causes}
    rejections = [each for each in ended.first.rejections if each.id not in refused]
    of_usages = (Rejection(id, why) for id, why in refused.items() if not id.startswith(NEW_CODE))
    rejections += [*of_usages, *unadded]
    inlined = with_all(made.inlined, every, proposed.none)
    hidden = hiding(proposal.sites)
    told = (
        replace(each, reason=hidden(each.reason), source=hidden(each.source))
        for each in (*proposed.rejections, *rejections)
    )
    outcomes = (
        replace(each, reason=hidden(each.reason)) if each.reason else each for each in inlined.outcomes
    )
    return replace(
        made,
        inlined=replace(inlined, outcomes=tuple(outcomes)),
        rejections=tuple(told),
        waiting=frozenset(waits),
        left=open_by_choice(proposal) - waits,
    )


class _Said(Struct, frozen=True):
    """All that is said of the usages: by answers, by rules, and before them. `every`: the usages with all that
    share their `places`; `again`: by block, the targets that it calls again; `added`: what modules get; `idle`:
    what they would, if something used it."""

    proposal: Proposal
    proposed: _Proposed
    recipe: Recipe
    known: Known
    every: Usages
    places: Shared
    again: Mapping[str, frozenset[str]]
    added: tuple[Added, ...]
    idle: tuple[Added, ...] = ()


class _Ended(NamedTuple):
    """What comes of what is said, in the `first` place and in the end; the usages that wait for another one, and those
    that others wait for, with the reason."""

    first: Settled
    made: Settled
    waits: Set[str]
    causes: Mapping[str, str]


def _ended(said: _Said, usages: Usages, symbols: SymbolMap) -> _Ended:
    """What is said, without what must wait for something that does not stand."""
    proposed, decided = said.proposed, said.known.given.outcomes
    left = {id: f"its new code was rejected: {why}" for id, why in said.known.refused.items()}
    waits, causes = set[str](), dict[str, str]()
    first = made = _followed(said, usages, left, symbols)
    spoken = Said(said.proposal.sites, said.recipe)
    while True:
        inlined = with_all(made.inlined, said.every, proposed.none)
        more = waiting(usages, spoken, inlined, decided, symbols)
        apart = left_together(proposed.together, inlined.outcomes, open_by_choice(said.proposal))
        rest = {mate: why for id, why in apart.items() for mate in said.places.with_beside({id})}
        rest |= more.rest
        if not rest and not more.causes:
            return _Ended(first, made, waits, causes)
        waits |= rest.keys()
        causes |= more.causes
        left |= {id: f"{_REJECTED}: {why}" for id, why in more.causes.items()} | rest
        made = _followed(said, usages, left, symbols)


class _Proposed(NamedTuple):
    """What the answers to all prompts come to, and of usages that stand for none (`none`, see `by_representatives`);
    the names that they bring (see `brought_names`), the rules of theirs that passed, why others did not, and by target
    why it has none; what goes `together`, what is said of `rests`, and what modules get."""

    proposal: Proposal
    none: tuple[Outcome, ...]
    brought: Mapping[str, frozenset[str]]
    rules: Recipe
    rejections: tuple[Rejection, ...]
    unruled: Mapping[str, str]
    together: tuple[Mates, ...]
    rests: tuple[Verdict, ...]
    added: tuple[Added, ...]


def _followed(said: _Said, usages: Usages, left: Mapping[str, str], symbols: SymbolMap) -> Settled:
    """What is said, without the usages that are `left` open, and the re-exports of definitions under new names."""
    made = _settled(said, usages, left, symbols)
    brought = {id: names for id, names in said.proposed.brought.items() if id not in left}
    more = re_exported(symbols, usages, brought, made.inlined.outcomes)
    if not more.changes:
        return made
    given = said.known.given
    given = given._replace(
        changes=(*given.changes, *more.changes), outcomes=(*given.outcomes, *more.outcomes)
    )
    made = _settled(replace(said, known=replace(said.known, given=given)), usages, left, symbols)
    told = {each.usage.id for each in made.inlined.outcomes}
    beside = (each for each in more.outcomes if each.usage.id not in told)
    return replace(made, inlined=replace(made.inlined, outcomes=(*made.inlined.outcomes, *beside)))


def _settled(said: _Said, usages: Usages, left: Mapping[str, str], symbols: SymbolMap) -> Settled:
    """What is said, without the usages that are `left` open, each for its reason."""
    known, outcomes = said.known, said.known.outcomes
    open_ids, done = (
        left.keys(),
        {each.usage.id for each in outcomes if each.outcome in ("rewritten", "kept")},
    )
    proposal = replace(
        said.proposal,
        sites=tuple(block for block in said.proposal.sites if not open_ids & {*block.ids}),
        verdicts=tuple(verdict for verdict in said.proposal.verdicts if verdict.id not in open_ids),
    )
    brought = frozenset[str]().union(
        *(names for id, names in said.proposed.brought.items() if id not in open_ids),
        *(each.full_names for each in (*said.added, *said.idle)),
    )
    verified = verify(
        proposal,
        _without(usages, done | open_ids),
        symbols,
        words=known.words,
        brought=brought,
        others=(*outcomes, *known.given.outcomes),
        variables={each.name: each for each in said.recipe.variables},
        again=called_again(said.recipe, of_blocks(said.again, proposal.sites), usages),
    )
    named = {usage for change in verified.changes for usage in change.edit.usages}
    fixed = [
        outcome
        for outcome in verified.outcomes
        if outcome.usage.id in named or (outcome.usage.kind != "import" and outcome.outcome != "rewritten")
    ]
    confirmed = {verdict.id for verdict in proposal.verdicts if verdict.says == "is-a-usage"}
    by_user = {outcome.usage.id for outcome in outcomes if outcome.outcome == "rewritten"}
    rejections = (*proposal.rejections, *verified.rejections)
    why = {each.id: f"{_REJECTED}: {each.reason}" for each in reversed(rejections) if each.id}
    settled = {outcome.usage.id for outcome in fixed} | done
    left = {**_refused(usages, why, settled, confirmed), **left}
    every = (usage for result in usages.results for usage in result.usages)
    waiting = [Outcome(usage, "open", "model", left[usage.id]) for usage in every if usage.id in left]
    places = said.places
    gone = places.with_beside({outcome.usage.id for outcome in fixed} | left.keys())
    rest = one_each(_without(said.every, gone), said.recipe.symbols)
    given = Given(
        (*known.given.changes, *verified.changes, *changes_of(said.added)),
        (*known.given.outcomes, *fixed, *waiting),
        brought,
    )
    sure = places.with_beside(confirmed | by_user)
    inlined = inline(said.recipe, rest, symbols, sure, given, known.as_lambda)
    all_outcomes = (
        *fixed,
        *(_with_rejection(_with_rule(outcome, said.proposed.unruled), why) for outcome in inlined.outcomes),
        *waiting,
    )
    return Settled(replace(inlined, outcomes=all_outcomes), rejections, said.recipe, added=said.added)


def _refused(
    usages: Usages, why: Mapping[str, str], settled: Set[str], confirmed: Set[str]
) -> dict[str, str]:
    """Why usages are open whose blocks were rejected. What a block said of them is not what the answer's rules do.
    Imports follow all the same, and a possible usage that nobody confirmed is open for nobody."""
    return {
        usage.id: why[usage.id]
        for result in usages.results
        for usage in result.usages
        if usage.id in why
        and usage.id not in settled
        and usage.kind != "import"
        and (usage.certainty != "possible" or usage.id in confirmed)
    }


def _proposal(
    answers: Sequence[Sequence[Answer]],
    usages: Usages,
    symbols: SymbolMap,
    known: Known,
    about: tuple[Set[str], SpokenOf],
) -> _Proposed:
    """`about`: the usages that are rewritten or kept before any answer, and those that may be spoken
    of together."""
    done, spoken_of = about
    none, said, last = list[Outcome](), list[Proposal](), set[Verdict]()
    for part, rounds in enumerate(answers):
        among = [spoken_of(part, number) for number in range(len(rounds))]
        proposed, others, new = _said(rounds, usages, symbols, among)
        said.append(proposed)
        none += others
        last |= new
    proposal = Proposal(
        None,
        tuple(site for each in said for site in each.sites),
        tuple(verdict for each in said for verdict in each.verdicts),
        tuple(rejection for each in said for rejection in each.rejections),
    )
    proposal, of_rests = without_rests(proposal, known.rests)
    proposal = by_id(proposal, one_each(usages), symbols, done, last)
    brought = brought_names(usages, proposal.sites)
    names = frozenset[str]().union(*brought.values())
    asked = replace(asked_about(usages, symbols, known.words), brought=names)
    added, refused_code = new_code((each for one in said for each in one.new), asked, known.may_change)
    wrong = {
        each: known.refused[one]
        for each in added
        for one in each.change.edit.subjects
        if one in known.refused
    }
    refused_code += tuple(rejection(each.block, why) for each, why in wrong.items())
    added = tuple(each for each in added if each not in wrong)
    names = names.union(*(each.full_names for each in added))
    rules, rejections, unruled = _EMPTY, list(refused_code), dict[str, str]()
    together = list[Mates]()
    for each in said:
        more, refused, without = _rules(each, usages, symbols, (known.words, names))
        rules = replace(
            rules,
            rules=(*rules.rules, *more.rules),
            moves=(*rules.moves, *more.moves),
            variables=(*rules.variables, *more.variables),
        )
        rejections += refused
        unruled |= without
        together += mates_of(each, more.rules, (result.target for result in usages.results))
    return _Proposed(
        proposal, tuple(none), brought, rules, tuple(rejections), unruled, tuple(together), of_rests, added
    )


def open_by_choice(proposal: Proposal) -> frozenset[str]:
    """The usages that answers leave open in so many words."""
    return frozenset(verdict.id for verdict in proposal.verdicts if verdict.says == "leave-open")


def _named_in(proposal: Proposal) -> Set[str]:
    """The ids of which an answer says something of their own, were it rejected."""
    blocks = {id for block in proposal.sites for id in block.ids}
    return blocks | {each.id for each in proposal.verdicts} | {each.id for each in proposal.rejections}


def _said(
    rounds: Sequence[Answer], usages: Usages, symbols: SymbolMap, among: Sequence[frozenset[str] | None]
) -> tuple[Proposal, tuple[Outcome, ...], Set[Verdict]]:
    """What the answers to one prompt come to: a later block takes the place of an earlier one of its id, a later recipe
    that of the whole earlier one. With it, what the last of them says of several usages at once. `among`: what those of
    each round may speak of."""
    said, none, lines = Proposal(None), dict[str, Outcome](), tuple[SiteBlock, ...]()
    last, together = set[Verdict](), dict[str, frozenset[str]]()
    for answer, ids in zip(rounds, among, strict=True):
        own = read(answer.text)
        given, lines = with_earlier(own, lines)
        proposed = spliced(given, usages, symbols)
        new, others = by_representatives(without_masked(proposed, usages, symbols), usages)
        none |= {each.usage.id: each for each in others}
        again = {id for block in new.sites for id in block.ids} | {verdict.id for verdict in new.verdicts}
        again = (again | {rejection.id for rejection in new.rejections}) - {""}
        last = {replace(verdict, among=None) for verdict in new.verdicts if verdict.is_of_several}
        together = with_round(together, _named_in(own), own.together)
        said = Proposal(
            said.recipe if new.recipe is None else new.recipe,
            (*(block for block in said.sites if not again & {*block.ids}), *new.sites),
            (
                *(each for each in said.verdicts if each.id not in again),
                # of several that are for a usage the last counts: one that says more of it
                *sorted(
                    (replace(each, among=ids) if each.is_of_several else each for each in new.verdicts),
                    key=lambda each: each.receiver != "",
                ),
            ),
            (*(each for each in said.rejections if each.id not in again | {""}), *new.rejections),
            together=together,
            new=(*without_given_again(said.new, new.new), *new.new),
        )
    return said, tuple(none.values()), last


def _rules(
    proposal: Proposal, usages: Usages, symbols: SymbolMap, known: tuple[str, frozenset[str]]
) -> tuple[Recipe, tuple[Rejection, ...], Mapping[str, str]]:
    """The rules that pass, the rejections, and those by target. `known`: what the user wrote, and the names that
    answers bring."""
    if proposal.recipe is None or not proposal.recipe.strip():
        return _EMPTY, (), {}
    targets = [result.target for result in usages.results]
    try:
        recipe = read_recipe(proposal.recipe, "the answer's recipe", may_be_empty=True)
    except RefactorError as error:
        why = f"{error.problem}: {error.hint}"
        return _EMPTY, (Rejection("", why),), {each.name: why for each in targets}
    passed, rejections = verify_rules(recipe, targets, symbols, *known)
    unruled = by_target(rejections, usages)
    return passed, rejections, unruled


def _with_rule(outcome: Outcome, unruled: Mapping[str, str]) -> Outcome:
    """A usage that has no rule is open because the answer's was rejected, or there is none."""
    if outcome.reason != NO_RULE:
        return outcome
    why = unruled.get(outcome.usage.target)
    return replace(outcome, by="model", reason=f"{REJECTED}{why}" if why else NOT_SAID)


def _with_rejection(outcome: Outcome, why: Mapping[str, str]) -> Outcome:
    """An open usage whose block was rejected is open for that reason."""
    if outcome.usage.id not in why or outcome.outcome != "open":
        return outcome
    return replace(outcome, by="model", reason=why[outcome.usage.id], is_general=False)


def _without(usages: Usages, ids: Set[str]) -> Usages:
    results = (
        replace(result, usages=tuple(usage for usage in result.usages if usage.id not in ids))
        for result in usages.results
    )
    return replace(usages, results=tuple(results))

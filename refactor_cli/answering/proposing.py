"""Answers, Usages, SymbolMap -> Proposed: what the answers to all prompts come to, before any of it is tried."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import NamedTuple

from msgspec.structs import replace

from refactor_cli.answer_format.brought_names import brought_names
from refactor_cli.answering.known import Known
from refactor_cli.answering.mistaken_ids import without_mistaken
from refactor_cli.answering.said_of_several import by_id
from refactor_cli.answering.spoken_of import SpokenOf
from refactor_cli.answering.together import Mates, mates_of, with_round, without_rests
from refactor_cli.data import Answer, Outcome, Proposal, Rejection, SiteBlock, Usages, Verdict
from refactor_cli.errors import RefactorError
from refactor_cli.masked_sites import without_masked
from refactor_cli.read import is_cut_off, read
from refactor_cli.recipe.read import read_recipe
from refactor_cli.recipe.whole import Recipe
from refactor_cli.shared_places import by_representatives, one_each
from refactor_cli.symbols import SymbolMap
from refactor_cli.verify.new_code import Added, new_code, rejection, without_given_again
from refactor_cli.verify.rules import by_target, verify_rules
from refactor_cli.verify.together import Asked, asked_about
from refactor_cli.verify.whole_functions.spliced import spliced, with_earlier

_EMPTY = Recipe((), ())


class Proposed(NamedTuple):
    """What the answers to all prompts come to, and of usages that stand for none (`none`, see `by_representatives`);
    the names that they bring (see `brought_names`), the rules of theirs that passed, why others did not, and by target
    why it has none; what goes `together`, what is said of `rests`, what modules get, and whether the last answer to a
    prompt ends within a block."""

    proposal: Proposal
    none: tuple[Outcome, ...]
    brought: Mapping[str, frozenset[str]]
    rules: Recipe
    rejections: tuple[Rejection, ...]
    unruled: Mapping[str, str]
    together: tuple[Mates, ...]
    rests: tuple[Verdict, ...]
    added: tuple[Added, ...]
    is_cut_off: bool


def proposed_by(
    answers: Sequence[Sequence[Answer]],
    usages: Usages,
    symbols: SymbolMap,
    known: Known,
    about: tuple[Set[str], SpokenOf],
) -> Proposed:
    """What the answers to each prompt come to, round by round. `about`: the usages that are rewritten or kept before
    any answer, and those that may be spoken of together."""
    done, spoken_of = about
    none, said, last = list[Outcome](), list[Proposal](), set[Verdict]()
    for part, rounds in enumerate(answers):
        among = [spoken_of(part, number) for number in range(len(rounds))]
        proposed, others, new = _said(rounds, usages, symbols, among)
        said.append(proposed)
        none += others
        last |= new
    proposal, of_rests = without_rests(without_mistaken(_joined(said), usages), known.rests)
    proposal = by_id(proposal, one_each(usages), symbols, done, last)
    brought = brought_names(usages, proposal.sites)
    names = frozenset[str]().union(*brought.values())
    asked = replace(asked_about(usages, symbols, known.words), brought=names)
    added, refused_code = _new_code(said, asked, known)
    names = names.union(*(each.full_names for each in added))
    ruled = [_rules(each, usages, symbols, (known.words, names)) for each in said]
    targets = [result.target for result in usages.results]
    return Proposed(
        proposal,
        tuple(none),
        brought,
        _one_recipe(rules for rules, _, _ in ruled),
        (*refused_code, *(each for _, refused, _ in ruled for each in refused)),
        {name: why for _, _, unruled in ruled for name, why in unruled.items()},
        tuple(
            mates
            for each, (rules, _, _) in zip(said, ruled, strict=True)
            for mates in mates_of(each, rules.rules, targets)
        ),
        of_rests,
        added,
        any(is_cut_off(rounds[-1].text) for rounds in answers if rounds),
    )


def _joined(said: Sequence[Proposal]) -> Proposal:
    """What the answers to all prompts propose, but for recipes and new code, which are checked prompt by prompt."""
    return Proposal(
        None,
        tuple(site for each in said for site in each.sites),
        tuple(verdict for each in said for verdict in each.verdicts),
        tuple(rejection for each in said for rejection in each.rejections),
    )


def _new_code(
    said: Sequence[Proposal], asked: Asked, known: Known
) -> tuple[tuple[Added, ...], tuple[Rejection, ...]]:
    """What modules get, and why other new code is refused: here, or by what is `known` to be wrong with it."""
    added, rejections = new_code((each for one in said for each in one.new), asked, known.why_untouched)
    wrong = {
        each: known.refused[one]
        for each in added
        for one in each.change.edit.subjects
        if one in known.refused
    }
    rejections += tuple(rejection(each.block, why) for each, why in wrong.items())
    return tuple(each for each in added if each not in wrong), rejections


def _one_recipe(recipes: Iterable[Recipe]) -> Recipe:
    every = [*recipes]
    return replace(
        _EMPTY,
        rules=tuple(rule for each in every for rule in each.rules),
        moves=tuple(move for each in every for move in each.moves),
        variables=tuple(variable for each in every for variable in each.variables),
    )


def open_by_choice(proposal: Proposal) -> frozenset[str]:
    """The usages that answers leave open in so many words."""
    return frozenset(verdict.id for verdict in proposal.verdicts if verdict.says == "leave-open")


def named_in(proposal: Proposal) -> Set[str]:
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
        together = with_round(together, named_in(own), own.together)
        said = Proposal(
            said.recipe if new.recipe is None else new.recipe,
            (*(block for block in said.sites if not again & {*block.ids}), *new.sites),
            (
                *(each for each in said.verdicts if each.id not in again),
                # of several that are for a usage the last counts: one that says more of it
                *sorted(
                    (replace(each, among=ids) if each.is_of_several else each for each in new.verdicts),
                    key=lambda each: (each.receiver != "") + (each.arguments != ""),
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

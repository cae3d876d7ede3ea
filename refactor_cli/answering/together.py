"""What an answer says of several usages as one: blocks that go together, and the rest of a target's usages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from msgspec import Struct
from msgspec.structs import replace

from refactor_cli.data import Outcome, Proposal, Rejection, Target, Verdict
from refactor_cli.recipe.rules import Rule

NOT_SAID = "no answer says what becomes of it"
NOT_SAID_AS_CUT_OFF = f"{NOT_SAID}: one is cut off"
_SHOWN = 200


class Mates(Struct, frozen=True):
    """What is used as a whole or not at all: the blocks for these usages, and where their word names a `rule`, all that
    it is for: the labels of `rules` of that name, and their `symbols` as targets. `is_whole`: none of them was
    rejected."""

    ids: frozenset[str]
    rule: str = ""
    rules: frozenset[str] = frozenset()
    symbols: frozenset[str] = frozenset()
    is_whole: bool = True


def mates_of(proposal: Proposal, passed: Iterable[Rule], targets: Iterable[Target]) -> Iterator[Mates]:
    """What goes together by what one answer says. `passed`: the rules of its recipe that may be used."""
    names = {each.dotted: each.name for each in targets}
    written = Counter(
        re.findall(r"^[ \t]*(?:async[ \t]+)?def[ \t]+(\w+)", proposal.recipe or "", re.MULTILINE)
    )
    rules = [(rule.label.partition(" ")[0], rule) for rule in passed]
    for word, ids in proposal.together.items():
        if not written[word]:
            yield Mates(ids)
            continue
        mine = [rule for name, rule in rules if name == word]
        labels = frozenset(rule.label for rule in mine)
        symbols = frozenset(names.get(rule.symbol, rule.symbol) for rule in mine)
        yield Mates(ids, word, labels, symbols, len(labels) == written[word])


def left_together(groups: Iterable[Mates], outcomes: Sequence[Outcome], chosen: Set[str]) -> dict[str, str]:
    """Usages whose new code is not to stand, since that of another one which it goes together with does not. `chosen`:
    those that answers leave open in so many words."""
    rewritten = {each.usage.id for each in outcomes if each.outcome == "rewritten"}
    found = dict[str, str]()
    for group in groups:
        by_rules = {each.usage.id for each in outcomes if each.by in group.rules} & rewritten
        missing = sorted(group.ids - rewritten) or sorted(_unruled(group, outcomes, chosen))
        if missing:
            about = f"that of {missing[0]}" if missing[0] else "one that names no usage"
        elif not group.is_whole:
            about = f"the rule '{group.rule}'"
        else:
            continue
        reason = f"its block goes together with {about}, which is not used"
        found |= dict.fromkeys(group.ids & rewritten, reason)
        found |= dict.fromkeys(by_rules, reason.replace("its block", f"the rule '{group.rule}'", 1))
    return found


def _unruled(group: Mates, outcomes: Iterable[Outcome], chosen: Set[str]) -> Iterator[str]:
    """Usages that the rules of a group are for, and leave open."""
    for each in outcomes:
        is_theirs = each.usage.target in group.symbols and each.usage.kind != "import"
        if each.outcome == "open" and is_theirs and each.usage.id not in chosen:
            yield each.usage.id


def with_round(
    together: Mapping[str, frozenset[str]], again: Set[str], new: Mapping[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    """What goes together after one more round: what that says of a usage again, takes the place of what was said."""
    words = dict.fromkeys((*together, *new))
    found = {word: (together.get(word, frozenset()) - again) | new.get(word, frozenset()) for word in words}
    return {word: ids for word, ids in found.items() if ids}


def without_rests(
    proposal: Proposal, known: Mapping[str, frozenset[str]]
) -> tuple[Proposal, tuple[Verdict, ...]]:
    """The proposal without what it says of rests, and that. `known`: see `rests`; of no other is anything said."""
    said = [each for each in proposal.verdicts if each.rest]
    refused = tuple(_rejected(each) for each in said if each.rest not in known)
    left = tuple(each for each in proposal.verdicts if not each.rest)
    return (
        replace(proposal, verdicts=left, rejections=(*proposal.rejections, *refused)),
        tuple(each for each in said if each.rest in known),
    )


def of_the_rest(
    verdicts: Iterable[Verdict],
    known: Mapping[str, frozenset[str]],
    outcomes: Sequence[Outcome],
    named: Set[str],
) -> tuple[Verdict, ...]:
    """What is said of rests, of each usage that is open as no rule is for it, and that no block names: not of those
    that a rule was for and did not fit, and whose rule was rejected."""
    nobodys = {
        each.usage.id
        for each in outcomes
        if each.outcome == "open" and (each.reason in (NOT_SAID, NOT_SAID_AS_CUT_OFF) or each.is_general)
    }
    return tuple(
        replace(verdict, id=id, rest="")
        for verdict in {each.rest: each for each in verdicts}.values()
        for id in sorted(known[verdict.rest] & nobodys - named)
    )


def _rejected(verdict: Verdict) -> Rejection:
    why = "no target of this task has this rest: usages came or went since, or the task takes several prompts"
    return Rejection("", f'<{verdict.says} rest="{verdict.rest[:_SHOWN]}">: {why}', verdict.reason[:_SHOWN])

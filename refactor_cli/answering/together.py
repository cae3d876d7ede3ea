"""What an answer says of several usages as one: blocks that go together, and the rest of a target's usages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from msgspec.structs import replace

from refactor_cli.data import Outcome, Proposal, Rejection, Verdict

NOT_SAID = "no answer says what becomes of it"
_SHOWN = 200


def left_together(groups: Iterable[Set[str]], outcomes: Sequence[Outcome]) -> dict[str, str]:
    """Usages whose new code is not to stand, since that of another one which it goes together with does not."""
    rewritten = {each.usage.id for each in outcomes if each.outcome == "rewritten"}
    found = dict[str, str]()
    for group in groups:
        if missing := sorted(group - rewritten):
            about = f"that of {missing[0]}" if missing[0] else "one that names no usage"
            reason = f"its block goes together with {about}, which is not used"
            found |= dict.fromkeys(group & rewritten, reason)
    return found


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
        if each.outcome == "open" and (each.reason == NOT_SAID or each.is_general)
    }
    return tuple(
        replace(verdict, id=id, rest="")
        for verdict in {each.rest: each for each in verdicts}.values()
        for id in sorted(known[verdict.rest] & nobodys - named)
    )


def _rejected(verdict: Verdict) -> Rejection:
    why = "no target of this task has this rest: usages came or went since, or the task takes several prompts"
    return Rejection("", f'<{verdict.says} rest="{verdict.rest[:_SHOWN]}">: {why}', verdict.reason[:_SHOWN])

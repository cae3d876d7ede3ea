"""What an answer says of files -> of each of their usages that it does not name.

`<keep path="tests/**">` stands for all ids that nothing else is said of: a long list of them costs an answer more than
all its rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set

from msgspec.structs import replace

from refactor_cli.counted import counted
from refactor_cli.data import Certainty, Proposal, Rejection, Saying, Usage, Usages, Verdict
from refactor_cli.errors import RefactorError
from refactor_cli.selection import Selection, selects

# what each may be said of where nobody looked at the single usage
_OF: Mapping[Saying, frozenset[Certainty]] = {
    "keep": frozenset({"certain", "likely"}),
    "leave-open": frozenset({"certain", "likely"}),
    "not-a-usage": frozenset({"likely", "possible"}),
    "is-a-usage": frozenset({"possible"}),
}
_SHOWN = 200
_NOTHING = "no usage that it may be said of lies there, without a block of its own"
_NOTHING_LISTED = (
    "no usage that it may be said of lies there, is asked about in this prompt, not rewritten by now, and without a "
    "block of its own"
)


def by_id(proposal: Proposal, usages: Usages, done: Set[str], new: Set[str]) -> Proposal:
    """The proposal with verdicts on usages alone.

    A pattern is for usages that no block names and that are not `done`: for "keep" and "leave-open" those that are sure
    to be usages (certain and likely), for "is-a-usage" those that only bear the name. Imports follow the others. Of
    several patterns that a file matches, the last counts. A `new` one that is for no usage at all is a rejection. The
    reason says of how many usages it is given: nobody looked at each of them.
    """
    patterns = [each for each in proposal.verdicts if each.pattern]
    if not patterns:
        return proposal
    named = {verdict.id for verdict in proposal.verdicts} | {
        id for block in proposal.sites for id in block.ids
    }
    named |= {rejection.id for rejection in proposal.rejections} | done
    rest = [
        usage
        for result in usages.results
        for usage in result.usages
        if usage.kind != "import" and usage.id not in named
    ]
    found, rejections = dict[str, Verdict](), list[Rejection]()
    for verdict in dict.fromkeys(patterns):
        try:
            meant = [*_meant(verdict, rest)]
        except RefactorError as error:
            rejections.append(_rejected(verdict, error.problem))
            continue
        if not meant and verdict.pattern in new:
            rejections.append(_rejected(verdict, _NOTHING if verdict.among is None else _NOTHING_LISTED))
        found |= dict.fromkeys((usage.id for usage in meant), verdict)
    single = (each for each in proposal.verdicts if not each.pattern)
    counts = Counter(found.values())
    return replace(
        proposal,
        verdicts=(*single, *(_of_one(id, verdict, counts[verdict]) for id, verdict in found.items())),
        rejections=(*proposal.rejections, *rejections),
    )


def _meant(verdict: Verdict, usages: Sequence[Usage]) -> Iterator[Usage]:
    is_there, among = selects(Selection(include=(verdict.pattern,))), verdict.among
    return (
        usage
        for usage in usages
        if usage.certainty in _OF[verdict.says]
        and (among is None or usage.id in among)
        and is_there(usage.path)
    )


def _of_one(id: str, verdict: Verdict, count: int) -> Verdict:
    of = f'of {counted(count, "usage")} in path="{verdict.pattern[:_SHOWN]}"'
    return Verdict(id, f"{verdict.reason} (said {of})", verdict.says)


def _rejected(verdict: Verdict, why: str) -> Rejection:
    return Rejection(
        "", f'<{verdict.says} path="{verdict.pattern[:_SHOWN]}">: {why}', verdict.reason[:_SHOWN]
    )

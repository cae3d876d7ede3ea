"""What an answer says of files, or of what usages are called on -> of each such usage that it does not name.

`<keep path="tests/**">` and `<not-a-usage receiver="config, request.params">` stand for all ids that nothing else is
said of: a long list of them costs an answer more than all its rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set

from msgspec.structs import replace

from refactor_cli.answering.called_on import arguments_of, called_on
from refactor_cli.counted import counted
from refactor_cli.data import Certainty, Proposal, Rejection, Saying, Usage, Usages, Verdict
from refactor_cli.errors import RefactorError
from refactor_cli.selection import Selection, selects
from refactor_cli.symbols import SymbolMap

# what each may be said of where nobody looked at the single usage
_OF: Mapping[Saying, frozenset[Certainty]] = {
    "keep": frozenset({"certain", "likely"}),
    "leave-open": frozenset({"certain", "likely"}),
    "not-a-usage": frozenset({"likely", "possible"}),
    "is-a-usage": frozenset({"possible"}),
}
_SHOWN = 200
_NOTHING = "no usage that it may be said of {}, without a block of its own"
_NOTHING_LISTED = (
    "no usage that it may be said of {}, is asked about in this prompt, not rewritten by now, and without a block of "
    "its own"
)


def by_id(
    proposal: Proposal, usages: Usages, symbols: SymbolMap, done: Set[str], new: Set[Verdict]
) -> Proposal:
    """The proposal with verdicts on usages alone.

    Each is for usages that no block names and that are not `done`: for "keep" and "leave-open" those that are sure to
    be usages (certain and likely), for "is-a-usage" those that only bear the name. Imports follow the others. Of
    several that are for a usage, the last counts. A `new` one that is for no usage at all is a rejection. The reason
    says of how many usages it is given: nobody looked at each of them.
    """
    patterns = [each for each in proposal.verdicts if each.is_of_several]
    if not patterns:
        return proposal
    named = {verdict.id for verdict in proposal.verdicts} | {
        id for block in proposal.sites for id in block.ids
    }
    named |= {rejection.id for rejection in proposal.rejections} | done
    rest = [usage for usage in usages.every if usage.kind != "import" and usage.id not in named]
    found, rejections = dict[str, Verdict](), list[Rejection]()
    for verdict in dict.fromkeys(patterns):
        try:
            meant = [*_meant(verdict, rest, symbols)]
        except RefactorError as error:
            rejections.append(_rejected(verdict, error.problem))
            continue
        if not meant and replace(verdict, among=None) in new:
            why = _NOTHING if verdict.among is None else _NOTHING_LISTED
            rejections.append(_rejected(verdict, why.format(_is_so(verdict))))
        found |= dict.fromkeys((usage.id for usage in meant), verdict)
    single = (each for each in proposal.verdicts if not each.is_of_several)
    counts = Counter(found.values())
    return replace(
        proposal,
        verdicts=(*single, *(_of_one(id, verdict, counts[verdict]) for id, verdict in found.items())),
        rejections=(*proposal.rejections, *rejections),
    )


def _meant(verdict: Verdict, usages: Sequence[Usage], symbols: SymbolMap) -> Iterator[Usage]:
    is_there, among = selects(Selection(include=(verdict.pattern or "**",))), verdict.among
    is_on = called_on(symbols, verdict.receiver) if verdict.receiver else None
    count = int(verdict.arguments) if verdict.arguments else None
    return (
        usage
        for usage in usages
        if usage.certainty in _OF[verdict.says]
        and (among is None or usage.id in among)
        and is_there(usage.path)
        and (is_on is None or is_on(usage))
        and (count is None or arguments_of(symbols, usage) == count)
    )


def _is_so(verdict: Verdict) -> str:
    """What holds of the usages that are meant."""
    ways = ["lies there"] * (verdict.pattern != "") + ["is called on that"] * (verdict.receiver != "")
    ways += ["is given so many arguments"] * (verdict.arguments != "")
    return " and ".join(ways)


def _of_one(id: str, verdict: Verdict, count: int) -> Verdict:
    of = f"of {counted(count, 'usage')} in {_attributes(verdict)}"
    return Verdict(id, f"{verdict.reason} (said {of})", verdict.says)


def _rejected(verdict: Verdict, why: str) -> Rejection:
    return Rejection("", f"<{verdict.says} {_attributes(verdict)}>: {why}", verdict.reason[:_SHOWN])


def _attributes(verdict: Verdict) -> str:
    said = {"path": verdict.pattern, "receiver": verdict.receiver, "arguments": verdict.arguments}
    return " ".join(f'{name}="{value[:_SHOWN]}"' for name, value in said.items() if value)

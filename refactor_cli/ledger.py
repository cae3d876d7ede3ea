"""The ledger: what became of every usage, and the check that finding again agrees with it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from refactor_cli.counted import counted
from refactor_cli.data import Edit, Outcome, Span, Usage, Usages
from refactor_cli.dotted import last_part
from refactor_cli.resolution.made_from import CALLED_THROUGH
from refactor_cli.splice import by_path, covering, in_result, moved_from

# how the reasons begin for which usages of a function that stays are kept: no rule is for them
NOT_CONCERNED = "the recipe only concerns"
SOME_CALLS = "the recipe concerns some calls only"
STILL_USED = "what was rewritten did not use it, or still does"
HELD = "what is kept in this file uses it"  # of an import
UNCONCERNED = (NOT_CONCERNED, SOME_CALLS, STILL_USED)
_UNLISTED = ("definition", "owner")  # find has none of these
_SHOWN = 3  # places in a line of text
_KNOWN = ("certain", "likely")
# a name in a list that some `getattr` takes names from, a call of what is made elsewhere: they lead to the target as
# long as another place does
_LED_ELSEWHERE = frozenset({"listed", CALLED_THROUGH})

_Key = tuple[str, str, Span]
_Moved = Sequence[tuple[Edit, Span]]  # edits of a file, with the spans of their texts in the result


class Ledger(Struct, frozen=True):
    """One outcome for every usage, in the order of the usages."""

    outcomes: tuple[Outcome, ...]

    def counts(self) -> dict[str, int]:
        """How many usages ended in each way."""
        counted = Counter(outcome.outcome for outcome in self.outcomes)
        return {kind: counted[kind] for kind in ("rewritten", "kept", "open", "undecided")}


def is_left(outcome: Outcome) -> bool:
    """Whether an answer leaves a possible usage to people: it says what they have to find out."""
    return is_left_as(outcome.outcome, outcome.by, outcome.reason)


def is_left_as(outcome: str, by: str, reason: str | None) -> bool:
    """The same of what a report says."""
    return outcome == "undecided" and by == "model" and bool(reason)


def implicit_reason(usage: Usage) -> str:
    """What is to be seen where Python calls the target by itself: a rule rewrites names, and none stands there."""
    name = last_part(usage.target)
    return f"Python calls {name} here by itself, and no name stands there to be rewritten: is the new code meant?"


def implicit_places(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """For people, a line for each target that Python calls by itself: in how many places, and the first of them."""
    found = dict[str, list[Usage]]()
    for each in outcomes:
        if each.outcome == "undecided" and each.usage.is_implicit:
            found.setdefault(each.usage.target, []).append(each.usage)
    for target, usages in found.items():
        places = list(dict.fromkeys(f"{each.path}:{each.location.line}" for each in usages))
        more = f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
        stay = "stays as it is" if len(usages) == 1 else "stay as they are"
        yield (
            f"{counted(len(usages), 'place')} where Python calls {target} by itself {stay}, see whether the new code "
            f"is meant: {', '.join(places[:_SHOWN])}{more}"
        )


class Allowed(Struct, frozen=True):
    """What finding again may find otherwise. `own_names`: labels of rules whose new code calls the target itself (a
    keyword rename): their edits may hold more. `brought`: targets that new code leads to, which may be found anywhere:
    what an object is, or a name stands for, is another one then. `orphaned`: ids of usages that stay and name what is
    no longer defined: they may be found, or not."""

    own_names: frozenset[str] = frozenset()
    brought: frozenset[str] = frozenset()
    orphaned: frozenset[str] = frozenset()


_NOTHING = Allowed()


def differences(
    ledger: Ledger, edits: Iterable[Edit], found: Usages, allowed: Allowed = _NOTHING
) -> list[str]:
    """What finding again (`found`, on the result) says against the ledger; empty when they agree.

    Outside the edits, exactly the kept and open usages must be found where they were. Inside an edit, as many as
    it carries along in its argument text. New definitions that say so may call the target. Usages of members may be
    found or not where usages of their class or module are rewritten: what an object is, or a class is derived from, is
    another one then. So it may be where what makes an object is rewritten: a member of it is ruled out then.

    So it is where a name is bound in more than one way: one of them may be gone.

    So it is with texts that name the target as another module has it: what that has may be another thing then. And with
    names in lists: what is asked for them, elsewhere, may be another object then; and with calls of what is made of the
    target elsewhere.

    Finding again asks no type server: what one would say of the result depends on every edit, also on code that is
    not there yet. So a usage that a server or evidence decided need only be possible again, or may be decided anew, and
    a rewritten one must not stand as it was. What was only possible may be known then: it is listed.
    """
    texts = _Texts.of(edits)
    settled = [
        each
        for each in ledger.outcomes
        if each.usage.certainty in _KNOWN and each.usage.kind not in _UNLISTED
    ]
    left = [each.usage for each in settled if each.outcome in ("kept", "open")]
    replaced = {each.usage.target for each in settled if each.outcome == "rewritten"}
    known = [usage for usage in found.every if usage.certainty in _KNOWN]
    lost = _lost(left, replaced, found, texts, allowed)
    others = (each.usage for each in ledger.outcomes if each.usage.certainty not in _KNOWN)
    decided_now = (usage for usage in known if not usage.decided_by)
    more = texts.after(decided_now) - texts.before((*left, *others))
    makers = _makers(ledger, texts.made)
    calling = {(edit.path, edit.span) for edits in texts.made.values() for edit in edits if edit.calls_again}
    missing = (f"{path}: a usage of {name} is no longer found" for name, path, _ in lost)
    surplus = (
        f"{path}: a usage of {name} is found that should be gone"
        for name, path, span in _surplus(ledger, texts, more, found.every)
        if name not in allowed.brought
        and (path, span) not in calling
        and not makers.get((path, span), set()) & allowed.own_names
    )
    return sorted([*missing, *surplus])


class _Texts(NamedTuple):
    """The edits by path, and where each stands in the new text."""

    made: Mapping[str, list[Edit]]
    moved: Mapping[str, _Moved]

    @staticmethod
    def of(edits: Iterable[Edit]) -> _Texts:
        made = by_path(edits)
        return _Texts(made, {path: list(in_result(its_edits)) for path, its_edits in made.items()})

    def before(self, some: Iterable[Usage]) -> Counter[_Key]:
        """Usages of the old text, by their places there."""
        return Counter(_key(usage, _old_place(self.made, usage)) for usage in some)

    def after(self, some: Iterable[Usage]) -> Counter[_Key]:
        """Usages of the new text, by the places in the old one that they come from."""
        return Counter(_key(usage, _came_from(self.moved, usage)) for usage in some)


def _lost(
    left: Sequence[Usage], replaced: Set[str], found: Usages, texts: _Texts, allowed: Allowed
) -> Counter[_Key]:
    """What was `left` as it is, and is not found any more. `replaced`: the targets that were rewritten somewhere."""
    firm = texts.before(usage for usage in left if not usage.decided_by)
    expected = texts.before(usage for usage in left if not (usage.decided_by and _is_under_alias(usage)))
    loose = texts.before(
        usage
        for usage in left
        if usage.id in allowed.orphaned
        or is_member(usage.target, replaced)
        or _is_text_by_alias(usage, replaced)
        or ("conditional" in usage.evidence and usage.target in replaced)
        or not _LED_ELSEWHERE.isdisjoint(usage.evidence[:1])
    )
    elsewhere = texts.after(_others_now(found, replaced))
    again = [*found.every]
    known = (usage for usage in again if usage.certainty in _KNOWN)
    return (firm - loose - texts.after(known) - elsewhere) | (
        expected - loose - texts.after(again) - elsewhere
    )


def brought(ledger: Ledger, edits: Iterable[Edit], found: Usages, allowed: Allowed) -> Usages:
    """What finding again finds in the texts of the edits that is allowed there, and that they did not carry along."""
    moved = {path: list(in_result(its_edits)) for path, its_edits in by_path(edits).items()}
    carried = {outcome.usage.id for outcome in ledger.outcomes if outcome.outcome != "rewritten"}
    results = (
        replace(result, usages=tuple(usage for usage in result.usages if _is_brought(usage, moved, carried)))
        for result in found.results
        if result.target.name in allowed.brought
    )
    return replace(found, results=tuple(results))


def _is_brought(usage: Usage, moved: Mapping[str, _Moved], carried: Set[str]) -> bool:
    if usage.id in carried or usage.certainty not in _KNOWN:
        return False
    return any(edit.usages and span.contains(usage.span) for edit, span in moved.get(usage.path, ()))


def _others_now(found: Usages, replaced: Set[str]) -> Iterator[Usage]:
    """Usages of members that are proved to be something else, where more than they is rewritten."""
    for result in found.results:
        if result.target.kind in ("attribute", "method") and replaced - {result.target.name}:
            yield from result.ruled_out


def _makers(ledger: Ledger, made: Mapping[str, list[Edit]]) -> dict[tuple[str, Span], set[str]]:
    """Which rules or deciders made each edit; an edit of import lines is made by all that changed its file."""
    by = {outcome.usage.id: outcome.by for outcome in ledger.outcomes}
    of_file = dict[str, set[str]]()
    for outcome in ledger.outcomes:
        if outcome.outcome == "rewritten":
            of_file.setdefault(outcome.usage.path, set()).add(outcome.by)
    found = dict[tuple[str, Span], set[str]]()
    for path, edits in made.items():
        named = {edit.span: {edit.by, *(by.get(usage, "") for usage in edit.usages)} for edit in edits}
        every = of_file.get(path, set()).union(*named.values())
        found |= {(path, edit.span): named[edit.span] if edit.usages else every for edit in edits}
    return found


def _surplus(ledger: Ledger, texts: _Texts, surplus: Counter[_Key], again: Iterable[Usage]) -> list[_Key]:
    """What is found beyond what is expected, and what a server decided and an edit left as it was."""
    decided, carried = set[tuple[_Key, str]](), Counter[tuple[_Key, str]]()
    for outcome in ledger.outcomes:
        usage = outcome.usage
        where = (_key(usage, _old_place(texts.made, usage)), _written(usage))
        if outcome.outcome != "rewritten":
            carried[where] += 1
        elif usage.decided_by and not outcome.is_carried:  # else nothing was to be done in its place
            decided.add(where)
    unchanged = Counter((_key(usage, _came_from(texts.moved, usage)), _written(usage)) for usage in again)
    same = {key for (key, text) in unchanged - carried if (key, text) in decided}
    return [*surplus, *(same - surplus.keys())]


def _is_under_alias(usage: Usage) -> bool:
    """Whether the target's own name is not there: what is only possible is not listed then."""
    return re.split(r"\W", usage.target)[-1] not in re.split(r"\W", usage.text)


def _is_text_by_alias(usage: Usage, replaced: Set[str]) -> bool:
    """Whether a text spells a target otherwise than it is called at home, where usages of that are rewritten."""
    if usage.kind not in ("doc", "string") or usage.target not in replaced:
        return False
    return usage.expression.end - usage.expression.start not in (0, len(usage.target.encode()))


def is_member(target: str, owners: Set[str]) -> bool:
    """Whether a name is that of a member of one of these, at any depth."""
    return any(target[:at] in owners for at, letter in enumerate(target) if letter == ".")


def _key(usage: Usage, place: Span) -> _Key:
    return (usage.target, usage.path, place)


def _written(usage: Usage) -> str:
    """What is called, as it is written; for other usages their line."""
    if usage.call_span is None:
        return usage.text
    return usage.text.encode()[: usage.expression.end - usage.call_span.start].decode("utf-8", "replace")


def _old_place(made: Mapping[str, Sequence[Edit]], usage: Usage) -> Span:
    """The span of the edit that covers the usage in the old text, else the usage's own."""
    edit = covering(made.get(usage.path, ()), usage.span)
    return usage.span if edit is None else edit.span


def _came_from(moved: Mapping[str, _Moved], usage: Usage) -> Span:
    """The same place, from a usage found in the new text: its span is led back to the old text."""
    return moved_from(moved.get(usage.path, ()), usage.span)

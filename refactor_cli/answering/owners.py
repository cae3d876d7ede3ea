"""What became of strings by which tests put something else in the place of what a target is asked of, and of the calls
that go by it -> what of both must stay: they change together, or neither does (see `owner_strings`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from refactor_cli.data import Edit, Inlined, Outcome
from refactor_cli.inline.owner_strings import KIND, Owner
from refactor_cli.shared_places import Shared

STAYING = "calls that stay"
"""Who decides in a ledger of such strings where no call changes that goes by what they name."""


def without_owners(owners: Sequence[Owner], made: Inlined, places: Shared) -> dict[str, str]:
    """Usages, by id with the reason, whose new code is not to stand: calls, where a test would go on replacing what
    they no longer ask; strings, with what else of the target is named where they are in force, whose calls stay, or
    no longer go by what they name now. `places`: one of the usages of a place speaks for all."""
    became, found = _by_id(made.outcomes, places), dict[str, str]()
    for owner in owners:
        done = [each for each in owner.calls if _is(became.get(each.id), "rewritten")]
        reason = _unanswered(owner, became) if done else ""
        found |= {each.id: reason for each in done if reason and each.id not in found}
        reason = reason or _idle(owner, became, made.edits)
        for each in (owner.usage, *owner.uses) if reason else ():
            if _is(became.get(each.id), "rewritten"):
                found.setdefault(each.id, reason)
    return found


def with_staying(owners: Sequence[Owner], inlined: Inlined) -> Inlined:
    """The same, where strings of which nothing is said are kept when no call changes that goes by what they name."""
    became = {each.usage.id: each for each in inlined.outcomes}
    idle = {
        owner.usage.id
        for owner in owners
        if _is(became.get(owner.usage.id), "open")
        and not any(_is(became.get(each.id), "rewritten") for each in owner.calls)
    }
    outcomes = (
        Outcome(each.usage, "kept", STAYING, "what goes by this name stays as it is")
        if each.usage.id in idle
        else each
        for each in inlined.outcomes
    )
    return replace(inlined, outcomes=tuple(outcomes))


def _unanswered(owner: Owner, became: Mapping[str, Outcome]) -> str:
    """Why calls may not change: a string, or what is named where it is in force, is open still."""
    left = next(
        (
            each
            for each in (owner.usage, *owner.uses)
            if not _is(became.get(each.id), "rewritten") and not _is(became.get(each.id), "kept")
        ),
        None,
    )
    if left is None:
        return ""
    at = f"{left.path}:{left.location.line}"
    if left.kind == KIND:
        return f"{at} puts something else in the place of '{owner.name}': change both, or neither ({left.id})"
    string = f"{owner.usage.path}:{owner.usage.location.line}"
    return (
        f"{string} puts something else in the place of '{owner.name}', and {at} names the old code of that: change "
        f"both, or neither ({left.id})"
    )


def _idle(owner: Owner, became: Mapping[str, Outcome], edits: Sequence[Edit]) -> str:
    """Why a string, and what is named where it is in force, may not change: its calls do not, or do not go by what it
    names now."""
    done = {each.id for each in owner.calls if _is(became.get(each.id), "rewritten")}
    if not done:
        return f"what goes by '{owner.name}' stays as it is"
    if not _is(became.get(owner.usage.id), "rewritten"):
        return ""
    for each in owner.calls:
        if each.id not in done and not _is(became.get(each.id), "kept"):
            return (
                f"{each.path}:{each.location.line} goes by '{owner.name}', and is not rewritten ({each.id})"
            )
    written = [edit.text for edit in edits if done & {*edit.usages}]
    if not _goes_by(owner, written, edits):
        return f"no new code that it is for goes by what it names instead of '{owner.name}'"
    return ""


def _goes_by(owner: Owner, texts: Sequence[str], edits: Iterable[Edit]) -> bool:
    """Whether new code goes by what a string names now: as the module of the calls has it, or as another one has, which
    they ask for it."""
    usage, module = owner.usage, owner.written.removesuffix(owner.name)
    mine = [each for each in edits if usage.id in each.usages and each.path == usage.path]
    for edit in mine:
        is_alone = edit.span == usage.expression
        named = [edit.text] if is_alone else re.findall(r"[\"']([\w.:]+)[\"']", edit.text)
        if not any(_is_named(each, module, texts) for each in named):
            return False
    return True


def _is_named(path: str, module: str, texts: Iterable[str]) -> bool:
    if path.startswith(module):
        pattern = rf"(?<![\w.]){re.escape(path.removeprefix(module))}(?!\w)"
    else:
        pattern = rf"\.[ \t]*{re.escape(re.split('[.:]', path)[-1])}(?!\w)"
    return any(re.search(pattern, text) for text in texts)


def _by_id(outcomes: Iterable[Outcome], places: Shared) -> dict[str, Outcome]:
    found = dict[str, Outcome]()
    for each in outcomes:
        found |= {usage.id: each for usage in places.at(each.usage)}
    return found


def _is(outcome: Outcome | None, kind: str) -> bool:
    return outcome is not None and outcome.outcome == kind

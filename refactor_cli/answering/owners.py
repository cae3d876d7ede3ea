"""What became of strings by which tests put something else in the place of what a target is asked of, and of the calls
that go by it -> what of both must stay: they change together, or neither does (see `owner_strings`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set

from msgspec.structs import replace

from refactor_cli.answering.set_up import named_now, set_up_otherwise
from refactor_cli.data import Edit, Inlined, Outcome, Usage
from refactor_cli.dotted import last_part
from refactor_cli.inline.test_doubles.owner_strings import Owner, is_settled
from refactor_cli.shared_places import Shared
from refactor_cli.symbols import SymbolMap
from refactor_cli.text import has_word

STAYING = "calls that stay"
"""Who decides in a ledger of such strings where no call changes that goes by what they name."""
SAME = "the same name"
"""The same, where all new code goes by it as well."""
UNASKED = "nothing set up"
"""The same, where nothing names the target where they are in force, and what they put in place is made by the patch."""
_SAME = "the new code goes by this name as well"
_UNASKED = "where it is in force, nothing names the old code"


def without_owners(
    symbols: SymbolMap,
    owners: Sequence[Owner],
    made: Inlined,
    places: Shared,
    spoken_of: Set[str] = frozenset(),
) -> dict[str, str]:
    """Usages, by id with the reason, whose new code is not to stand: calls, where a test would go on replacing what
    they no longer ask; strings, with what else of the target is named where they are in force, whose calls stay, or
    no longer go by what they name now. `places`: one of the usages of a place speaks for all; `spoken_of`: ids of which
    an answer says something."""
    became, found = _by_id(made.outcomes, places), dict[str, str]()
    for owner in owners:
        done = [each for each in owner.calls if _is(became.get(each.id), "rewritten")]
        is_same = owner.usage.id not in spoken_of and _need_not_change(owner, done, made.edits)
        reason = _unanswered(owner, became, made.edits, is_same=is_same) if done else ""
        found |= {each.id: reason for each in done if reason and each.id not in found}
        reason = reason or ("" if is_same and done else _idle(symbols, owner, became, made.edits))
        for each in (owner.usage, *owner.uses) if reason else ():
            if _is(became.get(each.id), "rewritten"):
                found.setdefault(each.id, reason)
    rewritten = [each for each in owners if any(_is(became.get(call.id), "rewritten") for call in each.calls)]
    return {**set_up_otherwise(symbols, rewritten, made.edits), **found}


def with_staying(owners: Sequence[Owner], inlined: Inlined, left: Set[str] = frozenset()) -> Inlined:
    """The same, where strings of which nothing is said are kept when no call changes that goes by what they name, or
    the new code of all that do goes by it as well, or nothing asks for what they gave. `left`: ids of what an answer
    leaves open."""
    became = {each.usage.id: each for each in inlined.outcomes}
    kept = dict[str, Outcome]()
    for owner in owners:
        if not _is(became.get(owner.usage.id), "open") or owner.usage.id in left:
            continue
        if any(_is(became.get(each.id), "rewritten") for each in owner.calls):
            by, why = (UNASKED, _UNASKED) if owner.is_unasked else (SAME, _SAME)
            kept[owner.usage.id] = Outcome(owner.usage, "kept", by, why)
        else:
            kept[owner.usage.id] = Outcome(
                owner.usage, "kept", STAYING, "what goes by this name stays as it is"
            )
    return replace(inlined, outcomes=tuple(kept.get(each.usage.id, each) for each in inlined.outcomes))


def _unanswered(owner: Owner, became: Mapping[str, Outcome], edits: Sequence[Edit], *, is_same: bool) -> str:
    """Why calls may not change: a string, or what is named where it is in force, is open still, or cannot change.
    `is_same`: the string need not change, as the new code goes by the same name."""
    string = f"{owner.usage.path}:{owner.usage.location.line}"
    if owner.mentions and not (
        _is(became.get(owner.usage.id), "kept") and is_settled(became.get(owner.usage.id))
    ):
        mine = [each.span for each in edits if each.path == owner.usage.path]
        if any(not any(span.contains(each) for span in mine) for each in owner.mentions):
            bare = last_part(owner.usage.target)
            return (
                f"{string} puts something else in the place of '{owner.name}', to which its file gives a '{bare}': "
                "change both, or neither"
            )
    left = next(
        (
            each
            for each in (*(() if is_same else (owner.usage,)), *owner.uses)
            if not is_settled(became.get(each.id))
        ),
        None,
    )
    if left is None:
        return ""
    at = f"{left.path}:{left.location.line}"
    if left.kind == "owner":
        return f"{at} puts something else in the place of '{owner.name}': change both, or neither ({left.id})"
    return (
        f"{string} puts something else in the place of '{owner.name}', and {at} names the old code of that: change "
        f"both, or neither ({left.id})"
    )


def _idle(symbols: SymbolMap, owner: Owner, became: Mapping[str, Outcome], edits: Sequence[Edit]) -> str:
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
    paths = {each.path for each in owner.calls}
    around = [symbols.snapshot.files[path].text.utf8.decode("utf-8", "replace") for path in paths]
    around += [edit.text for edit in edits if edit.path in paths]
    if not _goes_by(owner, (written, around), edits):
        return f"no new code that it is for goes by what it names instead of '{owner.name}'"
    return ""


def _need_not_change(owner: Owner, done: Iterable[Usage], edits: Sequence[Edit]) -> bool:
    return owner.is_unasked or _goes_by_the_same(owner, done, edits)


def _goes_by_the_same(owner: Owner, done: Iterable[Usage], edits: Sequence[Edit]) -> bool:
    """Whether the new code of some calls goes by what each went by: `datetime.now()` for `datetime.utcnow()`."""
    pattern = re.compile(rf"(?<![\w.]){re.escape(owner.name)}[ \t]*\.")
    texts = ([each.text for each in edits if call.id in each.usages] for call in done)
    return all(its and all(pattern.search(each) for each in its) for its in texts)


def _goes_by(owner: Owner, texts: tuple[Sequence[str], Sequence[str]], edits: Iterable[Edit]) -> bool:
    """Whether new code goes by what a string names now: as the module of the calls has it, or as another one has, which
    they ask for it. `texts`: the new code, and all there is in its files."""
    module = owner.written.removesuffix(owner.name)
    return all(any(_is_named(each, module, texts) for each in named) for named in named_now(owner, edits))


def _is_named(path: str, module: str, texts: tuple[Sequence[str], Sequence[str]]) -> bool:
    new, around = texts
    if path.startswith(module):
        pattern = rf"(?<![\w.]){re.escape(path.removeprefix(module))}(?!\w)"
        return any(re.search(pattern, text) for text in new)
    *_, other, name = ["", *re.split("[.:]", path)]
    pattern = rf"\.[ \t]*{re.escape(name)}(?!\w)"
    # the other module has its name there, or is imported by it
    return any(re.search(pattern, text) for text in new) and any(has_word(text, other) for text in around)


def _by_id(outcomes: Iterable[Outcome], places: Shared) -> dict[str, Outcome]:
    found = dict[str, Outcome]()
    for each in outcomes:
        found |= {usage.id: each for usage in places.at(each.usage)}
    return found


def _is(outcome: Outcome | None, kind: str) -> bool:
    return outcome is not None and outcome.outcome == kind

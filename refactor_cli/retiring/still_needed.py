"""Outcomes -> which of them need an old definition as it is, and what people are told of those."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from refactor_cli.counted import counted
from refactor_cli.data import Outcome, Target
from refactor_cli.inline.classes.overriding import waits_for_family
from refactor_cli.languages import manifests
from refactor_cli.ledger import Ledger
from refactor_cli.migration import IGNORE_COMMENT, UNDO, Migration
from refactor_cli.own_files import RECIPE
from refactor_cli.retire import Wish

_BY_THE_USER = ("--skip", "--only", "--certainty", UNDO, IGNORE_COMMENT)
_SHOWN = 3


def told(migration: Migration, kept: Mapping[str, str]) -> Migration:
    """The same, where usages wait for a family that stays, with that as their reason; not those that it waits for."""

    def waits(each: Outcome) -> bool:
        why = kept.get(each.usage.target, "") if each.outcome == "open" else ""
        return bool(why) and waits_for_family(each.reason or "") and _place(each) not in why

    reason = "all of its family is renamed, or none: the definition stays, see the warning"
    outcomes = (replace(each, reason=reason) if waits(each) else each for each in migration.ledger.outcomes)
    return replace(migration, ledger=Ledger(tuple(outcomes)))


def may_need(target: Target, kind: str, outcomes: Iterable[Outcome]) -> str:
    """A warning where a name is changed or goes (`kind`: rename, remove), and objects of unknown type may still be
    asked for it, or code of other languages has it; "" where none is."""
    left = [each for each in outcomes if each.outcome == "undecided" and _may_be(target, each)]
    here = [_line(each) for each in left if not _is_elsewhere(each)]
    elsewhere = [_line(each) for each in left if _is_elsewhere(each)]
    found = list[str]()
    if here:
        may = f"{counted(len(here), 'place')} may mean it by its old name: {_listed(here)}"
        found.append(f"{may}; --certainty possible renames there too")
    if elsewhere:
        has = "has" if len(elsewhere) == 1 else "have"
        where = f"{counted(len(elsewhere), 'place')} in other languages {has} its old name"
        found.append(f"{where}, and nothing is changed there: {_listed(elsewhere)}")
    return f"{target.name} is {kind}d, and {'; '.join(found)}" if found else ""


def is_left_import(outcome: Outcome) -> bool:
    """Whether an import stays by itself: nobody said that it is to."""
    is_left = outcome.usage.kind == "import" and outcome.outcome in ("kept", "open")
    return is_left and outcome.by not in _BY_THE_USER


def needs(target: Target, outcome: Outcome) -> bool:
    """Whether a usage goes on needing the definition as it is. An import that nothing uses does not, nor does a text.

    A possible usage does as long as nobody decided it, if it may well be one: `x.old()` is hardly a function's.
    """
    usage = outcome.usage
    if (
        outcome.by == RECIPE
        or outcome.outcome == "rewritten"
        or usage.kind == "doc"
        or is_left_import(outcome)
    ):
        return False
    if usage.certainty != "possible":
        return True
    return outcome.outcome == "undecided" and _may_be(target, outcome)


def _may_be(target: Target, outcome: Outcome) -> bool:
    is_member = target.kind in ("method", "attribute")
    return is_member or outcome.usage.expression == outcome.usage.span


def may_stay(wish: Wish, outcome: Outcome) -> bool:
    """Whether nothing need wait for a usage: it is code of another language, which imports nothing from here; for a
    rename also what is called on something of which nothing is known. Where that is a class that may stand in for the
    target's, or that has the method as well, it does."""
    usage = outcome.usage
    if outcome.outcome != "undecided":
        return False
    is_related = usage.kind == "override" or "family" in usage.evidence
    is_called = usage.call_span is not None and not is_related
    return _is_elsewhere(outcome) or (wish.kind == "rename" and is_called)


def _is_elsewhere(outcome: Outcome) -> bool:
    """Whether it is a name in code of another language: its evidence is that language."""
    return not manifests().keys().isdisjoint(outcome.usage.evidence)


def _line(outcome: Outcome) -> str:
    return f"{outcome.usage.path}:{outcome.usage.location.line}"


def reason_of(needing: Sequence[Outcome]) -> str:
    """For people, in one line, why a definition stays: the usages that need it, and how those are decided that may."""
    reason = f"it is still needed: {_listed([*map(_place, needing)])}"
    undecided = [each.usage.id for each in needing if each.outcome == "undecided"]
    if not undecided:
        return reason
    more = " …" if len(undecided) > _SHOWN else ""
    ids = " ".join(f"--skip {id}" for id in undecided[:_SHOWN])
    return f"{reason}; --certainty possible takes them for usages, {ids}{more} for none"


def _listed(places: Sequence[str]) -> str:
    more = f"; and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
    return f"{'; '.join(places[:_SHOWN])}{more}"


def _place(outcome: Outcome) -> str:
    why = f"{outcome.outcome}: {outcome.reason}" if outcome.reason else outcome.outcome
    why = "it may be this one" if outcome.outcome == "undecided" else why
    return f"{_line(outcome)} ({why})"

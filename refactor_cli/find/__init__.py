"""SymbolMap, Targets -> Usages: every usage of each target, with the evidence for it.

In four steps: what names say (`by_names`: of code `names` and `judging`, of all else `strings` and `texts`), what type
servers say of what these leave undecided (`typed`), what `evidence` says of the rest, and what is found by others of
the usages (`further`). `reach` and `within_reach` leave files unread in which nothing can be found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from refactor_cli.data import SURE, Target, TargetUsages, Usage, Usages
from refactor_cli.evidence import Evidence, Question
from refactor_cli.evidence.remembered import exclude_once, weigh_once
from refactor_cli.find.aliases import own_name
from refactor_cli.find.by_names import Look, Looked, sure_usages, usages_by_name
from refactor_cli.find.defined import LOCALS
from refactor_cli.find.further import with_further, with_listed_alone
from refactor_cli.find.holders import FEW_FILES
from refactor_cli.find.numbering import numbered
from refactor_cli.find.question import owner_of
from refactor_cli.find.typed import Sought, ask_types
from refactor_cli.find.wanted import Wanted
from refactor_cli.languages import manifests
from refactor_cli.words.files import look_for
from refactor_cli.words.letters import as_compared

if TYPE_CHECKING:
    from refactor_cli.cache import MapCache
    from refactor_cli.symbols import SymbolMap
    from refactor_cli.types import Checker

__all__ = ["Wanted", "find"]

_ALL = Wanted()


class _Search(NamedTuple):
    """One call of `find`, beside its targets and checkers."""

    symbols: SymbolMap
    cache: MapCache | None
    evidence: Evidence | None
    wanted: Wanted
    progress: Callable[[int, int], None] | None


def find(
    symbols: SymbolMap,
    targets: Sequence[Target],
    cache: MapCache | None = None,
    checkers: Sequence[Checker] = (),
    evidence: Evidence | None = None,
    *,
    wanted: Wanted = _ALL,
    progress: Callable[[int, int], None] | None = None,
) -> Usages:
    """Finds every usage of each target, or what is `wanted` of them.

    Names are looked for in all files' bytes; only files that hold one are read, and nothing is executed. What
    occurs where is kept in `cache` between runs. What is left undecided is put to the `checkers`, all targets in
    one batch; without them no process is started. What they leave is weighed by the rules of `evidence`.
    `progress` is told how many of a target's files are done, of how many.
    """
    search = _Search(symbols, cache, evidence, _without_copies(symbols, wanted), progress)
    only = search.wanted.only
    if only is None or len(only) > FEW_FILES:
        look_for(symbols.snapshot, map(own_name, targets))
    looked = [_by_names(search, target) for target in targets]
    sought = [Sought(target, each.usages) for target, each in zip(targets, looked, strict=True)]
    asked = ask_types(symbols, _told_apart(sought), checkers)
    results, taken, notes = list[TargetUsages](), set[str](), list[str]()
    for target, usages in zip(targets, asked.usages, strict=True):
        found, told = _decided(search, target, usages)
        notes += told
        counting = (usage for usage in found if _counts(symbols, target, usage))
        results.append(_parted(target, numbered(counting, target, taken)))
    touched = set[str]().union(*(each.paths for each in looked))
    unread = _unread_notes(set[str]().union(*(each.unread for each in looked)))
    warnings = (*asked.notes, *unread, *(note for note in notes if note))
    return Usages(tuple(results), len(symbols.snapshot.files), len(touched), tuple(dict.fromkeys(warnings)))


def _without_copies(symbols: SymbolMap, wanted: Wanted) -> Wanted:
    """What stands for packages that are not there names things, and uses nothing."""
    files = symbols.snapshot.files.keys()
    here = symbols.snapshot.copies.keys() & files
    return replace(wanted, only=(files if wanted.only is None else wanted.only) - here) if here else wanted


def _by_names(search: _Search, target: Target) -> Looked:
    """What names say of a target, without what is ruled out at once."""
    symbols, cache, evidence, wanted, progress = search
    look = Look(symbols, cache, progress, wanted.only, wanted.may_concern(target))
    kinds = wanted.kinds(target)
    if kinds is None:
        looked = usages_by_name(look, target)
    else:
        is_said = evidence is not None and bool(evidence.said_of(target))
        looked = sure_usages(look, target, kinds, is_said)
    if evidence is None:
        return looked
    asked = Question(target, owner_of(symbols, target))
    return looked._replace(usages=exclude_once(evidence, symbols, asked, looked.usages, cache))


def _told_apart(sought: Sequence[Sought]) -> list[Sought]:
    """What is made by calling a class that is asked about itself has that class's method, and none that it may have
    from a base which is asked about as well."""
    known = {
        (usage.path, usage.span)
        for each in sought
        for usage in each.usages
        if usage.certainty == "certain" and usage.evidence == ("constructed",)
    }
    if not known:
        return list(sought)
    return [
        each._replace(
            usages=[
                replace(usage, certainty="ruled_out", evidence=("constructed",))
                if usage.evidence == ("constructed", "attribute") and (usage.path, usage.span) in known
                else usage
                for usage in each.usages
            ]
        )
        for each in sought
    ]


def _decided(search: _Search, target: Target, usages: list[Usage]) -> tuple[list[Usage], tuple[str, ...]]:
    """A target's usages when they are weighed, with those that are found by others of them, and what to tell."""
    symbols, cache, evidence, wanted, _ = search
    if evidence is not None:
        asked = Question(target, owner_of(symbols, target))
        usages = weigh_once(evidence, symbols, asked, usages, cache)
    if wanted.sure is None:
        of_made = partial(_of_made, symbols, cache, wanted.only)
        return with_further(symbols, target, usages, wanted, evidence, of_made)
    if "string" in (wanted.kinds(target) or ("string",)):
        usages = with_listed_alone(symbols, target, usages, wanted.only)
    return usages, ()


def _of_made(
    symbols: SymbolMap, cache: MapCache | None, only: Set[str] | None, target: Target
) -> list[Usage]:
    """The sure usages of a variable; those of one in a function are all in its file."""
    (symbol,) = target.symbols
    if symbol.path is not None and LOCALS in symbol.name:
        only = {symbol.path} if only is None else only & {symbol.path}
    return sure_usages(Look(symbols, cache, None, only, None), target, (), is_said=False).usages


def _counts(symbols: SymbolMap, target: Target, usage: Usage) -> bool:
    """Whether a usage is listed: one under an alias is only of interest where it is one."""
    text = symbols.snapshot.files[usage.path].text
    is_own = as_compared(text.slice(usage.span.start, usage.span.end)) == own_name(target)
    return is_own or usage.certainty in SURE or usage.is_implicit


def _parted(target: Target, usages: Sequence[Usage]) -> TargetUsages:
    return TargetUsages(
        target,
        tuple(usage for usage in usages if usage.certainty != "ruled_out"),
        tuple(usage for usage in usages if usage.certainty == "ruled_out"),
    )


def _unread_notes(languages: Set[str]) -> list[str]:
    return [
        f"code in {language} was only searched for dotted names: {manifests()[language].wheel} is not installed"
        for language in sorted(languages)
    ]

"""SymbolMap, Targets -> Usages: every usage of each target, with the evidence for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence, Set
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from refactor_cli.data import SURE, Span, Target, TargetUsages, Usage, UsageKind, Usages
from refactor_cli.evidence import Evidence, Question
from refactor_cli.evidence.remembered import exclude_once, weigh_once
from refactor_cli.find.aliases import Candidates, candidates, own_name
from refactor_cli.find.call_words import MayConcern, holding
from refactor_cli.find.called_through import with_called_through
from refactor_cli.find.code_taken import code_warning
from refactor_cli.find.defined import LOCALS
from refactor_cli.find.dispatch import dispatch_warning, dispatches
from refactor_cli.find.handed_names import with_handed
from refactor_cli.find.holders import FEW_FILES, may_hold
from refactor_cli.find.listed import may_be_listed, with_listed
from refactor_cli.find.numbering import numbered
from refactor_cli.find.other_languages import other_language_usages
from refactor_cli.find.out_of_reach import is_out_of_reach
from refactor_cli.find.passed_on import is_anywhere, only_decidable
from refactor_cli.find.question import owner_of, question
from refactor_cli.find.reach import reach_of
from refactor_cli.find.sites import site
from refactor_cli.find.special import is_special
from refactor_cli.find.texts import prose_usages, text_usages
from refactor_cli.find.texts.known import load_code
from refactor_cli.find.typed import Sought, ask_types
from refactor_cli.find.within_reach import enough_to_look_into
from refactor_cli.grammar import has_parser
from refactor_cli.languages import manifests
from refactor_cli.occurrences.reading import load_occurrences, occurrences_in
from refactor_cli.words.files import files_with, look_for
from refactor_cli.words.letters import as_compared

if TYPE_CHECKING:
    from refactor_cli.cache import MapCache
    from refactor_cli.symbols import SymbolMap
    from refactor_cli.types import Checker

__all__ = ["find"]


def find(
    symbols: SymbolMap,
    targets: Sequence[Target],
    cache: MapCache | None = None,
    checkers: Sequence[Checker] = (),
    evidence: Evidence | None = None,
    *,
    progress: Callable[[int, int], None] | None = None,
    only: Set[str] | None = None,
    sure: Callable[[Target], Collection[UsageKind] | None] | None = None,
    concerning: Callable[[Target], MayConcern | None] | None = None,
    implicit: bool = False,
) -> Usages:
    """Finds every usage of each target.

    Names are looked for in all files' bytes; only files that hold one are read, and nothing is executed. What
    occurs where is kept in `cache` between runs. What is left undecided is put to the `checkers`, all targets in
    one batch; without them no process is started. What they leave is weighed by the rules of `evidence`.
    `progress` is told how many of a target's files are done, of how many. `only`: the paths to look for usages in;
    what names lead to is still learned from all files. `sure`: the kinds of usages of a target that are wanted,
    and only where they are certain or likely, without calls of what is made of a target; None for all that there is.
    Files and questions that cannot give that are passed over. `concerning`: which places by a target's own name are
    looked at; None for all. `implicit`: what calls a special method without its name is listed too, as possible: no
    rule rewrites it.
    """
    touched, sought, unread = set[str](), list[Sought](), set[str]()
    results, taken, notes = list[TargetUsages](), set[str](), list[str]()
    if here := symbols.snapshot.copies.keys() & symbols.snapshot.files.keys():
        # they name it, and use nothing
        only = (symbols.snapshot.files.keys() if only is None else only) - here
    if only is None or len(only) > FEW_FILES:
        look_for(symbols.snapshot, map(own_name, targets))
    for target in targets:
        may_concern = concerning(target) if concerning is not None else None
        asking = _Asked(symbols, cache, progress, only, may_concern)
        kinds = sure(target) if sure is not None else None
        is_said = evidence is not None and bool(evidence.said_of(target))
        found, paths, languages = (
            _usages(asking, target) if kinds is None else _sure_usages(asking, target, kinds, is_said)
        )
        touched |= paths
        unread |= languages
        if evidence is not None:
            found = exclude_once(evidence, symbols, Question(target, owner_of(symbols, target)), found, cache)
        sought.append(Sought(target, found))
    asked = ask_types(symbols, _told_apart(sought), checkers)
    for target, found in zip(targets, asked.usages, strict=True):
        if evidence is not None:
            asked_for = Question(target, owner_of(symbols, target))
            found = weigh_once(evidence, symbols, asked_for, found, cache)
        if sure is None:
            found, told = _with_all(symbols, target, found, evidence, implicit)
            found = with_called_through(symbols, target, found, partial(_made, symbols, cache, only))
            found, calls = with_listed(symbols, target, found, dispatches(symbols, target), only)
            found = with_handed(symbols, target, found, only)
            notes += (told, dispatch_warning(symbols, target, calls), code_warning(symbols, target))
        elif may_be_listed(symbols, target, only) and "string" in (sure(target) or ("string",)):
            found, _ = with_listed(symbols, target, found, dispatches(symbols, target), only)
        counting = (usage for usage in found if _counts(symbols, target, usage))
        results.append(_parted(target, numbered(counting, target, taken)))
    unread_notes = (
        f"code in {language} was only searched for dotted names: {manifests()[language].wheel} is not installed"
        for language in sorted(unread)
    )
    warnings = (*asked.notes, *unread_notes, *(note for note in notes if note))
    return Usages(tuple(results), len(symbols.snapshot.files), len(touched), tuple(dict.fromkeys(warnings)))


def _with_all(
    symbols: SymbolMap, target: Target, found: list[Usage], evidence: Evidence | None, implicit: bool
) -> tuple[list[Usage], str]:
    """What a check, which loads no inference for it, does not ask: what is asked of objects where the target is a
    module's alone, and what calls a special method without its name, with a warning of that."""
    if evidence is not None:
        from refactor_cli.find.modules_alone import without_objects

        found = without_objects(symbols, target, found, evidence)
    if not is_special(own_name(target)):
        return found, ""
    from refactor_cli.find.implicit import implicit_usages, implicit_warning

    if implicit and evidence is not None:
        listed = {(each.path, each.span) for each in found}
        by_itself = implicit_usages(symbols, target, evidence)
        found = [*found, *(each for each in by_itself if (each.path, each.span) not in listed)]
    return found, implicit_warning(symbols, target)


def _parted(target: Target, usages: Sequence[Usage]) -> TargetUsages:
    return TargetUsages(
        target,
        tuple(usage for usage in usages if usage.certainty != "ruled_out"),
        tuple(usage for usage in usages if usage.certainty == "ruled_out"),
    )


def _made(symbols: SymbolMap, cache: MapCache | None, only: Set[str] | None, target: Target) -> list[Usage]:
    """The sure usages of a variable; those of one in a function are all in its file."""
    (symbol,) = target.symbols
    if symbol.path is not None and LOCALS in symbol.name:
        only = {symbol.path} if only is None else only & {symbol.path}
    found, _, _ = _sure_usages(_Asked(symbols, cache, None, only, None), target, (), is_said=False)
    return found


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


def _counts(symbols: SymbolMap, target: Target, usage: Usage) -> bool:
    """Whether a usage is listed: one under an alias is only of interest where it is one."""
    text = symbols.snapshot.files[usage.path].text
    is_own = as_compared(text.slice(usage.span.start, usage.span.end)) == own_name(target)
    return is_own or usage.certainty in SURE or usage.is_implicit


class _Asked(NamedTuple):
    symbols: SymbolMap
    cache: MapCache | None
    progress: Callable[[int, int], None] | None
    only: Set[str] | None
    may_concern: MayConcern | None


_Looked = tuple[list[Usage], set[str], frozenset[str]]


def _sure_usages(asked: _Asked, target: Target, kinds: Collection[UsageKind], is_said: bool) -> _Looked:
    """As `_usages`, without what can be neither certain nor likely, nor become so, and be of these kinds. `is_said`: a
    recipe says on what objects usages are likely, wherever these come from."""
    symbols, only = asked.symbols, asked.only
    if not is_said and is_out_of_reach(symbols, target, symbols.snapshot.files if only is None else only):
        return [], set(), frozenset()
    reach = None if is_said else reach_of(symbols, target)
    if reach is not None and is_anywhere(reach, target, _with_name(symbols, target, only)):
        reach = None
    holds = may_hold(symbols, target, reach)
    among = enough_to_look_into(symbols, target, only, holds)
    found, paths, unread = _usages(asked, target, holds, among)
    if reach is not None:
        found = only_decidable(reach, found)
    return [usage for usage in found if usage.certainty in SURE or usage.kind in kinds], paths, unread


def _with_name(symbols: SymbolMap, target: Target, only: Set[str] | None) -> Iterable[str]:
    if only is None or len(only) > FEW_FILES:
        paths = files_with(symbols.snapshot, own_name(target))
        return paths if only is None else (path for path in paths if path in only)
    return only


def _usages(
    asked: _Asked,
    target: Target,
    holds: Callable[[str], bool] | None = None,
    among: Sequence[str] | None = None,
) -> _Looked:
    """The usages of a target with no ids yet, by path and position, the paths that were looked at, and the languages
    that could not be read."""
    symbols, cache, progress, only, may_concern = asked
    places = candidates(symbols, target, cache, holding(symbols, own_name(target), may_concern, holds), among)
    if only is not None:
        chosen = {path: some for path, some in places.names.items() if path in only}
        places = Candidates(chosen, tuple(path for path in places.others if path in only))
    if cache is not None:
        load_occurrences(symbols, places.names, cache)
        load_code(symbols, places.others, cache)
    elsewhere = other_language_usages(symbols, target, places.others, cache)
    found = list[Usage]()
    paths = sorted({*places.names, *places.others})
    for done, path in enumerate(paths):
        if progress is not None:
            progress(done, len(paths))
        names = places.names.get(path)
        here = _in_python(asked, target, path, names) if names else _in_text(symbols, target, path)
        # what stands under the target's full name is known to mean it, also in code
        known = {usage.span for usage in here}
        here += [usage for usage in elsewhere.usages.get(path, ()) if usage.span not in known]
        found += sorted(here, key=lambda usage: usage.span)
    return found, set(paths), elsewhere.unread


def _in_text(symbols: SymbolMap, target: Target, path: str) -> list[Usage]:
    found = text_usages(symbols, target, path)
    if has_parser(symbols.snapshot.files[path].language):
        # in code, what is no dotted name and stands in a comment or a string means nothing
        return [usage for usage in found if "bare-name" not in usage.evidence]
    return found


def _in_python(looked: _Asked, target: Target, path: str, names: tuple[str, ...]) -> list[Usage]:
    symbols, may_concern = looked.symbols, looked.may_concern
    occurring = [each for name in names for each in occurrences_in(symbols, path, name)]
    if may_concern is not None:
        utf8, own = symbols.snapshot.files[path].text.utf8, own_name(target).encode()
        occurring = [
            each for each in occurring if utf8[slice(*each.span)] != own or may_concern(utf8, each.span.end)
        ]
    file_map = symbols.map(path) if occurring else None
    if file_map is None:
        return []
    from refactor_cli.find.judging import judge  # loads inference, which few files may have nothing for

    asked = question(symbols, target, path, file_map)
    found = dict[Span, Usage]()
    for occurrence in occurring:
        judgement = judge(asked, occurrence) if occurrence.place != "text" else None
        if judgement:
            found[occurrence.span] = site(asked, occurrence, judgement)
    texts = [each for each in occurring if each.place == "text"]
    places = ((each.span, each.expression, each.context) for each in texts)
    return [*found.values(), *(prose_usages(symbols, target, path, places) if texts else ())]

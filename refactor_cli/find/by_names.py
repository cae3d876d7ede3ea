"""A target -> its usages as far as names say what they mean, file by file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence, Set
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import SURE, Span, Target, Usage, UsageKind
from refactor_cli.find.aliases import Candidates, candidates, own_name
from refactor_cli.find.call_words import MayConcern, holding
from refactor_cli.find.holders import FEW_FILES, may_hold
from refactor_cli.find.other_languages import other_language_usages
from refactor_cli.find.out_of_reach import is_out_of_reach
from refactor_cli.find.passed_on import is_anywhere, only_decidable
from refactor_cli.find.question import question
from refactor_cli.find.reach import reach_of
from refactor_cli.find.sites import site
from refactor_cli.find.texts import prose_usages, text_usages
from refactor_cli.find.texts.known import load_code
from refactor_cli.find.within_reach import enough_to_look_into
from refactor_cli.grammar import has_parser
from refactor_cli.occurrences.reading import load_occurrences, occurrences_in
from refactor_cli.words.files import files_with

if TYPE_CHECKING:
    from refactor_cli.cache import MapCache
    from refactor_cli.symbols import SymbolMap


class Look(NamedTuple):
    """Where one target is looked for. `only`: the paths, None for all; `may_concern`: which places by its own name
    count, None for all; `progress` is told how many files are done, of how many."""

    symbols: SymbolMap
    cache: MapCache | None
    progress: Callable[[int, int], None] | None
    only: Set[str] | None
    may_concern: MayConcern | None


class Looked(NamedTuple):
    """Usages with no ids yet, by path and position, the paths that were looked at, and the languages that could not be
    read."""

    usages: list[Usage]
    paths: set[str]
    unread: frozenset[str]


def sure_usages(asked: Look, target: Target, kinds: Collection[UsageKind], is_said: bool) -> Looked:
    """Without what can be neither certain nor likely, nor become so, and be of these kinds. `is_said`: a recipe says on
    what objects usages are likely, wherever these come from."""
    symbols, only = asked.symbols, asked.only
    if not is_said and is_out_of_reach(symbols, target, symbols.snapshot.files if only is None else only):
        return Looked([], set(), frozenset())
    reach = None if is_said else reach_of(symbols, target)
    if reach is not None and is_anywhere(reach, target, _with_name(symbols, target, only)):
        reach = None
    holds = may_hold(symbols, target, reach)
    among = enough_to_look_into(symbols, target, only, holds)
    found, paths, unread = usages_by_name(asked, target, holds, among)
    if reach is not None:
        found = only_decidable(reach, found)
    found = [usage for usage in found if usage.certainty in SURE or usage.kind in kinds]
    return Looked(found, paths, unread)


def _with_name(symbols: SymbolMap, target: Target, only: Set[str] | None) -> Iterable[str]:
    if only is None or len(only) > FEW_FILES:
        paths = files_with(symbols.snapshot, own_name(target))
        return paths if only is None else (path for path in paths if path in only)
    return only


def usages_by_name(
    asked: Look,
    target: Target,
    holds: Callable[[str], bool] | None = None,
    among: Sequence[str] | None = None,
) -> Looked:
    """All that its names may mean. `holds`: which files may hold the objects of a method; `among`: those that are
    enough to look into."""
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
    return Looked(found, set(paths), elsewhere.unread)


def _in_text(symbols: SymbolMap, target: Target, path: str) -> list[Usage]:
    found = text_usages(symbols, target, path)
    if has_parser(symbols.snapshot.files[path].language):
        # in code, what is no dotted name and stands in a comment or a string means nothing
        return [usage for usage in found if "bare-name" not in usage.evidence]
    return found


def _in_python(looked: Look, target: Target, path: str, names: tuple[str, ...]) -> list[Usage]:
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

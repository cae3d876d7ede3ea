"""What rules replace is searched for: which of it may be there at all, and where it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from refactor_cli.commands.project import not_its_own, recipe_files

if TYPE_CHECKING:
    from refactor_cli.checking.detect import Detected
    from refactor_cli.checking.findings import Unchecked
    from refactor_cli.checking.kept import Kept
    from refactor_cli.checking.recipes import Rules
    from refactor_cli.commands.reading import Reading
    from refactor_cli.data import Snapshot, SourceFile, Target, Usages
    from refactor_cli.symbols import SymbolMap

    Find = Callable[[SymbolMap, Sequence[Target]], Usages]

_DOCUMENTS = frozenset({"markdown", "rest", "gettext"})


class Searched(Struct, frozen=True):
    """What was found, and how to find it again."""

    detected: Detected
    find: Find


class Looked(Struct, frozen=True):
    """The findings in `paths`, of which only `wanted` were searched; `searched`: None where an earlier run had found
    the same, or no more was searched for than findings."""

    found: Kept
    rules: Rules
    paths: tuple[str, ...]
    wanted: frozenset[str]
    unchecked: tuple[Unchecked, ...]
    searched: Searched | None = None


def search(reading: Reading, looked: Looked, is_whole: bool = True, *, to_rewrite: bool = True) -> Searched:
    """Searches for what the rules replace; `is_whole`: they are all of the project's. `to_rewrite`: also for calls that
    no rule is for, which stay."""
    from refactor_cli.checking.concerned import calls_that_may_concern
    from refactor_cli.checking.detect import detect, kinds_that_count
    from refactor_cli.checking.ignores import endings, ignored_names
    from refactor_cli.commands.own_outputs import without_outputs
    from refactor_cli.evidence import Evidence
    from refactor_cli.find import Wanted, find

    symbols = _without_documents(reading.symbols)
    _load_words(reading, symbols.snapshot)
    paths = tuple(path for path in looked.paths if path in symbols.snapshot.files)
    named, spoken_of = looked.rules.named, ignored_names(symbols, paths)
    wanted = looked.wanted - recipe_files(symbols)
    told_of = frozenset(each for each in named if not spoken_of.isdisjoint(endings(each, named[each])))
    targets = _targets_here(symbols, looked.rules, wanted, told_of)
    likely = _likely_here(symbols, looked.rules, targets)
    sought = _sought(symbols, targets, wanted, told_of | likely)
    rules = looked.rules.about(sought)
    # what other files' receivers are called would make the answer depend on which files are looked at
    evidence = Evidence(off=frozenset({"receiver-name"}), said=rules.outline.said)
    sure = kinds_that_count(rules, spoken_of, likely)
    concerning = None if to_rewrite else calls_that_may_concern(rules, targets, spoken_of)
    of_these = Wanted(wanted, sure, concerning)

    def again(symbols: SymbolMap, targets: Sequence[Target]) -> Usages:
        usages = find(symbols, targets, reading.cache, evidence=evidence, wanted=of_these)
        return without_outputs(usages, symbols.snapshot)[0]

    usages = again(symbols, [target for target in targets if target.name in sought])
    return Searched(detect(symbols, rules, usages, paths, is_whole), again)


def _targets_here(
    symbols: SymbolMap, rules: Rules, wanted: Set[str], told_of: Set[str]
) -> tuple[Target, ...]:
    """What is replaced and may be used in the files that are `wanted`. `told_of`: what comments speak of."""
    from refactor_cli.find.out_of_reach import is_out_of_reach
    from refactor_cli.find.within_reach import named_in

    somewhere = rules.likely_somewhere

    def is_far(target: Target) -> bool:
        is_asked = target.name in somewhere or target.name in told_of
        return not is_asked and is_out_of_reach(symbols, target, wanted)

    return _targets(symbols, rules, named_in(symbols.snapshot, rules.named, wanted), is_far)


def _sought(
    symbols: SymbolMap, targets: Sequence[Target], wanted: Set[str], others: Set[str]
) -> frozenset[str]:
    """The names of the targets that are searched for: what files have within reach, and `others`, which need not be:
    what a recipe says of objects does not ask where they come from."""
    from refactor_cli.find.within_reach import within_reach

    within = {target.name for target in within_reach(symbols, targets, wanted)}
    return frozenset(within | {each.name for each in targets if each.name in others})


def _load_words(reading: Reading, snapshot: Snapshot) -> None:
    """Which files hold which words, as an earlier run left it."""
    from refactor_cli.occurrences.import_words import load_import_words
    from refactor_cli.words.index import load_word_index

    # a commit to compare with is kept beside the working tree
    place = f"{reading.repository.top}{'' if snapshot.base is None else chr(0)}"
    if reading.cache is not None:
        load_word_index(snapshot, reading.cache, place)
        load_import_words(snapshot, reading.cache, place)


def _likely_here(symbols: SymbolMap, rules: Rules, targets: Iterable[Target]) -> frozenset[str]:
    """The names of the targets that are likely on some objects of this repository, as recipes say."""
    from refactor_cli.evidence.said import may_be_said
    from refactor_cli.find.question import owner_of

    spoken_of = [each for each in targets if each.name in rules.likely_somewhere]
    said = rules.about({each.name for each in spoken_of}).outline.said
    return frozenset(
        each.name
        for each in spoken_of
        if each.name in said and may_be_said(symbols, each, owner_of(symbols, each), said[each.name])
    )


def every_target(reading: Reading, rules: Rules) -> tuple[Target, ...]:
    """All that the rules replace, used or not."""
    return _targets(reading.symbols, rules, rules.named, lambda target: False)


def _targets(
    symbols: SymbolMap, rules: Rules, names: Iterable[str], is_far: Callable[[Target], bool]
) -> tuple[Target, ...]:
    """What is replaced under these names, but for what `is_far`: the recipes of those are not read."""
    from refactor_cli.find.target import apart_from, read_target
    from refactor_cli.library import library_names

    def is_by_shipped(name: str) -> bool:
        recipe = rules.named[name]
        return recipe in library_names() and recipe not in symbols.snapshot.files

    foreign = not_its_own(symbols, names, is_by_shipped)
    every = (read_target(symbols, name, known=True) for name in foreign)
    targets = [each for each in every if not is_far(each)]
    outline = rules.about({each.name for each in targets}).outline
    return tuple(apart_from(symbols, each, outline) for each in targets)


def _without_documents(symbols: SymbolMap) -> SymbolMap:
    """The same without files that no name is looked for in, nor anything learned from."""
    from refactor_cli.resolution.values import take_layout

    files: dict[str, SourceFile] = {}
    known = dict[str | None, bool]()
    for path, file in symbols.snapshot.files.items():
        if file.language not in known:
            known[file.language] = is_read(symbols.snapshot, path)
        if known[file.language]:
            files[path] = file
    without = symbols.with_snapshot(replace(symbols.snapshot, files=files))
    take_layout(without, symbols)
    return without


def is_read(snapshot: Snapshot, path: str) -> bool:
    """Whether usages of a file may count: documents and code of other languages never do."""
    from refactor_cli.languages import manifests
    from refactor_cli.symbols import LANGUAGE

    language = snapshot.files[path].language
    if language in (None, LANGUAGE):
        return True
    return language not in _DOCUMENTS and not manifests()[language].module

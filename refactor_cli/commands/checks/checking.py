"""What `refactor check` and `refactor baseline` share: read, find, inline; what is new against a baseline."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from refactor_cli.checking.baseline import Baseline, read_baseline
from refactor_cli.commands.command_line import output
from refactor_cli.commands.project import (
    given_recipes,
    not_its_own,
    project_rules,
    project_settings,
    recipe_files,
)
from refactor_cli.errors import ExitCode, RefactorError

if TYPE_CHECKING:
    from refactor_cli.checking.detect import Detected
    from refactor_cli.checking.findings import Unchecked
    from refactor_cli.checking.kept import Kept
    from refactor_cli.checking.recipes import Rules
    from refactor_cli.commands.reading import Reading
    from refactor_cli.data import Snapshot, SourceFile, Target, Usages
    from refactor_cli.project_settings import ProjectSettings
    from refactor_cli.symbols import SymbolMap

    Find = Callable[[SymbolMap, Sequence[Target]], Usages]

BASELINE = ".refactor-baseline.json"
"""Where `refactor baseline` writes when neither the command line nor the project says otherwise."""
_DOCUMENTS = frozenset({"markdown", "rest", "gettext"})
_BASELINE_LIMIT = 100_000_000


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


class Asked(Struct, frozen=True):
    """`files`: what the user named, none: all; `recipes`: given on the command line instead of the project's; `ours`:
    files that this run reads or writes itself, which name what is replaced."""

    files: tuple[Path, ...] = ()
    recipes: tuple[str, ...] = ()
    ours: tuple[Path, ...] = ()


def settings_of(reading: Reading) -> ProjectSettings:
    """The project's settings, as they lie in the working tree."""
    return project_settings(reading.symbols.snapshot)


def rules_of(reading: Reading, asked: Asked, settings: ProjectSettings) -> Rules:
    """The rules to check by."""
    if not asked.recipes:
        return project_rules(reading.symbols.snapshot, settings.recipes, cache=reading.cache)
    named = given_recipes(reading, asked.recipes)
    given = {name: text for name, text in named.items() if text is not None}
    return project_rules(reading.symbols.snapshot, tuple(named), given, reading.cache)


def look(reading: Reading, asked: Asked, rules: Rules, *, to_rewrite: bool = False) -> Looked:
    """Finds what `rules` replace. No type server is asked, and nothing but files is read. `to_rewrite`: it is searched
    for all that a rewriting has to account for.

    Raises:
        RefactorError: a file that was named is not there.
    """
    from refactor_cli.checking.kept import Kept, digest, keep, kept
    from refactor_cli.commands.reading import tell_not_checked_out

    symbols, cache = reading.symbols, reading.cache
    is_selected = _selection(reading, asked.files)
    paths = tuple(path for path in symbols.snapshot.files if is_selected(path))
    ours = _ours(reading, asked, rules)
    wanted = frozenset(path for path in paths if path not in ours and _is_read(symbols.snapshot, path))
    tell_not_checked_out(each for each in symbols.snapshot.left_out if is_selected(each.path))
    looked = Looked(Kept((), ()), rules, paths, wanted, _unchecked(reading, asked, is_selected))
    is_whole = not asked.recipes
    name = digest(symbols, rules, (*paths, "", *sorted(wanted), str(is_whole))) if cache is not None else ""
    known = kept(cache, name) if cache is not None else None
    if known is not None:
        return replace(looked, found=known)
    searched = search(reading, looked, is_whole, to_rewrite=to_rewrite)
    detected = searched.detected
    found = Kept(detected.findings, detected.ignored, detected.warnings, detected.notes)
    if cache is not None:
        keep(cache, name, found)
    return replace(looked, found=found, searched=searched if to_rewrite else None)


def search(reading: Reading, looked: Looked, is_whole: bool = True, *, to_rewrite: bool = True) -> Searched:
    """Searches for what the rules replace; `is_whole`: they are all of the project's. `to_rewrite`: also for calls that
    no rule is for, which stay."""
    from refactor_cli.checking.concerned import calls_that_may_concern
    from refactor_cli.checking.detect import detect, kinds_that_count
    from refactor_cli.checking.ignores import endings, ignored_names
    from refactor_cli.commands.own_outputs import without_outputs
    from refactor_cli.evidence import Evidence
    from refactor_cli.find import Wanted, find
    from refactor_cli.find.out_of_reach import is_out_of_reach
    from refactor_cli.find.within_reach import named_in, within_reach

    symbols = _without_documents(reading.symbols)
    _load_words(reading, symbols.snapshot)
    paths = tuple(path for path in looked.paths if path in symbols.snapshot.files)
    named, spoken_of = looked.rules.named, ignored_names(symbols, paths)
    wanted = looked.wanted - recipe_files(symbols)

    def is_told_of(name: str) -> bool:
        return not spoken_of.isdisjoint(endings(name, named[name]))

    def is_far(target: Target) -> bool:
        is_asked = target.name in somewhere or is_told_of(target.name)
        return not is_asked and is_out_of_reach(symbols, target, wanted)

    somewhere, held = looked.rules.likely_somewhere, named_in(symbols.snapshot, named, wanted)
    targets = _targets(symbols, looked.rules, held, is_far)
    sought = {target.name for target in within_reach(symbols, targets, wanted)}
    # what a recipe says of objects does not ask where they come from
    likely = _likely_here(symbols, looked.rules, targets)
    sought |= likely
    sought |= {each.name for each in targets if is_told_of(each.name)}
    rules = looked.rules.about(sought)
    # what other files' receivers are called would make the answer depend on which files are looked at
    evidence = Evidence(off=frozenset({"receiver-name"}), said=rules.outline.said)
    sure = kinds_that_count(rules, spoken_of, likely)
    concerning = None if to_rewrite else calls_that_may_concern(rules, targets, spoken_of)

    def again(symbols: SymbolMap, targets: Sequence[Target]) -> Usages:
        usages = find(
            symbols,
            targets,
            cache=reading.cache,
            evidence=evidence,
            wanted=Wanted(wanted, sure, concerning),
        )
        return without_outputs(usages, symbols.snapshot)[0]

    usages = again(symbols, [target for target in targets if target.name in sought])
    return Searched(detect(symbols, rules, usages, paths, is_whole), again)


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
    is_read = dict[str | None, bool]()
    for path, file in symbols.snapshot.files.items():
        if file.language not in is_read:
            is_read[file.language] = _is_read(symbols.snapshot, path)
        if is_read[file.language]:
            files[path] = file
    without = symbols.with_snapshot(replace(symbols.snapshot, files=files))
    take_layout(without, symbols)
    return without


def _ours(reading: Reading, asked: Asked, rules: Rules) -> frozenset[str]:
    """Paths of recipes, baselines and outputs, and copies of what is replaced: they name it, and use nothing."""
    top = reading.repository.top
    places = (Path(os.path.realpath(place)) for place in (*asked.ours, top / BASELINE))
    inside = (place.relative_to(top).as_posix() for place in places if place.is_relative_to(top))
    copies = reading.symbols.snapshot.copies
    return frozenset((*inside, *(name.removeprefix("./") for name in rules.sources), *copies))


def _is_read(snapshot: Snapshot, path: str) -> bool:
    """Whether usages of a file may count: documents and code of other languages never do."""
    from refactor_cli.languages import manifests
    from refactor_cli.symbols import LANGUAGE

    language = snapshot.files[path].language
    if language in (None, LANGUAGE):
        return True
    return language not in _DOCUMENTS and not manifests()[language].module


def _selection(reading: Reading, files: Sequence[Path]) -> Callable[[str], bool]:
    from refactor_cli.scan import select
    from refactor_cli.selection import selects

    selection = select(reading.repository, paths=files)
    snapshot = reading.symbols.snapshot
    known = [*snapshot.files, *(left.path for left in snapshot.left_out)] if selection.paths else []
    for path in selection.paths:
        if (
            path
            and path not in snapshot.files
            and not any(each == path or each.startswith(f"{path}/") for each in known)
        ):
            raise _not_there(reading.repository.top, path)
    reasons = {left.path: left.reason for left in snapshot.left_out if not left.is_unread}
    for path in selection.paths:
        if path in reasons:
            output.note(f"note: {path} is not looked at: {reasons[path]}")
    return selects(selection)


def _not_there(top: Path, path: str) -> RefactorError:
    if not os.path.lexists(top / path):
        hint = "leave deleted files out, as `git diff --name-only --diff-filter=d` does"
        return RefactorError(f"there is no {path} in the working tree", hint)
    return RefactorError(
        f"{path} holds no file of the working tree", "see `git ls-files`; ignored files do not count"
    )


def _unchecked(reading: Reading, asked: Asked, is_selected: Callable[[str], bool]) -> tuple[Unchecked, ...]:
    """Python files that could not be read, and others that the user named one by one."""
    from refactor_cli.checking.findings import Unchecked
    from refactor_cli.scan import select

    named = frozenset(select(reading.repository, paths=asked.files).paths)
    return tuple(
        Unchecked(left.path, left.reason)
        for left in reading.symbols.snapshot.left_out
        if is_selected(left.path) and left.is_unread and (left.is_python or left.path in named)
    )


def baseline_from(place: Path, named: Path | None = None) -> Baseline:
    """The baseline that lies in a file; a symbolic link is not followed. `named`: how the command line names it.

    Raises:
        RefactorError: it is not there, cannot be read, or is no baseline.
    """
    try:
        descriptor = os.open(place, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with open(descriptor, "rb") as file:
            is_plain = stat.S_ISREG(os.fstat(descriptor).st_mode)
            data = file.read(_BASELINE_LIMIT + 1) if is_plain else b""
    except FileNotFoundError:
        command = "refactor baseline" if named is None else f"refactor baseline --baseline {named}"
        raise RefactorError(f"there is no baseline {place}", f"write it: {command}") from None
    except OSError as error:
        raise RefactorError(
            f"cannot read the baseline {place}: {error.strerror}", "name a plain file"
        ) from error
    if not is_plain or len(data) > _BASELINE_LIMIT:
        raise RefactorError(f"the baseline {place} is no plain file of a sane size", "name another one")
    return read_baseline(data, str(place))


def baseline_at(reading: Reading, revision: str, asked: Asked, rules: Rules) -> Baseline:
    """The uses that a commit has, read from its blobs: what was there then is not new.

    Raises:
        RefactorError: no such commit.
    """
    from refactor_cli.checking.baseline import baseline_of
    from refactor_cli.commands.reading import read, with_copies

    with read(reading.repository.top, revision=revision, use_cache=reading.cache is not None) as there:
        before = with_copies(there, rules.sources.values())
        return baseline_of(look(before, replace(asked, files=()), rules).found.findings)


def followed_to(reading: Reading, known: Baseline, looked: Looked) -> Baseline:
    """The baseline as it stands for the files of today (see `followed`)."""
    from refactor_cli.checking.baseline import followed

    top = os.fsencode(reading.repository.top)

    def is_gone(path: str) -> bool:
        return not os.path.lexists(os.path.join(top, path.encode("utf-8", "surrogateescape")))

    return followed(known, looked.found.findings, is_gone)


def baseline_place(reading: Reading, named: Path | None, settings: ProjectSettings) -> Path | None:
    """Where the baseline lies: as named on the command line, else as the project says, relative to its top, else
    where `refactor baseline` writes when nobody says anything, if it did.

    Raises:
        RefactorError: the project names a file outside of the repository.
    """
    if named is not None:
        return named
    if not settings.baseline:
        usual = reading.repository.top / BASELINE
        return usual if os.path.lexists(usual) else None
    from refactor_cli.repository.paths import is_safe_path

    if not is_safe_path(os.fsencode(settings.baseline)):
        raise RefactorError(
            f"tool.refactor.baseline is no file inside the repository: {settings.baseline}", "name one"
        )
    return reading.repository.top / settings.baseline


def exit_code(findings: Sequence[object], unchecked: Sequence[object]) -> ExitCode:
    """A file that could not be read weighs more than findings: their list is not whole."""
    if unchecked:
        return ExitCode.PARTIAL
    return ExitCode.FINDINGS if findings else ExitCode.DONE

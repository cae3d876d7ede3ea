"""What `refactor check` and `refactor baseline` share: read, find, inline; what is new against a baseline."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from refactor_cli.commands.checks.searching import Looked, is_read, search
from refactor_cli.commands.command_line import output
from refactor_cli.commands.project import (
    given_recipes,
    project_rules,
    project_settings,
    tell_ignored,
)
from refactor_cli.errors import ExitCode, RefactorError

if TYPE_CHECKING:
    from refactor_cli.checking.findings import Unchecked
    from refactor_cli.checking.recipes import Rules
    from refactor_cli.commands.reading import Reading
    from refactor_cli.data import Target, Usages
    from refactor_cli.project_settings import ProjectSettings
    from refactor_cli.symbols import SymbolMap

    Find = Callable[[SymbolMap, Sequence[Target]], Usages]

BASELINE = ".refactor-baseline.json"
"""Where `refactor baseline` writes when neither the command line nor the project says otherwise."""


class Asked(Struct, frozen=True):
    """`files`: what the user named, none: all; `recipes`: given on the command line instead of the project's; `ours`:
    files that this run reads or writes itself, which name what is replaced."""

    files: tuple[Path, ...] = ()
    recipes: tuple[str, ...] = ()
    ours: tuple[Path, ...] = ()


def settings_of(reading: Reading) -> ProjectSettings:
    """The project's settings, as they lie in the working tree. What it may not set is said."""
    tell_ignored(reading.symbols.snapshot)
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
    wanted = frozenset(path for path in paths if path not in ours and is_read(symbols.snapshot, path))
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


def _ours(reading: Reading, asked: Asked, rules: Rules) -> frozenset[str]:
    """Paths of recipes, baselines and outputs, and copies of what is replaced: they name it, and use nothing."""
    top = reading.repository.top
    places = (Path(os.path.realpath(place)) for place in (*asked.ours, top / BASELINE))
    inside = (place.relative_to(top).as_posix() for place in places if place.is_relative_to(top))
    copies = reading.symbols.snapshot.copies
    return frozenset((*inside, *(name.removeprefix("./") for name in rules.sources), *copies))


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


def exit_code(findings: Sequence[object], unchecked: Sequence[object]) -> ExitCode:
    """A file that could not be read weighs more than findings: their list is not whole."""
    if unchecked:
        return ExitCode.PARTIAL
    return ExitCode.FINDINGS if findings else ExitCode.DONE

"""Opening what a command works on: the repository, its files, their symbol maps, the cache between runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from refactor_cli.counted import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from refactor_cli.cache import MapCache
    from refactor_cli.data import LeftOut
    from refactor_cli.repository import Repository
    from refactor_cli.symbols import SymbolMap

_MOST_NAMES = 3


class Reading(Struct, frozen=True):
    """An opened repository, as a command reads it."""

    repository: Repository
    symbols: SymbolMap
    cache: MapCache | None


def with_copies(reading: Reading, recipes: Iterable[str]) -> Reading:
    """The same, where copies of what these recipes are about stand for that."""
    from msgspec.structs import replace

    from refactor_cli.commands.command_line.output import note
    from refactor_cli.copies import copies_of
    from refactor_cli.resolution import layout

    symbols = reading.symbols
    copies = copies_of(symbols.snapshot, layout(symbols), recipes)
    if not copies:
        return reading
    here = [(path, package) for path, package in copies.items() if path in symbols.snapshot.files]
    for path, package in here[:_MOST_NAMES]:
        note(f"note: {path} is a copy of {package}: what is said of {package} holds for it as well")
    return replace(reading, symbols=symbols.with_snapshot(replace(symbols.snapshot, copies=copies)))


def name_in_the_original(reading: Reading, name: str) -> tuple[str, str]:
    """Of a name in a copy of what a shipped recipe is about, the name that the recipe has for it, and the copy's path;
    ("", "") where there is none."""
    from refactor_cli.copies import original_of
    from refactor_cli.library import library_names, library_text, rules_for
    from refactor_cli.resolution import layout

    symbols = reading.symbols
    texts = map(library_text, library_names())
    original, path = original_of(name, symbols.snapshot, layout(symbols), texts)
    return (original, path) if rules_for(original) else ("", "")


def selected(
    reading: Reading,
    include: Sequence[str] | None,
    exclude: Sequence[str] | None,
    paths: Sequence[str] = (),
) -> Callable[[str], bool]:
    """Which paths a user wants to see usages of. All files are read nevertheless: what a name stands for may be
    decided in one that is left out.

    Raises:
        RefactorError: a pattern is none, or nothing that was read matches an included one.
    """
    from refactor_cli.selection import Selection, selects

    check_matches(reading, "--include", include or ())
    return selects(Selection(tuple(paths), tuple(include or ()), tuple(exclude or ())))


def check_matches(reading: Reading, option: str, patterns: Iterable[str]) -> None:
    """Raises RefactorError for a pattern that none of the files that were read matches: it is misspelt, and what comes
    out would look as if there were nothing."""
    from refactor_cli.errors import RefactorError
    from refactor_cli.selection import Selection, selects

    every = _every_path(reading)
    for pattern in patterns:
        if not any(map(selects(Selection(include=(pattern,))), every)):
            raise RefactorError(f"{option} {pattern!r} matches no file", "see `git ls-files`")


def _every_path(reading: Reading) -> list[str]:
    snapshot = reading.symbols.snapshot
    return [*snapshot.files, *(each.path for each in snapshot.left_out)]


def targets_and_paths(reading: Reading, given: Sequence[str]) -> tuple[list[str], list[str]]:
    """TARGET and PATH arguments apart, the paths from the repository's top. What names a definition is a target, also
    where a folder is called so, unless it has a slash; where nothing else is named, everything is a target.

    Raises:
        RefactorError: a path leads out of the repository.
    """
    paths = {each: path for each in given if (path := _path(reading, each)) is not None}
    if len(paths) == len(set(given)):
        return [*given], []
    return [each for each in given if each not in paths], list(paths.values())


def _path(reading: Reading, spec: str) -> str | None:
    """The file or folder of the repository that an argument of `find-usages` is, if it is one and no target."""
    from refactor_cli.errors import RefactorError
    from refactor_cli.find.target import read_target
    from refactor_cli.selection import Selection, select, selects

    if ":" in spec:
        return None
    [path] = select(reading.repository, paths=[Path(spec)]).paths
    if not any(map(selects(Selection(paths=(path,))), _every_path(reading))):
        return None
    if not all(part.isidentifier() for part in spec.split(".")):  # a slash, `.`, `..`
        return path
    try:
        return None if read_target(reading.symbols, spec).definitions else path
    except RefactorError:
        return path


def named_from_top(reading: Reading, spec: str) -> str:
    """`path/to/file.py:func` as it is written from the repository's top; a path that leads to no file from there is
    relative to the folder the user stands in, or absolute. Other spellings of a target stay as they are.

    Raises:
        RefactorError: the path leads out of the repository.
    """
    from refactor_cli.selection import select

    path, colon, rest = spec.rpartition(":")
    files = reading.symbols.snapshot.files
    if not colon or not path.endswith((".py", ".pyi")) or path.removeprefix("./") in files:
        return spec
    [from_top] = select(reading.repository, paths=[Path(path)]).paths
    return f"{from_top}:{rest}" if from_top in files else spec


def tell_unread(left_out: Iterable[LeftOut]) -> None:
    """Nothing is known of Python files that could not be read, and nobody should think that they use nothing."""
    from refactor_cli.commands.command_line.output import note

    left_out = list(left_out)
    tell_not_checked_out(left_out)
    unread = [each for each in left_out if each.is_unread and each.is_python]
    if unread:
        some = ", ".join(f"{each.path} ({each.reason})" for each in unread[:_MOST_NAMES])
        files = counted(len(unread), "Python file")
        more = ", …" if len(unread) > _MOST_NAMES else ""
        kind = "warning" if any(each.is_lost for each in unread) else "note"
        note(f"{kind}: {files} could not be read, and usages there are not known: {some}{more}")


def tell_not_checked_out(left_out: Iterable[LeftOut]) -> None:
    """The same of Python files that a sparse checkout leaves out."""
    from refactor_cli.commands.command_line.output import note

    outside = [each.path for each in left_out if each.reason == "not checked out" and each.is_python]
    if outside:
        some = ", ".join(sorted({each.partition("/")[0] for each in outside})[:_MOST_NAMES])
        many, are = counted(len(outside), "Python file"), "is" if len(outside) == 1 else "are"
        note(
            f"note: {many} {are} not checked out (under {some}), and what they use is not known: "
            "see `git sparse-checkout add`"
        )


@contextmanager
def read(
    folder: Path,
    *,
    revision: str | None = None,
    paths: Sequence[Path] = (),
    include: Sequence[str] | None = None,
    exclude: Sequence[str] | None = None,
    use_cache: bool = True,
    only_changed: bool = False,
) -> Iterator[Reading]:
    """Scans and indexes; what was learned is written to the cache when the block ends well.

    `revision` None reads the working tree. `only_changed`: of files that have not changed since an earlier run only
    the bytes that are asked for are read. Raises RefactorError as `open_repository` and `scan` do.
    """
    from refactor_cli.cache import open_cache
    from refactor_cli.commands.command_line.output import note
    from refactor_cli.index import index
    from refactor_cli.repository import open_repository
    from refactor_cli.scan import scan, select
    from refactor_cli.settings import cache_dir
    from refactor_cli.stat_cache import stat_cache

    repository = open_repository(folder)
    selection = select(repository, paths=paths, include=include or (), exclude=exclude or ())
    cache = open_cache(cache_dir()) if use_cache else None
    stats = (
        stat_cache(cache, f"{repository.object_format}:{repository.top}")
        if cache is not None and only_changed
        else None
    )
    snapshot = scan(repository, revision=revision, selection=selection, stats=stats)
    yield Reading(repository, index(snapshot, cache), cache)
    if cache is not None:
        warning = cache.close()
        if warning:
            note(f"warning: {warning}")

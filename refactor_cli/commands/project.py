"""The recipes of a project: named in its configuration or on the command line, read from its files or the library."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache as once
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from refactor_cli.errors import RefactorError
from refactor_cli.near_spellings import hint_naming, spelt_like
from refactor_cli.project_settings import FILE, ProjectSettings, ignored_keys, read_project_settings

if TYPE_CHECKING:
    from refactor_cli.cache import MapCache
    from refactor_cli.checking.recipes import Named, Part, Rules
    from refactor_cli.commands.reading import Reading
    from refactor_cli.data import Binding, Snapshot
    from refactor_cli.recipe.whole import Recipe
    from refactor_cli.symbols import SymbolMap

_MARKERS = "refactor_cli.recipe"
_MOST_NAMES = 5


def project_settings(snapshot: Snapshot) -> ProjectSettings:
    """What the snapshot's `pyproject.toml` says; without one, nothing.

    Raises:
        RefactorError: it cannot be read, or is wrong.
    """
    for left in snapshot.left_out:
        if left.path == FILE:
            raise RefactorError(f"{FILE} cannot be read: {left.reason}", "make it a plain text file")
    return read_project_settings(_text(snapshot))


def tell_ignored(snapshot: Snapshot) -> None:
    """Says what the snapshot's `pyproject.toml` tries to set that a repository may not: once a command."""
    from refactor_cli.commands.command_line import output

    if keys := ignored_keys(_text(snapshot)):
        more = ", …" if len(keys) > _MOST_NAMES else ""
        names = f"{', '.join(keys[:_MOST_NAMES])}{more}"
        output.note(f"warning: {FILE} of the repository sets {names}, which is ignored")


def _text(snapshot: Snapshot) -> str:
    file = snapshot.files.get(FILE)
    return file.text.slice(0, len(file.text.utf8)) if file else ""


def project_rules(
    snapshot: Snapshot,
    names: Sequence[str],
    given: Mapping[str, str] = MappingProxyType({}),
    cache: MapCache | None = None,
) -> Rules:
    """The rules of these recipes: files of the repository, or names of shipped ones. `given`: the texts of others;
    `cache`: where outlines of shipped ones are kept.

    Raises:
        RefactorError: none is named, one is unknown, or one is wrong.
    """
    from refactor_cli.checking.recipes import joined, kept_names

    if not names:
        raise RefactorError(
            "the project names no recipes",
            f'write recipes = ["recipes/old.py"] under [tool.refactor] in {FILE}, or give --recipe FILE|NAME; '
            "names: refactor recipes list",
        )
    every = dict.fromkeys(names)
    sources = {name: given[name] if name in given else _source(snapshot, name) for name in every}
    shipped = {
        name: text
        for name, text in sources.items()
        if name not in given and name.removeprefix("./") not in snapshot.files
    }
    kept = kept_names(cache, shipped)
    return joined(_part(name, source, kept.get(name), cache) for name, source in sources.items())


def given_recipes(reading: Reading, names: Sequence[str]) -> dict[str, str | None]:
    """What `--recipe` names, as the project would name it: a path from the folder that the user stands in, or from the
    top of the repository, or a shipped recipe. With its text where it is no file of the repository.

    Raises:
        RefactorError: a file cannot be read.
    """
    from refactor_cli.commands.command_line import output

    top, files = reading.repository.top, reading.symbols.snapshot.files
    found = dict[str, str | None]()
    for name in names:
        place = Path(os.path.abspath(name))
        real = place.parent.resolve() / place.name
        inside = real.relative_to(top).as_posix() if real.is_relative_to(top) else ""
        if inside in files:
            found[inside] = None
        elif os.path.isfile(real) and name.removeprefix("./") not in files:
            found[name] = output.read_text(real, "recipe")
        else:
            found[name] = None
    return found


def is_shipped(named: Path) -> bool:
    """Whether `--recipe` names a shipped recipe, and no file."""
    from refactor_cli.library import library_names

    return str(named) in library_names() and not os.path.exists(named)


@contextmanager
def not_a_recipe(spec: str) -> Iterator[None]:
    """Says of a target that cannot be read, where it is one, that it is a shipped recipe."""
    from refactor_cli.library import library_names

    try:
        yield
    except RefactorError:
        if spec in library_names():
            raise RefactorError(
                f"{spec!r} is a recipe, and no TARGET",
                f"one recipe a run, without a TARGET: refactor migrate --recipe {spec}",
            ) from None
        raise


def not_its_own(
    symbols: SymbolMap, replaced: Iterable[str], is_by_shipped: Callable[[str], bool]
) -> tuple[str, ...]:
    """Of what recipes replace, all but what a shipped one does and the repository defines itself: such a recipe is for
    those who use a module. Neither what is a copy of something else: that is found with what it is a copy of."""
    from refactor_cli.resolution import layout

    home, copied = layout(symbols), names_in_copies(symbols)
    return tuple(
        each
        for each in replaced
        if not each.startswith(copied) and not (is_by_shipped(each) and home.are_home_of(each))
    )


def names_in_copies(symbols: SymbolMap) -> tuple[str, ...]:
    """How dotted names of what is in copies of other projects' modules begin: these are found by the original's."""
    from refactor_cli.resolution import layout

    copies = symbols.snapshot.copies
    names = (name for each in copies for name in layout(symbols).names(each) or (each,))
    return tuple(f"{name}." for name in names if name not in copies.values())


def named_recipe(named: Path) -> str:
    """What `--recipe` names: a file, or where there is none, a shipped recipe.

    Raises:
        RefactorError: it is neither, or cannot be read.
    """
    from refactor_cli.commands.command_line import output
    from refactor_cli.library import library_names, library_text

    name = str(named)
    if not os.path.exists(named) and "/" not in name and not named.suffix:
        if name not in library_names():
            near = spelt_like(name, library_names())
            hint = hint_naming(near, "give a FILE, or see: refactor recipes list")
            raise RefactorError(f"there is no recipe {name!r}, and no such file", hint)
        if name in library_names():
            return library_text(name)
    return output.read_text(named, "recipe")


def own_recipes(snapshot: Snapshot) -> Iterator[tuple[str, str, Recipe]]:
    """The files of the repository that its configuration names as recipes: path, text and rules. One that is wrong is
    said, and left out."""
    from refactor_cli.commands.command_line import output

    for name in dict.fromkeys(each.removeprefix("./") for each in settings_or_none(snapshot).recipes):
        if name not in snapshot.files:
            continue
        text = _source(snapshot, name)
        try:
            yield name, text, _read(text, name)
        except RefactorError as error:
            output.note(f"warning: {error.problem}")


def own_files(reading: Reading, named: Path | None, text: str) -> dict[str, str]:
    """The repository's files that are recipes, and that they are: those of the project's configuration, what `--recipe`
    names, by its place or by its text, and all that import what makes one."""
    from refactor_cli.own_files import RECIPE

    snapshot, top = reading.symbols.snapshot, reading.repository.top
    found = {name.removeprefix("./") for name in settings_or_none(snapshot).recipes} | recipe_files(
        reading.symbols
    )
    if text:
        found |= {path for path, file in snapshot.files.items() if file.data == text.encode()}
    place = Path(os.path.realpath(named)) if named is not None else None
    if place is not None and place.is_relative_to(top):
        found.add(place.relative_to(top).as_posix())
    return dict.fromkeys(sorted(found & snapshot.files.keys()), RECIPE)


def recipe_files(symbols: SymbolMap) -> frozenset[str]:
    """The files that import what recipes are made of, wherever they lie: they say what is replaced, and use nothing."""
    from refactor_cli.words.files import python_files_with

    def is_recipe(path: str) -> bool:
        file_map = symbols.map(path)
        return file_map is not None and any(_makes_recipes(each) for each in file_map.bindings)

    naming = python_files_with(symbols.snapshot, _MARKERS.partition(".")[0], is_last=True)
    return frozenset(filter(is_recipe, naming))


def _makes_recipes(binding: Binding) -> bool:
    if binding.scope != 0:
        return False
    if binding.kind in ("from", "star"):
        whole = f"{binding.module}.{binding.imported}"
        return _MARKERS in (binding.module, whole)
    return binding.kind == "import" and binding.module == _MARKERS


def settings_or_none(snapshot: Snapshot) -> ProjectSettings:
    try:
        return project_settings(snapshot)
    except RefactorError:  # `check` says what is wrong with it; others need nothing of it
        return ProjectSettings()


def _part(name: str, source: str, shipped: Named | None, cache: MapCache | None) -> Part:
    """A recipe by its name. A shipped one is known to be right, and read when its rules are asked for."""
    from refactor_cli.checking.recipes import Part, kept_outline, part_of
    from refactor_cli.commands.command_line import output

    if shipped is not None:
        read = once(lambda: _read(source, name))
        outline = once(lambda: kept_outline(cache, source, read))
        return Part(name, source, shipped.symbols, read, outline, shipped.likely)
    recipe = _read(source, name)
    for warning in recipe.warnings:
        output.note(f"warning: {warning}")
    return part_of(name, source, recipe)


def _read(source: str, name: str) -> Recipe:
    from refactor_cli.recipe.read import read_recipe

    return read_recipe(source, name)


def _source(snapshot: Snapshot, name: str) -> str:
    from refactor_cli.library import library_names, library_text

    file = snapshot.files.get(name.removeprefix("./"))
    if file is not None:
        return file.text.slice(0, len(file.text.utf8))
    shipped = library_names()
    if name in shipped:
        return library_text(name)
    left = next((left.reason for left in snapshot.left_out if left.path == name.removeprefix("./")), "")
    if left:
        folder = name.removeprefix("./").rpartition("/")[0] or "."
        hint = "make it a plain file of the repository"
        if left == "not checked out":
            hint = f"it lies outside of the sparse checkout: git sparse-checkout add {folder}"
        raise RefactorError(f"the recipe {name} cannot be read: {left}", hint)
    recipes = [path for path in snapshot.files if path.endswith(".py") and "recipe" in path]
    hint = "name a file of the repository, or one of `refactor recipes list`"
    hint = hint_naming(spelt_like(name, [*shipped, *recipes]), hint)
    raise RefactorError(f"there is no recipe {name!r}", hint)

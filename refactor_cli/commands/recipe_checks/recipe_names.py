"""The names of a recipe against what modules define, where their source is at hand. It is read, never imported."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from refactor_cli.inline.new_names.unresolved import named_with_lines
from refactor_cli.module_source import read_module
from refactor_cli.near_spellings import MUST_BE_MEANT, most_alike
from refactor_cli.resolution.near_names import bound_names, meant

if TYPE_CHECKING:
    from refactor_cli.recipe.whole import Recipe


def undefined(recipe: Recipe, folders: Sequence[Path], own: Sequence[Path]) -> tuple[str, ...]:
    """One line for each name of new code that its module does not define, and for each old name that is misspelt.

    An old name may be gone by now: it is told only of modules of this folder (`own`), and where one there is spelt
    almost like it.
    """
    found = list[str]()
    old = [(each.symbol, each.line) for each in recipe.rules] + [
        (each.source, each.line) for each in recipe.moves
    ]
    new = {dotted for dotted, _ in named_with_lines(recipe)}
    for dotted, line in dict.fromkeys(old):
        lacking = _lacking(dotted, own)
        if lacking is not None and lacking[1] and lacking[1] not in {*new, *recipe.symbols}:
            found.append(f"{recipe.path}:{line}: {dotted} is not defined: did you mean {lacking[1]}?")
    for dotted, line in named_with_lines(recipe):
        if dotted not in recipe.symbols and (near := meant(dotted)):
            found.append(f"{recipe.path}:{line}: {dotted} is not defined: did you mean {near}?")
        elif dotted not in recipe.symbols and (lacking := _lacking(dotted, folders)) is not None:
            said = f": did you mean {lacking[1]}?" if lacking[1] else f": {lacking[0]} does not have it"
            found.append(f"{recipe.path}:{line}: {dotted} is not defined{said}")
    return tuple(dict.fromkeys(found))


def _lacking(dotted: str, folders: Sequence[Path]) -> tuple[str, str] | None:
    """The module that surely does not have a name, and the full name there that is spelt most like it, "" where none
    is; None where it may have it."""
    parts = dotted.split(".")
    for size in range(len(parts) - 1, 0, -1):
        module = read_module(parts[:size], folders)
        if module is None:
            continue
        names = bound_names(module.tree)
        if names is None or parts[size] in names or _is_below(parts[: size + 1], folders):
            return None
        below = [*names, *_modules_below(parts[:size], folders)]
        near = most_alike(parts[size], (each for each in below if each[:1] != "_"), MUST_BE_MEANT)
        owner = ".".join(parts[:size])
        return owner, ".".join((owner, near, *parts[size + 1 :])) if near else ""
    return None


def _is_below(parts: Sequence[str], folders: Sequence[Path]) -> bool:
    """Whether a package has a module of this name, be it compiled or a folder without a file of its own."""
    return parts[-1] in _modules_below(parts[:-1], folders)


def _modules_below(parts: Sequence[str], folders: Sequence[Path]) -> set[str]:
    places = (folder.joinpath(*parts) for folder in folders)
    return {each.name.partition(".")[0] for place in places if place.is_dir() for each in place.iterdir()}

"""A dotted name -> its module, and what follows there."""

from __future__ import annotations

from typing import NamedTuple

from refactor_cli.imports.meaning import Site, symbol_of
from refactor_cli.imports.values import Wanted
from refactor_cli.resolution import is_module, module_file
from refactor_cli.resolution.standard_library import is_of_library


class Split(NamedTuple):
    """A dotted name as a module and what follows it there."""

    module: str
    rest: tuple[str, ...]


def split_of(site: Site, wanted: Wanted) -> Split:
    """The module part of a dotted name: all of it where the old symbol is a module; what is known to be one; else what
    the recipe imports from; else all before the first capital letter, and before the last part."""
    dotted, recipe = wanted.dotted, wanted.imported_as
    parts = dotted.split(".")
    if wanted.like is not None and is_module(site.symbols, wanted.like.dotted, site.path):
        return Split(dotted, ())
    known = [
        size
        for size in range(len(parts), 0, -1)
        if is_module(site.symbols, ".".join(parts[:size]), site.path)
    ]
    size = known[0] if known else 0
    is_settled = is_of_library(parts[0]) or _is_settled(site, dotted, ".".join(parts[:size]))
    if recipe is not None and f"{dotted}.".startswith(f"{recipe.module}."):
        size = max(size, recipe.module.count(".") + 1)
    elif not is_settled and size < len(parts):
        capital = next((i for i, part in enumerate(parts) if part[:1].isupper()), len(parts) - 1)
        size = max(size, min(capital, len(parts) - 1), 1)
    return Split(".".join(parts[: size or 1]), tuple(parts[size or 1 :]))


def _is_settled(site: Site, dotted: str, module: str) -> bool:
    """Whether the repository itself tells that nothing after `module` is a module."""
    file = module_file(site.symbols, module, site.path) if module else None
    if file is None:
        return False
    known = symbol_of(site.symbols, site.path, dotted)
    is_package = file.rpartition("/")[2].startswith("__init__.")
    return not is_package or (known is not None and known.path is not None)

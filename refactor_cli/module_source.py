"""Modules of installed packages by their source: it is read, never imported."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from refactor_cli.recipe.parsing import parse_module

_LARGEST = 3_000_000  # bytes of a file


class Module(NamedTuple):
    """A module's tree, and the package that its relative imports begin at."""

    tree: ast.Module
    package: tuple[str, ...]


def read_module(parts: Sequence[str], folders: Iterable[Path]) -> Module | None:
    """The first module of this name that the folders have; None where there is none, or it cannot be read."""
    for folder in folders:
        place = folder.joinpath(*parts)
        for file in (place / "__init__.py", place.with_name(f"{place.name}.py")):
            if file.is_file():
                tree = tree_of(file)
                package = tuple(parts) if file.name == "__init__.py" else tuple(parts[:-1])
                return Module(tree, package) if tree is not None else None
    return None


def module_holding(parts: Sequence[str], folders: Sequence[Path]) -> tuple[Module, tuple[str, ...]] | None:
    """The longest part of a full name that is a module, with the names inside of it; None where no part is."""
    for size in range(len(parts) - 1, 0, -1):
        module = read_module(parts[:size], folders)
        if module is not None:
            return module, tuple(parts[size:])
    return None


def tree_of(file: Path) -> ast.Module | None:
    """The tree of a file; None where it is too large, or no Python of today."""
    try:
        return parse_module(file.read_bytes()) if file.stat().st_size <= _LARGEST else None
    except (OSError, SyntaxError, ValueError):
        return None


def imported_from(node: ast.ImportFrom, name: str, package: tuple[str, ...]) -> tuple[str, ...]:
    """The full name that an import gives to a name; nothing where it leads out of the package, or is a star."""
    if node.level > len(package):
        return ()
    base = package[: len(package) - node.level + 1] if node.level else ()
    imported = next((each.name for each in node.names if (each.asname or each.name) == name), "")
    return (*base, *(node.module.split(".") if node.module else ()), imported) if imported else ()

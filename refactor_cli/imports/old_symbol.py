"""How the old symbol comes to the place where the new one is to be written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from refactor_cli.data import Binding
from refactor_cli.imports.meaning import Site, import_of, meaning
from refactor_cli.imports.values import Import, Wanted
from refactor_cli.resolution import bindings_at, is_module


class Like(NamedTuple):
    """How the old symbol came to the place: the binding of its first name, the import, and whether that name
    stands for a module."""

    first: str
    binding: Binding | None
    made: Import | None
    is_module: bool


def like_at(site: Site, wanted: Wanted) -> Like:
    """How the old symbol comes to a place."""
    if wanted.like is None:
        return Like("", None, None, False)
    first = wanted.like.text.partition(".")[0]
    for binding in bindings_at(site.file_map, site.scope, first, site.at):
        made = import_of(site.symbols, site.path, binding)
        if made is not None:
            stands_for = meaning(site.symbols, site.path, made)
            return Like(first, binding, made, is_module(site.symbols, stands_for, site.path))
    return Like(first, None, None, False)


def is_mangled(site: Site, rest: Sequence[str]) -> bool:
    """Whether Python takes one of these attributes, written at the place, for a private one of the class."""
    return site.is_in_class and any(part.startswith("__") and not part.endswith("__") for part in rest)

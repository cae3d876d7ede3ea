"""Whether a name at a place is the one that a recipe imports."""

from __future__ import annotations

from collections.abc import Callable

from refactor_cli.dotted import last_part
from refactor_cli.inline.opened import Opened
from refactor_cli.resolution import absolute, reaching, resolve, resolve_absolute, scope_at
from refactor_cli.symbols import SymbolMap

# source, its offset, what the recipe calls it and the full dotted name that it means there -> whether it is that
IsMeant = Callable[[str, int, str, str], bool]


def meaning_in(symbols: SymbolMap, path: str) -> IsMeant:
    """What tells for the names of a file."""

    def is_meant(source: str, at: int, called: str, dotted: str) -> bool:
        return _is_meant(symbols, path, (source, at), (called, dotted))

    return is_meant


def _is_meant(symbols: SymbolMap, path: str, here: tuple[str, int], wanted: tuple[str, str]) -> bool:
    """
    Raises:
        Opened: it may be.
    """
    (source, at), (called, dotted) = here, wanted
    file_map = symbols.map(path)
    if file_map is None:
        return False
    scope = scope_at(file_map, at)
    found, known = resolve(symbols, path, scope, source, at), resolve_absolute(symbols, dotted, path)
    bindings = reaching(file_map, scope, source.partition(".")[0], at).bindings
    (binding,) = bindings if len(bindings) == 1 else (None,)
    if found.values and found.values <= known.values:
        # what a module is not seen to have is the same for all who import it from there
        is_imported = binding is not None and binding.kind in ("from", "import")
        if found.complete or (is_imported and not known.complete):
            return True
    owner, _, last = dotted.rpartition(".")
    if not found.values and binding is not None and binding.kind == "star" and source == last:
        if not last.startswith("_") and absolute(symbols, path, binding.module) == owner:
            return True
    is_alike = source == called or last_part(source) == last
    if found.values & known.values or (is_alike and not (found.values and found.complete)):
        raise Opened(f"'{source}' may be something else than {dotted} here")
    return False

"""Spelling a symbol, remembered: most functions of a file write it in the same way."""

from __future__ import annotations

from typing import NamedTuple

from refactor_cli.data import FileMap, Span
from refactor_cli.imports import Spelling, Unspellable, Wanted, spell
from refactor_cli.resolution import bindings_at, scope_at
from refactor_cli.symbols import SymbolMap


class _Remembered(NamedTuple):
    """A spelling, and what the first names in question are bound by where it was found."""

    found: Spelling | Unspellable
    bindings: dict[str, tuple[Span, ...]]


def spelled(symbols: SymbolMap, path: str, at: int, wanted: Wanted) -> Spelling | Unspellable:
    """As `spell`. What it finds in one function holds in another one of the file where the first names of the old
    and of the new spelling mean the same; functions that import something themselves are asked anew."""
    file_map = symbols.map(path)
    assert file_map is not None
    scope = scope_at(file_map, at)
    importing: dict[str, frozenset[int]] = symbols.snapshot.memo.setdefault("scopes with imports", {})
    if path not in importing:
        importing[path] = frozenset(binding.scope for binding in file_map.imports)
    if "__" in wanted.dotted or not _is_plain_function(file_map, scope, importing[path]):
        return spell(symbols, path, at, wanted)
    memo: dict[object, list[_Remembered]] = symbols.snapshot.memo.setdefault("spellings", {})
    earlier = memo.setdefault((path, wanted), [])
    for each in earlier:
        if all(_bound(file_map, scope, name, at) == spans for name, spans in each.bindings.items()):
            return each.found
    found = spell(symbols, path, at, wanted)
    names = {wanted.like.text.partition(".")[0]} if wanted.like is not None else set()
    if isinstance(found, Spelling):
        names.add(found.text.partition(".")[0])
        # an alias was taken because something stood in the way of the plain name
        names |= {need.name or need.module.partition(".")[0] for need in found.needs}
        earlier.append(
            _Remembered(found, {name: _bound(file_map, scope, name, at) for name in sorted(names)})
        )
    return found


def _bound(file_map: FileMap, scope: int, name: str, at: int) -> tuple[Span, ...]:
    return tuple(binding.span for binding in bindings_at(file_map, scope, name, at))


def _is_plain_function(file_map: FileMap, scope: int, importing: frozenset[int]) -> bool:
    """Whether a scope is in a function, and neither it nor what is around it, short of the module, has imports."""
    chain = list[int]()
    while scope > 0:
        chain.append(scope)
        scope = file_map.scopes[scope].parent
    if not chain or file_map.scopes[chain[0]].kind == "class":
        return False
    if not any(file_map.scopes[each].kind == "function" for each in chain):
        return False
    return importing.isdisjoint(chain)

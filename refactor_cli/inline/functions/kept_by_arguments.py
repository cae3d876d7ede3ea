"""Functions that keep what they give by their arguments, which have to have a hash for that.

https://docs.python.org/3/library/functools.html#functools.lru_cache
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.call_parameters import definition_of
from refactor_cli.data import Symbol
from refactor_cli.dotted import last_part
from refactor_cli.resolution.definitions import decorator_names

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap

_KEEPING = frozenset({"cache", "lru_cache"})
_WITHOUT_HASH = frozenset(
    {"dictionary", "dictionary_comprehension", "list", "list_comprehension", "set", "set_comprehension"}
)


def kept_by_arguments(
    symbols: SymbolMap, old: frozenset[Symbol], new: frozenset[Symbol], call: Node | None
) -> str:
    """Why a call cannot be of the new function, "" where nothing is seen: it passes a container, and that keeps results
    by what it is passed."""
    becomes = definition_of(symbols, new)
    arguments = call.child_by_field_name("arguments") if call is not None else None
    if becomes is None or becomes.kind != "function" or arguments is None:
        return ""
    if not _KEEPING & decorator_names(becomes):
        return ""
    was = definition_of(symbols, old)
    if was is None or _KEEPING & decorator_names(was):
        return ""
    for each in arguments.named_children:
        given = each.child_by_field_name("value") if each.type == "keyword_argument" else each
        if given is not None and given.type in _WITHOUT_HASH:
            name = last_part(next(iter(new)).name)
            return f"'{name}' keeps what it gives by its arguments, which have to have a hash"
    return ""

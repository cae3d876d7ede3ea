"""Named tuples that are unpacked where they are made, and become others with more or fewer fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.dotted import last_part
from refactor_cli.resolution.dataclass_fields import named_tuple_fields
from refactor_cli.resolution.made_classes import made_class

if TYPE_CHECKING:
    from refactor_cli.data import Symbol
    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap

_PATTERNS = frozenset({"list_pattern", "pattern_list", "tuple_pattern"})


def unpacked_otherwise(symbols: SymbolMap, call: Node, old: frozenset[Symbol], new: frozenset[Symbol]) -> str:
    """Why what a call makes cannot be unpacked as before, "" where it can, or is not."""
    left = call.parent.child_by_field_name("left") if call.parent is not None else None
    if left is None or left.type not in _PATTERNS or call.parent is None or call.parent.type != "assignment":
        return ""
    if any(each.type == "list_splat_pattern" for each in left.named_children):
        return ""
    was, becomes = _length(symbols, old), _length(symbols, new)
    if not was or not becomes or was == becomes:
        return ""
    return f"it is unpacked into {was}, and {last_part(next(iter(new)).name)} has {becomes} fields"


def _length(symbols: SymbolMap, found: frozenset[Symbol]) -> int:
    """How many fields a named tuple has, 0 where it is none or that is not sure."""
    if len(found) != 1 or next(iter(found)).path is None:
        return 0
    (cls,) = found
    made = made_class(symbols, cls)
    if made is not None:
        return len(made.fields or ()) if made.is_tuple else 0
    return len(named_tuple_fields(symbols, cls) or ())

"""Named tuples that become others: what unpacks, counts, compares or asks their objects by number gets other fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.recipe.rules import last_part
from refactor_cli.resolution.dataclass_fields import named_tuple_fields
from refactor_cli.resolution.made_classes import made_class

if TYPE_CHECKING:
    from refactor_cli.data import Parameter, Symbol
    from refactor_cli.symbols import SymbolMap

# members of a tuple that are about all of its fields; others are about one of them
OF_TUPLES = frozenset({"_asdict", "_fields", "_make", "_replace", "count", "index"})


def other_fields(symbols: SymbolMap, old: Symbol, new: Symbol) -> str:
    """Why objects of one named tuple cannot be taken for those of another, "" where they can, or one is none: the
    fields stand in another order, or are more or fewer."""
    was, becomes = _fields(symbols, old), _fields(symbols, new)
    if was is None or becomes is None:
        return ""
    had, has, name = [each.name for each in was], [each.name for each in becomes], last_part(new.name)
    if len(had) != len(has):
        return f"{name} has {len(has)} fields, and {last_part(old.name)} {len(had)}: see what unpacks or compares them"
    if had != has and {*had} == {*has}:
        return f"{name} has its fields in another order: see what unpacks its objects, or asks them by number"
    return ""


def _fields(symbols: SymbolMap, cls: Symbol) -> tuple[Parameter, ...] | None:
    if cls.path is None:
        return None
    if (made := made_class(symbols, cls)) is not None:
        return made.fields if made.is_tuple else None
    return named_tuple_fields(symbols, cls)

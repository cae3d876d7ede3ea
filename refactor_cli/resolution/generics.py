"""Whether brackets behind something make a type of it. https://typing.python.org/en/latest/spec/generics.html"""

from __future__ import annotations

from refactor_cli.resolution.linearisation import ANY_CLASS
from refactor_cli.resolution.names import member, mro
from refactor_cli.resolution.values import Lookup, Value
from refactor_cli.symbols import SymbolMap

_MODULES = (
    "typing.",
    "typing_extensions.",
    "collections.",
    "contextlib.",
    "builtins.",
    "asyncio.",
    "queue.",
    "re.",
)
_BASES = frozenset({"typing.Generic", "typing.Protocol", "typing_extensions.Protocol"})

# classes whose brackets look up a member
_ENUMERATIONS = frozenset({"enum.Enum", "enum.Flag", "enum.IntEnum", "enum.IntFlag", "enum.StrEnum"})


def is_generic(symbols: SymbolMap, value: Value) -> bool | None:
    """Whether it is a generic type; None when that is not known: of what is outside, and of variables."""
    if value.type is not None:
        return False
    if value.kind != "class" or value.symbol.path is None:
        return True if value.symbol.path is None and value.symbol.name.startswith(_MODULES) else None
    own = member(Lookup(symbols), value.symbol, "__class_getitem__").values
    if any(each.symbol.path is not None for each in own):
        return True
    order = mro(symbols, value.symbol)
    if ANY_CLASS in order:
        return None
    outside = {each.name for each in order if each.path is None and each.name != "builtins.object"}
    if outside & _BASES:
        return True
    return None if outside - _ENUMERATIONS else False

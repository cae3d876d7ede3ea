"""Classes that cannot be called, as they leave methods to those that derive from them.
https://docs.python.org/3/library/abc.html#abc.abstractmethod"""

from __future__ import annotations

from collections.abc import Iterator, Set

from refactor_cli.data import Symbol
from refactor_cli.dotted import last_part
from refactor_cli.resolution import ANY_CLASS, Lookup, definitions_of, member, mro
from refactor_cli.resolution.definitions import decorator_names
from refactor_cli.symbols import SymbolMap

_MAKING_ABSTRACT = frozenset({"abc.ABC"})


def cannot_be_called(symbols: SymbolMap, found: Set[Symbol]) -> str:
    """Why a class of the repository cannot be called, "" where it can, or not all is known of it."""
    if len(found) != 1:
        return ""
    (cls,) = found
    left = next(left_to_others(symbols, cls), "")
    return f"{last_part(cls.name)} cannot be called: it leaves '{left}' to others" if left else ""


def left_to_others(symbols: SymbolMap, cls: Symbol) -> Iterator[str]:
    """The methods that a class of the repository leaves to those that derive from it, where all is known of it."""
    order, look = mro(symbols, cls), Lookup(symbols)
    is_abc = any(each.name in _MAKING_ABSTRACT for each in order)
    if cls.path is None or ANY_CLASS in order or not is_abc:
        return
    for base in order:
        file_map = symbols.map(base.path or "")
        bodies = {each.body for each in definitions_of(look, base)}
        for each in file_map.definitions if file_map is not None else ():
            if each.scope in bodies and _is_abstract(look, Symbol(base.path, each.qualname)):
                left = [value.symbol for value in member(look, cls, each.name).values]
                if left and all(_is_abstract(look, symbol) for symbol in left):
                    yield each.name


def _is_abstract(look: Lookup, method: Symbol) -> bool:
    return any("abstractmethod" in decorator_names(each) for each in definitions_of(look, method))

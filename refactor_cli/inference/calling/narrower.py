"""What a function is seen to give where its annotation says a base: `def opened() -> Files: return Zipped()`.

The annotation is what checkers hold callers to; its statements tell what runs, where every one of them is understood.
`IO` and the like are no classes that anything derives from: what they stand for only has the same methods.
https://docs.python.org/3/library/typing.html#typing.IO
"""

from __future__ import annotations

from collections.abc import Callable

from refactor_cli.inference.asking import Ask
from refactor_cli.inference.classes.stand_ins import heirs
from refactor_cli.inference.values import PROVEN, Known, Types
from refactor_cli.resolution import is_subclass

# what only says which methods there are
_SHAPES = frozenset({"typing.IO", "typing.BinaryIO", "typing.TextIO"})


def narrowed_by(ask: Ask, types: Types, look: Callable[[], Types]) -> Types:
    """The same, or what is proved to be given, if that is of subclasses of what the annotation says."""
    if not any(_is_shape(each) or _has_heirs(ask, each) for each in types.known):
        return types
    seen = look()
    if not (seen.complete and seen.known and seen.via <= PROVEN):
        return types
    given = {each for each in seen.known if each.kind != "none"}
    if {each.symbol for each in given} <= {each.symbol for each in types.known}:
        return types
    is_below = all(any(_is_of(ask, each, base) for base in types.known) for each in given)
    return seen if is_below else types


def _is_shape(known: Known) -> bool:
    return known.kind == "instance" and known.symbol.name in _SHAPES


def _has_heirs(ask: Ask, known: Known) -> bool:
    is_ours = known.kind == "instance" and known.symbol.path is not None and not known.own
    return is_ours and bool(heirs(ask.symbols, known.symbol))


def _is_of(ask: Ask, given: Known, base: Known) -> bool:
    if given.kind != "instance" or base.kind != "instance":
        return False
    return _is_shape(base) or is_subclass(ask.symbols, given.symbol, base.symbol)

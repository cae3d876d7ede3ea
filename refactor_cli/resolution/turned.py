"""Objects that code turns into those of another class: `order.__class__ = PaidOrder`. Of what class an object is there
must be known: a function that is given any would turn all.
https://docs.python.org/3/library/stdtypes.html#instance.__class__"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from refactor_cli.data import Symbol
from refactor_cli.resolution.names import evaluate, is_subclass
from refactor_cli.resolution.scopes import scope_at
from refactor_cli.resolution.values import Lookup
from refactor_cli.words.files import python_files_with

_TURNED = re.compile(
    rb"(?<![\w.)\]])([^\W\d]\w*(?:\.[^\W\d]\w*)*)\.__class__[ \t]*=(?!=)[ \t]*([^\W\d]\w*(?:\.[^\W\d]\w*)*)"
)


class _Turned(NamedTuple):
    """The class of an object, where that is known, and the one that it is given."""

    before: Symbol
    after: Symbol


def may_be_turned(look: Lookup, cls: Symbol, owner: Symbol) -> bool:
    """Whether objects of a class may become those of `owner`, or of a class that derives from it."""
    symbols = look.symbols
    return cls.path is not None and any(
        is_subclass(symbols, each.after, owner)
        and (is_subclass(symbols, cls, each.before) or is_subclass(symbols, each.before, cls))
        for each in _turned(look)
    )


def is_turned_into(look: Lookup, owner: Symbol) -> bool:
    """Whether any object becomes one of `owner`, or of a class that derives from it."""
    return any(is_subclass(look.symbols, each.after, owner) for each in _turned(look))


def _turned(look: Lookup) -> tuple[_Turned, ...]:
    memo: dict[str, tuple[_Turned, ...]] = look.symbols.snapshot.memo
    key = "objects of other classes"
    if key not in memo:
        memo[key] = tuple(_read(look))
    return memo[key]


def _read(look: Lookup) -> Iterator[_Turned]:
    for path in python_files_with(look.symbols.snapshot, "__class__"):
        utf8 = look.symbols.snapshot.files[path].text.utf8
        for found in _TURNED.finditer(utf8):
            file_map, at = look.symbols.map(path), found.start()
            if file_map is None:
                break
            of, into = (
                evaluate(look, path, scope_at(file_map, at), found[group].decode("utf-8", "replace"), at)
                for group in (1, 2)
            )
            before = {each.type for each in of.values if each.type is not None}
            for after in into.values:
                if after.kind == "class" and after.type is None:
                    yield from (_Turned(each, after.symbol) for each in before)

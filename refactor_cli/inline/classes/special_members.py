"""Members that no body says: the hash that a class has as long as it has no `__eq__`, and what `super()` is asked
for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refactor_cli.data import Symbol
from refactor_cli.inference.classes.families import defines
from refactor_cli.resolution import definitions_of, mro
from refactor_cli.resolution.definitions import decorator_names, home

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.inference.asking import Ask

_HASHABLE = re.compile(rb"\b(?:frozen|unsafe_hash)\s*=\s*True|\beq\s*=\s*False")


def is_unhashable(ask: Ask, cls: Symbol) -> bool:
    """Whether the objects of a class of the repository have no hash: it, or the first base that says either, has an
    `__eq__` and no `__hash__`. https://docs.python.org/3/reference/datamodel.html#object.__hash__"""
    for each in mro(ask.symbols, cls):
        if each.path is None or defines(ask, each, "__hash__"):
            return False
        if defines(ask, each, "__eq__") or _is_dataclass(ask, each):
            return True
    return False


def _is_dataclass(ask: Ask, cls: Symbol) -> bool:
    """Whether a decorator gives a class an `__eq__` alone.
    https://docs.python.org/3/library/dataclasses.html#dataclasses.dataclass"""
    utf8 = ask.symbols.snapshot.files[cls.path or ""].text.utf8
    return any(
        "dataclass" in decorator_names(each) and not _HASHABLE.search(utf8, each.outer.start, each.span.start)
        for each in definitions_of(ask.look, cls)
    )


def super_of(ask: Ask, old: Symbol, path: str, receiver: Node, name: str) -> Symbol | None:
    """The class of which a receiver is the `super()`, where that has a name from `old`."""
    file_map = ask.symbols.map(path)
    if file_map is None or not (receiver.text or b"").startswith(b"super("):
        return None
    around = [
        each
        for each in file_map.definitions
        if each.kind == "class" and each.span.start <= receiver.start_byte < each.span.end
    ]
    if not around:
        return None
    cls = Symbol(home(ask.look, path), around[-1].qualname)
    order = mro(ask.symbols, cls)
    is_from_it = old in order and not any(
        defines(ask, each, name) for each in order[1 : order.index(old)] if each.path is not None
    )
    return cls if is_from_it else None

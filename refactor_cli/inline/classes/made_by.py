"""Bases that no class can have together, as different metaclasses make them, or that none can be derived from.

https://docs.python.org/3/reference/datamodel.html#determining-the-appropriate-metaclass
"""

from __future__ import annotations

from collections.abc import Sequence

from refactor_cli.data import Symbol
from refactor_cli.dotted import last_part
from refactor_cli.resolution import ANY_CLASS, Lookup, definitions_of, evaluate, mro
from refactor_cli.resolution.class_calls import metaclasses
from refactor_cli.resolution.enumerations import is_enumeration
from refactor_cli.resolution.loaded_classes import loaded_class


def made_by_two(look: Lookup, new: Symbol, lines: Sequence[Sequence[Symbol]], own: Sequence[Symbol]) -> str:
    """Why no class can have the new base, "" where nothing is seen. `lines`: what each base derives from; `own`: the
    metaclasses that the class names itself."""
    order, name = mro(look.symbols, new), last_part(new.name)
    if is_enumeration(order) and _has_members(look, new):
        return f"{name} is an enumeration with members, and no class can derive from it"
    made_by = {each: None for line in lines for each in _metaclasses(look, tuple(line))}
    made_by.update(dict.fromkeys(own))
    mine = {*_metaclasses(look, order)}
    for first in mine:
        for other in made_by:
            if _is_apart(look, first, other) and _is_apart(look, other, first):
                one, another = last_part(first.name), last_part(other.name)
                return f"{one} makes {name}, and {another} what stands beside it: no class can have both"
    return ""


def _has_members(look: Lookup, enumeration: Symbol) -> bool:
    """https://docs.python.org/3/howto/enum.html#restricted-enum-subclassing"""
    file_map = look.symbols.map(enumeration.path or "")
    bodies = {each.body for each in definitions_of(look, enumeration)}
    return any(
        each.scope in bodies and each.kind == "assign" and not each.name.startswith("_")
        for each in (file_map.bindings if file_map is not None else ())
    )


def _metaclasses(look: Lookup, order: tuple[Symbol, ...]) -> list[Symbol]:
    outside = {type(found) for each in order if each.path is None and (found := loaded_class(each.name))}
    known = [Symbol(None, f"{each.__module__}.{each.__name__}") for each in outside if each is not type]
    return [*metaclasses(look, order, evaluate), *known]


def _is_apart(look: Lookup, first: Symbol, other: Symbol) -> bool:
    """Whether a metaclass is sure not to derive from another one."""
    if first.path is None:
        mine, its = loaded_class(first.name), loaded_class(other.name)
        return other.path is not None or mine is None or its is None or not issubclass(mine, its)
    order = mro(look.symbols, first)
    if ANY_CLASS in order or other in order:
        return False
    return all(
        each.path is not None or ((found := loaded_class(each.name)) is not None and not _has(found, other))
        for each in order
    )


def _has(found: type, other: Symbol) -> bool:
    its = loaded_class(other.name) if other.path is None else None
    return its is not None and issubclass(found, its)

"""What bases have under a name that the body of a class binds, where that binding may not be what an object has."""

from __future__ import annotations

from collections.abc import Iterator

from refactor_cli.data import Symbol
from refactor_cli.resolution.class_bodies import bound_in, has_metaclass
from refactor_cli.resolution.definitions import definitions_of
from refactor_cli.resolution.deleted_members import may_be_deleted
from refactor_cli.resolution.scopes import binds_surely
from refactor_cli.resolution.values import Lookup, Value, Values


def hidden(
    look: Lookup, order: tuple[Symbol, ...], cls: Symbol, name: str, found: Values, bases: Iterator[Values]
) -> frozenset[Value]:
    """The methods of `bases`, which stand behind the class in its order, that an object may have instead."""
    if (
        _is_taken_away(look, order, cls, name, found)
        or _is_conditional(look, cls, name)
        or may_be_deleted(look.symbols, cls, name)
    ):
        methods = (frozenset(each for each in one.values if each.kind == "function") for one in bases)
        return next(filter(None, methods), frozenset())
    return frozenset()


def _is_taken_away(look: Lookup, order: tuple[Symbol, ...], cls: Symbol, name: str, found: Values) -> bool:
    """Whether the class's metaclass may take an attribute out of the body, as those do that collect fields:
    `keys = Field()`."""
    if not any(value.kind == "variable" for value in found.values) or not has_metaclass(look, order):
        return False
    return any(each.called for each in bound_in(look, cls, name))


def _is_conditional(look: Lookup, cls: Symbol, name: str) -> bool:
    """Whether the body binds the name on some Pythons alone: `if sys.version_info < (3, 7): def tell(…)`."""
    file_map = look.symbols.map(cls.path or "")
    if file_map is None or not bound_in(look, cls, name):
        return False
    return not any(binds_surely(file_map, name, each.body) for each in definitions_of(look, cls))

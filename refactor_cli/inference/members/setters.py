"""What a property's setter is given: `thing.cart = Cart()` calls `cart` of `@cart.setter` with it.
https://docs.python.org/3/library/functions.html#property"""

from __future__ import annotations

import re
from collections.abc import Iterator

from refactor_cli.data import Definition, Parameter, Symbol
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.members.assignment_places import set_elsewhere
from refactor_cli.inference.members.attribute_assignments import assigned_in, given_elsewhere
from refactor_cli.inference.values import Types, union
from refactor_cli.resolution import Value, definitions_of, member, mro
from refactor_cli.resolution.deleted_members import may_be_deleted

_SETTER = ".setter"
_WAYS = (_SETTER, ".getter", ".deleter")
_BUILTIN = "property"
# begins with a literal, which is searched for fast
_PROPERTY = re.compile(rb"property\((?:[^()]{0,200}\bfset[ \t]*=[ \t]*|\s*[\w.]+\s*,\s*)(\w+)\b")
_ASSIGNED = re.compile(rb"(?:\A|\n)[ \t]+(\w+)[ \t]*=[ \t]*\Z")
_FAR = 200  # bytes


def assigned_to_property(ask: Ask, function: Definition, parameter: Parameter, owner: Symbol) -> Types | None:
    """What is assigned to the property whose setter a function is; None for other functions, and their receivers."""
    if parameter.name != function.parameters[-1].name or len(function.parameters) != 2:
        return None
    name = function.name
    names = (
        [name] if any(each.endswith(_SETTER) for each in function.decorators) else _set_by(ask, owner, name)
    )
    given = (way(ask, owner, each) for each in names for way in (assigned_in, given_elsewhere))
    known = [each for each in given if each.known]
    return union(known)._replace(complete=False) if known else None


def goes_to_setter(ask: Ask, cls: Symbol, name: str) -> bool:
    """Whether what is assigned to an attribute of an object goes to a property, which alone decides what reading it
    gives: nothing stands beside that in the object.
    https://docs.python.org/3/howto/descriptor.html#invocation-from-an-instance"""
    values = member(ask.look, cls, name).values
    if not values or not all(_is_property(ask, each) for each in values):
        return False
    replaced = {each.cls for each in set_elsewhere(ask, name) if each.is_class}
    # `Shop.cart = None`, `del Shop.cart`: no property any more
    return not any(
        each in replaced or may_be_deleted(ask.symbols, each, name)
        for each in mro(ask.symbols, cls)
        if each.path is not None
    )


def _is_property(ask: Ask, value: Value) -> bool:
    file_map = ask.symbols.map(value.symbol.path) if value.symbol.path is not None else None
    if file_map is None or _BUILTIN in file_map.named:
        return False
    if value.kind != "function":
        return value.type is not None and value.type.name == f"builtins.{_BUILTIN}"
    defined = definitions_of(ask.look, value.symbol)
    return bool(defined) and all(
        len(each.decorators) == 1 and (each.decorators[0] == _BUILTIN or each.decorators[0].endswith(_WAYS))
        for each in defined
    )


def _set_by(ask: Ask, owner: Symbol, setter: str) -> list[str]:
    """The properties of a class that are made with a method as their setter: `cart = property(get, put)`."""
    memo: dict[Symbol, list[tuple[str, str]]] = ask.symbols.snapshot.memo.setdefault("properties made", {})
    if owner not in memo:
        utf8 = ask.symbols.snapshot.files[owner.path or ""].text.utf8
        spans = [each.span for each in definitions_of(ask.look, owner)] if b"property(" in utf8 else []
        memo[owner] = [made for span in spans for made in _made(utf8[slice(*span)])]
    return [name for name, by in memo[owner] if by == setter]


def _made(body: bytes) -> Iterator[tuple[str, str]]:
    """The properties that a class body makes by calls, and the setter of each."""
    for found in _PROPERTY.finditer(body):
        name = _ASSIGNED.search(body, max(0, found.start() - _FAR), found.start())
        if name is not None:
            yield name[1].decode(), found[1].decode()

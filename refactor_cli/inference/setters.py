"""What a property's setter is given: `thing.cart = Cart()` calls `cart` of `@cart.setter` with it.
https://docs.python.org/3/library/functions.html#property"""

from __future__ import annotations

from refactor_cli.data import Definition, Parameter, Symbol
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.attribute_assignments import assigned_in, given_elsewhere
from refactor_cli.inference.values import Types, union

_SETTER = ".setter"


def assigned_to_property(ask: Ask, function: Definition, parameter: Parameter, owner: Symbol) -> Types | None:
    """What is assigned to the property whose setter a function is; None for other functions, and their receivers."""
    if parameter.name != function.parameters[-1].name or len(function.parameters) != 2:
        return None
    if not any(each.endswith(_SETTER) for each in function.decorators):
        return None
    given = (assigned_in(ask, owner, function.name), given_elsewhere(ask, owner, function.name))
    known = [each for each in given if each.known]
    return union(known)._replace(complete=False) if known else None

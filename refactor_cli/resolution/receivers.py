"""What `self`, `cls` and `super()` are in a method."""

from __future__ import annotations

from collections.abc import Callable

from refactor_cli.data import Binding, FileMap, Symbol
from refactor_cli.resolution.definitions import decorator_names, definition_of_body, home
from refactor_cli.resolution.values import UNKNOWN, Lookup, Value, Values
from refactor_cli.symbols import SymbolMap

_OF_THE_CLASS = frozenset({"__new__", "__init_subclass__", "__class_getitem__"})


def first_parameter(
    look: Lookup,
    path: str,
    file_map: FileMap,
    binding: Binding,
    mro: Callable[[SymbolMap, Symbol], tuple[Symbol, ...]],
) -> Value | None:
    """`self` and `cls`: the first parameter of a method; None for any other. `mro`: see `names`."""
    method = definition_of_body(look, path, binding.scope)
    if method is None or file_map.scopes[method.scope].kind != "class":
        return None
    first = method.parameters[0] if method.parameters else None
    if first is None or first.name != binding.name or first.kind not in ("positional", "positional_only"):
        return None
    decorators = decorator_names(method)
    if "staticmethod" in decorators:
        return None
    owner = definition_of_body(look, path, method.scope)
    if owner is None:
        return None
    symbol = Symbol(home(look, path), owner.qualname)
    is_meta = Symbol(None, "builtins.type") in mro(look.symbols, symbol)
    of_class = method.name in _OF_THE_CLASS or any("class" in name.lower() for name in decorators)
    if of_class or (first.name == "cls" and not is_meta):
        return Value(symbol, "class", exact=False)
    if decorators & {"validator", "root_validator", "declared_attr"}:
        return None
    return Value(
        Symbol(symbol.path, f"{method.qualname}.<locals>.{first.name}"), "variable", symbol, exact=False
    )


def super_of(look: Lookup, path: str, scope: int) -> Values:
    """`super()`: what stands behind the class around the innermost method."""
    file_map = look.symbols.map(path)
    while file_map is not None and scope > 0:
        here = file_map.scopes[scope]
        if here.kind == "function" and file_map.scopes[here.parent].kind == "class":
            owner = definition_of_body(look, path, here.parent)
            if owner is not None:
                symbol = Symbol(home(look, path), owner.qualname)
                return Values(frozenset((Value(symbol, "super", exact=False),)), True)
        scope = here.parent
    return UNKNOWN

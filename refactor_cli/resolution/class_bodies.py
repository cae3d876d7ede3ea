"""What the bodies and headers of classes say, without what they have from elsewhere."""

from __future__ import annotations

from refactor_cli.data import Binding, Symbol
from refactor_cli.resolution import standard_library
from refactor_cli.resolution.definitions import definitions_of
from refactor_cli.resolution.linearisation import ANY_CLASS
from refactor_cli.resolution.scopes import members
from refactor_cli.resolution.values import UNKNOWN, Lookup, Values

_METHODS = frozenset({Symbol(None, "builtins.classmethod"), Symbol(None, "builtins.staticmethod")})


def bound_in(look: Lookup, cls: Symbol, name: str) -> list[Binding]:
    """What binds a name in the body of a class."""
    file_map = look.symbols.map(cls.path or "")
    bodies = (each.body for each in definitions_of(look, cls)) if file_map is not None else ()
    return [each for body in bodies if file_map is not None for each in members(file_map, body, name)]


def has_metaclass(look: Lookup, order: tuple[Symbol, ...]) -> bool:
    """Whether a class of the repository among these says which metaclass makes it."""
    return any(
        "metaclass" in definition.keywords
        or any(each.endswith("add_metaclass") for each in definition.decorators)
        or bool(bound_in(look, cls, "__metaclass__"))
        for cls in order
        if cls.path
        for definition in definitions_of(look, cls)
    )


def without_made_methods(look: Lookup, found: Values) -> Values:
    """What a class gives for what it has under a name: nobody knows whose method it is that a call makes there, but for
    one of the same name that it defines itself (`new = classmethod(new)`).
    https://docs.python.org/3/library/functions.html#classmethod"""
    made = (value for value in found.values if value.kind == "variable" and value.type in _METHODS)
    return UNKNOWN if any(not definitions_of(look, value.symbol) for value in made) else found


def bases_among(values: Values) -> list[Symbol]:
    """The classes that an expression in a header may be; with ANY_CLASS, where it may be something else, or which of
    several it is nobody knows."""
    classes = [each for each in values.values if each.kind in ("class", "external") and each.type is None]
    found = {_today(each.symbol) for each in classes}
    names = {standard_library.same_today(each.name) if each.path is None else each for each in found}
    is_sure = values.complete and len(values.values) == len(classes) and len(names) == 1
    several = sorted(found, key=lambda symbol: (symbol.path or "", symbol.name))
    return several if is_sure else [*several, ANY_CLASS]


def _today(base: Symbol) -> Symbol:
    return Symbol(None, standard_library.as_moved(base.name)) if base.path is None else base

"""What a call of a function, method or class takes."""

from __future__ import annotations

from collections.abc import Sequence

from refactor_cli.data import Definition, FileMap, Parameter, Symbol
from refactor_cli.resolution import Lookup, definitions_of
from refactor_cli.resolution.definitions import decorator_names
from refactor_cli.symbols import SymbolMap

# decorators that leave the parameters as they are written
_TRANSPARENT = frozenset(
    {"staticmethod", "classmethod", "lru_cache", "cache", "wraps", "override", "abstractmethod"}
)

# https://docs.python.org/3/library/functools.html#functools.singledispatch
_DISPATCHING = frozenset({"singledispatch", "singledispatchmethod"})


def parameters_of(symbols: SymbolMap, found: frozenset[Symbol]) -> tuple[Parameter, ...] | None:
    """What a call of a function, method or class takes, the receiver left out; None when it is not sure."""
    memo: dict[object, tuple[Parameter, ...] | None] = symbols.snapshot.memo.setdefault("parameters", {})
    if found not in memo:
        memo[found] = _parameters_of(symbols, found)
    return memo[found]


def _parameters_of(symbols: SymbolMap, found: frozenset[Symbol]) -> tuple[Parameter, ...] | None:
    definition = definition_of(symbols, found)
    if definition is None:
        return None
    (symbol,) = found
    if definition.kind == "class":
        return parameters_of(symbols, frozenset({Symbol(symbol.path, f"{symbol.name}.__init__")}))
    is_dispatched = bool(decorator_names(definition) & _DISPATCHING)
    if not decorator_names(definition) <= _TRANSPARENT | _DISPATCHING:
        return None
    assert symbol.path is not None
    file_map = symbols.map(symbol.path)
    assert file_map is not None
    taken = definition.parameters[1 if has_receiver(file_map, definition) else 0 :]
    return _dispatched(taken) if is_dispatched else taken


def _dispatched(parameters: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
    """What is called by the class of its first argument takes that by position alone."""
    if not parameters or parameters[0].kind != "positional":
        return parameters
    return (parameters[0]._replace(kind="positional_only"), *parameters[1:])


def parameters_by_name(symbols: SymbolMap, found: frozenset[Symbol]) -> tuple[Parameter, ...] | None:
    """The same where it is called by its own dotted name: a method is given `self` first, `Class.new(self, a)`."""
    parameters, definition = parameters_of(symbols, found), definition_of(symbols, found)
    if parameters is None or definition is None or definition.kind == "class":
        return parameters
    if "classmethod" in definition.decorators:
        return parameters
    return (*definition.parameters[: len(definition.parameters) - len(parameters)], *parameters)


def definition_of(symbols: SymbolMap, found: frozenset[Symbol]) -> Definition | None:
    """The one definition of the one symbol, else None."""
    memo: dict[object, Definition | None] = symbols.snapshot.memo.setdefault("only definitions", {})
    if found not in memo:
        memo[found] = _definition_of(symbols, found)
    return memo[found]


def _definition_of(symbols: SymbolMap, found: frozenset[Symbol]) -> Definition | None:
    if len(found) != 1:
        return None
    definitions = carried_out(definitions_of(Lookup(symbols), next(iter(found))))
    return definitions[0] if len(definitions) == 1 else None


def carried_out(definitions: Sequence[Definition]) -> tuple[Definition, ...]:
    """Without the overloads of a function, where what carries them out is there as well: a call reaches that alone.
    https://typing.python.org/en/latest/spec/overload.html"""
    rest = tuple(each for each in definitions if not _is_overload(each))
    return rest or tuple(definitions)


def _is_overload(definition: Definition) -> bool:
    return "overload" in decorator_names(definition)


def is_plainly_decorated(definition: Definition) -> bool:
    """Whether its decorators leave the parameters and the result as they are written."""
    return decorator_names(definition) <= _TRANSPARENT


def has_receiver(file_map: FileMap, definition: Definition) -> bool:
    """Whether the first parameter of a function is what it is called on."""
    is_method = file_map.scopes[definition.scope].kind == "class"
    return is_method and "staticmethod" not in definition.decorators

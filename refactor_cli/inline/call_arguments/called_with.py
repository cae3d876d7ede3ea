"""What a call of a function, a method or a class takes, by its bases too, and whether a call fits it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.call_parameters import definition_of, has_receiver, is_plainly_decorated, parameters_of
from refactor_cli.data import Parameter, Symbol
from refactor_cli.expression_nodes import code_children
from refactor_cli.resolution import ANY_CLASS, Lookup, definitions_of, member, mro
from refactor_cli.resolution.class_bodies import has_metaclass
from refactor_cli.resolution.dataclass_fields import dataclass_fields, named_tuple_fields
from refactor_cli.resolution.definitions import decorator_names
from refactor_cli.resolution.made_classes import made_class
from refactor_cli.signature import CallArgument, Unbound, bind
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_STARS = {"list_splat": "*", "dictionary_splat": "**"}
# what these make takes the same: https://docs.python.org/3/library/contextlib.html
_MANAGERS = frozenset({"contextmanager", "asynccontextmanager"})
_MAKING = ("__new__", "__init__")


def member_of(symbols: SymbolMap, cls: Symbol, name: str) -> Symbol | None:
    """The one function of the repository that a class has under a name, plainly decorated; None for anything else."""
    found = member(Lookup(symbols), cls, name)
    values = [value.symbol for value in found.values if value.kind != "inherited"]
    if len(values) != 1 or len(found.values) != 1 or values[0].path is None:
        return None
    definition = definition_of(symbols, frozenset(values))
    is_plain = definition is not None and definition.kind == "function" and is_plainly_decorated(definition)
    return values[0] if is_plain else None


def taken_by_member(
    symbols: SymbolMap, cls: Symbol, name: str, *, on_class: bool = False
) -> tuple[Parameter, ...] | None:
    """What a call of a member takes, the receiver left out; None where that is not sure. `on_class`: it is asked of the
    class, so a plain method takes the receiver as well."""
    if name == "__init__" and _is_made_plainly(symbols, cls):
        return ()
    found = member_of(symbols, cls, name)
    definition = definition_of(symbols, frozenset({found})) if found is not None else None
    if found is None or definition is None:
        return None
    if on_class and "classmethod" not in definition.decorators:
        return definition.parameters
    return parameters_of(symbols, frozenset({found}))


def taken_by_class(symbols: SymbolMap, cls: Symbol) -> tuple[Parameter, ...] | None:
    """What a call of a class takes; None where that is not sure."""
    order = mro(symbols, cls)
    if has_metaclass(Lookup(symbols), order) or member_of(symbols, cls, "__new__") is not None:
        return None
    return taken_by_member(symbols, cls, "__init__")


def called_with(
    symbols: SymbolMap, found: frozenset[Symbol], *, on_class: bool = False
) -> tuple[Parameter, ...] | None:
    """What a call of a function, method or class takes, by its bases too; None where that is not sure. `on_class`: a
    plain method is asked of its class, and takes the receiver as well."""
    definition = definition_of(symbols, found)
    if on_class and definition is not None and "classmethod" not in definition.decorators:
        return definition.parameters if is_plainly_decorated(definition) else None
    if definition is not None and definition.kind == "class":
        cls = next(iter(found))
        fields = dataclass_fields(symbols, cls) or named_tuple_fields(symbols, cls)
        return fields if fields is not None else taken_by_class(symbols, cls)
    if definition is not None and decorator_names(definition) and decorator_names(definition) <= _MANAGERS:
        file_map = symbols.map(next(iter(found)).path or "")
        is_method = file_map is not None and has_receiver(file_map, definition)
        return definition.parameters[int(is_method) :]
    made = made_class(symbols, next(iter(found))) if definition is None and len(found) == 1 else None
    return made.fields if made is not None else parameters_of(symbols, found)


def _is_made_plainly(symbols: SymbolMap, cls: Symbol) -> bool:
    """Whether nothing says what a class is made of: no method, and no decorator or base that may bring one."""
    order, look = mro(symbols, cls), Lookup(symbols)
    if ANY_CLASS in order or any(each.path is None and each.name != "builtins.object" for each in order):
        return False
    if has_metaclass(look, order) or any(
        each.decorators for cls in order if cls.path is not None for each in definitions_of(look, cls)
    ):
        return False
    return not any(
        value.kind != "inherited" and value.symbol.path is not None
        for name in _MAKING
        for value in member(look, cls, name).values
    )


def refusal(call: Node, parameters: tuple[Parameter, ...]) -> str:
    """Why a call cannot bind to these parameters, "" where it can, or where stars decide that."""
    arguments = arguments_of(call)
    if arguments is None or any(each.star for each in arguments):
        return ""
    bound = bind(arguments, parameters)
    return bound.reason.replace("the old signature", "its signature") if isinstance(bound, Unbound) else ""


def arguments_of(call: Node) -> list[CallArgument] | None:
    """How the arguments of a call are given; None of what is none."""
    listed = call.child_by_field_name("arguments") if call.type == "call" else None
    if listed is None:
        return None
    if listed.type != "argument_list":
        return [CallArgument()]  # `f(x for x in y)`
    return [_argument(each) for each in code_children(listed)]


def _argument(node: Node) -> CallArgument:
    if node.type in _STARS:
        return CallArgument(_STARS[node.type])
    name = node.child_by_field_name("name") if node.type == "keyword_argument" else None
    return CallArgument("", (name.text or b"").decode("utf-8", "replace") if name is not None else "")

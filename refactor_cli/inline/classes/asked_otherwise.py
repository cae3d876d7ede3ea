"""A member that two classes have under one name -> whether what is asked of an object of the one is answered alike by
one of the other: a property that becomes a method, a method that takes other arguments, gives nothing, or a coroutine.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal, NamedTuple

from refactor_cli.call_parameters import definition_of, parameters_of
from refactor_cli.data import Binding, Definition, Parameter, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.grammar import nearest
from refactor_cli.inference.members.assignment_places import is_assigned
from refactor_cli.inference.members.having import has_attribute
from refactor_cli.inline.functions.bound_otherwise import bound_otherwise, refuses_what_is_handed_on
from refactor_cli.inline.functions.coroutines import mismatch_between
from refactor_cli.inline.functions.result_kinds import other_kind
from refactor_cli.resolution import member, mro
from refactor_cli.resolution.definitions import decorator_names
from refactor_cli.resolution.scopes import qualified_name

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.inference.asking import Ask

_PROPERTIES = frozenset({"property", "cached_property"})
_OF_CLASS = frozenset({"classmethod", "staticmethod"})
# what is no function, whatever stands in it
_PLAIN = frozenset(
    {
        "concatenated_string",
        "dictionary",
        "false",
        "float",
        "integer",
        "list",
        "none",
        "set",
        "string",
        "true",
        "tuple",
    }
)


class Member(NamedTuple):
    """What a class has under a name. `kind`: "method" is what is called, "value" what is read, "" what may be
    either."""

    kind: Literal["method", "value", ""]
    symbol: Symbol | None = None
    definition: Definition | None = None

    @property
    def is_of_class(self) -> bool:
        """Whether the class itself may be asked for it."""
        return self.definition is None or bool(decorator_names(self.definition) & _OF_CLASS)


class Both(NamedTuple):
    """The member of the old class, and that of the new one."""

    old: Member
    new: Member


def members_apart(ask: Ask, old: Symbol, new: Symbol, name: str) -> Both | None:
    """What both have under a name; None where nothing can be told from it, as it is the same, or one is not known."""
    was, becomes = _member(ask, old, name), _member(ask, new, name)
    if not was.kind or not becomes.kind or was == becomes or was.kind == becomes.kind == "value":
        return None  # that values are the same is what whoever wrote the move says
    both = Both(was, becomes)
    return None if _are_alike(ask, both) else both


def gives_its_own(ask: Ask, cls: Symbol, name: str) -> bool:
    """Whether the methods of a class give its objects an attribute."""
    return any(is_assigned(ask, each, name) for each in mro(ask.symbols, cls) if each.path is not None)


def _are_alike(ask: Ask, both: Both) -> bool:
    """Whether two methods take the same, and give the same kind of thing, as far as that is known."""
    old, new = both
    if old.definition is None or new.definition is None or old.symbol is None or new.symbol is None:
        return False
    was, becomes = frozenset({old.symbol}), frozenset({new.symbol})
    taken, takes = parameters_of(ask.symbols, was), parameters_of(ask.symbols, becomes)
    if taken is None or takes is None or taken != takes or old.is_of_class != new.is_of_class:
        return False
    return not (mismatch_between(ask.symbols, was, becomes) or other_kind(ask.symbols, was, becomes, None))


def asked_otherwise(ask: Ask, both: Both, receiver: Node, *, on_class: bool) -> str:
    """What is wrong with asking that of an object of the new class, "" for nothing that is known. `on_class`: the class
    itself is asked."""
    old, new = both
    attribute = receiver.parent
    if attribute is None or attribute.type != "attribute":
        return ""
    call = attribute.parent
    if call is None or call.type != "call" or call.child_by_field_name("function") != attribute:
        call = None
    if old.kind != new.kind:
        if new.kind == "value":
            return "it is a value, and nothing to call" if call is not None else ""
        return "it is a method, and has to be called" if call is None else ""
    if on_class and old.is_of_class and not new.is_of_class:
        return "it is called on objects, and not on the class"
    if on_class and not (old.is_of_class and new.is_of_class):
        return ""
    return _called_otherwise(ask, both, call)


def _called_otherwise(ask: Ask, both: Both, call: Node | None) -> str:
    old, new = both
    if old.symbol is None or new.symbol is None:
        return ""
    symbols, was, becomes = ask.symbols, frozenset({old.symbol}), frozenset({new.symbol})
    taken, takes = parameters_of(symbols, was), parameters_of(symbols, becomes)
    name = new.symbol.name
    if taken is not None and takes is not None:
        if reason := _other_arguments(call, taken, takes, name):
            return reason
    return mismatch_between(symbols, was, becomes) or other_kind(symbols, was, becomes, call)


def _other_arguments(
    call: Node | None, old: tuple[Parameter, ...], new: tuple[Parameter, ...], name: str
) -> str:
    if call is not None:
        return bound_otherwise(call, old, new, name)
    return refuses_what_is_handed_on(old, new, name)


def _member(ask: Ask, cls: Symbol, name: str) -> Member:
    values = member(ask.look, cls, name).values
    if not values:
        return Member("value" if has_attribute(ask, cls, name) else "")
    if len(values) != 1:
        return Member("")
    (value,) = values
    if value.kind == "variable":
        return Member("value") if _is_read(ask, value.symbol) else Member("")
    definition = definition_of(ask.symbols, frozenset({value.symbol}))
    if value.kind != "function" or definition is None or definition.kind != "function":
        return Member("")
    if decorator_names(definition) & _PROPERTIES:
        return Member("value", value.symbol)
    return Member("method", value.symbol, definition)


def _is_read(ask: Ask, variable: Symbol) -> bool:
    """Whether a class gives a name a plain value, not what a call or a lambda makes."""
    path, name = variable.path or "", last_part(variable.name)
    file_map = ask.symbols.map(path)
    if file_map is None:
        return False
    own = [
        each
        for each in file_map.named.get(name, ())
        if qualified_name(file_map, each.scope, each.name) == variable.name
    ]
    return bool(own) and all(map(partial(_is_given_plainly, ask.symbols.tree(path).root_node), own))


def _is_given_plainly(root: Node, binding: Binding) -> bool:
    node = nearest(root.descendant_for_byte_range(*binding.span), "assignment")
    right = node.child_by_field_name("right") if node is not None else None
    return node is not None and (right is None or right.type in _PLAIN)

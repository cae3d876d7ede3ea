"""Functions whose results are handled otherwise than those of the old one: a context manager is entered, what a
generator gives is gone through once, as it is asked for, a tuple is unpacked, and some give nothing at all.

https://docs.python.org/3/library/contextlib.html#contextlib.contextmanager
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.call_parameters import definition_of, is_plainly_decorated
from refactor_cli.data import Definition, Symbol, Target, Usage
from refactor_cli.expression_nodes import code_children, own_nodes
from refactor_cli.grammar import nearest
from refactor_cli.inference.inferring import asking
from refactor_cli.inference.members.having import has_nothing
from refactor_cli.inline.contexts import stands_in
from refactor_cli.inline.functions.changed_arguments import changed_otherwise
from refactor_cli.inline.functions.coroutines import is_yet_to_be_written
from refactor_cli.inline.functions.kept_by_arguments import kept_by_arguments
from refactor_cli.inline.functions.other_values import other_value
from refactor_cli.inline.functions.values_given import followed
from refactor_cli.resolution.definitions import decorator_names
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_MANAGERS = frozenset({"contextmanager", "asynccontextmanager"})
_PROPERTIES = frozenset({"property", "cached_property"})
_OF_CLASS = frozenset({"classmethod", "staticmethod"})
# what is written as it is: https://docs.python.org/3/reference/expressions.html#displays-for-lists-sets-and-dictionaries
_DISPLAYS = {
    "dictionary": "dict",
    "dictionary_comprehension": "dict",
    "expression_list": "tuple",
    "list": "list",
    "list_comprehension": "list",
    "set": "set",
    "set_comprehension": "set",
    "tuple": "tuple",
}
_MAKERS = {
    **{name.encode(): name for name in ("dict", "frozenset", "list", "set", "tuple")},
    b"sorted": "list",
}


class Kind(NamedTuple):
    """What a call of a function gives. `manager`: a context manager; `generator`: "" for none; `container`: the builtin
    class of all that it returns, "" where that is not seen; `nothing`: no value is ever returned."""

    manager: bool = False
    generator: str = ""
    container: str = ""
    nothing: bool = False


def other_result(symbols: SymbolMap, target: Target, usage: Usage, new: frozenset[Symbol]) -> str:
    """What is wrong with a call of the new function where the old one was called, "" for nothing that is known."""
    old_definition, new_definition = definition_of(symbols, target.symbols), definition_of(symbols, new)
    if old_definition is None or new_definition is None or target.symbols == new:
        return ""
    name = next(iter(new)).name
    are_members = target.kind == "method" and "." in name
    if are_members and (reason := _other_member(old_definition, new_definition, name)):
        return reason
    call = _call(symbols, usage)
    return (
        other_kind(symbols, target.symbols, new, call)
        or other_value(symbols, usage.path, target.symbols, new, call)
        or kept_by_arguments(symbols, target.symbols, new, call)
        or changed_otherwise(symbols, target.symbols, new, call)
        or _not_entered(symbols, target.symbols, new, call)
    )


def _not_entered(
    symbols: SymbolMap, old_symbols: frozenset[Symbol], new: frozenset[Symbol], call: Node | None
) -> str:
    """A context manager that becomes an object of a class which cannot be entered, or cannot decorate.
    https://docs.python.org/3/library/contextlib.html#contextlib.ContextDecorator"""
    was, becomes = definition_of(symbols, old_symbols), definition_of(symbols, new)
    if was is None or becomes is None or becomes.kind != "class" or call is None:
        return ""
    if "contextmanager" not in decorator_names(was):
        return ""
    (cls,) = new
    asked = {"with": "__enter__", "decorator": "__call__"}
    for context, name in asked.items():
        if stands_in(call, context) and has_nothing(asking(symbols), cls, name):
            return f"{cls.name} has no '{name}', which is called there"
    return ""


def other_kind(
    symbols: SymbolMap, old_symbols: frozenset[Symbol], new: frozenset[Symbol], call: Node | None
) -> str:
    """The same of what two functions give where one is called, or named (None)."""
    old_definition, new_definition = definition_of(symbols, old_symbols), definition_of(symbols, new)
    if old_definition is None or new_definition is None:
        return ""
    old, made = _kind(symbols, old_symbols, old_definition), _kind(symbols, new, new_definition)
    if old is None or made is None:
        return ""
    return _other(old, made, next(iter(new)).name, call)


def no_property(symbols: SymbolMap, target: Target, new: frozenset[Symbol]) -> str:
    """What is wrong with reading the new member where a property was read, "" for nothing that is known."""
    old_definition, new_definition = definition_of(symbols, target.symbols), definition_of(symbols, new)
    if old_definition is None or new_definition is None or new_definition.kind != "function":
        return ""
    was, becomes = decorator_names(old_definition), decorator_names(new_definition)
    if was & _PROPERTIES and becomes <= _OF_CLASS:
        return f"'{next(iter(new)).name}' is no property, as the old one is: it has to be called"
    return ""


def _other_member(old: Definition, new: Definition, name: str) -> str:
    was, becomes = decorator_names(old), decorator_names(new)
    if not was & _PROPERTIES and becomes & _PROPERTIES:
        return f"'{name}' is a property, and nothing to call"
    is_of_objects = new.kind == "function" and "." in new.qualname and not becomes & (_OF_CLASS | _PROPERTIES)
    if was & _OF_CLASS and is_of_objects:
        return f"'{name}' is called on objects, and the old one on the class as well"
    return ""


def _other(old: Kind, new: Kind, name: str, call: Node | None) -> str:
    if old.manager != new.manager:
        if new.manager:
            return f"'{name}' gives a context manager, and the old one none: it has to be entered"
        return f"the old function gives a context manager, and '{name}' none"
    if new.nothing and not old.nothing and (call is None or not stands_in(call, "statement")):
        return f"'{name}' gives nothing, and what the old one gave is used"
    if old.generator != new.generator and (
        old.container or new.container or (old.generator and new.generator)
    ):
        if call is not None and stands_in(call, "for") and "async" not in (old.generator, new.generator):
            return ""
        if new.generator:
            return f"'{name}' is a generator, which is gone through once: see what is done with what it gives"
        return f"the old function is a generator, and '{name}' is none: see what is done with what it gives"
    if old.container and new.container and old.container != new.container:
        if call is None or not (stands_in(call, "for") or stands_in(call, "statement")):
            return f"'{name}' gives a {new.container}, and the old one a {old.container}"
    return ""


def _kind(symbols: SymbolMap, found: frozenset[Symbol], definition: Definition) -> Kind | None:
    """None where its decorators may give anything."""
    path = next(iter(found)).path or ""
    if definition.kind == "class" or len(found) != 1:
        return None
    if decorator_names(definition) & _MANAGERS:
        return Kind(manager=True)
    node = symbols.node(path, definition.span)
    if not is_plainly_decorated(definition) or node is None or node.type != "function_definition":
        return None
    own = [*own_nodes(node)]
    if any(each.type == "yield" for each in own):
        return Kind(generator="async" if definition.is_async else "plain")
    given = [
        value
        for each in own
        if each.type == "return_statement"
        for value in _chosen_from(next(iter(code_children(each)), None))
    ]
    values = [each for each in given if each is not None and each.type != "none"]
    if not values:
        return None if is_yet_to_be_written(node) or "->" in definition.signature else Kind(nothing=True)
    kinds = {_container(followed(each, own)) for each in values}
    return Kind(container=kinds.pop() if len(kinds) == 1 and len(values) == len(given) else "")


def _chosen_from(value: Node | None) -> Iterator[Node | None]:
    """The values of which an expression gives one."""
    if value is not None and value.type == "parenthesized_expression" and (inner := code_children(value)):
        yield from _chosen_from(inner[0])
    elif value is not None and value.type == "conditional_expression":
        yes, _, no = code_children(value)
        yield from (*_chosen_from(yes), *_chosen_from(no))
    else:
        yield value


def _container(node: Node) -> str:
    function = node.child_by_field_name("function") if node.type == "call" else None
    if function is not None:
        return _MAKERS.get(function.text or b"", "")
    return _DISPLAYS.get(node.type, "")


def _call(symbols: SymbolMap, usage: Usage) -> Node | None:
    if usage.call_span is None:
        return None
    return nearest(symbols.node(usage.path, usage.call_span), "call")

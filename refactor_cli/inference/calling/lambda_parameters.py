"""Parameters of a lambda that stands among the arguments of a function of the standard library, which calls it with the
items of another argument (`sorted(carts, key=lambda cart: cart.total())`), with a match (`re.sub`), or with the object
whose property it gets (`property`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Binding, Symbol
from refactor_cli.expression_nodes import code_children
from refactor_cli.grammar import nearest
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.values import UNKNOWN, Known, Types, by, exactly, instance, iterated
from refactor_cli.resolution import scope_at
from refactor_cli.resolution.definitions import class_of_body

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_LOOP = "loop"
# the lambda comes first, and gets items of what follows it: of the next argument, and of those after that
_OF_THE_NEXT = frozenset(
    {
        *("builtins.map", "builtins.filter"),
        *("itertools.takewhile", "itertools.dropwhile", "itertools.filterfalse"),
    }
)
# by keyword, and gets items of the first argument
_OF_THE_FIRST = frozenset({"builtins.sorted", "builtins.min", "builtins.max", "itertools.groupby"})
_SORTING = "builtins.list.sort"
# by position: what gets a match for what it replaces
_REPLACING = {"re.sub": 1, "re.subn": 1, "re.Pattern.sub": 0, "re.Pattern.subn": 0}
_MATCH = Symbol(None, "re.Match")
# the getter is given the object: `total = property(lambda self: self.cart.total())`
_PROPERTY = "builtins.property"


def of_lambda_parameter(ask: Ask, path: str, binding: Binding) -> Types:
    """What such a parameter may be."""
    function = nearest(ask.symbols.node(path, binding.span), "lambda")
    while function is not None and not function.is_named:  # the keyword has that type too
        function = function.parent
    parameters = function.child_by_field_name("parameters") if function is not None else None
    if function is None or parameters is None:
        return UNKNOWN
    plain = [each.start_byte for each in code_children(parameters) if each.type == "identifier"]
    if binding.span.start not in plain:
        return UNKNOWN
    return _given(ask, path, function, plain.index(binding.span.start))


def _given(ask: Ask, path: str, function: Node, place: int) -> Types:
    argument, keyword = function, ""
    if argument.parent is not None and argument.parent.type == "keyword_argument":
        argument = argument.parent
        name = argument.child_by_field_name("name")
        keyword = source(ask.symbols, path, name) if name is not None else ""
    call = argument.parent.parent if argument.parent is not None else None
    if call is None or call.type != "call" or argument.parent != call.child_by_field_name("arguments"):
        return UNKNOWN
    given = code_children(argument.parent)
    if any(each.type == "list_splat" for each in given):
        return UNKNOWN
    called = ask.expression(path, call.child_by_field_name("function"))
    names = {each.symbol.name if each.symbol.path is None else "" for each in called.known}
    if len(names) != 1:
        return UNKNOWN
    (dotted,) = names
    at = given.index(argument)
    if dotted == _PROPERTY and not place:
        is_getter = keyword == "fget" or (not keyword and not at)
        return _of_the_class(ask, path, call) if is_getter else UNKNOWN
    if _REPLACING.get(dotted, -1) == at and not keyword and not place:
        return exactly(instance(_MATCH))
    if dotted in _OF_THE_NEXT and not at and len(given) > place + 1:
        return _item_of(ask, path, given[place + 1])
    if keyword != "key" or place:
        return UNKNOWN
    plain = [each for each in given if each.type != "keyword_argument"]
    if dotted in _OF_THE_FIRST and len(plain) == 1:
        return _item_of(ask, path, plain[0])
    if dotted == _SORTING:
        callee = call.child_by_field_name("function")
        return _item_of(ask, path, callee.child_by_field_name("object") if callee is not None else None)
    return UNKNOWN


def _item_of(ask: Ask, path: str, container: Node | None) -> Types:
    return by(iterated(ask.expression(path, container)), _LOOP) if ask.allows(_LOOP) else UNKNOWN


def _of_the_class(ask: Ask, path: str, node: Node) -> Types:
    """An object of the class whose body something stands in."""
    file_map = ask.symbols.map(path)
    scope = scope_at(file_map, node.start_byte) if file_map is not None else 0
    owner = class_of_body(ask.look, path, scope)
    return exactly(Known("instance", owner, own=True)) if owner is not None else UNKNOWN

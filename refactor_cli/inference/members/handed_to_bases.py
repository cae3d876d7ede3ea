"""What a class's own constructor hands to the one of a base, which keeps it in an attribute: for objects of that class
the attribute is that, whatever other classes hand on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Definition, Parameter, Symbol
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.calling.callers import RULE as CALLERS
from refactor_cli.inference.calling.calls_reaching import calls_of
from refactor_cli.inference.calling.passed_arguments import argument_of
from refactor_cli.inference.classes.stand_ins import every_heir
from refactor_cli.inference.members.assignment_places import is_left, of_self
from refactor_cli.inference.values import PROVEN, Types, by, foreign, without_none
from refactor_cli.resolution import definitions_of, is_subclass, member

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_CONSTRUCTOR = "__init__"


def for_class(ask: Ask, cls: Symbol, base: Symbol, name: str, types: Types) -> Types:
    """What the methods of a base assign to an attribute (`types`), for objects of `cls`."""
    if cls == base or not ask.allows(CALLERS) or not (types.known or not types.complete):
        return types
    handed = ask.once(("handed to base", cls, base, name), lambda: _handed(ask, cls, base, name))
    if not handed.known:
        return types
    is_proved = types.complete and types.via <= PROVEN
    if is_proved and not any(_is_narrower(ask, handed, each.symbol) for each in types.known):
        return types
    return handed


def _is_narrower(ask: Ask, handed: Types, cls: Symbol) -> bool:
    return any(each.symbol != cls and is_subclass(ask.symbols, each.symbol, cls) for each in handed.known)


def _handed(ask: Ask, cls: Symbol, base: Symbol, name: str) -> Types:
    none = Types()
    constructor = _own(ask, cls)
    if constructor is None or constructor.name == f"{base.name}.{_CONSTRUCTOR}":
        return none
    heirs = every_heir(ask.symbols, cls)
    if heirs is None or any(_own(ask, heir) != constructor for heir in heirs):
        return none  # objects of these are objects of the class too
    symbol = Symbol(base.path, f"{base.name}.{_CONSTRUCTOR}")
    functions = definitions_of(ask.look, symbol)
    bodies = [each.span for each in definitions_of(ask.look, constructor)]
    around = [each.span for each in definitions_of(ask.look, _class_of(constructor))]
    if len(functions) != 1 or len(bodies) != 1 or len(around) != 1:
        return none
    parameter = kept(ask, base, functions[0], name)
    if parameter is None:
        return none
    calls = [
        call
        for call in calls_of(ask, symbol, functions[0])
        if call.path == constructor.path and around[0].contains(call.span)
    ]
    is_one = len(calls) == 1 and bodies[0].contains(calls[0].span)  # other methods may call it again
    argument = argument_of(ask, calls[0], functions[0], parameter) if is_one else None
    if argument is None or isinstance(argument, str):
        return none
    return by(foreign(without_none(ask.expression(calls[0].path, argument))), CALLERS)


def _own(ask: Ask, cls: Symbol) -> Symbol | None:
    """The constructor that a class has, where it is one of the repository."""
    values = member(ask.look, cls, _CONSTRUCTOR).values
    (found,) = {value.symbol for value in values} if len(values) == 1 else {None}
    return found if found is not None and found.path is not None else None


def _class_of(method: Symbol) -> Symbol:
    return Symbol(method.path, method.name.rpartition(".")[0])


def kept(ask: Ask, base: Symbol, function: Definition, name: str) -> Parameter | None:
    """The parameter of a constructor that is all that an attribute of `self` is ever given by the class."""
    path, found = base.path or "", list[str]()
    for node, span in of_self(ask, base, name):
        if not is_left(node):
            continue
        value = _assigned(node)
        if value is None or value.type != "identifier" or not function.span.contains(span):
            return None
        found.append(source(ask.symbols, path, value))
    file_map = ask.symbols.map(path)
    if len(found) != 1 or file_map is None:
        return None
    bound = [each for each in file_map.named.get(found[0], ()) if each.scope == function.body]
    if any(each.kind != "parameter" for each in bound):
        return None
    return next((each for each in function.parameters if each.name == found[0]), None)


def _assigned(node: Node) -> Node | None:
    statement = node.parent
    if statement is None or statement.type != "assignment":
        return None
    left, right = (statement.child_by_field_name(side) for side in ("left", "right"))
    return right if left is not None and left.start_byte == node.start_byte else None

"""What decorators make of a function: calling the outermost gives what its name is.
https://docs.python.org/3/reference/compound_stmts.html#function-definitions"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Definition, Symbol
from refactor_cli.grammar import nearest
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.calling.decorators import is_decorated_anyhow, is_property
from refactor_cli.inference.calling.handing_back import hands_back
from refactor_cli.inference.values import UNKNOWN, Known, Types, by, exactly, union
from refactor_cli.resolution import definitions_of, member

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

RULE = "decorated"


def named_function(ask: Ask, symbol: Symbol) -> Types:
    """What the name of a function is: the function, and the objects that its decorators may have made of it."""
    itself = exactly(Known("function", symbol))
    if symbol.path is None or not ask.allows(RULE) or not is_decorated_anyhow(ask, symbol):
        return itself
    if hands_back(ask, symbol):
        return itself  # a function that gives the same
    made = ask.once(("decorated", symbol), lambda: _made(ask, symbol))
    return by(union((itself, made)), RULE) if made.known else itself


def _made(ask: Ask, symbol: Symbol) -> Types:
    """The instances of the repository's classes that the outermost decorator gives; a descriptor there mostly gives
    the function again."""
    found = list[Types]()
    for definition in definitions_of(ask.look, symbol):
        if definition.kind != "function" or is_property(definition):
            return UNKNOWN
        decorator = _outermost(ask, symbol.path or "", definition)
        called = ask.expression(symbol.path or "", decorator)
        found += [ask.result(each) for each in called.known if each.symbol.path is not None]
    known = (each for types in found for each in types.known)
    made = frozenset(each for each in known if _is_object(ask, each))
    via = frozenset[str]().union(*(types.via for types in found))
    return Types(made, False, via)


def _is_object(ask: Ask, known: Known) -> bool:
    if known.kind != "instance" or known.symbol.path is None or known.own:
        return False
    return not any(
        value.symbol.path is not None for value in member(ask.look, known.symbol, "__get__").values
    )


def _outermost(ask: Ask, path: str, definition: Definition) -> Node | None:
    node = nearest(ask.symbols.node(path, definition.span), "decorated_definition")
    if node is None:
        return None
    decorator = next((each for each in node.named_children if each.type == "decorator"), None)
    return next(iter(decorator.named_children), None) if decorator is not None else None

"""Arguments with a star: `send(*args)` passes whatever `args` holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Definition, Symbol
from refactor_cli.expression_nodes import SPLATS, code_children
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.calling.called_names import Call
from refactor_cli.resolution import scope_at
from refactor_cli.resolution.definitions import definition_of_body, home

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

POSITIONAL = frozenset({"positional", "positional_only"})
NO_POSITION = SPLATS | {"keyword_argument"}
_VARIADIC = frozenset({"var_positional", "var_keyword"})


class HandingOn(NamedTuple):
    """A function that hands on what it takes with a star, and how many arguments it gives before that."""

    symbol: Symbol
    function: Definition
    given: int


def arguments_of(ask: Ask, call: Call) -> list[Node]:
    node: Node | None = ask.symbols.node(call.path, call.span)
    while node is not None and not (node.type == "call" and node.end_byte == call.span.end):
        node = node.parent
    arguments = node.child_by_field_name("arguments") if node is not None else None
    if arguments is None or arguments.type != "argument_list":
        return []
    return code_children(arguments)


def unpacks_anything(ask: Ask, call: Call) -> bool:
    """Whether a call unpacks something of which it is not known what it holds. (What a function takes with a star and
    hands on is what its own callers pass.)"""
    return any(
        each.type in SPLATS and _handed_on(ask, call.path, each) is None for each in arguments_of(ask, call)
    )


def handing_on(ask: Ask, call: Call) -> HandingOn | None:
    """The function around a call that hands on with a star what it takes so; None where the call does no such thing."""
    arguments = arguments_of(ask, call)
    given = sum(each.type not in NO_POSITION for each in arguments)
    for each in arguments:
        function = _handed_on(ask, call.path, each) if each.type in SPLATS else None
        if function is not None:
            return HandingOn(Symbol(home(ask.look, call.path), function.qualname), function, given)
    return None


def _handed_on(ask: Ask, path: str, splat: Node) -> Definition | None:
    """The function that takes with a star what is handed on with one."""
    file_map = ask.symbols.map(path)
    given = splat.named_children[0] if splat.named_children else None
    if given is None or given.type != "identifier" or file_map is None:
        return None
    name = source(ask.symbols, path, given)
    function = definition_of_body(ask.look, path, scope_at(file_map, given.start_byte))
    takes = function is not None and any(
        each.name == name and each.kind in _VARIADIC for each in function.parameters
    )
    return function if takes else None

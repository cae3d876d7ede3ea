"""PEP 695: `def f[T](…)`, `class C[T](…)`, `type X[T] = …`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Span
from refactor_cli.index.draft import Draft, Place
from refactor_cli.index.nodes import parts_of

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

SCOPE_NAME = "<type parameters>"


def open_type_parameters(draft: Draft, node: Node, place: Place, statement: Span) -> Place:
    """The place whose names the header and the body of a generic definition see: a scope of its own with the
    type parameters, from their bracket to the statement's end.

    Inside a class it is `place` itself: such a scope would hide the class's names, which the header sees.
    """
    if draft.scopes[place.scope].kind == "class":
        return place
    span = Span(node.start_byte, statement.end)
    inner = Place(draft.open_scope("function", SCOPE_NAME, span, place.scope), span, prefix=place.prefix)
    bind_type_parameters(draft, node, inner, statement)
    return inner


def bind_type_parameters(draft: Draft, node: Node, place: Place, statement: Span) -> None:
    """Binds the type parameters in a scope: the first name between two commas. A default, which the grammar does not
    know yet, is an error beside it (https://peps.python.org/pep-0696/)."""
    is_first = True
    for child in node.children:
        name = _name(child) if is_first and child.is_named and child.type != "comment" else None
        if name is not None:
            draft.bind(name, "type", place, statement)
            is_first = False
        elif child.type == ",":
            is_first = True


def _name(parameter: Node) -> Node | None:
    """`T`, `T: int`, `*Ts`, `**P`, `T = int`: the identifier comes first."""
    node = parameter
    while node.type != "identifier":
        parts = parts_of(node)
        if not parts:
            return None
        node = parts[0]
    return node

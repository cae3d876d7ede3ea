"""What transforms ask about decorators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.transforms.reading import root_of, source

if TYPE_CHECKING:
    from refactor_cli.grammar import Node


def decorated(expression: Node) -> Node | None:
    """The function or class that an expression decorates; None where it is no decorator."""
    decorator = expression.parent
    if decorator is None or decorator.type != "decorator" or decorator.parent is None:
        return None
    return decorator.parent.child_by_field_name("definition")


def behind(expression: Node) -> int | None:
    """Where the next decorator begins, or what is decorated; None where more than white space stands before."""
    decorator = expression.parent
    around = decorator.parent if decorator is not None else None
    following = decorator.next_named_sibling if decorator is not None else None
    if around is None or following is None:
        return None
    between = (around.text or b"")[
        expression.end_byte - around.start_byte : following.start_byte - around.start_byte
    ]
    return None if between.strip() else following.start_byte


def decorators_of(definition: Node) -> list[str]:
    """The source of all decorators of a function or class, without `@`."""
    around = definition.parent
    found = around.named_children if around is not None and around.type == "decorated_definition" else []
    return [source(each.named_children[0]) for each in found if each.type == "decorator"]


def line_below(expression: Node) -> str:
    """A line end, and the white space that a decorator's line begins with."""
    decorator = expression.parent
    root = root_of(expression)
    assert decorator is not None
    ahead = (root.text or b"")[: decorator.start_byte - root.start_byte].decode("utf-8", "replace")
    return "\n" + ahead[ahead.rfind("\n") + 1 :]

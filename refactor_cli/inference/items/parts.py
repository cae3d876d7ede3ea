"""Expression -> Types, where one part of it is taken: `first, second = found()`, `found()[0]`.

What the other parts of a tuple are does not matter then, and may be most of what a search would read: of
`return term, admin, source_field, name` only what stands at the position is asked for. A part that is left out is as
if nothing were known of it, so these types are good for that one position only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Symbol
from refactor_cli.expression_nodes import code_children, is_starred
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.calling.calls import of_call
from refactor_cli.inference.items.containers import MOST_ITEMS
from refactor_cli.inference.values import ANYTHING, Known, Types, exactly, held, union

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_TUPLES = frozenset({"tuple", "expression_list"})
_LEFT_OUT = frozenset({ANYTHING})


def of_part(ask: Ask, path: str, node: Node, position: int) -> Types:
    """What an expression may be: of tuples that are written down or returned, only the part at a position is asked."""
    kind = node.type
    if kind in _TUPLES:
        return _of_tuple(ask, path, node, position)
    if kind == "parenthesized_expression":
        inner = code_children(node)
        return ask.part(path, inner[0] if len(inner) == 1 else None, position)
    if kind == "conditional_expression":
        parts = code_children(node)
        return union((ask.part(path, parts[0], position), ask.part(path, parts[-1], position)))
    if kind != "call":
        return ask.expression(path, node)
    key = ("part", position, path, node.start_byte, node.end_byte)
    return ask.once(key, lambda: of_call(ask, path, node, position), ask.within(path, node.start_byte))


def _of_tuple(ask: Ask, path: str, node: Node, position: int) -> Types:
    parts = code_children(node)
    if len(parts) > MOST_ITEMS or any(is_starred(part) for part in parts):
        return ask.expression(path, node)
    asked = position if position >= 0 else position + len(parts)  # behind a starred name, from the end
    inner = tuple(
        held(ask.expression(path, part)) if at == asked else _LEFT_OUT for at, part in enumerate(parts)
    )
    return exactly(Known("instance", Symbol(None, "builtins.tuple"), parts=inner, made=True))

"""What an answer writes of the things that usages are called on -> the usages called on such; how many arguments these
give.

`receiver="config, request.params, _.query(_)"` has expressions as the code writes them, in which `_` stands for any.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from refactor_cli import grammar
from refactor_cli.data import Usage
from refactor_cli.errors import RefactorError
from refactor_cli.expression_nodes import SPLATS, code_children
from refactor_cli.inline.call_arguments.parted import has_form
from refactor_cli.symbols import LANGUAGE, SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_LONGEST = 300  # bytes of an expression: a longer one may be nested deeper than code can be compared
_SHOWN = 200
_HINT = "write expressions as they stand before the dot, with commas between them"


def called_on(symbols: SymbolMap, written: str) -> Callable[[Usage], bool]:
    """Whether a usage is called on, or is an attribute of, one of the things that are written.

    Raises:
        RefactorError: they are no expressions.
    """
    forms = _expressions(written)
    return lambda usage: (
        (on := _receiver(symbols, usage)) is not None and any(has_form(each, on) for each in forms)
    )


@lru_cache(maxsize=256)
def _expressions(written: str) -> tuple[Node, ...]:
    root = grammar.parse(LANGUAGE, f"({written.rstrip(', ')},)".encode()).root_node
    statement = root.named_children[0] if root.named_child_count == 1 and not root.has_error else None
    found = (
        statement.named_children[0] if statement is not None and statement.named_child_count == 1 else None
    )
    if found is None or found.type != "tuple" or found.end_byte != root.end_byte:
        raise RefactorError(f"'{written[:_SHOWN]}' is no list of expressions", _HINT)
    forms = tuple(code_children(found))
    if any(each.end_byte - each.start_byte > _LONGEST for each in forms):
        raise RefactorError(f"'{written[:_SHOWN]}' has an expression that is too long", _HINT)
    return forms


def _receiver(symbols: SymbolMap, usage: Usage) -> Node | None:
    """What stands before the dot of a usage's name."""
    if symbols.map(usage.path) is None:
        return None
    name = symbols.node(usage.path, usage.span)
    parent = name.parent if name is not None else None
    if name is None or parent is None or parent.type != "attribute":
        return None
    return parent.child_by_field_name("object") if parent.child_by_field_name("attribute") == name else None


def arguments_of(symbols: SymbolMap, usage: Usage) -> int | None:
    """How many arguments a call is given; None for what is no call, or where stars give some."""
    if usage.call_span is None or symbols.map(usage.path) is None:
        return None
    node = symbols.node(usage.path, usage.call_span)
    given = node.child_by_field_name("arguments") if node is not None and node.type == "call" else None
    if given is None:
        return None
    if given.type != "argument_list":
        return 1  # f(x for x in y)
    arguments = code_children(given)
    return None if any(each.type in SPLATS for each in arguments) else len(arguments)

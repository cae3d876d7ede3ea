"""Which argument of a call stands for a parameter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Definition, Parameter
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.calling.called_names import Call

if TYPE_CHECKING:
    from refactor_cli.grammar import Node


def argument_of(ask: Ask, call: Call, function: Definition, parameter: Parameter) -> Node | str | None:
    """The argument that a call passes for a parameter; "left out", or None when that cannot be told."""
    root = ask.symbols.tree(call.path).root_node
    node = root.descendant_for_byte_range(*call.span)
    while node is not None and not (node.type == "call" and node.end_byte == call.span.end):
        node = node.parent
    arguments = node.child_by_field_name("arguments") if node is not None else None
    if arguments is None or arguments.type != "argument_list":
        return None
    names = [each.name for each in function.parameters if each.kind in ("positional", "positional_only")]
    position = names.index(parameter.name) - call.skipped if parameter.name in names else -1
    at, is_open = 0, False
    for each in arguments.named_children:
        if each.type == "keyword_argument":
            key = each.child_by_field_name("name")
            may_be = parameter.kind != "positional_only"  # else it is one of `**options`
            if may_be and key is not None and source(ask.symbols, call.path, key) == parameter.name:
                return each.child_by_field_name("value")
        elif each.type in ("list_splat", "dictionary_splat"):
            is_open = True
        elif each.type != "comment":
            if at == position and not is_open:
                return each
            at += 1
    return None if is_open else "left out"

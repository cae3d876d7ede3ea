"""A list of a list is a list: `list(old())` by a rule that gives `list(new())` becomes `list(new())`."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refactor_cli.recipe.rules import Block, CallPiece, Reference, Template

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# each goes through all that it is given before anything else happens, and keeps the order
_COLLECTING = frozenset({"list", "tuple"})
_AROUND = frozenset({"list", "tuple", "sorted"})


def without_doubled(
    body: Template | Block, node: Node, is_builtin: Callable[[str], bool]
) -> Template | Block:
    """What a rule gives for a call that is all that a collection is made of, without making one itself."""
    around = _around(node)
    inner = _collected(body) if around and isinstance(body, Template) else None
    return inner if inner is not None and is_builtin(around) else body


def _around(node: Node) -> str:
    """The collection that is made of a call, and of nothing else; "" for none."""
    listed = node.parent
    if listed is None or listed.type != "argument_list" or listed.named_children != [node]:
        return ""
    call = listed.parent
    function = call.child_by_field_name("function") if call is not None and call.type == "call" else None
    name = (function.text or b"").decode() if function is not None and function.type == "identifier" else ""
    return name if name in _AROUND else ""


def _collected(template: Template) -> Template | None:
    """What a collection is made of, by a call, that an expression makes."""
    call = template.pieces[0] if len(template.pieces) == 1 else None
    if not isinstance(call, CallPiece) or not isinstance(template.node, ast.Call) or template.is_awaited:
        return None
    callee = call.callee[0] if len(call.callee) == 1 else None
    if not isinstance(callee, Reference) or callee.module != "builtins" or callee.name not in _COLLECTING:
        return None
    if len(call.arguments) != 1 or call.arguments[0].star or call.arguments[0].keyword:
        return None
    made_of = template.node.args[0]
    return (
        replace(template, pieces=call.arguments[0].value, node=made_of)
        if isinstance(made_of, ast.Call)
        else None
    )

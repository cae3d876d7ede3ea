"""How tightly expressions bind (https://docs.python.org/3/reference/expressions.html#operator-precedence)."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from refactor_cli.expression_nodes import operator_of

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

ANYTHING, CONDITIONAL, OR, AND, NOT, COMPARISON, BIT_OR = 0, 1, 2, 3, 4, 5, 6
UNARY, POWER, AWAIT, PRIMARY = 12, 13, 14, 15
_NAMING = -1  # a walrus or `yield` needs brackets nearly everywhere

_BINARY = {"|": 6, "^": 7, "&": 8, "<<": 9, ">>": 9, "+": 10, "-": 10}
_BINARY |= {"*": 11, "/": 11, "//": 11, "%": 11, "@": 11, "**": POWER}
_OPERATORS: dict[type[ast.operator], str] = {
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.BitAnd: "&",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.MatMult: "@",
    ast.Pow: "**",
}
# parent type -> what its parts have to bind at least, whichever part it is
_NEEDED = {
    "comparison_operator": BIT_OR,
    "dictionary_splat": BIT_OR,
    "for_in_clause": OR,
    "if_clause": OR,
    "list_splat": BIT_OR,
    "not_operator": NOT,
    "slice": CONDITIONAL,
    "unary_operator": UNARY,
    "with_item": CONDITIONAL,
    "as_pattern": CONDITIONAL,
}


def of_expression(node: ast.expr) -> int:
    """How tightly an expression of a recipe binds."""
    match node:
        case ast.Lambda():
            return ANYTHING
        case ast.Await():
            return AWAIT
        case ast.IfExp():
            return CONDITIONAL
        case ast.BoolOp():
            return OR if isinstance(node.op, ast.Or) else AND
        case ast.UnaryOp():
            return NOT if isinstance(node.op, ast.Not) else UNARY
        case ast.Compare():
            return COMPARISON
        case ast.BinOp():
            return _BINARY[_OPERATORS[type(node.op)]]
        case _:
            return PRIMARY


def of_node(node: Node) -> int:
    """How tightly an expression of a file binds."""
    match node.type:
        case "named_expression" | "yield":
            return _NAMING
        case "lambda":
            return ANYTHING
        case "conditional_expression":
            return CONDITIONAL
        case "boolean_operator":
            return OR if operator_of(node) == "or" else AND
        case "not_operator":
            return NOT
        case "comparison_operator":
            return COMPARISON
        case "binary_operator":
            return _BINARY.get(operator_of(node), BIT_OR)
        case "unary_operator":
            return UNARY
        case "await":
            return AWAIT
        case _:
            return PRIMARY


def needed(node: Node, parent: Node) -> int:
    """How tightly what stands in the place of `node` has to bind there; PRIMARY where it is not known."""
    if parent.type in _NEEDED:
        return _NEEDED[parent.type]
    if parent.type in ("binary_operator", "boolean_operator"):
        is_left = parent.child_by_field_name("left") == node
        own = of_node(parent)
        if own == POWER:
            return AWAIT if is_left else UNARY
        return own if is_left else own + 1
    if parent.type == "conditional_expression":
        return CONDITIONAL if parent.named_children[-1] == node else OR
    if parent.type == "subscript" and parent.child_by_field_name("value") != node:
        return CONDITIONAL
    return PRIMARY

"""The conditions that are known to hold, or not to, where an expression is evaluated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.expression_nodes import SCOPES, code_children

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_CONDITIONAL = frozenset({"if_statement", "elif_clause", "while_statement"})
_LEAVES = frozenset({"return_statement", "raise_statement", "continue_statement", "break_statement"})
_MOST = 60
_ASSERTING = {
    "self.assertTrue": True,
    "self.assert_": True,
    "self.failUnless": True,
    "self.assertFalse": False,
}
# what asserts that an object is of a class
ASSERTING_CLASS = frozenset({"self.assertIsInstance"})


def conditions_at(node: Node) -> Iterator[tuple[Node, bool]]:
    """Conditions that are known where `node` is evaluated, nearest first, and whether they hold there."""
    inner, outer = node, node.parent
    for _ in range(_MOST):
        if outer is None or outer.type in SCOPES:
            return
        if outer.type in _CONDITIONAL:
            yield from _of_branch(outer, inner)
        elif outer.type == "conditional_expression" and len(outer.named_children) >= 3:
            if inner.start_byte != outer.named_children[1].start_byte:
                yield outer.named_children[1], outer.named_children[0].start_byte == inner.start_byte
        elif outer.type == "boolean_operator":
            left, operator = outer.child_by_field_name("left"), outer.child_by_field_name("operator")
            if left is not None and operator is not None and left.end_byte <= inner.start_byte:
                yield left, operator.type == "and"
        elif outer.type in ("list_comprehension", "set_comprehension", "generator_expression"):
            yield from (
                (clause.named_children[0], True)
                for clause in outer.named_children
                if clause.type == "if_clause" and clause.named_children
            )
        elif outer.type == "block":
            yield from _before(outer, inner)
        inner, outer = outer, outer.parent


def _of_branch(statement: Node, inner: Node) -> Iterator[tuple[Node, bool]]:
    """The condition of a branch, or of those that were not taken before it."""
    condition = statement.child_by_field_name("condition")
    body = statement.child_by_field_name("consequence") or statement.child_by_field_name("body")
    if condition is None or body is None:
        return
    if body.start_byte <= inner.start_byte < body.end_byte:
        yield condition, True
    if statement.type != "if_statement" or inner.start_byte < body.end_byte:
        return
    for other in statement.children_by_field_name("alternative"):
        if other.end_byte <= inner.start_byte and (failed := other.child_by_field_name("condition")):
            yield failed, False
    yield condition, False


def _before(block: Node, statement: Node) -> Iterator[tuple[Node, bool]]:
    """What statements before this one in its block leave known: `assert`, what a test asserts of that kind, and an `if`
    whose body does not go on."""
    for child in block.named_children:
        if child.start_byte >= statement.start_byte:
            return
        if child.type == "assert_statement" and child.named_children:
            yield child.named_children[0], True
        elif child.type == "expression_statement" and child.named_children:
            yield from _asserted(child.named_children[0])
        elif child.type == "if_statement" and child.child_by_field_name("alternative") is None:
            condition, body = (
                child.child_by_field_name("condition"),
                child.child_by_field_name("consequence"),
            )
            if condition is not None and body is not None and body.named_children:
                if body.named_children[-1].type in _LEAVES:
                    yield condition, False


def _asserted(call: Node) -> Iterator[tuple[Node, bool]]:
    """What `self.assertTrue(condition)` and the like leave known; of `self.assertIsInstance(x, Class)` the call itself.
    https://docs.python.org/3/library/unittest.html#unittest.TestCase.assertIsInstance"""
    function = call.child_by_field_name("function") if call.type == "call" else None
    asserted = function.text.decode() if function is not None and function.text is not None else ""
    given = code_children(call.child_by_field_name("arguments"))
    if asserted in ASSERTING_CLASS:
        yield call, True
    elif asserted in _ASSERTING and given:
        yield given[0], _ASSERTING[asserted]

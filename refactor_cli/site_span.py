"""What a block of an answer replaces: the call, the reference, the question how a mock in its place was called, or the
statement around these."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Span, Usage
from refactor_cli.expression_nodes import STATEMENT_LISTS

if TYPE_CHECKING:
    from refactor_cli.grammar import Node, Tree

_SIMPLE = frozenset(
    {
        *("assert_statement", "delete_statement", "exec_statement", "expression_statement"),
        *("print_statement", "raise_statement", "return_statement"),
    }
)

# https://docs.python.org/3/library/unittest.mock.html: what takes the arguments of calls
_ASKS = frozenset(
    {
        "assert_any_await",
        "assert_any_call",
        "assert_awaited_once_with",
        "assert_awaited_with",
        "assert_called_once_with",
        "assert_called_with",
        "assert_has_awaits",
        "assert_has_calls",
    }
)


def site_span(usage: Usage, tree: Tree | None) -> Span:
    """The bytes that new source takes the place of. `tree`: of a Python file, None for any other.

    `x.old.assert_called_with(1)` goes as a whole: where the new code takes other arguments, so must the test.
    """
    if usage.call_span is not None or usage.kind != "reference" or tree is None:
        return usage.call_span or usage.expression
    node = tree.root_node.descendant_for_byte_range(*usage.expression)
    parent = node.parent if node is not None else None
    name = (
        parent.child_by_field_name("attribute") if parent is not None and parent.type == "attribute" else None
    )
    call = parent.parent if parent is not None else None
    if name is None or call is None or call.type != "call" or call.child_by_field_name("function") != parent:
        return usage.expression
    is_asked = (name.text or b"").decode("utf-8", "replace") in _ASKS and not call.has_error
    return Span(call.start_byte, call.end_byte) if is_asked else usage.expression


def statement_span(span: Span, tree: Tree) -> Span | None:
    """The simple statement that a node of this span stands in, None where it is part of another one's header."""
    found: Node | None = tree.root_node.descendant_for_byte_range(span.start, span.end)
    while found is not None and (found.parent is None or found.parent.type not in STATEMENT_LISTS):
        found = found.parent
    if found is None or found.type not in _SIMPLE or found.has_error:
        return None
    return Span(found.start_byte, found.end_byte)

"""What a block of an answer replaces: the call, the reference, or the question how a mock in its place was called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Span, Usage

if TYPE_CHECKING:
    from refactor_cli.grammar import Tree

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

"""What transforms ask about decorators that skip a test where a condition holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Span
from refactor_cli.expression_nodes import every_node
from refactor_cli.transforms import Answer, Stretch, Unfit
from refactor_cli.transforms.decorators import behind, decorated

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# https://docs.python.org/3/library/unittest.html#unittest.skipIf
# https://docs.pytest.org/en/stable/reference/reference.html#pytest-mark-skipif
_RUNS_IF = {b"skipIf": False, b"skipif": False, b"skipUnless": True}
_PLAIN = frozenset({"identifier", "string", "integer", "float", "true", "false", "none", "not_operator"})
_ASKING = _PLAIN | {
    "attribute",
    "comparison_operator",
    "boolean_operator",
    "parenthesized_expression",
    "tuple",
}
_OF_STRINGS = frozenset({"string_start", "string_content", "string_end"})


def skips_by(condition: Node) -> Node | None:
    """The call that decorates, and skips by this condition."""
    listed = condition.parent
    if listed is None or listed.type != "argument_list" or listed.named_children[0] != condition:
        return None
    call = listed.parent
    is_one = call is not None and _called(call) in _RUNS_IF
    return call if is_one and call is not None and decorated(call) is not None else None


def without_skip(call: Node, holds: bool) -> Answer:
    """`@skipIf(False, …)` goes, as a test that it decorates is run. `holds`: what the condition is."""
    if _RUNS_IF.get(_called(call)) != holds:
        return Unfit("what it decorates never runs in Python 3: remove it")
    start, decorator = behind(call), call.parent
    if start is None or decorator is None:
        return Unfit("a comment beside the decorator would be lost")
    return Stretch(Span(decorator.start_byte, start), ())


def _called(call: Node) -> bytes:
    """The last name of what is called."""
    function = call.child_by_field_name("function")
    name = function.child_by_field_name("attribute") or function if function is not None else None
    return (name.text or b"") if name is not None else b""


def may_be_dropped(node: Node, *, is_asked_at_import: bool) -> bool:
    """Whether an expression has no effect: names and literals, and what is asked of modules about the machine, as
    conditions of decorators are (`sys.platform == "win32"`)."""
    kinds = _ASKING if is_asked_at_import else _PLAIN
    return all(each.type in kinds or each.type in _OF_STRINGS for each in every_node(node) if each.is_named)

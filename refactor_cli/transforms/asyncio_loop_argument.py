"""asyncio: the argument `loop` goes, which Python 3.10 took away: it is the loop that runs.

https://docs.python.org/3/whatsnew/3.10.html#removed

Another loop than the one that runs was an error, or never came to an end. What makes futures at once, before any loop
runs, needs the loop that is set.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refactor_cli.data import Span
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import every_node
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.transforms import Answer, Passed, Seen, Stretch, Transform, Unfit
from refactor_cli.transforms.asyncio_loop import is_in_coroutine
from refactor_cli.transforms.reading import arguments_of, has_comment, source, span_of

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_CALLED = (
    "as_completed",
    "create_subprocess_exec",
    "create_subprocess_shell",
    "gather",
    "open_connection",
    "open_unix_connection",
    "shield",
    "sleep",
    "start_server",
    "start_unix_server",
    "wait",
    "wait_for",
)
# a name, an attribute, or the loop that runs: nothing is lost when it is not evaluated
_PLAIN = lazy_pattern(r"[^\W\d][\w.]*(\b(get_event_loop|get_running_loop)\(\))?\Z")

# these are no coroutines
_AT_ONCE = frozenset({"as_completed", "gather", "shield"})
_CURRENT = lazy_pattern(r"(?:[\w.]+\.)?(?:get_event_loop|get_running_loop)\(\)\Z|None\Z")


def compute(seen: Seen) -> Answer:
    """For calls that give `loop` by its name."""
    given = arguments_of(seen.node) or []
    at = next((index for index, each in enumerate(given) if each.keyword == "loop"), None)
    if at is None:
        return Passed("it is given no loop by name")
    loop, call = given[at], seen.node
    if _PLAIN.match(source(loop.value)) is None:
        return Unfit("its loop is computed: look at whether it is the one that runs")
    if _is_at_once(call) and not is_in_coroutine(call) and not _is_current(call, loop.value):
        return Unfit("it makes a future before a loop runs: look at whether its loop is the one that is set")
    first, last = loop.node.start_byte, loop.node.end_byte
    if at + 1 < len(given):
        last = given[at + 1].node.start_byte
    elif at:
        first = given[at - 1].node.end_byte
    else:
        after = loop.node.next_sibling
        last = after.end_byte if after is not None and after.type == "," else last
    listed = loop.node.parent
    around = (*(listed.children if listed is not None else ()), loop.value)
    comments = [each for each in around if has_comment(each) and first <= each.start_byte < last]
    if comments or (loop.node.prev_sibling or loop.node).type == "comment":
        return Unfit("a comment stands at the argument that goes")
    pieces = (Span(call.start_byte, first), Span(last, call.end_byte))
    return Stretch(span_of(call), pieces, "changes")


def _is_at_once(call: Node) -> bool:
    function = call.child_by_field_name("function")
    return function is not None and last_part(source(function)) in _AT_ONCE


def _is_current(call: Node, loop: Node) -> bool:
    """Whether a loop is asked for as the one that is set, or is set, in the same function or file."""
    name = source(loop)
    if _CURRENT.match(name):
        return True
    scope = call
    while scope.parent is not None and scope.type != "function_definition":
        scope = scope.parent
    if re.search(rf"\bset_event_loop\(\s*{re.escape(name)}\s*\)", source(scope)):
        return True
    assigned = [each for each in every_node(scope) if each.type == "assignment"]
    given = [
        right
        for each in assigned
        if (left := each.child_by_field_name("left")) is not None and source(left) == name
        if (right := each.child_by_field_name("right")) is not None
    ]
    return bool(given) and all(_CURRENT.match(source(each)) for each in given)


TRANSFORM = Transform(
    tuple(f"asyncio.{name}" for name in _CALLED), compute, stays=True, requires="python>=3.7"
)

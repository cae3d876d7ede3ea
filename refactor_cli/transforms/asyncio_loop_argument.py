"""asyncio: the argument `loop` goes, which Python 3.10 took away: it is the loop that runs.

https://docs.python.org/3/whatsnew/3.10.html#removed

Another loop than the one that runs was an error, or never came to an end.
"""

from __future__ import annotations

import re

from refactor_cli.data import Span
from refactor_cli.transforms import Answer, Passed, Seen, Stretch, Transform, Unfit
from refactor_cli.transforms.reading import arguments_of, has_comment, source, span_of

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
_PLAIN = re.compile(r"[^\W\d][\w.]*(\b(get_event_loop|get_running_loop)\(\))?\Z")


def compute(seen: Seen) -> Answer:
    """For calls that give `loop` by its name."""
    given = arguments_of(seen.node) or []
    at = next((index for index, each in enumerate(given) if each.keyword == "loop"), None)
    if at is None:
        return Passed("it is given no loop by name")
    loop, call = given[at], seen.node
    if _PLAIN.match(source(loop.value)) is None:
        return Unfit("its loop is computed: look at whether it is the one that runs")
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


TRANSFORM = Transform(
    tuple(f"asyncio.{name}" for name in _CALLED), compute, stays=True, requires="python>=3.7"
)

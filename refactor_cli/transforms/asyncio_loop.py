"""asyncio: `get_event_loop()` in a coroutine is `get_running_loop()`.

https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.get_event_loop
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.transforms import Answer, Computed, Passed, Seen, Transform
from refactor_cli.transforms.reading import arguments_of, source

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_DEFERRED = frozenset({"lambda", "generator_expression", "class_definition"})


def compute(seen: Seen) -> Answer:
    """For calls that run while the loop of their coroutine does."""
    if arguments_of(seen.node) != []:
        return Passed("it takes no arguments")
    if not is_in_coroutine(seen.node):
        return Passed("no loop may be running outside of a coroutine")
    return Computed("def get_event_loop():\n    return asyncio.get_running_loop()")


def is_in_coroutine(call: Node) -> bool:
    """Whether the body of an `async def` runs it: not its defaults or decorators, and nothing that may run later."""
    inner, around = call, call.parent
    while around is not None and around.type not in _DEFERRED:
        if around.type == "function_definition" and inner == around.child_by_field_name("body"):
            return source(around.children[0]) == "async"
        inner, around = around, around.parent
    return False


TRANSFORM = Transform(
    ("asyncio.get_event_loop",),
    compute,
    imports="import asyncio",
    requires="python>=3.7",
)

"""asyncio: what `get_event_loop_policy()` is asked for at once is a function of asyncio itself.

https://docs.python.org/3/whatsnew/3.14.html#asyncio
https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.get_event_loop
"""

from __future__ import annotations

from refactor_cli.transforms import Answer, Computed, Seen, Transform, Unfit
from refactor_cli.transforms.reading import arguments_of, called_attribute

# methods of a policy -> the parameters of the function
_SAME = {"new_event_loop": "", "set_event_loop": "loop", "get_event_loop": ""}


def compute(seen: Seen) -> Answer:
    """For the loop of a policy that nothing keeps. Where a loop is running, asyncio's function gives that one."""
    call = seen.node.parent.parent if seen.node.parent is not None else None
    called = called_attribute(call) if call is not None and call.type == "call" else None
    given = arguments_of(call) if call is not None and call.type == "call" else None
    if call is None or called is None or called[0] != seen.node or called[1] not in _SAME:
        return Unfit("it is not asked for a loop at once: asyncio.run() and Runner take a loop_factory")
    if arguments_of(seen.node) != [] or given is None:
        return Unfit("it takes no arguments")
    name, parameter = called[1], _SAME[called[1]]
    return Computed(
        f"def {name}({parameter}):\n    return asyncio.{name}({parameter})",
        node=call,
        arguments=tuple(each.node for each in given),
        behaviour="changes" if name == "get_event_loop" else "same",
    )


TRANSFORM = Transform(("asyncio.get_event_loop_policy",), compute, imports="import asyncio")

"""inspect: `getargspec()` is `getfullargspec()`, which has three more fields and calls the third one `varkw`.

https://docs.python.org/3/whatsnew/3.11.html#removed
"""

from __future__ import annotations

from refactor_cli.transforms import Answer, Computed, Seen, Transform
from refactor_cli.transforms.reading import source

_RULE = "def getargspec(func):\n    return inspect.getfullargspec(func)"
_SAME = frozenset({"args", "varargs", "defaults"})
_TARGETS = frozenset({"pattern_list", "tuple_pattern", "list_pattern"})


def compute(seen: Seen) -> Answer:
    """By what is done with the four fields: one of them is read, they are unpacked, or something else."""
    around = seen.node.parent
    if around is not None and around.type == "attribute":
        name = around.child_by_field_name("attribute")
        field = source(name) if name is not None else ""
        if field in _SAME:
            return Computed(_RULE)
        if field == "keywords":
            arguments = seen.node.child_by_field_name("arguments")
            given = arguments.named_children if arguments is not None else []
            return Computed(f"{_RULE}.varkw", node=around, arguments=tuple(given))
    if around is not None and around.type == "assignment":
        left = around.child_by_field_name("left")
        if left is not None and left.type in _TARGETS:
            return Computed(f"{_RULE}[:4]")
    return Computed(_RULE, behaviour="changes")


TRANSFORM = Transform(("inspect.getargspec",), compute, imports="import inspect", requires="python>=3.0")

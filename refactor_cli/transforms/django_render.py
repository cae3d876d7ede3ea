"""Django: `render_to_response()` is `render()`, which takes the request first.

https://docs.djangoproject.com/en/3.0/releases/3.0/#features-removed-in-3-0

With the request, the context processors run. Without one at hand it may be `None`, which is for people to say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.transforms import Answer, Computed, Seen, Transform, Unfit
from refactor_cli.transforms.reading import arguments_of, source

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_REQUEST = "request"
_AROUND = frozenset({"function_definition", "lambda", "class_definition", "module"})


def compute(seen: Seen) -> Answer:
    """For calls in a view: a function whose first parameter, or the one after `self`, is called `request`."""
    around = seen.node.parent
    while around is not None and around.type not in _AROUND:
        around = around.parent
    request = _request(around) if around is not None and around.type == "function_definition" else None
    given = arguments_of(seen.node)
    if request is None or given is None:
        return Unfit("render() takes the request first, and there is none at hand: give it, or None")
    return Computed(
        "def render_to_response(request, *args, **kwargs):\n    return render(request, *args, **kwargs)",
        arguments=(request, *(each.node for each in given)),
        behaviour="changes",
    )


def _request(function: Node) -> Node | None:
    listed = function.child_by_field_name("parameters")
    names = (
        [each.named_children[0] if each.type == "typed_parameter" else each for each in listed.named_children]
        if listed
        else []
    )
    if names and source(names[0]) in ("self", "cls"):
        names = names[1:]
    return names[0] if names and names[0].type == "identifier" and source(names[0]) == _REQUEST else None


TRANSFORM = Transform(
    ("django.shortcuts.render_to_response",),
    compute,
    imports="from django.shortcuts import render",
)

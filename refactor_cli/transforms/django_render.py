"""Django: `render_to_response()` is `render()`, which takes the request first.

https://docs.djangoproject.com/en/3.0/releases/3.0/#features-removed-in-3-0
https://docs.djangoproject.com/en/1.10/releases/1.10/#features-removed-in-1-10

With the request, the context processors run. Without one at hand it may be `None`, which is for people to say.
`RequestContext(request)` is what `render()` makes itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import SCOPES
from refactor_cli.grammar import nearest
from refactor_cli.transforms import Answer, Computed, Seen, Transform, Unfit
from refactor_cli.transforms.reading import Argument, arguments_of, source

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_REQUEST = "request"
_CONTEXT = "context_instance"
_KEYWORDS = frozenset({"template_name", "context", "content_type", "status", "using"})
_POSITIONAL = 2


def compute(seen: Seen) -> Answer:
    """For calls in a view: a function whose first parameter, or the one after `self`, is called `request`."""
    around = nearest(seen.node.parent, *SCOPES)
    request = _request(around) if around is not None and around.type == "function_definition" else None
    given = arguments_of(seen.node)
    if request is None or given is None:
        return Unfit("render() takes the request first, and there is none at hand: give it, or None")
    left = [each for each in given if not _is_made_anyway(each, source(request))]
    if reason := _beyond(left):
        return Unfit(reason)
    return Computed(
        "def render_to_response(request, *args, **kwargs):\n    return render(request, *args, **kwargs)",
        arguments=(request, *(each.node for each in left)),
        behaviour="changes",
    )


def _is_made_anyway(argument: Argument, request: str) -> bool:
    """Whether an argument is `RequestContext(request)`, the third one until Django 1.9, or `context_instance`."""
    called = argument.value.child_by_field_name("function") if argument.value.type == "call" else None
    if argument.keyword not in ("", _CONTEXT) or called is None:
        return False
    if last_part(source(called)) != "RequestContext":
        return False
    inner = arguments_of(argument.value)
    return inner is not None and len(inner) == 1 and source(inner[0].node) == request


def _beyond(arguments: list[Argument]) -> str:
    """What is given that render() does not take; "" where nothing is."""
    if any(each.star for each in arguments):
        return "what its starred arguments give is not known: render() takes no context_instance"
    if len([each for each in arguments if not each.keyword]) > _POSITIONAL:
        return "its third argument was a context, and is the content type of render()"
    strange = [each.keyword for each in arguments if each.keyword and each.keyword not in _KEYWORDS]
    return f"render() takes no '{strange[0]}'" if strange else ""


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

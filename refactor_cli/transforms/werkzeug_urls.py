"""Werkzeug: `host`, `replace()` and `to_url()` of what `url_parse()` gives have other names in that of `urlsplit()`.

https://werkzeug.palletsprojects.com/en/stable/changes/#version-2-3-0
https://docs.python.org/3/library/urllib.parse.html#urllib.parse.urlsplit
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import SplitResult

from refactor_cli.expression_nodes import every_node
from refactor_cli.grammar import nearest
from refactor_cli.transforms import Answer, Computed, Passed, Seen, Transform, Unfit
from refactor_cli.transforms.reading import arguments_of, root_of, source

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_CALLED_OTHERWISE = {"host": "hostname", "replace": "_replace", "to_url": "geturl"}
# what both have means the same; `encode()` gives a text no longer
_OF_BOTH = frozenset(SplitResult._fields) | {"username", "password", "port", "count", "index"}


def compute(seen: Seen) -> Answer:
    """For a call whose result is asked for more than its parts: at once, or under the name that it gets."""
    call, given = seen.node, arguments_of(seen.node)
    asked = _asked_at_once(call)
    if asked in _OF_BOTH:
        return Passed("it is asked for a part")
    if asked and asked not in _CALLED_OTHERWISE:
        return Unfit(f"what urlsplit() gives has no '{asked}': write by hand what takes its place")
    changed = call.parent.parent if asked == "replace" and call.parent is not None else call
    if changed is not None and (reason := _asked_later(changed, is_first=changed == call)):
        return Unfit(reason)
    if not asked or given is None:
        return Passed("nothing asks for more than a part of it")
    head = "def url_parse(url, scheme=OMITTED, allow_fragments=OMITTED):"
    return Computed(
        f"{head}\n    return urlsplit(url, scheme, allow_fragments).{_CALLED_OTHERWISE[asked]}",
        node=call.parent,
        arguments=tuple(each.node for each in given),
        brackets=call.child_by_field_name("arguments"),
        behaviour="changes",
    )


def _asked_at_once(call: Node) -> str:
    """The attribute that is read of a call; "" for none."""
    around = call.parent
    if around is None or around.type != "attribute" or around.child_by_field_name("object") != call:
        return ""
    name = around.child_by_field_name("attribute")
    return source(name) if name is not None else ""


def _asked_later(call: Node, is_first: bool) -> str:
    """Why what a call gives cannot be what urlsplit() gives; "" where nothing speaks against it."""
    if not is_first and (asked := _asked_at_once(call)) and asked not in _OF_BOTH:
        return f"what urlsplit() gives has no '{asked}': write by hand what takes its place"
    held = _held_as(call)
    other = _asked_of(held) if held is not None else None
    if other is None:
        return ""
    name, line = other.child_by_field_name("attribute"), other.start_point[0] + 1
    asked = source(name) if name is not None else ""
    return f"'{source(other)}' in line {line} asks for '{asked}', which urlsplit() does not give"


def _held_as(call: Node) -> Node | None:
    """The name or attribute that the result is assigned to."""
    around = call.parent
    while around is not None and around.type in (
        "parenthesized_expression",
        "conditional_expression",
        "boolean_operator",
    ):
        around = around.parent
    if around is None or around.type not in ("assignment", "named_expression"):
        return None
    target = around.child_by_field_name("left") or around.child_by_field_name("name")
    return target if target is not None and target.type in ("identifier", "attribute") else None


def _asked_of(held: Node) -> Node | None:
    """The first attribute of it that is none of a SplitResult's: of a name in its function, of others in the file."""
    place, written = root_of(held), source(held)
    if held.type == "identifier":
        place = nearest(held, "function_definition", "module") or place
    for node in every_node(place):
        owner, name = node.child_by_field_name("object"), node.child_by_field_name("attribute")
        if node.type != "attribute" or owner is None or name is None or source(owner) != written:
            continue
        if source(name) not in _OF_BOTH | {"hostname", "geturl", "_replace"}:
            return node
    return None


TRANSFORM = Transform(
    ("werkzeug.urls.url_parse",),
    compute,
    imports="from urllib.parse import urlsplit",
    requires="python>=3.0",
)

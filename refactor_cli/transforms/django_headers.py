"""Django: HTTP headers are read from `request.headers`, under their own names.

https://docs.djangoproject.com/en/2.2/releases/2.2/#requests-and-responses
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.transforms import Answer, Computed, Passed, Seen, Transform
from refactor_cli.transforms.reading import arguments_of, called_attribute, quoted, source, text_value

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_OTHERS = {"CONTENT_TYPE": "content-type", "CONTENT_LENGTH": "content-length"}
_REQUESTS = frozenset({"request", "self.request"})
_LEFT = frozenset({"assignment", "augmented_assignment", "delete_statement", "pattern_list", "for_statement"})


def header_name(key: str) -> str:
    """The header that a key of `META` stands for, in lower case; "" when it is none."""
    prefix, _, name = key.partition("_")
    return name.lower().replace("_", "-") if prefix == "HTTP" and name else _OTHERS.get(key, "")


def compute(seen: Seen) -> Answer:
    """For `META["HTTP_…"]`, `META.get("HTTP_…")` and `"HTTP_…" in META`."""
    owner, around = seen.node.child_by_field_name("object"), seen.node.parent
    if owner is None or around is None:
        return Passed("nothing is asked of it there")
    if seen.certainty == "possible" and source(owner) not in _REQUESTS:
        return Passed("it may be something else")
    if (operator := _asked_in(seen.node, around)) is not None:
        asked = around.named_children[0]
        name = _header(asked)
        if name:
            rule = f"def META(self):\n    return {quoted(name, asked)} {operator} self.headers"
            return Computed(rule, node=around, receiver=owner)
    key = _key(seen.node, around)
    name = _header(key) if key is not None else ""
    if key is None or not name:
        return Passed("it is asked for no header there")
    written = quoted(name, key)
    if around.type == "subscript":
        return Computed(f"def META(self):\n    return self.headers[{written}]", node=around, receiver=owner)
    call = around.parent
    assert call is not None
    rest = arguments_of(call)
    assert rest is not None
    return Computed(
        f"def META(self, *args):\n    return self.headers.get({written}, *args)",
        node=call,
        receiver=owner,
        arguments=tuple(each.node for each in rest[1:]),
    )


def _header(key: Node) -> str:
    """The header of a literal in one piece: what is put together was written so for a reason."""
    return header_name(text_value(key) or "") if key.type != "concatenated_string" else ""


def _asked_in(read: Node, around: Node) -> str | None:
    """The operator of `"HTTP_…" in META` or `not in`; None for anything else."""
    if around.type != "comparison_operator" or len(around.named_children) != 2:
        return None
    between = " ".join(source(each) for each in around.children if not each.is_named)
    operator = " ".join(between.split())
    return operator if around.named_children[1] == read and operator in ("in", "not in") else None


def _key(read: Node, around: Node) -> Node | None:
    """The node of the literal that is asked for, where it is read."""
    if around.type == "subscript" and around.child_by_field_name("value") == read:
        outer, keys = around.parent, around.children_by_field_name("subscript")
        is_set = outer is not None and outer.type in _LEFT and around == outer.named_children[0]
        return keys[0] if len(keys) == 1 and not is_set else None
    call = around.parent
    if around.type != "attribute" or call is None or call.type != "call":
        return None
    called, given = called_attribute(call), arguments_of(call)
    if (
        called is None
        or called != (read, "get")
        or not given
        or any(each.keyword or each.star for each in given)
    ):
        return None
    return given[0].value


TRANSFORM = Transform(
    ("django.http.HttpRequest.META", "django.http.request.HttpRequest.META"),
    compute,
    stays=True,
    is_property=True,
    requires="django>=2.2",
)

"""Names that are keywords by now (`asyncio.async`), which no tree has as names: read off the text around them."""

from __future__ import annotations

import re
from keyword import iskeyword
from typing import TYPE_CHECKING

from refactor_cli.data import Span
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.occurrences.values import Occurrence, Role

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# longer lines than this are made by machines
_MOST_BEFORE = 200
_NAME = rb"[A-Za-z_\x80-\xff][\w\x80-\xff]*"
_RECEIVER = lazy_pattern(rb"(?<![\w.\x80-\xff)\]}'\"])(%b(?:\.%b)*)\.\Z" % (_NAME, _NAME))
_FROM = lazy_pattern(
    rb"^[ \t]*from[ \t]+([\w\x80-\xff.]+)[ \t]+import[ \t]*"
    rb"(?:[ \t](?:[\w\x80-\xff, \t]+,[ \t]*)?|\((?:[\w\x80-\xff,\s]+,)?\s*)\Z",
    re.MULTILINE,
)
_WHOLE = frozenset({"attribute", "dotted_name", "member_type"})


def is_unread(utf8: bytes, node: Node, span: Span) -> bool:
    """Whether a name stands behind a dot, or is imported, and the tree does not say so: it does not parse there."""
    parent = node.parent
    if parent is None or node.child_count or (node.start_byte, node.end_byte) != tuple(span):
        return False
    if parent.type in _WHOLE:
        return False
    name, is_behind = utf8[span.start : span.end], utf8[span.start - 1 : span.start] == b"."
    if node.type != "identifier" and node.type.encode() != name:
        return False
    return is_behind or (iskeyword(name.decode("utf-8", "replace")) and _from(utf8, span) is not None)


def of_unread(utf8: bytes, node: Node, span: Span) -> Occurrence:
    """The occurrence, as far as the line tells."""
    if module := _from(utf8, span):
        return Occurrence(span, "imported", "reference", span, receiver=module)
    before = _before(utf8, span)
    found = _RECEIVER.search(before)
    if found is None:
        return Occurrence(span, "attribute", "reference", span)
    expression = Span(span.start - len(before) + found.start(), span.end)
    call = _call(node, expression.start) if utf8[span.end : span.end + 1] == b"(" else None
    role: Role = "call" if call is not None else "reference"
    return Occurrence(span, "attribute", role, expression, call, found[1].decode("utf-8", "replace"))


def _from(utf8: bytes, span: Span) -> str | None:
    """The module that `from module import name` names, where the names may be in brackets, on lines of their own."""
    found = _FROM.search(utf8[max(0, span.start - _MOST_BEFORE) : span.start])
    return found[1].decode("utf-8", "replace") if found else None


def _before(utf8: bytes, span: Span) -> bytes:
    start = max(utf8.rfind(b"\n", 0, span.start) + 1, span.start - _MOST_BEFORE)
    return utf8[start : span.start]


def _call(node: Node, start: int) -> Span | None:
    outer: Node | None = node
    while outer is not None and outer.start_byte >= start:
        if outer.type == "call" and outer.start_byte == start:
            return Span(start, outer.end_byte)
        outer = outer.parent
    return None

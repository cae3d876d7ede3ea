"""Small readings of syntax nodes, which everything else in this package is made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING
from unicodedata import normalize

from refactor_cli.data import Span
from refactor_cli.grammar import field_id
from refactor_cli.symbols import LANGUAGE

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_DOTTED = re.compile(rb"[A-Za-z_\x80-\xff][\w\x80-\xff]*(?:\.[A-Za-z_\x80-\xff][\w\x80-\xff]*)*")
_BETWEEN = re.compile(rb"\s+|#[^\n]*|\\\r?\n")
# Longer than any name that people write; a bound, so that a chain of 100,000 attributes costs nothing.
_LONGEST_DOTTED = 1000
# fields of nodes that every file has by the thousands
BODY, CONDITION, FUNCTION, LEFT, NAME, PARAMETERS, RETURN_TYPE, RIGHT, TYPE, TYPE_PARAMETERS = (
    field_id(LANGUAGE, name)
    for name in (
        *("body", "condition", "function", "left", "name", "parameters", "return_type", "right", "type"),
        "type_parameters",
    )
)
# what a class has of it is the function itself
_STATIC = "staticmethod"
_NAMES = frozenset({"identifier", "attribute", "dotted_name", "member_type"})
_DISPLAYS = frozenset({"pattern_list", "tuple_pattern", "list_pattern", "tuple", "list", "expression_list"})
_WRAPPERS = frozenset(
    {
        "list_splat_pattern",
        "list_splat",
        "parenthesized_expression",
        "type",
        "as_pattern_target",
        "tuple_pattern",
    }
)


# a `Span` of a pair without a call of Python code: hundreds of thousands are made
new_span: Callable[[tuple[int, int]], Span] = partial(tuple.__new__, Span)


def span_of(node: Node) -> Span:
    """The offsets of a node."""
    return new_span(node.byte_range)


def name_of(utf8: bytes, node: Node) -> str:
    """An identifier as Python compares it: NFKC (https://docs.python.org/3/reference/lexical_analysis.html)."""
    start, end = node.byte_range
    name = utf8[start:end].decode("utf-8", "replace")
    return name if name.isascii() else normalize("NFKC", name)


def source_of(utf8: bytes, node: Node) -> str:
    """The source of a node as it is written."""
    return utf8[node.start_byte : node.end_byte].decode("utf-8", "replace")


def dotted_of(utf8: bytes, node: Node | None) -> str:
    """The source of a name or dotted name without white space in it; "" for any other expression."""
    if node is None or (kind := node.type) not in _NAMES:
        return ""
    start, end = node.byte_range
    if end - start > _LONGEST_DOTTED:
        return ""
    source = utf8[start:end]
    if kind != "identifier" and not _DOTTED.fullmatch(source):
        source = _BETWEEN.sub(b"", source)
        if not _DOTTED.fullmatch(source):
            return ""
    text = source.decode("utf-8", "replace")
    return text if text.isascii() else normalize("NFKC", text)


def squeezed(utf8: bytes, node: Node) -> str:
    """The source of a node without white space and comments: `. . a` -> `..a`."""
    return _BETWEEN.sub(b"", utf8[node.start_byte : node.end_byte]).decode("utf-8", "replace")


def annotation_of(utf8: bytes, node: Node | None) -> str:
    """Dotted source of a plain annotation, also of one in quotes; "" for any other."""
    inner = parts_of(node) if node is not None and node.type == "type" else []
    if len(inner) != 1:
        return ""
    if inner[0].type == "string":
        source = utf8[inner[0].start_byte : inner[0].end_byte].strip(b"\"'")
        is_plain = len(source) <= _LONGEST_DOTTED and _DOTTED.fullmatch(source)
        return source.decode("utf-8", "replace") if is_plain else ""
    return dotted_of(utf8, inner[0])


def parts_of(node: Node) -> list[Node]:
    """The named children that are code."""
    return [child for child in node.named_children if not child.is_extra]


def bare(node: Node | None) -> Node | None:
    """An expression without the parentheses around it."""
    while node is not None and node.type == "parenthesized_expression":
        inner = parts_of(node)
        node = inner[0] if len(inner) == 1 else None
    return node


def only_argument(call: Node) -> Node | None:
    """The one argument of a call, without a keyword; None where there are more, or none."""
    arguments = call.child_by_field_name("arguments")
    given = parts_of(arguments) if arguments is not None and arguments.type == "argument_list" else []
    return given[0] if len(given) == 1 else None


def plain_value(utf8: bytes, value: Node | None) -> tuple[str, str]:
    """`Binding.value` and `Binding.called` of an assigned expression without parentheses around it; that of
    `staticmethod(name)` is `name`."""
    if value is None:
        return "", ""
    if value.type == "call":
        called = dotted_of(utf8, bare(value.child_by_field_id(FUNCTION)))
        plain = dotted_of(utf8, only_argument(value)) if called == _STATIC else ""
        return (plain, "") if plain else ("", called)
    return dotted_of(utf8, value), ""


def targets_of(target: Node, value: Node | None = None) -> Sequence[tuple[Node, Node | None]]:
    """The identifiers that an assignment to `target` binds, in their order, each with the part of `value` that
    it gets where both are displays that fit; a starred one gets none. Attributes and subscripts bind no name."""
    kind = target.type
    if kind == "identifier":
        return ((target, bare(value)),)
    if kind == "attribute" or kind == "subscript":
        return ()
    return _inner_targets(target, value)


def _inner_targets(target: Node, value: Node | None) -> list[tuple[Node, Node | None]]:
    found: list[tuple[Node, Node | None]] = []
    waiting = [(target, bare(value))]
    while waiting:
        node, given = waiting.pop()
        kind = node.type
        if kind == "identifier":
            found.append((node, given))
        elif kind in _DISPLAYS or kind in _WRAPPERS:
            inner = parts_of(node)
            if kind in _WRAPPERS and _is_wrapper(node):
                values: list[Node | None] = [given if "splat" not in kind else None] * len(inner)
            else:
                values = _paired(inner, given)
            waiting.extend(reversed(list(zip(inner, values, strict=True))))
    return found


def _is_wrapper(node: Node) -> bool:
    """`(a)` is read as a tuple pattern, which it is only with a comma."""
    return node.type != "tuple_pattern" or all(child.type != "," for child in node.children)


def _paired(targets: list[Node], value: Node | None) -> list[Node | None]:
    nothing: list[Node | None] = [None] * len(targets)
    if value is None or value.type not in _DISPLAYS:
        return nothing
    values: list[Node | None] = [bare(node) for node in parts_of(value)]
    if any(node is not None and "splat" in node.type for node in values):
        return nothing
    starred = [at for at, node in enumerate(targets) if "splat" in node.type]
    if len(starred) == 1 and len(values) >= len(targets) - 1:
        before, after = starred[0], len(targets) - starred[0] - 1
        return [*values[:before], None, *values[len(values) - after :]]
    return values if not starred and len(values) == len(targets) else nothing

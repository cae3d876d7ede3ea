"""`case` clauses: https://docs.python.org/3/reference/compound_stmts.html#patterns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.data import Span
from refactor_cli.index.draft import Draft, Place, Statements
from refactor_cli.index.expressions import read_expression
from refactor_cli.index.nodes import parts_of, span_of

if TYPE_CHECKING:
    from refactor_cli.grammar import Node


def read_case(draft: Draft, clause: Node, place: Place, statement: Span) -> Iterator[Statements]:
    """Adds the captures of a `case`; their block is the whole clause, so that the guard sees them."""
    here = place._replace(block=span_of(clause))
    for child in clause.named_children:
        if child.type == "case_pattern":
            for name in _captures(child):
                if draft.utf8[name.start_byte : name.end_byte] != b"_":
                    draft.bind(name, "match", here, statement)
        elif child.type == "block":
            yield Statements(child.named_children, place._replace(block=span_of(child)))
        else:
            read_expression(draft, child, here, statement)


def _captures(pattern: Node) -> Iterator[Node]:
    waiting = [pattern]
    while waiting:
        node = waiting.pop()
        parts = parts_of(node)
        match node.type:
            case "identifier":
                yield node
            case "dotted_name" if len(parts) == 1:
                yield parts[0]
            case "class_pattern" | "keyword_pattern":
                waiting.extend(reversed(parts[1:]))
            case "dict_pattern":
                keys = {key.id for key in node.children_by_field_name("key")}
                waiting.extend(part for part in reversed(parts) if part.id not in keys)
            case (
                "case_pattern"
                | "union_pattern"
                | "list_pattern"
                | "tuple_pattern"
                | "as_pattern"
                | "splat_pattern"
            ):
                waiting.extend(reversed(parts))

"""Scopes and bindings inside expressions: lambdas, comprehensions and `:=`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Span
from refactor_cli.grammar import captures
from refactor_cli.index.draft import Draft, Place
from refactor_cli.index.nodes import bare, parts_of, plain_value, span_of, targets_of
from refactor_cli.index.parameters import parameter_names

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_COMPREHENSIONS = {
    "list_comprehension": "<listcomp>",
    "set_comprehension": "<setcomp>",
    "dictionary_comprehension": "<dictcomp>",
    "generator_expression": "<genexpr>",
}


class _Open(NamedTuple):
    """A scope that the sweep over an expression is inside of: the place around it, and the place in it."""

    end: int
    outer: Place
    inner: Place
    hole: Span | None = None


def read_expression(draft: Draft, node: Node, place: Place, statement: Span) -> None:
    """Adds the scopes and bindings of an expression that stands in a scope.

    A sweep over the nodes found, in their order: their nesting may be deeper than Python's stack.
    """
    if not draft.is_hot(node.start_byte, node.end_byte):
        return
    found = captures(draft.language, "scopes", node)
    walruses = found.get("walrus", [])
    nodes = [*found.get("lambda", ()), *found.get("comprehension", ()), *walruses]
    skippable = _skippable(found.get("branch", ())) if walruses else []
    opened, skipped = list[_Open](), list[Span]()
    for inner in sorted(nodes, key=lambda inner: (inner.start_byte, -inner.end_byte)):
        start = inner.start_byte
        while opened and opened[-1].end <= start:
            opened.pop()
        here = _innermost(opened, start, place)
        if inner.type == "named_expression":
            while skippable and skippable[-1].start <= start:
                skipped.append(skippable.pop())
            while skipped and skipped[-1].end <= start:
                skipped.pop()
            _bind_walrus(draft, inner, here, statement, skipped[-1] if skipped else here.block)
        elif inner.type == "lambda":
            opened.append(_open_lambda(draft, inner, here, statement))
        else:
            opened.append(_open_comprehension(draft, inner, here, statement))


def _innermost(opened: list[_Open], at: int, place: Place) -> Place:
    if not opened:
        return place
    _, outer, inner, hole = opened[-1]
    is_outside = not inner.block.start <= at < inner.block.end or (hole and hole.start <= at < hole.end)
    return outer if is_outside else inner


def _open_lambda(draft: Draft, node: Node, outer: Place, statement: Span) -> _Open:
    body = node.child_by_field_name("body")
    span = span_of(body) if body is not None else Span(node.end_byte, node.end_byte)
    inner = Place(draft.open_scope("lambda", "<lambda>", span, outer.scope), span)
    parameters = node.child_by_field_name("parameters")
    if parameters is not None:
        for name in parameter_names(parameters):
            draft.bind(name, "parameter", inner, statement)
    return _Open(node.end_byte, outer, inner)


def _open_comprehension(draft: Draft, node: Node, outer: Place, statement: Span) -> _Open:
    clauses = [child for child in node.named_children if child.type == "for_in_clause"]
    first = clauses[0].child_by_field_name("right") if clauses else None
    hole = span_of(first) if first is not None else None
    span = span_of(node)
    name = _COMPREHENSIONS[node.type]
    inner = Place(draft.open_scope("comprehension", name, span, outer.scope, hole), span)
    for clause in clauses:
        left = clause.child_by_field_name("left")
        if left is not None:
            for target, _ in targets_of(left):
                draft.bind(target, "comprehension", inner, statement)
    return _Open(node.end_byte, outer, inner, hole)


def _bind_walrus(draft: Draft, node: Node, place: Place, statement: Span, skipped: Span) -> None:
    """PEP 572: the name is bound in the scope around all comprehensions. `skipped`: the innermost operand
    around it that may never be evaluated."""
    name = node.child_by_field_name("name")
    if name is None or name.type != "identifier":
        return
    value, called = plain_value(draft.utf8, bare(node.child_by_field_name("value")))
    block = min(place.block, skipped, key=lambda span: span.end - span.start)
    place = place._replace(scope=draft.homes[place.scope], block=block)
    draft.bind(name, "walrus", place, statement, value=value, called=called)


def _skippable(branches: Iterable[Node]) -> list[Span]:
    """The parts of `a and b`, `a or b`, `a if b else c` that may be left out, the last one first."""
    spans = list[Span]()
    for branch in branches:
        parts = parts_of(branch)
        spans += [span_of(part) for part in (parts[1:] if branch.type == "boolean_operator" else parts[::2])]
    return sorted(spans, key=lambda span: (-span.start, span.end))

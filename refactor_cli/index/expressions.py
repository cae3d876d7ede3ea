"""Scopes and bindings inside expressions: lambdas, comprehensions and `:=`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Span
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


_BRANCHES = frozenset({"boolean_operator", "conditional_expression"})
_KINDS = frozenset({"lambda", "named_expression", *_COMPREHENSIONS, *_BRANCHES})


class _Open(NamedTuple):
    """A scope that the sweep over an expression is inside of: the place around it, and the place in it."""

    end: int
    outer: Place
    inner: Place
    hole: Span | None = None


class _Skippable(NamedTuple):
    """The operands that may never be evaluated, the next one last: those ahead, and those the sweep is inside."""

    ahead: list[Span]
    inside: list[Span]

    def advance(self, at: int) -> None:
        while self.ahead and self.ahead[-1].start <= at:
            self.inside.append(self.ahead.pop())
        while self.inside and self.inside[-1].end <= at:
            self.inside.pop()


def read_expression(draft: Draft, node: Node, place: Place, statement: Span) -> None:
    """Adds the scopes and bindings of an expression that stands in a scope.

    A sweep over its nodes in their order: their nesting may be deeper than Python's stack.
    """
    if not draft.is_hot(*node.byte_range):
        return
    opened, skippable = list[_Open](), _Skippable([], [])
    for inner in _nodes(draft, node):
        start, kind = inner.start_byte, inner.type
        while opened and opened[-1].end <= start:
            opened.pop()
        skippable.advance(start)
        here = _innermost(opened, start, place)
        if kind in _BRANCHES:
            skippable.ahead.extend(_operands(inner))
        elif kind == "named_expression":
            _bind_walrus(
                draft, inner, here, statement, skippable.inside[-1] if skippable.inside else here.block
            )
        elif kind == "lambda":
            opened.append(_open_lambda(draft, inner, here, statement))
        else:
            opened.append(_open_comprehension(draft, inner, here, statement))


def _nodes(draft: Draft, node: Node) -> Iterator[Node]:
    """What opens a scope, binds a name or leaves an operand out, outer nodes before inner ones."""
    waiting = [node]
    while waiting:
        inner = waiting.pop()
        if draft.is_hot(*inner.byte_range):
            if inner.type in _KINDS:
                yield inner
            waiting.extend(reversed(inner.named_children))


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
    draft.bind(name, "walrus", place, statement, ("", "", value, called, "", "", -1))


def _operands(branch: Node) -> list[Span]:
    """The parts of `a and b`, `a or b`, `a if b else c` that may be left out, the last one first."""
    parts = parts_of(branch)
    return [
        span_of(part) for part in reversed(parts[1:] if branch.type == "boolean_operator" else parts[::2])
    ]

"""In which order, and how often, the parts of a rule's expression are evaluated."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

from refactor_cli.recipe.rules import Event, Place

_THROUGH = (ast.comprehension, ast.arguments, ast.keyword, ast.stmt, ast.withitem, ast.ExceptHandler)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def events_of(
    node: ast.expr, parameters: Mapping[str, str], place: Place, bound: frozenset[str]
) -> Iterator[Event]:
    """What happens in the order of https://docs.python.org/3/reference/expressions.html#evaluation-order."""
    match node:
        case ast.Name():
            if node.id in parameters and node.id not in bound:
                yield Event(node.id, place, bound)
        case ast.BoolOp():
            yield from events_of(node.values[0], parameters, place, bound)
            for value in node.values[1:]:
                yield from events_of(value, parameters, _weaker(place, "maybe"), bound)
        case ast.IfExp():
            yield from events_of(node.test, parameters, place, bound)
            for value in (node.body, node.orelse):
                yield from events_of(value, parameters, _weaker(place, "maybe"), bound)
        case ast.Compare():
            yield from events_of(node.left, parameters, place, bound)
            for index, value in enumerate(node.comparators):
                yield from events_of(value, parameters, _weaker(place, "maybe") if index else place, bound)
        case ast.Starred(value=ast.Name()):
            for event in events_of(node.value, parameters, place, bound):
                yield event._replace(is_unpacked=not parameters[event.parameter].startswith("var_"))
        case ast.Call():
            ordered = [node.func, *node.args, *(keyword.value for keyword in node.keywords)]
            for value in ordered:
                yield from events_of(value, parameters, place, bound)
            yield Event("", place)
        case ast.Await():
            yield from events_of(node.value, parameters, place, bound)
            yield Event("", place)
        case ast.Lambda():
            for default in [*node.args.defaults, *node.args.kw_defaults]:
                if default is not None:
                    yield from events_of(default, parameters, place, bound)
            yield from events_of(node.body, parameters, "later", bound | bound_names(node))
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            is_lazy = isinstance(node, ast.GeneratorExp)
            for event in events_of(node.generators[0].iter, parameters, place, bound):
                yield event._replace(is_iterable=bool(event.parameter), is_unpacked=not is_lazy)
            inner: Place = "later" if is_lazy else _weaker(place, "again")
            for child in children(node):
                if child is not node.generators[0].iter:
                    yield from events_of(child, parameters, inner, bound | bound_names(node))
        case _:
            for child in children(node):
                yield from events_of(child, parameters, place, bound)


def events_of_statement(node: ast.stmt, parameters: Mapping[str, str], place: Place) -> Iterator[Event]:
    """What happens when a statement runs. Storing and deleting are effects of the rule's own."""
    maybe, again = _weaker(place, "maybe"), _weaker(place, "again")
    match node:
        case ast.Assign() | ast.AnnAssign() | ast.AugAssign() | ast.Delete():
            yield from _events_of_storing(node, parameters, place)
        case ast.Assert():
            # whoever writes an `assert` means it to run, `python -O` or not
            yield from _evaluated([node.test], parameters, place)
            yield from _evaluated([node.msg], parameters, maybe)
        case ast.Raise():
            yield from _evaluated([node.exc, node.cause], parameters, place)
            yield Event("", place)
        case ast.With() | ast.AsyncWith():
            for item in node.items:
                yield from _evaluated([item.context_expr], parameters, place)
                yield Event("", place)
                if item.optional_vars is not None:
                    yield from _stored(item.optional_vars, parameters, place)
            yield from _events_of_block(node.body, parameters, place)
        case ast.For() | ast.AsyncFor():
            yield from _evaluated([node.iter], parameters, place)
            yield Event("", place)
            yield from _stored(node.target, parameters, again)
            yield from _events_of_block(node.body, parameters, again)
            yield from _events_of_block(node.orelse, parameters, maybe)
        case ast.Try():
            yield from _events_of_block(node.body, parameters, place)
            for handler in node.handlers:
                yield from _evaluated([handler.type], parameters, maybe)
                yield from _events_of_block(handler.body, parameters, maybe)
            yield from _events_of_block([*node.orelse, *node.finalbody], parameters, maybe)
        case _:
            yield from _evaluated(children(node), parameters, place)


def _events_of_storing(
    node: ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Delete, parameters: Mapping[str, str], place: Place
) -> Iterator[Event]:
    """https://docs.python.org/3/reference/simple_stmts.html#assignment-statements"""
    match node:
        case ast.Assign():
            yield from _evaluated([node.value], parameters, place)
            for target in node.targets:
                yield from _stored(target, parameters, place)
        case ast.AnnAssign():
            yield from _evaluated([node.value, node.target], parameters, place)
            yield Event("", place, stores=True)
        case ast.AugAssign():  # its target is read first
            yield from _evaluated([node.target, node.value], parameters, place)
            yield Event("", place, stores=True)
        case ast.Delete():
            for target in node.targets:
                yield from _stored(target, parameters, place)


def _events_of_block(
    statements: Iterable[ast.stmt], parameters: Mapping[str, str], place: Place
) -> Iterator[Event]:
    for each in statements:
        yield from events_of_statement(each, parameters, place)


def _evaluated(
    expressions: Iterable[ast.expr | None], parameters: Mapping[str, str], place: Place
) -> Iterator[Event]:
    for each in expressions:
        if each is not None:
            yield from events_of(each, parameters, place, frozenset())


def _stored(target: ast.expr, parameters: Mapping[str, str], place: Place) -> Iterator[Event]:
    """One after the other: in `a.x, b.y = …` what `b` is gets evaluated when `a.x` has its value."""
    parts = target.elts if isinstance(target, ast.Tuple | ast.List) else ()
    for part in parts:
        yield from _stored(part, parameters, place)
    if not parts:
        yield from _evaluated([target], parameters, place)
        yield Event("", place, stores=True)


def _weaker(place: Place, other: Place) -> Place:
    order: tuple[Place, ...] = ("now", "maybe", "again", "later")
    return max(place, other, key=order.index)


def children(node: ast.AST) -> Iterator[ast.expr]:
    """Expressions below, through what is no expression itself (comprehension clauses, lambda arguments, statements)."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            yield child
        elif isinstance(child, _THROUGH):
            yield from children(child)


def bound_names(node: ast.expr) -> frozenset[str]:
    """The names that a lambda or a comprehension binds for what is inside of it."""
    if isinstance(node, ast.Lambda):
        return frozenset(argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg))
    if isinstance(node, _COMPREHENSIONS):
        targets = (clause.target for clause in node.generators)
        return frozenset(
            name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)
        )
    return frozenset()

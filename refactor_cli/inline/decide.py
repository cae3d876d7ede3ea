"""Body of a rule, arguments of a call -> the one expression that holds for this call."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

from refactor_cli.inline.opened import Opened
from refactor_cli.recipe.parsing import literal
from refactor_cli.recipe.rules import OMITTED_NAME, Body, Branch, Template

_COMPARISONS: Mapping[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
}
_LONGEST_LITERAL = 10_000


def decide(body: Body, sources: Mapping[str, str | None]) -> tuple[Template, frozenset[str]]:
    """`sources`: what each parameter is at this call, as Python source; None when it is left out. Gives the
    expression, and the parameters that were asked for.

    Raises:
        Opened: a condition depends on what is no literal here, or on an argument that was left out.
    """
    asked = set[str]()
    while isinstance(body, Branch):
        holds = _value(body.test, sources, asked)
        body = body.then if holds else body.otherwise
    return body, frozenset(asked)


def _value(node: ast.expr, sources: Mapping[str, str | None], asked: set[str]) -> Any:
    match node:
        case ast.Constant():
            return node.value
        case ast.Tuple() | ast.List() | ast.Set():
            return [_value(each, sources, asked) for each in node.elts]
        case ast.UnaryOp(op=ast.Not()):
            return not _value(node.operand, sources, asked)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return -number
        case ast.BoolOp():
            return _either(node, sources, asked)
        case ast.Compare(
            ops=[ast.Is() | ast.IsNot()], left=ast.Name(id=name), comparators=[ast.Name(id=other)]
        ) if other == OMITTED_NAME:
            asked.add(name)
            return (sources[name] is None) == isinstance(node.ops[0], ast.Is)
        case ast.Compare():
            return _compared(node, sources, asked)
        case ast.Name():
            asked.add(node.id)
            return _literal(node.id, sources[node.id])
        case _:
            raise Opened("the rule has a condition that cannot be decided")


def _either(node: ast.BoolOp, sources: Mapping[str, str | None], asked: set[str]) -> Any:
    stops = isinstance(node.op, ast.Or)
    value: Any = None
    for each in node.values:
        value = _value(each, sources, asked)
        if bool(value) == stops:
            break
    return value


def _compared(node: ast.Compare, sources: Mapping[str, str | None], asked: set[str]) -> bool:
    left = _value(node.left, sources, asked)
    for comparison, right_node in zip(node.ops, node.comparators, strict=True):
        right = _value(right_node, sources, asked)
        if isinstance(comparison, ast.Is | ast.IsNot) and not _is_single(left) and not _is_single(right):
            raise Opened("the rule compares literals with 'is'")
        try:
            holds = _COMPARISONS[type(comparison)](left, right)
        except TypeError:
            raise Opened("the rule's condition cannot be computed for these arguments") from None
        if not holds:
            return False
        left = right
    return True


def _is_single(value: object) -> bool:
    return value is None or value is True or value is False


def _literal(name: str, source: str | None) -> Any:
    if source is None:
        raise Opened(f"'{name}' is left out, and the rule's condition depends on it")
    try:
        if len(source) > _LONGEST_LITERAL:
            raise ValueError
        return literal(source.strip())
    except ValueError:
        raise Opened(f"the rule's condition depends on '{name}', which is no literal here") from None

"""Body of a rule, arguments of a call -> the one expression, or block of statements, that holds for this call."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from refactor_cli.inline.call_arguments.known import Seen, truth, value_of
from refactor_cli.inline.opened import Opened
from refactor_cli.recipe.conditions import TYPES
from refactor_cli.recipe.rules import OMITTED_NAME, Block, Body, Branch, Template
from refactor_cli.recipe.text_values import NoTextError, is_about_text, text_value

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


class Actual(NamedTuple):
    """What a parameter is at a call. `text`: its source, the default's where it is left out and has one; None when
    it is left out, or not one argument. `is_sure`: False where only the run of the program says whether it is given.
    `number`: how many arguments `*args` gets, `keywords`: which ones `**kwargs` gets; None when that is not known."""

    text: str | None = None
    is_sure: bool = True
    is_left_out: bool = False
    number: int | None = None
    keywords: frozenset[str] | None = None
    is_rest: bool = False


class Decided(NamedTuple):
    """What a rule comes to at a call. `asked`: the parameters that a decided condition asked for."""

    body: Template | Block
    asked: frozenset[str]


def decide(body: Body, actuals: Mapping[str, Actual]) -> Decided:
    """Raises:
    Opened: a condition depends on what is no literal here, or on an argument that was left out.
    """
    asked = set[str]()
    while isinstance(body, Branch):
        here = set[str]()
        try:
            holds = truth(_value(body.test, actuals, here))
        except Opened:
            if body.undecided is None:
                raise
            body = body.undecided
            continue
        asked |= here
        body = body.then if holds else body.otherwise
    return Decided(body, frozenset(asked))


def _value(node: ast.expr, actuals: Mapping[str, Actual], asked: set[str]) -> Any:
    match node:
        case ast.Constant():
            return node.value
        case ast.Tuple():
            return tuple(_value(each, actuals, asked) for each in node.elts)
        case ast.UnaryOp(op=ast.Not()):
            return not truth(_value(node.operand, actuals, asked))
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return -number
        case ast.BoolOp():
            return _either(node, actuals, asked)
        case ast.Compare(left=ast.Name(id=name), comparators=[ast.Name(id=other)]) if other == OMITTED_NAME:
            asked.add(name)
            return _is_left_out(name, actuals[name]) == isinstance(node.ops[0], ast.Is)
        case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[ast.Name(id=name)]) if actuals[
            name
        ].is_rest:
            asked.add(name)
            keyword = _value(node.left, actuals, asked)
            return (keyword in _keywords(name, actuals[name])) == isinstance(node.ops[0], ast.In)
        case ast.Compare():
            return _compared(node, actuals, asked)
        case _ if is_about_text(node):
            return _text(node, actuals, asked)
        case ast.Call(func=ast.Name(id=function), args=[ast.Name(id=name), *rest]):
            asked.add(name)
            return _asked_by_call(function, name, rest, actuals[name])
        case ast.Name():
            asked.add(node.id)
            return _seen(node.id, actuals[node.id])
        case _:
            raise Opened("the rule has a condition that cannot be decided")


def _is_left_out(name: str, actual: Actual) -> bool:
    if not actual.is_sure:
        raise Opened(f"a double-starred argument may give '{name}', which the rule's condition asks for")
    return actual.is_left_out


def _keywords(name: str, actual: Actual) -> frozenset[str]:
    if actual.keywords is None:
        raise Opened(f"the rule asks what is in '{name}', and a double-starred argument decides that")
    return actual.keywords


def _seen(name: str, actual: Actual) -> Any:
    if not actual.is_sure:
        raise Opened(f"a double-starred argument may give '{name}', which the rule's condition asks for")
    if actual.is_rest:
        if actual.number is None:
            raise Opened(f"a starred argument decides what '{name}' is, which the rule's condition asks for")
        return (None,) * actual.number
    if actual.text is None:
        raise Opened(f"'{name}' is left out, and the rule's condition depends on it")
    found = value_of(actual.text)
    if found is None:
        raise Opened(f"the rule's condition depends on '{name}', which is no literal here")
    return found if found.type is not None else found.value


def _asked_by_call(function: str, name: str, rest: list[ast.expr], actual: Actual) -> bool | int:
    found = _seen(name, actual)
    kind: type = (found.type if isinstance(found, Seen) else None) or type(found)
    if function == "isinstance":
        types = rest[0].elts if isinstance(rest[0], ast.Tuple) else rest
        return issubclass(kind, tuple(TYPES[each.id] for each in types if isinstance(each, ast.Name)))
    if function == "callable":
        return kind is type(_asked_by_call)
    if isinstance(found, Seen) or not hasattr(found, "__len__"):
        raise Opened(f"the rule's condition asks how long '{name}' is, which is no literal here")
    return len(found)


def _text(node: ast.expr, actuals: Mapping[str, Actual], asked: set[str]) -> object:
    try:
        return text_value(node, lambda each: _value(each, actuals, asked))
    except NoTextError:
        name = next(each.id for each in ast.walk(node) if isinstance(each, ast.Name))
        raise Opened(
            f"the rule's condition asks for the text of '{name}', which is no literal here"
        ) from None


def _either(node: ast.BoolOp, actuals: Mapping[str, Actual], asked: set[str]) -> Any:
    stops = isinstance(node.op, ast.Or)
    value: Any = None
    for each in node.values:
        value = _value(each, actuals, asked)
        if truth(value) == stops:
            break
    return value


def _compared(node: ast.Compare, actuals: Mapping[str, Actual], asked: set[str]) -> bool:
    left = _value(node.left, actuals, asked)
    for comparison, right_node in zip(node.ops, node.comparators, strict=True):
        right = _value(right_node, actuals, asked)
        if not _holds(comparison, left, right):
            return False
        left = right
    return True


def _holds(comparison: ast.cmpop, left: Any, right: Any) -> bool:
    is_identity = isinstance(comparison, ast.Is | ast.IsNot)
    if is_identity and not _is_single(left) and not _is_single(right):
        raise Opened("the rule compares literals with 'is'")
    if isinstance(left, Seen) or isinstance(right, Seen):
        seen, other = (left, right) if isinstance(left, Seen) else (right, left)
        if is_identity and (other is None or seen.type is not bool):
            return isinstance(comparison, ast.IsNot)
        raise Opened("the rule's condition asks for the value of what is no literal here")
    try:
        return bool(_COMPARISONS[type(comparison)](left, right))
    except TypeError:
        raise Opened("the rule's condition cannot be computed for these arguments") from None


def _is_single(value: object) -> bool:
    return value is None or value is True or value is False

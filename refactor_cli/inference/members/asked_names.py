"""Which names a `__getattr__` gives anything for: one that looks at how a name begins or ends raises for all others.

    def __getattr__(self, name):
        if name.startswith("get_"):
            return partial(self.get, name[4:])
        raise AttributeError(name)

https://docs.python.org/3/reference/datamodel.html#object.__getattr__"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Literal

from refactor_cli.data import Symbol
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.members.assignment_places import files_assigning
from refactor_cli.resolution import definitions_of, member

_Way = Literal["gives", "raises", "goes on"]
_TESTS = frozenset({"startswith", "endswith"})


def may_give(ask: Ask, cls: Symbol, name: str) -> bool:
    """Whether the `__getattr__` of a class, or of a base of it, may give something for a name."""
    memo: dict[tuple[Symbol, str], bool] = ask.symbols.snapshot.memo.setdefault("may give a name", {})
    key = (cls, name)
    if key not in memo:
        method = _method(ask, cls)
        memo[key] = method is None or _ways(method.body, method.args.args[1].arg, name) != {"raises"}
    return memo[key]


def _method(ask: Ask, cls: Symbol) -> ast.FunctionDef | None:
    """The `__getattr__` of a class as it is written, where no class is given another."""
    if files_assigning(ask.symbols, "__getattr__"):
        return None
    values = member(ask.look, cls, "__getattr__").values
    symbols = [each.symbol for each in values if each.kind == "function" and each.symbol.path is not None]
    return written_hook(ask, symbols[0]) if len(symbols) == len(values) == 1 else None


def written_hook(ask: Ask, hook: Symbol) -> ast.FunctionDef | None:
    """A method that is asked for a name as it is written, where it is a plain one that keeps that name."""
    definitions = definitions_of(ask.look, hook)
    if len(definitions) != 1 or definitions[0].decorators or definitions[0].is_async:
        return None
    text = ask.symbols.snapshot.files[hook.path or ""].text.slice(*definitions[0].span)
    memo: dict[str, ast.FunctionDef | None] = ask.symbols.snapshot.memo.setdefault("written __getattr__", {})
    if text not in memo:
        memo[text] = _parsed(text)
    return memo[text]


def only_raises(text: str) -> bool:
    """Whether a function, by its source, does nothing but raise an error, whatever it is given."""
    function = _function(text)
    is_odd = function is None or any(
        isinstance(each, ast.Yield | ast.YieldFrom) for each in ast.walk(function)
    )
    return function is not None and not is_odd and _ways(function.body, "", "") == {"raises"}


def _function(text: str) -> ast.FunctionDef | None:
    try:
        function = ast.parse(text).body[0]
    except (SyntaxError, ValueError):
        return None
    return function if isinstance(function, ast.FunctionDef) else None


def _parsed(text: str) -> ast.FunctionDef | None:
    method = _function(text)
    if method is None or len(method.args.args) != 2:
        return None
    asked = method.args.args[1].arg
    is_odd = any(
        (isinstance(each, ast.Name) and each.id == asked and not isinstance(each.ctx, ast.Load))
        or isinstance(each, ast.Yield | ast.YieldFrom | ast.Nonlocal | ast.Global | ast.Match)
        for each in ast.walk(method)
    )
    return None if is_odd else method


def _ways(body: Sequence[ast.stmt], asked: str, name: str) -> set[_Way]:
    """How statements may end when they are run for a name."""
    found = set[_Way]()
    for statement in body:
        ways = _way(statement, asked, name)
        found |= ways - {"goes on"}
        if "goes on" not in ways:
            return found
    return found | {"goes on"}


def _way(statement: ast.stmt, asked: str, name: str) -> set[_Way]:
    match statement:
        case ast.Return():
            return {"gives"}
        case ast.Raise():
            return {"raises"}
        case ast.If():
            is_so = _is_so(statement.test, asked, name)
            then = _ways(statement.body, asked, name) if is_so is not False else set[_Way]()
            return then | (_ways(statement.orelse, asked, name) if is_so is not True else set[_Way]())
        case ast.Try():
            return _of_try(statement, asked, name)
        case ast.With() | ast.For() | ast.While():  # may be left before its end, and suppress what is raised
            inner = _ways(statement.body, asked, name)
            return inner | {"goes on"}
    return {"goes on"}


def _of_try(statement: ast.Try, asked: str, name: str) -> set[_Way]:
    """What is tried may always fail, and a handler gets that."""
    tried = _ways([*statement.body, *statement.orelse], asked, name)
    caught = set[_Way]().union(*(_ways(each.body, asked, name) for each in statement.handlers))
    last = _ways(statement.finalbody, asked, name)
    return (tried | caught | (last - {"goes on"})) if "goes on" in last else last


def _is_so(test: ast.expr, asked: str, name: str) -> bool | None:
    """Whether a condition holds for a name; None where that depends on anything else."""
    match test:
        case ast.UnaryOp(op=ast.Not()):
            inner = _is_so(test.operand, asked, name)
            return None if inner is None else not inner
        case ast.BoolOp():
            parts = [_is_so(each, asked, name) for each in test.values]
            decisive = isinstance(test.op, ast.Or)
            if decisive in parts:
                return decisive
            return None if None in parts else not decisive
        case ast.Call(func=ast.Attribute(value=ast.Name(id=who), attr=method), args=[given], keywords=[]):
            forms = _text_or_texts(given) if who == asked and method in _TESTS else None
            return None if forms is None else bool(getattr(name, method)(forms))
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            return _compared(_value(left, asked, name), operator, _text_or_texts(right))
    return None


def _compared(left: str | None, operator: ast.cmpop, right: str | tuple[str, ...] | None) -> bool | None:
    if left is None or right is None:
        return None
    match operator:
        case ast.Eq():
            return left == right
        case ast.NotEq():
            return left != right
        case ast.In():
            return left in right
        case ast.NotIn():
            return left not in right
    return None


def _value(node: ast.expr, asked: str, name: str) -> str | None:
    """The name that is asked for, or a stretch of it."""
    match node:
        case ast.Name(id=who) if who == asked:
            return name
        case ast.Subscript(value=ast.Name(id=who), slice=ast.Slice(lower=lower, upper=upper, step=None)):
            first, last = _number(lower), _number(upper)
            is_plain = (lower is None) == (first is None) and (upper is None) == (last is None)
            return name[first:last] if who == asked and is_plain else None
        case ast.Subscript(value=ast.Name(id=who), slice=index) if who == asked:
            at = _number(index)
            return name[at] if at is not None and -len(name) <= at < len(name) else None
    return None


def _number(node: ast.expr | None) -> int | None:
    try:
        value = ast.literal_eval(node) if node is not None else None
    except ValueError:
        return None
    return value if isinstance(value, int) else None


def _text_or_texts(node: ast.expr) -> str | tuple[str, ...] | None:
    """A text, or several, that are written down."""
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return None
    if isinstance(value, str):
        return value
    is_texts = isinstance(value, tuple | list | set) and all(isinstance(each, str) for each in value)
    return tuple(value) if is_texts else None

"""New source that does nothing, keeps what follows from being reached, or hides what fails.

None of it is wrong by itself, and the old code did it nowhere: where it is meant, the block says
`behaviour="changes"`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from refactor_cli.recipe.parsing import dotted_of, last_name_of
from refactor_cli.verify.refused import Unsaid, shown
from refactor_cli.verify.whole_functions.pieces import INNER

_EVERYTHING = frozenset({"BaseException", "Exception"})
_LEAVING = (ast.Break, ast.Return, ast.Raise, ast.Yield, ast.YieldFrom, ast.Await)
# by their last names, functions that do not return
_ENDING = frozenset({"_exit", "abort", "execv", "execvp", "exit", "fail", "quit", "skip"})
_ACTING = (ast.Call, ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)
_IDLE = (ast.Name, ast.Attribute, ast.Constant, ast.Lambda, ast.GeneratorExp)
_LATER = (ast.GeneratorExp, ast.Lambda)  # what is in them is done when somebody runs them
_FILLED = (ast.Dict, ast.List, ast.Set)  # what may get its items later


def check_in_effect(new: Sequence[ast.stmt], old: ast.AST | None) -> None:
    """Raises Refused when new source has a condition that is always the same, a loop that is never run or has no end,
    or hides whatever fails, and the old source does not."""
    there = {*_keys([old])} if old is not None else set[str]()
    tried = {*map(id, _tried(new))}
    for node in (each for statement in new for each in ast.walk(statement)):
        if _key(node) in there:
            continue
        if (test := _condition(node)) is not None and is_fixed(test):
            raise Unsaid(f"its condition {ast.unparse(test)} is always the same")
        if isinstance(node, ast.While) and id(node) not in tried and _is_endless(node):
            raise Unsaid("its loop has no end")
        if (over := _iterated(node)) is not None and _is_empty(over):
            raise Unsaid(f"its loop over {ast.unparse(over)} is never run")
        if node not in new and isinstance(node, ast.Expr) and isinstance(node.value, _LATER):
            raise Unsaid(f"{shown(node)} does nothing")
        if _hides(node):
            raise Unsaid("it hides whatever fails")


def check_done(new: Sequence[ast.stmt], old: ast.stmt) -> None:
    """Raises Refused when statements in place of a call that stands alone are values that nobody uses."""
    if isinstance(old, ast.Expr) and all(map(_is_idle, new)):
        raise Unsaid(f"{shown(new[0])} does nothing", "where the call is to go, write `pass`")


def check_goes_on(*, ends: bool, did_end: bool, is_followed: bool) -> None:
    """Raises Refused when what follows a statement is not reached any more."""
    if ends and is_followed and not did_end:
        raise Unsaid("what follows the old statement is not reached any more")


def check_given(new: ast.AST, old: ast.AST) -> None:
    """Raises Refused when a name that was given something is given nothing but constants in a new function."""
    for node in ast.walk(old):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if _reads(value) and _is_constant(name, new) and not _constants(name, old):
                    raise Unsaid(f"'{name}' is given nothing but constants any more")


def _is_constant(name: str, tree: ast.AST) -> bool:
    """Whether a name is bound, and to constants alone."""
    bound = [
        each
        for each in ast.walk(tree)
        if isinstance(each, ast.Name) and each.id == name and not isinstance(each.ctx, ast.Load)
    ]
    return 0 < len(bound) == _constants(name, tree)


def _constants(name: str, tree: ast.AST) -> int:
    """How often a name is given a constant."""
    return sum(
        isinstance(target, ast.Name) and target.id == name
        for each in ast.walk(tree)
        if isinstance(each, ast.Assign | ast.AnnAssign) and each.value is not None
        for target in (each.targets if isinstance(each, ast.Assign) else [each.target])
        if is_fixed(each.value) and not isinstance(each.value, _FILLED)
    )


def _reads(node: ast.AST) -> bool:
    return any(isinstance(each, ast.Name) for each in ast.walk(node))


def _keys(trees: Iterable[ast.AST]) -> Iterator[str]:
    return (key for tree in trees for node in ast.walk(tree) if (key := _key(node)))


def _key(node: ast.AST) -> str:
    """What is the same of a condition or handler in the old and the new source."""
    match node:
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test) | ast.Assert(test=test):
            return f"{type(node).__name__} {ast.dump(test)}"
        case ast.For(iter=given) | ast.AsyncFor(iter=given) | ast.comprehension(iter=given):
            return f"for {ast.dump(given)}"
        case ast.Match(subject=given):
            return f"match {ast.dump(given)}"
        case ast.Expr(value=ast.GeneratorExp() | ast.Lambda() as alone):
            return f"{type(alone).__name__} alone"
        case ast.BoolOp(values=[first, *_]):
            return f"BoolOp {ast.dump(first)}"
        case ast.Try() if _hides(node):
            return "finally"
        case ast.ExceptHandler(type=type_):
            return f"except {ast.unparse(type_)}" if type_ and not _is_everything(type_) else "except"
        case ast.withitem(context_expr=manager):
            return f"with {ast.dump(manager)}"
    return ""


def _condition(node: ast.AST) -> ast.expr | None:
    match node:
        case ast.If(test=test) | ast.IfExp(test=test) | ast.BoolOp(values=[test, *_]):
            return test
        case ast.Assert(test=test) | ast.Match(subject=test):
            return test
        case ast.While(test=ast.Constant() as test) if not test.value:
            return test
    return None


def _iterated(node: ast.AST) -> ast.expr | None:
    return node.iter if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension) else None


def _is_empty(over: ast.expr) -> bool:
    match over:
        case ast.Tuple(elts=[]) | ast.List(elts=[]) | ast.Dict(keys=[]) | ast.Constant(value="" | b""):
            return True
        case ast.Call(func=ast.Name(id="range"), args=[ast.Constant(value=0)]):
            return True
        case ast.Call(
            func=ast.Name(id="dict" | "frozenset" | "list" | "set" | "tuple"), args=[], keywords=[]
        ):
            return True
    return False


def is_fixed(node: ast.expr) -> bool:
    """Whether an expression gives the same wherever it stands."""
    return not any(isinstance(each, (ast.Name, *_ACTING)) for each in ast.walk(node))


def _is_endless(loop: ast.While) -> bool:
    is_always = is_fixed(loop.test) and (not isinstance(loop.test, ast.Constant) or bool(loop.test.value))
    return is_always and not any(_leaves(statement) for statement in loop.body)


def _tried(statements: Sequence[ast.stmt]) -> Iterator[ast.AST]:
    """What stands in a `try` that catches something, which may be how a loop ends."""
    for node in (each for statement in statements for each in ast.walk(statement)):
        if isinstance(node, ast.Try | ast.TryStar) and node.handlers:
            for statement in node.body:
                yield from ast.walk(statement)


def _leaves(node: ast.AST, of: tuple[type[ast.AST], ...] = _LEAVING) -> bool:
    """Whether a statement of a loop may end the loop; a `break` of a loop within ends that one."""
    if isinstance(node, of):
        return True
    if isinstance(node, ast.Call) and last_name_of(node.func) in _ENDING and ast.Raise in of:
        return True
    if isinstance(node, INNER):
        return False
    is_loop = isinstance(node, ast.For | ast.AsyncFor | ast.While)
    inner = tuple(each for each in of if each is not ast.Break) if is_loop else of
    behind = node.orelse if isinstance(node, ast.For | ast.AsyncFor | ast.While) else []
    return any(_leaves(each, of if each in behind else inner) for each in ast.iter_child_nodes(node))


def _hides(node: ast.AST) -> bool:
    match node:
        case ast.ExceptHandler(type=caught, body=body):
            kinds = caught.elts if isinstance(caught, ast.Tuple) else [caught]
            is_all = any(kind is None or _is_everything(kind) for kind in kinds)
            return is_all and all(map(_is_silent, body))
        case ast.withitem(context_expr=ast.Call(func=func, args=args)):
            is_suppressing = last_name_of(func) == "suppress"
            return is_suppressing and any(map(_is_everything, args))
        case ast.Try(finalbody=body):
            return any(_leaves(each, (ast.Return, ast.Break, ast.Continue)) for each in body)
    return False


def _is_silent(statement: ast.stmt) -> bool:
    """Whether a statement of a handler tells nobody that something failed, and makes nothing of what it knows."""
    match statement:
        case ast.Pass() | ast.Continue() | ast.Break() | ast.Return(value=None):
            return True
        case ast.Return(value=ast.expr() as value) | ast.Assign(targets=[ast.Name()], value=value):
            return is_fixed(value)
    return _is_idle(statement)


def _is_everything(kind: ast.expr) -> bool:
    return dotted_of(kind).removeprefix("builtins.") in _EVERYTHING


def _is_idle(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and _has_no_use(statement.value)


def _has_no_use(value: ast.expr | None) -> bool:
    """Whether an expression does nothing where nobody uses what it gives; operators may do anything."""
    match value:
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts) | ast.JoinedStr(values=parts):
            return all(map(_has_no_use, parts))
        case ast.Dict(keys=keys, values=values):
            return all(map(_has_no_use, [*keys, *values]))
        case ast.FormattedValue(value=inner):
            return _has_no_use(inner)
        case ast.Compare(left=left, comparators=others):
            return all(map(_has_no_use, [left, *others]))
        case ast.IfExp(test=test, body=one, orelse=other):
            return all(map(_has_no_use, [test, one, other]))
    return value is None or isinstance(value, _IDLE)

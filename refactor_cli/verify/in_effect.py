"""New source that does nothing, keeps what follows from being reached, or hides what fails.

None of it is wrong by itself, and the old code did it nowhere: where it is meant, the block says
`behaviour="changes"`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from refactor_cli.clipped import clipped
from refactor_cli.recipe.parsing import dotted_of
from refactor_cli.verify.pieces import FUNCTIONS
from refactor_cli.verify.refused import Refused

_EVERYTHING = frozenset({"BaseException", "Exception"})
_LEAVING = (ast.Break, ast.Return, ast.Raise, ast.Yield, ast.YieldFrom, ast.Await)
_IDLE = (ast.Name, ast.Attribute, ast.Constant, ast.Lambda)
_SHOWN = 80  # characters
_SAYS = 'where that is meant, the tag says behaviour="changes"'


def check_in_effect(new: Sequence[ast.stmt], old: ast.AST | None) -> None:
    """Raises Refused when new source has a condition that is always the same, a loop without an end, or hides whatever
    fails, and the old source does not."""
    there = {*_keys([old])} if old is not None else set[str]()
    for node in (each for statement in new for each in ast.walk(statement)):
        if _key(node) in there:
            continue
        if isinstance(node, ast.If | ast.IfExp) and isinstance(node.test, ast.Constant):
            raise Refused(f"its condition {ast.unparse(node.test)} is always the same: {_SAYS}")
        if isinstance(node, ast.While) and _is_endless(node):
            raise Refused(f"its loop has no end: {_SAYS}")
        if _hides(node):
            raise Refused(f"it hides whatever fails: {_SAYS}")


def check_done(new: Sequence[ast.stmt], old: ast.stmt) -> None:
    """Raises Refused when statements in place of a call that stands alone are values that nobody uses."""
    if isinstance(old, ast.Expr) and all(map(_is_idle, new)):
        raise Refused(f"{_shown(new[0])} does nothing: where the call is to go, write `pass`")


def check_goes_on(*, ends: bool, did_end: bool, is_followed: bool) -> None:
    """Raises Refused when what follows a statement is not reached any more."""
    if ends and is_followed and not did_end:
        raise Refused(f"what follows the old statement is not reached any more: {_SAYS}")


def check_given(new: ast.AST, old: ast.AST) -> None:
    """Raises Refused when a name that was given something is given nothing but constants in a new function."""
    for node in ast.walk(old):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if _reads(value) and _is_constant(name, new) and not _constants(name, old):
                    raise Refused(f"'{name}' is given nothing but constants any more: {_SAYS}")


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
        if isinstance(each, ast.Assign) and isinstance(each.value, ast.Constant)
        for target in each.targets
    )


def _reads(node: ast.AST) -> bool:
    return any(isinstance(each, ast.Name) for each in ast.walk(node))


def _keys(trees: Iterable[ast.AST]) -> Iterator[str]:
    return (key for tree in trees for node in ast.walk(tree) if (key := _key(node)))


def _key(node: ast.AST) -> str:
    """What is the same of a condition or handler in the old and the new source."""
    match node:
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            return f"{type(node).__name__} {ast.dump(test)}"
        case ast.ExceptHandler(type=type_):
            return f"except {ast.unparse(type_) if type_ else ''}"
        case ast.withitem(context_expr=manager):
            return f"with {ast.dump(manager)}"
    return ""


def _is_endless(loop: ast.While) -> bool:
    is_always = isinstance(loop.test, ast.Constant) and bool(loop.test.value)
    inside = (each for statement in loop.body for each in _own(statement))
    return is_always and not any(isinstance(each, _LEAVING) for each in inside)


def _hides(node: ast.AST) -> bool:
    match node:
        case ast.ExceptHandler(type=caught, body=body):
            is_all = caught is None or dotted_of(caught) in _EVERYTHING
            return is_all and all(isinstance(each, ast.Pass) or _is_idle(each) for each in body)
        case ast.withitem(context_expr=ast.Call(func=func, args=args)):
            is_suppressing = dotted_of(func).rpartition(".")[2] == "suppress"
            return is_suppressing and any(dotted_of(each) in _EVERYTHING for each in args)
    return False


def _is_idle(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, _IDLE)


def _own(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    if not isinstance(node, (*FUNCTIONS, ast.Lambda, ast.ClassDef)):
        for each in ast.iter_child_nodes(node):
            yield from _own(each)


def _shown(node: ast.AST) -> str:
    return f"'{clipped(' '.join(ast.unparse(node).split()), _SHOWN)}'"

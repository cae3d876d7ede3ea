"""Old call, new code -> what the call's arguments did, and nothing does any more.

What an argument does (a call, `await`) may go where the new code needs it no more, or does it itself: `old(get(), x)`
becomes `new(x)`. Nobody can tell that from a mistake, so that a block has to say it: `behaviour="changes"`. A trace of
it is enough: `old(timedelta(days=1))` may become `new(days=1)`. What binds a name or yields stays in any case.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator, Sequence

from refactor_cli.clipped import clipped
from refactor_cli.data import Usage
from refactor_cli.dotted import last_part
from refactor_cli.text import Text
from refactor_cli.verify.code import parsed_any
from refactor_cli.verify.refused import Refused

# builtins whose call does something
_ACTING = frozenset(
    {"breakpoint", "delattr", "eval", "exec", "exit", "input", "next", "open", "print", "quit"}
)
_HARMLESS = frozenset(dir(builtins)) - _ACTING - {"setattr", "__import__"}
_INNER = (ast.Lambda, ast.GeneratorExp)  # run later, or never
_SHOWN = 80  # characters


def dropped(text: Text, usages: Iterable[Usage], new: Sequence[ast.AST]) -> Iterator[str]:
    """What code that takes the place of some calls has no trace of, of what their arguments did, and that it is a
    constant: what a block says. `new`: every node of that code. Raises Refused for what no block may do."""
    every = {word for node in new for word in words_of(node)}
    for usage in usages:
        call = _call(text, usage)
        arguments = [*call.args, *(each.value for each in call.keywords)] if call is not None else []
        acting = [each for argument in arguments for each in _acting(argument)]
        for node in acting:
            _check_binds(node, new)
            if every.isdisjoint(_traces(node)):
                yield f"nothing is left of '{clipped(ast.unparse(node), _SHOWN)}', an argument of the old call"
        if not _is_in_order(acting, new):
            shown = clipped(", ".join(map(ast.unparse, acting)), _SHOWN)
            yield f"it evaluates '{shown}' in another order than the old call"
        if _is_constant(new) and not all(map(_is_literal, arguments)):
            yield "it is the same whatever the arguments of the old call are"


def _is_in_order(acting: Sequence[ast.expr], new: Sequence[ast.AST]) -> bool:
    """Whether what arguments do is done in the order in which it was, as far as it is there once."""
    there: dict[str, list[ast.expr]] = {}
    for node in new:
        if isinstance(node, ast.expr):
            there.setdefault(ast.dump(node), []).append(node)
    found = [there.get(ast.dump(each), []) for each in acting]
    placed = [(each[0].lineno, each[0].col_offset) for each in found if len(each) == 1]
    return placed == sorted(placed)


def _is_constant(nodes: Iterable[ast.AST]) -> bool:
    """Whether code reads no name, and is not left out altogether."""
    return not any(
        isinstance(node, ast.Pass) or (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load))
        for node in nodes
    )


def _call(text: Text, usage: Usage) -> ast.Call | None:
    if usage.call_span is None:
        return None
    module = parsed_any(f"({text.slice(*usage.call_span)}\n)")
    first = module.body[0] if module is not None and len(module.body) == 1 else None
    return first.value if isinstance(first, ast.Expr) and isinstance(first.value, ast.Call) else None


def _acting(node: ast.AST) -> Iterator[ast.expr]:
    """The outermost parts of an expression that do something when it is evaluated."""
    if isinstance(node, ast.Await | ast.Yield | ast.YieldFrom | ast.NamedExpr) or _is_acting_call(node):
        assert isinstance(node, ast.expr)
        yield node
    elif not isinstance(node, _INNER):
        for each in ast.iter_child_nodes(node):
            yield from _acting(each)


def _is_acting_call(node: ast.AST) -> bool:
    """Whether it is a call, but of a builtin that only makes a value, or of what is called like a class."""
    if not isinstance(node, ast.Call):
        return False
    name = _last(node.func)
    is_builtin = isinstance(node.func, ast.Name) and name in _HARMLESS
    return not is_builtin and not name[:1].isupper()


def _check_binds(node: ast.expr, new: Sequence[ast.AST]) -> None:
    bound = {each.id for each in new if isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Load)}
    for each in ast.walk(node):
        if isinstance(each, ast.NamedExpr) and each.target.id not in bound:
            raise Refused(f"it does not bind '{each.target.id}', as an argument of the old call does")
        if isinstance(each, ast.Yield | ast.YieldFrom):
            if not any(isinstance(other, ast.Yield | ast.YieldFrom) for other in new):
                raise Refused("it does not yield, as an argument of the old call does")


def _traces(node: ast.expr) -> Iterator[str]:
    """What tells that new code still has to do with an expression: what is called in it, and what that is given."""
    for each in ast.walk(node):
        if isinstance(each, ast.Call):
            yield _last(each.func)
            for argument in (*each.args, *each.keywords):
                for inner in ast.walk(argument):
                    yield from words_of(inner)
    if not any(isinstance(each, ast.Call) for each in ast.walk(node)):
        for each in ast.walk(node):
            yield from words_of(each)


def words_of(node: ast.AST) -> Iterator[str]:
    """The name, keyword or literal that a node of a tree is."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.keyword(arg=str(name)):
            yield name
        case ast.Constant(value=value):
            yield repr(value)


def _last(node: ast.expr) -> str:
    return last_part(ast.unparse(node))


def _is_literal(node: ast.expr) -> bool:
    return not any(isinstance(each, ast.Name) for each in ast.walk(node))

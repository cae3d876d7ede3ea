"""New code that opens something in the header of a `with` -> what would be closed when somebody uses it.

`h = open(p); return h` gives a file that can be read; `with open(p) as h: return h` one that is closed. The same goes
for what is stored in an attribute, or read behind the `with`; and what was done after `h.close()` finds another file
than before when it is done in the `with`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from refactor_cli.clipped import clipped
from refactor_cli.recipe.parsing import dotted_of
from refactor_cli.verify.flow import CLOSING
from refactor_cli.verify.pieces import FUNCTIONS
from refactor_cli.verify.refused import Refused

_WITH = (ast.With, ast.AsyncWith)
_CLOSED = CLOSING - {"Popen", "nullcontext"}  # a process that has ended can be asked what it came to
_LASTING = frozenset({"close", "closed", "fileno", "mode", "name"})  # attributes of what is closed
# what they give reads it when it is asked for the next
_LAZY = frozenset({"DictReader", "chain", "enumerate", "filter", "islice", "iter", "map", "reader", "zip"})
_SHOWN = 80  # characters
_SAYS = 'where that is meant, the tag says behaviour="changes"'


def check_open(new: ast.AST, old: ast.AST | None) -> None:
    """Raises Refused when what a new `with` closes is handed on, stored or read behind it, or is closed later than what
    is done after it was closed."""
    there = {ast.dump(item) for node in _withs(old) for item in node.items} if old is not None else set[str]()
    bound = _stored(old) if old is not None and not isinstance(old, FUNCTIONS) else set[str]()
    for node in _withs(new):
        for item in node.items:
            if not _closes(item) or ast.dump(item) in there:
                continue
            if isinstance(item.optional_vars, ast.Name):
                _check_kept(node, item.optional_vars.id, new, bound)
            if old is not None:
                _check_after(node, item.context_expr, old)


def _check_kept(node: ast.With | ast.AsyncWith, name: str, new: ast.AST, bound: set[str]) -> None:
    for statement in node.body:
        for each in _own(statement):
            if any(_hands_over(value, name) for value in _given(each)):
                raise Refused(f"'{name}' is closed by the `with`, and {_shown(each)} hands it on: {_SAYS}")
    if name in bound or any(_reads_behind(node, name, new)):
        raise Refused(f"'{name}' is closed by the `with`, and read behind it: {_SAYS}")


def _check_after(node: ast.With | ast.AsyncWith, opening: ast.expr, old: ast.AST) -> None:
    wanted = ast.dump(opening)
    opened = {
        each.targets[0].id
        for each in ast.walk(old)
        if isinstance(each, ast.Assign)
        and isinstance(each.targets[0], ast.Name)
        and ast.dump(each.value) == wanted
    }
    closed = [
        each.lineno
        for each in ast.walk(old)
        if isinstance(each, ast.Call) and any(dotted_of(each.func) == f"{name}.close" for name in opened)
    ]
    if len(closed) != 1:
        return
    before = {ast.dump(each) for each in _calling(old) if each.lineno <= closed[0]}
    after = {ast.dump(each) for each in _calling(old) if each.lineno > closed[0]} - before
    if moved := next(
        (each for statement in node.body for each in _calling(statement) if ast.dump(each) in after), None
    ):
        raise Refused(
            f"{_shown(moved)} is done before {_shown(opening)} is closed, and was after it: {_SAYS}"
        )


def _withs(tree: ast.AST) -> Iterator[ast.With | ast.AsyncWith]:
    return (node for node in ast.walk(tree) if isinstance(node, _WITH))


def _closes(item: ast.withitem) -> bool:
    opening = item.context_expr
    return isinstance(opening, ast.Call) and dotted_of(opening.func).rpartition(".")[2] in _CLOSED


def _stored(tree: ast.AST) -> set[str]:
    return {
        each.id for each in ast.walk(tree) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
    }


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """A statement with what is in it, without functions within."""
    yield node
    if not isinstance(node, (*FUNCTIONS, ast.Lambda, ast.ClassDef)):
        for each in ast.iter_child_nodes(node):
            yield from _own(each)


def _given(node: ast.AST) -> Iterator[ast.expr]:
    """What a statement gives its caller, or an attribute or element of something."""
    match node:
        case ast.Return(value=ast.expr() as value):
            yield value
        case ast.Assign(targets=targets, value=value):
            if any(isinstance(each, ast.Attribute | ast.Subscript) for each in targets):
                yield value


def _hands_over(value: ast.expr, name: str) -> bool:
    """Whether what an expression gives is what has the name, or holds it."""
    match value:
        case ast.Name(id=own):
            return own == name
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts) | ast.BoolOp(values=parts):
            return any(_hands_over(each, name) for each in parts)
        case ast.Dict(values=parts):
            return any(_hands_over(each, name) for each in parts)
        case ast.IfExp(body=one, orelse=other):
            return _hands_over(one, name) or _hands_over(other, name)
        case ast.Call(func=called, args=parts):
            return dotted_of(called).rpartition(".")[2] in _LAZY and any(
                _hands_over(each, name) for each in parts
            )
        case ast.GeneratorExp() | ast.Lambda():
            return any(isinstance(each, ast.Name) and each.id == name for each in ast.walk(value))
    return False


def _reads_behind(node: ast.With | ast.AsyncWith, name: str, new: ast.AST) -> Iterator[ast.Name]:
    """Where it is read after the `with`, before it is bound again."""
    behind = sorted(
        (
            each
            for statement in getattr(new, "body", ())
            for each in _own(statement)
            if isinstance(each, ast.Name)
            and each.id == name
            and each.lineno > (node.end_lineno or node.lineno)
        ),
        key=lambda each: (each.lineno, each.col_offset),
    )
    lasting = {
        id(each.value) for each in ast.walk(new) if isinstance(each, ast.Attribute) and each.attr in _LASTING
    }
    for each in behind:
        if not isinstance(each.ctx, ast.Load):
            return
        if id(each) not in lasting:
            yield each


def _calling(tree: ast.AST) -> Iterator[ast.stmt]:
    """The simple statements with a call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.Expr | ast.Return):
            if any(isinstance(each, ast.Call) for each in ast.walk(node)):
                yield node


def _shown(node: ast.AST) -> str:
    return f"'{clipped(' '.join(ast.unparse(node).split()), _SHOWN)}'"

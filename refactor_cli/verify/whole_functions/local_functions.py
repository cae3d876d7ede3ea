"""Local functions that their decorators call at once -> statements in their place, which new source may change.

    @env.with_transaction()                     with env.db_transaction as db:
    def save(db):                   ->              db.execute(sql)
        db.execute(sql)

What the old code does with the function is what the user knows, and says. Here it is read as a `with` statement of the
decorator: whatever else the function does has to be there again, and its names, which are now the function's around it,
may not be what others go by there.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from copy import deepcopy

from msgspec.structs import replace

from refactor_cli.data import Usage
from refactor_cli.verify.flow import bound_in, flow_of, free_names
from refactor_cli.verify.refused import Refused
from refactor_cli.verify.whole_functions.old_function import Old
from refactor_cli.verify.whole_functions.pieces import FUNCTIONS, INNER, holds, nodes_inside

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Place = tuple[int, int]
_LOOPS = (ast.For, ast.AsyncFor, ast.While)


def with_bodies(old: Old, new: ast.stmt, named: Sequence[Usage]) -> Old:
    """The function with `with` statements in the place of its local ones that named usages decorate and that its new
    source does not define any more.

    Raises:
        Refused: the statements of one do not do in its place what they did in it.
    """
    places = [old.place(each.span.start) for each in named]
    going = {_place(each): each for each in _gone(old.tree, new, places)}
    if not going:
        return old
    for each in going.values():
        _check_plain(each, places)
        _check_called_once(each, old.tree)
    tree = _Inlined({*going}).visit(deepcopy(old.tree))
    own = {name for each in going.values() for name in (*_parameters(each), *bound_in(each.body))}
    _check_no_others(tree, own)
    for around, made in _made(tree.body, [], {*going}):
        needs = flow_of(around).needs
        if read := sorted(needs & bound_in([made])):
            raise Refused(
                f"'{read[0]}' of a local function would be another value to what reads it behind its statements"
            )
    return replace(old, tree=tree)


class _Inlined(ast.NodeTransformer):
    """Functions at some places as `with` statements of their decorators."""

    def __init__(self, places: set[_Place]) -> None:
        self._places = places

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.stmt:
        place = _place(node)
        self.generic_visit(node)
        if place not in self._places:
            return node
        names = [ast.Name(each.arg, ast.Store()) for each in (*node.args.posonlyargs, *node.args.args)]
        for name, each in zip(names, (*node.args.posonlyargs, *node.args.args), strict=True):
            ast.copy_location(name, each)
        bound = names[0] if len(names) == 1 else ast.Tuple([*names], ast.Store()) if names else None
        if isinstance(bound, ast.Tuple):
            ast.copy_location(bound, names[0])
        item = ast.withitem(node.decorator_list[0], bound)
        return ast.copy_location(ast.With([item], node.body), node)


def _gone(old: ast.AST, new: ast.stmt, places: Sequence[_Place]) -> Iterator[_Function]:
    left = {each.name for each in ast.walk(new) if isinstance(each, FUNCTIONS)}
    for each in ast.walk(old):
        if each is not old and isinstance(each, FUNCTIONS) and each.name not in left:
            if any(holds(decorator, *place) for decorator in each.decorator_list for place in places):
                yield each


def _check_plain(function: _Function, places: Sequence[_Place]) -> None:
    """Raises Refused where statements in its place cannot do what it did."""
    name, given, inside = function.name, function.args, [*nodes_inside(function)]
    others = [each for each in function.decorator_list if not any(holds(each, *place) for place in places)]
    is_more = given.defaults or given.kwonlyargs or given.vararg or given.kwarg
    if others or len(function.decorator_list) > 1:
        raise Refused(f"'{name}' has another decorator, which statements in its place leave out")
    if isinstance(function, ast.AsyncFunctionDef) or any(
        isinstance(each, ast.Yield | ast.YieldFrom | ast.Await) for each in inside
    ):
        raise Refused(f"'{name}' is a generator or coroutine, which no statements in its place are")
    if is_more:
        raise Refused(
            f"'{name}' has parameters with defaults or stars, which statements in its place leave out"
        )
    if any(isinstance(each, ast.Return) for each in inside):
        raise Refused(f"'{name}' returns, and statements in its place would leave the function around it")
    if any(isinstance(each, ast.Global | ast.Nonlocal) for each in ast.walk(function)):
        raise Refused(
            f"'{name}' declares a name as global or nonlocal, which its statements do not in its place"
        )


def _check_called_once(function: _Function, around: ast.AST) -> None:
    """Raises Refused where more than its decorator has to do with it."""
    if any(isinstance(each, ast.Name) and each.id == function.name for each in ast.walk(around)):
        raise Refused(
            f"'{function.name}' is used behind its decorator, so that no statements can stand for it"
        )


def _check_no_others(tree: _Function, own: set[str]) -> None:
    """Raises Refused where a name that becomes the function's own is one of elsewhere in it, or another function in it
    reads it, whenever that is called."""
    for each in nodes_inside(tree):
        if isinstance(each, INNER) and (read := sorted(own & free_names(each))):
            raise Refused(f"'{read[0]}' of a local function is read by what another one in it may do later")
    given = {each.arg for each in ast.walk(tree.args) if isinstance(each, ast.arg)}
    read_of_elsewhere = flow_of(tree.body).needs - given
    if other := sorted(own & read_of_elsewhere):
        raise Refused(
            f"'{other[0]}' of a local function may be read before it has a value there, or is another one"
        )


_Behind = list[ast.stmt]


def _made(
    statements: Sequence[ast.stmt], behind: _Behind, places: set[_Place]
) -> Iterator[tuple[_Behind, ast.With]]:
    """The `with` statements that were made, each with what may run behind it, in order: more than once where that is
    one thing or another."""
    for number, each in enumerate(statements):
        after = [*statements[number + 1 :], *behind]
        if isinstance(each, ast.With) and _place(each) in places:
            yield after, each
        if isinstance(each, _LOOPS):
            after = [each, *after]
        if isinstance(each, ast.Try | ast.TryStar):
            after = [*each.finalbody, *after]
            caught = [part for handler in each.handlers for part in handler.body]
            yield from ((caught + each.finalbody, made) for made in _found(each.body, places))
            yield from _made(each.body, [*each.orelse, *after], places)
            others = [*(handler.body for handler in each.handlers), each.orelse, each.finalbody]
        else:
            others = [*_blocks(each)]
        for inner in others:
            yield from _made(inner, after, places)


def _found(statements: Sequence[ast.stmt], places: set[_Place]) -> Iterator[ast.With]:
    for statement in statements:
        for each in ast.walk(statement):
            if isinstance(each, ast.With) and _place(each) in places:
                yield each


def _blocks(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The statement lists of a statement, but for those of functions and classes."""
    if isinstance(statement, ast.Match):
        yield from (case.body for case in statement.cases)
    elif not isinstance(statement, INNER):
        for field in ("body", "orelse"):
            part = getattr(statement, field, None)
            if isinstance(part, list):
                yield part


def _parameters(function: _Function) -> Iterator[str]:
    yield from (each.arg for each in (*function.args.posonlyargs, *function.args.args))


def _place(node: ast.stmt) -> _Place:
    return node.lineno, node.col_offset

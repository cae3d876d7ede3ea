"""A generator-based coroutine whose decorator goes -> the native one that it is to become, to compare new source with.

`@coroutine` above `def` says that each `yield` waits. Where an answer takes such a decorator away and writes `async
def`, `await` stands in place of `yield`: nothing else changes by that. What is waited for may be given otherwise where
the `yield` took more than an awaitable does (`yield [a, b]`, a bare `yield`), and by a function that makes something to
wait for of a plain value, too: `yield f(x)` is `await maybe(lambda: f(x))` or `await maybe(f, x)`.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from copy import deepcopy
from typing import NamedTuple

from msgspec.structs import replace

from refactor_cli.verify.whole_functions.pieces import FUNCTIONS, Piece, holds

_Function = ast.FunctionDef | ast.AsyncFunctionDef

_MAKES_COROUTINES = re.compile(r"coroutine|async|gen\b|gen_|engine|inlineCallbacks")


class Awaited(NamedTuple):
    """The function as a native coroutine, or as it is. `open`: the awaits of what need not be an awaitable."""

    tree: _Function
    open: frozenset[ast.AST]
    is_native: bool = False


def freed(function: ast.AST, places: Iterable[tuple[int, int]]) -> list[ast.expr]:
    """The decorators of a function that hold some of these places."""
    places = list(places)
    decorators = function.decorator_list if isinstance(function, FUNCTIONS) else []
    return [each for each in decorators if any(holds(each, *place) for place in places)]


def may_wait(function: _Function, going: Sequence[ast.expr]) -> bool:
    """Whether callers may wait for what a function gives that has these decorators: it is a generator, or one of them
    is called so."""
    is_generator = any(isinstance(node, ast.Yield | ast.YieldFrom) for node in ast.walk(function))
    return any(is_generator or _MAKES_COROUTINES.search(ast.unparse(each)) for each in going)


def awaited(old: _Function, new: _Function, places: Sequence[tuple[int, int]]) -> Awaited:
    """The old function with `await` for `yield`, in it and in its local functions, where `new` is async and a decorator
    at one of the places goes."""
    native = {node.name for node in ast.walk(new) if isinstance(node, ast.AsyncFunctionDef)}
    if not any(isinstance(node, FUNCTIONS) and freed(node, places) for node in ast.walk(old)):
        return Awaited(old, frozenset())
    writer = _Writer(native, places)
    tree = writer.visit(deepcopy(old))
    return Awaited(tree, frozenset(writer.open), True)


def paired(
    before: Sequence[Piece], after: Sequence[Piece], waits: Awaited
) -> tuple[list[Piece], list[Piece]]:
    """The pieces of the old and the new function, where those that wait for what need not be an awaitable say the same
    if all but that is the same, and it is made of what the old one waits for: `gather(a, b)` of `[a, b]`."""
    loose = {
        piece.key: (_but_awaited(piece), _awaited_words(piece))
        for piece in before
        if waits.open & _nodes(piece)
    }
    same = [replace(piece, key=_key(*loose[piece.key])) if piece.key in loose else piece for piece in before]
    return same, [_loosely(piece, loose.values()) for piece in after]


def _loosely(piece: Piece, loose: Collection[tuple[str, tuple[str, ...]]]) -> Piece:
    """The same, under the key of the most that it may be made of."""
    if not loose:
        return piece
    key, words = _but_awaited(piece), _awaited_words(piece)
    held = (
        each
        for other, each in loose
        if other == key and _are_in_order(each, words) and (each or _is_bare(piece))
    )
    most = max(held, key=len, default=None)
    return replace(piece, key=_key(key, most)) if most is not None else piece


def _key(but_awaited: str, words: Iterable[str]) -> str:
    return f"{but_awaited} of {' '.join(words)}"


def _are_in_order(some: Iterable[str], words: Iterable[str]) -> bool:
    left = iter(words)
    return all(each in left for each in some)


def _awaited_words(piece: Piece) -> tuple[str, ...]:
    """The names, attributes and literals in what a piece waits for, as they stand; a bare `yield` waits for none."""
    found = list[str]()
    for tree in piece.nodes:
        for node in ast.walk(tree):
            if isinstance(node, ast.Await):
                found += _words(node.value)
    return tuple(found)


def _is_bare(piece: Piece) -> bool:
    """Whether it waits for something that is given nothing, as a bare `yield` does: `sleep(0)`."""
    waits = (node.value for tree in piece.nodes for node in ast.walk(tree) if isinstance(node, ast.Await))
    given = (
        each for value in waits if isinstance(value, ast.Call) for each in (*value.args, *value.keywords)
    )
    return not any(isinstance(node, ast.Name | ast.Call) for each in given for node in ast.walk(each))


def _words(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Constant(value=None):
            return
        case ast.Constant(value=value):
            yield repr(value)
        case ast.Name(id=name):
            yield name
        case ast.Attribute(value=value, attr=name):
            yield from _words(value)
            yield name
        case _:
            for each in ast.iter_child_nodes(node):
                yield from _words(each)


def _but_awaited(piece: Piece) -> str:
    return " ".join(ast.dump(_Blank().visit(deepcopy(node))) for node in piece.nodes)


def _nodes(piece: Piece) -> set[ast.AST]:
    return {node for tree in piece.nodes for node in ast.walk(tree)}


def bare(new: _Function, waits: Awaited) -> _Function:
    """The new function without the functions that what the old one waits for is handed to, to be waited for."""
    wanted = {ast.dump(node.value) for node in ast.walk(waits.tree) if isinstance(node, ast.Await)}
    return _Bare(wanted).visit(deepcopy(new)) if wanted and waits.is_native else new


class _Bare(ast.NodeTransformer):
    def __init__(self, wanted: set[str]) -> None:
        self.wanted = wanted

    def visit_Await(self, node: ast.Await) -> ast.AST:
        value = node.value
        if isinstance(value, ast.Call) and ast.dump(value) not in self.wanted and not _is_builtin(value.func):
            found = next((each for each in _handed_on(value) if ast.dump(each) in self.wanted), None)
            node = ast.copy_location(ast.Await(found), node) if found is not None else node
        return self.generic_visit(node)


def _handed_on(call: ast.Call) -> Iterator[ast.expr]:
    """What a call may make: what a lambda without parameters gives, its first argument called with the others. What it
    is given as a value it may do anything with: `sleep(f(x))`."""
    match call:
        case ast.Call(args=[ast.Lambda() as given], keywords=[]) if ast.unparse(given.args) == "":
            yield given.body
    if call.args:
        yield ast.Call(call.args[0], call.args[1:], call.keywords)


def _is_builtin(function: ast.expr) -> bool:
    return isinstance(function, ast.Name) and hasattr(builtins, function.id)


class _Blank(ast.NodeTransformer):
    def visit_Await(self, node: ast.Await) -> ast.AST:
        return ast.Await(ast.Constant(None))


class _Writer(ast.NodeTransformer):
    def __init__(self, native: set[str], places: Sequence[tuple[int, int]]) -> None:
        self.native, self.places = native, places
        self.waits = [False]
        self.open = list[ast.AST]()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._inside(node, node.name in self.native and bool(freed(node, self.places)))

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._inside(node, False)

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        return self._inside(node, False)

    def visit_Yield(self, node: ast.Yield) -> ast.AST:
        return self._wait(node, node.value or ast.copy_location(ast.Constant(None), node))

    def visit_YieldFrom(self, node: ast.YieldFrom) -> ast.AST:
        return self._wait(node, node.value)

    def _inside(self, node: ast.AST, waits: bool) -> ast.AST:
        self.waits.append(waits)
        self.generic_visit(node)
        self.waits.pop()
        return node

    def _wait(self, node: ast.Yield | ast.YieldFrom, value: ast.expr) -> ast.AST:
        self.generic_visit(node)
        if not self.waits[-1]:
            return node
        found = ast.copy_location(ast.Await(value), node)
        if not isinstance(value, ast.Call):
            self.open.append(found)
        return found

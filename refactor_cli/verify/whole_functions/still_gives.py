"""Old and new pieces of a function -> what it gave by the usages that a block names, and does not give any more.

What depends on the usages may change in any way, so that nothing else sees that `return old(x)` became `new(x)`: the
function then gives None. The same goes for what it yields, raises, asserts and assigns. It may have given it to
something that needs it no more: then the block says so.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence, Set
from typing import NamedTuple

from refactor_cli.verify.flow import as_if_run, flow_of
from refactor_cli.verify.forms import taken_up, updated
from refactor_cli.verify.refused import Unsaid, shown
from refactor_cli.verify.whole_functions.pieces import FUNCTIONS, Piece, holds, nodes_inside
from refactor_cli.verify.whole_functions.taken import constant_instead, unchanged, untaken

_FAILING = ("raises", "fail")
_TARGETS = (ast.Name, ast.Attribute, ast.Subscript)


class Compared(NamedTuple):
    """The pieces of a function before and after; the numbers of those that depended on the usages, and of those that
    held one; of the new ones those that are old; the places of the usages; `words`: what the user wrote."""

    before: Sequence[Piece]
    after: Sequence[Piece]
    depending: Set[int]
    holding: Set[int]
    kept: Set[int]
    places: Sequence[tuple[int, int]]
    words: str = ""


def check_still_gives(made: Compared, old: ast.AST, new: ast.AST) -> None:
    """Raises Unsaid when a new function does not return, yield, raise or assign what the old one did, where it has to
    do with the usages."""
    fresh = [piece for number, piece in enumerate(made.after) if number not in made.kept]
    others = {_said(piece) for number, piece in enumerate(made.before) if number not in made.holding}
    instead = [piece for piece in fresh if _said(piece) not in others]
    # a handler that stays may get a name for what it catches
    named = [piece for piece in made.after if piece.key.startswith("ExceptHandler ")]
    read, again = _names(old, ast.Store) & _names(new, ast.Load), {_said(piece) for piece in fresh}
    for number in sorted(made.depending):
        piece, is_holding = made.before[number], number in made.holding
        if not piece.nodes or made.depending & {*piece.functions}:
            continue
        at, depth = _stays_in(made, piece), len(piece.functions)
        found = instead if is_holding else fresh
        found = [*found, *named]
        beside = [each for each in found if _is_beside(each, at) and len(each.functions) == depth]
        for word, may_be in _given(piece, is_holding=is_holding):
            if not any(map(may_be, beside)):
                raise Unsaid(f"it does not {word} in place of {shown(piece.nodes[0])}")
        if is_holding and isinstance(first := piece.nodes[0], ast.AugAssign):
            target, taken = (
                ast.unparse(first.target),
                taken_up(n for each in beside for n in _own_nodes(each)),
            )
            if target not in set(taken):
                raise Unsaid(f"it gives '{target}' a value without regard to the one that it has")
        if is_holding and (lost := _unassigned(piece, beside, made.places, (old, new))):
            raise Unsaid(f"it does not assign to '{lost}' in place of {shown(piece.nodes[0])}")
        if is_holding and (around := untaken(piece, made.places, instead, made.words)) is not None:
            raise Unsaid(f"nothing is left of {shown(around)}, which takes what the old call gives")
        if _said(piece) not in again and (name := unchanged(piece, read, instead)):
            raise Unsaid(f"it does nothing to '{name}' in place of {shown(piece.nodes[0])}")
        if constant := constant_instead(piece, beside):
            raise Unsaid(f"it returns {constant} whatever the case, in place of {shown(piece.nodes[0])}")
    if _always_returns(old) and not _always_returns(new):
        raise Unsaid("it may end without giving anything back, and the function does not")


def _stays_in(made: Compared, piece: Piece) -> tuple[str, ...]:
    """What says whether a piece runs, as far as that does not depend on the usages."""
    deciding = piece.under & made.depending
    around = made.before[min(deciding)] if deciding else piece
    return _conditions(around)


def _is_beside(piece: Piece, at: tuple[str, ...]) -> bool:
    within = _conditions(piece)
    return within[: len(at)] == at or at[: len(within)] == within


def _said(piece: Piece) -> tuple[str, tuple[str, ...]]:
    return piece.key, _conditions(piece)


def _conditions(piece: Piece) -> tuple[str, ...]:
    return tuple(each for each in piece.within if each != "never")


def _given(piece: Piece, *, is_holding: bool) -> Iterator[tuple[str, Callable[[Piece], bool]]]:
    """What a piece gives, in a word, each with what tells of a piece that it may do so in its place."""
    first = piece.nodes[0]
    if isinstance(first, ast.Return) and not _is_nothing(first.value):
        yield "return a value", lambda each: _returns(each) or _raises(each)
    if any(isinstance(each, ast.Yield | ast.YieldFrom) for each in _own_nodes(piece)):
        yield "yield", lambda each: any(isinstance(n, ast.Yield | ast.YieldFrom) for n in _own_nodes(each))
    if is_holding and isinstance(first, ast.Assert):
        yield "assert anything", _raises
    if is_holding and isinstance(first, ast.Raise):
        yield "raise", lambda each: _raises(each) or any(isinstance(n, ast.Return) for n in each.nodes)


def _is_nothing(value: ast.expr | None) -> bool:
    return value is None or (isinstance(value, ast.Constant) and value.value is None)


def _returns(piece: Piece) -> bool:
    return any(isinstance(each, ast.Return) and not _is_nothing(each.value) for each in piece.nodes)


def _raises(piece: Piece) -> bool:
    """Whether it may fail of itself, also as tests do."""
    return any(
        isinstance(each, ast.Raise | ast.Assert) or (isinstance(each, ast.Call) and _is_failing(each.func))
        for each in _own_nodes(piece)
    )


def _is_failing(called: ast.expr) -> bool:
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return name in _FAILING or name.startswith("assert")


def _unassigned(
    piece: Piece,
    beside: Sequence[Piece],
    places: Sequence[tuple[int, int]],
    functions: tuple[ast.AST, ast.AST],
) -> str:
    """What a piece gives a value that lasts longer or is read, and no new one does; "" for nothing. What is asked for
    by the old code itself (`stand_in.old.return_value = 3`) is another thing afterwards. `functions`: old and new."""
    old, new = functions
    bound = frozenset[str]().union(*(each.binds for each in beside))
    items = {*updated(n for each in beside for n in _own_nodes(each))}
    bound |= {name for name, given in _items(piece) if given <= items}
    read, own = _names(new, ast.Load), _names(old, ast.Store)
    outside = {
        name for each in ast.walk(old) if isinstance(each, ast.Global | ast.Nonlocal) for name in each.names
    }
    gone = _by_old_code(piece, places) if any("." in each for each in bound) else frozenset[str]()
    for name in sorted(piece.binds - bound - gone):
        first, dot, _ = name.partition(".")
        if (dot and first not in own) or (not dot and name in read | outside):
            return name
    return ""


def _by_old_code(piece: Piece, places: Sequence[tuple[int, int]]) -> frozenset[str]:
    """The attributes and elements to which a piece gets by a usage, as it binds them."""
    stored = (each for node in piece.nodes for each in ast.walk(node) if isinstance(each, _TARGETS))
    held = (
        each
        for each in stored
        if isinstance(each.ctx, ast.Store) and any(holds(each, *place) for place in places)
    )
    return frozenset(ast.unparse(each.value if isinstance(each, ast.Subscript) else each) for each in held)


def _items(piece: Piece) -> Iterator[tuple[str, Set[str]]]:
    """What a piece gives nothing but items a value of, with these, as source."""
    stored = [each for node in piece.nodes for each in ast.walk(node) if isinstance(each, _TARGETS)]
    stored = [each for each in stored if isinstance(each.ctx, ast.Store)]
    for name in piece.binds:
        of_it = [each for each in stored if ast.unparse(each).startswith(name)]
        if of_it and all(
            isinstance(each, ast.Subscript) and ast.unparse(each.value) == name for each in of_it
        ):
            yield name, {ast.unparse(each) for each in of_it}


def _names(tree: ast.AST, ctx: type[ast.expr_context]) -> set[str]:
    return {each.id for each in ast.walk(tree) if isinstance(each, ast.Name) and isinstance(each.ctx, ctx)}


def _always_returns(function: ast.AST) -> bool:
    """Whether its end is never reached, as far as its loops and `with` statements run, and it gives a value."""
    run = as_if_run(function)
    assert isinstance(run, FUNCTIONS)
    gives = any(isinstance(each, ast.Return) and each.value is not None for each in nodes_inside(run))
    return gives and flow_of(run.body).ends


def _own_nodes(piece: Piece) -> Iterator[ast.AST]:
    for node in piece.nodes:
        yield node
        yield from nodes_inside(node)

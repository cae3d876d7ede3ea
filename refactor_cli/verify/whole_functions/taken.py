"""Old and new pieces of a function -> what took what the usages give, and of which nothing is left.

What depends on the usages may change in any way: nothing else sees that `return f(old(x))` became `return new(x)`, or
that a list which old values were added to stays empty. A trace is enough, as where arguments are dropped.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator, Sequence, Set

from refactor_cli.text import has_word
from refactor_cli.verify.dropped import words_of
from refactor_cli.verify.flow import CLOSING
from refactor_cli.verify.in_effect import is_fixed
from refactor_cli.verify.whole_functions.pieces import Piece, holds

_RECEIVERS = frozenset({"self", "cls"})
# what makes another value of one, as classes do, or only looks at it
_PLAIN = (frozenset(dir(builtins)) - {"print", "setattr"}) | CLOSING


def untaken(
    piece: Piece, places: Iterable[tuple[int, int]], new: Sequence[Piece], words: str
) -> ast.Call | None:
    """A call in a piece that an old call stands in the arguments of, and of which the new pieces have neither the name
    nor what else it is given, and the user no word (`words`)."""
    if any(isinstance(node, ast.Raise | ast.Assert) for node in piece.nodes):  # tests may fail in other ways
        return None
    there = frozenset(word for each in new for word in _words(each.nodes))
    for call in (each for node in piece.nodes for each in ast.walk(node) if isinstance(each, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
        is_builtin = isinstance(call.func, ast.Name) and name in _PLAIN
        is_named = name.isidentifier() and has_word(words, name)
        if is_builtin or is_named or name in CLOSING or name.startswith("assert") or name[:1].isupper():
            continue
        for place in places:
            arguments = [*call.args, *call.keywords]
            beside = [each for each in arguments if not holds(each, *place)]
            if len(beside) < len(arguments) and there.isdisjoint(_words([call.func, *beside])):
                return call
    return None


def unchanged(piece: Piece, names: Set[str], new: Iterable[Piece]) -> str:
    """A name that a piece does nothing but call a method of, and that no new piece has to do with; "" for none."""
    match piece.nodes:
        case (ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name)))),) if name in names:
            return "" if any(name in _words(each.nodes) for each in new) else name
    return ""


def constant_instead(piece: Piece, beside: Iterable[Piece]) -> str:
    """The source of the constant that new pieces return whatever the case, where this one returns something else."""
    match piece.nodes:
        case (ast.Return(value=ast.expr() as value),) if not is_fixed(value):
            returned = [each for new in beside for each in new.nodes if isinstance(each, ast.Return)]
            constants = {
                ast.unparse(each.value) if each.value and is_fixed(each.value) else "" for each in returned
            }
            return constants.pop() if len(constants) == 1 else ""
    return ""


def _words(nodes: Iterable[ast.AST]) -> frozenset[str]:
    return frozenset(_each_word(nodes)) - _RECEIVERS


def _each_word(nodes: Iterable[ast.AST]) -> Iterator[str]:
    return (word for node in nodes for each in ast.walk(node) for word in words_of(each))

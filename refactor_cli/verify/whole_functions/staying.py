"""What does not depend on the usages that a block for a function names is there again, and does what it did."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set

from refactor_cli.clipped import clipped
from refactor_cli.verify.refused import Refused
from refactor_cli.verify.whole_functions.pieces import Piece, reads

_SHOWN = 80  # characters
_LEAVES: dict[type[ast.AST], str] = {ast.Return: "return", ast.Break: "break", ast.Continue: "continue"}


def staying(before: Sequence[Piece], depending: frozenset[int], new: ast.AST) -> list[int]:
    """The numbers of the pieces of the old function that have to be there again: all that do not depend on the usages,
    but imports which the new source does not use any more."""
    used = {node.id for node in ast.walk(new) if isinstance(node, ast.Name)}
    found = list[int]()
    for number, piece in enumerate(before):
        is_import = any(isinstance(node, ast.Import | ast.ImportFrom) for node in piece.nodes)
        if piece.key and number not in depending and (not is_import or piece.binds & used):
            found.append(number)
    return found


def check_stays(
    before: Sequence[Piece],
    numbers: Sequence[int],
    after: Sequence[Piece],
    old: Set[int] = frozenset(),
    gone: Set[str] = frozenset(),
) -> Set[int]:
    """The numbers of the new pieces that the pieces of these numbers are again. Raises Refused unless all are there, in
    their order, run when and as often as they ran, raise to where they raised, and read what they read. `old`: the
    numbers of those that hold the usages; `gone`: parameters that went, whose names are bound to what takes their
    place."""
    at, kept, found, changed = 0, set[int](), list[Piece](), set[str]()
    for piece in (before[number] for number in numbers):
        number = _again(piece, after, at)
        at = number + 1
        kept.add(number)
        found.append(piece)
        changed |= piece.binds ^ after[number].binds  # `except X` may get a name, and another one
    _check_once(kept, after)
    _check_reached(_ways_out(before, {*numbers}, old), [*_ways_out(after, kept)])
    for number, piece in enumerate(after):
        if not piece.key and piece.after <= kept:
            kept.add(number)  # the end of a function of which every piece is there again
        elif number not in kept:
            changed |= {piece.function} if piece.function else piece.binds
    for piece in found:
        if both := (changed - gone) & reads(piece):
            raise Refused(
                f"it gives '{min(both)}' another value, which is used by what does not depend on the usages that it "
                f"names: {_shown(piece)}"
            )
    return kept


def _again(piece: Piece, after: Sequence[Piece], at: int) -> int:
    """The number, from `at` on, of the new piece that a piece stays as. Raises Refused: there is none."""
    there = [
        number
        for number in range(at, len(after))
        if (after[number].key, after[number].within) == (piece.key, piece.within)
    ]
    if not there:
        raise Refused(
            f"it changes, moves or leaves out what does not depend on the usages that it names: {_shown(piece)}"
        )
    number = next((each for each in there if after[each].handlers <= piece.handlers), None)
    if number is None:
        raise Refused(
            f"it catches exceptions of what does not depend on the usages that it names: {_shown(piece)}"
        )
    return number


def _check_once(kept: Set[int], after: Sequence[Piece]) -> None:
    """Raises Refused when a new piece does once more what a piece that stays does."""
    once = {(after[number].key, after[number].within) for number in kept if _counts_how_often(after[number])}
    for number, piece in enumerate(after):
        if number not in kept and (piece.key, piece.within) in once:
            raise Refused(f"it does twice what does not depend on the usages that it names: {_shown(piece)}")


def _check_reached(old: Iterable[tuple[str, Piece]], new: Sequence[tuple[str, Piece]]) -> None:
    """Raises Refused when there are more ways out, in what is new, before what stays than there were."""
    more = Counter(word for word, _ in new) - Counter(word for word, _ in old)
    for word, piece in new:
        if more[word]:
            raise Refused(
                f"it may {word} before what does not depend on the usages that it names, where it did not: "
                f"{_shown(piece)}"
            )


def _ways_out(
    pieces: Sequence[Piece], stay: Set[int], old: Set[int] = frozenset()
) -> Iterator[tuple[str, Piece]]:
    """Where pieces that do not stay leave a function, or a round of a loop, in which one that stays comes later: how,
    and that one. At the end of a block, the `old` ones may: `returnValue(x)`, `raise Return(x)`."""
    for number, piece in enumerate(pieces):
        word = next((_LEAVES[type(node)] for node in piece.nodes if type(node) in _LEAVES), "")
        if number in old and any(isinstance(node, ast.Expr | ast.Raise) for node in piece.nodes):
            word = "" if any(each.within == piece.within for each in pieces[number + 1 :]) else "return"
        if word and number not in stay:
            later = ((each, pieces[each]) for each in sorted(stay) if each > number)
            skipped = (each for at, each in later if each.key and _is_skipped(pieces, piece, word, at))
            if (first := next(skipped, None)) is not None:
                yield word, first


def _is_skipped(pieces: Sequence[Piece], way_out: Piece, word: str, later: int) -> bool:
    """Whether a piece stands in the function that a `return` leaves, or in the loop that another word is about; in the
    `finally` of what is left, it runs all the same."""
    if pieces[later].final & way_out.tried:
        return False
    if word == "return":
        depth = len(way_out.functions)
        return pieces[later].functions[:depth] == way_out.functions
    loops = [each for each in way_out.under if pieces[each].key.startswith(("For ", "AsyncFor ", "While "))]
    return max(loops, default=-1) in pieces[later].under


def _counts_how_often(piece: Piece) -> bool:
    """Whether it matters how often it runs."""
    acting = (ast.Call, ast.AugAssign, ast.Await, ast.Yield, ast.YieldFrom)
    return any(isinstance(each, acting) for node in piece.nodes for each in ast.walk(node))


def _shown(piece: Piece) -> str:
    source = " ".join(" ".join(map(ast.unparse, piece.nodes)).split()) or piece.key.partition(" ")[0]
    return clipped(source, _SHOWN)

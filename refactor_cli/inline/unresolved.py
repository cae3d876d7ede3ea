"""Names in a recipe's new code that the repository does not define."""

from __future__ import annotations

from collections.abc import Iterator

from refactor_cli.recipe.rules import Body, CallPiece, Pieces, Recipe, Reference, templates_of
from refactor_cli.resolution import module_file, unresolved_name
from refactor_cli.symbols import SymbolMap


def unresolved(recipe: Recipe, symbols: SymbolMap) -> tuple[str, ...]:
    """One warning for each name whose module is the repository's, and does not have it."""
    named = [(move.target, move.line) for move in recipe.moves]
    for rule in recipe.rules:
        named += [(each.dotted, each.line) for each in _references(rule.body)]
    found = list[str]()
    for dotted, line in dict.fromkeys(named):
        if module := unresolved_name(symbols, dotted):
            place = f"{recipe.path}:{line}" if recipe.path != "--to" else "--to"
            found.append(
                f"{place}: '{dotted}' is not defined: {module_file(symbols, module)} does not have it"
            )
    return tuple(found)


def _references(body: Body) -> Iterator[Reference]:
    for template in templates_of(body):
        yield from _in_pieces(template.pieces)


def _in_pieces(pieces: Pieces) -> Iterator[Reference]:
    for piece in pieces:
        if isinstance(piece, Reference):
            yield piece
        elif isinstance(piece, CallPiece):
            yield from _in_pieces(piece.callee)
            for argument in piece.arguments:
                yield from _in_pieces(argument.value)

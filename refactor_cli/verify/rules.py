"""A model's recipe, SymbolMap -> the rules of it that may be used, and why the others may not.

People may write any recipe; a model's rules are held to what its blocks are held to: only the targets that were asked
about, only names that exist, and nothing that reaches outside the program unless the user's own words name it.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from refactor_cli.data import Rejection, Target
from refactor_cli.recipe.rules import Body, CallPiece, Pieces, Reference, templates_of
from refactor_cli.recipe.whole import Recipe
from refactor_cli.resolution import unresolved_name
from refactor_cli.symbols import SymbolMap
from refactor_cli.verify.sensitive import is_said, sensitive, sensitive_attribute


def verify_rules(
    recipe: Recipe,
    targets: Iterable[Target],
    symbols: SymbolMap,
    words: str = "",
    brought: frozenset[str] = frozenset(),
) -> tuple[Recipe, tuple[Rejection, ...]]:
    """The recipe without the rules and moves that fail. `words`: what the user wrote; modules it names are allowed.
    `brought`: full names that the same answer brings."""
    asked = {name for target in targets for name in (target.name, target.dotted)}
    rejections, rules, moves = list[Rejection](), [], []
    for rule in recipe.rules:
        named = (dotted for dotted in _references(rule.body) if dotted not in brought)
        reason = _refusal(rule.symbol, tuple(named), asked, symbols, words)
        reason = reason or _attribute_refusal(rule.body)
        if reason:
            rejections.append(Rejection("", f"the rule {rule.label}: {reason}", symbol=rule.symbol))
        else:
            rules.append(rule)
    for move in recipe.moves:
        named = (dotted for dotted in (move.target,) if dotted not in brought)
        reason = _refusal(move.source, tuple(named), asked, symbols, words)
        if reason:
            rejections.append(Rejection("", f"{move.label}: {reason}", symbol=move.source))
        else:
            moves.append(move)
    return replace(recipe, rules=tuple(rules), moves=tuple(moves)), tuple(rejections)


def _refusal(symbol: str, named: tuple[str, ...], asked: set[str], symbols: SymbolMap, words: str) -> str:
    if symbol not in asked:
        return f"{symbol} was not asked about"
    for dotted in named:
        reached = sensitive(dotted)
        if reached and not is_said(reached, words) and not is_said(reached, " ".join(asked)):
            return f"it uses {reached}, which reaches outside the program"
        if unresolved_name(symbols, dotted):
            return f"'{dotted}' is not defined anywhere"
    return ""


def _attribute_refusal(body: Body) -> str:
    for text in _texts(body):
        for name in text.replace("(", ".").replace(")", ".").split("."):
            if sensitive_attribute(name.strip()):
                return f"it uses the attribute {name.strip()}"
    return ""


def _references(body: Body) -> Iterable[str]:
    for piece in _pieces(body):
        if isinstance(piece, Reference):
            yield piece.dotted


def _texts(body: Body) -> Iterable[str]:
    return (piece for piece in _pieces(body) if isinstance(piece, str))


def _pieces(body: Body) -> Iterable[str | Reference]:
    for template in templates_of(body):
        yield from _flat(template.pieces)


def _flat(pieces: Pieces) -> Iterable[str | Reference]:
    for piece in pieces:
        if isinstance(piece, CallPiece):
            yield from _flat(piece.callee)
            for argument in piece.arguments:
                yield from _flat(argument.value)
        elif isinstance(piece, str | Reference):
            yield piece

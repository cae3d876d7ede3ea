"""A model's recipe, SymbolMap -> the rules of it that may be used, and why the others may not.

People may write any recipe; a model's rules are held to what its blocks are held to: only the targets that were asked
about, only names that exist, and nothing that reaches outside the program unless the user's own words name it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set

from msgspec.structs import replace

from refactor_cli.data import Rejection, Target, Usages
from refactor_cli.recipe.rules import Body, Pieces, Reference, Variable, source_in, templates_of
from refactor_cli.recipe.whole import Recipe, is_or_belongs
from refactor_cli.resolution import resolve_absolute, unresolved_name
from refactor_cli.resolution.near_names import meant
from refactor_cli.symbols import SymbolMap
from refactor_cli.verify.sensitive import is_said, sensitive, sensitive_attribute

_WORD = re.compile(r"(?<!\w)\w+(?!\w)")


def verify_rules(
    recipe: Recipe,
    targets: Iterable[Target],
    symbols: SymbolMap,
    words: str = "",
    brought: frozenset[str] = frozenset(),
) -> tuple[Recipe, tuple[Rejection, ...]]:
    """The recipe without the rules and moves that fail. `words`: what the user wrote; modules it names are allowed.
    `brought`: full names that the same answer brings."""
    names = [frozenset((target.name, target.dotted)) for target in targets]
    asked = {name for each in names for name in each}
    going = frozenset[str]().union(*(each for each in names if not _stays(recipe, each)))
    rejections, rules, moves, variables = list[Rejection](), [], [], []
    for variable in recipe.variables:
        reason = _value_refusal(variable, asked, symbols, words)
        if reason:
            rejections.append(Rejection("", f"the assignment of '{variable.name}': {reason}"))
        else:
            variables.append(variable)
    for rule in recipe.rules:
        named = tuple(dotted for dotted in _references(rule.body) if dotted not in brought)
        reason = _refusal(rule.symbol, named, asked, symbols, words)
        reason = reason or _other_refusal(rule.symbol, named, names, going)
        reason = reason or _attribute_refusal(rule.body, asked)
        if reason:
            rejections.append(Rejection("", f"the rule {rule.label}: {reason}", symbol=rule.symbol))
        else:
            rules.append(rule)
    for move in recipe.moves:
        named = (move.target,) if move.target not in brought else ()
        reason = _refusal(move.source, named, asked, symbols, words)
        reason = reason or _other_refusal(move.source, named, names, going)
        if reason:
            rejections.append(Rejection("", f"{move.label}: {reason}", symbol=move.source))
        else:
            moves.append(move)
    passed = replace(recipe, rules=tuple(rules), moves=tuple(moves), variables=tuple(variables))
    return passed, tuple(rejections)


def by_target(rejections: Sequence[Rejection], usages: Usages) -> dict[str, str]:
    """By target why the first of its rules that is not used is not."""
    by_symbol = {each.symbol: each.reason for each in reversed(rejections)}
    return {
        each.name: by_symbol[name]
        for each in (result.target for result in usages.results)
        for name in (each.dotted, each.name)
        if name in by_symbol
    }


def _value_refusal(variable: Variable, asked: set[str], symbols: SymbolMap, words: str) -> str:
    """Why a module may not be given this value; "" where it may."""
    named = tuple(_names(variable.value))
    if old := next((each for each in named if each in asked), ""):
        return f"it uses the old {old}"
    said = " ".join((words, *asked))
    return _name_refusal(named, asked, symbols, said) or _text_refusal(source_in(variable.value), asked)


def _refusal(symbol: str, named: tuple[str, ...], asked: set[str], symbols: SymbolMap, words: str) -> str:
    if symbol not in asked:
        return f"{symbol} was not asked about"
    return _name_refusal(named, asked, symbols, " ".join((words, *asked)))


def _name_refusal(named: Iterable[str], asked: set[str], symbols: SymbolMap, said: str) -> str:
    for dotted in named:
        if dotted in asked:
            continue
        if reached := next((each for each in _reached(symbols, dotted) if not is_said(each, said)), ""):
            return f"it uses {reached}, which reaches outside the program"
        if unresolved_name(symbols, dotted):
            return f"'{dotted}' is not defined anywhere"
        if near := meant(dotted):
            return f"'{dotted}' is not defined: there is {near}"
    return ""


def _stays(recipe: Recipe, names: frozenset[str]) -> bool:
    """Whether the rules for a target lead to it, or a member of it, again."""
    used = (each for name in names for each in recipe.used(name))
    return any(is_or_belongs(each, names) for each in used)


def _other_refusal(
    symbol: str, named: Iterable[str], targets: Iterable[frozenset[str]], going: frozenset[str]
) -> str:
    """A rule leads to no other target, unless that one stays: then what was asked for would be done by halves."""
    own = frozenset[str]().union(*(each for each in targets if symbol in each))
    led = [each for each in named if not is_or_belongs(each, own)]
    others = sorted(name for name in going - own if any(is_or_belongs(each, {name}) for each in led))
    return f"it uses {others[0]}, which is asked about as well" if others else ""


def _reached(symbols: SymbolMap, dotted: str) -> Iterator[str]:
    """The sensitive things that a full name leads to, or through, be it by a module of the repository."""
    parts = dotted.split(".")
    for end in range(1, len(parts) + 1):
        name = ".".join(parts[:end])
        led = (each.name for each in resolve_absolute(symbols, name).symbols if each.path is None)
        yield from (found for each in (name, *led) if (found := sensitive(each)))


def _attribute_refusal(body: Body, asked: Set[str]) -> str:
    return _text_refusal(_pieces(body), asked)


def _text_refusal(pieces: Iterable[str | Reference], asked: Set[str]) -> str:
    """Whether source asks for an attribute that it may not; what was asked about may be named like one."""
    for piece in pieces:
        text = "" if isinstance(piece, Reference) and piece.dotted in asked else piece
        for name in _WORD.findall(text.dotted if isinstance(text, Reference) else text):
            if sensitive_attribute(name):
                return f"it uses the attribute {name}"
    return ""


def _references(body: Body) -> Iterator[str]:
    """The full names in a rule, those of builtins too."""
    for template in templates_of(body):
        yield from _names(template.pieces)


def _names(pieces: Pieces) -> Iterator[str]:
    for piece in source_in(pieces):
        if isinstance(piece, Reference):
            is_builtin = piece.module == "builtins" and piece.dotted.partition(".")[0] == piece.name
            yield f"builtins.{piece.dotted}" if is_builtin else piece.dotted


def _pieces(body: Body) -> Iterable[str | Reference]:
    for template in templates_of(body):
        yield from source_in(template.pieces)

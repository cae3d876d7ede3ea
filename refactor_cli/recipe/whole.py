"""A recipe as a whole: its rules and moves, and what they say of a symbol together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Set
from typing import NamedTuple

from msgspec import Struct

from refactor_cli.dotted import last_part
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.recipe.rules import (
    Body,
    CallPiece,
    Hole,
    Move,
    Pieces,
    Reference,
    Rule,
    Variable,
    references_of,
    source_in,
    templates_of,
)

_ATTRIBUTE = lazy_pattern(r"\.\s*([^\W\d]\w*)")


class Likely(NamedTuple):
    """On objects that are called `on`, the last part of `symbol` is likely that symbol."""

    symbol: str
    on: str


class Recipe(Struct, frozen=True):
    """A recipe as it was read: rules in the order they are tried. `path` as the user gave it, "--to" without a
    file; `name`: its last part without the suffix; `variables`: what it assigns outside of its rules."""

    rules: tuple[Rule, ...]
    moves: tuple[Move, ...]
    warnings: tuple[str, ...] = ()
    name: str = ""
    path: str = ""
    likely: tuple[Likely, ...] = ()
    variables: tuple[Variable, ...] = ()

    @property
    def said(self) -> dict[str, tuple[str, ...]]:
        """By symbol, what objects are called on which its name is likely that symbol."""
        found: dict[str, tuple[str, ...]] = {}
        for each in self.likely:
            found[each.symbol] = (*found.get(each.symbol, ()), each.on)
        return found

    @property
    def symbols(self) -> tuple[str, ...]:
        """The old names, each once, in order."""
        return tuple(
            dict.fromkeys([rule.symbol for rule in self.rules] + [move.source for move in self.moves])
        )

    def replacement(self, symbol: str) -> str:
        """The full dotted name that stands for a symbol in all that is said about it; "" where there is none."""
        named = {move.target for move in self.moves if move.source == symbol}
        rules = [rule for rule in self.rules if rule.symbol == symbol]
        if rules and all(rule.where for rule in rules):
            return ""  # nor do they say it of all calls
        for rule in rules:
            named |= set(_called(rule.body, symbol.rpartition(".")[0]))
        return named.pop() if len(named) == 1 else ""

    def used(self, symbol: str) -> tuple[str, ...]:
        """The full dotted names that usages of a symbol are rewritten to, as far as they are known."""
        named = [move.target for move in self.moves if move.source == symbol]
        for rule in self.rules:
            if rule.symbol == symbol:
                named += [each.dotted for each in references_of(rule.body)]
        return tuple(dict.fromkeys(named))

    def members(self, symbol: str) -> tuple[str, ...]:
        """For a method: what its replacements ask of the receiver, by its class. Of `self.a.b()` only `a` is known to
        be the class's."""
        found = (member for rule in self.rules if rule.symbol == symbol for member in rule.members)
        return tuple(dict.fromkeys(found))

    @property
    def own_names(self) -> frozenset[str]:
        """Labels of what brings old symbols into new code: keyword renames of what stays, rules whose new code is
        what another one replaces, and those that go on to a member of what is replaced (`Order(x)` to
        `Order.of(x)`)."""
        old = frozenset(self.symbols)
        labels = {
            rule.label
            for rule in self.rules
            if any(_names(each.pieces, rule.symbol) for each in templates_of(rule.body))
            or any(is_or_belongs(each.dotted, old) for each in references_of(rule.body))
        }
        return frozenset(labels | {move.label for move in self.moves if is_or_belongs(move.target, old)})

    @property
    def brought(self) -> frozenset[str]:
        """Old symbols that the new code for others leads to: what stands for one, a member of that, or what may be a
        member of what new code asks for its name. A second run finds them where the first one has done its work."""
        called, within = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
        for symbol in self.symbols:
            called[last_part(symbol)].add(symbol)
            for name in _and_owners(symbol):
                within[name].add(symbol)
        found = set[str]()
        for symbol in self.symbols:
            led = [called[name] for name in self._asked(symbol) if name in called]
            led += [within[name] for name in self.used(symbol) if name in within]
            found.update(set().union(*led) - {symbol})
        return frozenset(found)

    def _asked(self, symbol: str) -> frozenset[str]:
        """The names of attributes in the new code for a symbol."""
        bodies = (rule.body for rule in self.rules if rule.symbol == symbol)
        templates = (each for body in bodies for each in templates_of(body))
        written = (each for template in templates for each in source_in(template.pieces))
        return frozenset(
            name for each in written if isinstance(each, str) for name in _ATTRIBUTE.findall(each)
        )


def is_or_belongs(dotted: str, symbols: Set[str]) -> bool:
    """Whether a name is one of these symbols, or a member of one."""
    return any(name in symbols for name in _and_owners(dotted))


def _and_owners(dotted: str) -> Iterator[str]:
    """A name, what it is a member of, and so on."""
    while dotted:
        yield dotted
        dotted = dotted.rpartition(".")[0]


def _called(body: Body, owner: str) -> Iterator[str]:
    """What a body calls as a whole; a method of the receiver by its class."""
    for template in templates_of(body):
        match template.pieces:
            case (CallPiece(callee=(Reference(dotted=dotted),)),):
                yield dotted
            case (CallPiece(callee=(Hole(), str() as rest)),) if rest[1:].isidentifier():
                yield owner + rest
            case _:
                yield ""


def _names(pieces: Pieces, symbol: str) -> bool:
    last = "." + last_part(symbol)
    for piece in pieces:
        if isinstance(piece, CallPiece):
            if _names(piece.callee, symbol) or any(_names(each.value, symbol) for each in piece.arguments):
                return True
        elif isinstance(piece, Reference):
            if piece.dotted == symbol:
                return True
        elif isinstance(piece, str) and re.search(re.escape(last) + r"(?!\w)", piece):
            return True
    return False

"""The values of a recipe: rules, moves, and the pieces that a rule's expression is made of."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from msgspec import Struct

from refactor_cli.data import Behaviour, Parameter

OMITTED_NAME = "<OMITTED>"  # stands for OMITTED in a condition, whatever the recipe calls it

_ATTRIBUTE = re.compile(r"\s*\.\s*(\w+)(?!\w|\s*=(?!=))")  # what is assigned need not be there

Fit = Literal["any", "operand", "receiver", "starred"]
Place = Literal["now", "maybe", "again", "later"]


class Hole(NamedTuple):
    """Where an argument goes. `fit`: how tightly its place binds ("starred" for `*args` and `**kwargs`);
    `bracketed`: inside brackets of the rule's expression, where line ends mean nothing."""

    parameter: str
    fit: Fit
    bracketed: bool


class Reference(NamedTuple):
    """A name that the recipe imports, with the attributes that follow it: "datetime.datetime.now".

    `module` and `name` as the recipe imports them: `from module import name`, or `import module` with an empty
    `name`; both are empty when it was written without an import (in `--to`, or as the rule's own name).
    Builtins belong to the module "builtins".
    """

    dotted: str
    module: str = ""
    name: str = ""
    line: int = 0


class Argument(NamedTuple):
    """An argument of a call in a rule. `lead`: white space before it; `star`: "", "*" or "**"."""

    lead: str
    star: str
    keyword: str
    value: Pieces

    @property
    def hole(self) -> str:
        """The parameter whose argument stands here and nothing else, or ""."""
        only = self.value[0] if len(self.value) == 1 else None
        return only.parameter if isinstance(only, Hole) else ""


class CallPiece(NamedTuple):
    """A call in a rule. `tail`: what stands between its last argument and the closing bracket."""

    callee: Pieces
    arguments: tuple[Argument, ...]
    tail: str


class Local(NamedTuple):
    """A name that the rule binds by a statement of its own; `inline` gives it one that is free at the site."""

    name: str


Piece: TypeAlias = "str | Hole | Reference | CallPiece | Local"
Pieces: TypeAlias = "tuple[Piece, ...]"


class Event(NamedTuple):
    """Something that happens when a rule's expression is evaluated, in order: an argument is evaluated, or, with
    an empty `parameter`, an effect of the rule's own happens. `place`: "maybe" behind a condition, "again" in a
    comprehension, "later" in a lambda or generator. `bound`: names that the rule binds around it; `stores`: the
    effect is that something gets another value; `is_iterable`: it is what a comprehension goes through first, where
    Python takes no walrus."""

    parameter: str
    place: Place = "now"
    bound: frozenset[str] = frozenset()
    stores: bool = False
    is_iterable: bool = False


Shape = Literal["primary", "number", "operator", "hole", "statement"]


class Template(Struct, frozen=True):
    """An expression of a recipe in pieces, or a statement. `text` as written; `needs_brackets`: it is written over
    several lines and only holds together in brackets. `node` is what conditions and literals are read from.
    `is_awaited`: it stands behind an `await` that the site has already."""

    text: str
    pieces: Pieces
    events: tuple[Event, ...]
    shape: Shape
    needs_brackets: bool
    node: ast.expr | ast.stmt
    is_awaited: bool = False


class Block(Struct, frozen=True):
    """Statements, and the value that they return in the end; None when that is not said, so that the call has to
    stand alone. `locals`: names that they bind; `is_simple`: each fits behind a semicolon; `unit`: how the recipe
    indents."""

    statements: tuple[Template, ...]
    returned: Template | None
    locals: frozenset[str]
    is_simple: bool
    unit: str = "    "

    @property
    def templates(self) -> tuple[Template, ...]:
        """All of it in order."""
        return (*self.statements, *([self.returned] if self.returned is not None else []))


class Branch(Struct, frozen=True):
    """`if test: then` `else: otherwise`, decided at each site; `undecided` is what holds where it cannot be, None
    when the rule then does not fit."""

    test: ast.expr
    then: Body
    otherwise: Body
    undecided: Body | None = None


Body: TypeAlias = "Template | Block | Branch"


def last_part(dotted: str) -> str:
    """The name itself."""
    return dotted.rpartition(".")[2]


def is_builtin(dotted: str) -> bool:
    """Whether it is a name of the module `builtins`, which needs no import."""
    return dotted.startswith("builtins.") and dotted.count(".") == 1


def templates_of(body: Body) -> Iterator[Template]:
    """Every expression and statement that a body may come to."""
    if isinstance(body, Branch):
        for each in (body.then, body.otherwise, body.undecided):
            if each is not None:
                yield from templates_of(each)
    elif isinstance(body, Block):
        yield from body.templates
    else:
        yield body


class Rule(Struct, frozen=True):
    """How calls of `symbol` are written.

    `parameters`: the old signature, the receiver of a method first; `defaults`: what stands for an argument that
    is left out; `omitted`: parameters that are then left out of the new call. `awaited`: an `async def`, which
    fits calls that are awaited at once. `keeps_keywords`: the new call knows the old keywords (`--to`), as long
    as its own signature does not say otherwise. `is_property`: it says how an attribute is read, not how something
    is called. `label` names the rule for people. `transform`: nothing but the name of a shipped transform, which gives
    a rule for each usage.
    """

    symbol: str
    label: str
    line: int
    parameters: tuple[Parameter, ...]
    body: Body
    defaults: tuple[tuple[str, Template], ...] = ()
    omitted: frozenset[str] = frozenset()
    given: tuple[str, ...] = ()
    context: str | None = None
    behaviour: Behaviour = "same"
    requires: str | None = None
    awaited: bool = False
    keeps_keywords: bool = False
    is_property: bool = False
    transform: str = ""

    @property
    def names_itself(self) -> bool:
        """Whether the new code uses the old symbol: that stays, and only some calls of it are outdated."""
        return any(each.dotted == self.symbol for each in references_of(self.body))

    @property
    def stays(self) -> bool:
        """Whether all of the new code uses the old symbol."""
        return all(
            any(each.dotted == self.symbol for each in _references(template.pieces))
            for template in templates_of(self.body)
        )

    @property
    def members(self) -> tuple[str, ...]:
        """Of a rule for a method: what it asks of the receiver, by the receiver's class."""
        if not self.parameters:
            return ()
        owner, first = self.symbol.rpartition(".")[0], self.parameters[0].name
        asked = (name for each in templates_of(self.body) for name in _asked(each.pieces, first))
        return tuple(dict.fromkeys(f"{owner}.{name}" for name in asked))


class Move(NamedTuple):
    """Every reference to `source` becomes one to `target`; both are full dotted names. `requires` and `behaviour`: as
    of a rule; `without`: names of a module that it does not take along."""

    source: str
    target: str
    label: str
    line: int = 0
    requires: str | None = None
    behaviour: Behaviour = "same"
    without: tuple[str, ...] = ()


class Likely(NamedTuple):
    """On objects that are called `on`, the last part of `symbol` is likely that symbol."""

    symbol: str
    on: str


class Recipe(Struct, frozen=True):
    """A recipe as it was read: rules in the order they are tried. `path` as the user gave it, "--to" without a
    file; `name`: its last part without the suffix."""

    rules: tuple[Rule, ...]
    moves: tuple[Move, ...]
    warnings: tuple[str, ...] = ()
    name: str = ""
    path: str = ""
    likely: tuple[Likely, ...] = ()

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
        for rule in self.rules:
            if rule.symbol == symbol:
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
            or any(_is_in(each.dotted, old) for each in references_of(rule.body))
        }
        return frozenset(labels | {move.label for move in self.moves if _is_in(move.target, old)})

    @property
    def brought(self) -> frozenset[str]:
        """Old symbols that the new code for others leads to: what stands for one, or a member of that. A second run
        finds them where the first one has done its work."""
        found = set[str]()
        for symbol in self.symbols:
            used = frozenset(self.used(symbol))
            found |= {each for each in self.symbols if each != symbol and _is_in(each, used)}
        return frozenset(found)


def _is_in(dotted: str, symbols: frozenset[str]) -> bool:
    """Whether a name is one of these symbols, or a member of one."""
    parts = dotted.split(".")
    return any(".".join(parts[:length]) in symbols for length in range(len(parts), 0, -1))


def references_of(body: Body) -> Iterator[Reference]:
    """Every name that a body may come to use."""
    for template in templates_of(body):
        yield from _references(template.pieces)


def _references(pieces: Pieces) -> Iterator[Reference]:
    for piece in pieces:
        if isinstance(piece, Reference):
            yield piece
        elif isinstance(piece, CallPiece):
            yield from _references(piece.callee)
            for argument in piece.arguments:
                yield from _references(argument.value)


def _asked(pieces: Pieces, receiver: str) -> Iterator[str]:
    """The attributes that are asked of a parameter."""
    for piece, after in zip(pieces, (*pieces[1:], ""), strict=True):
        if isinstance(piece, CallPiece):
            yield from _asked(piece.callee, receiver)
            for argument in piece.arguments:
                yield from _asked(argument.value, receiver)
        elif isinstance(piece, Hole) and piece.parameter == receiver and isinstance(after, str):
            if found := _ATTRIBUTE.match(after):
                yield found[1]


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
    last = "." + symbol.rpartition(".")[2]
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

"""Rules and moves of a recipe, and the pieces that a rule's expression is made of."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Literal, NamedTuple, TypeAlias

from msgspec import Struct

from refactor_cli.data import Behaviour, Parameter, ParameterKind
from refactor_cli.lazy_pattern import lazy_pattern

PASSES = "NotImplemented"  # what a branch returns that is for no call
OMITTED_NAME = "<OMITTED>"  # stands for OMITTED in a condition, whatever the recipe calls it
HAS_FORM = " has the form "  # between an argument and its form, in words

_ATTRIBUTE = lazy_pattern(r"\s*\.\s*(\w+)(?!\w|\s*=(?!=))")  # what is assigned need not be there

Fit = Literal["any", "compared", "index", "operand", "receiver", "starred"]
Place = Literal["now", "maybe", "again", "later"]


class Hole(NamedTuple):
    """Where an argument goes. `fit`: how tightly its place binds ("starred" for `*args` and `**kwargs`, "compared" for
    a side of a comparison, "index" for what stands in `x[…]`); `bracketed`: inside brackets of the rule's expression,
    where line ends mean nothing."""

    parameter: str
    fit: Fit
    bracketed: bool


class Reference(NamedTuple):
    """A name that the recipe imports, with the attributes that follow it: "datetime.datetime.now".

    `module` and `name` as the recipe imports them: `from module import name`, or `import module` with an empty
    `name`; both are empty when it was written without an import (in `--to`, or as the rule's own name).
    Builtins belong to the module "builtins". `alias`: what the recipe calls what it imports, where that is another
    name.
    """

    dotted: str
    module: str = ""
    name: str = ""
    line: int = 0
    alias: str = ""


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


class Variable(NamedTuple):
    """A name that the recipe assigns at its top, outside of its rules: `log = logging.getLogger(__name__)`. Each file
    that needs it gets the assignment."""

    name: str
    value: Pieces
    line: int = 0


Piece: TypeAlias = "str | Hole | Reference | CallPiece | Local | Variable"
Pieces: TypeAlias = "tuple[Piece, ...]"


class Event(NamedTuple):
    """Something that happens when a rule's expression is evaluated, in order: an argument is evaluated, or, with
    an empty `parameter`, an effect of the rule's own happens. `place`: "maybe" behind a condition, "again" in a
    comprehension, "later" in a lambda or generator. `bound`: names that the rule binds around it; `stores`: the
    effect is that something gets another value; `is_iterable`: it is what a comprehension goes through first, where
    Python takes no walrus; `is_unpacked`: it is gone through there and then."""

    parameter: str
    place: Place = "now"
    bound: frozenset[str] = frozenset()
    stores: bool = False
    is_iterable: bool = False
    is_unpacked: bool = False


class ArgumentForm(NamedTuple):
    """What the argument for a parameter looks like: `text` with `parts` in it, in their order, which stand for any
    expressions. `builtins`: what else is named there; `names`: what the recipe imports, by its name there and its full
    dotted name; `calls`: it calls something of these."""

    parameter: str
    text: str
    parts: tuple[str, ...]
    builtins: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    calls: bool = False


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


def is_builtin(dotted: str) -> bool:
    """Whether it is a name of the module `builtins`, which needs no import."""
    return dotted.startswith("builtins.") and dotted.count(".") == 1


def templates_of(body: Body) -> Iterator[Template]:
    """Every expression and statement that a body may come to; a branch that is for no call comes to none."""
    if isinstance(body, Branch):
        for each in (body.then, body.otherwise, body.undecided):
            if each is not None:
                yield from templates_of(each)
    elif isinstance(body, Block):
        yield from body.templates
    elif body.text != PASSES:
        yield body


class Rule(Struct, frozen=True, dict=True):
    """How calls of `symbol` are written.

    `parameters`: the old signature, the receiver of a method first; `defaults`: what stands for an argument that
    is left out; `omitted`: parameters that are then left out of the new call. `awaited`: an `async def`, which
    fits calls that are awaited at once. `keeps_keywords`: the new call knows the old keywords (`--to`), as long
    as its own signature does not say otherwise. `is_property`: it says how an attribute is read, not how something
    is called. `order`: "any" where arguments with effects may be evaluated at another time. `where`: it is for calls
    whose arguments have these forms, of which the body has the parts. `label` names the rule for people. `transform`:
    nothing but the name of a shipped transform, which gives a rule for each usage.
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
    where: tuple[ArgumentForm, ...] = ()
    order: Literal["same", "any"] = "same"

    @property
    def is_for_arguments(self) -> bool:
        """Whether it is for calls that give certain arguments alone."""
        return bool(self.given or self.where)

    @cached_property
    def limit(self) -> str:
        """Which calls it is for, in words; "" for all."""
        words = [f"calls that give {' and '.join(self.given)}"] if self.given else []
        if self.context is not None:
            words.append(f"calls in the place '{self.context}'")
        if self.where:
            forms = " and ".join(f"{each.parameter}{HAS_FORM}{each.text}" for each in self.where)
            words.append(f"calls whose {forms}")
        return ", ".join(words)

    @cached_property
    def kinds(self) -> Mapping[str, ParameterKind]:
        """The kinds of its parameters, by name."""
        return {each.name: each.kind for each in self.parameters}

    @cached_property
    def callees(self) -> tuple[Pieces, ...]:
        """What it calls in place of the old function, where the new code is nothing but a call."""
        outer = (each.pieces[0] for each in templates_of(self.body) if len(each.pieces) == 1)
        return tuple(each.callee for each in outer if isinstance(each, CallPiece))

    @cached_property
    def mains(self) -> frozenset[Reference]:
        """The names that stand in for the old function."""
        return frozenset(filter(None, map(_main_reference, templates_of(self.body))))

    @property
    def names_itself(self) -> bool:
        """Whether the new code uses the old symbol: that stays, and only some calls of it are outdated."""
        return any(each.dotted == self.symbol for each in references_of(self.body))

    @property
    def stays(self) -> bool:
        """Whether all of the new code uses the old symbol."""
        return all(
            any(each.dotted == self.symbol for each in references_in(template.pieces))
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


def references_of(body: Body) -> Iterator[Reference]:
    """Every name that a body may come to use."""
    for template in templates_of(body):
        yield from references_in(template.pieces)


def _main_reference(template: Template) -> Reference | None:
    """The name that stands in for the old function: what the outermost call calls, or its receiver's; of `-inf` and
    `not new(x)` the only name there is."""
    pieces: Pieces = template.pieces
    while pieces and isinstance(pieces[0], CallPiece):
        pieces = pieces[0].callee
    if pieces and isinstance(pieces[0], Variable):
        return None
    if pieces and isinstance(pieces[0], Reference):
        return pieces[0]
    named = {*references_in(pieces)}
    return named.pop() if len(named) == 1 else None


def references_in(pieces: Pieces) -> Iterator[Reference]:
    """Every name among the pieces of a template, those of arguments too."""
    return (each for each in source_in(pieces) if isinstance(each, Reference))


def source_in(pieces: Pieces) -> Iterator[str | Reference]:
    """What is written among the pieces, in order: that of arguments and of what a recipe assigns too."""
    for piece in pieces:
        if isinstance(piece, str | Reference):
            yield piece
        elif isinstance(piece, Variable):
            yield from source_in(piece.value)
        elif isinstance(piece, CallPiece):
            yield from source_in(piece.callee)
            for argument in piece.arguments:
                yield from source_in(argument.value)


def calls_in(pieces: Pieces) -> Iterator[CallPiece]:
    """Every call among the pieces of a template, from the outside in."""
    for piece in pieces:
        if isinstance(piece, CallPiece):
            yield piece
            yield from calls_in(piece.callee)
            for argument in piece.arguments:
                yield from calls_in(argument.value)


def keywords_in(body: Body) -> frozenset[str]:
    """The names by which the calls of a body may give their arguments."""
    found = set[str]()
    for template in templates_of(body):
        _add_keywords(template.pieces, found)
    return frozenset(found)


def _add_keywords(pieces: Pieces, found: set[str]) -> None:
    for piece in pieces:
        if isinstance(piece, CallPiece):
            _add_keywords(piece.callee, found)
            for argument in piece.arguments:
                found.add(argument.keyword or argument.hole)
                _add_keywords(argument.value, found)


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

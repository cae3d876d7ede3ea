"""What other code gives to an attribute: subclasses, of which `self` may be any, and whoever has the object, the class
or the module (`thing.service = Fake()`).

Asked for the place in question alone: with every step of a search it would say of each object what is true of others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.data import Symbol
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.classes.families import defines
from refactor_cli.inference.classes.stand_ins import heirs_and_mixins
from refactor_cli.inference.members.assignment_places import files_assigning, is_assigned
from refactor_cli.inference.members.attribute_assignments import RULE, given_elsewhere
from refactor_cli.inference.members.setters import goes_to_setter
from refactor_cli.inference.values import Known, Types, by, is_open, union
from refactor_cli.resolution import bound_at

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_CALLED = frozenset({"class", "function", "lambda"})


def with_elsewhere(ask: Ask, path: str, node: Node, types: Types) -> Types:
    """What an expression may be (`self.service`, `self.kind()`), and what of the repository it is by other code too."""
    function = node.child_by_field_name("function") if node.type == "call" else None
    named = node if function is None else function
    if named.type == "identifier":
        given = [*_of_module(ask, path, named)]
    else:
        name, receiver = named.child_by_field_name("attribute"), named.child_by_field_name("object")
        if named.type != "attribute" or name is None or receiver is None:
            return types
        text = source(ask.symbols, path, name)
        known = ask.expression(path, receiver).known
        given = [
            each
            for one in known
            if one.symbol.path is not None
            for each in _given(ask, one, text, function is not None)
        ]
    held = [each for one in given for each in one.known]
    if function is not None:
        held = [made for each in held if each.kind in _CALLED for made in ask.result(each).known]
    if types.known and any(map(is_open, given)):
        types = types._replace(complete=False, has_unknown=True)
    own = frozenset(filter(_is_something, held))
    if own <= types.known:
        return types
    every = union((types, Types(own, True)))
    return by(every, RULE) if every.known else types._replace(complete=False)


def _of_module(ask: Ask, path: str, name: Node) -> Iterator[Types]:
    """What other modules give a variable or a function of this one: `shop.backend = Fake()`."""
    text = source(ask.symbols, path, name)
    if not files_assigning(ask.symbols, text):
        return
    bound = bound_at(ask.symbols, path, text, name.start_byte)
    if bound and all(each.scope == 0 for each in bound):
        yield given_elsewhere(ask, Symbol(path, ""), text)


def _is_something(known: Known) -> bool:
    """Whether it is of the repository, or a tuple of classes: a test puts mocks and numbers everywhere."""
    if known.symbol.path is not None:
        return known.kind in ("instance", "class")
    return any(each.kind == "class" for part in known.parts for each in part)


def _given(ask: Ask, known: Known, name: str, is_called: bool) -> Iterator[Types]:
    """What else an attribute may be. `is_called`: methods of subclasses are known by then."""
    if known.kind not in ("instance", "class", "module"):
        return
    if known.kind != "instance" or not goes_to_setter(ask, known.symbol, name):
        yield given_elsewhere(ask, known.symbol, name)
    for heir in _heirs_having(ask, known.symbol, name) if known.own else ():
        found = ask.attribute(known._replace(symbol=heir, own=False), name)
        left = frozenset(each for each in found.known if each.kind != "function" or not is_called)
        yield found if left == found.known else Types(left, True, has_unknown=found.has_unknown)


def _heirs_having(ask: Ask, cls: Symbol, name: str) -> tuple[Symbol, ...]:
    """The subclasses, and mixins before the class in them, that say themselves what an attribute is, in their body or
    by an assignment."""
    memo: dict[tuple[Symbol, str], tuple[Symbol, ...]] = ask.symbols.snapshot.memo.setdefault(
        "heirs having", {}
    )
    if (cls, name) not in memo:
        every = heirs_and_mixins(ask.symbols, cls)
        found = [each for each in every if defines(ask, each, name) or is_assigned(ask, each, name)]
        memo[cls, name] = tuple(sorted(found, key=lambda each: (each.path or "", each.name)))
    return memo[cls, name]

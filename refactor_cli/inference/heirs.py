"""What subclasses say that an attribute of a method's own object or class is: `self` may be of any of them.

Asked for the place in question alone: with every step of a search it would say of each class what is true of others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Symbol
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.attribute_assignments import RULE, setting
from refactor_cli.inference.families import defining
from refactor_cli.inference.values import Types, by, union, without_none
from refactor_cli.resolution import is_subclass

if TYPE_CHECKING:
    from refactor_cli.grammar import Node


def with_heirs(ask: Ask, path: str, node: Node, types: Types) -> Types:
    """What an expression may be, and what it is in subclasses of the class around it: `self.service`, `self.kind()`."""
    function = node.child_by_field_name("function") if node.type == "call" else None
    attribute = node if function is None else function
    name, receiver = attribute.child_by_field_name("attribute"), attribute.child_by_field_name("object")
    if attribute.type != "attribute" or name is None or receiver is None or not types.known:
        return types
    found = list[Types]()
    for known in ask.expression(path, receiver).known:
        if known.own and known.kind in ("instance", "class") and known.symbol.path is not None:
            text = source(ask.symbols, path, name)
            heirs = _heirs_having(ask, known.symbol, text)
            found += [ask.attribute(known._replace(symbol=each, own=False), text) for each in heirs]
    held = without_none(union(found)) if found else None
    if held is None or any(each.bound is not None for each in held.known):
        return types  # methods are found as overrides
    if function is not None:
        held = union(ask.result(each) for each in held.known if each.kind == "class")
    every = union((types, held))
    return by(every, RULE) if every.known else types._replace(complete=False)


def _heirs_having(ask: Ask, cls: Symbol, name: str) -> tuple[Symbol, ...]:
    """The subclasses that say themselves what an attribute is, in their body or by an assignment."""
    memo: dict[tuple[Symbol, str], tuple[Symbol, ...]] = ask.symbols.snapshot.memo.setdefault(
        "heirs having", {}
    )
    if (cls, name) not in memo:
        every = defining(ask, name) | setting(ask, name)
        found = [each for each in every if each != cls and is_subclass(ask.symbols, each, cls)]
        memo[cls, name] = tuple(sorted(found, key=lambda each: (each.path or "", each.name)))
    return memo[cls, name]

"""What the methods of a class keep in an attribute of that class, which is `None` until then: `cls._one = cls()`.

What is kept in one class is found by those that derive from it as well, as long as they keep nothing of their own:
where `Cart.instance()` was called before, `Big.instance()` gives that `Cart`. So what is known of such an object is
proved where the bases behind its class have the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from refactor_cli.data import Symbol
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.classes.stand_ins import every_heir
from refactor_cli.inference.members.every_assignment import RULE as EVERY_ASSIGNMENT
from refactor_cli.inference.members.every_assignment import has_every_assignment
from refactor_cli.inference.values import PROVEN, Known, Types, by, or_others, without_none
from refactor_cli.resolution import ANY_CLASS, is_subclass, mro, scope_at
from refactor_cli.resolution.class_bodies import has_metaclass
from refactor_cli.resolution.class_decorators import may_be_another
from refactor_cli.resolution.definitions import definition_of_body
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node


def kept_by_class(ask: Ask, known: Known, name: str, assigned: Types) -> Types | None:
    """What an attribute of a class holds that its methods, and those of its bases, assign to it, where that is all;
    None where anything else may be there: a metaclass decides what a class has, and a decorator what it is."""
    kept = without_none(assigned)
    if not kept.known or not kept.complete or not kept.via <= PROVEN:
        return None
    order = mro(ask.symbols, known.symbol)
    family = every_heir(ask.symbols, known.symbol) if known.own else []
    if family is None or ANY_CLASS in order or any(_is_odd(ask, each) for each in (known.symbol, *family)):
        return None
    is_all = has_every_assignment(ask, known.symbol, name, known.own, kept)
    return by(kept, EVERY_ASSIGNMENT) if is_all else None


def _is_odd(ask: Ask, cls: Symbol) -> bool:
    order = mro(ask.symbols, cls)
    return has_metaclass(ask.look, order) or any(
        may_be_another(ask.look, each) for each in order if each.path is not None
    )


def as_kept(ask: Ask, path: str, attribute: Node, cls: Symbol, types: Types) -> Types:
    """What a method gives an attribute of its own object; where that is a class, an object of whatever class it is
    called on is kept in that one."""
    if not any(each.own for each in types.known) or not _is_of_class(ask, path, attribute):
        return types
    known = (
        each._replace(kept=cls) if each.own and each.kind == "instance" else each for each in types.known
    )
    return types._replace(known=frozenset(known))


def _is_of_class(ask: Ask, path: str, attribute: Node) -> bool:
    """Whether what stands before the dot is the first parameter of a method that is given the class, or a class."""
    receiver, file_map = attribute.child_by_field_name("object"), ask.symbols.map(path)
    if receiver is None or file_map is None or receiver.type != "identifier":
        return True
    name, scope = source(ask.symbols, path, receiver), scope_at(file_map, attribute.start_byte)
    while scope > 0:
        method = definition_of_body(ask.look, path, scope)
        if method is not None and file_map.scopes[method.scope].kind == "class":
            return name == "cls" or any("class" in each.lower() for each in method.decorators)
        scope = file_map.scopes[scope].parent
    return True


def behind(symbols: SymbolMap, known: Known) -> list[Known]:
    """What such an object may be besides, or the method of one: of a base of its class that it was kept in."""
    cls = known.bound if known.kind == "function" else known.symbol
    if known.kept is None or cls is None or cls == known.kept:
        return []
    order = (each for each in mro(symbols, cls)[1:] if each.path is not None)
    bases = [each for each in order if is_subclass(symbols, each, known.kept)]
    if known.kind == "function":
        return [known._replace(bound=each, kept=None) for each in bases]
    return [known._replace(symbol=each, kept=None) for each in bases]


def as_of_bases(ask: Ask, known: Known, types: Types, of: Callable[[Known], Types]) -> Types:
    """What such an object has, or its method gives: proved where `of` says the same of the others that it may be."""
    others = [of(each) for each in behind(ask.symbols, known)]
    if not others:
        return types
    if any(_anyhow(each) != _anyhow(types) for each in others):
        return or_others(types)
    kept = (
        each._replace(kept=known.kept) if each.kind == "function" and each.bound else each
        for each in types.known
    )
    return types._replace(known=frozenset(kept))


def _anyhow(types: Types) -> Types:
    """The same without whose methods they are."""
    known = (
        each._replace(bound=None, own=False) if each.kind == "function" else each for each in types.known
    )
    return types._replace(known=frozenset(known))

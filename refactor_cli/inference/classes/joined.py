"""Whether a class may come to stand before another one that it does not derive from, in a class that has both as bases.
https://docs.python.org/3/library/functions.html#super"""

from __future__ import annotations

from refactor_cli.data import Symbol
from refactor_cli.inference.classes.lent import is_handed_out
from refactor_cli.inference.classes.stand_ins import every_heir, heirs
from refactor_cli.inference.members.assignment_places import files_assigning
from refactor_cli.resolution import ANY_CLASS, Lookup, is_subclass, mro
from refactor_cli.resolution.metaclasses import names_base
from refactor_cli.symbols import SymbolMap


def may_be_joined(symbols: SymbolMap, cls: Symbol, owner: Symbol) -> bool:
    """Whether `super()` of a class may lead to what it does not derive from: where not all classes below it are known,
    with their bases, one of them may derive from both. (What is below the class itself never stands behind it; where
    one is seen that joins them, `is_before` says so.)"""
    if is_subclass(symbols, owner, cls) or is_subclass(symbols, cls, owner):
        return False
    below = every_heir(symbols, cls)
    if below is None or any(ANY_CLASS in mro(symbols, each) for each in (cls, *below)):
        return True
    return _may_be_joined_unseen(symbols, [cls, *below], owner)


def _may_be_joined_unseen(symbols: SymbolMap, classes: list[Symbol], owner: Symbol) -> bool:
    """The same where no class statement says so: by code that is given both, `make("Both", Left, Right)`, or gives a
    class other bases, or by a metaclass that names the other."""
    if files_assigning(symbols, "__bases__"):
        return True
    if any(names_base(Lookup(symbols), each, owner) for each in classes):
        return True
    return any(is_handed_out(symbols, each) for each in classes) and any(
        is_handed_out(symbols, each) for each in (owner, *heirs(symbols, owner))
    )

"""What has no attribute of the name that is asked for: that is not what stands there, or a call on it is an error. (As
`None` is left out, where a function returns that or an object.)"""

from __future__ import annotations

from collections.abc import Sequence

from refactor_cli.evidence.asked import Site
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.classes.families import defining
from refactor_cli.inference.classes.stand_ins import every_heir
from refactor_cli.inference.guards import RULE as TESTED
from refactor_cli.inference.items.iterating import is_given_elsewhere
from refactor_cli.inference.members.assignment_places import files_assigning
from refactor_cli.inference.members.attributes import FIELD
from refactor_cli.inference.members.having import has_none, has_nothing
from refactor_cli.inference.values import Known, Types
from refactor_cli.resolution import is_subclass
from refactor_cli.resolution.standard_library import lacks

_OF_FUNCTIONS = frozenset(dir(lacks))


def without_lacking(ask: Ask, types: Types, name: str) -> Types:
    """The same without what is sure to have no attribute `name`, of types that may not be all there are."""
    if types.complete and FIELD not in types.via:
        return types
    left = frozenset(each for each in types.known if not lacks_attribute(ask, each, name))
    return types if left == types.known else types._replace(known=left, complete=False)


def without_held(types: Types) -> Types:
    """The same without what is taken from an object from outside: its method, or anything that was put there."""
    left = frozenset(
        each for each in types.known if each.kind != "function" or each.symbol.path or not each.bound
    )
    return types if left == types.known else types._replace(known=left, complete=False)


def lacks_attribute(ask: Ask, known: Known, name: str) -> bool:
    """Whether a thing is sure to have no attribute `name`."""
    symbol = known.symbol
    if known.kind == "lambda" or (known.kind == "function" and symbol.path is not None):
        return name not in _OF_FUNCTIONS and not files_assigning(ask.symbols, name)
    if known.kind not in ("instance", "class"):
        return False
    if symbol.path is None:
        return known.kind == "instance" and lacks(symbol.name, name)
    if not has_nothing(ask, known.symbol, name):
        return False
    return not any(is_subclass(ask.symbols, cls, symbol) for cls in defining(ask, name))


def asked_in_vain(site: Site, known: Known) -> bool:
    """Whether an object is sure to have no attribute of the name. (Of a builtin class, it is what is written down.)"""
    if known.kind != "instance" or site.owner is None or site.owner.path is None:
        return False
    if known.symbol.path is None:
        return known.made and lacks(known.symbol.name, site.name)
    return has_none(site.ask, known.symbol, site.name, but=site.owner)


def must_be_heirs(site: Site, bases: Sequence[Known]) -> bool:
    """Whether none of these bases of the target's class, which a test finds an object to be of, has the attribute, and
    whatever derives from them and has one has the target, or what overrides it: it must be one of these. (What a mixin
    asks of `self` is looked at by itself.)"""
    symbols, owner = site.ask.symbols, site.owner
    if owner is None or not bases or TESTED not in site.types.via or is_given_elsewhere(site.ask, site.name):
        return False
    for base in bases:
        heirs = every_heir(symbols, base.symbol) if base.kind == "instance" and not base.own else None
        if heirs is None or not has_nothing(site.ask, base.symbol, site.name):
            return False
        having = (each for each in heirs if not has_nothing(site.ask, each, site.name))
        if not all(is_subclass(symbols, each, owner) for each in having):
            return False
    return True

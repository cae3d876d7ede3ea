"""Objects that a test finds to be of a base which has no such attribute: what is asked for it is of a class that
derives from the base. (What is made of the base itself has no such attribute at all.)"""

from __future__ import annotations

from collections.abc import Sequence

from refactor_cli.evidence.asked import Site
from refactor_cli.inference.guards import RULE as TESTED
from refactor_cli.inference.having import has_nothing
from refactor_cli.inference.iterating import is_given_elsewhere
from refactor_cli.inference.stand_ins import every_heir
from refactor_cli.inference.values import Known
from refactor_cli.resolution import is_subclass


def must_be_heirs(site: Site, bases: Sequence[Known]) -> bool:
    """Whether none of these bases of the target's class has the attribute, and whatever derives from them and has one
    has the target, or what overrides it. (What a mixin asks of `self` is looked at by itself.)"""
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

"""Whether something else may stand before the dot than what is known of it: by what other code gives a variable, an
attribute, a parameter or a container, and what subclasses have in the place of what gives it."""

from __future__ import annotations

from refactor_cli.evidence.answers import is_replaced, is_turned
from refactor_cli.evidence.asked import Site
from refactor_cli.evidence.by_default import may_be_no_default
from refactor_cli.evidence.given_too import (
    is_given_target,
    may_be_given_anything,
    may_be_given_target,
    may_give_target,
    may_variable_be_given_target,
)
from refactor_cli.evidence.made_anew import may_be_made_with_target
from refactor_cli.evidence.odd_receivers import is_odd, may_be_made_another
from refactor_cli.evidence.overridden_too import may_be_overridden
from refactor_cli.evidence.passed_too import may_be_passed_target
from refactor_cli.evidence.put_too import may_be_put_target
from refactor_cli.evidence.rebound import may_return_rebound
from refactor_cli.inference.asking import source
from refactor_cli.inference.guards import narrowed
from refactor_cli.inference.values import PROVEN, UNPACKED

# what has the target may stand there besides what is proved to, and besides what was found, which may not be all
_BESIDE_PROVED = (
    may_give_target,
    may_be_put_target,
    may_be_overridden,
    may_return_rebound,
    may_be_made_another,
)
_BESIDE_FOUND = (
    may_be_given_target,
    may_give_target,
    may_be_put_target,
    may_be_passed_target,
    may_be_made_with_target,
    may_be_overridden,
    may_return_rebound,
    may_be_made_another,
)


def may_be_target_too(site: Site) -> bool:
    """Whether what has the target may stand there, although all that inference tells of has something else."""
    is_proved = site.types.complete and site.types.via <= PROVEN
    return any(may_be(site) for may_be in (_BESIDE_PROVED if is_proved else _BESIDE_FOUND))


def may_be_anything_else(site: Site, is_told: bool) -> bool:
    """Whether something else than what a class, or a default, says may stand there by a name in a string, or by what
    calls unpack. `is_told`: by a type server."""
    if is_tested(site):
        return False
    if site.receiver.type == "identifier" and UNPACKED in site.types.via:
        return True
    if may_variable_be_given_target(site) or may_be_overridden(site) or is_odd(site):
        return True
    if any(is_turned(site, each) or is_replaced(site, each) for each in site.types.known):
        return True
    if may_be_given_target(site, only_by_text=True) or is_given_target(site) or may_be_put_target(site):
        return True
    return may_be_no_default(site) if is_told else may_be_given_anything(site)


def is_tested(site: Site) -> bool:
    """Whether `isinstance` says of the receiver what it is: whatever the variable gets is that. (An attribute may get
    something else in between, by what is called there.)"""
    text = source(site.ask.symbols, site.usage.path, site.receiver)
    is_variable = site.receiver.type == "identifier"
    return is_variable and bool(narrowed(site.ask, site.usage.path, site.receiver, text))

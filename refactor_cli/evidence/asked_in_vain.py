"""Objects that have no attribute of the name asked for: a call on one of these is an error, so what a usage reaches is
what the others have. (As `None` is left out, where a function returns that or an object.)"""

from __future__ import annotations

from refactor_cli.data import Symbol
from refactor_cli.evidence.asked import Site
from refactor_cli.evidence.lacking import has_nothing
from refactor_cli.inference.computed_names import is_filled
from refactor_cli.inference.families import defining
from refactor_cli.inference.iterating import is_given_elsewhere
from refactor_cli.inference.stand_ins import every_heir
from refactor_cli.inference.values import Known, instance
from refactor_cli.resolution import definitions_of, mro
from refactor_cli.resolution.class_bodies import has_metaclass
from refactor_cli.resolution.standard_library import lacks
from refactor_cli.resolution.turned import may_be_turned


def asked_in_vain(site: Site, known: Known) -> bool:
    """Whether an object is sure to have no attribute of the name, whatever derives from its class, and nothing gives it
    one."""
    symbols, cls = site.ask.symbols, known.symbol
    if known.kind != "instance" or site.owner is None or site.owner.path is None:
        return False
    if cls.path is None:
        return known.made and lacks(cls.name, site.name)
    heirs = every_heir(symbols, cls)
    if any(may_be_turned(site.ask.look, cls, each) for each in defining(site.ask, site.name)):
        return False
    if heirs is None or is_given_elsewhere(site.ask, site.name) or is_filled(site.ask, cls, True, site.name):
        return False
    return all(
        has_nothing(site.ask, instance(each), site.name) and _is_as_written(site, each)
        for each in (cls, *heirs)
    )


def _is_as_written(site: Site, cls: Symbol) -> bool:
    """Whether nothing makes a class, or one of its bases, another one than its body says."""
    look, order = site.ask.look, mro(site.ask.symbols, cls)
    decorated = (definition.decorators for each in order for definition in definitions_of(look, each))
    return not any(decorated) and not has_metaclass(look, order)

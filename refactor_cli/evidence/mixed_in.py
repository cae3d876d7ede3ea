"""`self` in a mixin: what the classes have under the name that it is mixed into."""

from __future__ import annotations

from refactor_cli.data import Symbol
from refactor_cli.evidence.asked import Site, Verdict
from refactor_cli.inference.calling.functions_as_attributes import may_be_method
from refactor_cli.inference.classes.stand_ins import every_heir
from refactor_cli.inference.members.assignment_places import files_assigning
from refactor_cli.inference.members.delegation import HOOKS
from refactor_cli.resolution import ANY_CLASS, Lookup, member, mro
from refactor_cli.resolution.others import member_of_others

RULE = "mixed-in"
# what `class Mixin(object)` has as well, and which gives what is there
_EVERYWHERE = Symbol(None, "builtins.object.__getattribute__")
# of more that it may be nobody can say which is meant
_MOST_OTHERS = 3


def mixed_in(site: Site) -> Verdict | None:
    """Certain when the class around has no such attribute, and all classes that derive from it and do have it from the
    target's class; likely when some have, and the others something else."""
    known = [each for each in site.types.known if each.kind != "none"]
    if len(known) != 1 or not known[0].own or site.types.via or not site.types.complete:
        return None
    (mixin,) = known
    if mixin.kind != "instance" or mixin.symbol.path is None:
        return None
    if not _is_without(site, mixin.symbol) or not _may_be_had(site):
        return None
    heirs = every_heir(site.ask.symbols, mixin.symbol)
    if heirs is None:
        return None
    having = [each for each in heirs if not _is_without(site, each)]
    found = [_has(site, each) for each in having]
    if found and all(found):
        is_set = files_assigning(site.ask.symbols, site.name)
        return None if is_set else Verdict("certain", (RULE,), 1.0)
    if not any(found) or len(_others(site, having)) > _MOST_OTHERS:
        return None
    also = member_of_others(site.ask.symbols, having, site.name, site.target.symbols)
    return Verdict("likely", (RULE, "conditional"), 0.8, also) if also else None


def _may_be_had(site: Site) -> bool:
    """Whether any class may have the target: a function of a module is had by few, which is known for all mixins."""
    return site.owner is not None or may_be_method(site.ask, site.target.symbols, site.name)


def _others(site: Site, having: list[Symbol]) -> set[Symbol]:
    """What else the classes have under the name."""
    values = (value for each in having for value in member(site.ask.look, each, site.name).values)
    return {value.symbol for value in values} - site.target.symbols


def _is_without(site: Site, cls: Symbol) -> bool:
    """Whether a class is sure to have nothing of the name: then it is a mixin as well."""
    order = mro(site.ask.symbols, cls)
    if ANY_CLASS in order:
        return False
    found = (value for each in (site.name, *HOOKS) for value in member(site.ask.look, cls, each).values)
    return all(value.symbol == _EVERYWHERE for value in found)


def _has(site: Site, cls: Symbol) -> bool:
    values = member(Lookup(site.ask.symbols, site.target.ends), cls, site.name)
    symbols = {value.symbol for value in values.values}
    return bool(symbols) and symbols <= site.target.symbols and values.complete

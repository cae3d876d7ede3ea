"""`self` in a mixin: what the classes have under the name that it is mixed into."""

from __future__ import annotations

from refactor_cli.data import Symbol
from refactor_cli.evidence.asked import Site, Verdict
from refactor_cli.inference.attribute_assignments import files_assigning
from refactor_cli.inference.attributes import HOOKS
from refactor_cli.inference.stand_ins import every_heir
from refactor_cli.resolution import ANY_CLASS, Lookup, member, mro

RULE = "mixed-in"


def mixed_in(site: Site) -> Verdict | None:
    """Certain when the class around has no such attribute, and all classes that derive from it and do have it from the
    target's class."""
    known = [each for each in site.types.known if each.kind != "none"]
    if len(known) != 1 or not known[0].own or site.types.via or not site.types.complete:
        return None
    (mixin,) = known
    if mixin.kind != "instance" or mixin.symbol.path is None or files_assigning(site.ask.symbols, site.name):
        return None
    heirs = every_heir(site.ask.symbols, mixin.symbol) if _is_without(site, mixin.symbol) else None
    if heirs is None:
        return None
    found = [_has(site, each) for each in heirs if not _is_without(site, each)]
    return Verdict("certain", (RULE,), 1.0) if found and all(found) else None


def _is_without(site: Site, cls: Symbol) -> bool:
    """Whether a class is sure to have nothing of the name: then it is a mixin as well."""
    order = mro(site.ask.symbols, cls)
    if ANY_CLASS in order:
        return False
    return not any(member(site.ask.look, cls, each).values for each in (site.name, *HOOKS))


def _has(site: Site, cls: Symbol) -> bool:
    values = member(Lookup(site.ask.symbols, site.target.ends), cls, site.name)
    symbols = {value.symbol for value in values.values}
    return bool(symbols) and symbols <= site.target.symbols and values.complete

"""Another attribute that the same variable was asked for on the way: only classes have it that have the target."""

from __future__ import annotations

from refactor_cli.data import Symbol
from refactor_cli.evidence.asked import Site, Verdict
from refactor_cli.inference.classes.families import defining
from refactor_cli.inference.members.assignment_places import files_assigning
from refactor_cli.inference.members.closed import is_closed
from refactor_cli.inference.members.holders import holders
from refactor_cli.inference.members.used_before import used_before
from refactor_cli.resolution import ANY_CLASS, Lookup, member, mro

RULE = "also-used"


def also_used(site: Site) -> Verdict | None:
    """Certain when all classes that have such an attribute, and the one asked about, have that from the target's class,
    and nothing else may have it."""
    if site.owner is None or site.usage.kind != "call" or site.receiver.type != "identifier":
        return None
    if files_assigning(site.ask.symbols, site.name):
        return None
    known = {each.symbol for each in site.types.known if each.kind != "none"}
    for name in sorted(used_before(site.ask, site.usage.path, site.receiver) - {site.name}):
        classes = holders(site.ask, name)
        if classes is None or not known <= classes or not is_closed(site.ask, site.usage.path, name):
            continue
        if _all_have(site, classes):
            return Verdict("certain", (RULE,), 1.0)
    return None


def _all_have(site: Site, classes: frozenset[Symbol]) -> bool:
    symbols, look = site.ask.symbols, Lookup(site.ask.symbols, site.target.symbols)
    if any(ANY_CLASS in mro(symbols, each) for each in defining(site.ask, site.name) - classes):
        return False  # may derive from one of these
    found = False
    for cls in classes:
        values = member(look, cls, site.name)
        if not values.values and ANY_CLASS not in mro(symbols, cls):
            continue  # not one of those that come here
        if not values.complete or not {each.symbol for each in values.values} <= site.target.symbols:
            return False
        found = True
    return found

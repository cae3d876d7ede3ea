"""The rarity of the name: one family of classes in the repository defines it, and nothing that is everywhere does."""

from __future__ import annotations

from refactor_cli.evidence.asked import Site, Verdict
from refactor_cli.evidence.families import families, is_everywhere


def rarity(site: Site) -> Verdict | None:
    """Likely when only the target's family defines the name; else an order by how many families do."""
    if site.types.known:
        return None
    found = families(site.ask, site.name)
    if not any(site.owner in family for family in found):
        return None
    if len(found) == 1 and not is_everywhere(site.name):
        (family,) = found
        if len(family) == 1:
            return Verdict("likely", ("rarity",), 0.9)
        return Verdict(None, (), 0.7)
    return Verdict(None, (), 0.5 / (len(found) + 2 * is_everywhere(site.name)))

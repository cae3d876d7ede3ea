"""Objects that have no attribute of the name asked for: a call on one of these is an error, so what a usage reaches is
what the others have. (As `None` is left out, where a function returns that or an object.)"""

from __future__ import annotations

from refactor_cli.evidence.asked import Site
from refactor_cli.inference.having import has_none
from refactor_cli.inference.values import Known
from refactor_cli.resolution.standard_library import lacks


def asked_in_vain(site: Site, known: Known) -> bool:
    """Whether an object is sure to have no attribute of the name. (Of a builtin class, it is what is written down.)"""
    if known.kind != "instance" or site.owner is None or site.owner.path is None:
        return False
    if known.symbol.path is None:
        return known.made and lacks(known.symbol.name, site.name)
    return has_none(site.ask, known.symbol, site.name, but=site.owner)

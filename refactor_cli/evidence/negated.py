"""A test of its type that failed: the receiver is no instance of the target's class."""

from __future__ import annotations

from refactor_cli.evidence.asked import Site, Verdict
from refactor_cli.inference.asking import source
from refactor_cli.inference.guards import RULE, excluded
from refactor_cli.resolution import is_subclass


def negated(site: Site) -> Verdict | None:
    """Ruled out in the branch that is taken when `isinstance(receiver, Class)` is false, and behind one that left."""
    if site.owner is None or site.receiver.type not in ("identifier", "attribute"):
        return None
    symbols, path = site.ask.symbols, site.usage.path
    classes = excluded(site.ask, path, site.receiver, source(symbols, path, site.receiver))
    if any(is_subclass(symbols, site.owner, each) for each in classes):
        return Verdict("ruled_out", ("inferred", RULE))
    return None

"""Receivers of classes that decide themselves what an object has: what is written says little of it, and a type server,
which reads no more than that, is no better."""

from __future__ import annotations

from refactor_cli.evidence.asked import Site
from refactor_cli.inference.members.attributes import may_be_given_another
from refactor_cli.inference.members.odd_members import is_odd_member


def is_odd(site: Site) -> bool:
    """Whether the receiver's class decides what its objects have, or that of the object whose attribute it is."""
    ask, node = site.ask, site.receiver
    if any(
        each.kind == "instance"
        and each.symbol.path is not None
        and is_odd_member(ask.symbols, each.symbol, site.name)
        for each in site.types.known
    ):
        return True
    of = node.child_by_field_name("object") if node.type == "attribute" else None
    return any(
        each.kind == "instance" and each.symbol.path is not None and may_be_given_another(ask, each.symbol)
        for each in ask.expression(site.usage.path, of).known
    )

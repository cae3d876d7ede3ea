"""Receivers of classes that decide themselves what an object has: what is written says little of it, and a type server,
which reads no more than that, is no better."""

from __future__ import annotations

from refactor_cli.evidence.asked import Site
from refactor_cli.inference.asking import source
from refactor_cli.inference.members.attributes import may_be_given_another
from refactor_cli.inference.members.odd_members import is_odd_member
from refactor_cli.resolution.metaclasses import may_be_given
from refactor_cli.resolution.names import gives_others


def is_given_by_metaclass(site: Site) -> bool:
    """Whether what is known of the receiver is an object of a class of which a call may give another one, by the
    `__call__` of the metaclass. https://docs.python.org/3/reference/datamodel.html#customizing-class-creation"""
    return any(
        each.kind == "instance" and gives_others(site.ask.look, each.symbol) for each in site.types.known
    )


def is_odd(site: Site) -> bool:
    """Whether the receiver's class decides what its objects have, or what calling it gives, or that of the object whose
    attribute it is."""
    ask, node = site.ask, site.receiver
    if is_given_by_metaclass(site) or any(
        each.kind == "instance"
        and each.symbol.path is not None
        and is_odd_member(ask.symbols, each.symbol, site.name)
        for each in site.types.known
    ):
        return True
    of = node.child_by_field_name("object") if node.type == "attribute" else None
    return may_be_made_another(site) or any(
        each.kind == "instance" and each.symbol.path is not None and may_be_given_another(ask, each.symbol)
        for each in ask.expression(site.usage.path, of).known
    )


def may_be_made_another(site: Site) -> bool:
    """Whether the receiver is an attribute that what makes the class of its object may give this, besides what a body
    says: `namespace["kept"] = Cart()` in the `__new__` of a metaclass."""
    ask, node = site.ask, site.receiver
    of, named = (node.child_by_field_name(field) for field in ("object", "attribute"))
    if node.type != "attribute" or of is None or named is None:
        return False
    name = source(ask.symbols, site.usage.path, named)
    return any(
        each.kind in ("class", "instance")
        and each.symbol.path is not None
        and may_be_given(ask.look, each.symbol, name)
        for each in ask.expression(site.usage.path, of).known
    )

"""Receivers that are called as the target's class is: an order of what nothing else is known of, no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.dotted import last_part
from refactor_cli.evidence.asked import Site, Verdict
from refactor_cli.inference.asking import source

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

RULE = "named-after"
# before what several families of classes may mean, behind what is known of types
_RANK = 0.55
# a shorter name ends many words
_SHORTEST = 4


def named_after(site: Site) -> Verdict | None:
    """Further up when the receiver is a name, an attribute or a call whose last word is the class's name: `query`,
    `self.base_query` and `session.query(Model)` of a class `Query`."""
    if site.owner is None or site.types.known:
        return None
    words = _plain(last_part(site.owner.name))
    called = _plain(_last(site, site.receiver))
    is_alike = called == words or (len(words) >= _SHORTEST and called.endswith(words))
    return Verdict(None, (RULE,), _RANK) if words and is_alike else None


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


def _last(site: Site, node: Node) -> str:
    """The last name of a dotted name, or of one that is called."""
    function = node.child_by_field_name("function") if node.type == "call" else node
    if function is not None and function.type == "attribute":
        function = function.child_by_field_name("attribute")
    if function is None or function.type != "identifier":
        return ""
    return source(site.ask.symbols, site.usage.path, function)

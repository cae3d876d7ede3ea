"""What else an attribute may be that stands before the dot: what other code gives attributes of that name, on objects
of which nothing is known, and under computed names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refactor_cli.evidence.asked import Site
from refactor_cli.evidence.receiver import own_and_others
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.asking import Ask, node_at, source
from refactor_cli.inference.assignments import given_to
from refactor_cli.inference.computed_names import is_filled
from refactor_cli.inference.every_assignment import MOST_PLACES, given_outside
from refactor_cli.inference.texts import is_in_texts
from refactor_cli.inference.values import Types

if TYPE_CHECKING:
    from refactor_cli.data import Span
    from refactor_cli.grammar import Node


def may_be_given_target(site: Site) -> bool:
    """Whether an attribute before the dot is given something that has the target, by code that does not say to which
    object; or a name that is not written there, but somewhere in the repository."""
    attribute, name = _attribute(site)
    if attribute is None or not name.isidentifier():
        return False
    places = [*given_outside(site.ask, lambda _: False, (), name)]
    if len(places) <= MOST_PLACES and any(
        own_and_others(replace(site, types=types))[0]
        for place in places
        if is_aside(site.usage.path) or not is_aside(place.path)
        for types in _given(site.ask, place.path, place.span, place.is_text)
    ):
        return True
    # runners of tests give their classes what they like
    return not is_aside(site.usage.path) and _is_computed(site.ask, site.usage.path, attribute, name)


def _is_computed(ask: Ask, path: str, attribute: Node, name: str) -> bool:
    """Whether code gives the object of an attribute values under computed names, and the name is one of those that a
    text or a keyword of the repository has."""
    of = ask.expression(path, attribute.child_by_field_name("object")).known
    return any(
        is_filled(ask, each.symbol, each.own, name, or_unknown=False)
        for each in of
        if each.kind == "instance" and each.symbol.path is not None
    ) and is_in_texts(ask, name)


def _attribute(site: Site) -> tuple[Node | None, str]:
    node = site.receiver
    if node.type == "call":
        node = node.child_by_field_name("function") or node
    name = node.child_by_field_name("attribute") if node.type == "attribute" else None
    return (node, source(site.ask.symbols, site.usage.path, name)) if name is not None else (None, "")


def _given(ask: Ask, path: str, span: Span, is_text: bool) -> Iterator[Types]:
    node = node_at(ask.symbols, path, span)
    if node is None:
        return
    if not is_text:
        given = given_to(ask, path, node.parent)
        if given is not None:
            yield given.types
        return
    while node is not None and node.type != "argument_list":
        if node.type not in ("string_content", "string", "keyword_argument"):
            return
        if node.type == "keyword_argument":
            yield ask.expression(path, node.child_by_field_name("value"))
            return
        node = node.parent
    arguments = [each for each in node.named_children if each.type != "comment"] if node is not None else []
    if len(arguments) == 3:  # setattr(object, "name", value)
        yield ask.expression(path, arguments[2])

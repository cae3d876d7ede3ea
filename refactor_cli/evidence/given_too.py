"""What else an attribute may be that stands before the dot: what other code gives attributes of that name, on objects
of which nothing is known, and under computed names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refactor_cli.data import Span
from refactor_cli.evidence.asked import Site
from refactor_cli.evidence.receiver import own_and_others
from refactor_cli.grammar import nearest
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.asking import Ask, node_at, source
from refactor_cli.inference.assignments import given_to
from refactor_cli.inference.computed_names import is_filled
from refactor_cli.inference.every_assignment import MOST_PLACES, Place, given_outside, is_of_others
from refactor_cli.inference.mocks import is_mock
from refactor_cli.inference.texts import is_in_texts
from refactor_cli.inference.values import Known, Types, union

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_CALLED = frozenset({"class", "function", "lambda"})


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


def may_give_target(site: Site) -> bool:
    """Whether the method that is called before the dot is replaced by something that gives what has the target."""
    return any(own_and_others(replace(site, types=types))[0] for types in _given_results(site))


def may_give_others(site: Site) -> bool:
    """Whether that is replaced by something that gives what has something else of the repository under the name."""
    return any(
        each.path is not None
        for types in _given_results(site)
        for each in own_and_others(replace(site, types=types))[1]
    )


def _given_results(site: Site) -> Iterator[Types]:
    """What calling that gives which is put in the place of a method; in the program what tests put there does not
    count."""
    attribute, name = _attribute(site)
    if site.receiver.type != "call" or attribute is None or not name.isidentifier():
        return
    ask = site.ask
    places = [*given_outside(ask, lambda _: False, (), name)]
    if not places or len(places) > MOST_PLACES:
        return
    having = ask.expression(site.usage.path, attribute.child_by_field_name("object")).known
    for place in places:
        if is_aside(place.path) and not is_aside(site.usage.path):
            continue
        if not place.is_text and (
            _is_of_mock(ask, place) or (having and all(_is_of_others(ask, each, place) for each in having))
        ):
            continue
        for types in _given(ask, place.path, place.span, place.is_text):
            yield union(ask.result(each) for each in types.known if each.kind in _CALLED)
        if place.is_text:
            yield from _returned(ask, place.path, place.span)


def _is_of_others(ask: Ask, known: Known, place: Place) -> bool:
    """Whether a place gives something to what has nothing to do with an object, or a class."""
    is_ours = known.kind in ("instance", "class") and known.symbol.path is not None
    return not is_ours or is_of_others(ask, known.symbol, known.own, place)


def _is_of_mock(ask: Ask, place: Place) -> bool:
    node = node_at(ask.symbols, place.path, place.span)
    attribute = node.parent if node is not None else None
    of = attribute.child_by_field_name("object") if attribute is not None else None
    known = ask.expression(place.path, of).known
    return bool(known) and all(is_mock(each) for each in known)


def _returned(ask: Ask, path: str, span: Span) -> Iterator[Types]:
    """`patch.object(thing, "name", return_value=value)`"""
    arguments = _arguments(node_at(ask.symbols, path, span))
    for each in arguments:
        name = each.child_by_field_name("name") if each.type == "keyword_argument" else None
        if name is not None and source(ask.symbols, path, name) == "return_value":
            yield ask.expression(path, each.child_by_field_name("value"))


def _is_computed(ask: Ask, path: str, attribute: Node, name: str) -> bool:
    """Whether code gives the object of an attribute values under computed names, and the name is one of those that a
    text or a keyword of the repository has."""
    of = ask.expression(path, attribute.child_by_field_name("object")).known
    ours = [each for each in of if each.kind == "instance" and each.symbol.path is not None]
    return (
        bool(ours)
        and is_in_texts(ask, name)
        and any(is_filled(ask, each.symbol, each.own, name, or_unknown=False) for each in ours)
    )


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
    keyword = nearest(node, "keyword_argument")
    if keyword is not None and (name := keyword.child_by_field_name("name")) is not None:
        if name.start_byte == span.start:
            yield ask.expression(path, keyword.child_by_field_name("value"))
        return
    arguments = _arguments(node)
    if len(arguments) == 3 and arguments[2].type != "keyword_argument":  # setattr(object, "name", value)
        yield ask.expression(path, arguments[2])
    elif (loop := nearest(node, "for_statement")) is not None and not arguments:
        yield from _in_loop(ask, path, loop, node)


def _arguments(node: Node | None) -> list[Node]:
    """The arguments of the call that a string is one of."""
    while node is not None and node.type in ("string_content", "string"):
        node = node.parent
    if node is None or node.type != "argument_list":
        return []
    return [each for each in node.named_children if each.type != "comment"]


def _in_loop(ask: Ask, path: str, loop: Node, text: Node) -> Iterator[Types]:
    """`for name in ("one", "two"): setattr(thing, name, value)`"""
    left, right = loop.child_by_field_name("left"), loop.child_by_field_name("right")
    if left is None or right is None or not right.start_byte <= text.start_byte < right.end_byte:
        return
    set_in = re.compile(rb"(?<![\w.])setattr\(\s*[\w.]+\s*,\s*%b\s*," % re.escape(left.text or b""))
    for found in set_in.finditer(ask.symbols.snapshot.files[path].text.utf8, right.end_byte, loop.end_byte):
        call = nearest(node_at(ask.symbols, path, Span(*found.span())), "call")
        arguments = call.child_by_field_name("arguments") if call is not None else None
        if arguments is not None and len(arguments.named_children) == 3:
            yield ask.expression(path, arguments.named_children[2])

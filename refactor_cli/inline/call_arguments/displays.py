"""Starred displays of a call as the arguments that they are: `*["tea", 2]`, `**{"qty": 2}`."""

from __future__ import annotations

import keyword
from typing import TYPE_CHECKING

from refactor_cli.data import Span
from refactor_cli.expression_nodes import SPLATS
from refactor_cli.inline.site import Site, SiteArgument, argument_of, comments
from refactor_cli.recipe.parsing import literal
from refactor_cli.signature import CallArgument

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refactor_cli.grammar import Node


def spread(site: Site) -> Site | None:
    """The call with what its starred displays hold; None where there is none to be taken apart."""
    brackets = site.node.child_by_field_name("arguments")
    splats = {node.named_children[-1].start_byte: node for node in _splats(brackets)}
    arguments, cuts = list[SiteArgument](), list[Span](site.cuts)
    for argument in site.arguments:
        node = splats.get(argument.value.start) if argument.how.star else None
        held = list(_held(node)) if node is not None else []
        if node is None or not held:
            arguments.append(argument)
            continue
        arguments += held
        starts, ends = [each.value.start for each in held], [each.value.end for each in held]
        cuts += [Span(node.start_byte, starts[0]), Span(ends[-1], node.end_byte)]
        if argument.how.star == "**":
            keys = [pair.start_byte for pair in node.named_children[-1].named_children]
            cuts += [Span(key, start) for key, start in zip(keys[1:], starts[1:], strict=True)]
    return site._replace(arguments=tuple(arguments), cuts=tuple(cuts)) if len(cuts) > len(site.cuts) else None


def _splats(brackets: Node | None) -> list[Node]:
    return [child for child in brackets.named_children if child.type in SPLATS] if brackets else []


def _held(splat: Node) -> Iterator[SiteArgument]:
    """The arguments that a display holds; none where it is no display, is empty, or has more than they in it."""
    display = splat.named_children[-1]
    inside = display.named_children
    if next(comments(splat), None) is not None:
        return
    if display.type in ("list", "tuple") and all(each.type not in SPLATS for each in inside):
        yield from (argument_of(CallArgument(), each) for each in inside)
    if display.type != "dictionary":
        return
    keys = [each.child_by_field_name("key") for each in inside]
    values = [each.child_by_field_name("value") for each in inside]
    names = [_name(key) for key in keys]
    if all(names) and all(values):
        for name, value in zip(names, values, strict=True):
            assert value is not None
            yield argument_of(CallArgument("", name), value)


def _name(key: Node | None) -> str:
    """The keyword that a string spells; "" for any other key."""
    try:
        found = literal((key.text or b"").decode()) if key is not None else None
    except ValueError:
        return ""
    is_name = isinstance(found, str) and found.isidentifier() and not keyword.iskeyword(found)
    return str(found) if is_name else ""

"""nose: `with assert_raises(…)` is `with pytest.raises(…)`, of which `.exception` is called `.value`.

https://docs.pytest.org/en/stable/reference/reference.html#pytest-raises
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Span
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import SCOPES, every_node
from refactor_cli.grammar import nearest
from refactor_cli.transforms import Answer, Named, Passed, Seen, Stretch, Transform, Unfit
from refactor_cli.transforms.reading import Argument, arguments_of, has_comment, source

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_RAISES = ("assert_raises", "assertRaises")
_REGEX = ("assert_raises_regex", "assert_raises_regexp", "assertRaisesRegex", "assertRaisesRegexp")


def compute(seen: Seen) -> Answer:
    """For what a `with` is given. Its name may only be asked for the exception, as far as it is that `with`'s."""
    around = seen.node.parent
    is_named = around is not None and around.type == "as_pattern"
    item = around.parent if around is not None and is_named else around
    if seen.node.type != "call" or item is None or item.type != "with_item":
        return Passed("it is no context manager")
    given, listed = arguments_of(seen.node), seen.node.child_by_field_name("arguments")
    match = _match(seen, given)
    if match is None or listed is None:
        return Unfit("pytest.raises() takes none of what it is given: write it by hand")
    pieces: list[str | Named | Span] = [
        Named("pytest.raises", by_module=True),
        *match,
        Span(listed.end_byte, item.end_byte),
    ]
    if around is None or not is_named:
        return Stretch(Span(seen.node.start_byte, item.end_byte), tuple(pieces))
    asked = _asked(around, item)
    if asked is None:
        return Unfit(
            "what it is called is not only asked for the exception: pytest.raises() calls that 'value'"
        )
    further = tuple((Span(each.start_byte, each.end_byte), "value") for each in asked)
    return Stretch(Span(seen.node.start_byte, item.end_byte), tuple(pieces), further=further)


def _match(seen: Seen, given: list[Argument] | None) -> tuple[str | Span, ...] | None:
    """The new arguments in brackets; None where they are others."""
    listed = seen.node.child_by_field_name("arguments")
    if listed is None or given is None or any(each.keyword or each.star for each in given):
        return None
    name = last_part(seen.symbol)
    if name in _RAISES:
        return (Span(listed.start_byte, listed.end_byte),) if len(given) == 1 else None
    if len(given) != 2 or has_comment(listed):
        return None
    regex = given[1].node
    return (Span(listed.start_byte, regex.start_byte), "match=", Span(regex.start_byte, listed.end_byte))


def _asked(pattern: Node, item: Node) -> list[Node] | None:
    """The names `exception` behind dots that are asked of the name which a `with` gives; None where that is used in
    another way, or given by anything else that the function does."""
    target = next((each for each in pattern.named_children if each.type == "as_pattern_target"), None)
    function = nearest(pattern, *SCOPES)
    if target is None or function is None or function.type != "function_definition":
        return None
    name, until = source(target), function.end_byte
    found: list[Node] = []
    for node in every_node(function):
        if node.type != "identifier" or source(node) != name or node.parent is None:
            continue
        if node.parent.type == "as_pattern_target":
            if not _is_one(node.parent):
                return None
            if item.end_byte < node.start_byte:
                until = min(until, node.start_byte)
            continue
        if node.parent.type == "keyword_argument" and node.parent.child_by_field_name("name") == node:
            continue
        attribute = node.parent.child_by_field_name("attribute") if node.parent.type == "attribute" else None
        if attribute == node:
            continue
        if attribute is None or source(attribute) != "exception":
            return None
        found.append(attribute)
    return sorted(
        (each for each in found if item.end_byte <= each.start_byte < until), key=lambda each: each.start_byte
    )


def _is_one(target: Node) -> bool:
    """Whether a name behind `as` is that of such a call."""
    call = target.parent.named_children[0] if target.parent is not None else None
    function = call.child_by_field_name("function") if call is not None and call.type == "call" else None
    return function is not None and last_part(source(function)) in (*_RAISES, *_REGEX)


TRANSFORM = Transform(
    tuple(f"nose.tools.{name}" for name in (*_RAISES, *_REGEX) if "_" in name),
    compute,
    imports="import pytest",
)

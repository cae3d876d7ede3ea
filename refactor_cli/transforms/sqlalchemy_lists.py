"""SQLAlchemy: `select([a], b)` and `case([(x, y)])` take what the list held one by one, and `b` goes into `.where()`.

https://docs.sqlalchemy.org/en/20/changelog/migration_20.html#migration-20-5603
https://docs.sqlalchemy.org/en/20/changelog/changelog_14.html#change-5c5a5c1a
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from refactor_cli.data import Span
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import code_children
from refactor_cli.transforms import Answer, Computed, Passed, Seen, Stretch, Transform, Unfit
from refactor_cli.transforms.reading import Argument, arguments_of, has_comment, span_of

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_MODULES = ("sqlalchemy", "sqlalchemy.sql", "sqlalchemy.sql.expression")
# by function: what the list is called, and what may be given beside it
_FIRST = {"select": "columns", "case": "whens"}
_BESIDE = {"select": frozenset[str](), "case": frozenset({"value", "else_"})}


def compute(seen: Seen) -> Answer:
    """For calls whose first argument is a list that is written out."""
    name, arguments = last_part(seen.symbol), arguments_of(seen.node)
    if not arguments or not _is_list(arguments[0], _FIRST[name]):
        if any(each.keyword == _FIRST[name] for each in arguments or ()):
            return Unfit(f"{name}() takes what '{_FIRST[name]}' holds one by one, before all else")
        return Passed("it is given no list that is written out")
    rest = arguments[1:]
    if name == "select" and len(rest) == 1 and rest[0].keyword in ("", "whereclause") and not rest[0].star:
        return _with_where(seen.node, arguments[0].value, rest[0].value)
    if any(each.keyword not in _BESIDE[name] for each in rest):
        return Unfit(f"{name}() takes nothing else beside a list any more: say it by a method")
    held = arguments[0].value
    elements = code_children(held)
    if elements and _stands_in_lines(arguments[0]) and not (rest and held.children[-2].type == "comment"):
        pieces = _without_brackets(held, elements, ends_with_comma=not rest)
        return Stretch(
            span_of(seen.node),
            (Span(seen.node.start_byte, held.start_byte), *pieces, Span(held.end_byte, seen.node.end_byte)),
        )
    return Computed(
        f"def {name}(*args, **kwargs):\n    return {name}(*args, **kwargs)",
        arguments=(*elements, *(each.node for each in rest)),
    )


def _with_where(call: Node, held: Node, where: Node) -> Answer:
    function, elements = call.child_by_field_name("function"), held.named_children
    if function is None or not elements or has_comment(call) or where.type == "none":
        return Unfit("select() takes its condition by where(): say it by hand here")
    ahead = (
        Span(call.start_byte, function.end_byte),
        "(",
        Span(elements[0].start_byte, elements[-1].end_byte),
    )
    return Stretch(span_of(call), (*ahead, ").where(", span_of(where), ")"))


def _stands_in_lines(argument: Argument) -> bool:
    """Whether a list of several lines begins where the call's own brackets do, or on a line below that no bracket of
    the list has for itself: without its brackets the lines stand as those of the call."""
    held, listed = argument.value, argument.node.parent
    if listed is None or argument.keyword or held.start_point.row == listed.end_point.row:
        return False
    if held.start_point.row == listed.start_point.row:
        return held.start_byte == listed.start_byte + 1 and held.start_point.row != held.end_point.row
    first, last = held.children[1], held.children[-2]
    return first.start_point.row == held.start_point.row and last.end_point.row == held.end_point.row


def _without_brackets(held: Node, elements: Sequence[Node], *, ends_with_comma: bool) -> Iterator[Span]:
    """What stands in a list. Elements below the first one move along with it when they stand under it."""
    at, first = held.start_byte + 1, elements[0].start_point
    for each in elements[1:]:
        before = each.prev_sibling
        is_below = before is not None and before.end_point.row != each.start_point.row
        if is_below and each.start_point.column == first.column and first.row == held.start_point.row:
            yield Span(at, each.start_byte - 1)
            at = each.start_byte
    last = held.children[-2]
    is_comma = last.type == "," and not ends_with_comma
    yield Span(at, elements[-1].end_byte if is_comma else held.end_byte - 1)


def _is_list(argument: Argument, keyword: str) -> bool:
    return argument.value.type == "list" and not argument.star and argument.keyword in ("", keyword)


TRANSFORM = Transform(
    tuple(f"{module}.{name}" for module in _MODULES for name in _FIRST),
    compute,
    stays=True,
    requires="sqlalchemy>=1.4",
)

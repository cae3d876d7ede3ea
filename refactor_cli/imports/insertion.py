"""New import statements as text, with the blank lines and the indentation of their place."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Span
from refactor_cli.expression_nodes import code_children
from refactor_cli.imports.names import Room, from_statement
from refactor_cli.imports.order import Key
from refactor_cli.imports.placing import (
    BLANK,
    DEFINITIONS,
    Body,
    Place,
    attached_comments,
    line_end,
    line_start,
)
from refactor_cli.imports.values import Import

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_HEAD = re.compile(rb"(?:[ \t\f]*#[^\n]*(?:\n|$))+")


class NewStatement(NamedTuple):
    """An import that gets a new statement, in the order in which they are written. `joins`: names of one module may
    share a statement; `source`: the statement as it is written, where it is one that there was from another module."""

    section: int
    key: Key
    wanted: Import
    joins: bool = False
    source: str = ""


def insertion(body: Body, utf8: bytes, place: Place, new: list[NewStatement], room: Room) -> tuple[Span, str]:
    """The span to replace, and the text to put there, for the new statements of one place."""
    indent = _indentation(body, utf8)
    lines = _lines(new, room._replace(before=indent), separated=place.how not in ("before", "after"))
    if place.statement is None:
        return _at_top(body, utf8, lines, room)
    if place.how == "instead":
        span, joint = place.statement.span, room.newline + indent
        if utf8[line_start(utf8, span.start) : span.start].strip():
            return span, "; ".join(
                filter(None, lines)
            )  # a line of its own may not be in the same block any more
        return span, joint.join(lines).replace(joint + room.newline, room.newline * 2)
    span = place.statement.span
    if _shares_line(body, utf8, span, place.how):  # what else stands there may need it already
        if place.how in ("before", "group before"):
            return _before_on_line(span, lines)
        return Span(span.end, span.end), "".join(f"; {line}" for line in lines if line)
    text = "".join((indent + line if line else "") + room.newline for line in lines)
    if place.how in ("before", "group before"):
        at = attached_comments(utf8, span)
        is_apart = place.how == "group before" or at < line_start(utf8, span.start)
        return Span(at, at), text + (room.newline if is_apart else "")
    at = line_end(body.node, utf8, span.end)
    separator = room.newline if place.how == "group after" else ""
    if at and not utf8[:at].endswith(b"\n"):
        return Span(at, at), room.newline + separator + text.removesuffix(room.newline)
    return Span(at, at), separator + text


def _shares_line(body: Body, utf8: bytes, span: Span, how: str) -> bool:
    """Whether a new statement has to share the line of the one that it comes before or after: that is all of its
    block, or the line goes on with code that is no import."""
    start = line_start(utf8, span.start)
    on_line = [
        child
        for child in body.node.children
        if child.is_named and child.type != "comment" and child.start_byte >= start
    ]
    if utf8[start : on_line[0].start_byte].strip():
        return True
    if how in ("before", "group before"):
        return False
    after = (child for child in on_line if child.start_byte >= span.end and "import" not in child.type)
    return any(b"\n" not in utf8[span.end : child.start_byte] for child in after)


def has_own_lines(body: Body, utf8: bytes, place: Place) -> bool:
    """Whether what is new at a place shares no line with other code: a comment may stand behind it."""
    if place.statement is not None:
        start, end = place.statement.span
        behind = utf8[end : line_end(body.node, utf8, end)].lstrip()
        is_alone = not utf8[line_start(utf8, start) : start].strip() and (not behind or behind[:1] == b"#")
        return place.how != "instead" or is_alone
    children = code_children(body.node)
    return all(
        not utf8[line_start(utf8, child.start_byte) : child.start_byte].strip() for child in children[:2]
    )


def _lines(new: list[NewStatement], room: Room, *, separated: bool) -> list[str]:
    lines, last, kept = list[str](), None, set[str]()
    for _, group in groupby(enumerate(sorted(new)), _shared):
        statements = [statement for _, statement in group]
        wanted, section = statements[0].wanted, statements[0].section
        if statements[0].source in kept:
            continue  # it has the other names already
        if separated and last is not None and section != last:
            lines.append("")
        last = section
        if source := statements[0].source:
            kept.add(source)
            lines.append(source)
        elif wanted.name:
            names = tuple(each.wanted.named for each in statements)
            lines.append(from_statement(wanted.module, names, room))
        else:
            lines.append(wanted.source)
    return lines


def _shared(numbered: tuple[int, NewStatement]) -> tuple[object, ...]:
    """Equal for those that share a statement."""
    number, statement = numbered
    wanted = statement.wanted
    return (statement.section, wanted.module) if wanted.name and statement.joins else (number,)


def _at_top(body: Body, utf8: bytes, lines: list[str], room: Room) -> tuple[Span, str]:
    children = code_children(body.node)
    docstring = children[0] if children and is_docstring(children[0]) else None
    rest = children[1:] if docstring is not None else children
    if body.node.type == "module":
        return _at_module_top(body, utf8, lines, room, (docstring, rest))
    if rest and utf8[line_start(utf8, rest[0].start_byte) : rest[0].start_byte].strip():
        return _before_on_line(Span(rest[0].start_byte, rest[0].end_byte), lines)  # def f(): return old()
    first = min((child.start_byte for child in body.node.children), default=body.node.start_byte)
    at = line_end(body.node, utf8, docstring.end_byte) if docstring is not None else line_start(utf8, first)
    indent = _indentation(body, utf8)
    text = "".join((indent + line if line else "") + room.newline for line in lines)
    if not utf8[:at].endswith(b"\n") and at:
        return Span(at, at), room.newline + text.removesuffix(room.newline)
    is_apart = BLANK.match(utf8, at) is not None or not rest
    return Span(at, at), text + ("" if is_apart else room.newline)


def _before_on_line(span: Span, lines: list[str]) -> tuple[Span, str]:
    return Span(span.start, span.start), "".join(f"{line}; " for line in lines if line)


def _at_module_top(
    body: Body, utf8: bytes, lines: list[str], room: Room, parts: tuple[Node | None, list[Node]]
) -> tuple[Span, str]:
    """After the docstring, else after the comments that the file begins with; one blank line before it, and as
    many behind it as isort wants: two before a definition, one before other code."""
    docstring, rest = parts
    if docstring is not None and rest and b"\n" not in utf8[docstring.end_byte : rest[0].start_byte]:
        return _before_on_line(Span(rest[0].start_byte, rest[0].end_byte), lines)
    if docstring is not None:
        at = line_end(body.node, utf8, docstring.end_byte)
    else:
        head = _HEAD.match(utf8)
        at = head.end() if head else 0
    text = room.newline.join(lines) + room.newline
    has_more = bool(utf8[at:].strip())
    if at and not utf8[:at].endswith(b"\n"):
        return Span(at, at), room.newline * 2 + text.removesuffix(room.newline)
    blanks, end = [at], at
    while (blank := BLANK.match(utf8, end)) is not None and blank.end() > end:
        end = blank.end()
        blanks.append(end)
    # a comment belongs to the definition that follows on the next line
    comment = _HEAD.match(utf8, end)
    is_definition = bool(rest) and rest[0].type in DEFINITIONS
    is_next = is_definition and rest[0].start_byte == (comment.end() if comment else end)
    wanted = 0 if not has_more else 2 if is_next else 1
    there = len(blanks) - 1
    before = room.newline if at and there <= wanted else ""
    place = blanks[max(0, there - wanted)]
    return Span(place, place), before + text + room.newline * max(0, wanted - there)


def _indentation(body: Body, utf8: bytes) -> str:
    if body.node.type == "module":
        return ""
    first = next((child for child in body.node.children if child.type != "comment"), body.node)
    start = line_start(utf8, first.start_byte)
    before = utf8[start : first.start_byte].decode("utf-8", "replace")
    return before if not before.strip() else ""


def is_docstring(node: Node) -> bool:
    """Whether a statement is one where it comes first: a string alone."""
    only = node.children[0] if node.type == "expression_statement" and len(node.children) == 1 else None
    return only is not None and only.type in ("string", "concatenated_string")

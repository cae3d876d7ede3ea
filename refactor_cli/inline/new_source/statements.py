"""Where a call stands among statements, and the statements of a rule in that place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from refactor_cli.data import Span
from refactor_cli.expression_nodes import with_brackets
from refactor_cli.inline.opened import Opened
from refactor_cli.inline.site import span_of

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_INDENTED = re.compile(rb"^\S[^\n]*:[ \t]*(?:#[^\n]*)?\r?\n(?:[ \t\f]*\r?\n)*([ \t]+)[^\s#]", re.MULTILINE)
_ALONE = "the rule's statements only fit where the call is a statement of its own"
_WHOLE = "the rule's statements only fit where the call is a statement, or all that is assigned or returned"


class StatementPlace(NamedTuple):
    """`kind`: "alone" where the call is the statement, "right" where it is all that is assigned or returned.
    `statement`: its span; `has_own_line`: nothing else but comments stands on its lines."""

    kind: Literal["alone", "right"]
    statement: Span
    has_own_line: bool


def statement_place(node: Node, utf8: bytes, has_value: bool) -> StatementPlace:
    """The place of an expression that statements are to replace; `has_value`: they return one in the end.

    Raises:
        Opened: it is a part of something, and they do not fit.
    """
    child = with_brackets(node)
    parent = child.parent
    if parent is not None and parent.type == "expression_statement" and parent.child_count == 1:
        return StatementPlace("alone", span_of(parent), _has_own_line(span_of(parent), utf8))
    if not has_value:
        raise Opened(_ALONE)
    while parent is not None and parent.type == "assignment" and _is(parent, "right", child):
        child, parent = parent, parent.parent
    is_assigned = child.type == "assignment" and parent is not None and parent.type == "expression_statement"
    is_returned = child.type != "assignment" and parent is not None and parent.type == "return_statement"
    if parent is None or not (is_assigned or is_returned):
        raise Opened(_WHOLE)
    return StatementPlace("right", span_of(parent), _has_own_line(span_of(parent), utf8))


def joined(statements: Sequence[str], place: StatementPlace, is_simple: bool, line_end: str) -> str:
    """Statements one below the other, or behind semicolons where the line is shared. `line_end`: with the
    indentation of the place.

    Raises:
        Opened: one of them needs a line of its own.
    """
    if place.has_own_line:
        return line_end.join(statements)
    if not is_simple and statements:
        raise Opened("the rule's statements need lines of their own, and other code shares this one")
    return "; ".join(statements)


def indentation_at(utf8: bytes, offset: int) -> str:
    """The white space that the line at an offset begins with."""
    start = utf8.rfind(b"\n", 0, offset) + 1
    line = utf8[start:offset]
    return line[: len(line) - len(line.lstrip(b" \t\f"))].decode()


def indentation_unit(utf8: bytes) -> str:
    """How a file indents: the first indented block's white space."""
    found = _INDENTED.search(utf8)
    return found[1].decode() if found else "    "


def reindented(text: str, unit: str, wanted: str) -> str:
    """Text of a rule whose lines are indented by `unit`, with another one."""
    if unit == wanted or "\n" not in text:
        return text
    return re.sub(rf"\n((?:{unit})+)", lambda found: "\n" + wanted * (len(found[1]) // len(unit)), text)


def as_statement(text: str, column: int, before: str, unit: str) -> str:
    """An expression over several lines as the statement that it becomes behind `before`, the beginning of a line; it
    began in a column of another statement. Its lines move along with it where they stand behind that column, else they
    are indented once more, as the statement is."""
    indent = before.rpartition("\n")[2]
    lines = text.split("\n")
    if indent.strip(" ") or any(sign in text for sign in ('"""', "'''", "\\\n", "\\\r", "\t")):
        return text
    depths = [len(line) - len(line.lstrip(" ")) for line in lines[1:] if line.strip()]
    is_aligned = all(depth > column for depth in depths)
    shift = len(indent) - column if is_aligned else len(unit)
    moved = (_shifted(line, shift) if line.strip() else line for line in lines[1:])
    return "\n".join((lines[0], *moved))


def _shifted(line: str, shift: int) -> str:
    return " " * shift + line if shift > 0 else line[-shift:]


def _has_own_line(statement: Span, utf8: bytes) -> bool:
    start = utf8.rfind(b"\n", 0, statement.start) + 1
    end = utf8.find(b"\n", statement.end)
    rest = utf8[statement.end : end if end >= 0 else len(utf8)].strip()
    is_continued = utf8[:start].rstrip(b"\r\n").endswith(b"\\")
    return not utf8[start : statement.start].strip() and not is_continued and rest[:1] in (b"", b"#")


def _is(parent: Node, field: str, child: Node) -> bool:
    return parent.child_by_field_name(field) == child

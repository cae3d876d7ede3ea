"""Taking whole statements out of a file: their lines, and blank lines that would meet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from refactor_cli.data import Span
from refactor_cli.expression_nodes import code_children
from refactor_cli.imports.placing import BLANK, line_end, line_start
from refactor_cli.imports.statements import ParsedFile, node_at

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_END_OF_STATEMENT = re.compile(rb"[ \t\f]*;?[ \t\f]*(?:#[^\r\n]*)?(?:\r?\n|$)")


def removals(read: ParsedFile, whole: frozenset[int]) -> tuple[Span, ...]:
    """The spans to delete so that these statements go: with their lines, where nothing else stands there, and
    without a second blank line where they stood between two."""
    lines, pieces = list[Span](), list[Span]()
    for start in sorted(whole):
        node = statement_node(read, start)
        if node is None:
            continue
        line = _on_line(read, node)
        if all(child.start_byte in whole for child in line) and _is_line(read.utf8, line):
            body = node.parent
            assert body is not None
            lines.append(
                Span(line_start(read.utf8, line[0].start_byte), line_end(body, read.utf8, line[-1].end_byte))
            )
        else:
            pieces.append(_piece(line, node))
    runs = _over_blanks(read.utf8, merged(lines))
    return tuple(sorted((*merged(pieces), *(without_blank(read.utf8, span) for span in runs))))


def statement_node(read: ParsedFile, start: int) -> Node | None:
    """The statement that begins at an offset."""
    node = node_at(read, Span(start, start + 1))
    while node is not None and not node.type.endswith("statement"):
        node = node.parent
    return node


def _on_line(read: ParsedFile, node: Node) -> list[Node]:
    """The statements joined by semicolons on the line of one."""
    block = node.parent
    assert block is not None
    siblings = code_children(block)
    index = next(i for i, child in enumerate(siblings) if child.start_byte == node.start_byte)
    first = last = index
    while first and b"\n" not in read.utf8[siblings[first - 1].end_byte : siblings[first].start_byte]:
        first -= 1
    while (
        last + 1 < len(siblings)
        and b"\n" not in read.utf8[siblings[last].end_byte : siblings[last + 1].start_byte]
    ):
        last += 1
    return siblings[first : last + 1]


def _is_line(utf8: bytes, line: list[Node]) -> bool:
    before = utf8[line_start(utf8, line[0].start_byte) : line[0].start_byte]
    return not before.strip() and _END_OF_STATEMENT.match(utf8, line[-1].end_byte) is not None


def _piece(line: list[Node], node: Node) -> Span:
    index = next(i for i, child in enumerate(line) if child.start_byte == node.start_byte)
    if index + 1 < len(line):
        return Span(node.start_byte, line[index + 1].start_byte)
    return Span(line[index - 1].end_byte if index else node.start_byte, node.end_byte)


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same in order, those in one that touch or overlap."""
    found = list[Span]()
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def _over_blanks(utf8: bytes, lines: Iterable[Span]) -> list[Span]:
    """The same in order, those in one that only blank lines stand between: each would take these along."""
    found = list[Span]()
    for span in lines:
        if found and not utf8[found[-1].end : span.start].strip():
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
    return found


def without_blank(utf8: bytes, span: Span) -> Span:
    """Takes blank lines along when they would meet others: the longer of the two runs stays."""
    after = span.end
    while (blank := BLANK.match(utf8, after)) is not None:
        after = blank.end()
    before = span.start
    while before and BLANK.fullmatch(utf8, above := line_start(utf8, before - 1), before):
        before = above
    if not before:
        return Span(0, after) if not span.start or before < span.start else span
    if after >= len(utf8):
        return Span(before, len(utf8)) if before < span.start or after > span.end else span
    count_before, count_after = utf8.count(b"\n", before, span.start), utf8.count(b"\n", span.end, after)
    if not count_before and utf8[:before].rstrip().endswith(b":"):
        return Span(span.start, after)  # the first statement of a block
    return Span(span.start, after) if count_after <= count_before else Span(before, span.end)

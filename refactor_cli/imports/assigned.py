"""Assignments that new code needs in its module: where they go, and the edits that bring them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from refactor_cli.data import Span
from refactor_cli.imports.importing_file import ImportingFile
from refactor_cli.imports.insertion import NewStatement, insertion
from refactor_cli.imports.order import Section, statement_key
from refactor_cli.imports.placing import BLANK, DEFINITIONS, Place, body_of, key_order, line_end
from refactor_cli.imports.statements import NO_CODE, ParsedFile
from refactor_cli.imports.values import Assigned, Import

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_BLOCKS = frozenset({"if_statement", "try_statement"})

_Edit = tuple[Span, str]


def header_end(read: ParsedFile) -> int:
    """Where new assignments go: behind the last line of the imports that a module begins with; 0 where it begins with
    none."""
    last = _last_of_header(read)
    return line_end(read.tree.root_node, read.utf8, last.end_byte) if last is not None else 0


def _last_of_header(read: ParsedFile) -> Node | None:
    starts = {each.span.start for each in read.statements}
    last = None
    for child in read.tree.root_node.children:
        if child.type in DEFINITIONS:
            break
        if child.start_byte in starts or (child.type in _BLOCKS and _begins_with_import(child, starts)):
            last = child
        elif child.type not in NO_CODE and not _may_stand_among_imports(child, read.utf8):
            break
    return last


def _begins_with_import(node: Node, starts: set[int]) -> bool:
    block = next((child for child in node.children if child.type == "block"), None)
    first = next((child for child in block.children if child.type not in NO_CODE), None) if block else None
    return first is not None and first.start_byte in starts


def _may_stand_among_imports(node: Node, utf8: bytes) -> bool:
    """A docstring, an assignment, a call like `sys.path.insert(0, "lib")`."""
    if node.type != "expression_statement":
        return False
    is_plain = node.children[0].type in ("assignment", "string", "concatenated_string")
    return is_plain or utf8.startswith(b"sys.path.", node.start_byte)


def bound_as(read: ParsedFile, text: str) -> Iterator[tuple[str, Span]]:
    """The names that are assigned this very value at the top of the module, with the spans of the names."""
    wanted = "".join(text.split())
    for child in read.tree.root_node.children:
        made = child.children[0] if child.type == "expression_statement" and child.child_count == 1 else None
        if made is None or made.type != "assignment":
            continue
        name, value = made.child_by_field_name("left"), made.child_by_field_name("right")
        if name is None or value is None or name.type != "identifier":
            continue
        written = read.utf8[value.start_byte : value.end_byte].decode("utf-8", "replace")
        if "".join(written.split()) == wanted:
            span = Span(name.start_byte, name.end_byte)
            yield read.utf8[slice(*span)].decode("utf-8", "replace"), span


def with_assigned(file: ImportingFile, edits: Sequence[_Edit], assigned: Iterable[Assigned]) -> list[_Edit]:
    """The edits of a file's imports, and behind what they leave of those at its top the new assignments."""
    lines = [f"{each.name} = {each.value}" for each in dict.fromkeys(assigned)]
    if not lines:
        return list(edits)
    newline, utf8, last = file.style.room.newline, file.read.utf8, _last_of_header(file.read)
    if last is None:
        return _behind_new_imports(file, edits, lines)
    text = newline.join(lines) + newline
    at = header_end(file.read)
    is_apart = not utf8[at:].strip() or BLANK.match(utf8, at) is not None
    before = newline if not at or utf8[:at].endswith((b"\n", b"\r")) else newline * 2
    added = before + text + ("" if is_apart else newline)
    for index, (span, new) in enumerate(edits):
        is_behind = span == Span(at, at) and new.endswith(newline)
        if is_behind or span.start < at < span.end:
            return [*edits[:index], (span, new + added), *edits[index + 1 :]]
    return [*edits, (Span(at, at), added)]


def _behind_new_imports(file: ImportingFile, edits: Sequence[_Edit], lines: Sequence[str]) -> list[_Edit]:
    """In a module that begins with no imports: behind the new ones, or where they would stand."""
    newline, first = file.style.room.newline, min((span.start for span, _ in edits), default=-1)
    for index, (span, new) in enumerate(edits):
        if span.start == first == span.end and re.search(r"^(?:import|from)\b", new, re.MULTILINE):
            made = new.rstrip("\r\n")
            text = made + newline * 2 + newline.join(lines) + new[len(made) :]
            return [*edits[:index], (span, text), *edits[index + 1 :]]
    body = body_of(file.read, file.read.tree.root_node, lambda _: Section.THIRD_PARTY, frozenset(), False)
    nothing = Import("")
    made_of = [
        NewStatement(Section.THIRD_PARTY, statement_key(key_order(body), nothing), nothing, source=line)
        for line in lines
    ]
    span, text = insertion(body, file.read.utf8, Place("top"), made_of, file.style.room)
    return [*edits, (span, text)]

"""Where new functions and classes go in a module, and how their source stands there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refactor_cli.imports.assigned import header_end
from refactor_cli.imports.insertion import is_docstring
from refactor_cli.imports.statements import ParsedFile

if TYPE_CHECKING:
    from refactor_cli.grammar import Node


def place_in(read: ParsedFile) -> int:
    """Before the first statement behind the imports that a module begins with, and what it says of itself
    (`__all__ = …`), and the comments right above it; what a file begins with stays where it is."""
    utf8, header = read.utf8, header_end(read)
    children = [child for child in read.tree.root_node.children if child.start_byte >= header]
    code = [child for child in children if child.type != "comment"]
    if code and is_docstring(code[0]):
        code = code[1:]
    while code and _is_about_module(code[0]):
        code = code[1:]
    if not code:
        return len(utf8)
    at = code[0].start_byte
    for comment in reversed(
        [child for child in children if child.end_byte <= at and child.type == "comment"]
    ):
        if utf8[comment.end_byte : at].strip() or utf8.count(b"\n", comment.end_byte, at) > 1:
            break
        if not utf8[: comment.start_byte].strip():
            return code[0].start_byte
        at = comment.start_byte
    return at


def _is_about_module(node: Node) -> bool:
    assigned = node.children[0] if node.type == "expression_statement" else None
    left = assigned.child_by_field_name("left") if assigned is not None else None
    return left is not None and re.fullmatch(rb"__\w+__", left.text or b"") is not None


def written_at(read: ParsedFile, at: int, code: str) -> str:
    """The code with blank lines around it, as the file ends its lines."""
    before, after = read.utf8[:at], read.utf8[at:]
    blank = len(before) - len(before.rstrip(b"\r\n"))
    lines = before[len(before) - blank :].count(b"\n")
    head = "\n" * (max(0, 3 - lines) if before.strip() else 0)
    following = len(after) - len(after.lstrip(b"\r\n"))
    tail = "\n" * (max(1, 3 - after[:following].count(b"\n")) if after.strip() else 1)
    newline = "\r\n" if b"\r\n" in read.utf8 else "\n"
    return f"{head}{code.strip()}{tail}".replace("\n", newline)

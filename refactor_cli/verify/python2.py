"""New code of a file in Python 2: what of it that Python cannot read, or reads otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from refactor_cli import grammar
from refactor_cli.clipped import clipped
from refactor_cli.data import Edit, SourceFile
from refactor_cli.expression_nodes import code_children, every_node
from refactor_cli.python2_syntax import STARRED, newer
from refactor_cli.splice import by_path, in_result

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_LONGEST = 60  # characters of new code that are shown


def unlike_python2(before: SourceFile, after: SourceFile, edits: Iterable[Edit]) -> str:
    """What new code of a file says that Python 2 does not read, or reads as something else; "" where it says nothing
    of the kind. What stood there before is the file's own."""
    old = before.text.utf8
    root = grammar.parse("python", after.text.utf8).root_node
    division, print_function = (
        b"import " in old and any(name in line for line in old.split(b"\n") if b"__future__" in line)
        for name in (b"division", b"print_function")
    )
    leaked = set(_leaked(grammar.parse("python", old).root_node))
    for edit, span in in_result(by_path(edits).get(before.path, ())):
        gone = old[slice(*edit.span)]
        around = root.descendant_for_byte_range(*span)
        if not edit.text.isascii() and before.text.encoding == "utf-8" and b"coding" not in old[:200]:
            return "characters outside ASCII, in a file that names no encoding"
        for node in _within(around, span.start, span.end) if around is not None else ():
            text = node.text or b""
            if text in gone:
                continue
            if reason := newer(node):
                return f"{reason} ('{clipped(text.decode('utf-8', 'replace'), _LONGEST)}')"
            if node.type in ("/", "/=") and not division:
                return "a division, which gives something else there"
            if not print_function and _is_print_function(node):
                return "print() as a function"
            if node.type == "identifier" and text in leaked:
                return f"'{text.decode()}', which a list comprehension of the file leaves behind"
    return ""


def _within(around: Node, start: int, end: int) -> Iterator[Node]:
    """The nodes of a tree that lie in a stretch of the text."""
    left = [around]
    while left:
        node = left.pop()
        if node.start_byte >= start and node.end_byte <= end:
            yield node
        left += (each for each in node.children if each.end_byte > start and each.start_byte < end)


def _is_print_function(node: Node) -> bool:
    """Whether a call is printed otherwise by the statement: `print(a)` is not."""
    if node.type != "call" or not (node.text or b"").startswith(b"print"):
        return False
    callee, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if callee is None or callee.text != b"print" or arguments is None:
        return False
    kinds = [each.type for each in code_children(arguments)]
    is_statement = node.parent is not None and node.parent.type == "expression_statement"
    return len(kinds) != 1 or kinds[0] in {"keyword_argument", *STARRED} or not is_statement


def _leaked(root: Node) -> Iterator[bytes]:
    """The variables of list comprehensions: in Python 2 they are those of the function around."""
    for node in every_node(root):
        parent = node.parent
        if node.type == "for_in_clause" and parent is not None and parent.type == "list_comprehension":
            target = node.child_by_field_name("left")
            named = every_node(target) if target is not None else ()
            yield from (each.text for each in named if each.type == "identifier" and each.text)

"""Code that a test expects to fail: what stands in `with pytest.raises(…):`, and the like.

That a call there does not fit is what such a test is mostly about.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.grammar import nearest

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# context managers of pytest, unittest and nose
EXPECTING = frozenset({"assertRaises", "assertRaisesRegex", "assertRaisesRegexp", "assert_raises", "raises"})
_OF_DJANGO = "assertRaisesMessage"


def is_expected(root: Node, start: int, end: int) -> bool:
    """Whether a stretch of a tree lies in the body of such a `with`."""
    node = root.descendant_for_byte_range(start, end)
    while (outer := nearest(node, "with_statement", "function_definition")) is not None:
        body = outer.child_by_field_name("body")
        if outer.type == "function_definition":
            return False
        if body is not None and body.start_byte <= start:
            head = (outer.text or b"")[: body.start_byte - outer.start_byte].decode("utf-8", "replace")
            if any(map(_is_expecting, _items(head))):
                return True
        node = outer.parent
    return False


def expected_calls(tree: ast.AST) -> Iterator[ast.Call]:
    """The calls in a tree that stand in the body of such a `with`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.With | ast.AsyncWith) and any(map(_is_expecting, node.items)):
            inside = (each for statement in node.body for each in ast.walk(statement))
            yield from (each for each in inside if isinstance(each, ast.Call))


def _items(head: str) -> list[ast.withitem]:
    try:
        (statement,) = ast.parse(f"{head.removeprefix('async ')} pass").body
    except (SyntaxError, ValueError):
        return []
    return statement.items if isinstance(statement, ast.With) else []


def _is_expecting(item: ast.withitem) -> bool:
    call = item.context_expr
    if not isinstance(call, ast.Call):
        return False
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name in EXPECTING or name == _OF_DJANGO

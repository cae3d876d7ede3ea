"""nose: what a function under `@raises(Error)` does stands in `with pytest.raises(Error):`.

https://nose.readthedocs.io/en/latest/testing_tools.html
https://docs.pytest.org/en/stable/reference/reference.html#pytest-raises
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.data import Span
from refactor_cli.expression_nodes import every_node
from refactor_cli.transforms import Answer, Named, Seen, Stretch, Transform, Unfit
from refactor_cli.transforms.decorators import behind, decorated
from refactor_cli.transforms.reading import arguments_of, root_of, source, span_of

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_NAMES = frozenset({"identifier", "attribute"})
# where a name that stands there is read: in all other places it may be bound
_READ = frozenset({"argument_list", "attribute", "call", "except_clause", "raise_statement", "tuple"})


def compute(seen: Seen) -> Answer:
    """For the decorator next to a plain function whose statements can all stand deeper."""
    function, below = decorated(seen.node), behind(seen.node)
    listed, given = seen.node.child_by_field_name("arguments"), arguments_of(seen.node)
    if function is None or function.type != "function_definition" or listed is None or not given:
        return Unfit("it decorates no function there, or names no exception")
    if below != function.start_byte:
        return Unfit("more stands between it and the function: it would no longer be around that")
    if any(each.keyword or each.star or each.value.type not in _NAMES for each in given):
        return Unfit("its exceptions are computed, and would be where the function runs")
    names = {source(each.value).partition(".")[0] for each in given}
    if any(_may_bind(node, names) for node in every_node(_outermost(function))):
        return Unfit("what its exceptions are called may mean something else in the function")
    statements = _statements(function)
    if not statements or not _begins_line(statements[0]):
        return Unfit("the function has no statement on a line of its own")
    if any(_cannot_move(node) for each in statements for node in every_node(each)):
        return Unfit("the function yields or waits, or holds a text of several lines")
    decorator = seen.node.parent
    assert decorator is not None
    pieces = _pieces(function, statements, span_of(listed), is_one=len(given) == 1)
    return Stretch(Span(decorator.start_byte, function.end_byte), tuple(pieces))


def _pieces(
    function: Node, statements: list[Node], listed: Span, *, is_one: bool
) -> Iterator[str | Named | Span]:
    root = root_of(function)
    text, offset = root.text or b"", root.start_byte
    first = text.rfind(b"\n", 0, statements[0].start_byte - offset) + 1
    ahead = text[text.rfind(b"\n", 0, function.start_byte - offset) + 1 : function.start_byte - offset]
    indent = text[first : statements[0].start_byte - offset].decode()
    yield Span(function.start_byte, first + offset)
    yield f"{indent}with "
    yield Named("pytest.raises", by_module=True, at=statements[0].start_byte)
    yield from (listed,) if is_one else ("(", listed, ")")
    yield ":\r\n" if text[:first].endswith(b"\r\n") else ":\n"
    deeper = indent[len(ahead) :]
    for line in text[first : function.end_byte - offset].splitlines(keepends=True):
        if line.strip():
            yield deeper
        yield Span(first + offset, first + len(line) + offset)
        first += len(line)


def _statements(function: Node) -> list[Node]:
    """Those of a function's body, comments too, behind its docstring."""
    body = function.child_by_field_name("body")
    found = list(body.named_children) if body is not None else []
    is_docstring = found and found[0].type == "expression_statement" and found[0].named_children
    return found[1:] if is_docstring and found[0].named_children[0].type == "string" else found


def _begins_line(statement: Node) -> bool:
    """Not so behind `def f():`, or behind a docstring and a semicolon."""
    root = root_of(statement)
    return (root.text or b"")[: statement.start_byte - root.start_byte].rpartition(b"\n")[2].strip() == b""


def _outermost(function: Node) -> Node:
    """The class or function at the top of the file that a function is in, or itself."""
    found, around = function, function.parent
    while around is not None:
        if around.type in ("class_definition", "function_definition"):
            found = around
        around = around.parent
    return found


def _may_bind(node: Node, names: set[str]) -> bool:
    around = node.parent
    if node.type != "identifier" or around is None or source(node) not in names:
        return False
    if around.type == "keyword_argument":
        return False
    is_part = around.type == "attribute" and around.child_by_field_name("object") != node
    return not is_part and around.type not in _READ


def _cannot_move(node: Node) -> bool:
    if node.type in ("yield", "await"):
        return True
    return node.type == "string" and node.start_point.row != node.end_point.row


TRANSFORM = Transform(("nose.tools.raises", "nose.tools.nontrivial.raises"), compute, imports="import pytest")

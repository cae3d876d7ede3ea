"""Usage, syntax tree -> Place: what a block replaces. Place, Code -> the new text, indented and in brackets as the
place needs it, with the file's line ends. What is replaced is decided here alone: an answer has no say in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from refactor_cli.data import Span
from refactor_cli.expression_nodes import (
    PRINTED,
    ROOMY,
    STATEMENT_LISTS,
    fields_around,
    is_bracketed,
    is_printed,
)
from refactor_cli.site_span import site_span, statement_span
from refactor_cli.verify.comments import comments
from refactor_cli.verify.refused import Refused

if TYPE_CHECKING:
    from refactor_cli.data import Definition, Usage
    from refactor_cli.grammar import Node, Tree
    from refactor_cli.text import Text
    from refactor_cli.verify.code import Code


class Place(Struct, frozen=True):
    """Where a usage stands. `span`: of what is replaced; `statement`: of the simple statement around it, if there is
    one; `alone`: nothing else but a comment stands on its lines."""

    node: Node
    text: Text
    span: Span
    statement: Span | None = None
    alone: bool = False

    def old(self, span: Span) -> str:
        """The source in a span of the file."""
        return self.text.slice(*span)


def place_of(usage: Usage, tree: Tree, text: Text) -> Place:
    """Where a block for a usage goes.

    Raises:
        Refused: the source there cannot be made sense of.
    """
    span = site_span(usage, tree)
    node = tree.root_node.descendant_for_byte_range(span.start, span.end)
    if node is None or (_start(node), node.end_byte) != tuple(span) or node.has_error:
        raise Refused("the source around this usage cannot be parsed")
    statement = statement_span(span, tree)
    if statement is None:
        return Place(node, text, span)
    return Place(node, text, span, statement, _stands_alone(text, statement))


def _start(node: Node) -> int:
    """Where an expression starts. The grammar has `f(a, *old(1))` as a call of `*old`."""
    function = node.child_by_field_name("function") if node.type == "call" else None
    if function is not None and function.type == "list_splat":
        return function.named_children[0].start_byte
    return node.start_byte


def definition_place(definition: Definition, with_decorators: bool, tree: Tree, text: Text) -> Place:
    """Where a block for a definition goes."""
    span = definition.outer if with_decorators else definition.span
    node = tree.root_node.descendant_for_byte_range(*span)
    if node is None or node.has_error:
        raise Refused("the source of this definition cannot be parsed")
    return Place(node, text, span, span, _stands_alone(text, span))


def written_expression(place: Place, code: Code) -> str:
    """The new source in place of the call or reference.

    Raises:
        Refused: it cannot stand in the f-string around it.
    """
    assert code.expression is not None
    new, parent = code.expression, place.node.parent
    if parent is not None and _wants_brackets(code, place.node, parent):
        new = f"({new})"
    _check_f_string(new, place)
    utf8 = place.text.utf8
    before, after = (
        utf8[max(place.span.start - 1, 0) : place.span.start],
        utf8[place.span.end : place.span.end + 1],
    )
    if _is_word(before) and (_is_word(new[:1].encode()) or new[0] in "'\""):
        new = " " + new
    if before == b"{" and new[0] == "{":
        new = " " + new
    if _is_word(after) and _is_word(new[-1:].encode()):
        new += " "
    return _indented(new, code.in_strings, place, place.span.start)


def written_statements(place: Place, code: Code) -> str:
    """The new source in place of the whole statement.

    Raises:
        Refused: other code shares its lines.
    """
    assert place.statement is not None
    if not place.alone and (len(code.statements) > 1 or "\n" in code.text):
        raise Refused(
            "other code stands on the lines of this statement, so that only one line can replace it"
        )
    if not place.alone and (hasattr(code.statements[0], "body") or comments(code.text)):
        # `if x: new(); rest()`, `new()  # why; rest()`
        raise Refused(
            "other code stands on the lines of this statement, so that only a simple statement without a comment can "
            "replace it"
        )
    return _indented(code.text, code.in_strings, place, place.statement.start)


def is_followed(place: Place) -> bool:
    """Whether another statement of the same block follows the one of a usage, or that block where it is one of a
    `try` or `with`."""
    node: Node | None = place.node
    while node is not None and node.type != "function_definition":
        if node.parent is not None and node.parent.type in STATEMENT_LISTS:
            following = node.next_named_sibling
            while following is not None and following.type == "comment":
                following = following.next_named_sibling
            if following is not None:
                return True
            owner = node.parent.parent
            if owner is None or owner.type not in ("try_statement", "with_statement"):
                return False
        node = node.parent
    return False


def _stands_alone(text: Text, span: Span) -> bool:
    first = text.line_starts[text.position(span.start)[0] - 1]
    last = text.position(span.end)[0]
    end = text.line_starts[last] if last < len(text.line_starts) else len(text.utf8)
    rest = text.utf8[span.end : end].strip()
    return not text.utf8[first : span.start].strip() and (not rest or rest.startswith(b"#"))


def _wants_brackets(code: Code, node: Node, parent: Node) -> bool:
    assert code.expression is not None
    if "\n" in code.expression and not code.is_primary and not is_bracketed(node):
        return True
    if code.is_primary:
        return False
    fields = ROOMY.get(parent.type, frozenset())
    is_roomy = "*" in fields or any(parent.child_by_field_name(field) == node for field in fields)
    return not is_roomy or _has_open_comma(code)


def _has_open_comma(code: Code) -> bool:
    import ast

    first = code.statements[0]
    return isinstance(first, ast.Expr) and isinstance(first.value, ast.Tuple)


def _check_f_string(new: str, place: Place) -> None:
    """Before Python 3.12 an f-string's expressions hold neither its quotes nor backslashes nor comments."""
    old = place.old(place.span)
    if is_printed(place.node):
        raise Refused(PRINTED)
    is_in_field = any(True for _ in fields_around(place.node))
    if is_in_field and any(sign in new and sign not in old for sign in "\"'\\\n#"):
        raise Refused("it stands in an f-string, and may have no other quotes, backslashes or lines there")


def _indented(new: str, in_strings: frozenset[int], place: Place, start: int) -> str:
    text = place.text
    line = text.line(text.position(start)[0])
    indent = line[: len(line) - len(line.lstrip(" \t\f"))].replace("\f", "")
    lines = new.split("\n")
    moved = [indent + each if i and each and i not in in_strings else each for i, each in enumerate(lines)]
    return _newline(text, start).join(moved)


def _newline(text: Text, start: int) -> str:
    """The line end of the line at an offset; of the first line where that one has none."""
    found = text.utf8.find(b"\n", start)
    found = found if found >= 0 else text.utf8.find(b"\n")
    return "\r\n" if found > 0 and text.utf8[found - 1 : found] == b"\r" else "\n"


def _is_word(byte: bytes) -> bool:
    return bool(byte) and (byte[:1].isalnum() or byte[:1] == b"_" or byte[:1] >= b"\x80")

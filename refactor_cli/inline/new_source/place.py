"""The new expression in the place of the old call: brackets, line ends, neighbours, f-strings."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import TYPE_CHECKING

from refactor_cli.expression_nodes import PRINTED, ROOMY, begin, fields_around, is_bracketed, is_printed
from refactor_cli.inline.new_source.precedence import ANYTHING, BIT_OR, needed
from refactor_cli.inline.opened import Opened
from refactor_cli.inline.site import span_of
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.recipe.parsing import is_expression, parse_expression

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.inline.new_source.nodes import Shape


def placed(text: str, shape: Shape, strength: int, node: Node, utf8: bytes) -> str:
    """`text` as it has to be written where an expression, or what is behind its star, stands; `strength`: how
    tightly it binds (`precedence`).

    Raises:
        Opened: it cannot stand in the f-string around the call.
    """
    parent = node.parent
    assert parent is not None
    if _wants_brackets(text, shape, strength, node, parent):
        text = f"({text})"
    elif text[:1] == "(" and _takes_several(node, parent):
        text = _without_brackets(text)
    _check_f_strings(text, node, utf8)
    start = begin(node)
    before = utf8[start - 1 : start] if start else b""
    after = utf8[node.end_byte : node.end_byte + 1]
    if _is_word(before) and (text[0].isidentifier() or text[0].isdigit() or text[0] in "'\""):
        text = " " + text
    if before == b"{" and text[0] == "{":
        text = " " + text
    if _is_word(after) and (text[-1].isalnum() or text[-1] == "_"):
        text += " "
    return text


def stands_alone(text: str) -> bool:
    """Whether an expression needs no brackets around it for its line ends."""
    return "\n" not in text or is_expression(text.strip())


def _wants_brackets(text: str, shape: Shape, strength: int, node: Node, parent: Node) -> bool:
    if not stands_alone(text) and not is_bracketed(node):
        return True
    if shape == "number":
        return parent.type == "attribute"
    if shape != "operator":
        return False
    if parent.type == "interpolation":
        return any(sign in text for sign in ":!={")
    if _star(node):
        return strength < max(BIT_OR, needed(node, parent) if _leads(node, parent) else 0)
    fields = ROOMY.get(parent.type, frozenset())
    if "*" in fields or any(parent.child_by_field_name(field) == node for field in fields):
        return strength < ANYTHING
    return strength < needed(node, parent)


def _leads(node: Node, parent: Node) -> bool:
    """Whether an operator or a dot follows: `*f(x) + y` is read as a sum of `*f(x)`."""
    return begin(parent) > parent.start_byte == node.start_byte


def _takes_several(node: Node, parent: Node) -> bool:
    """Whether people write a tuple there without brackets: `return a, b`, and `x, y = a, b`."""
    if parent.type == "return_statement":
        return True
    left = parent.child_by_field_name("left") if parent.type == "assignment" else None
    is_right = parent.child_by_field_name("right") == node and parent.child_by_field_name("type") is None
    return left is not None and left.type == "pattern_list" and is_right


def _without_brackets(text: str) -> str:
    """A tuple of several on one line without the brackets around it; any other expression as it is."""
    tuple_ = parse_expression(text) if "\n" not in text else None
    if not isinstance(tuple_, ast.Tuple) or len(tuple_.elts) < 2:
        return text
    if any(isinstance(each, (ast.Starred, ast.NamedExpr)) for each in tuple_.elts):
        return text  # https://docs.python.org/3/whatsnew/3.8.html#other-language-changes
    bare = text[1:-1].strip().removesuffix(",").rstrip()
    if not is_expression(bare):
        return text
    again = parse_expression(bare)
    return bare if again is not None and ast.dump(again) == ast.dump(tuple_) else text


def _star(node: Node) -> str:
    """The star of `[*f(x)]`, which is read as a call of `*f`."""
    return (node.text or b"")[: begin(node) - node.start_byte].decode("utf-8", "replace")


_F_STRING = lazy_pattern(rb"[fFtT][rR]?['\"]")


@lru_cache(maxsize=2)
def _has_f_strings(utf8: bytes) -> bool:
    """Whether a node can be inside of one at all: from a node deep in an expression it is far to where that ends, as
    each step of tree-sitter to a parent begins at the top."""
    return _F_STRING.search(utf8) is not None


def _check_f_strings(text: str, node: Node, utf8: bytes) -> None:
    """Before Python 3.12 an f-string's expressions hold neither its quotes nor backslashes nor comments
    (https://peps.python.org/pep-0701/)."""
    if not _has_f_strings(utf8):
        return
    old = utf8[slice(*span_of(node))].decode("utf-8", "replace")
    if is_printed(node):
        raise Opened(PRINTED)
    for field in fields_around(node):
        string = field.parent
        start = (string.children[0].text or b"").decode() if string is not None and string.children else ""
        quote = start.lstrip("rRfFbBuUtT")
        forbidden = [quote, "\\", "#", *([] if len(quote) == 3 else ["\n"])]
        for sign in forbidden:
            if sign and sign in text and sign not in old:
                shown = {"\n": "a line end", "\\": "a backslash"}.get(sign, sign)
                raise Opened(f"the new code has {shown} in it, which the f-string around it cannot hold")


def _is_word(byte: bytes) -> bool:
    return bool(byte) and (byte.isalnum() or byte == b"_" or byte >= b"\x80")

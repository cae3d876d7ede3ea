"""What a rule makes of a text that is a literal at the site -> the literal that it comes to.

`path(regex[1:-1])` of `r'^login/$'` is `path('login/')`: whoever writes a recipe means that, not `r'^login/$'[1:-1]`.
"""

from __future__ import annotations

import ast
import re

from refactor_cli.dotted import last_part
from refactor_cli.recipe.parsing import literal, parse_expression
from refactor_cli.recipe.rules import CallPiece, Hole, Pieces
from refactor_cli.recipe.text_values import METHODS, NoTextError, Value, is_about_text, text_value

_INDEX = re.compile(r"\[[-\d: ]+\]")
_OPENING = re.compile(r"[( \t]*(?P<prefix>[A-Za-z]{0,2})(?P<quote>'|\")")


def is_text_method(piece: CallPiece) -> bool:
    """Whether a call of a rule is one of a text's methods on what it is given, or on what it made of that."""
    last = piece.callee[-1]
    on = _first_hole(piece.callee)
    return on is not None and isinstance(last, str) and last_part(last).strip() in METHODS


def text_hole(pieces: Pieces) -> str:
    """The parameter whose text a rule makes another of, and nothing else, or ""."""
    match pieces:
        case (CallPiece() as call,) if is_text_method(call):
            on = _first_hole(call.callee)
        case (Hole() as on, str() as index) if index_of(index) == index:
            pass
        case _:
            on = None
    return on.parameter if on is not None else ""


def _first_hole(pieces: Pieces) -> Hole | None:
    first = pieces[0] if pieces else None
    while isinstance(first, CallPiece):
        first = first.callee[0] if first.callee else None
    return first if isinstance(first, Hole) else None


def index_of(text: str) -> str:
    """The index or slice that a rule's text begins with, "" where it begins with none."""
    found = _INDEX.match(text)
    return found[0] if found else ""


def folded(source: str) -> str:
    """The source of what an expression comes to, where that can be told; else the expression as it is."""
    node = None if "\n" in source else parse_expression(source)
    opening = _OPENING.match(source)
    if node is None or opening is None or not is_about_text(node):
        return source
    try:
        value = text_value(node, _known)
    except NoTextError:
        return source
    return _written(value, opening["prefix"], opening["quote"], source)


def added(source: str) -> str:
    """The source of one text that a literal at the site and one of the rule add up to; else the expression as it is."""
    node = None if "\n" in source else parse_expression(source)
    opening = _OPENING.match(source)
    match node:
        case ast.BinOp(ast.Constant(str() as left), ast.Add(), ast.Constant(str() as right)) if opening:
            return _written(left + right, opening["prefix"], opening["quote"], source)
    return source


def _known(node: ast.expr) -> object:
    if is_about_text(node):
        return text_value(node, _known)
    return node.value if isinstance(node, ast.Constant) else None


def _written(value: Value, prefix: str, quote: str, source: str) -> str:
    """In the quotes that the argument had; raw, where it was and needs to be. A number stays as it is computed: what
    stands around it may bind closer than a sign, and `.real` behind a digit is none."""
    if isinstance(value, bool):
        return repr(value)
    if isinstance(value, int):
        return source
    text = value if isinstance(value, str) else value.decode("latin-1")
    kind = "" if isinstance(value, str) else "b"
    raw = "r" if "r" in prefix.lower() and "\\" in text else ""
    written = text if raw else text.replace("\\", "\\\\")
    plain = f"{kind}{raw}{quote}{written}{quote}"
    try:
        if text.isprintable() and literal(plain) == value:
            return plain
    except ValueError:
        pass
    spelled = repr(value)
    has_quotes = "'" in text or '"' in text
    return spelled if has_quotes else f"{kind}{quote}{spelled[len(kind) + 1 : -1]}{quote}"

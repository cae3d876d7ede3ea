"""ast.expr -> Template: an expression of a recipe taken apart into text, holes, names and calls."""

from __future__ import annotations

import ast
from copy import copy
from typing import TypeVar, cast

from refactor_cli.recipe.evaluation import children, events_of, events_of_statement
from refactor_cli.recipe.forms import check_forms
from refactor_cli.recipe.names import Names, Source
from refactor_cli.recipe.parsing import is_expression
from refactor_cli.recipe.pieces import Choices, PieceReader, chosen_of
from refactor_cli.recipe.rules import Hole, Pieces, Shape, Template

_Node = TypeVar("_Node", bound=ast.AST)
_NO_CHOICES: Choices = {}


def template(
    node: ast.expr,
    source: Source,
    names: Names,
    indent: str = "",
    choices: Choices | None = None,
) -> Template:
    """Takes an expression apart; `indent`: of its statement; `choices`: conditional expressions that are decided,
    None where it is not all that a rule returns. There, an `await` around all of it is the site's own.

    Raises:
        FormError: it has a form that is not supported, or a name that nothing defines.
    """
    is_whole, choices = choices is not None, choices or _NO_CHOICES
    while (chosen := chosen_of(node, choices)) is not None:
        node = chosen
    is_awaited = is_whole and isinstance(node, ast.Await)
    if is_whole and isinstance(node, ast.Await):
        node = node.value
    builder = PieceReader(source.utf8, source.starts, names, indent, choices)
    check_forms(node, names.is_async)
    start, end = builder.span(node)
    text = builder.text(start, end)
    pieces = builder.pieces(node, "any", False, frozenset())
    if isinstance(node, ast.Tuple) and _shape(node, text, pieces) == "operator":
        text, pieces = f"({text})", ("(", *pieces, ")")
    decided = _decided(node, choices) if choices else node
    events = tuple(events_of(decided, names.parameters, "now", frozenset()))
    shape = _shape(node, text, pieces)
    return Template(text, pieces, events, shape, _needs_brackets(text), node, is_awaited)


def statement_template(node: ast.stmt, source: Source, names: Names, indent: str) -> Template:
    """Takes a statement apart, as `template` does an expression."""
    builder = PieceReader(source.utf8, source.starts, names, indent, _NO_CHOICES)
    start, end = builder.span(node)
    for each in children(node):
        check_forms(each, names.is_async)
    events = tuple(events_of_statement(node, names.parameters, "now"))
    pieces = builder.between(start, end, builder.marks_of_statement(node))
    return Template(builder.text(start, end), pieces, events, "statement", False, node)


def _decided(node: _Node, choices: Choices) -> _Node:
    """The tree with every decided conditional expression replaced by what it comes to."""
    while (chosen := chosen_of(node, choices)) is not None:
        node = cast(_Node, chosen)
    made = copy(node)
    for field, value in ast.iter_fields(node):
        if isinstance(value, ast.AST):
            setattr(made, field, _decided(value, choices))
        elif isinstance(value, list):
            parts = [_decided(each, choices) if isinstance(each, ast.AST) else each for each in value]
            setattr(made, field, parts)
    return made


def _shape(node: ast.expr, text: str, pieces: Pieces) -> Shape:
    if len(pieces) == 1 and isinstance(pieces[0], Hole):
        return "hole"
    match node:
        case ast.Constant(value=int() | float() | complex()) if not isinstance(node.value, bool):
            return "number"
        case ast.Tuple():
            return "primary" if text[0] == "(" and is_expression(text[1:-1].join("[]")) else "operator"
        case (
            ast.BinOp()
            | ast.BoolOp()
            | ast.UnaryOp()
            | ast.Compare()
            | ast.IfExp()
            | ast.Lambda()
            | ast.Starred()
            | ast.Await()
        ):
            return "operator"
        case _:
            return "primary"


def _needs_brackets(text: str) -> bool:
    return "\n" in text and not is_expression(text)

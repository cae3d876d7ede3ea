"""Python's own parser on source that is not ours: no warnings on the terminal, one kind of failure."""

from __future__ import annotations

import ast
import warnings
from typing import Any


def parse_module(source: str | bytes) -> ast.Module:
    """The tree of a module.

    Raises:
        SyntaxError: it is no Python.
        ValueError: a null byte, a lone surrogate, or nested deeper than the parser can hold.
    """
    with warnings.catch_warnings(action="ignore"):
        try:
            return ast.parse(source)
        except (RecursionError, MemoryError) as error:
            raise ValueError("nested too deeply") from error


def is_expression(source: str) -> bool:
    """Whether source is one expression that needs no brackets around it."""
    with warnings.catch_warnings(action="ignore"):
        try:
            ast.parse(source, mode="eval")
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True


def literal(source: str) -> Any:
    """The value of a literal.

    Raises:
        ValueError: it is none.
    """
    with warnings.catch_warnings(action="ignore"):
        try:
            return ast.literal_eval(source)
        except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError) as error:
            raise ValueError("no literal") from error


def parse_expression(source: str) -> ast.expr | None:
    """The tree of an expression, as it may stand in brackets; None when it is none."""
    with warnings.catch_warnings(action="ignore"):
        try:
            return ast.parse(f"({source}\n)", mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def dotted_of(node: ast.expr) -> str:
    """A name with its attributes, as it is written; "" for anything else."""
    parts = list[str]()
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def last_name_of(node: ast.expr) -> str:
    """The last part of a name with its attributes; "" for anything else."""
    return dotted_of(node).rpartition(".")[2]

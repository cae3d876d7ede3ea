"""Python's own parser on source that is not ours: no warnings on the terminal, one kind of failure."""

from __future__ import annotations

import ast
import warnings
from typing import Any

from refactor_cli.dotted import last_part
from refactor_cli.errors import RefactorError

_MAX_BYTES = 1_000_000
_MAX_DEPTH = 60


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


def parse_recipe(source: bytes, name: str) -> ast.Module:
    """The tree of a recipe called `name`, with the parser's errors made ours.

    Raises:
        RefactorError: a syntax error, or more than it can hold.
    """
    if len(source) > _MAX_BYTES:
        raise RefactorError(f"{name} is larger than {_MAX_BYTES:,} bytes", "split it")
    try:
        module = parse_module(source.decode("utf-8", "surrogatepass"))  # a coding cookie says nothing here
    except SyntaxError as error:
        raise RefactorError(
            f"{name}:{error.lineno or 1}: {error.msg}", "correct the recipe's Python"
        ) from None
    except ValueError:
        raise RefactorError(
            f"{name} cannot be parsed", "write smaller expressions, without null bytes"
        ) from None
    level, nodes = 0, list(ast.iter_child_nodes(module))
    while nodes:
        level += 1
        if level > _MAX_DEPTH:
            line = getattr(nodes[0], "lineno", 1)
            raise RefactorError(f"{name}:{line}: nested more than {_MAX_DEPTH} deep", "write a simpler rule")
        nodes = [child for node in nodes for child in ast.iter_child_nodes(node)]
    return module


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
    return last_part(dotted_of(node))


def is_literal(source: str) -> bool:
    """Whether `literal` gives a value."""
    try:
        literal(source)
    except ValueError:
        return False
    return True

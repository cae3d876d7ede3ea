"""The docstring of a function that a block takes the place of: as it was laid out, where it says what it said."""

from __future__ import annotations

import ast

from msgspec.structs import replace

from refactor_cli.verify.code import Code
from refactor_cli.verify.whole_functions.old_function import Old
from refactor_cli.verify.whole_functions.pieces import said


def with_old_docstring(code: Code, old: Old) -> Code:
    """The source of a block with the function's docstring as it stands, when that differs only in how far its lines are
    indented, or end with white space: an answer may repeat them as it saw them, at the margin of the file. One that
    says something else goes with its code."""
    before, now = docstring(old.tree), docstring(code.statements[0])
    if before is None or now is None:
        return code
    margin = old.source.encode("utf-8").split(b"\n")[old.tree.lineno - 1]
    indent = margin[: len(margin) - len(margin.lstrip(b" \t"))].decode()
    if _said(before) != _said(now):
        return _at_margin(code, now, indent)
    first, *more = (ast.get_source_segment(old.source, before) or "").split("\n")
    there = ast.get_source_segment(code.text, now)
    if not first or not there or there.count("\n") != len(more):
        return code
    if not all(line.startswith(indent) or not line.strip() for line in more):
        return code
    wanted = "\n".join([first, *(line.removeprefix(indent) if line.strip() else line for line in more)])
    # only a `def` line and its own indentation stand before it on its line
    return replace(code, text=code.text.replace(there, wanted, 1))


def _at_margin(code: Code, now: ast.Constant, indent: str) -> Code:
    """With the lines of a new docstring at the margin, as its code is, where they stand as deep as in the file."""
    there = ast.get_source_segment(code.text, now) or ""
    first, *more = there.split("\n")
    deep = indent + " " * now.col_offset
    if not indent or not more or not all(each.startswith(deep) for each in more if each.strip()):
        return code
    wanted = "\n".join([first, *(each.removeprefix(indent) for each in more)])
    return replace(code, text=code.text.replace(there, wanted, 1))


def docstring(function: ast.stmt) -> ast.Constant | None:
    """Its node, None where the function has none."""
    match function:
        case (
            ast.FunctionDef(body=[ast.Expr(value=ast.Constant(value=str()) as found), *_])
            | ast.AsyncFunctionDef(body=[ast.Expr(value=ast.Constant(value=str()) as found), *_])
        ):
            return found
    return None


def _said(docstring: ast.Constant) -> str:
    return said(str(docstring.value))

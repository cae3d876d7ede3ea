"""Which forms the expressions of a rule may have."""

from __future__ import annotations

import ast
from collections.abc import Mapping

_UNSUPPORTED: Mapping[type[ast.AST], str] = {
    ast.NamedExpr: "':=' would bind a name where the call stands",
    ast.Yield: "'yield'",
    ast.YieldFrom: "'yield from'",
}


class FormError(ValueError):
    """The expression has a form that rules cannot have; `line` is where, `str()` why, `hint` what to write."""

    def __init__(self, problem: str, line: int, hint: str) -> None:
        super().__init__(problem)
        self.line = line
        self.hint = hint


def check_forms(node: ast.expr, is_async: bool) -> None:
    """Raises FormError where an expression has a form that rules cannot have. `is_async`: the rule may `await`."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Await) and not is_async:
            problem = "this form is not supported: 'await' outside of an async rule"
            raise FormError(problem, _line(inner, node), "write 'async def'")
        for kind, what in _UNSUPPORTED.items():
            if isinstance(inner, kind):
                raise FormError(f"this form is not supported: {what}", _line(inner, node), "write it without")
        if isinstance(inner, ast.JoinedStr) and any(isinstance(part, ast.Name) for part in ast.walk(inner)):
            problem = "this form is not supported: a name inside an f-string"
            raise FormError(problem, _line(inner, node), "use format() or +")
        if (
            isinstance(inner, ast.Constant)
            and isinstance(inner.value, str | bytes)
            and inner.lineno != inner.end_lineno
        ):
            problem = "this form is not supported: a string over several lines"
            raise FormError(problem, inner.lineno, "use \\n")


def _line(inner: ast.AST, node: ast.expr) -> int:
    return getattr(inner, "lineno", node.lineno)

"""New code that calls the same again: the function stays, and only a way of calling it is outdated."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable

from refactor_cli.data import Usage
from refactor_cli.text import Text
from refactor_cli.verify.code import parsed
from refactor_cli.verify.refused import Refused

_SHOWN = 80  # characters


def check_called_otherwise(
    text: Text, usages: Iterable[Usage], new: ast.AST, old: ast.AST | None = None
) -> None:
    """Raises Refused when new code has a call of what stays as it was, more often than what remains of the `old` code
    without these usages."""
    counts = Counter(text.slice(*each.call_span) for each in usages if each.call_span is not None)
    there = _calls(new) if counts else Counter[str]()
    before = _calls(old) if counts and old is not None else Counter[str]()
    for source, count in counts.items():
        tree = parsed(f"({source})")
        first = tree.body[0] if tree is not None else None
        key = ast.dump(first.value) if isinstance(first, ast.Expr) else ""
        if there[key] > max(before[key] - count, 0):
            raise Refused(f"it still has the old call: {' '.join(source.split())[:_SHOWN]}")


def _calls(tree: ast.AST) -> Counter[str]:
    return Counter(ast.dump(node) for node in ast.walk(tree) if isinstance(node, ast.Call))

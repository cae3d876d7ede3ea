"""The attributes of the old name in new code: those that may still be the old one."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Set

from refactor_cli.data import Usage
from refactor_cli.text import Text
from refactor_cli.verify.code import parsed_any


def receivers_of(text: Text, usages: Iterable[Usage], name: str) -> frozenset[str] | None:
    """What usages ask for an attribute `name`, each as a dump of its tree; None where one cannot be told, or none is
    an attribute."""
    found = set[str]()
    for usage in usages:
        before = text.slice(usage.expression.start, usage.span.start).rstrip()
        if text.slice(*usage.span) != name or not before:
            continue  # a name by itself
        tree = parsed_any(f"({before.removesuffix('.')})") if before.endswith(".") else None
        statement = tree.body[0] if tree is not None and len(tree.body) == 1 else None
        if not isinstance(statement, ast.Expr):
            return None
        found.add(ast.dump(statement.value))
    return frozenset(found) or None


def attributes(tree: ast.AST, name: str, receivers: Set[str] | None, bound: Set[str] = frozenset()) -> int:
    """How often an attribute is asked for that may be the old one: of what usages asked, or of a name that the new code
    binds itself. `session.get` is not what `session.query(Model).get` was. Without `receivers` every one may be."""
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == name]
    if receivers is None:
        return len(nodes)
    return sum(
        ast.dump(node.value) in receivers or (isinstance(node.value, ast.Name) and node.value.id in bound)
        for node in nodes
    )

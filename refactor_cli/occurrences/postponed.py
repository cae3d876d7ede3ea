"""Annotations that Python does not evaluate when it comes to them: what they do with a name does not happen.

https://peps.python.org/pep-0563/, https://docs.python.org/3/reference/simple_stmts.html#annassign
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.expression_nodes import code_children

if TYPE_CHECKING:
    from refactor_cli.grammar import Node


def is_postponed(root: Node, node: Node) -> bool:
    """Whether an expression is a part of an annotation that stays unevaluated: of a variable of a function, and all of
    a file that says so at its top."""
    annotation: Node | None = node
    while annotation is not None and annotation.type != "type":
        annotation = annotation.parent
    while annotation is not None and annotation.parent is not None and annotation.parent.type != "assignment":
        if annotation.parent.type in ("typed_parameter", "typed_default_parameter", "function_definition"):
            return _postpones_all(root)
        annotation = annotation.parent
    if annotation is None or annotation.parent is None:
        return False
    return _postpones_all(root) or _is_in_function(annotation.parent)


def _postpones_all(root: Node) -> bool:
    return any(
        child.type == "future_import_statement" and b"annotations" in (child.text or b"")
        for child in code_children(root)
    )


def _is_in_function(assignment: Node) -> bool:
    outer = assignment.parent
    while outer is not None and outer.type not in ("function_definition", "class_definition"):
        outer = outer.parent
    return outer is not None and outer.type == "function_definition"

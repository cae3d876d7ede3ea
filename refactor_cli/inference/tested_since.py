"""`if not isinstance(x, Class): x = Class(…)`: what was given to `x` before is an object of the class behind that, or
is replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.data import Binding
from refactor_cli.expression_nodes import SCOPES
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.guards import given_by_inner, is_tested_near, told_by
from refactor_cli.inference.values import Types
from refactor_cli.resolution import scope_at

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_LEAVES = frozenset({"return_statement", "raise_statement"})
# what may go on behind itself though its body was not run to its end
_CATCHING = frozenset({"try_statement", "with_statement"})
_LEFT_EARLY = re.compile(rb"\b(?:break|continue)\b")


def tested_since(ask: Ask, path: str, node: Node, binding: Binding) -> Types | None:
    """What a binding's value is where `node` stands, as every way there comes by a test that replaces all others; None
    where none does."""
    if not is_tested_near(ask, path, node) or binding.name in given_by_inner(ask, path):
        return None
    if not _is_in_scope(ask, path, node, binding):
        return None  # a function in this one is called at any time
    for first, test in _tests_after(ask, path, binding):
        if first.start_byte <= node.start_byte < test.end_byte or not _is_passed(
            ask, path, first, test, node
        ):
            continue
        condition = test.child_by_field_name("condition")
        if condition is not None and _gives(ask, path, test, binding.name):
            if told := told_by(ask, path, condition, False, binding.name):
                return told
    return None


def _is_in_scope(ask: Ask, path: str, node: Node, binding: Binding) -> bool:
    file_map = ask.symbols.map(path)
    if file_map is None:
        return False
    scope = scope_at(file_map, node.start_byte)
    while file_map.scopes[scope].kind == "comprehension" and scope != binding.scope:
        scope = file_map.scopes[scope].parent
    return scope == binding.scope


def _tests_after(ask: Ask, path: str, binding: Binding) -> Iterator[tuple[Node, Node]]:
    """The `if` statements without `else` that stand behind a binding in its block, or in one around that, each with the
    statement of that block that the binding is part of; of a parameter, the first in the body."""
    inner = ask.symbols.node(path, binding.span)
    if binding.kind == "parameter":
        while inner is not None and inner.type != "function_definition":
            inner = inner.parent
        body = inner.child_by_field_name("body") if inner is not None else None
        yield from (
            ((body.named_children[0], each) for each in _plain_ifs(body, 0)) if body is not None else ()
        )
        return
    while inner is not None and inner.type not in SCOPES:
        if inner.parent is not None and inner.parent.type == "block":
            for each in _plain_ifs(inner.parent, inner.end_byte):
                yield inner, each
        inner = inner.parent


def _plain_ifs(block: Node, start: int) -> Iterator[Node]:
    for each in block.named_children:
        if (
            each.type == "if_statement"
            and each.start_byte >= start
            and not each.child_by_field_name("alternative")
        ):
            yield each


def _is_passed(ask: Ask, path: str, first: Node, test: Node, node: Node) -> bool:
    """Whether no way leads from a statement to `node` but by a later one of its block: no loop is left between them,
    and nothing around both catches an error and goes on."""
    utf8 = ask.symbols.snapshot.files[path].text.utf8
    if _LEFT_EARLY.search(utf8, first.start_byte, test.end_byte):
        return False
    inner, outer = test, test.parent
    while outer is not None and outer.type not in SCOPES:
        if outer.type in _CATCHING and not inner.start_byte <= node.start_byte < inner.end_byte:
            return False
        inner, outer = outer, outer.parent
    return True


def _gives(ask: Ask, path: str, test: Node, name: str) -> bool:
    """Whether the body of an `if` gives a name something whatever comes, or does not go on."""
    body = test.child_by_field_name("consequence")
    for each in body.named_children if body is not None else ():
        if each.type in _LEAVES:
            return True
        given = (
            each.named_children[0] if each.type == "expression_statement" and each.named_children else None
        )
        left = given.child_by_field_name("left") if given is not None and given.type == "assignment" else None
        is_given = given is not None and given.child_by_field_name("right") is not None  # no mere `x: Cart`
        if left is not None and is_given and left.type == "identifier":
            if source(ask.symbols, path, left) == name:
                return True
    return False

"""`isinstance(x, Class)` around a use of `x`, or asserted before it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.values import Types, instance
from refactor_cli.resolution import scope_at

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

RULE = "isinstance"
_CONDITIONAL = frozenset({"if_statement", "elif_clause", "while_statement"})
_BOUNDARIES = frozenset({"function_definition", "class_definition", "module", "lambda"})
_MOST = 60


def narrowed(ask: Ask, path: str, node: Node, text: str) -> Types | None:
    """What `isinstance` says of the expression `text` where `node` stands; None when it says nothing."""
    if not ask.allows(RULE) or not _is_tested_near(ask, path, node):
        return None
    for condition in _conditions(node):
        if _is_rebound(ask, path, text, condition, node):
            return None
        for part in _conjuncts(condition):
            found = _tested(ask, path, part, text)
            if found:
                return found
    return None


def _is_tested_near(ask: Ask, path: str, node: Node) -> bool:
    """Whether there is an `isinstance` at all in the function (or class, or lambda) around, by its bytes: all
    conditions that hold somewhere stand in the same one."""
    utf8 = ask.symbols.snapshot.files[path].text.utf8
    memo: dict[str, list[int]] = ask.symbols.snapshot.memo.setdefault("tests of types", {})
    if path not in memo:
        memo[path] = [found.start() for found in re.finditer(rb"isinstance", utf8)]
    tests, file_map = memo[path], ask.symbols.map(path)
    if not tests or file_map is None:
        return False
    scope = scope_at(file_map, node.start_byte)
    while file_map.scopes[scope].kind == "comprehension":
        scope = file_map.scopes[scope].parent
    start, end = file_map.scopes[scope].span
    at = bisect_left(tests, start)
    return at < len(tests) and tests[at] < end


def _is_rebound(ask: Ask, path: str, text: str, condition: Node, node: Node) -> bool:
    """Whether the name (or the attribute) is given something else between the test and the use."""
    file_map = ask.symbols.map(path)
    if file_map is None:
        return True
    name, scope = text.partition(".")[0], scope_at(file_map, node.start_byte)
    inner = scope != scope_at(file_map, condition.start_byte)
    for each in file_map.named.get(name, ()):
        if each.scope == scope and (inner or condition.end_byte <= each.span.start < node.start_byte):
            return True
    if name == text:
        return False
    between = ask.symbols.snapshot.files[path].text.utf8[condition.end_byte : node.start_byte]
    return re.search(rb"\b%b[ \t]*=(?!=)" % re.escape(text.encode()), between) is not None


def _conditions(node: Node) -> Iterator[Node]:
    """Conditions that hold where `node` is evaluated, nearest first."""
    inner, outer = node, node.parent
    for _ in range(_MOST):
        if outer is None or outer.type in _BOUNDARIES:
            return
        condition = outer.child_by_field_name("condition")
        if outer.type in _CONDITIONAL:
            body = outer.child_by_field_name("consequence") or outer.child_by_field_name("body")
            if (
                condition is not None
                and body is not None
                and body.start_byte <= inner.start_byte < body.end_byte
            ):
                yield condition
        elif outer.type == "conditional_expression" and len(outer.named_children) >= 2:
            if outer.named_children[0].start_byte == inner.start_byte:
                yield outer.named_children[1]
        elif outer.type == "boolean_operator":
            left, operator = outer.child_by_field_name("left"), outer.child_by_field_name("operator")
            if left is not None and operator is not None and operator.type == "and":
                if left.end_byte <= inner.start_byte:
                    yield left
        elif outer.type in ("list_comprehension", "set_comprehension", "generator_expression"):
            yield from (
                clause.named_children[0]
                for clause in outer.named_children
                if clause.type == "if_clause" and clause.named_children
            )
        elif outer.type == "block":
            yield from _asserted(outer, inner)
        inner, outer = outer, outer.parent


def _asserted(block: Node, statement: Node) -> Iterator[Node]:
    for child in block.named_children:
        if child.start_byte >= statement.start_byte:
            return
        if child.type == "assert_statement" and child.named_children:
            yield child.named_children[0]


def _conjuncts(condition: Node) -> Iterator[Node]:
    waiting = [condition]
    while waiting:
        node = waiting.pop()
        if node.type == "parenthesized_expression" and node.named_children:
            waiting.append(node.named_children[0])
        elif node.type == "boolean_operator":
            operator = node.child_by_field_name("operator")
            if operator is not None and operator.type == "and":
                waiting += [child for child in node.named_children if child.type != "comment"]
        elif node.type == "call":
            yield node


def _tested(ask: Ask, path: str, call: Node, text: str) -> Types | None:
    function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if function is None or arguments is None or source(ask.symbols, path, function) != "isinstance":
        return None
    given = [child for child in arguments.named_children if child.type != "comment"]
    if len(given) != 2 or source(ask.symbols, path, given[0]) != text:
        return None
    types = ask.expression(path, given[1])
    classes = {known for known in types.known if known.kind == "class"}
    parts = [each for known in types.known for part in known.parts for each in part]
    classes |= {each for each in parts if each.kind == "class"}
    if not classes:
        return None
    return Types(frozenset(instance(known.symbol) for known in classes), types.complete, frozenset({RULE}))

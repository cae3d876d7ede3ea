"""`isinstance(x, Class)` around a use of `x`, or asserted before it; and where it was not so."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.data import Symbol
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.values import Types, instance
from refactor_cli.resolution import scope_at

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

RULE = "isinstance"
_CONDITIONAL = frozenset({"if_statement", "elif_clause", "while_statement"})
_BOUNDARIES = frozenset({"function_definition", "class_definition", "module", "lambda"})
_LEAVES = frozenset({"return_statement", "raise_statement", "continue_statement", "break_statement"})
_MOST = 60


def narrowed(ask: Ask, path: str, node: Node, text: str) -> Types | None:
    """What `isinstance` says of the expression `text` where `node` stands; None when it says nothing."""
    for call, holds in _tests(ask, path, node, text):
        found = _tested(ask, path, call, text) if holds else None
        if found:
            return found
    return None


def excluded(ask: Ask, path: str, node: Node, text: str) -> frozenset[Symbol]:
    """Classes of which the expression `text` is no instance where `node` stands: a test of that failed."""
    found = frozenset[Symbol]()
    for call, holds in _tests(ask, path, node, text):
        types = _tested(ask, path, call, text) if not holds else None
        if types:
            found |= {known.symbol for known in types.known}
    return found


def _tests(ask: Ask, path: str, node: Node, text: str) -> Iterator[tuple[Node, bool]]:
    """Calls that were made before `node` is evaluated, nearest first, and whether they gave true or false."""
    if not ask.allows(RULE) or not _is_tested_near(ask, path, node):
        return
    for condition, holds in _conditions(node):
        if _is_rebound(ask, path, text, condition, node):
            return
        yield from _parts(condition, holds)


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


def _conditions(node: Node) -> Iterator[tuple[Node, bool]]:
    """Conditions that are known where `node` is evaluated, nearest first, and whether they hold there."""
    inner, outer = node, node.parent
    for _ in range(_MOST):
        if outer is None or outer.type in _BOUNDARIES:
            return
        if outer.type in _CONDITIONAL:
            yield from _of_branch(outer, inner)
        elif outer.type == "conditional_expression" and len(outer.named_children) >= 3:
            if inner.start_byte != outer.named_children[1].start_byte:
                yield outer.named_children[1], outer.named_children[0].start_byte == inner.start_byte
        elif outer.type == "boolean_operator":
            left, operator = outer.child_by_field_name("left"), outer.child_by_field_name("operator")
            if left is not None and operator is not None and left.end_byte <= inner.start_byte:
                yield left, operator.type == "and"
        elif outer.type in ("list_comprehension", "set_comprehension", "generator_expression"):
            yield from (
                (clause.named_children[0], True)
                for clause in outer.named_children
                if clause.type == "if_clause" and clause.named_children
            )
        elif outer.type == "block":
            yield from _before(outer, inner)
        inner, outer = outer, outer.parent


def _of_branch(statement: Node, inner: Node) -> Iterator[tuple[Node, bool]]:
    """The condition of a branch, or of those that were not taken before it."""
    condition = statement.child_by_field_name("condition")
    body = statement.child_by_field_name("consequence") or statement.child_by_field_name("body")
    if condition is None or body is None:
        return
    if body.start_byte <= inner.start_byte < body.end_byte:
        yield condition, True
    if statement.type != "if_statement" or inner.start_byte < body.end_byte:
        return
    for other in statement.children_by_field_name("alternative"):
        if other.end_byte <= inner.start_byte and (failed := other.child_by_field_name("condition")):
            yield failed, False
    yield condition, False


def _before(block: Node, statement: Node) -> Iterator[tuple[Node, bool]]:
    """What statements before this one in its block leave known: `assert`, and an `if` whose body does not go on."""
    for child in block.named_children:
        if child.start_byte >= statement.start_byte:
            return
        if child.type == "assert_statement" and child.named_children:
            yield child.named_children[0], True
        elif child.type == "if_statement" and child.child_by_field_name("alternative") is None:
            condition, body = (
                child.child_by_field_name("condition"),
                child.child_by_field_name("consequence"),
            )
            if condition is not None and body is not None and body.named_children:
                if body.named_children[-1].type in _LEAVES:
                    yield condition, False


def _parts(condition: Node, holds: bool) -> Iterator[tuple[Node, bool]]:
    """The calls that a condition is made of, and what they must have given."""
    waiting = [(condition, holds)]
    while waiting:
        node, is_true = waiting.pop()
        if node.type == "parenthesized_expression" and node.named_children:
            waiting.append((node.named_children[0], is_true))
        elif node.type == "not_operator" and (argument := node.child_by_field_name("argument")):
            waiting.append((argument, not is_true))
        elif node.type == "boolean_operator":
            operator = node.child_by_field_name("operator")
            if operator is not None and operator.type == ("and" if is_true else "or"):
                waiting += [(child, is_true) for child in node.named_children if child.type != "comment"]
        elif node.type == "call":
            yield node, is_true


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

"""Class patterns of `match`: what a capture is, and what the subject is in a case.
https://docs.python.org/3/reference/compound_stmts.html#class-patterns"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.data import Binding
from refactor_cli.expression_nodes import SCOPES, code_children
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.guards import RULE, class_named, is_rebound, passing
from refactor_cli.inference.values import UNKNOWN, Types

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# begins with a literal, as that is searched for much faster; a comment may have it too
_CASE = re.compile(rb"case\b(?<=[ \t]case)[^\n]*\(")
_AROUND_ONE = frozenset({"case_pattern", "parenthesized_expression", "tuple_pattern"})


def captured(ask: Ask, path: str, binding: Binding) -> Types:
    """What the name behind `as` is, when classes stand before it."""
    name = ask.symbols.node(path, binding.span)
    around = name.parent if name is not None else None
    if name is None or around is None or around.type != "as_pattern" or not ask.allows(RULE):
        return UNKNOWN
    before = around.named_children[0]
    return _instances(ask, path, before) if before.end_byte <= name.start_byte else UNKNOWN


def matched(ask: Ask, path: str, node: Node, text: str) -> Types | None:
    """What the expression `text` is by the nearest case around `node` that matches it; None when that says nothing."""
    if not _has_cases(ask, path):
        return None
    inner, outer = node, node.parent
    while outer is not None and outer.type not in SCOPES:
        if outer.type == "case_clause" and inner.type != "case_pattern":
            pattern = _only_pattern(outer)
            statement = outer.parent.parent if outer.parent is not None else None
            subject = statement.child_by_field_name("subject") if statement is not None else None
            if pattern is not None and subject is not None and source(ask.symbols, path, subject) == text:
                types = _instances(ask, path, pattern)
                return None if not types.known or is_rebound(ask, path, text, pattern, node) else types
        inner, outer = outer, outer.parent
    return None


def _only_pattern(clause: Node) -> Node | None:
    """The pattern of a case; None for several in a row, which are a sequence."""
    found = [each for each in clause.named_children if each.type == "case_pattern"]
    is_sequence = len(found) != 1 or any(each.type == "," for each in clause.children)
    return None if is_sequence else found[0]


def _has_cases(ask: Ask, path: str) -> bool:
    memo: dict[str, bool] = ask.symbols.snapshot.memo.setdefault("files with cases", {})
    if path not in memo:
        memo[path] = _CASE.search(ask.symbols.snapshot.files[path].text.utf8) is not None
    return memo[path]


def _instances(ask: Ask, path: str, pattern: Node) -> Types:
    classes = [class_named(ask, path, each) if each is not None else None for each in _classes(pattern)]
    known = {cls for cls in classes if cls is not None}
    return passing(ask, known) if known and len(known) == len({*classes}) else UNKNOWN


def _classes(pattern: Node) -> Iterator[Node | None]:
    """The names of the classes of which one has to fit; None for what is no class pattern."""
    inner = code_children(pattern)
    match pattern.type:
        case _ if not inner:  # `_`, `()`
            yield None
        case "class_pattern":
            yield inner[0]
        case "union_pattern":
            for each in inner:
                yield from _classes(each)
        case "as_pattern":
            yield from _classes(inner[0])
        case kind if kind in _AROUND_ONE and not any(child.type == "," for child in pattern.children):
            yield from _classes(inner[0])
        case _:
            yield None

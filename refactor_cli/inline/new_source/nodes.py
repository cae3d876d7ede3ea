"""What an expression at a site is: how tightly it binds, what effects it has, which names it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from refactor_cli.expression_nodes import PRIMARY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refactor_cli.grammar import Node

Shape = Literal["atom", "number", "operator", "generator"]

_FREE = frozenset(
    {
        "concatenated_string",
        "ellipsis",
        "false",
        "float",
        "identifier",
        "integer",
        "none",
        "pair",
        "parenthesized_expression",
        "string",
        "true",
        "tuple",
    }
)
_EFFECTS = frozenset(
    {
        "await",
        "call",
        "dictionary_comprehension",
        "generator_expression",
        "list_comprehension",
        "named_expression",
        "set_comprehension",
        "yield",
    }
)
# made anew by every evaluation: twice is not the same as once
_MADE = frozenset({"dictionary", "lambda", "list", "set", "interpolation"})
_HELD = frozenset(
    {
        "concatenated_string",
        "dictionary",
        "dictionary_comprehension",
        "list",
        "list_comprehension",
        "set",
        "set_comprehension",
        "string",
        "tuple",
    }
)
FREE, PURE, EFFECT = 0, 1, 2


class Weight(NamedTuple):
    """What evaluating an expression means: FREE (literals and names), PURE (attributes, subscripts, operators)
    or EFFECT (calls, await, yield, walrus). `copies`: evaluating it twice gives the same; `binds`: it has a
    walrus. `names`: identifiers that it reads, or may read. `may_run`: so may going through it, as of an iterator."""

    level: int
    copies: bool
    binds: bool
    names: frozenset[str]
    literal: bool
    may_run: bool = False


def shape_of(node: Node) -> Shape:
    """How tightly an expression binds."""
    if node.type in ("integer", "float"):
        return "number"
    return "atom" if node.type in PRIMARY else "operator"


def weight(node: Node) -> Weight:
    """Weighs an expression. A lambda's body is not evaluated here, and reads names all the same."""
    level, copies, binds, names = FREE, True, False, set[str]()
    for inner, is_deferred in _below(node):
        kind = inner.type
        if kind == "identifier":
            names.add((inner.text or b"").decode())
        if kind == "named_expression":
            binds = True
        if is_deferred:
            continue
        if kind in _EFFECTS:
            level, copies = EFFECT, False
        elif kind in _MADE:
            level, copies = max(level, PURE if kind == "interpolation" else FREE), False
        elif kind not in _FREE and not _is_number(inner):
            level = max(level, PURE)
    is_literal = level == FREE and copies and not names
    return Weight(level, copies, binds, frozenset(names), is_literal, level == EFFECT and not _is_held(node))


def _is_held(node: Node) -> bool:
    """Whether an expression makes something that has all of its items when it is there."""
    while node.type == "parenthesized_expression" and node.named_child_count == 1:
        node = node.named_children[0]
    return node.type in _HELD


def _is_number(node: Node) -> bool:
    """`-1` is a literal to people."""
    argument = node.child_by_field_name("argument") if node.type == "unary_operator" else None
    return argument is not None and argument.type in ("integer", "float")


_PARTS = frozenset(
    {"string_start", "string_content", "string_end", "escape_sequence", "comment", "line_continuation"}
)


def _below(node: Node) -> Iterator[tuple[Node, bool]]:
    """Every named node of an expression, and whether it stands in the body of a lambda."""
    waiting = [(node, False)]
    while waiting:
        inner, is_deferred = waiting.pop()
        if inner.type in _PARTS:
            continue
        yield inner, is_deferred
        if inner.type in ("identifier", "integer", "float", "true", "false", "none"):
            continue
        attribute = inner.child_by_field_name("attribute") if inner.type == "attribute" else None
        keyword = inner.child_by_field_name("name") if inner.type == "keyword_argument" else None
        body = inner.child_by_field_name("body") if inner.type == "lambda" else None
        skipped = (attribute, keyword)
        waiting += [
            (child, is_deferred or child == body) for child in inner.named_children if child not in skipped
        ]

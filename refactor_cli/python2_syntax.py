"""What Python 3's grammar has and Python 2's has not: https://docs.python.org/2.7/reference/grammar.html."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.expression_nodes import code_children, every_node

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# nodes and tokens that only Python 3 has
_NEWER = frozenset(
    {
        *("await", "interpolation", "keyword_separator", "match_statement", "named_expression"),
        *("nonlocal_statement", "positional_separator", "type", "type_parameter", "->", "@=", "async"),
    }
)
_PARAMETERS = frozenset({"parameters", "lambda_parameters"})
_DISPLAYS = frozenset({"dictionary", "expression_list", "list", "set", "tuple"})
STARRED = frozenset({"list_splat", "dictionary_splat"})
_PREFIXES = frozenset({"", "b", "br", "r", "u", "ur"})


def is_only_python3(root: Node) -> bool:
    """Whether there is something in a tree that Python 2 cannot read."""
    return any(map(newer, every_node(root)))


def newer(node: Node) -> str:
    """What only Python 3 reads about a node, as people call it; "" where Python 2 does as well."""
    kind, parent = node.type, node.parent
    children = code_children(node)
    if kind in _NEWER:
        return "new syntax"
    if kind in ("yield", "raise_statement") and any(each.type == "from" for each in node.children):
        return f"{kind.partition('_')[0]} … from"
    if kind == "@" and parent is not None and parent.type == "binary_operator":
        return "new syntax"
    if kind == "string_start":
        # what stands in backticks, repr() in Python 2, is parsed as a string
        prefix = (node.text or b"").decode().rstrip("\"'`").lower()
        return "" if prefix in _PREFIXES else "a new kind of string"
    if kind in ("integer", "float") and b"_" in (node.text or b""):
        return "digits in groups"
    if kind == "ellipsis" and (parent is None or parent.type != "subscript"):
        return "an ellipsis"
    if kind == "class_definition":
        bases = node.child_by_field_name("superclasses")
        return "a class with keywords" if bases is not None and _has_keywords(bases) else ""
    if kind in _PARAMETERS:
        kinds = [each.type for each in children]
        at = kinds.index("list_splat_pattern") if "list_splat_pattern" in kinds else len(kinds)
        is_newer = any(each != "dictionary_splat_pattern" for each in kinds[at + 1 :])
        return "a keyword-only parameter" if is_newer else ""
    if kind in _DISPLAYS:
        return "a starred element" if any(each.type in STARRED for each in children) else ""
    if kind == "argument_list":
        return _new_arguments(node)
    if kind == "call" and node.text == b"super()":
        return "super() without arguments"
    return ""


def _has_keywords(arguments: Node) -> bool:
    return any(each.type == "keyword_argument" for each in arguments.named_children)


def _new_arguments(node: Node) -> str:
    """`f(*a, b)`, `f(*a, *b)` and `f(*a,)` are no calls there; `f(*a, b=1, **c)` is."""
    kinds = [each.type for each in code_children(node)]
    stars = [number for number, kind in enumerate(kinds) if kind in STARRED]
    if not stars:
        return ""
    behind = kinds[stars[0] + 1 :]
    is_in_order = all(
        kind == "keyword_argument" or (kind == "dictionary_splat" and number == len(behind) - 1)
        for number, kind in enumerate(behind)
    )
    ends = [each.type for each in node.children if each.type != "comment"][-2:]
    return (
        ""
        if is_in_order and (kinds[stars[0]] == "list_splat" or not behind) and ends != [",", ")"]
        else "stars"
    )

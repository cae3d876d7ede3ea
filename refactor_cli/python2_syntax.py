"""What Python 3's grammar has and Python 2's has not: https://docs.python.org/2.7/reference/grammar.html."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from refactor_cli.expression_nodes import SPLATS, code_children, every_node

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
_DISPLAYS = frozenset({"dictionary", "expression_list", "list", "set", "subscript", "tuple"})
_PREFIXES = frozenset({"", "b", "br", "r", "u", "ur"})
_FEATURES = frozenset(
    {
        *(b"absolute_import", b"division", b"generators", b"nested_scopes", b"print_function"),
        *(b"unicode_literals", b"with_statement"),
    }
)
_SCOPES = frozenset({"class_definition", "function_definition", "lambda"})


def is_only_python3(root: Node) -> bool:
    """Whether there is something in a tree that Python 2 cannot read."""
    return any(map(newer, every_node(root)))


def newer(node: Node) -> str:
    """What only Python 3 reads about a node, as people call it; "" where Python 2 does as well."""
    kind = node.type
    if kind in _NEWER:
        return "new syntax"
    look = _LOOKS.get(kind)
    return look(node) if look is not None else ""


def _of_operator(node: Node) -> str:
    return "new syntax" if node.parent is not None and node.parent.type == "binary_operator" else ""


def _with_from(node: Node) -> str:
    is_newer = any(each.type == "from" for each in node.children)
    return f"{node.type.partition('_')[0]} … from" if is_newer else ""


def _of_string(node: Node) -> str:
    # backticks stand for a string as well: see `index`
    prefix = (node.text or b"").decode().rstrip("\"'`").lower()
    return "" if prefix in _PREFIXES else "a new kind of string"


def _of_number(node: Node) -> str:
    return "digits in groups" if b"_" in (node.text or b"") else ""


def _of_ellipsis(node: Node) -> str:
    return "" if node.parent is not None and node.parent.type == "subscript" else "an ellipsis"


def _of_name(node: Node) -> str:
    return "" if (node.text or b"").isascii() else "a name outside ASCII"


def _of_class(node: Node) -> str:
    given = code_children(node.child_by_field_name("superclasses"))
    return (
        "a class with keywords" if any(each.type in {"keyword_argument", *SPLATS} for each in given) else ""
    )


def _of_parameters(node: Node) -> str:
    kinds = [each.type for each in code_children(node)]
    at = kinds.index("list_splat_pattern") if "list_splat_pattern" in kinds else len(kinds)
    if any(each != "dictionary_splat_pattern" for each in kinds[at + 1 :]):
        return "a keyword-only parameter"
    is_starred = bool(kinds) and kinds[-1] in ("list_splat_pattern", "dictionary_splat_pattern")
    ends = [each.type for each in node.children if each.type not in ("comment", ")")]
    return "a comma behind a starred parameter" if is_starred and ends[-1] == "," else ""


def _of_target(node: Node) -> str:
    is_parameter = node.parent is not None and node.parent.type in _PARAMETERS
    return "" if is_parameter else "a starred target"


def _of_elements(node: Node) -> str:
    return "a starred element" if any(each.type in SPLATS for each in code_children(node)) else ""


def _of_with(node: Node) -> str:
    return "brackets around what `with` enters" if any(each.type == "(" for each in node.children) else ""


def _of_alias(node: Node) -> str:
    is_bracketed = node.parent is not None and node.parent.type == "parenthesized_expression"
    return "brackets around what `with` enters" if is_bracketed else ""


def _of_except(node: Node) -> str:
    return "except*" if any(each.type == "*" for each in node.children) else ""


def _of_decorator(node: Node) -> str:
    """There it is a dotted name, called or not."""
    each: Node | None = next(iter(code_children(node)), None)
    if each is not None and each.type == "call":
        each = each.child_by_field_name("function")
    while each is not None and each.type == "attribute":
        each = each.child_by_field_name("object")
    return "" if each is None or each.type == "identifier" else "an expression as a decorator"


def _of_future(node: Node) -> str:
    names = (each.child_by_field_name("name") or each for each in node.children_by_field_name("name"))
    return "" if all(each.text in _FEATURES for each in names) else "a feature that is newer"


def _of_call(node: Node) -> str:
    function, given = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    is_super = function is not None and function.text == b"super" and not code_children(given)
    return "super() without arguments" if is_super else ""


def _of_function(node: Node) -> str:
    """There a generator gives nothing when it ends."""
    kinds = set[str]()
    waiting = [node.child_by_field_name("body")]
    while waiting:
        each = waiting.pop()
        if each is not None and each.type not in _SCOPES:
            kinds.add(each.type if each.type != "return_statement" or code_children(each) else "return")
            waiting += each.named_children
    return "a generator that returns something" if {"yield", "return_statement"} <= kinds else ""


def _new_arguments(node: Node) -> str:
    """`f(*a, b)`, `f(*a, *b)` and `f(*a,)` are no calls there; `f(*a, b=1, **c)` is."""
    kinds = [each.type for each in code_children(node)]
    stars = [number for number, kind in enumerate(kinds) if kind in SPLATS]
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


_LOOKS: Mapping[str, Callable[[Node], str]] = {
    **dict.fromkeys(("yield", "raise_statement"), _with_from),
    **dict.fromkeys(("integer", "float"), _of_number),
    **dict.fromkeys(_PARAMETERS, _of_parameters),
    **dict.fromkeys(_DISPLAYS, _of_elements),
    "@": _of_operator,
    "argument_list": _new_arguments,
    "as_pattern": _of_alias,
    "call": _of_call,
    "class_definition": _of_class,
    "decorator": _of_decorator,
    "ellipsis": _of_ellipsis,
    "except_clause": _of_except,
    "function_definition": _of_function,
    "future_import_statement": _of_future,
    "identifier": _of_name,
    "list_splat_pattern": _of_target,
    "string_start": _of_string,
    "with_clause": _of_with,
}

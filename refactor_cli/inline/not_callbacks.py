"""A reference that is no call -> what it is used for, where a lambda in its place would be something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# these ask what it is, and do not call it; the last part of their names
_ASKING = {
    **dict.fromkeys(("isinstance", "issubclass"), "is tested for"),
    **dict.fromkeys(("cast", "NewType", "TypeVar", "super"), "is a type"),
    **dict.fromkeys(("getattr", "hasattr", "setattr", "delattr", "vars", "dir"), "is asked for an attribute"),
    **dict.fromkeys(("id", "type"), "is told from others"),
}
# what stands around an expression and gives its value, or one of several
_HANDING_ON = frozenset(
    {
        *("boolean_operator", "conditional_expression", "expression_list", "list"),
        *("parenthesized_expression", "tuple"),
    }
)
_USES = {
    "attribute": "an attribute is asked of it",
    "binary_operator": "it is a part of a type, or an operand",
    "class_definition": "a class is made by it",
    "comparison_operator": "it is compared",
    "except_clause": "it is caught",
    "except_group_clause": "it is caught",
    "raise_statement": "it is raised",
    "set": "it is told from others",
    "subscript": "it stands at a subscript",
    "type": "it is a type here",
}


def used_as(node: Node, is_class: bool) -> str:
    """What is done with a reference besides calling it, as far as it is seen there; "" for nothing. Of a class, only
    what it is handed to may be about to call it."""
    child, parent = node, node.parent
    while parent is not None and parent.type in _HANDING_ON | {"as_pattern"}:
        child, parent = parent, parent.parent
    if parent is None:
        return ""
    if parent.type in _USES:
        return _USES[parent.type]
    if parent.type == "pair" and parent.child_by_field_name("key") == child:
        return "it is a key"
    outer, is_keyword = parent, parent.type == "keyword_argument"
    if is_keyword and parent.parent is not None:
        outer = parent.parent
    if outer.type != "argument_list" or outer.parent is None:
        return "it is a class, which more may be done with than calling it" if is_class else ""
    if outer.parent.type != "call":
        return _USES.get(outer.parent.type, "")
    function = outer.parent.child_by_field_name("function")
    called = (function.text or b"").decode("utf-8", "replace") if function is not None else ""
    asking = _ASKING.get(called.rpartition(".")[2].strip(), "")
    return f"it {asking} there" if asking else ""

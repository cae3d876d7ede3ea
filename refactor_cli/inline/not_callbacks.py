"""A reference that is no call -> what it is used for, where a lambda in its place would be something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

LOOKED_FOR = "is looked for"
# these ask what it is, and do not call it; the last part of their names
_ASKING = {
    **dict.fromkeys(("isinstance", "issubclass"), "is tested for"),
    **dict.fromkeys(("cast", "NewType", "TypeVar", "super"), "is a type"),
    **dict.fromkeys(("getattr", "hasattr", "setattr", "delattr", "vars", "dir"), "is asked for an attribute"),
    **dict.fromkeys(("hash", "id", "type"), "is told from others"),
    **dict.fromkeys(("repr", "str"), "is shown"),
    **dict.fromkeys(
        ("getdoc", "getfile", "getmodule", "getsource", "getsourcelines"), "is asked for its source"
    ),
    **dict.fromkeys(("get_type_hints", "getfullargspec", "signature"), "is asked for its parameters"),
    **dict.fromkeys(("update_wrapper", "wraps"), "is asked for its name and more"),
    **dict.fromkeys(("assertEqual", "assertIs", "assertIsNot", "assertNotEqual"), "is compared"),
    **dict.fromkeys(("assertIn", "assertNotIn"), "is compared"),
    **dict.fromkeys(("count", "discard", "index", "off"), LOOKED_FOR),
}
# the same of their whole names
_ASKING_BY_MODULE = {
    "mock.call": "is compared",
    **dict.fromkeys(("pickle.dump", "pickle.dumps"), "is stored by its name"),
}
# the same by how they begin: `mock.assert_called_with(f)`, `inspect.iscoroutinefunction(f)`, `signal.disconnect(f)`
_ASKING_ALIKE = {
    "assert_": "is compared",
    **dict.fromkeys(
        ("is_", "isasync", "isclass", "iscoroutine", "isfunction", "isgen"), "is asked what it is"
    ),
    **dict.fromkeys(("ismethod", "isroutine"), "is asked what it is"),
    **dict.fromkeys(
        ("deregister", "detach", "disconnect", "remove", "unbind", "unhook", "unregister"), LOOKED_FOR
    ),
    **dict.fromkeys(("unsubscribe",), LOOKED_FOR),
}
# methods that may hand it to another process, which finds functions by their names
_TO_PROCESSES = frozenset(
    {
        *("Process", "apply", "apply_async", "imap", "imap_unordered", "map", "map_async", "run_in_executor"),
        *("starmap", "starmap_async", "submit"),
    }
)
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
    "interpolation": "it is shown",
    "raise_statement": "it is raised",
    "set": "it is told from others",
    "subscript": "it stands at a subscript",
    "type": "it is a type here",
}


def used_as(node: Node, *, is_class: bool, has_processes: bool) -> str:
    """What is done with a reference besides calling it, as far as it is seen there; "" for nothing. Of a class, only
    what it is handed to may be about to call it. `has_processes`: the file may start some."""
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
    of, _, name = called.rpartition(".")
    asking = _ASKING_BY_MODULE.get(called) or _asking(name.strip())
    if not asking and has_processes and name.strip() in _TO_PROCESSES and (of or name == "Process"):
        return "it may go to another process there, which takes no lambda"
    return f"it {asking} there" if asking else ""


def _asking(name: str) -> str:
    if name in _ASKING:
        return _ASKING[name]
    return next((what for word, what in _ASKING_ALIKE.items() if name.startswith(word)), "")

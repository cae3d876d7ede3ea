"""The name of a special method -> where syntax, or a builtin, calls it: `with thing`, `thing[0]`, `len(thing)`.

The name stands at none of these places.
https://docs.python.org/3/reference/datamodel.html#special-method-names
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import OPERATORS, code_children, every_node, is_starred, operator_of

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_ITERATING = frozenset(
    {
        *("all", "any", "dict", "enumerate", "filter", "frozenset", "iter", "list", "map", "max", "min"),
        *("reversed", "set", "sorted", "sum", "tuple", "zip"),
    }
)
# what is asked of a key, and of what is put into a set
_KEYS = frozenset({"__hash__", "__eq__"})
_KEEPING = frozenset({"set", "frozenset", "fromkeys", "get", "pop", "add", "discard", "setdefault"})
# https://docs.python.org/3/library/heapq.html, https://docs.python.org/3/library/bisect.html
_ORDERING = frozenset(
    {
        *(
            "sorted",
            "sort",
            "min",
            "max",
            "merge",
            "nsmallest",
            "nlargest",
            "bisect",
            "bisect_left",
            "bisect_right",
        ),
        *(
            "heapify",
            "heappop",
            "heappush",
            "heappushpop",
            "heapreplace",
            "insort",
            "insort_left",
            "insort_right",
        ),
    }
)
# https://docs.python.org/3/library/copy.html, https://docs.python.org/3/library/pickle.html
_COPYING = frozenset({"copy", "deepcopy", "dump", "dumps"})
# what calls a special method of an argument
_BUILTINS: Mapping[str, frozenset[str]] = {
    "__iter__": _ITERATING | {"extend", "extendleft", "fromkeys", "join", "writelines"},
    "__next__": frozenset({"next"}) | _ITERATING,
    "__len__": frozenset({"len", "bool"}),
    "__bool__": frozenset({"bool", "any", "all", "filter"}),
    "__hash__": _KEEPING | {"hash"},
    "__str__": frozenset({"str", "print", "format"}),
    "__repr__": frozenset({"repr", "print", "str", "format", "ascii"}),
    "__lt__": _ORDERING,
    "__eq__": _KEEPING | {"index", "remove", "count"},
    "__abs__": frozenset({"abs"}),
    "__int__": frozenset({"int"}),
    "__float__": frozenset({"float"}),
    "__index__": frozenset({"range", "hex"}),
    "__reversed__": frozenset({"reversed"}),
    "__getattr__": frozenset({"getattr", "hasattr"}),
    "__setattr__": frozenset({"setattr"}),
    "__delattr__": frozenset({"delattr"}),
    "__dict__": frozenset({"vars"}),
    "__weakref__": frozenset({"finalize", "proxy", "ref"}),
    "__dataclass_fields__": frozenset({"asdict", "astuple", "fields", "replace"}),
    "__enter__": frozenset({"enter_context"}),
    "__exit__": frozenset({"enter_context"}),
    "__copy__": frozenset({"copy"}),
    "__deepcopy__": frozenset({"deepcopy"}),
    "__reduce__": _COPYING,
    "__reduce_ex__": _COPYING,
    "__getstate__": _COPYING,
}
# the same, done to what the object of a method holds: `carts.sort()`
_OF_OBJECT: Mapping[str, frozenset[str]] = {
    "__lt__": frozenset({"sort"}),
    "__eq__": frozenset({"index", "remove", "count"}),
}
_COMPARISONS: Mapping[str, frozenset[str]] = {
    "__eq__": frozenset({"==", "!=", "in", "not in"}),
    "__ne__": frozenset({"!="}),
    "__lt__": frozenset({"<", ">"}),
    "__gt__": frozenset({"<", ">"}),
    "__le__": frozenset({"<=", ">="}),
    "__ge__": frozenset({"<=", ">="}),
}
_UNARY: Mapping[str, str] = {"-": "__neg__", "+": "__pos__", "~": "__invert__"}
_TRUTH = frozenset({"__bool__", "__len__"})
_TESTED = frozenset({"if_statement", "elif_clause", "while_statement"})
_LOOPS = frozenset({"__iter__", "__next__", "__aiter__", "__anext__"})
_WRITTEN = frozenset({"__str__", "__repr__", "__format__"})
_GIVING = frozenset({"assignment", "augmented_assignment", "for_statement", "for_in_clause"})
_TARGETS = frozenset({"pattern_list", "tuple_pattern", "list_pattern", "parenthesized_expression"})
# what Python calls on a class when another is derived from it, or it is asked for an item
OF_CLASSES = frozenset({"__init_subclass__", "__class_getitem__"})
_MANAGERS = {"__enter__": False, "__exit__": False, "__aenter__": True, "__aexit__": True}
DESCRIBING = frozenset({"__get__", "__set__", "__delete__"})
COMPLETED = ("__lt__", "__le__", "__gt__", "__ge__")
# what Python does to a container it does to what that holds: comparing, hashing and writing it
HELD_TOO = frozenset({*_COMPARISONS, "__hash__", "__repr__", "__bool__"})
# constructors: the name of the class stands where they are called
MADE = frozenset({"__init__", "__new__", "__post_init__"})


def implicit_places(root: Node, names: Iterable[str]) -> Iterator[Node]:
    """The expressions of a file to which something is done that calls a method of one of the names."""
    seen = set[tuple[int, int]]()
    for node in every_node(root):
        for each in (one for name in names for one in _asked(node, name)):
            place = (each.start_byte, each.end_byte)
            if place not in seen:
                seen.add(place)
                yield each


def _asked(node: Node, name: str) -> Iterator[Node]:
    match node.type:
        case "call":
            yield from _of_call(node, name)
        case "with_item" if name in _MANAGERS:
            yield from _of_manager(node, name)
        case "subscript":
            yield from _of_subscript(node, name)
        case "generic_type" if name == "__class_getitem__":  # an annotation
            yield from code_children(node)[:1]
        case "for_statement" | "for_in_clause" if name in _LOOPS:
            yield from _fields(node, "right")
        case "list_splat" | "unary_operator" | "yield" if name in ("__iter__", "__next__"):
            is_all = is_starred(node) or (node.text or b"").startswith(b"yield from")
            yield from code_children(node)[:1] if is_all else ()
        case "assignment" if name in ("__iter__", "__next__"):
            left = node.child_by_field_name("left")
            yield from _fields(node, "right") if left is not None and left.type in _TARGETS else ()
        case "comparison_operator":
            yield from _of_comparison(node, name)
        case "binary_operator" if name in _WRITTEN:
            yield from _of_percent(node)
        case "binary_operator" | "augmented_assignment":
            yield from _of_operator(node, name)
        case "await" if name == "__await__":
            yield from code_children(node)[:1]
        case "decorator" if name == "__call__":
            yield from code_children(node)[:1]
        case "set" if name in _KEYS:
            yield from code_children(node)
        case "pair" if name in _KEYS:
            yield from _fields(node, "key")
        case "argument_list" if name == "__init_subclass__":
            is_header = node.parent is not None and node.parent.type == "class_definition"
            yield from code_children(node) if is_header else ()
        case "unary_operator" if _UNARY.get(operator_of(node)) == name:
            yield from _fields(node, "argument")
        case "interpolation" if name in _WRITTEN:
            yield from code_children(node)[:1]
        case "attribute" if name in DESCRIBING:
            calls = "__set__" if _is_target(node) else "__delete__" if _is_deleted(node) else "__get__"
            yield from [node] if name == calls else []
        case "attribute" if name in ("__getattr__", "__getattribute__"):
            yield from _fields(node, "object")
        case "attribute" if name in ("__setattr__", "__delattr__"):
            is_asked = _is_deleted(node) if name == "__delattr__" else _is_target(node)
            yield from _fields(node, "object") if is_asked else ()
        case _ if name in _TRUTH:
            yield from _of_truth(node)


def _of_call(node: Node, name: str) -> Iterator[Node]:
    function = node.child_by_field_name("function")
    if function is None:
        return
    if name == "__call__":
        yield function
    called = last_part((function.text or b"").decode("utf-8", "replace"))
    if called in _BUILTINS.get(name, ()):
        yield from code_children(node.child_by_field_name("arguments"))
    if called in _OF_OBJECT.get(name, ()) and function.type == "attribute":
        yield from _fields(function, "object")
    if name == "__call__" and called in ("map", "filter"):
        yield from code_children(node.child_by_field_name("arguments"))[:1]


def _of_manager(node: Node, name: str) -> Iterator[Node]:
    statement = node.parent
    while statement is not None and statement.type != "with_statement":
        statement = statement.parent
    is_async = statement is not None and (statement.text or b"").startswith(b"async")
    value = next(iter(_fields(node, "value")), None)
    if value is not None and is_async == _MANAGERS[name]:
        yield code_children(value)[0] if value.type == "as_pattern" else value


def _of_subscript(node: Node, name: str) -> Iterator[Node]:
    if name in _KEYS:
        yield from _fields(node, "subscript")
        return
    outer = node.parent
    is_left, is_deleted = _is_target(node), _is_deleted(node)
    is_both = is_left and outer is not None and outer.type == "augmented_assignment"
    is_read = is_both or not (is_left or is_deleted)
    if {
        "__getitem__": is_read,
        "__missing__": is_read,
        "__class_getitem__": is_read,
        "__setitem__": is_left,
        "__delitem__": is_deleted,
    }.get(name):
        yield from _fields(node, "value")


def _is_target(node: Node) -> bool:
    """Whether something is put there: by an assignment, a loop or a `with`, alone or as one of several."""
    outer = node.parent
    while outer is not None and outer.type in _TARGETS:
        node, outer = outer, outer.parent
    return outer is not None and (
        outer.type == "as_pattern_target"
        or (outer.type in _GIVING and outer.child_by_field_name("left") == node)
    )


def _is_deleted(node: Node) -> bool:
    outer = node.parent
    while outer is not None and outer.type in ("expression_list", "parenthesized_expression", "tuple"):
        outer = outer.parent
    return outer is not None and outer.type == "delete_statement"


def _of_percent(node: Node) -> Iterator[Node]:
    """What `"%s of %r" % (one, other)` writes."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    is_text = left is not None and left.type in ("string", "concatenated_string")
    if right is not None and is_text and operator_of(node) == "%":
        yield from code_children(right) if right.type == "tuple" else (right,)


def _of_comparison(node: Node, name: str) -> Iterator[Node]:
    operators = {(each.text or b"").decode() for each in node.children_by_field_name("operators")}
    if name == "__contains__" or name == "__iter__":
        yield from code_children(node)[-1:] if operators & {"in", "not in"} else ()
    elif operators & _COMPARISONS.get(name, frozenset()):
        yield from code_children(node)


def _of_operator(node: Node, name: str) -> Iterator[Node]:
    if name == "__iter__" and operator_of(node) == "+=":
        yield from _fields(node, "right")  # of a list
    word = OPERATORS.get(operator_of(node).removesuffix("="))
    if word is None:
        return
    if name in (f"__{word}__", f"__i{word}__"):
        yield from _fields(node, "left")
    elif name == f"__r{word}__":
        yield from _fields(node, "right")


def _of_truth(node: Node) -> Iterator[Node]:
    if node.type in _TESTED:
        yield from _fields(node, "condition")
    elif node.type == "not_operator":
        yield from _fields(node, "argument")
    elif node.type == "boolean_operator":
        yield from (*_fields(node, "left"), *_fields(node, "right"))
    elif node.type == "assert_statement":
        yield from code_children(node)[:1]
    elif node.type == "conditional_expression":
        yield from code_children(node)[1:2]
    elif node.type == "if_clause":
        yield from code_children(node)[:1]


def _fields(node: Node, field: str) -> list[Node]:
    return node.children_by_field_name(field)

"""A special method -> where syntax, or a builtin, calls it: `with thing`, `thing[0]`, `len(thing)`, `thing()`.

The name stands at none of these places. Listed is what is done to objects that are known to be of the class, in files
that name it; a warning says that there may be more.
https://docs.python.org/3/reference/datamodel.html#special-method-names
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from refactor_cli.data import Span, Symbol, Target, Usage
from refactor_cli.evidence import Evidence
from refactor_cli.expression_nodes import code_children, every_node
from refactor_cli.find.aliases import own_name
from refactor_cli.find.question import Judgement, owner_of, question
from refactor_cli.find.sites import site
from refactor_cli.find.special import IMPLICIT, is_special
from refactor_cli.inference.asking import Ask, deep_stack
from refactor_cli.inference.stand_ins import heirs
from refactor_cli.occurrences.values import Occurrence
from refactor_cli.resolution import Lookup, is_subclass, member
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_ITERATING = frozenset(
    {
        *("all", "any", "dict", "enumerate", "filter", "frozenset", "iter", "list", "map", "max", "min"),
        *("reversed", "set", "sorted", "sum", "tuple", "zip"),
    }
)
# what calls a special method of an argument
_BUILTINS: Mapping[str, frozenset[str]] = {
    "__iter__": _ITERATING,
    "__next__": frozenset({"next"}) | _ITERATING,
    "__len__": frozenset({"len", "bool"}),
    "__bool__": frozenset({"bool"}),
    "__hash__": frozenset({"hash"}),
    "__str__": frozenset({"str", "print", "format"}),
    "__repr__": frozenset({"repr", "print", "str"}),
    "__lt__": frozenset({"sorted", "min", "max"}),
    "__abs__": frozenset({"abs"}),
    "__int__": frozenset({"int"}),
    "__float__": frozenset({"float"}),
    "__index__": frozenset({"range", "hex"}),
    "__reversed__": frozenset({"reversed"}),
    "__getattr__": frozenset({"getattr", "hasattr"}),
    "__setattr__": frozenset({"setattr"}),
    "__delattr__": frozenset({"delattr"}),
    "__enter__": frozenset({"enter_context"}),
    "__exit__": frozenset({"enter_context"}),
}
_OPERATORS: Mapping[str, str] = {
    "+": "add",
    "-": "sub",
    "*": "mul",
    "/": "truediv",
    "//": "floordiv",
    "%": "mod",
    "**": "pow",
    "@": "matmul",
    "&": "and",
    "|": "or",
    "^": "xor",
    "<<": "lshift",
    ">>": "rshift",
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
_MANAGERS = {"__enter__": False, "__exit__": False, "__aenter__": True, "__aexit__": True}
_MADE = frozenset({"__init__", "__new__", "__post_init__"})


def implicit_warning(symbols: SymbolMap, target: Target) -> str:
    """What a list of usages of a special method leaves out, "" for other targets."""
    owner, name = owner_of(symbols, target), own_name(target)
    if owner is None or owner.path is None or not is_special(name):
        return ""
    if name in _MADE:
        return f"calls of {owner.name} call {target.name} too: they are listed for the class"
    return (
        f"Python calls {target.name} by itself as well: what is listed of that is possible usages, where the object is"
        f" known, in files that name {owner.name}"
    )


def implicit_usages(symbols: SymbolMap, target: Target, evidence: Evidence) -> list[Usage]:
    """The places that call a special method of a class of the repository on what is known to be an object of it."""
    owner, name = owner_of(symbols, target), own_name(target)
    if owner is None or owner.path is None or not is_special(name) or name in _MADE:
        return []
    classes = [owner, *heirs(symbols, owner)]
    words = {each.name.rpartition(".")[2] for each in classes}
    files = {path for word in words for path in python_files_with(symbols.snapshot, word)}
    ask, found = evidence.ask(symbols), list[Usage]()
    with deep_stack():
        for path in sorted(files):
            file_map = symbols.map(path)
            if file_map is None:
                continue
            asked = question(symbols, target, path, file_map)
            for node in _places(symbols.tree(path).root_node, name):
                if _is_of(ask, path, node, target, owner, name):
                    span = Span(node.start_byte, node.end_byte)
                    occurrence = Occurrence(span, "name", "reference", span)
                    found.append(site(asked, occurrence, Judgement("reference", "possible", (IMPLICIT,))))
    return found


def _is_of(ask: Ask, path: str, node: Node, target: Target, owner: Symbol, name: str) -> bool:
    for known in ask.expression(path, node).known:
        if known.kind != "instance" or known.symbol.path is None:
            continue
        if is_subclass(ask.symbols, owner, known.symbol):
            return True
        values = member(Lookup(ask.symbols, target.ends), known.symbol, name).values
        if any(each.symbol in target.symbols for each in values):
            return True
    return False


def _places(root: Node, name: str) -> Iterator[Node]:
    """The expressions of a file to which something is done that calls a method of the name."""
    seen = set[tuple[int, int]]()
    for node in every_node(root):
        for each in _asked(node, name):
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
        case "for_statement" | "for_in_clause" if name in ("__iter__", "__next__", "__aiter__", "__anext__"):
            yield from _fields(node, "right")
        case "list_splat" if name == "__iter__":
            yield from code_children(node)[:1]
        case "assignment" if name == "__iter__":
            left = node.child_by_field_name("left")
            yield from _fields(node, "right") if left is not None and "_list" in left.type else ()
        case "comparison_operator":
            yield from _of_comparison(node, name)
        case "binary_operator" | "augmented_assignment":
            yield from _of_operator(node, name)
        case "unary_operator" if _UNARY.get(_operator(node)) == name:
            yield from _fields(node, "argument")
        case "interpolation" if name in ("__str__", "__format__", "__repr__"):
            yield from code_children(node)[:1]
        case "attribute" if name in ("__getattr__", "__getattribute__"):
            yield from _fields(node, "object")
        case _ if name in _TRUTH:
            yield from _of_truth(node)


def _of_call(node: Node, name: str) -> Iterator[Node]:
    function = node.child_by_field_name("function")
    if function is None:
        return
    if name == "__call__":
        yield function
    called = (function.text or b"").decode("utf-8", "replace").rpartition(".")[2]
    if called in _BUILTINS.get(name, ()):
        yield from code_children(node.child_by_field_name("arguments"))
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
    outer = node.parent
    is_left = outer is not None and outer.child_by_field_name("left") == node
    is_deleted = (
        outer is not None and outer.type in ("delete_statement", "expression_list") and name == "__delitem__"
    )
    is_both = is_left and outer is not None and outer.type == "augmented_assignment"
    if (
        (name == "__getitem__" and (not is_left or is_both))
        or (name == "__setitem__" and is_left)
        or is_deleted
    ):
        yield from _fields(node, "value")


def _of_comparison(node: Node, name: str) -> Iterator[Node]:
    operators = {(each.text or b"").decode() for each in node.children_by_field_name("operators")}
    if name == "__contains__" or name == "__iter__":
        yield from code_children(node)[-1:] if operators & {"in", "not in"} else ()
    elif operators & _COMPARISONS.get(name, frozenset()):
        yield from code_children(node)


def _of_operator(node: Node, name: str) -> Iterator[Node]:
    word = _OPERATORS.get(_operator(node).removesuffix("="))
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


def _operator(node: Node) -> str:
    operator = node.child_by_field_name("operator")
    return (operator.text or b"").decode() if operator is not None else ""


def _fields(node: Node, field: str) -> list[Node]:
    return node.children_by_field_name(field)

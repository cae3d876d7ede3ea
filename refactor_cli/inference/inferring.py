"""Expression -> Types: which kind of expression goes to which rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Symbol
from refactor_cli.expression_nodes import code_children, operator_of
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.asking import Ask, OutsideNames, called_in, source
from refactor_cli.inference.calling.builtin_results import PATHS
from refactor_cli.inference.calling.calls import classes_of, of_call
from refactor_cli.inference.calling.coroutines import sent_back
from refactor_cli.inference.calling.returns import result_of
from refactor_cli.inference.guards import narrowed
from refactor_cli.inference.items.containers import item_of, of_literal
from refactor_cli.inference.items.parts import of_part
from refactor_cli.inference.likely_files import defining_methods
from refactor_cli.inference.members.attributes import attribute_of, field_types
from refactor_cli.inference.members.just_given import just_given
from refactor_cli.inference.members.kept_arguments import kept_argument
from refactor_cli.inference.members.made_by_metaclasses import given_by_metaclass
from refactor_cli.inference.members.own_dictionary import own_dictionary
from refactor_cli.inference.names import of_binding, of_name
from refactor_cli.inference.patterns import matched
from refactor_cli.inference.tests_run.parametrized import of_request
from refactor_cli.inference.values import (
    BY_VALUE,
    NONE,
    UNKNOWN,
    Known,
    Types,
    awaited,
    builtin,
    by_way_of,
    display,
    exactly,
    or_as_guessed,
    union,
    without_none,
)
from refactor_cli.resolution import Value, member, scope_at
from refactor_cli.resolution.receivers import super_of
from refactor_cli.resolution.standard_library import lacks
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_LITERALS = {
    "string": "str",
    "concatenated_string": "str",
    "integer": "int",
    "float": "float",
    "true": "bool",
    "false": "bool",
    "not_operator": "bool",
}
_DISPLAYS = frozenset(
    {
        *("list", "tuple", "set", "dictionary", "expression_list", "list_comprehension", "set_comprehension"),
        *("dictionary_comprehension", "generator_expression"),
    }
)
_PLAIN = frozenset(f"builtins.{name}" for name in ("bool", "bytes", "float", "int", "list", "str"))
_SIGNS = {"-": "__neg__", "+": "__pos__", "~": "__invert__"}


def asking(
    symbols: SymbolMap, off: frozenset[str] = frozenset(), outside_names: OutsideNames | None = None
) -> Ask:
    """A search over a snapshot's files."""
    return Ask(symbols, infer, of_binding, attribute_of, result_of, of_part, off, outside_names=outside_names)


def infer(ask: Ask, path: str, node: Node) -> Types:
    """What an expression may be."""
    key = ("expression", path, node.start_byte, node.end_byte, node.type)
    return ask.once(key, lambda: _inferred(ask, path, node), ask.within(path, node.start_byte))


def _inferred(ask: Ask, path: str, node: Node) -> Types:
    kind = node.type
    if kind in _LITERALS:
        start = ask.symbols.snapshot.files[path].text.utf8[node.start_byte : node.start_byte + 2].lower()
        is_bytes = kind in ("string", "concatenated_string") and b"b" in start.split(b"'")[0].split(b'"')[0]
        return exactly(display("bytes" if is_bytes else _LITERALS[kind]))
    if kind in _DISPLAYS:
        return of_literal(ask, path, node)
    match kind:
        case "identifier":
            return of_name(ask, path, node)
        case "none":
            return NONE
        case "attribute":
            return _attribute(ask, path, node)
        case "call":
            return of_call(ask, path, node)
        case "subscript":
            return item_of(ask, path, node)
        case "parenthesized_expression" | "await" | "type":
            inner = code_children(node)
            types = ask.expression(path, inner[0] if len(inner) == 1 else None)
            return awaited(_without_own_waiting(ask, types)) if kind == "await" else types
        case "yield":
            return sent_back(ask, path, node)
        case "named_expression":
            return ask.expression(path, node.child_by_field_name("value"))
        case "boolean_operator":
            return _boolean(ask, path, node)
        case "conditional_expression":
            parts = code_children(node)
            return union((ask.expression(path, parts[0]), ask.expression(path, parts[-1])))
        case "comparison_operator":
            return _comparison(ask, path, node)
        case "binary_operator":
            return _operator(ask, path, node)
        case "unary_operator":
            return _unary(ask, path, node)
        case "lambda":
            return exactly(Known("lambda", Symbol(path, str(node.start_byte))))
    return UNKNOWN


def _unary(ask: Ask, path: str, node: Node) -> Types:
    """What it is of, but for objects of the repository what their own method gives.
    https://docs.python.org/3/reference/datamodel.html#object.__neg__"""
    types = ask.expression(path, node.child_by_field_name("argument"))
    own = [each for each in types.known if each.symbol.path is not None]
    method = _SIGNS.get(operator_of(node))
    if not own or method is None:
        return types
    given = union(ask.result(found) for each in own for found in ask.attribute(each, method).known)
    return given if given.known else types._replace(complete=False)


def _comparison(ask: Ask, path: str, node: Node) -> Types:
    """`bool`, but what an operand's own `__eq__` and the like give may be anything."""
    if {child.type for child in node.children if not child.is_named} <= {"is", "is not", "in", "not in"}:
        return exactly(builtin("bool"))
    sides = [ask.expression(path, child) for child in code_children(node)]
    is_plain = all(
        side.known and all(k.symbol.name.startswith("builtins.") for k in side.known) for side in sides
    )
    return exactly(builtin("bool")) if is_plain else UNKNOWN


def _boolean(ask: Ask, path: str, node: Node) -> Types:
    left, right = (ask.expression(path, node.child_by_field_name(side)) for side in ("left", "right"))
    if operator_of(node) == "and":
        return right
    return union((without_none(left), right)) if left.known != NONE.known else right


def _operator(ask: Ask, path: str, node: Node) -> Types:
    left = ask.expression(path, node.child_by_field_name("left"))
    names = {known.symbol.name for known in left.known}
    sign = operator_of(node)
    if sign == "%" and names and names <= {"builtins.str", "builtins.bytes"}:
        return left
    if sign == "/" and names and names <= PATHS.keys():
        return left
    right = ask.expression(path, node.child_by_field_name("right"))
    if names and all(name.startswith("builtins.") for name in names):
        if names <= {"builtins.str", "builtins.bytes"} and not right.known:
            return left._replace(complete=False)
        return union((left, right)) if right.known else UNKNOWN  # `2 * x` asks the right side's __rmul__
    method = {
        "+": "__add__",
        "-": "__sub__",
        "*": "__mul__",
        "/": "__truediv__",
        "|": "__or__",
        "&": "__and__",
    }
    found = [
        ask.result(each)
        for known in left.known
        if known.symbol.path is not None and sign in method
        for each in ask.attribute(known, method[sign]).known
    ]
    return union(found)


def _attribute(ask: Ask, path: str, node: Node) -> Types:
    name_node, receiver = node.child_by_field_name("attribute"), node.child_by_field_name("object")
    if name_node is None or receiver is None:
        return UNKNOWN
    text = source(ask.symbols, path, node)
    if guarded := narrowed(ask, path, node, text) or matched(ask, path, node, text):
        return guarded
    if given := just_given(ask, path, node, text):
        return given
    name = source(ask.symbols, path, name_node)
    if name == "param" and (row := of_request(ask, path, node)) is not None:
        return row
    if name == "__class__":
        return classes_of(ask.expression(path, receiver))
    if name == "__dict__":
        return own_dictionary(ask, ask.expression(path, receiver))
    if (behind := _super(ask, path, receiver, name)) is not None:
        return behind
    of = without_none(ask.expression(path, receiver))
    having = [known for known in of.known if not _is_asked_in_vain(known, name)] or of.known
    types = union(ask.attribute(known, name) for known in having)
    if (kept := kept_argument(ask, path, receiver, name, of, types)) is not None:
        return by_way_of(kept, of)
    if not types.known:
        made = union(given_by_metaclass(ask, each, name) for each in of.known)
        if made.known:
            return by_way_of(made, of)
        is_all = of.known and of.complete and not all(map(_is_given_by_others, of.known))
        if is_all or (_is_called(node) and _is_method_somewhere(ask, path, name)):
            return UNKNOWN
        return field_types(ask, path, name, of.known)
    types = by_way_of(types, of)
    return or_as_guessed(types, field_types(ask, path, name, ())) if BY_VALUE in of.via else types


def _is_asked_in_vain(known: Known, name: str) -> bool:
    """Whether it is a plain value that has no such attribute on any Python: what else it may be is asked for that."""
    return known.made and known.symbol.name in _PLAIN and lacks(known.symbol.name, name)


def _is_called(node: Node) -> bool:
    call = node.parent
    return call is not None and call.type == "call" and call.child_by_field_name("function") == node


def _is_method_somewhere(ask: Ask, path: str, name: str) -> bool:
    """Whether a class has a method of a name: what is called by it is rather that than what objects of other classes
    keep in an attribute of the name. Of names in a program, what tests define says nothing."""
    memo: dict[tuple[str, bool], bool] = ask.symbols.snapshot.memo.setdefault("methods by name", {})
    key = name, is_aside(path)
    if key not in memo:
        files = defining_methods(ask.symbols, name)
        memo[key] = any(key[1] or not is_aside(each) for each in files)
    return memo[key]


def _is_given_by_others(known: Known) -> bool:
    """Whether whatever attribute it has another code gave it: a function of the repository has none of its own."""
    return known.kind == "function" and known.symbol.path is not None


def _super(ask: Ask, path: str, node: Node, name: str) -> Types | None:
    """`super().name`, with or without arguments; None for another receiver."""
    file_map = ask.symbols.map(path)
    if file_map is None or called_in(ask.symbols, path, node) != "super":
        return None
    values = super_of(ask.look, path, scope_at(file_map, node.start_byte))
    found = list[Types]()
    within = ask.within(path, node.start_byte)
    cls, own = (within.cls, within.own) if within is not None else (None, True)
    for value in values.values:
        for each in member(ask.look, value.symbol, name, after=value.symbol).values:
            found.append(_bound(ask, each, cls or value.symbol, own or cls is None))
    return union(found)


def _bound(ask: Ask, value: Value, cls: Symbol, own: bool) -> Types:
    from refactor_cli.inference.names import of_value

    types = of_value(ask, value)
    return types._replace(
        known=frozenset(
            each._replace(bound=cls, own=own) if each.kind == "function" else each for each in types.known
        )
    )


def _without_own_waiting(ask: Ask, types: Types) -> Types:
    """The same without what says itself what waiting for it gives (`__await__`)."""
    left = frozenset(
        each
        for each in types.known
        if each.kind != "instance"
        or each.symbol.path is None
        or not member(ask.look, each.symbol, "__await__").values
    )
    return types if left == types.known else types._replace(known=left, complete=False)

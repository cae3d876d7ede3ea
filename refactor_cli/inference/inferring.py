"""Expression -> Types: which kind of expression goes to which rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Symbol
from refactor_cli.expression_nodes import code_children
from refactor_cli.inference.annotations import annotated
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.asking import GUESS, Ask, OutsideNames, source
from refactor_cli.inference.attributes import attribute_of, field_types
from refactor_cli.inference.containers import RULE as CONTAINER
from refactor_cli.inference.containers import item_of, of_literal
from refactor_cli.inference.coroutines import sent_back
from refactor_cli.inference.expected_errors import telling
from refactor_cli.inference.families import defining, is_everywhere
from refactor_cli.inference.guards import narrowed
from refactor_cli.inference.just_given import just_given
from refactor_cli.inference.left_out import left_out
from refactor_cli.inference.mocks import of_mock
from refactor_cli.inference.named_classes import made_by_name
from refactor_cli.inference.names import of_binding, of_name
from refactor_cli.inference.overriding import RULE as OVERRIDING
from refactor_cli.inference.own_dictionary import own_dictionary
from refactor_cli.inference.patterns import matched
from refactor_cli.inference.returns import result_of
from refactor_cli.inference.spelled import spelled_class
from refactor_cli.inference.standard_calls import made_class, property_of, with_default
from refactor_cli.inference.values import (
    NONE,
    UNKNOWN,
    Known,
    Types,
    awaited,
    builtin,
    by,
    by_way_of,
    display,
    exactly,
    held,
    iterated,
    union,
    without_none,
)
from refactor_cli.resolution import Value, member, scope_at
from refactor_cli.resolution.names import is_metaclass
from refactor_cli.resolution.receivers import super_of
from refactor_cli.resolution.standard_library import is_of_library, is_proxy
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

BY_NAME = "method-name"
WRAPPED = "wrapped"
# methods that more classes define give anything
_MOST_OWNERS = 6
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
_GIVES_BACK = frozenset(
    {
        *("copy.copy", "copy.deepcopy", "functools.partial", "builtins.iter", "functools.wraps"),
        *("weakref.proxy", "builtins.staticmethod", "builtins.classmethod"),
    }
)
# what is called later may be given so
_MAKERS = frozenset({"identifier", "attribute", "lambda", "call"})
_CONTAINERS = {
    "builtins.sorted": "list",
    "builtins.list": "list",
    "builtins.set": "set",
    "builtins.frozenset": "frozenset",
    "builtins.tuple": "tuple",
    "builtins.reversed": "list",
    "collections.deque": "deque",
    "builtins.filter": "",
}
_FIRST_OF = frozenset({"builtins.next", "builtins.min", "builtins.max"})
_SIGNS = {"-": "__neg__", "+": "__pos__", "~": "__invert__"}


def asking(
    symbols: SymbolMap, off: frozenset[str] = frozenset(), outside_names: OutsideNames | None = None
) -> Ask:
    """A search over a snapshot's files."""
    return Ask(symbols, infer, of_binding, attribute_of, result_of, off, outside_names=outside_names)


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
            return _call(ask, path, node)
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
    operator = node.child_by_field_name("operator")
    method = _SIGNS.get(operator.type) if operator is not None else None
    if not own or method is None:
        return types
    given = union(ask.result(found) for each in own for found in ask.attribute(each, method).known)
    return given if given.known else types._replace(complete=False)


def _comparison(ask: Ask, path: str, node: Node) -> Types:
    """`bool`, but what an operand's own `__eq__` and the like give may be anything."""
    if {child.type for child in node.children if not child.is_named} <= {"is", "is not", "in", "not in"}:
        return exactly(builtin("bool"))
    sides = [ask.expression(path, child) for child in node.named_children if child.type != "comment"]
    is_plain = all(
        side.known and all(k.symbol.name.startswith("builtins.") for k in side.known) for side in sides
    )
    return exactly(builtin("bool")) if is_plain else UNKNOWN


def _boolean(ask: Ask, path: str, node: Node) -> Types:
    left, right = (ask.expression(path, node.child_by_field_name(side)) for side in ("left", "right"))
    operator = node.child_by_field_name("operator")
    if operator is not None and operator.type == "and":
        return right
    return union((without_none(left), right)) if left.known != NONE.known else right


def _operator(ask: Ask, path: str, node: Node) -> Types:
    left = ask.expression(path, node.child_by_field_name("left"))
    names = {known.symbol.name for known in left.known}
    operator = node.child_by_field_name("operator")
    sign = operator.type if operator is not None else ""
    if sign == "%" and names and names <= {"builtins.str", "builtins.bytes"}:
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
    if name == "__class__":
        return _classes(ask.expression(path, receiver))
    if name == "__dict__":
        return own_dictionary(ask, ask.expression(path, receiver))
    if (behind := _super(ask, path, receiver, name)) is not None:
        return behind
    of = without_none(ask.expression(path, receiver))
    found = [ask.attribute(known, name) for known in of.known]
    types = union(found)
    if not types.known:
        return UNKNOWN if of.known and of.complete else field_types(ask, path, name, of.known)
    return by_way_of(types, of)


def _classes(types: Types) -> Types:
    return types._replace(
        known=frozenset(
            Known("class", known.symbol, own=known.own) for known in types.known if known.kind == "instance"
        )
    )


def _super(ask: Ask, path: str, node: Node, name: str) -> Types | None:
    """`super().name`, with or without arguments; None for another receiver."""
    function = node.child_by_field_name("function") if node.type == "call" else None
    file_map = ask.symbols.map(path)
    if function is None or file_map is None or source(ask.symbols, path, function) != "super":
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


def _call(ask: Ask, path: str, node: Node) -> Types:
    function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is None:
        return UNKNOWN
    if mocked := of_mock(ask, path, node):
        return mocked
    callee = ask.expression(path, function)
    given = code_children(arguments)
    if told := telling(ask, path, function, callee, given):
        return told
    if function.type == "attribute" and (made := _by_new(ask, path, function)):
        return made
    if not callee.known and function.type == "attribute":
        named = spelled_class(ask, path, node, given)
        return named if named.known else _by_name(ask, path, function)
    found = list[Types]()
    for known in callee.known:
        if known.symbol.path is None and known.kind == "class" and is_proxy(known.symbol.name):
            found.append(UNKNOWN)
        elif known.symbol.path is None and known.kind in ("class", "function"):
            types = _call_outside(ask, path, known, given)
            is_named = known.symbol.name.endswith(
                f".{source(ask.symbols, path, function).rpartition('.')[2]}"
            )
            is_made = known.kind == "class" and is_named and is_of_library(known.symbol.name)
            found.append(_as_made(types, known) if is_made else types)
        elif known.kind == "class" and len(given) == 3 and is_metaclass(ask.symbols, known.symbol):
            found.append(made_class(ask, path, given))
        elif ask.is_exact and known.kind == "function":
            found.append(result_of(ask, known, left_out(ask, path, node, known)))
        else:
            found.append(ask.result(known))
    types = union(found)
    if OVERRIDING in callee.via and not types.complete:
        types = union([each for each in found if each.known] or found)._replace(complete=False)
    if not types.complete and (named := spelled_class(ask, path, node, given)).known:
        return named
    if proxied := _proxied(ask, path, callee, given):
        types = union((types, proxied))
    if not types.known:
        return _wrapped(ask, path, given)
    return by_way_of(types, callee)


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


def _as_made(types: Types, cls: Known) -> Types:
    """What a call of a class of the standard library by its own name gives, which is of no subclass."""
    return types._replace(
        known=frozenset(
            each._replace(made=True) if each.kind == "instance" and each.symbol == cls.symbol else each
            for each in types.known
        )
    )


def _proxied(ask: Ask, path: str, callee: Types, given: list[Node]) -> Types | None:
    """What stands behind an object that hands its attributes on (`__getattr__`) and is made with a function: what
    that gives."""
    if not given or given[0].type not in _MAKERS or not ask.allows(WRAPPED):
        return None
    if not any(each.kind == "class" and _hands_on(ask, each.symbol) for each in callee.known):
        return None
    types = ask.expression(path, given[0])
    found = [
        ask.result(each) for each in types.known if each.kind in ("function", "lambda") and each.symbol.path
    ]
    behind = union(found)
    return by(behind._replace(complete=False), WRAPPED) if behind.known else None


def _hands_on(ask: Ask, cls: Symbol) -> bool:
    if cls.path is None:
        return is_proxy(cls.name)
    return any(value.symbol.path is not None for value in member(ask.look, cls, "__getattr__").values)


def _by_new(ask: Ask, path: str, function: Node) -> Types | None:
    """`cls.__new__(cls)`, which `object` has."""
    name, receiver = function.child_by_field_name("attribute"), function.child_by_field_name("object")
    if name is None or source(ask.symbols, path, name) != "__new__":
        return None
    types = ask.expression(path, receiver)
    made = (
        each._replace(kind="instance") for each in types.known if each.kind == "class" and each.symbol.path
    )
    return (
        types._replace(known=frozenset(made)) if any(each.kind == "class" for each in types.known) else None
    )


def _wrapped(ask: Ask, path: str, given: list[Node]) -> Types:
    """What an unknown call gives that is handed a function or a class: perhaps something that calls it."""
    if not given or not ask.allows(WRAPPED) or given[0].type not in ("identifier", "attribute"):
        return UNKNOWN
    types = ask.expression(path, given[0])
    if not types.known or any(
        each.kind not in ("function", "class") or not each.symbol.path for each in types.known
    ):
        return UNKNOWN
    return by(types._replace(complete=False), WRAPPED)


def _by_name(ask: Ask, path: str, function: Node) -> Types:
    """What a method gives that is called on something unknown: what the methods of that name give, if they are few."""
    name_node = function.child_by_field_name("attribute")
    name = source(ask.symbols, path, name_node) if name_node is not None else ""
    if not ask.allows(BY_NAME) or not name or is_everywhere(name):
        return UNKNOWN
    key = (BY_NAME, name, is_aside(path))
    return ask.once(key, lambda: ask.hop(GUESS, lambda: _by_owners(ask, path, name)))


def _by_owners(ask: Ask, path: str, name: str) -> Types:
    owners = defining(ask, name)
    if not owners:
        return by(made_by_name(ask, path, name), BY_NAME)
    if not 0 < len(owners) <= _MOST_OWNERS:
        return UNKNOWN
    found = list[Types]()
    for owner in sorted(owners, key=lambda each: (each.path or "", each.name)):
        for method in ask.attribute(Known("instance", owner), name).known:
            found.append(without_none(ask.result(method)))
    types = union(each for each in found if each.known)
    return by(types._replace(complete=False), BY_NAME)


def _taken(ask: Ask, path: str, container: Node) -> Types:
    return by(iterated(ask.expression(path, container)), CONTAINER)  # others may put something into it


def _call_outside(ask: Ask, path: str, known: Known, given: list[Node]) -> Types:
    dotted = known.symbol.name
    first = given[0] if given and given[0].type not in ("keyword_argument", "list_splat") else None
    if dotted in _GIVES_BACK and first is not None:
        return ask.expression(path, first)
    if dotted in _CONTAINERS:
        items = held(iterated(ask.expression(path, first))) if first is not None else frozenset()
        return exactly(display(_CONTAINERS[dotted] or "list", items))
    if dotted in _FIRST_OF and first is not None:
        plain = [each for each in given if each.type != "keyword_argument"]
        if dotted == "builtins.next":
            return union((_taken(ask, path, first), *(ask.expression(path, each) for each in plain[1:2])))
        if len(plain) == 1:
            return _taken(ask, path, first)
        types = [ask.expression(path, each) for each in plain]
        return union(types) if all(each.known for each in types) else UNKNOWN
    if dotted == "builtins.enumerate" and first is not None:
        return _tuples(exactly(builtin("int")), iterated(ask.expression(path, first)))
    if dotted == "builtins.zip":
        return _tuples(*(iterated(ask.expression(path, each)) for each in given[:6]))
    if dotted == "builtins.property" and first is not None:
        return property_of(ask, path, first)
    if dotted == "builtins.type" and len(given) == 3:
        return made_class(ask, path, given)
    if dotted == "builtins.type" and len(given) == 1:
        return _classes(ask.expression(path, given[0]))
    if dotted == "builtins.getattr" and len(given) >= 2:
        return _by_getattr(ask, path, given)
    if dotted in ("typing.cast", "typing_extensions.cast") and first is not None:
        file_map = ask.symbols.map(path)
        scope = scope_at(file_map, first.start_byte) if file_map is not None else 0
        return annotated(ask, path, scope, source(ask.symbols, path, first).strip("'\""))
    return with_default(ask, path, known, given, ask.result(known))


def _by_getattr(ask: Ask, path: str, given: list[Node]) -> Types:
    text = source(ask.symbols, path, given[1])
    if not ask.allows("getattr") or given[1].type != "string" or not text[1:-1].isidentifier():
        return UNKNOWN
    of = without_none(ask.expression(path, given[0]))
    types = union(ask.attribute(known, text[1:-1]) for known in of.known)
    return by(types._replace(complete=False), "getattr")


def _tuples(*parts: Types) -> Types:
    pair = Known("instance", Symbol(None, "builtins.tuple"), parts=tuple(map(held, parts)))
    return exactly(builtin("list", frozenset({pair})))

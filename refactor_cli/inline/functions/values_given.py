"""What the expressions behind a function's `return` are seen to be: of which builtin class, of which length, with which
keys, objects of which class of the repository.

https://docs.python.org/3/library/stdtypes.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Definition, Symbol
from refactor_cli.expression_nodes import code_children, operator_of, own_nodes
from refactor_cli.inline.new_names.whole_names import led_to
from refactor_cli.resolution import Lookup, definitions_of, member, mro
from refactor_cli.resolution.class_bodies import has_metaclass
from refactor_cli.resolution.dataclass_fields import named_tuple_fields
from refactor_cli.resolution.made_classes import made_class

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap

ITERATOR = "iterator"
_ANNOTATED = re.compile(r"->\s*(bool|bytes|dict|float|int|list|set|str|tuple)\s*(?:\[[^:]*)?\Z")
_LITERALS = {
    **dict.fromkeys(("dictionary", "dictionary_comprehension"), "dict"),
    **dict.fromkeys(("list", "list_comprehension"), "list"),
    **dict.fromkeys(("set", "set_comprehension"), "set"),
    **dict.fromkeys(("expression_list", "tuple"), "tuple"),
    **dict.fromkeys(("true", "false", "comparison_operator", "not_operator"), "bool"),
    "integer": "int",
    "float": "float",
    "none": "None",
    "generator_expression": ITERATOR,
}
_BUILTINS = {
    **{
        name: name
        for name in ("bool", "bytes", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple")
    },
    **dict.fromkeys(("all", "any", "callable", "hasattr", "isinstance", "issubclass"), "bool"),
    **dict.fromkeys(("ascii", "chr", "format", "repr"), "str"),
    **dict.fromkeys(("enumerate", "filter", "iter", "map", "reversed", "zip"), ITERATOR),
    "sorted": "list",
    "len": "int",
    "ord": "int",
}
# methods that nothing but the one builtin class has, in practice
_METHODS = {
    "decode": "str",
    "encode": "bytes",
    "isoformat": "str",
    "hexdigest": "str",
    **dict.fromkeys(("find", "index", "rfind", "rindex"), "int"),
    **dict.fromkeys(("isalnum", "isalpha", "isdigit", "endswith", "startswith"), "bool"),
}


class Result(NamedTuple):
    """One returned expression. `name`: the builtin class, or ITERATOR, or "" where that is not seen; `cls`: the class
    of the repository; `node`: what is written."""

    name: str
    node: Node
    cls: Symbol | None = None


def results(symbols: SymbolMap, path: str, definition: Definition) -> list[Result] | None:
    """What a plain function returns, one for each `return` with a value, in their order; None where it is no such
    thing."""
    node = symbols.node(path, definition.span)
    if node is None or node.type != "function_definition" or definition.is_async:
        return None
    own = [*own_nodes(node)]
    if any(each.type == "yield" for each in own):
        return None
    given = [(each, code_children(each)) for each in own if each.type == "return_statement"]
    said = _ANNOTATED.search(definition.signature.strip().rstrip(":"))
    if said is None and "->" in definition.signature:
        return None
    found = list[Result]()
    for statement, values in given:
        value = followed(values[0], own) if values else statement
        seen = _result(symbols, path, value) if values else Result("None", statement)
        found.append(seen._replace(name=said[1]) if said is not None and not seen.name else seen)
    return found


def objects_of(symbols: SymbolMap, cls: Symbol) -> list[Result] | None:
    """What a call of a class of the repository gives, where that is sure to be an object of it."""
    if not _is_plain_class(symbols, cls) or made_class(symbols, cls) is not None:
        return None
    (definition,) = definitions_of(Lookup(symbols), cls)
    look, order = Lookup(symbols), mro(symbols, cls)
    if has_metaclass(look, order) or any(each.symbol.path for each in member(look, cls, "__new__").values):
        return None
    node = symbols.node(cls.path or "", definition.span)
    return [Result("", node, cls)] if node is not None else None


def followed(node: Node, own: list[Node]) -> Node:
    """What a variable is given, where that happens once in the function, by an assignment."""
    if node.type != "identifier":
        return node
    given = [each for each in own if _binds(each, node.text or b"")]
    right = given[0].child_by_field_name("right") if len(given) == 1 else None
    is_plain = right is not None and given[0].type == "assignment"
    return right if right is not None and is_plain and right.type != "identifier" else node


def _binds(node: Node, name: bytes) -> bool:
    left = node.child_by_field_name("left")
    if left is None or node.type not in ("assignment", "augmented_assignment", "for_statement"):
        return False
    return left.text == name or (
        left.type != "subscript" and left.type != "attribute" and name in (left.text or b"")
    )


def _result(symbols: SymbolMap, path: str, node: Node) -> Result:
    if node.type == "parenthesized_expression" and code_children(node):
        return _result(symbols, path, code_children(node)[0])._replace(node=node)
    if node.type in ("string", "concatenated_string"):
        return Result(_text(node), node)
    if node.type == "conditional_expression":
        then, _, otherwise = code_children(node)
        one, other = _result(symbols, path, then), _result(symbols, path, otherwise)
        return Result(one.name if one.name == other.name else "", node)
    if node.type == "unary_operator":
        value = node.child_by_field_name("argument")
        return Result(_LITERALS.get(value.type, "") if value is not None else "", node)
    if node.type == "binary_operator":
        return Result(_added(node), node)
    if node.type == "call":
        return _called(symbols, path, node)
    return Result(_LITERALS.get(node.type, ""), node)


def _text(node: Node) -> str:
    head = (node.text or b"")[:3].partition(b"'")[0].partition(b'"')[0].lower()
    return "bytes" if b"b" in head else "str"


def _added(node: Node) -> str:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    operator = operator_of(node)
    for each in (left, right) if operator == "+" else (left,) if operator == "%" else ():
        if each is not None and each.type in ("string", "concatenated_string"):
            return _text(each)
    return ""


def _called(symbols: SymbolMap, path: str, call: Node) -> Result:
    function = call.child_by_field_name("function")
    if function is None:
        return Result("", call)
    if function.type == "attribute":
        owner, named = function.child_by_field_name("object"), function.child_by_field_name("attribute")
        name = (named.text or b"").decode("utf-8", "replace") if named is not None else ""
        if name == "join" and owner is not None and owner.type == "string":
            return Result(_text(owner), call)
        if name in _METHODS:
            return Result(_METHODS[name], call)
    if function.type not in ("identifier", "attribute"):
        return Result("", call)
    found = led_to(symbols, path, function)
    written = (function.text or b"").decode("utf-8", "replace")
    if all(each.path is None for each in found) and written in _BUILTINS:
        return Result(_BUILTINS[written], call)
    (cls,) = found if len(found) == 1 else (None,)
    return Result("", call, cls if cls is not None and _is_plain_class(symbols, cls) else None)


def _is_plain_class(symbols: SymbolMap, cls: Symbol) -> bool:
    """Whether it is a class of the repository whose bases are all there, and no builtin ones."""
    if cls.path is None:
        return False
    if is_named_tuple(symbols, cls):
        return True
    found = definitions_of(Lookup(symbols), cls)
    if len(found) != 1 or found[0].kind != "class" or found[0].decorators:
        return False
    return all(each.path is not None or each.name == "builtins.object" for each in mro(symbols, cls))


def is_named_tuple(symbols: SymbolMap, cls: Symbol) -> bool:
    """Whether objects of a class of the repository are tuples with names."""
    made = made_class(symbols, cls)
    return made.is_tuple if made is not None else named_tuple_fields(symbols, cls) is not None

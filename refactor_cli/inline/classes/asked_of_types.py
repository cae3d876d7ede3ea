"""Where the type of an object decides what is done: `isinstance(x, Cart)`, also by the name of a tuple that holds the
class, and what `singledispatch` is given for a class."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.data import Symbol
from refactor_cli.dotted import last_part
from refactor_cli.grammar import nearest
from refactor_cli.inline.contexts import stands_in
from refactor_cli.inline.new_names.whole_names import led_to, whole_names
from refactor_cli.resolution import Lookup, definitions_of, evaluate_at
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap

# what is put together without a call: a tuple, and one more
_TOGETHER = frozenset({"tuple", "binary_operator", "parenthesized_expression", "expression_list"})
_DISPATCHES = frozenset({"singledispatch", "singledispatchmethod"})


def is_tested_for(symbols: SymbolMap, path: str, node: Node) -> bool:
    """Whether objects are told by the class that an expression names."""
    return (
        stands_in(node, "isinstance")
        or _is_in_tested(symbols, path, node)
        or _is_dispatched(symbols, path, node)
    )


def _is_in_tested(symbols: SymbolMap, path: str, node: Node) -> bool:
    """Whether a class is one of those that a name stands for which `isinstance` is given somewhere."""
    outer = node.parent
    while outer is not None and outer.type in _TOGETHER:
        node, outer = outer, outer.parent
    left = outer.child_by_field_name("left") if outer is not None and outer.type == "assignment" else None
    if left is None or left == node or left.type != "identifier":
        return False
    name = (left.text or b"").decode("utf-8", "replace")
    given = frozenset(each.symbol for each in evaluate_at(Lookup(symbols), path, name, left.end_byte).values)
    return any(each & given for each in _tested_names(symbols, name))


def _tested_names(symbols: SymbolMap, name: str) -> Iterator[frozenset[Symbol]]:
    """What a name leads to where all that `isinstance` tests for goes by it."""
    for path in python_files_with(symbols.snapshot, name):
        utf8 = symbols.snapshot.files[path].text.utf8
        if b"isinstance" not in utf8 and b"issubclass" not in utf8:
            continue
        for node in whole_names(symbols, path, name):
            if stands_in(node, "isinstance"):
                yield led_to(symbols, path, node)


def _is_dispatched(symbols: SymbolMap, path: str, node: Node) -> bool:
    """Whether a class is what a function is registered for: by the decorator's argument, or by the annotation of its
    first parameter. https://docs.python.org/3/library/functools.html#functools.singledispatch"""
    definition = nearest(node, "decorated_definition")
    function = definition.child_by_field_name("definition") if definition is not None else None
    if definition is None or function is None or function.type != "function_definition":
        return False
    for decorator in (each for each in definition.named_children if each.type == "decorator"):
        is_called = decorator.named_children[0].type == "call"
        named = (
            decorator.named_children[0].child_by_field_name("function")
            if is_called
            else decorator.named_children[0]
        )
        if named is None or not _dispatches(symbols, path, named):
            continue
        given = decorator if is_called else _first_annotation(function)
        if given is not None and given.start_byte <= node.start_byte < given.end_byte:
            return True
    return False


def _dispatches(symbols: SymbolMap, path: str, register: Node) -> bool:
    """Whether `show.register` is that of a function which looks at the type of its first argument."""
    outer = register.child_by_field_name("object") if register.type == "attribute" else None
    if outer is None or not (register.text or b"").endswith(b".register"):
        return False
    look = Lookup(symbols)
    return any(
        last_part(name) in _DISPATCHES
        for symbol in led_to(symbols, path, outer)
        for each in definitions_of(look, symbol)
        for name in each.decorators
    )


def _first_annotation(function: Node) -> Node | None:
    parameters = function.child_by_field_name("parameters")
    given = (each.child_by_field_name("type") for each in (parameters.named_children if parameters else ()))
    return next((each for each in given if each is not None), None)

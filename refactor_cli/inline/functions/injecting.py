"""Decorators that call their function with other arguments than they are called with: what its definition says of its
parameters is not what its callers give.

    def with_session(function):
        def call(*args, **kwargs):
            return function(Session(), *args, **kwargs)
        return call
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from refactor_cli.call_parameters import definition_of
from refactor_cli.data import Symbol, Target
from refactor_cli.expression_nodes import code_children, every_node
from refactor_cli.inline.new_names.naming import callee_symbols
from refactor_cli.recipe.rules import Rule
from refactor_cli.resolution import resolve
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node


def injecting(symbols: SymbolMap, target: Target, rules: Sequence[Rule]) -> str:
    """Why the parameters of a target's definition say nothing of its calls, "" where no decorator is known to change
    what it is given, or where the new function has the same."""
    definition = definition_of(symbols, target.symbols)
    if definition is None or definition.kind == "class":
        return ""
    (symbol,) = target.symbols
    shared = _decorators_of_new(symbols, target, rules, symbol.path or "")
    for decorator in (each for each in definition.decorators if each and each not in shared):
        found = resolve(
            symbols, symbol.path or "", definition.scope, decorator, definition.span.start
        ).symbols
        for each in found if len(found) == 1 else ():
            if each.path is not None and _changes_arguments(symbols, each):
                return (
                    f"the decorator '{decorator}' gives the old function other arguments than its callers do"
                )
    return ""


def _decorators_of_new(
    symbols: SymbolMap, target: Target, rules: Sequence[Rule], path: str
) -> frozenset[str]:
    owner = target.dotted.rpartition(".")[0]
    callees = (callee_symbols(symbols, callee, owner, path) for rule in rules for callee in rule.callees)
    found = (definition_of(symbols, each) for each in callees)
    return frozenset(name for each in found if each is not None for name in each.decorators)


def _changes_arguments(symbols: SymbolMap, decorator: Symbol) -> bool:
    definition = definition_of(symbols, frozenset({decorator}))
    if definition is None or definition.kind == "class":
        return False
    root = symbols.tree(decorator.path or "").root_node
    node = root.descendant_for_byte_range(*definition.span)
    if node is None or node.type != "function_definition":
        return False
    return any(
        call.child_by_field_name("function").text == function and not _hands_on(wrapper, call)  # type: ignore[union-attr]
        for wrapper, function in _wrappers(node)
        for call in every_node(wrapper)
        if call.type == "call"
    )


def _wrappers(node: Node) -> Iterator[tuple[Node, bytes]]:
    """The functions that a decorator gives back, with the name that each has for the decorated one."""
    for outer in (each for each in every_node(node) if each.type == "function_definition"):
        parameters = code_children(outer.child_by_field_name("parameters"))
        statements = code_children(outer.child_by_field_name("body"))
        returned = {
            value.text
            for each in statements
            if each.type == "return_statement"
            for value in code_children(each)
        }
        for each in statements if len(parameters) == 1 else ():
            inner = each.child_by_field_name("definition") if each.type == "decorated_definition" else each
            name = inner.child_by_field_name("name") if inner is not None else None
            is_wrapper = inner is not None and inner.type == "function_definition" and name is not None
            if is_wrapper and name is not None and inner is not None and name.text in returned:
                yield inner, _name(parameters[0])


def _hands_on(wrapper: Node, call: Node) -> bool:
    """Whether a call gives all the parameters of the function around it, and nothing else."""
    taken = [_name(each) for each in code_children(wrapper.child_by_field_name("parameters"))]
    given = [_name(each) for each in code_children(call.child_by_field_name("arguments"))]
    marks = (b"*", b"/")
    return [each for each in taken if each not in marks] == given


def _name(node: Node) -> bytes:
    """A parameter's name with its stars, or that of an argument which gives just what a name has: `b=b`."""
    if node.type in ("default_parameter", "typed_default_parameter"):
        name = node.child_by_field_name("name")
        return name.text or b"" if name is not None else b""
    if node.type == "typed_parameter":
        return node.named_children[0].text or b""
    if node.type == "keyword_argument":
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        return (
            name.text or b"" if name is not None and value is not None and name.text == value.text else b"="
        )
    return b"".join((node.text or b"").split())

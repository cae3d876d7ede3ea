"""Functions that warn of themselves, where a test asks for that warning: the new one gives none.

https://docs.pytest.org/en/stable/how-to/capture-warnings.html#assertwarnings
https://docs.python.org/3/library/unittest.html#unittest.TestCase.assertWarns
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.call_parameters import definition_of
from refactor_cli.data import Symbol, Usage
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import code_children, own_nodes
from refactor_cli.grammar import nearest
from refactor_cli.resolution.definitions import decorator_names
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_EXPECTING = frozenset({"assertWarns", "assertWarnsMessage", "assertWarnsRegex", "deprecated_call", "warns"})
_WARNING = frozenset({"warn", "warn_explicit"})
_AROUND = ("function_definition", "lambda", "module")


def stops_warning(symbols: SymbolMap, old: frozenset[Symbol], new: frozenset[Symbol]) -> bool:
    """Whether the old function is seen to give a warning, and the new one not to."""
    return _warns(symbols, old) and not _may_warn(symbols, old, new)


def not_warned(symbols: SymbolMap, usage: Usage, new: frozenset[Symbol]) -> str:
    """Where a warning is asked for that the new function does not give, as `stops_warning` says, "" for nowhere."""
    if symbols.map(usage.path) is None:
        return ""
    node = symbols.node(usage.path, usage.call_span or usage.expression)
    asking = _asked(node) if node is not None else None
    if asking is None:
        return ""
    return (
        f"line {asking.start_point.row + 1} asks for a warning, which '{next(iter(new)).name}' does not give"
    )


def _asked(node: Node) -> Node | None:
    """The call that asks for a warning of what is done there: around it by a `with`, or given the function itself."""
    given = node.parent
    call = given.parent if given is not None and given.type == "argument_list" else None
    if call is not None and _expects(call):
        return call
    inner: Node | None = node
    while inner is not None and inner.parent is not None and inner.type not in _AROUND:
        outer = inner.parent
        if outer.type == "with_statement" and outer.child_by_field_name("body") == inner:
            for item in code_children(outer.named_children[0]):
                value = item.child_by_field_name("value")
                value = code_children(value)[0] if value is not None and value.type == "as_pattern" else value
                if value is not None and _expects(value):
                    return value
        inner = outer
    return None


def _expects(call: Node) -> bool:
    function = call.child_by_field_name("function") if call.type == "call" else None
    return function is not None and last_part((function.text or b"").decode("utf-8", "replace")) in _EXPECTING


def _warns(symbols: SymbolMap, function: frozenset[Symbol]) -> bool:
    """Whether a function calls `warnings.warn` itself."""
    node = _node(symbols, function)
    return node is not None and any(map(_is_warning, own_nodes(node)))


def _may_warn(symbols: SymbolMap, old: frozenset[Symbol], new: frozenset[Symbol]) -> bool:
    """Whether the new function may give a warning, by a call that has to do with one, or of the old one, or by a
    decorator; also where that is not seen."""
    definition, node = definition_of(symbols, new), _node(symbols, new)
    words = (b"warn", last_part(next(iter(old)).name).encode())
    if definition is None or node is None or decorator_names(definition) - {"staticmethod", "classmethod"}:
        return True
    calls = (each.text or b"" for each in own_nodes(node) if each.type == "call")
    return any(word in call for call in calls for word in words)


def _node(symbols: SymbolMap, function: frozenset[Symbol]) -> Node | None:
    definition = definition_of(symbols, function)
    if definition is None or definition.kind != "function":
        return None
    return nearest(symbols.node(next(iter(function)).path or "", definition.span), "function_definition")


def _is_warning(node: Node) -> bool:
    function = node.child_by_field_name("function") if node.type == "call" else None
    return function is not None and last_part((function.text or b"").decode("utf-8", "replace")) in _WARNING

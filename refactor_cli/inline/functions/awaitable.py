"""A plain function -> whether what it gives may be something to await: a coroutine of another function, a task, a
future.

https://docs.python.org/3/library/asyncio-task.html#awaitables
"""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

from refactor_cli.call_parameters import definition_of, is_plainly_decorated
from refactor_cli.data import Symbol
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import code_children, every_node, own_nodes
from refactor_cli.inline.new_names.whole_names import led_to
from refactor_cli.standard_modules import STANDARD_MODULES

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap

# whose functions give what is awaited
_ASYNC = frozenset({"asyncio", "concurrent", "contextlib", "functools", "types", "typing"})
_DEEPEST = 2
_OF_TEXTS = frozenset(dir(str))


def may_be_awaited(symbols: SymbolMap, found: frozenset[Symbol], deeper: int = _DEEPEST) -> bool:
    """Whether something that a function returns is not seen to be a value: it is called in a way that nobody knows."""
    definition = definition_of(symbols, found)
    if definition is None or definition.kind == "class" or definition.is_async or not deeper:
        return True
    if "->" in definition.signature:
        said = definition.signature.rpartition("->")[2]
        return any(each in said for each in ("Any", "Await", "Corout", "Deferred", "Future", "Task", "T"))
    path = next(iter(found)).path or ""
    node = symbols.node(path, definition.span)
    if not is_plainly_decorated(definition) or node is None:
        return True
    returned = [each for each in own_nodes(node) if each.type == "return_statement"]
    values = [each for statement in returned for each in code_children(statement)]
    if any(each.type == "identifier" for each in values):
        values = [node]  # a variable, that anything in the function may have given
    return any(
        _is_unknown_call(symbols, path, call, deeper)
        for value in values
        for call in every_node(value)
        if call.type == "call"
    ) or any(each.type in ("attribute", "subscript", "await") for each in values)


def _is_unknown_call(symbols: SymbolMap, path: str, call: Node, deeper: int) -> bool:
    function = call.child_by_field_name("function")
    if function is None or function.type not in ("identifier", "attribute"):
        return True
    found = led_to(symbols, path, function)
    written = (function.text or b"").decode("utf-8", "replace")
    if not found:
        is_of_text = function.type == "attribute" and last_part(written) in _OF_TEXTS
        return not (is_of_text or hasattr(builtins, written))
    if all(each.path is None for each in found):
        names = {each.name.partition(".")[0] for each in found}
        return bool(names & _ASYNC) or not names <= STANDARD_MODULES
    return any(each.path is None or may_be_awaited(symbols, frozenset({each}), deeper - 1) for each in found)

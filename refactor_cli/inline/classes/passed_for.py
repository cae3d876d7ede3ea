"""A parameter that a method is called on -> the classes of all that callers pass for it, whatever its annotation says:
a protocol with one method of a common name (`close`) fits half of a program, of which nothing is passed there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Symbol, Usage
from refactor_cli.inference.asking import deep_stack
from refactor_cli.inference.calling.callers import passed
from refactor_cli.inference.every import EVERY_CALLER
from refactor_cli.resolution import bindings_at, scope_at
from refactor_cli.resolution.definitions import definition_of_body, home

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap


def passed_for(symbols: SymbolMap, usage: Usage, receiver: Node | None) -> frozenset[Symbol] | None:
    """Those classes; None where not all callers are seen, or it is no parameter."""
    from refactor_cli.inference.inferring import asking

    file_map = symbols.map(usage.path)
    if file_map is None or receiver is None or receiver.type != "identifier":
        return None
    name, at = (receiver.text or b"").decode("utf-8", "replace"), receiver.start_byte
    bound = bindings_at(file_map, scope_at(file_map, at), name, at)
    if len(bound) != 1 or bound[0].kind != "parameter":
        return None
    ask = asking(symbols)
    function = definition_of_body(ask.look, usage.path, bound[0].scope)
    parameter = next((each for each in function.parameters if each.name == name), None) if function else None
    if function is None or parameter is None or parameter.default not in ("", "None"):
        return None
    symbol = Symbol(home(ask.look, usage.path), function.qualname)
    with deep_stack():
        found = ask.outside(lambda: passed(ask, symbol, function, parameter))
    is_known = found.complete and EVERY_CALLER in found.via
    is_objects = all(each.kind in ("instance", "none") for each in found.known)
    return frozenset(each.symbol for each in found.known) if is_known and is_objects else None

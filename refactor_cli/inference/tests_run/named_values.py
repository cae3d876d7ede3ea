"""What a name that is written in a test's decorators leads to, and the value that it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Symbol
from refactor_cli.dotted import last_part
from refactor_cli.inference.asking import Ask, source
from refactor_cli.resolution import qualified_name, resolve_at

if TYPE_CHECKING:
    from refactor_cli.grammar import Node


def assigned(ask: Ask, path: str, name: Node) -> tuple[str, Node] | None:
    """Where the value stands that a name of a module or class is given, by the only assignment to it."""
    symbol = led_to(ask, path, name)
    if symbol is None:
        return None
    where, last = ask.symbols.map(symbol.path or ""), last_part(symbol.name)
    named = where.named.get(last, ()) if where is not None else ()
    bindings = [each for each in named if where and qualified_name(where, each.scope, last) == symbol.name]
    if symbol.path is None or len(bindings) != 1 or bindings[0].kind != "assign":
        return None
    target = ask.symbols.node(symbol.path, bindings[0].span)
    statement = target.parent if target is not None else None
    right = statement.child_by_field_name("right") if statement and statement.type == "assignment" else None
    return (symbol.path, right) if right is not None else None


def led_to(ask: Ask, path: str, name: Node) -> Symbol | None:
    """What a name leads to, where that is one thing."""
    led = resolve_at(ask.symbols, path, source(ask.symbols, path, name), name.start_byte)
    is_one = led is not None and len(led.symbols) == 1 and led.complete
    return next(iter(led.symbols)) if led is not None and is_one else None

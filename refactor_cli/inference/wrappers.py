"""What a decorator's own function gives in the place of what the decorated one does: `return Cart()` beside
`return function(*args)`. https://docs.python.org/3/library/functools.html#functools.wraps"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.data import Symbol
from refactor_cli.expression_nodes import every_node
from refactor_cli.grammar import nearest
from refactor_cli.inference.asking import Ask, node_at
from refactor_cli.inference.decorators import not_kept
from refactor_cli.inference.values import PROVEN, Types, union
from refactor_cli.resolution import definitions_of

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_MOST = 6
# what somebody passed, as the decorated function is, and what that gives
_PASSED = frozenset({"callers", "every-caller"})


def given_by_wrappers(ask: Ask, symbol: Symbol) -> list[Types]:
    """Objects of the repository's classes that decorators of a function are seen to give themselves."""
    found = (_given(ask, each) for each in not_kept(ask, symbol) if each.path is not None)
    return [types for types in found if types.known]


def _given(ask: Ask, decorator: Symbol) -> Types:
    return ask.once(("given by wrappers", decorator), lambda: _by_inner_functions(ask, decorator))


def _by_inner_functions(ask: Ask, decorator: Symbol) -> Types:
    path, found = decorator.path or "", list[Types]()
    for value in _values(ask, decorator)[:_MOST]:
        types = ask.expression(path, value)
        if types.via <= PROVEN - _PASSED:
            found.append(types)
    ours = frozenset(
        each for types in found for each in types.known if each.kind == "instance" and each.symbol.path
    )
    return union(types._replace(known=types.known & ours) for types in found if types.known & ours)


def _values(ask: Ask, decorator: Symbol) -> list[Node]:
    """What functions in a decorator return, but for what is a name: that may be a function, or what one gave."""
    path = decorator.path or ""
    return [
        value
        for definition in definitions_of(ask.look, decorator)
        if definition.kind == "function"
        for value in _returned(nearest(node_at(ask.symbols, path, definition.span), "function_definition"))
    ]


def _returned(function: Node | None) -> Iterator[Node]:
    for each in every_node(function) if function is not None else ():
        if each.type == "return_statement" and nearest(each, "function_definition") != function:
            value = next(iter(each.named_children), None)
            if value is not None and value.type == "call":
                yield value

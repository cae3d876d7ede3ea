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
from refactor_cli.inference.values import PROVEN, Known, Types, display, exactly, held, union
from refactor_cli.resolution import definitions_of

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_MOST = 6
# evidence of what is passed to a decorator: the decorated function, and through that its result
_PASSED = frozenset({"callers", "every-caller"})
_SEEN = (PROVEN - _PASSED) | {"container"}


def given_by_wrappers(ask: Ask, symbol: Symbol) -> list[Types]:
    """Objects of the repository's classes that decorators of a function are seen to give themselves."""
    found = (_given(ask, each) for each in not_kept(ask, symbol) if each.path is not None)
    return [types for types in found if types.known]


def _given(ask: Ask, decorator: Symbol) -> Types:
    return ask.once(("given by wrappers", decorator), lambda: _by_inner_functions(ask, decorator))


def _by_inner_functions(ask: Ask, decorator: Symbol) -> Types:
    path, found = decorator.path or "", list[Types]()
    for statement, value in _values(ask, decorator)[:_MOST]:
        types = ask.expression(path, value)
        if types.via <= _SEEN:
            found.append(exactly(display("generator", held(types))) if statement.type == "yield" else types)
    left = [types._replace(known=frozenset(filter(_is_ours, types.known))) for types in found]
    return union(types for types in left if types.known)


def _is_ours(known: Known) -> bool:
    """Whether it is an object of a class of the repository, or holds one."""
    inside = {*known.items, *known.values, *(each for part in known.parts for each in part)}
    is_object = known.kind == "instance" and known.symbol.path is not None
    return is_object or any(_is_ours(each) for each in inside)


def _values(ask: Ask, decorator: Symbol) -> list[tuple[Node, Node]]:
    """What functions in a decorator return or yield, each with its statement. Names are left out: these may be the
    decorated function, or its result."""
    path = decorator.path or ""
    return [
        given
        for definition in definitions_of(ask.look, decorator)
        if definition.kind == "function"
        for given in _given_back(nearest(node_at(ask.symbols, path, definition.span), "function_definition"))
    ]


def _given_back(function: Node | None) -> Iterator[tuple[Node, Node]]:
    for each in every_node(function) if function is not None else ():
        body = each.child_by_field_name("body") if each.type == "lambda" else None
        if body is not None:
            yield each, body
        is_back = each.type in ("return_statement", "yield") and each.is_named
        if is_back and nearest(each, "function_definition") != function:
            value = next(iter(each.named_children), None)
            if value is not None and value.type != "identifier" and b"from" not in (each.text or b"")[:12]:
                yield each, value

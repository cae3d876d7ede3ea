"""Mocks: what one is told to be like, it has the attributes of.
https://docs.python.org/3/library/unittest.mock.html#autospeccing"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import code_children
from refactor_cli.inference.asking import Ask, called_in, source
from refactor_cli.inference.values import Known, Types, by, instance

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

RULE = "mock"
_CLASSES = ("Mock", "MagicMock", "AsyncMock", "NonCallableMock", "NonCallableMagicMock", "PropertyMock")
MOCKS = frozenset(f"{module}.{name}" for module in ("unittest.mock", "mock") for name in _CLASSES)
# of what these make, the class says nothing: https://docs.python.org/3/library/types.html#types.SimpleNamespace
HAVE_ANYTHING = MOCKS | {"types.SimpleNamespace"}
_CALLED = frozenset({*_CLASSES, "create_autospec"})
_KEYWORDS = ("spec", "spec_set")


def is_mock(known: Known) -> bool:
    """Whether a thing is a mock, or what one has."""
    name = known.symbol.name
    return known.symbol.path is None and not MOCKS.isdisjoint((name, name.rpartition(".")[0]))


def of_mock(ask: Ask, path: str, call: Node) -> Types | None:
    """What a mock that a call makes is like, by its first argument or `spec`; None for other calls, and other mocks."""
    arguments = call.child_by_field_name("arguments")
    if arguments is None or not ask.allows(RULE):
        return None
    if last_part(called_in(ask.symbols, path, call)) not in _CALLED:
        return None
    given = _spec(ask, path, arguments)
    types = ask.expression(path, given)
    made = frozenset(
        instance(each.symbol)
        for each in types.known
        if each.kind in ("class", "instance") and each.symbol.path
    )
    return by(Types(made, complete=False, via=types.via), RULE) if made else None


def _spec(ask: Ask, path: str, arguments: Node) -> Node | None:
    given = code_children(arguments)
    for each in given:
        name = each.child_by_field_name("name") if each.type == "keyword_argument" else None
        if name is not None and source(ask.symbols, path, name) in _KEYWORDS:
            return each.child_by_field_name("value")
    return given[0] if given and given[0].type in ("identifier", "attribute", "call") else None

"""Fixtures that are asked for by their name: `request.getfixturevalue("cart")`.
https://docs.pytest.org/en/stable/reference/reference.html#pytest.FixtureRequest.getfixturevalue"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.expression_nodes import code_children
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.computed.spelled import constant
from refactor_cli.inference.tests_run.fixtures import PARAMS, asks_for_fixtures, fixture
from refactor_cli.inference.tests_run.parametrized import texts_of_rows
from refactor_cli.inference.values import UNKNOWN, Types, by, union
from refactor_cli.resolution import scope_at
from refactor_cli.resolution.definitions import definition_of_body

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_ASKS = frozenset({b"request.getfixturevalue", b"request.getfuncargvalue"})


def asked_fixture(ask: Ask, path: str, call: Node) -> Types | None:
    """What a test, or a fixture, gets that asks for one by name, or for each of the names that it is run with; None for
    any other call."""
    asked, file_map = call.child_by_field_name("function"), ask.symbols.map(path)
    given = code_children(call.child_by_field_name("arguments"))
    if asked is None or asked.text not in _ASKS or len(given) != 1 or file_map is None:
        return None
    function = definition_of_body(ask.look, path, scope_at(file_map, call.start_byte))
    if function is None or function.kind != "function" or not asks_for_fixtures(function):
        return None
    if all(each.name != "request" for each in function.parameters):
        return None
    rows = texts_of_rows(ask, path, function, given[0])
    names = rows or (constant(ask, path, given[0]),)
    found = [fixture(ask, path, function, name) if name else None for name in names]
    types = union(each if each is not None else UNKNOWN for each in found)
    return by(types, PARAMS) if rows else types

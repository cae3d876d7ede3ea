"""The modules in which a test may put something in the place of a name, where its file does not say which: what
fixtures give, and what the tests import that a `conftest.py` is for."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from refactor_cli.grammar import nearest
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.asking import deep_stack
from refactor_cli.inline.test_doubles.replaced_owners import imported_files

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap

# https://docs.pytest.org/en/stable/reference/fixtures.html#conftest-py-sharing-fixtures-across-multiple-files
_FOR_TESTS_BELOW = "conftest.py"


def inferred_modules(symbols: SymbolMap, path: str, owner: str, at: int) -> frozenset[str]:
    """The modules that an expression may be which is given something, by what is inferred; where nothing is known of
    it, in a test, those that it imports."""
    from refactor_cli.inference.inferring import asking

    node = _written(symbols, path, owner, at)
    if node is None:
        return frozenset()
    with deep_stack():
        known = asking(symbols).site(path, node).known
    if known:
        return frozenset(each.symbol.path for each in known if each.kind == "module" and each.symbol.path)
    return imported_by_tests(symbols, path) if is_aside(path) else frozenset()


def imported_by_tests(symbols: SymbolMap, path: str) -> frozenset[str]:
    """The modules that a file imports, and those that all files import which it is for."""
    found = imported_files(symbols, path)
    folder, name = posixpath.split(path)
    if name != _FOR_TESTS_BELOW:
        return found
    inside = f"{folder}/" if folder else ""
    memo: dict[str, frozenset[str]] = symbols.snapshot.memo.setdefault("imported by tests", {})
    if path not in memo:
        below = (each for each in symbols.snapshot.files if each.startswith(inside) and is_aside(each))
        tests = [each for each in below if symbols.map(each) is not None]
        memo[path] = found.union(*(imported_files(symbols, each) for each in tests))
    return memo[path]


def _written(symbols: SymbolMap, path: str, owner: str, at: int) -> Node | None:
    """The expression that is written so, in the call or assignment that begins there."""
    node = symbols.node(path, (at, at + 1))
    statement = nearest(node, "call", "assignment")
    while statement is not None and statement.start_byte == at:
        for each in _parts(statement):
            if (each.text or b"").decode("utf-8", "replace") == owner:
                return each
        statement = nearest(statement.parent, "call", "assignment")
    return None


def _parts(statement: Node) -> list[Node]:
    if statement.type == "assignment":
        left = statement.child_by_field_name("left")
        return left.children_by_field_name("object") if left is not None else []
    arguments = statement.child_by_field_name("arguments")
    given = arguments.named_children if arguments is not None else []
    return [*given, *(value for each in given for value in each.children_by_field_name("value"))]

"""Whether a parametrized test gets its rows and nothing else: nobody else calls it, nothing stands between it and its
marks, and the table of its rows is what was written down."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refactor_cli.data import Definition, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.inference.asking import Ask, called_in, source
from refactor_cli.inference.read_places import MOST_FILES
from refactor_cli.inference.tests_run.named_values import assigned
from refactor_cli.occurrences.reading import occurrences_in
from refactor_cli.occurrences.values import Occurrence
from refactor_cli.resolution import resolve_at
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_MARK = re.compile(r"(?:pytest\.)?mark\.")
# what a test is run with stands in these; whatever only goes through a table is harmless too: just a few, and not all
# of `READING`, as methods may be called so that keep it (`model.filter(ROWS)`), or copies of it that others fill
_GIVING_ROWS = frozenset(
    {
        *("parametrize", "expand", "parameters", "parameterized", "parameterized_class", "data"),
        *("enumerate", "len", "zip"),
    }
)
_GOING_THROUGH = frozenset({"for_statement", "for_in_clause"})
_PARTS = frozenset({"list_splat", "parenthesized_expression", "binary_operator", "keyword_argument"})


def is_called_by_others(ask: Ask, function: Definition) -> bool:
    """Whether code uses the name of a test: `super().test_total(cart)`, or what another file imports."""
    paths = python_files_with(ask.symbols.snapshot, function.name)
    return len(paths) > MOST_FILES or any(
        (each.place in ("name", "attribute") and each.role in ("call", "reference")) or _is_renamed(each)
        for file in paths
        for each in occurrences_in(ask.symbols, file, function.name)
    )


def is_mark(ask: Ask, path: str, decorator: Node) -> bool:
    """Whether a decorator leaves the arguments of a test alone: one of another package, or a name of a mark."""
    is_call = decorator.type == "call"
    text = called_in(ask.symbols, path, decorator) if is_call else source(ask.symbols, path, decorator)
    return not is_of_repository(ask, path, decorator, text) or (
        not is_call and _is_name_of_mark(ask, path, decorator)
    )


def is_of_repository(ask: Ask, path: str, node: Node, name: str) -> bool:
    """Whether a dotted name is something that the repository defines, or nothing that is known."""
    led = resolve_at(ask.symbols, path, name, node.start_byte) if re.fullmatch(r"[\w.]+", name) else None
    return led is None or any(each.path is not None for each in led.symbols)


def _is_name_of_mark(ask: Ask, path: str, node: Node) -> bool:
    given = assigned(ask, path, node)
    return given is not None and _MARK.match(source(ask.symbols, *given)) is not None


def is_left_alone(ask: Ask, table: Symbol) -> bool:
    """Whether a table of a module is only gone through, or given to tests: nobody changes it or gets it."""
    from refactor_cli.inference.items.iterating import is_given_elsewhere

    name = last_part(table.name)
    paths = python_files_with(ask.symbols.snapshot, name)
    if len(paths) > MOST_FILES or is_given_elsewhere(ask, name):
        return False
    return all(
        not _is_renamed(each)
        and (each.place == "imported" or _is_harmless(ask, path, ask.symbols.node(path, each.expression)))
        for path in paths
        for each in occurrences_in(ask.symbols, path, name)
        if each.place in ("name", "attribute", "imported")
    )


def _is_renamed(found: Occurrence) -> bool:
    """Whether an import gives the name another one."""
    return found.place == "imported" and found.is_given


def _is_harmless(ask: Ask, path: str, node: Node | None) -> bool:
    parent = node.parent if node is not None else None
    while parent is not None and parent.type in _PARTS:
        node, parent = parent, parent.parent
    if node is None or parent is None:
        return False
    if parent.type in _GOING_THROUGH:
        return parent.child_by_field_name("right") == node
    if parent.type != "argument_list":
        return False
    return last_part(called_in(ask.symbols, path, parent.parent)) in _GIVING_ROWS

"""Where a variable or an attribute is read, for values that are followed from where they are put."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.data import Symbol
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.classes.families import defining_some, is_everywhere
from refactor_cli.occurrences.reading import occurrences_in, occurrences_within
from refactor_cli.resolution import definitions_of, resolve_at, scope_at
from refactor_cli.resolution.definitions import home
from refactor_cli.resolution.scopes import reaching
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# names in more files are everybody's
MOST_FILES = 40


def read_as_variable(ask: Ask, path: str, target: Node) -> Iterator[tuple[str, Node]]:
    """Where the variable that a target names is read; one of a module in other files too."""
    file_map, name = ask.symbols.map(path), source(ask.symbols, path, target)
    if file_map is None:
        return
    around = scope_at(file_map, target.start_byte)
    own = [each for each in file_map.named.get(name, ()) if each.span.start == target.start_byte]
    bound = own or reaching(file_map, around, name, target.start_byte).bindings
    scope = bound[0].scope if bound else -1
    if scope < 0:
        return
    span = file_map.scopes[scope].span if scope else None
    if scope == 0 and len(python_files_with(ask.symbols.snapshot, name)) > MOST_FILES:
        return
    if file_map.scopes[scope].kind == "class":
        yield from read_as_attribute(ask, name)
    for file in (path,) if scope else python_files_with(ask.symbols.snapshot, name):
        places = (
            occurrences_within(ask.symbols, file, name, span)
            if span
            else occurrences_in(ask.symbols, file, name)
        )
        for each in places:
            if each.place not in ("name", "attribute") or (scope and each.place != "name"):
                continue
            node = ask.symbols.node(file, each.expression)
            if node is None or not is_read(node) or node.start_byte == target.start_byte:
                continue
            is_here = file == path and each.place == "name"
            if is_here or (not scope and _leads(ask, file, node, Symbol(home(ask.look, path), name))):
                yield file, node


def _leads(ask: Ask, path: str, node: Node, symbol: Symbol) -> bool:
    text = source(ask.symbols, path, node)
    led = resolve_at(ask.symbols, path, text, node.start_byte) if re.fullmatch(r"[\w.]+", text) else None
    return led is not None and symbol in led.symbols


def read_as_attribute(ask: Ask, name: str) -> Iterator[tuple[str, Node]]:
    """Where an attribute of a name is read, of anything; nothing where builtins, or a method, are called so too."""
    paths = python_files_with(ask.symbols.snapshot, name) if name and not is_everywhere(name) else ()
    if len(paths) > MOST_FILES or any(_is_method(ask, each, name) for each in defining_some(ask, name)):
        return
    for path in paths:
        for each in occurrences_in(ask.symbols, path, name):
            if each.place == "attribute":
                node = ask.symbols.node(path, each.expression)
                if node is not None and is_read(node):
                    yield path, node


def _is_method(ask: Ask, cls: Symbol, name: str) -> bool:
    return any(
        each.kind == "function" for each in definitions_of(ask.look, Symbol(cls.path, f"{cls.name}.{name}"))
    )


def is_read(node: Node) -> bool:
    """Whether an expression is neither assigned to nor a decorator."""
    return node.parent is not None and node.parent.type != "decorator" and not is_target(node)


def is_target(node: Node) -> bool:
    """Whether an expression is assigned to, alone."""
    parent = node.parent
    return parent is not None and parent.type == "assignment" and parent.child_by_field_name("left") == node

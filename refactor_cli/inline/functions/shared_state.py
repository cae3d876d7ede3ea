"""A function that shares a variable of its module with others, which go on using that: the function that takes its
place has another one, so that the ones no longer see what the other does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from typing import TYPE_CHECKING

from refactor_cli.call_parameters import definition_of
from refactor_cli.data import Definition, FileMap, Symbol
from refactor_cli.resolution import Lookup, dotted_name, evaluate_at
from refactor_cli.words import offsets

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap

_CHANGED = (
    rb"\bglobal\b[^\n]*\b%b\b|\b%b\s*\[[^\n=]*\]\s*(?:[-+*/|&^%%@]|//|\*\*|<<|>>)?=(?!=)|\bdel\s+%b\s*\["
    rb"|\b%b\s*\.\s*(?:add|append|appendleft|clear|discard|extend|insert|pop|popitem|popleft|put|remove|setdefault|set"
    rb"|update)\("
)


def shared_state(symbols: SymbolMap, old: frozenset[Symbol], new: frozenset[Symbol], said: Set[str]) -> str:
    """Which variable of its module the old function shares with what stays, and the new one has not, "" where none is
    seen. `said`: the full names of what the recipe is about, which does not stay."""
    definition, other = definition_of(symbols, old), definition_of(symbols, new)
    if definition is None or other is None or definition.kind != "function" or old == new:
        return ""
    (was,), (becomes,) = old, new
    path, file_map = was.path or "", symbols.map(was.path or "")
    if file_map is None or was.path == becomes.path or becomes.path is None:
        return ""
    for name in _state(symbols, path, file_map, definition):
        beside = _sharing(symbols, path, file_map, definition, name, said)
        if beside and not _reaches(symbols, becomes.path, Symbol(path, name)):
            return f"it shares '{name}' with '{beside}' in {path}, which goes on using that: see where it is kept"
    return ""


def _state(symbols: SymbolMap, path: str, file_map: FileMap, definition: Definition) -> Iterator[str]:
    """The variables of a module that a function uses, and that it or another one changes."""
    utf8 = symbols.snapshot.files[path].text.utf8
    functions = [each for each in file_map.definitions if each.kind == "function"]
    for name, bindings in file_map.named.items():
        if not any(
            each.scope == 0 and each.kind in ("annotation", "assign", "augmented") for each in bindings
        ):
            continue
        if name.encode() not in utf8[slice(*definition.span)] or not _uses(symbols, path, definition, name):
            continue
        word = re.escape(name.encode())
        changed = re.compile(_CHANGED % (word, word, word, word))
        if any(changed.search(utf8, *each.span) for each in functions):
            yield name


def _sharing(
    symbols: SymbolMap, path: str, file_map: FileMap, definition: Definition, name: str, said: Set[str]
) -> str:
    """Another definition of the module that uses the variable and stays."""
    for each in file_map.definitions:
        if each.scope != 0 or each.span.contains(definition.span):
            continue
        if dotted_name(symbols, Symbol(path, each.qualname)) not in said and _uses(symbols, path, each, name):
            return each.qualname
    return ""


def _uses(symbols: SymbolMap, path: str, definition: Definition, name: str) -> bool:
    """Whether a definition names a variable of its module."""
    utf8, root = symbols.snapshot.files[path].text.utf8, symbols.tree(path).root_node
    return any(
        definition.span.start <= at < definition.span.end
        and _leads(symbols, path, root, at, Symbol(path, name))
        for at in offsets(utf8, name.encode())
    )


def _reaches(symbols: SymbolMap, path: str, variable: Symbol) -> bool:
    """Whether a module has the variable from there, or asks that module for anything."""
    file_map = symbols.map(path)
    if file_map is None:
        return True
    look = Lookup(symbols)
    return any(
        value.symbol.path == variable.path
        for each in file_map.imports
        if each.kind != "star"
        for value in evaluate_at(look, path, each.name, each.statement.end).values
    )


def _leads(symbols: SymbolMap, path: str, root: Node, at: int, variable: Symbol) -> bool:
    node = root.descendant_for_byte_range(at, at + len(variable.name.encode()))
    if node is None or node.type != "identifier":
        return False
    parent = node.parent
    if parent is not None and parent.type == "attribute" and parent.child_by_field_name("object") != node:
        return False
    return any(
        value.symbol == variable for value in evaluate_at(Lookup(symbols), path, variable.name, at).values
    )

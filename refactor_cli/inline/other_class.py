"""Constructors that become those of another class, and names that become another class's: what is made is no longer an
object of the old class's bases, where the repository asks for one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from refactor_cli.call_parameters import definition_of
from refactor_cli.data import Symbol, Target
from refactor_cli.inline.contexts import stands_in
from refactor_cli.inline.naming import callee_symbols
from refactor_cli.recipe.rules import Move, Rule
from refactor_cli.resolution import Lookup, evaluate_at, mro, resolve_absolute
from refactor_cli.resolution.linearisation import ANY_CLASS
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# every class has these, or none can be asked for them
_OF_ALL = frozenset({"builtins.object", "builtins.BaseException", "builtins.Exception", "typing.Generic"})
_ASKING = frozenset({"class_pattern", "except_clause", "except_group_clause"})


def other_class(symbols: SymbolMap, target: Target, rules: Sequence[Rule], move: Move | None = None) -> str:
    """Why a class cannot be left for another one, "" where nothing is seen to ask for what the other one's objects
    lack."""
    if target.kind != "class" or len(target.symbols) != 1:
        return ""
    (old,) = target.symbols
    moved_to = resolve_absolute(symbols, move.target).values if move is not None else frozenset()
    taken = (each.symbol for each in moved_to if each.kind == "class")
    for new in (*_made_by(symbols, target, rules, old.path or ""), *taken):
        order = mro(symbols, new)
        if ANY_CLASS in order or new == old:
            continue
        for base in mro(symbols, old)[1:]:
            if base in order or base == ANY_CLASS or base.name in _OF_ALL:
                continue
            if place := _asking(symbols, base, old):
                said = base.name.removeprefix("builtins.").rpartition(".")[2]
                return f"{new.name.rpartition('.')[2]} is no {said}, which {place} asks for"
    return ""


def _made_by(symbols: SymbolMap, target: Target, rules: Sequence[Rule], path: str) -> Iterator[Symbol]:
    """The classes of the repository that the rules call instead."""
    owner = target.dotted.rpartition(".")[0]
    for rule in rules:
        for callee in rule.callees[:1]:
            found = callee_symbols(symbols, callee, owner, path)
            definition = definition_of(symbols, found)
            if definition is not None and definition.kind == "class":
                yield from found


def _asking(symbols: SymbolMap, base: Symbol, old: Symbol) -> str:
    """Where an object is asked whether it is of a class: `except Base`, `isinstance(x, Base)`, `case Base()`. A class
    from outside of the repository is everybody's: that counts in files which name the old class too."""
    look, name = Lookup(symbols), base.name.rpartition(".")[2]
    word = re.compile(rb"\b%b\b" % re.escape(name.encode()))
    paths = python_files_with(symbols.snapshot, name)
    if base.path is None:
        beside = {*python_files_with(symbols.snapshot, old.name.rpartition(".")[2])}
        paths = [path for path in paths if path in beside]
    for path in paths:
        if symbols.map(path) is None:
            continue
        for match in word.finditer(symbols.snapshot.files[path].text.utf8):
            node = symbols.tree(path).root_node.descendant_for_byte_range(*match.span())
            while node is not None and node.parent is not None and node.parent.type == "attribute":
                node = node.parent
            if node is None or not (_is_caught(node) or stands_in(node, "isinstance")):
                continue
            source, at = (node.text or b"").decode("utf-8", "replace"), node.start_byte
            if any(v.symbol == base for v in evaluate_at(look, path, source, at).values):
                return f"{path}:{node.start_point.row + 1}"
    return ""


def _is_caught(node: Node | None) -> bool:
    """Whether a name stands in the head of an `except`, or in a class pattern."""
    while node is not None and node.type != "block":
        if node.type in _ASKING:
            return True
        node = node.parent
    return False

"""Subclasses that have a member of the new name themselves: on their objects a rewritten call would reach that, and
not what stands beside the old method."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from refactor_cli.call_parameters import definition_of
from refactor_cli.data import Symbol, Target, Usage
from refactor_cli.dotted import last_part
from refactor_cli.inline.classes.overriding import Overrider, overridden_at
from refactor_cli.inline.classes.receivers import values_of
from refactor_cli.recipe.rules import Hole, Move, Rule
from refactor_cli.resolution import is_subclass
from refactor_cli.resolution.scopes import qualified_name
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with

REACHED = "of its own, which would be reached instead"


def reached_instead(
    symbols: SymbolMap, target: Target, rules: Sequence[Rule], move: Move | None
) -> tuple[Overrider, ...]:
    """The subclasses of the class of a method, with their places, that bind the name of the method which is to be
    called. None where the old method calls that itself on the same object: then its callers reach it already."""
    definition = definition_of(symbols, target.symbols)
    if target.kind != "method" or definition is None:
        return ()
    (symbol,) = target.symbols
    owner = Symbol(symbol.path, symbol.name.rpartition(".")[0])
    body = symbols.snapshot.files[symbol.path or ""].text.utf8[slice(*definition.span)]
    names = new_names(target, rules, move) - {definition.name}
    asked = (name for name in sorted(names) if not re.search(rb"\.\s*" + name.encode() + rb"\b", body))
    return tuple(found for name in asked for found in _binding(symbols, owner, name))


def reached_at(symbols: SymbolMap, usage: Usage, instead: Sequence[Overrider]) -> str:
    """The class whose member a rewritten call may reach, with its place, "" for none: `super()` looks behind the class
    that it stands in, and what is made there (`Cart(3).total()`) is of no subclass."""
    node = symbols.node(usage.path, usage.expression)
    before = node.child_by_field_name("object") if node is not None and node.type == "attribute" else None
    made = before.child_by_field_name("function") if before is not None and before.type == "call" else None
    if made is not None:
        if made.text == b"super":
            return ""
        values = values_of(symbols, usage, made)
        if values and all(value.kind == "class" for value in values):
            has_it = (
                each for each in instead if any(is_subclass(symbols, v.symbol, each.symbol) for v in values)
            )
            return next((each.place for each in has_it), "")
    return overridden_at(symbols, usage, instead)


def new_names(target: Target, rules: Sequence[Rule], move: Move | None) -> frozenset[str]:
    """The names that are asked, in place of the old one, of what that was called on."""
    found = set[str]()
    for rule in rules:
        for callee in rule.callees:
            match callee:
                case (Hole(parameter=name), str() as rest) if rest[1:].isidentifier():
                    found |= {rest[1:]} if rule.parameters and rule.parameters[0].name == name else set()
    if move is not None and move.target.rpartition(".")[0] == target.dotted.rpartition(".")[0]:
        found.add(last_part(move.target))
    return frozenset(found)


def _binding(symbols: SymbolMap, owner: Symbol, name: str) -> Iterator[Overrider]:
    for path in python_files_with(symbols.snapshot, name):
        file_map = symbols.map(path)
        for binding in file_map.named.get(name, ()) if file_map is not None else ():
            if file_map is None or file_map.scopes[binding.scope].kind != "class":
                continue
            cls = Symbol(path, qualified_name(file_map, binding.scope, name).rpartition(".")[0])
            if cls != owner and binding.kind != "annotation" and is_subclass(symbols, cls, owner):
                line = symbols.snapshot.files[path].text.position(binding.span.start)[0]
                yield Overrider(cls, f"{cls.name} ({path}:{line}) has a '{name}'")

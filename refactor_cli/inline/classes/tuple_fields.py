"""Named tuples that become others: what unpacks, counts, compares or asks their objects by number gets other fields."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from refactor_cli.dotted import last_part
from refactor_cli.inference.asking import deep_stack
from refactor_cli.inline.classes.files_asking import files_asking
from refactor_cli.inline.contexts import stands_in
from refactor_cli.inline.functions.taken_apart import is_item, is_unpacked, used_anywhere
from refactor_cli.inline.new_names.whole_names import led_to, whole_names
from refactor_cli.occurrences.implicit import implicit_places
from refactor_cli.resolution.dataclass_fields import named_tuple_fields
from refactor_cli.resolution.made_classes import made_class
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.data import Parameter, Symbol
    from refactor_cli.grammar import Node
    from refactor_cli.inference.asking import Ask
    from refactor_cli.symbols import SymbolMap

# what takes an object as a tuple: it is unpacked, counted, compared, asked for a field by its number
_AS_TUPLE = ("__iter__", "__len__", "__getitem__", "__eq__", "__lt__")
_MOST_ASKED = 500  # expressions that are looked at


def other_fields(symbols: SymbolMap, old: Symbol, new: Symbol) -> str:
    """Why objects of one named tuple cannot be taken for those of another, "" where they can, or one is none: the
    fields stand in another order, or are more or fewer."""
    was, becomes = _fields(symbols, old), _fields(symbols, new)
    if was is None or becomes is None:
        return ""
    had, has, name = [each.name for each in was], [each.name for each in becomes], last_part(new.name)
    if len(had) != len(has):
        return f"{name} has {len(has)} fields, and {last_part(old.name)} {len(had)}"
    if had != has and {*had} == {*has}:
        return f"{name} has its fields in another order"
    return ""


def taken_as_tuple(ask: Ask, cls: Symbol) -> str:
    """Where an object of a named tuple is not asked for a field by its name, "" for nowhere that is seen."""
    if made_class(ask.symbols, cls) is not None and (place := _given_back(ask.symbols, cls)):
        return f"{place} gives one to a caller that takes it as a tuple"
    asked = (
        (path, node)
        for path in files_asking(ask.symbols, cls)
        if ask.symbols.map(path) is not None
        for node in implicit_places(ask.symbols.tree(path).root_node, _AS_TUPLE)
    )
    with deep_stack():
        for path, node in islice(asked, _MOST_ASKED):
            if any(each.kind == "instance" and each.symbol == cls for each in ask.site(path, node).known):
                return f"{path}:{node.start_point.row + 1} takes it as a tuple"
    return ""


def _given_back(symbols: SymbolMap, cls: Symbol) -> str:
    """Where a function gives an object of a class back, of which nobody knows then what it is, as a call makes it, and
    a caller of that function takes it as a tuple."""
    name = last_part(cls.name)
    for path in python_files_with(symbols.snapshot, name):
        for node in whole_names(symbols, path, name):
            call = node.parent
            outer = call.parent if call is not None and call.type == "call" else None
            if (
                call is None
                or outer is None
                or outer.type != "return_statement"
                or cls not in led_to(symbols, path, node)
            ):
                continue
            if any(map(_is_taken, used_anywhere(symbols, path, call))):
                return f"{path}:{node.start_point.row + 1}"
    return ""


def _is_taken(node: Node) -> bool:
    outer = node.parent
    is_compared = outer is not None and outer.type == "comparison_operator"
    return is_compared or is_item(node) or is_unpacked(node) or stands_in(node, "for")


def _fields(symbols: SymbolMap, cls: Symbol) -> tuple[Parameter, ...] | None:
    if cls.path is None:
        return None
    if (made := made_class(symbols, cls)) is not None:
        return made.fields if made.is_tuple else None
    return named_tuple_fields(symbols, cls)

"""Members that two enumerations have under one name, with other values: `Kind(1)` is another one from then on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from refactor_cli.data import Symbol
from refactor_cli.grammar import nearest
from refactor_cli.inline.members_given import asked_for_any
from refactor_cli.recipe.parsing import is_literal
from refactor_cli.resolution import Lookup, definitions_of
from refactor_cli.resolution.enumerations import is_enumeration
from refactor_cli.resolution.made_classes import made_class, order_of
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with


def other_values(symbols: SymbolMap, old: Symbol, new: Symbol) -> str:
    """Which member has another value in the other enumeration, where values are asked for; "" where none is seen."""
    if new.path is None or not (_is_one(symbols, old) and _is_one(symbols, new)):
        return ""
    was, becomes = dict(_values(symbols, old)), dict(_values(symbols, new))
    other = [name for name, value in was.items() if name in becomes and _are_apart(value, becomes[name])]
    if not other:
        return ""
    where = asked_for_any(symbols, old) or _value_asked(symbols, old)
    called, name = new.name.rpartition(".")[2], other[0]
    return (
        f"'{name}' of {called} is {becomes[name]}, not {was[name]}, and {where} may ask for values"
        if where
        else ""
    )


def _is_one(symbols: SymbolMap, cls: Symbol) -> bool:
    return is_enumeration(order_of(symbols, cls))


def _are_apart(one: str, other: str) -> bool:
    return one != other and is_literal(one) and is_literal(other)


def _values(symbols: SymbolMap, cls: Symbol) -> Iterator[tuple[str, str]]:
    if (made := made_class(symbols, cls)) is not None:
        yield from ((name, value or str(place)) for place, (name, value) in enumerate(made.values, 1))
        return
    file_map = symbols.map(cls.path or "")
    bodies = {each.body for each in definitions_of(Lookup(symbols), cls)}
    for each in file_map.bindings if file_map is not None else ():
        if each.scope in bodies and each.kind == "assign":
            root = symbols.tree(cls.path or "").root_node
            node = nearest(root.descendant_for_byte_range(*each.span), "assignment")
            right = node.child_by_field_name("right") if node is not None else None
            if right is not None:
                yield each.name, (right.text or b"").decode("utf-8", "replace")


def _value_asked(symbols: SymbolMap, enumeration: Symbol) -> str:
    """Where a member is named and asked for its value: `Kind.A.value`."""
    name = enumeration.name.rpartition(".")[2]
    asked = re.compile(rb"\b%b\s*\.\s*\w+\s*\.\s*value\b" % re.escape(name.encode()))
    for path in python_files_with(symbols.snapshot, name):
        file = symbols.snapshot.files[path]
        if (found := asked.search(file.text.utf8)) is not None:
            return f"{path}:{file.text.position(found.start())[0]}"
    return ""

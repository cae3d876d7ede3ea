"""Members that two enumerations have under one name, with other values: `Kind(1)` is another one from then on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from refactor_cli.data import Symbol, Usage
from refactor_cli.dotted import last_part
from refactor_cli.grammar import nearest
from refactor_cli.inline.classes.members_given import asked_for_any
from refactor_cli.inline.new_names.whole_names import whole_name
from refactor_cli.recipe.parsing import is_literal
from refactor_cli.resolution import Lookup, definitions_of
from refactor_cli.resolution.enumerations import is_enumeration
from refactor_cli.resolution.made_classes import made_class, order_of
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with

# where one object is told from another: `case` holds a dotted name so
_COMPARING = frozenset({"case_pattern", "comparison_operator", "pair", "subscript"})


def other_values(symbols: SymbolMap, old: Symbol, new: Symbol) -> str:
    """Which member has another value in the other enumeration, where values are asked for; "" where none is seen."""
    if new.path is None or not (_is_one(symbols, old) and _is_one(symbols, new)):
        return ""
    was, becomes = dict(_values(symbols, old)), dict(_values(symbols, new))
    other = [name for name, value in was.items() if name in becomes and _are_apart(value, becomes[name])]
    if not other:
        return ""
    where = asked_for_any(symbols, old) or _value_asked(symbols, old)
    called, name = last_part(new.name), other[0]
    return (
        f"'{name}' of {called} is {becomes[name]}, not {was[name]}, and {where} may ask for values"
        if where
        else ""
    )


def compared_with_others(symbols: SymbolMap, usage: Usage, old: Symbol, new: Symbol) -> str:
    """Why a member cannot become that of another enumeration where it is compared, or something is kept under it: what
    stands there may be of the old one, and is equal to no member of the other."""
    owner, other = (_owner(each) for each in (old, new))
    if owner is None or other is None or owner == other:
        return ""
    if not (_is_one(symbols, owner) and _is_one(symbols, other)):
        return ""
    node = whole_name(symbols.node(usage.path, usage.span))
    parent = node.parent if node is not None else None
    if parent is None or parent.type not in _COMPARING:
        return ""
    if parent.type == "pair" and parent.child_by_field_name("key") != node:
        return ""
    was, becomes = (last_part(each.name) for each in (owner, other))
    return f"what stands beside it may be a {was}, and is equal to no member of {becomes}"


def _owner(member: Symbol) -> Symbol | None:
    cls = member.name.rpartition(".")[0]
    return Symbol(member.path, cls) if cls and member.path is not None else None


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
    name = last_part(enumeration.name)
    asked = re.compile(rb"\b%b\s*\.\s*\w+\s*\.\s*value\b" % re.escape(name.encode()))
    for path in python_files_with(symbols.snapshot, name):
        file = symbols.snapshot.files[path]
        if (found := asked.search(file.text.utf8)) is not None:
            return f"{path}:{file.text.position(found.start())[0]}"
    return ""

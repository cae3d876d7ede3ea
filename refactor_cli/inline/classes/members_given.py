"""A class that is left for another one -> what its objects are given that those of the other do not take, and where any
member of an enumeration is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from refactor_cli.data import Span, Symbol
from refactor_cli.grammar import nearest, of_kinds
from refactor_cli.inference.classes.families import defines
from refactor_cli.inference.classes.stand_ins import heirs
from refactor_cli.inference.members.having import has_attribute
from refactor_cli.inline.classes.member_calls import refusal, taken_by_member
from refactor_cli.inline.new_names.whole_names import led_to, whole_names
from refactor_cli.recipe.rules import last_part
from refactor_cli.resolution import Lookup, definitions_of, mro
from refactor_cli.resolution.made_classes import made_class
from refactor_cli.words import offsets
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.inference.asking import Ask
    from refactor_cli.symbols import SymbolMap

_FROZEN = re.compile(
    rb"@(?:[\w.]+\.)?(?:dataclass|frozen|define|attrs|s)\b[^@]*\bfrozen\s*=\s*True|@(?:attrs?\.)?frozen\b"
)
# what is asked for an item or a member, called, or gone through
_TAKING_ANY = frozenset({"call", "subscript", "for_statement", "for_in_clause"})
_ON_ITSELF = rb"\b(?:self|cls)\.%b\("
_ASSIGNMENTS = ("assignment", "augmented_assignment")


def given_in_vain(ask: Ask, old: Symbol, new: Symbol) -> str:
    """Which attribute is given to an object of `old` that one of `new` would refuse: it is frozen, or has `__slots__`
    without the name. Looked at are files that name the old class."""
    is_frozen, has_slots = _is_frozen(ask, new), _has_slots(ask, new)
    if not (is_frozen or has_slots):
        return ""
    for path in python_files_with(ask.symbols.snapshot, last_part(old.name)):
        if ask.symbols.map(path) is None:
            continue
        for node in of_kinds("python", _ASSIGNMENTS, ask.symbols.tree(path).root_node):
            left = node.child_by_field_name("left")
            owner = (
                left.child_by_field_name("object") if left is not None and left.type == "attribute" else None
            )
            named = left.child_by_field_name("attribute") if left is not None and owner is not None else None
            if owner is None or named is None or is_inside(ask.symbols, old, path, owner):
                continue
            name = (named.text or b"").decode("utf-8", "replace")
            if not is_frozen and (has_attribute(ask, new, name) or _has_slot(ask, new, name)):
                continue
            if any(each.kind == "instance" and each.symbol == old for each in ask.site(path, owner).known):
                where = f"{path}:{node.start_point.row + 1}"
                return f"objects of {last_part(new.name)} take no '{name}', which {where} gives them"
    return ""


def asked_for_any(symbols: SymbolMap, enumeration: Symbol) -> str:
    """Where an enumeration is gone through, called or asked for a member by its name: `Kind(3)`, `Kind["A"]`."""
    name = last_part(enumeration.name)
    for path in python_files_with(symbols.snapshot, name):
        for node in whole_names(symbols, path, name):
            if _takes_any(node) and enumeration in led_to(symbols, path, node):
                return f"{path}:{node.start_point.row + 1}"
    return ""


def _takes_any(node: Node) -> bool:
    parent = node.parent
    if parent is None:
        return False
    is_asked = any(parent.child_by_field_name(field) == node for field in ("function", "value", "right"))
    return (is_asked and parent.type in _TAKING_ANY) or (
        parent.type == "argument_list" and parent.parent is not None and parent.parent.type == "call"
    )


def overridden_hook(ask: Ask, old: Symbol, derived: Symbol, lost: Sequence[str]) -> str:
    """A method that a class calls on itself, and that a class derived from it defines anew: what takes the place of the
    base would not call it."""
    look, files = ask.look, ask.symbols.snapshot.files
    bodies = [
        files[each.path].text.utf8[slice(*definition.span)]
        for each in mro(ask.symbols, old)
        if each.path is not None
        for definition in definitions_of(look, each)
    ]
    for name in lost:
        called = re.compile(rb"\b(?:self|cls)\s*\.\s*%b\s*\(" % re.escape(name.encode()))
        if not any(map(called.search, bodies)):
            continue
        for heir in (derived, *heirs(ask.symbols, derived)):
            if defines(ask, heir, name):
                return f"'{name}', which {last_part(heir.name)} ({heir.path}) overrides and {last_part(old.name)} calls"
    return ""


def refusing_override(ask: Ask, new: Symbol, derived: Symbol, names: Sequence[str]) -> str:
    """A method that the class which takes the place of the base calls on itself, and that a class derived from it has
    with parameters that do not take such a call."""
    symbols = ask.symbols
    for name in names:
        takers = [heir for heir in (derived, *heirs(symbols, derived)) if defines(ask, heir, name)]
        for call in _called_on_itself(ask, new, name) if takers else ():
            for heir in takers:
                taken = taken_by_member(symbols, heir, name)
                if taken is not None and (reason := refusal(call, taken)):
                    calling, called = last_part(new.name), last_part(heir.name)
                    return f"{calling} calls '{name}' as {called} ({heir.path}) does not take it: {reason}"
    return ""


def _called_on_itself(ask: Ask, cls: Symbol, name: str) -> Iterator[Node]:
    for each in mro(ask.symbols, cls):
        for definition in definitions_of(ask.look, each) if each.path is not None else ():
            root = ask.symbols.tree(each.path or "").root_node
            utf8 = ask.symbols.snapshot.files[each.path or ""].text.utf8
            for found in re.finditer(_ON_ITSELF % re.escape(name.encode()), utf8[: definition.span.end]):
                if found.start() >= definition.span.start:
                    call = nearest(root.descendant_for_byte_range(found.start(), found.end()), "call")
                    if call is not None:
                        yield call


def is_inside(symbols: SymbolMap, old: Symbol, path: str, node: Node) -> bool:
    """Whether something stands in a class itself, or in a base of it, or in what only these name, so that it gets its
    objects from there: that does not become another's."""
    bodies = [
        (each.path, definition.span)
        for each in mro(symbols, old)
        if each.path is not None
        for definition in definitions_of(Lookup(symbols), each)
    ]
    if any(at == path and span.start <= node.start_byte < span.end for at, span in bodies):
        return True
    file_map = symbols.map(path)
    around = [
        each
        for each in (file_map.definitions if file_map is not None else ())
        if each.scope == 0 and each.span.start <= node.start_byte < each.span.end
    ]
    if not around or old in mro(symbols, Symbol(path, around[0].qualname)):
        return False
    return _only_named_in(symbols, around[0].name, (path, around[0].outer), bodies)


def _only_named_in(
    symbols: SymbolMap, name: str, itself: tuple[str, Span], bodies: Sequence[tuple[str | None, Span]]
) -> bool:
    """Whether all code that has a name stands in these bodies, or in what it names. An import elsewhere may hand it to
    anyone."""
    is_named = False
    for path in python_files_with(symbols.snapshot, name):
        for offset in offsets(symbols.snapshot.files[path].text.utf8, name.encode()):
            if any(at == path and span.start <= offset < span.end for at, span in bodies):
                is_named = True
            elif _is_code(symbols, path, offset):
                at, span = itself
                if at != path or not span.start <= offset < span.end:
                    return False
    return is_named


def _is_code(symbols: SymbolMap, path: str, offset: int) -> bool:
    if symbols.map(path) is None or path.endswith(".pyi"):
        return False
    node = symbols.tree(path).root_node.descendant_for_byte_range(offset, offset + 1)
    return node is not None and node.type != "comment"


def _is_frozen(ask: Ask, cls: Symbol) -> bool:
    if cls.path is None:
        return False
    if (made := made_class(ask.symbols, cls)) is not None:
        return made.is_tuple
    utf8 = ask.symbols.snapshot.files[cls.path].text.utf8
    return any(
        _FROZEN.search(utf8, each.outer.start, each.span.start) for each in definitions_of(ask.look, cls)
    )


def _has_slots(ask: Ask, cls: Symbol) -> bool:
    """Whether a class and all its bases say which attributes there are."""
    order = [each for each in mro(ask.symbols, cls) if each.name != "builtins.object"]
    return all(each.path is not None and _binds(ask, each, "__slots__") for each in order)


def _binds(ask: Ask, cls: Symbol, name: str) -> bool:
    file_map = ask.symbols.map(cls.path or "")
    bodies = {each.body for each in definitions_of(ask.look, cls)}
    return any(
        each.scope in bodies for each in (file_map.named.get(name, ()) if file_map is not None else ())
    )


def _has_slot(ask: Ask, cls: Symbol, name: str) -> bool:
    """Whether a class or a base has a name in quotes, as its slots are written."""
    quoted, files = re.compile(rb"[\"']%b[\"']" % re.escape(name.encode())), ask.symbols.snapshot.files
    return any(
        quoted.search(files[each.path].text.utf8, *definition.span)
        for each in mro(ask.symbols, cls)
        if each.path is not None
        for definition in definitions_of(ask.look, each)
    )

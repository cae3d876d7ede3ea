"""A class that is left for another one -> what its objects are given that those of the other do not take, and where any
member of an enumeration is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from refactor_cli.data import Span, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.grammar import nearest, of_kinds
from refactor_cli.inference.classes.families import defines
from refactor_cli.inference.classes.stand_ins import heirs
from refactor_cli.inference.members.having import has_attribute
from refactor_cli.inline.call_arguments.called_with import refusal, taken_by_member
from refactor_cli.inline.new_names.whole_names import led_to, whole_names
from refactor_cli.resolution import Lookup, definitions_of, mro
from refactor_cli.resolution.dataclass_fields import dataclass_fields
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


def given_in_vain(
    ask: Ask, old: Symbol, new: Symbol, derived: Sequence[Symbol]
) -> Iterator[tuple[Symbol, str]]:
    """The classes, `old` or one of those `derived` from it, whose objects are given what those of `new`, or with it as
    a base, would refuse, each with the reason: it is frozen, or has `__slots__` without the name. Looked at are files
    that name the class."""
    is_frozen, has_slots = _is_frozen(ask, new), _has_slots(ask, new)
    if not (is_frozen or has_slots):
        return
    classes = [old, *(each for each in derived if is_frozen or _is_slotted(ask, each, old))]
    names = dict.fromkeys(last_part(each.name) for each in classes)
    paths = dict.fromkeys(path for name in names for path in python_files_with(ask.symbols.snapshot, name))
    for path in paths:
        if ask.symbols.map(path) is None:
            continue
        for node, owner, name in _given(ask, path):
            if is_inside(ask.symbols, old, path, owner):
                continue
            if not is_frozen and (not name or has_attribute(ask, new, name) or _has_slot(ask, new, name)):
                continue
            given = {each.symbol for each in ask.site(path, owner).known if each.kind == "instance"}
            for cls in (each for each in classes if each in given):
                if cls != old and _takes(ask, cls, (old, new), name, is_frozen=is_frozen):
                    continue
                where, what = f"{path}:{node.start_point.row + 1}", f"'{name}'" if name else "attributes"
                taking = last_part(new.name)
                whose = taking if cls == old else f"{last_part(cls.name)}, derived from {taking},"
                yield cls, f"objects of {whose} take no {what}, which {where} gives them"


def _given(ask: Ask, path: str) -> Iterator[tuple[Node, Node, str]]:
    """Where something is given an attribute: the place, what is given it, and its name, "" where that is computed."""
    for node in of_kinds("python", (*_ASSIGNMENTS, "call"), ask.symbols.tree(path).root_node):
        if node.type == "call":
            given = _set_by_name(node)
            if given is not None:
                yield node, given, ""
            continue
        left = node.child_by_field_name("left")
        owner = left.child_by_field_name("object") if left is not None and left.type == "attribute" else None
        named = left.child_by_field_name("attribute") if left is not None and owner is not None else None
        if owner is not None and named is not None:
            yield node, owner, (named.text or b"").decode("utf-8", "replace")


def _set_by_name(call: Node) -> Node | None:
    """What `setattr(thing, name, value)` gives an attribute."""
    function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if function is None or function.text != b"setattr" or arguments is None or not arguments.named_children:
        return None
    return arguments.named_children[0]


def _takes(ask: Ask, heir: Symbol, bases: tuple[Symbol, Symbol], name: str, *, is_frozen: bool) -> bool:
    """Whether objects of a class that derives from the first of two would take an attribute with the other as base.
    https://docs.python.org/3/library/dataclasses.html#frozen-instances: of others' fields alone."""
    old, new = bases
    if is_frozen:
        fields = dataclass_fields(ask.symbols, new)
        return bool(name) and fields is not None and all(each.name != name for each in fields)
    own = mro(ask.symbols, heir)
    return any(_has_slot(ask, each, name) for each in own[: own.index(old)] if each.path is not None)


def _is_slotted(ask: Ask, heir: Symbol, old: Symbol) -> bool:
    """Whether a class, and what stands between it and a base of it, say which attributes there are."""
    order = mro(ask.symbols, heir)
    return old in order and all(
        each.path is not None and _binds(ask, each, "__slots__") for each in order[: order.index(old)]
    )


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
    node = symbols.node(path, (offset, offset + 1))
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

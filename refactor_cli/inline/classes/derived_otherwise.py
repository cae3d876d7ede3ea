"""A class whose base becomes another one -> what deriving from that does besides: a hook is run for each class that is
derived, a metaclass makes them, a frozen dataclass has frozen heirs alone, and slots of two bases do not go together.

https://docs.python.org/3/reference/datamodel.html#customizing-class-creation
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refactor_cli.call_parameters import parameters_of
from refactor_cli.data import Symbol
from refactor_cli.dotted import last_part
from refactor_cli.inference.classes.stand_ins import heirs
from refactor_cli.inline.classes.abstract_classes import cannot_be_called, left_to_others
from refactor_cli.inline.classes.made_with_metaclass import made_by
from refactor_cli.inline.classes.making_classes import does_more
from refactor_cli.inline.classes.nested_classes import lost_in_nested
from refactor_cli.inline.new_names.whole_names import led_to, whole_names
from refactor_cli.resolution import ANY_CLASS, Lookup, definitions_of, evaluate_at, member, mro
from refactor_cli.resolution.class_bodies import bound_in
from refactor_cli.signature import CallArgument, Unbound, bind
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap

_HOOK = "__init_subclass__"
# what a metaclass does while it makes a class
_MAKING = ("__new__", "__init__", "__prepare__")
_DATACLASS = re.compile(rb"@(?:[\w.]+\.)?dataclass\b")
_FROZEN = re.compile(rb"@(?:[\w.]+\.)?dataclass\b[^@]*\bfrozen\s*=\s*True")
_EMPTY = re.compile(rb"(?:\(\s*\)|\[\s*\]|\{\s*\}|set\(\)|tuple\(\)|list\(\)|frozenset\(\))\Z")


def derived_otherwise(symbols: SymbolMap, path: str, around: Node, old: Symbol, new: Symbol) -> str:
    """Why a class of which `old` is a base cannot have `new` in its place, "" where nothing is seen. `around`: its
    definition, in the file `path`."""
    if ANY_CLASS in mro(symbols, new):
        return ""
    return (
        _hooked(symbols, around, old, new)
        or _made(symbols, old, new)
        or _frozen(symbols, path, around, old, new)
        or _laid_out(symbols, path, around, old, new)
        or _left_abstract(symbols, path, around, old, new)
        or lost_in_nested(symbols, around, old, new)
    )


def _hooked(symbols: SymbolMap, around: Node, old: Symbol, new: Symbol) -> str:
    """https://docs.python.org/3/reference/datamodel.html#object.__init_subclass__"""
    was, becomes = _hook(symbols, old), _hook(symbols, new)
    if was == becomes:
        return ""
    name = last_part(new.name)
    if becomes is None:
        return f"'{_HOOK}' of {last_part(old.name)} is run for what derives from it, and {name} has none"
    taken = parameters_of(symbols, frozenset({becomes}))
    given = [CallArgument(keyword=each) for each in _keywords(around)]
    bound = bind(given, taken) if taken is not None else None
    if isinstance(bound, Unbound):
        reason = bound.reason.replace("the old signature", "it")
        return f"'{_HOOK}' of {name} is called for it with what stands behind its bases: {reason}"
    if was is None and does_more(symbols, becomes):
        return f"{name} has '{_HOOK}', which is run for what derives from it: see what it does"
    return ""


def _hook(symbols: SymbolMap, cls: Symbol) -> Symbol | None:
    """The hook of the repository that is run for what derives from a class."""
    found = [value.symbol for value in member(Lookup(symbols), cls, _HOOK).values]
    own = [each for each in found if each.path is not None]
    return own[0] if len(own) == len(found) == 1 else None


def _keywords(around: Node) -> list[str]:
    listed = around.child_by_field_name("superclasses")
    given = (each for each in (listed.named_children if listed is not None else ()))
    names = (each.child_by_field_name("name") for each in given if each.type == "keyword_argument")
    written = [(each.text or b"").decode("utf-8", "replace") for each in names if each is not None]
    return [each for each in written if each != "metaclass"]


def _made(symbols: SymbolMap, old: Symbol, new: Symbol) -> str:
    """A metaclass of the repository that makes what derives from the one, and not what derives from the other. (What
    the new one does to the class that it makes is what whoever wrote the move asks for.)"""
    for name in _MAKING:
        was, becomes = made_by(symbols, old, name), made_by(symbols, new, name)
        if was is None or becomes is None or was == becomes:
            continue
        one, other = (old, new) if was else (new, old)
        if not was and not any(does_more(symbols, each) for each in becomes):
            continue
        maker = last_part(next(iter(was or becomes)).name.rpartition(".")[0])
        return (
            f"{maker} makes what derives from {last_part(one.name)}, and not what derives from "
            f"{last_part(other.name)}: see what it does"
        )
    return ""


def _left_abstract(symbols: SymbolMap, path: str, around: Node, old: Symbol, new: Symbol) -> str:
    """A method that the new base leaves to what derives from it, and that the class neither has nor leaves open itself,
    as one does of which nothing but what derives from it is used.
    https://docs.python.org/3/library/abc.html#abc.abstractmethod"""
    if b"abstractmethod" in (around.text or b"") or cannot_be_called(symbols, frozenset({old})):
        return ""
    body = around.child_by_field_name("body")
    names = {
        (name.text or b"").decode("utf-8", "replace")
        for each in (body.named_children if body is not None else ())
        if (name := _bound_name(each)) is not None
    }
    listed = around.child_by_field_name("superclasses")
    is_alone = listed is not None and len(listed.named_children) == 1
    missing = [each for each in left_to_others(symbols, new) if each not in names] if is_alone else []
    if not missing or _is_only_derived_from(symbols, path, around):
        return ""
    return f"{last_part(new.name)} leaves '{missing[0]}' to what derives from it"


def _is_only_derived_from(symbols: SymbolMap, path: str, around: Node) -> bool:
    """Whether classes derive from a class of a module, and nothing calls the class itself by its name."""
    named = around.child_by_field_name("name")
    name = (named.text or b"").decode("utf-8", "replace") if named is not None else ""
    own = Symbol(path, name)
    if not any(each != own for each in heirs(symbols, own)):
        return False
    return not any(
        each.parent is not None
        and each.parent.child_by_field_name("function") == each
        and own in led_to(symbols, at, each)
        for at in python_files_with(symbols.snapshot, name)
        for each in whole_names(symbols, at, name)
    )


def _bound_name(statement: Node) -> Node | None:
    inner = (
        statement.child_by_field_name("definition") if statement.type == "decorated_definition" else statement
    )
    if inner is not None and inner.type == "expression_statement":
        return inner.named_children[0].child_by_field_name("left") if inner.named_children else None
    return inner.child_by_field_name("name") if inner is not None else None


def _frozen(symbols: SymbolMap, path: str, around: Node, old: Symbol, new: Symbol) -> str:
    """https://docs.python.org/3/library/dataclasses.html#frozen-instances"""
    head = _decorators(symbols, path, around)
    if not _DATACLASS.search(head):
        return ""
    own, was, becomes = bool(_FROZEN.search(head)), is_frozen(symbols, old), is_frozen(symbols, new)
    if becomes is None or becomes == own or was == becomes:
        return ""
    name = last_part(new.name)
    if becomes:
        return f"{name} is a frozen dataclass, and no dataclass that is none derives from it"
    return f"{name} is no frozen dataclass, and no frozen one derives from it"


def _decorators(symbols: SymbolMap, path: str, around: Node) -> bytes:
    outer = around.parent if around.parent is not None else around
    start = outer.start_byte if outer.type == "decorated_definition" else around.start_byte
    return symbols.snapshot.files[path].text.utf8[start : around.start_byte]


def is_frozen(symbols: SymbolMap, cls: Symbol) -> bool | None:
    """Whether a class is a frozen dataclass by itself or by a base; None where it is no dataclass at all."""
    for each in mro(symbols, cls):
        for definition in definitions_of(Lookup(symbols), each) if each.path is not None else ():
            utf8 = symbols.snapshot.files[each.path or ""].text.utf8
            head = utf8[definition.outer.start : definition.span.start]
            if _DATACLASS.search(head):
                return bool(_FROZEN.search(head))
    return None


def _laid_out(symbols: SymbolMap, path: str, around: Node, old: Symbol, new: Symbol) -> str:
    """Two bases of one class with slots of their own, of which none derives from the other.
    https://docs.python.org/3/reference/datamodel.html#slots"""
    mine = _with_slots(symbols, new)
    if not mine or mine == _with_slots(symbols, old):
        return ""
    for each in (around.child_by_field_name("superclasses") or around).named_children:
        if each.type not in ("identifier", "attribute"):
            continue
        written = (each.text or b"").decode("utf-8", "replace")
        for value in evaluate_at(Lookup(symbols), path, written, each.start_byte).values:
            if value.kind != "class" or value.symbol in (old, new):
                continue
            its = _with_slots(symbols, value.symbol)
            if its and its[0] not in mine and mine[0] not in its:
                return f"{last_part(new.name)} has slots, as {written} has: no class can have both as bases"
    return ""


def _with_slots(symbols: SymbolMap, cls: Symbol) -> list[Symbol]:
    """The classes among a class and its bases that have slots with names in them."""
    return [each for each in mro(symbols, cls) if each.path is not None and _has_names(symbols, each)]


def _has_names(symbols: SymbolMap, cls: Symbol) -> bool:
    root = symbols.tree(cls.path or "").root_node
    for binding in bound_in(Lookup(symbols), cls, "__slots__"):
        node = root.descendant_for_byte_range(*binding.span)
        given = node.parent.child_by_field_name("right") if node is not None and node.parent else None
        if given is not None and not _EMPTY.match(given.text or b""):
            return True
    return False

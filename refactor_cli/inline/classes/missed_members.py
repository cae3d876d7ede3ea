"""A class that is left for another one -> what is asked of its objects, and those of the other have not: a method, an
attribute, what `with` or `len()` calls."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Span, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.inference.asking import deep_stack
from refactor_cli.inference.classes.families import defines
from refactor_cli.inference.classes.stand_ins import heirs
from refactor_cli.inference.members.having import has_attribute, has_nothing
from refactor_cli.inline.classes.asked_otherwise import Both, asked_otherwise, gives_its_own, members_apart
from refactor_cli.inline.classes.enumeration_values import other_values
from refactor_cli.inline.classes.files_asking import files_asking
from refactor_cli.inline.classes.kept_to_itself import maker_of
from refactor_cli.inline.classes.members_given import (
    asked_for_any,
    given_in_vain,
    is_inside,
    overridden_hook,
    refusing_override,
)
from refactor_cli.inline.classes.special_answers import gained_truth, lost_answers
from refactor_cli.inline.classes.special_members import is_unhashable, super_of
from refactor_cli.inline.classes.tuple_fields import other_fields, taken_as_tuple
from refactor_cli.occurrences.implicit import OF_CLASSES, implicit_places
from refactor_cli.occurrences.postponed import is_postponed
from refactor_cli.resolution import ANY_CLASS, definitions_of, mro
from refactor_cli.resolution.class_bodies import has_metaclass
from refactor_cli.resolution.class_decorators import may_be_another
from refactor_cli.resolution.enumerations import is_enumeration
from refactor_cli.resolution.loaded_classes import loaded_class
from refactor_cli.resolution.made_classes import made_class, order_of
from refactor_cli.words import offsets
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.inference.asking import Ask
    from refactor_cli.inference.values import Known
    from refactor_cli.symbols import SymbolMap

# a name that more files have than these is looked for in those that name the class
_MOST_FILES = 40
_MOST_ASKED = 1000  # receivers that are looked at
_ASKING = frozenset({b"getattr", b"hasattr"})
_MEMBER = re.compile(
    rb"\.[ \t]*([A-Za-z_]\w*)[ \t]*(?::(?!=)|[-+*/|&^%]?=(?!=)|,|\))|^[ \t]+([A-Za-z_]\w*)[ \t]*:", re.M
)
_ORDER = frozenset({"__lt__", "__le__", "__gt__", "__ge__"})
# of whose objects the classes tell all
_PLAINLY_MADE = frozenset({"builtins", "collections", "datetime", "pathlib", "typing", "typing_extensions"})
_WITH_A_DICTIONARY = frozenset({"ChainMap", "UserDict", "UserList", "UserString", "object", "type"})


class Missed(NamedTuple):
    """What the objects of a class are asked for, and those of another have not. `reason`: "" for nothing; `names`: all
    that they have not, or otherwise, None where it is not for a member of theirs; `made`: the calls that make what is
    asked, or the names of the class that is, with the reason, where nothing else can be meant."""

    reason: str = ""
    names: frozenset[str] | None = None
    made: Mapping[tuple[str, Span], str] = {}


def missed_member(symbols: SymbolMap, old: Symbol, new: Symbol, said: Set[str], *, of_class: bool) -> Missed:
    """What of the objects of `old` is asked for, and where, that those of `new` have not; nothing where none is seen,
    or not all is known of what `new` has. `said`: names of which the recipe says something itself. `of_class`: what
    the class is asked for counts as well, as it is the name that changes."""
    from refactor_cli.inference.inferring import asking

    ask = asking(symbols)
    if new == old or not _is_known(ask, new):
        return Missed()
    names = dict.fromkeys(name for name in _members(ask, old) if name not in said)
    lost = sorted({name for name in names if _lacks(ask, new, name)} | {*lost_answers(ask, old, new)})
    apart = _apart(ask, old, new, [name for name in names if name not in lost])
    if (reason := other_fields(symbols, old, new)) and (place := taken_as_tuple(ask, old)):
        return Missed(f"{reason}: {place}")
    if reason := _whole(symbols, old, new, lost):
        return Missed(reason)
    with deep_stack():
        derived, missed = heirs(symbols, old), missed_of_heirs(symbols, old, new)
        for cls, given in given_in_vain(ask, old, new, derived if of_class else ()):
            if cls == old:
                return Missed(given)
            missed.setdefault(cls, given)
        for heir in derived if of_class else ():
            if hook := overridden_hook(ask, old, heir, lost):
                missed[heir] = f"{last_part(new.name)} has no {hook}"
            elif refused := refusing_override(ask, new, heir, [*apart]):
                missed[heir] = refused
        made = dict[tuple[str, Span], str]()
        for cls, on_class, (path, node), reason in _wanted(ask, old, new, (lost, apart), of_class):
            if cls in derived:
                missed.setdefault(cls, reason)
            elif (
                cls == old
                and (alone := _asked_alone(symbols, old, path, node, on_class=on_class)) is not None
            ):
                made.setdefault((path, Span(alone.start_byte, alone.end_byte)), reason)
            else:
                return Missed(reason, frozenset((*lost, *apart)), made)
    return Missed("", frozenset((*lost, *apart)), made)


def _asked_alone(symbols: SymbolMap, old: Symbol, path: str, node: Node, *, on_class: bool) -> Node | None:
    """The one usage that something asked there comes from: the call that makes it, or the name of the class itself."""
    if not on_class:
        call = maker_of(symbols, path, node)
        function = call.child_by_field_name("function") if call is not None else None
        made = (function.text or b"").rpartition(b".")[2] if function is not None else b""
        return call if made.decode("utf-8", "replace") == last_part(old.name) else None
    if is_enumeration(order_of(symbols, old)):
        return None  # its members belong together
    called = (node.text or b"").rpartition(b".")[2].decode("utf-8", "replace")
    is_name = node.type in ("attribute", "identifier") and called == last_part(old.name)
    return node if is_name else None


def _whole(symbols: SymbolMap, old: Symbol, new: Symbol, lost: Sequence[str]) -> str:
    """What is in the way of all of an enumeration: any of its members may be asked for, or their values."""
    members = [each for each in lost if not each.startswith("_")]
    if members and is_enumeration(order_of(symbols, old)) and (where := asked_for_any(symbols, old)):
        return f"{last_part(new.name)} has no '{members[0]}', and {where} may ask for any"
    # of what a call makes nobody knows the objects: the name says enough where the class is named as well
    for name in members if made_class(symbols, old) is not None else ():
        asked = re.compile(rb"\.[ \t]*%b\b" % re.escape(name.encode()))
        for path in python_files_with(symbols.snapshot, last_part(old.name)):
            if asked.search(symbols.snapshot.files[path].text.utf8):
                return f"{last_part(new.name)} has no '{name}', which {path} asks for"
    return other_values(symbols, old, new)


def _wanted(
    ask: Ask, old: Symbol, new: Symbol, names: tuple[Sequence[str], Mapping[str, Both]], of_class: bool
) -> Iterator[tuple[Symbol, bool, tuple[str, Node], str]]:
    """What is asked for one of the names and would be answered otherwise: its class, whether the class itself is asked,
    where, and why."""
    lost, apart = names
    called, has = last_part(new.name), gained_truth(ask, old, new)
    gained = "__bool__" if has else ""
    # the rarest first: of common names most are others' anyway
    asked = (
        (name, *each)
        for name in sorted(
            (*lost, *apart, *([gained] if gained else ())),
            key=lambda name: len(python_files_with(ask.symbols.snapshot, name)),
        )
        for each in _asked(ask.symbols, old, name)
    )
    for name, path, node in islice(asked, _MOST_ASKED):
        if is_inside(ask.symbols, old, path, node):
            continue
        where = f"{path}:{node.end_point.row + 1}"
        for cls, on_class in _having(ask, old, path, node, (name, _kinds(name, of_class))):
            if name == gained:
                yield (
                    cls,
                    on_class,
                    (path, node),
                    f"{called} has '{has}', and {where} asks whether it is true",
                )
            elif name not in apart:
                yield cls, on_class, (path, node), f"{called} has no '{name}', which {where} asks for"
            elif cls != old and gives_its_own(ask, cls, name):
                continue
            elif other := asked_otherwise(ask, apart[name], node, on_class=on_class):
                reason = f"{where} asks for '{name}', and that of {called} is another: {other}"
                yield cls, on_class, (path, node), reason


def missed_of_heirs(symbols: SymbolMap, old: Symbol, new: Symbol) -> dict[Symbol, str]:
    """The classes that derive from `old` of which something is asked that they would not have from `new`, or of which
    nothing would call any more what they override; filled by `missed_member`."""
    memo: dict[tuple[Symbol, Symbol], dict[Symbol, str]]
    memo = symbols.snapshot.memo.setdefault("members that heirs miss", {})
    return memo.setdefault((old, new), {})


def _apart(ask: Ask, old: Symbol, new: Symbol, names: Sequence[str]) -> dict[str, Both]:
    """The members that both have, each for itself."""
    if new.path is None:
        return {}
    found = {name: members_apart(ask, old, new, name) for name in names if not _is_special(name)}
    return {name: both for name, both in found.items() if both is not None}


def _is_special(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


def _having(
    ask: Ask, old: Symbol, path: str, node: Node, asked: tuple[str, tuple[str, ...]]
) -> Iterator[tuple[Symbol, bool]]:
    """The classes of what is asked for a name there, that have it by the class that is left, and whether the class
    itself is asked."""
    name, kinds = asked
    if (cls := super_of(ask, old, path, node, name)) is not None:
        yield cls, False
    for each in _things(ask, path, node, name):
        if each.kind in kinds and _has_it_from(ask, each.symbol, old, name):
            yield each.symbol, each.kind == "class"


def _kinds(name: str, of_class: bool) -> tuple[str, ...]:
    """What may be asked for a name: `with thing` asks the object, `Thing[int]` the class."""
    if name in OF_CLASSES:
        return ("class",) if of_class else ()
    return ("instance", "class") if of_class and not _is_special(name) else ("instance",)


def _things(ask: Ask, path: str, node: Node, name: str) -> Iterator[Known]:
    """What is asked for a name: `sorted` asks each of the things that it is given."""
    for each in ask.site(path, node).known:
        yield each
        yield from each.items if name == "__lt__" else ()


def _is_known(ask: Ask, cls: Symbol) -> bool:
    """Whether all is known of what a class has. Of one in the repository `has_nothing` tells the rest."""
    if cls.path is None:
        return _standard(cls.name) is not None
    if made_class(ask.symbols, cls) is not None:
        return True
    order = mro(ask.symbols, cls)
    return not has_metaclass(ask.look, order) and not any(
        may_be_another(ask.look, each) for each in order if each.path is not None
    )


def _standard(dotted: str) -> type | None:
    module, _, name = dotted.rpartition(".")
    return loaded_class(dotted) if module in _PLAINLY_MADE and name not in _WITH_A_DICTIONARY else None


def _lacks(ask: Ask, cls: Symbol, name: str) -> bool:
    if name == "__hash__":
        return cls.path is not None and is_unhashable(ask, cls)
    if name in dir(object) and name not in _ORDER:
        return False
    if (standard := _standard(cls.name) if cls.path is None else None) is not None:
        return name not in dir(standard)
    if (made := made_class(ask.symbols, cls)) is not None:
        return name not in made.members and all(_is_without(ask, each, name) for each in made.order)
    order = mro(ask.symbols, cls)
    if is_enumeration(order):
        return not (has_attribute(ask, cls, name) or name in dir(enum.IntFlag))
    if _is_special(name) and any(each.decorators for each in definitions_of(ask.look, cls)):
        return False  # `@total_ordering`, `@dataclass(order=True)`
    if name in _ORDER:  # `object` has these, and answers nothing
        is_known = all(each.path is not None or each.name == "builtins.object" for each in order)
        return is_known and not has_attribute(ask, cls, name)
    return has_nothing(ask, cls, name)


def _is_without(ask: Ask, base: Symbol, name: str) -> bool:
    """The same of a base of a class that a call makes; of `object`, and of an enumeration's, all is known."""
    if base.name == "builtins.object":
        return True
    if is_enumeration((base,)):
        return name not in dir(enum.IntFlag)
    return base != ANY_CLASS and _lacks(ask, base, name)


def _members(ask: Ask, cls: Symbol) -> Iterator[str]:
    """The names that objects of a class have, as far as they are known."""
    if cls.path is not None and not is_unhashable(ask, cls):
        yield "__hash__"
    if (made := made_class(ask.symbols, cls)) is not None:
        yield from made.members
    for each in order_of(ask.symbols, cls):
        if each.path is None:
            if (standard := _standard(each.name)) is not None:
                yield from dir(standard)
            continue
        names, file_map = set[str](), ask.symbols.map(each.path)
        utf8 = ask.symbols.snapshot.files[each.path].text.utf8
        for definition in definitions_of(ask.look, each):
            names |= {
                binding.name
                for binding in (file_map.bindings if file_map is not None else ())
                if binding.scope == definition.body
            }
            for found in _MEMBER.finditer(utf8, *definition.span):
                names.add((found[1] or found[2]).decode())
        yield from (name for name in names if has_attribute(ask, each, name))


def _asked(symbols: SymbolMap, old: Symbol, name: str) -> Iterator[tuple[str, Node]]:
    """What is asked for a name: what stands before the dot, what `getattr` is given, what `with` takes."""
    naming = {*python_files_with(symbols.snapshot, last_part(old.name))}
    if _is_special(name):
        for path in files_asking(symbols, old):
            if symbols.map(path) is not None:
                root = symbols.tree(path).root_node
                places = implicit_places(root, (name,))
                yield from ((path, node) for node in places if not is_postponed(root, node))
    paths: Sequence[str] = python_files_with(symbols.snapshot, name)
    if len(paths) > _MOST_FILES:
        paths = [path for path in paths if path in naming]
    for path in paths:
        if symbols.map(path) is None:
            continue
        utf8, root = symbols.snapshot.files[path].text.utf8, symbols.tree(path).root_node
        for at in offsets(utf8, name.encode()):
            receiver = _receiver(root.descendant_for_byte_range(at, at + len(name.encode())))
            if receiver is not None:
                yield path, receiver


def _receiver(node: Node | None) -> Node | None:
    parent = node.parent if node is not None else None
    if node is None or parent is None:
        return None
    if parent.type == "attribute" and parent.child_by_field_name("attribute") == node:
        return None if _is_given(parent) else parent.child_by_field_name("object")
    string = parent if node.type == "string_content" else None
    arguments = string.parent if string is not None else None
    call = arguments.parent if arguments is not None and arguments.type == "argument_list" else None
    function = call.child_by_field_name("function") if call is not None and call.type == "call" else None
    if arguments is None or function is None or function.text not in _ASKING:
        return None
    given = arguments.named_children
    return given[0] if len(given) > 1 and given[1] == string else None


def _is_given(attribute: Node) -> bool:
    """Whether an attribute is not read but given something: the object has it then."""
    outer = attribute.parent
    return outer is not None and outer.type == "assignment" and outer.child_by_field_name("left") == attribute


def _has_it_from(ask: Ask, cls: Symbol, old: Symbol, name: str) -> bool:
    """Whether an object of a class has a name by the class that is left, and by none that derives from it."""
    if cls == old:
        return True
    order = mro(ask.symbols, cls)
    if old in order:
        return not _defined_among(ask, order[: order.index(old)], name)
    # a mixin asks `self` for what the class has that it is put together with
    inherited = frozenset(mro(ask.symbols, old))
    together = (mro(ask.symbols, heir) for heir in heirs(ask.symbols, old) if cls.path is not None)
    return any(
        cls in each and not _defined_among(ask, [*frozenset(each) - inherited], name) for each in together
    )


def _defined_among(ask: Ask, classes: Sequence[Symbol], name: str) -> bool:
    return any(defines(ask, each, name) for each in classes if each.path is not None)

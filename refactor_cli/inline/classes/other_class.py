"""Constructors that become those of another class, and names that become another class's: what is made is no longer an
object of the old class's bases, where the repository asks for one."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import TYPE_CHECKING

from refactor_cli.call_parameters import definition_of
from refactor_cli.data import Span, Symbol, Target, Usage
from refactor_cli.dotted import last_part
from refactor_cli.inline.classes.asked_of_types import is_tested_for
from refactor_cli.inline.classes.fields_asked import fields_asked
from refactor_cli.inline.classes.kept_to_itself import is_kept_to_itself
from refactor_cli.inline.classes.made_with_metaclass import asked_of_class, called_otherwise
from refactor_cli.inline.classes.missed_members import Missed, missed_member, missed_of_heirs
from refactor_cli.inline.classes.told_by_class import told_by_class
from refactor_cli.inline.functions.other_values import class_given
from refactor_cli.inline.new_names.naming import callee_symbols
from refactor_cli.inline.new_names.whole_names import led_to, whole_names
from refactor_cli.recipe.rules import Move, Rule
from refactor_cli.resolution import resolve_absolute
from refactor_cli.resolution.linearisation import ANY_CLASS
from refactor_cli.resolution.loaded_classes import loaded_class, may_derive
from refactor_cli.resolution.made_classes import made_class, order_of
from refactor_cli.resolution.standard_library import is_class
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# every class has these, or none can be asked for them
_OF_ALL = frozenset({"builtins.object", "builtins.BaseException", "builtins.Exception", "typing.Generic"})
# what Python and its library take as it is, whatever methods it has
_PLAIN = frozenset(
    f"builtins.{name}"
    for name in ("bytearray", "bytes", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple")
)
_ASKING = frozenset({"class_pattern", "except_clause", "except_group_clause"})


_NO_MEMBERS = frozenset[str]()


def left_for_its_class(
    symbols: SymbolMap, usages: Iterable[Usage], target: Target, missed: Missed
) -> dict[Usage, str]:
    """The usages of a class that cannot become another one, each with the reason: not those whose objects are not asked
    for what is missed, as they go nowhere."""
    found = dict[Usage, str]()
    for usage in usages:
        spans = (each for each in (usage.call_span, usage.expression) if each is not None)
        reason = next(
            (missed.made[usage.path, each] for each in spans if (usage.path, each) in missed.made), ""
        )
        if not reason and missed.reason:
            is_apart = missed.names is not None and all(
                is_kept_to_itself(symbols, each, usage, missed.names) for each in target.symbols
            )
            reason = "" if is_apart else missed.reason
        if reason:
            found[usage] = reason
    return found


def other_class(
    symbols: SymbolMap,
    target: Target,
    rules: Sequence[Rule],
    move: Move | None = None,
    said: Set[str] = frozenset(),
    usages: Iterable[Usage] = (),
) -> Missed:
    """Why a class cannot be left for another one, nothing where nothing is seen to ask for what the other one's objects
    lack. `said`: names of members of which the recipe says something itself; `usages`: those of which the rules say
    nothing else."""
    if len(target.symbols) != 1 or not (target.kind == "class" or is_class(target.dotted)):
        return Missed()
    (old,) = target.symbols
    made = dict[tuple[str, Span], str]()
    for new in _taken_instead(symbols, target, rules, move):
        order = order_of(symbols, new)
        if new != old and ANY_CLASS not in order and (reason := _other_bases(symbols, old, new, order)):
            return Missed(reason)
        if reason := called_otherwise(symbols, old, new):
            return Missed(reason)
        if move is not None:
            made |= {**dict(asked_of_class(symbols, old, new)), **dict(fields_asked(symbols, old, new))}
        missed = missed_member(symbols, old, new, said, of_class=move is not None)
        if missed.made and not missed.reason and (place := _asking(symbols, old, old)):
            # what is told apart there would be of two classes
            first = next(iter(missed.made.values()))
            missed = missed._replace(
                reason=f"{first}, and {place} asks whether something is a {last_part(old.name)}"
            )
        if missed.reason:
            return missed
        made |= missed.made
        if move is None and (told := told_by_class(symbols, usages, old, new)):
            return Missed(told, _NO_MEMBERS, made)
        # what derives from it stays as it is then, and would not be told any more where its objects are
        of_heirs = missed_of_heirs(symbols, old, new) if move is not None else {}
        if of_heirs and _asking(symbols, old, old):
            return Missed(next(iter(of_heirs.values())))
    return Missed(made=made)


def _other_bases(symbols: SymbolMap, old: Symbol, new: Symbol, order: Sequence[Symbol]) -> str:
    """Why the bases of a class, of which the new one's `order` has other ones, are in the way."""
    own = order_of(symbols, old)
    if new.path is None and loaded_class(new.name) is None:
        return ""  # nothing is known of it, or it is yet to be written
    for base in own[1:]:
        if base.name in _PLAIN and _is_lost(base, order):
            lost = f"{last_part(new.name)} is no {last_part(base.name)}, as {last_part(old.name)} is"
            return f"{lost}: see what takes its objects for one"
    for base in own[1:]:
        if base == ANY_CLASS or base.name in _OF_ALL or not _is_lost(base, order):
            continue
        if place := _asking(symbols, base, old):
            return f"{last_part(new.name)} is no {last_part(base.name)}, which {place} asks for"
    if _is_exception(own) and not _is_exception(order) and all(map(_is_known, order)):
        return f"{last_part(new.name)} is no exception, and can neither be raised nor caught"
    # an exception that is caught somewhere else from now on; what else a class is, whoever takes it may want
    for base in order[1:] if _is_exception(order) else ():
        if base in own or base.name in _OF_ALL:
            continue
        if place := _asking(symbols, base, old):
            asked, was = last_part(base.name), last_part(old.name)
            return f"{last_part(new.name)} is a {asked}, which {place} asks for, and {was} is none"
    return ""


def _is_lost(base: Symbol, order: Sequence[Symbol]) -> bool:
    """Whether a class with these bases is sure to have no other one among them: what stands outside of the repository
    may bring more from there."""
    if base in order:
        return False
    return base.path is not None or not any(each.path is None and may_derive(each, base) for each in order)


def _is_exception(order: Sequence[Symbol]) -> bool:
    last = (getattr(builtins, last_part(each.name), None) for each in order if each.path is None)
    return any(isinstance(each, type) and issubclass(each, BaseException) for each in last)


def _is_known(cls: Symbol) -> bool:
    return cls.path is not None or loaded_class(cls.name) is not None


def _taken_instead(
    symbols: SymbolMap, target: Target, rules: Sequence[Rule], move: Move | None
) -> Iterator[Symbol]:
    """The classes that the rules call instead, or to whose names the move leads."""
    yield from _made_by(symbols, target, rules, next(iter(target.symbols)).path or "")
    for each in resolve_absolute(symbols, move.target).values if move is not None else ():
        is_outside = each.symbol.path is None and is_class(each.symbol.name)
        if each.kind == "class" or is_outside or made_class(symbols, each.symbol) is not None:
            yield each.symbol


def _made_by(symbols: SymbolMap, target: Target, rules: Sequence[Rule], path: str) -> Iterator[Symbol]:
    """The classes that the rules call instead, or of which what they call gives objects."""
    owner = target.dotted.rpartition(".")[0]
    for rule in rules:
        for callee in rule.callees[:1]:
            found = callee_symbols(symbols, callee, owner, path)
            definition = definition_of(symbols, found)
            if definition is not None and definition.kind == "class":
                yield from found
            elif definition is not None and (given := class_given(symbols, found)) is not None:
                yield given
            elif path:
                yield from filter(_is_class_outside, map(_in_full, found))


def _in_full(symbol: Symbol) -> Symbol:
    """A builtin of a rule by its dotted name."""
    is_bare = symbol.path is None and "." not in symbol.name and hasattr(builtins, symbol.name)
    return symbol._replace(name=f"builtins.{symbol.name}") if is_bare else symbol


def _is_class_outside(symbol: Symbol) -> bool:
    return symbol.path is None and is_class(symbol.name)


def _asking(symbols: SymbolMap, base: Symbol, old: Symbol) -> str:
    """Where an object is asked whether it is of a class: `except Base`, `isinstance(x, Base)`, `case Base()`, what
    `singledispatch` has for it. A class from outside of the repository is everybody's: that counts in files which name
    the old class too."""
    name = last_part(base.name)
    paths = python_files_with(symbols.snapshot, name)
    if base.path is None:
        beside = {*python_files_with(symbols.snapshot, last_part(old.name))}
        paths = [path for path in paths if path in beside]
    for path in paths:
        for node in whole_names(symbols, path, name):
            is_asking = _is_caught(node) or is_tested_for(symbols, path, node)
            if is_asking and base in led_to(symbols, path, node):
                return f"{path}:{node.start_point.row + 1}"
    return ""


def _is_caught(node: Node | None) -> bool:
    """Whether a name stands in the head of an `except`, or in a class pattern."""
    while node is not None and node.type != "block":
        if node.type in _ASKING:
            return True
        node = node.parent
    return False

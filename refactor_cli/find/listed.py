"""Computed `getattr` calls that may reach a target -> the strings of lists that name it there, as usages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refactor_cli.data import Certainty, Span, Symbol, Target, Usage
from refactor_cli.find.aliases import own_name
from refactor_cli.find.asked_alone import asked_alone
from refactor_cli.find.dispatch import Dispatch, Dispatches, class_of, values_of
from refactor_cli.find.drawn import drawn_strings
from refactor_cli.find.question import Judgement, owner_of, question
from refactor_cli.find.sites import site
from refactor_cli.inference.likely_files import binding_in_classes
from refactor_cli.occurrences.values import Occurrence
from refactor_cli.resolution import (
    ANY_CLASS,
    Lookup,
    bindings_at,
    evaluate,
    is_subclass,
    member,
    mro,
    scope_at,
)
from refactor_cli.resolution.definitions import home
from refactor_cli.resolution.standard_library import is_of_library
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

RULE = "listed"
# so many other names, all of them the class's, say whose the list is
_ENOUGH = 3

_Place = tuple[str, Span]


def with_listed(
    symbols: SymbolMap, target: Target, found: Iterable[Usage], calls: Dispatches, only: Set[str] | None
) -> tuple[list[Usage], Dispatches]:
    """The usages with those strings among them, and the calls that they do not account for.

    A string is likely to be the target where the object is known to have it, or where it is asked for several other
    names and the class has them all, and no other class; else possible. Where the object is not known, most of what
    it is asked for has to be the class's: `["get", "post"]` is for something else than a cache. It is certain where a
    loop over the list itself only asks the method's own object.
    """
    usages, listed = [*found], dict[_Place, Usage]()
    looked_at = [
        each
        for each in calls.named()
        if (only is None or each.path in only) and _quotes_it(symbols, target, each.path)
    ]
    accounted = set[Dispatch]()
    for call in looked_at:
        strings = drawn_strings(symbols, call.path, call.offset)
        named = [each for each in strings if _content(each) == own_name(target)]
        certainty = _certainty(symbols, target, call, strings) if named else None
        if certainty is None:
            continue
        accounted.add(call)
        for string in named:
            is_sure = certainty == "likely" and _is_asked_of_it(symbols, target, call, string)
            usage = _usage(symbols, target, call.path, string, "certain" if is_sure else certainty)
            place = (usage.path, usage.span)
            if place not in listed or certainty == "likely":
                listed[place] = usage
    if not accounted:
        return usages, calls
    return _joined(usages, listed), calls.without(accounted)


def may_be_listed(symbols: SymbolMap, target: Target, only: Set[str] | None) -> bool:
    """Whether a file has both the target's name in quotes and a `getattr` or `globals`: few do, seen at once."""
    if all(each.path is None for each in target.symbols):
        return False
    paths = python_files_with(symbols.snapshot, own_name(target)) if only is None else only
    files = symbols.snapshot.files
    return any(
        path in files
        and any(each in files[path].text.utf8 for each in (b"getattr(", b"globals()"))
        and _quotes_it(symbols, target, path)
        for path in paths
    )


def _quotes_it(symbols: SymbolMap, target: Target, path: str) -> bool:
    word, utf8 = own_name(target).encode(), symbols.snapshot.files[path].text.utf8
    return b"'%b'" % word in utf8 or b'"%b"' % word in utf8


def _joined(usages: Sequence[Usage], listed: dict[_Place, Usage]) -> list[Usage]:
    """Each place once: what is known of a constant by itself stays, unless more is known by the list."""
    kept = {(each.path, each.span): each for each in usages}
    for place, usage in listed.items():
        if place not in kept or (kept[place].certainty == "possible" and usage.certainty != "possible"):
            kept[place] = usage
    return sorted(kept.values(), key=lambda each: (each.path, each.span))


def _certainty(
    symbols: SymbolMap, target: Target, call: Dispatch, strings: Sequence[Node]
) -> Certainty | None:
    """None: it is asked for what the target's class does not have."""
    owner, name = owner_of(symbols, target), own_name(target)
    if owner is None and not call.receiver:
        return "likely"  # of its own module
    if owner is None:
        led = values_of(symbols, call)
        return "likely" if len(led.values) == 1 and led.complete else "possible"
    cls, look = class_of(symbols, call), Lookup(symbols, target.ends)
    if cls is not None and is_subclass(symbols, cls, owner):
        has_it = {value.symbol for value in member(look, cls, name).values} & target.symbols
        return "likely" if has_it else "possible"
    if cls is not None and cls in mro(symbols, owner):
        return "possible"
    values = values_of(symbols, call)
    if values.values and all(each.symbol.path is None for each in values.values):
        return None  # of a package
    certainty = _by_the_others(symbols, owner, name, {_content(each) for each in strings} - {name})
    return "possible" if certainty == "likely" and _is_given_by_package(symbols, call) else certainty


def _is_asked_of_it(symbols: SymbolMap, target: Target, call: Dispatch, string: Node) -> bool:
    """Whether nothing is done with a string but that methods ask their own object for what it names, which is of the
    target's class: any other may be made of another class in the same migration."""
    owner, name, look = owner_of(symbols, target), own_name(target), Lookup(symbols, target.ends)
    asking = asked_alone(symbols, call, string)
    if owner is None or not asking or any(each.receiver not in ("self", "cls") for each in asking):
        return False
    classes = [class_of(symbols, each) for each in asking]
    return all(
        cls is not None
        and is_subclass(symbols, cls, owner)
        and {value.symbol for value in member(look, cls, name).values} == target.symbols
        for cls in classes
    )


def _is_given_by_package(symbols: SymbolMap, call: Dispatch) -> bool:
    """Whether all that a name stands for are results of what packages have: `client = redis.Redis()`."""
    file_map, at = symbols.map(call.path), call.offset
    bound = bindings_at(file_map, scope_at(file_map, at), call.receiver, at) if file_map is not None else ()
    if file_map is None or not bound or not all(each.called for each in bound):
        return False
    called = [
        value.symbol
        for each in bound
        for value in evaluate(
            Lookup(symbols),
            call.path,
            scope_at(file_map, each.span.start),
            each.called,
            each.span.start,
        ).values
    ]
    return bool(called) and all(each.path is None and not is_of_library(each.name) for each in called)


def _by_the_others(symbols: SymbolMap, owner: Symbol, name: str, names: Set[str]) -> Certainty | None:
    if ANY_CLASS in mro(symbols, owner):
        return "possible"
    own = [each for each in names if member(Lookup(symbols), owner, each).values]
    if len(own) == len(names) >= _ENOUGH:
        return "possible" if _has_another_all(symbols, owner, name, names) else "likely"
    return "possible" if 2 * len(own) >= len(names) else None


def _has_another_all(symbols: SymbolMap, owner: Symbol, name: str, names: Set[str]) -> bool:
    """Whether a class that has nothing to do with the target's has the target's name and all the others too."""
    look = Lookup(symbols)
    for path in binding_in_classes(symbols, name):
        file_map = symbols.map(path)
        bodies = {each.scope for each in file_map.named.get(name, ())} if file_map is not None else ()
        for each in file_map.definitions if file_map is not None and bodies else ():
            cls = Symbol(home(look, path), each.qualname)
            if each.kind != "class" or each.body not in bodies:
                continue
            if is_subclass(symbols, cls, owner) or is_subclass(symbols, owner, cls):
                continue
            if all(member(look, cls, one).values for one in names):
                return True
    return False


def _usage(symbols: SymbolMap, target: Target, path: str, string: Node, certainty: Certainty) -> Usage:
    file_map = symbols.map(path)
    assert file_map is not None
    content = string.named_children[1]
    span = Span(content.start_byte, content.end_byte)
    occurrence = Occurrence(span, "string", "reference", span, None, own_name(target))
    asked = question(symbols, target, path, file_map)
    usage = site(asked, occurrence, Judgement("string", certainty, (RULE,)))
    # finding again need only find it: whether the object is known there depends on other edits
    return replace(usage, decided_by="evidence") if certainty != "possible" else usage


def _content(string: Node) -> str:
    """What a string spells; "" where that is put together, or in bytes."""
    parts = string.named_children
    if len(parts) != 3 or parts[1].type != "string_content" or parts[1].named_children:
        return ""
    quote = (parts[0].text or b"").lower()
    return "" if b"b" in quote or b"f" in quote else (parts[1].text or b"").decode("utf-8", "replace")

"""Whether an attribute of an object is what its class assigns to it: every assignment is seen, and gives no more.

What other code assigns to an attribute of that name may be given to the object as well, unless that is known to be
another one, or the object is known to nobody but its class.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Span, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import code_children
from refactor_cli.inference.asking import Ask, called_in
from refactor_cli.inference.assignments import given_to
from refactor_cli.inference.classes.families import defining_some, is_standard_name
from refactor_cli.inference.classes.stand_ins import every_heir
from refactor_cli.inference.computed.computed_names import is_filled
from refactor_cli.inference.members.kept_objects import class_of_self, is_kept
from refactor_cli.inference.members.private_names import is_given_private, spelled_out
from refactor_cli.inference.mentions import GIVES, TARGET, is_prose, is_read
from refactor_cli.inference.tests_run.run_as_written import is_of_repository
from refactor_cli.inference.values import PROVEN, Types, without_none
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution import definitions_of, is_subclass, mro
from refactor_cli.resolution.scopes import is_private
from refactor_cli.resolution.standard_library import as_backported, is_of_library, lacks
from refactor_cli.words import offsets
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

RULE = "every-assignment"
# an attribute that is given to others in more places is everybody's
MOST_PLACES = 20
_FILLS = re.compile(
    rb"__dict__|setattr\([ \t]*self|__setattr__|\bvars\(|__setstate__|__slots__|__getattribute__"
)
# attributes of any object, by keywords
_UPDATES = re.compile(
    rb"(?:(?:__dict__|vars\([^()\n]{0,80}\))\.update\(|\bmultiple\([^()=]{1,80},)[ \t\r\n]*(?!\*\*)\w+[ \t]*="
)
_UPDATED = (b"__dict__", b"vars(")
_QUOTES = (b'"', b"'")
_WORD = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_GIVES = re.compile(GIVES)
_TARGET = re.compile(TARGET + rb"\Z")
# by a text that names it in full
_PATCHED = re.compile(rb"(?:patch|setattr)\([ \t\r\n]*[rRuU]?[\"'][\w.:-]*\.\Z")
# `setattr(shop, "Cart", …)`, `patch.object(shop, "Cart")`, `patch("shop.Cart")`, `globals()["Cart"]`
_REPLACED = lazy_pattern(
    rb"(?:(?:\bpatch(?:\.object)?|setattr)\([^()]{0,80}|\bglobals\(\)\[[ \t]*)[rRuU]?[\"'][\w.:-]*\Z"
)
_FAR = 100  # bytes
# what tells a mock what to give
_TOLD = ("return_value", "side_effect", "configure_mock")


class Place(NamedTuple):
    """Where something is given to an attribute, by the span of its name; `is_text`: by a string."""

    path: str
    span: Span
    is_text: bool


def has_every_assignment(ask: Ask, cls: Symbol, name: str, is_own: bool, types: Types) -> bool:
    """Whether an attribute of the objects of a class is `types`, what the methods of the class and its bases assign to
    it, and nothing else. `is_own`: these may be objects of subclasses."""
    unknown: tuple[Place, ...] | None = None
    key = ("assigned elsewhere", cls, name, is_own)
    places = ask.kept(key, lambda: _elsewhere(ask, cls, name, is_own), unknown, unknown)
    return places is not None and all(
        is_prose(ask.symbols.node(each.path, each.span))
        or is_of_others(ask, cls, is_own, each)
        or _is_no_more(ask, each, types)
        for each in places
    )


def _elsewhere(ask: Ask, cls: Symbol, name: str, is_own: bool) -> tuple[Place, ...] | None:
    """Where else something may be given to the attribute; None when that is not known."""
    order = mro(ask.symbols, cls)
    family = _family(ask, cls, order) if is_own else set(order)
    beyond = [each for each in family if each.path is None and not lacks(each.name, name)]
    if beyond and (is_standard_name(name) or not all(map(_is_standard, beyond))):
        return None
    files = ask.symbols.snapshot.files
    for each in family:
        for definition in definitions_of(ask.look, each):
            if _FILLS.search(files[each.path or ""].text.utf8, *definition.span):
                return None

    def is_further(other: Symbol) -> bool:
        """Whether it is of the family, and not the class or one of its bases."""
        return is_own and other not in order and (other in family or is_subclass(ask.symbols, other, cls))

    is_alone = is_kept(ask, cls, is_own)
    if not is_alone and _is_given_by_text(
        ask, order, name
    ):  # before files are read to see whose `self` it is
        return None
    found = [*given_outside(ask, is_further, order, name)]
    if is_alone:
        found = [each for each in found if _of_heir(ask, is_further, each)]
    elif len(found) > MOST_PLACES or _is_filled(ask, cls, is_own, name):
        return None
    # last, as it reads every class that has the name
    if is_own and any(map(is_further, defining_some(ask, name))):
        return None
    return tuple(found)


def _is_filled(ask: Ask, cls: Symbol, is_own: bool, name: str) -> bool:
    """Whether code gives objects of a class the attribute under a name that it computes."""
    if is_private(name) and not any(
        is_given_private(ask.symbols, each, name) for each in mro(ask.symbols, cls)
    ):
        return False
    return is_filled(ask, cls, is_own, name)


def _family(ask: Ask, cls: Symbol, order: tuple[Symbol, ...]) -> set[Symbol]:
    """A class with its bases, what is known to derive from it, and whatever else that derives from."""
    heirs = every_heir(ask.symbols, cls) or ()
    return {*order, *(each for heir in heirs for each in mro(ask.symbols, heir))}


def given_outside(
    ask: Ask, is_further: Callable[[Symbol], bool], order: tuple[Symbol, ...], name: str
) -> Iterator[Place]:
    """Where an attribute of a name is given something, but by methods of the class and its bases, and those of
    strangers on themselves. `is_further`: which others are of the family."""
    memo: dict[str, tuple[tuple[Place, Symbol | None], ...]] = ask.symbols.snapshot.memo.setdefault(
        "places given", {}
    )
    for spelled in _spellings(order, name):
        if spelled not in memo:
            memo[spelled] = tuple(_with_owners(ask, spelled))
        for place, owner in memo[spelled]:
            if owner is None or is_further(owner):
                yield place


def _spellings(order: tuple[Symbol, ...], name: str) -> Iterator[str]:
    """How an attribute is called outside of its class, if that is another name."""
    yield name
    if is_private(name):
        yield from {spelled_out(cls, name) for cls in order}


def _is_given_by_text(ask: Ask, order: tuple[Symbol, ...], name: str) -> bool:
    return any(is_given_by_text(ask, each) for each in _spellings(order, name))


def is_given_by_text(ask: Ask, name: str) -> bool:
    """Whether a text that is not only read may name an attribute of anything: one that is patched, say. What a
    docstring or a comment says is none."""
    memo: dict[str, bool] = ask.symbols.snapshot.memo.setdefault("given by text", {})
    if name not in memo:
        memo[name] = any(
            each.is_text and not is_prose(ask.symbols.node(each.path, each.span))
            for each, _ in _given_as(ask, name)
        )
    return memo[name]


def files_replacing(ask: Ask, name: str) -> tuple[str, ...]:
    """The files that may put something else in the place of what a module has under a name, by a text of it."""
    memo: dict[str, tuple[str, ...]] = ask.symbols.snapshot.memo.setdefault("files replacing", {})
    if name not in memo:
        files = ask.symbols.snapshot.files
        texts = (
            (each.path, files[each.path].text.utf8, each.span.start)
            for each, _ in _given_as(ask, name)
            if each.is_text and not _is_of_mock_alone(ask, each, name)
        )
        found = (path for path, utf8, at in texts if _REPLACED.search(utf8, max(0, at - _FAR), at))
        memo[name] = tuple(dict.fromkeys(found))
    return memo[name]


def _is_of_mock_alone(ask: Ask, place: Place, name: str) -> bool:
    """Whether a mock stands there for a while that nobody has: `with patch("shop.Cart"):`. What it gives are mocks, on
    which no method of the repository is called, unless it is told by the name that it stands under to give another."""
    node = ask.symbols.node(place.path, place.span)
    while node is not None and node.type in ("string_content", "string"):
        node = node.parent
    call = node.parent if node is not None and node.type == "argument_list" else None
    item = call.parent if call is not None and call.type == "call" else None
    if (
        node is None
        or call is None
        or item is None
        or item.type != "with_item"
        or len(code_children(node)) != 1
    ):
        return False
    called = called_in(ask.symbols, place.path, call)
    if last_part(called) != "patch" or is_of_repository(ask, place.path, call, called):
        return False
    utf8 = ask.symbols.snapshot.files[place.path].text.utf8
    return not any(f"{name}.{each}".encode() in utf8 for each in _TOLD) and not _is_told(item, name)


def _is_told(item: Node, name: str) -> bool:
    """Whether what stands there for a while is told what to give by another name: `made = shop.Cart`."""
    while item.parent is not None and item.type != "with_statement":
        item = item.parent
    body = item.text or b""
    named = re.findall(rb"(?m)^[ \t]*(\w+)[ \t]*=(?!=)[^\n]*\b%b\b" % name.encode(), body)
    told = re.findall(rb"\b(\w+)(?:\.\w+|\(\))*\.(?:%b)\b" % b"|".join(map(str.encode, _TOLD)), body)
    return not {*named}.isdisjoint(told)


def _with_owners(ask: Ask, name: str) -> Iterator[tuple[Place, Symbol | None]]:
    """Each place where an attribute of a name is given something, with the class that gives it to its own object."""
    for place, receiver in _given_as(ask, name):
        utf8 = ask.symbols.snapshot.files[place.path].text.utf8
        yield (
            place,
            class_of_self(ask, place.path, receiver.start, utf8[slice(*receiver)]) if receiver else None,
        )


def _given_as(ask: Ask, name: str) -> Sequence[tuple[Place, Span | None]]:
    """The same by bytes, each with the receiver, None where a text names the attribute."""
    memo: dict[str, Sequence[tuple[Place, Span | None]]]
    memo = ask.symbols.snapshot.memo.setdefault("places given by bytes", {})
    if name not in memo:
        memo[name] = tuple(_read_places(ask, name))
    return memo[name]


def _read_places(ask: Ask, name: str) -> Iterator[tuple[Place, Span | None]]:
    word = name.encode()
    for path in python_files_with(ask.symbols.snapshot, name):
        utf8 = ask.symbols.snapshot.files[path].text.utf8
        for start in offsets(utf8, word):
            span = Span(start, start + len(word))
            if utf8[start - 1 : start] in _QUOTES and utf8[span.end : span.end + 1] in _QUOTES:
                if not is_read(utf8, *span):
                    yield Place(path, span, True), None
                continue
            if utf8[span.end : span.end + 1] in _QUOTES and _PATCHED.search(
                utf8, max(0, start - _FAR), start
            ):
                yield Place(path, span, True), None
                continue
            receiver = _given_to(utf8, span)
            if receiver is None or not _is_attribute(ask, path, receiver, span):
                if _GIVES.match(utf8, span.end) and _is_updating(ask, path):
                    yield Place(path, span, True), None
                continue
            yield Place(path, span, False), receiver


def _is_updating(ask: Ask, path: str) -> bool:
    """Whether a file gives attributes by keywords."""
    memo: dict[str, bool] = ask.symbols.snapshot.memo.setdefault("gives attributes by keywords", {})
    if path not in memo:
        utf8 = ask.symbols.snapshot.files[path].text.utf8
        is_likely = b"multiple(" in utf8 or (b".update(" in utf8 and any(each in utf8 for each in _UPDATED))
        memo[path] = is_likely and _UPDATES.search(utf8) is not None
    return memo[path]


def _given_to(utf8: bytes, name: Span) -> Span | None:
    """The last word, or bracket, of what stands before the dot before a name that is given something."""
    dot = _without_blanks(utf8, name.start)
    if utf8[dot - 1 : dot] != b".":
        return None
    end = _without_blanks(utf8, dot - 1)
    if utf8[end - 1 : end] in (b")", b"]"):
        return Span(end - 1, end) if _GIVES.match(utf8, name.end) else None
    start = end
    while start and utf8[start - 1] in _WORD:
        start -= 1
    if start < end and (_GIVES.match(utf8, name.end) or _TARGET.search(utf8, max(0, start - _FAR), start)):
        return Span(start, end)
    return None


def _is_attribute(ask: Ask, path: str, receiver: Span, name: Span) -> bool:
    """Whether a dot before a name is none that ends the sentence of a comment, or of a docstring, above it."""
    if b"\n" not in ask.symbols.snapshot.files[path].text.utf8[receiver.end : name.start]:
        return True
    node = ask.symbols.node(path, name)
    return node is None or node.parent is None or node.parent.type == "attribute"


def _without_blanks(utf8: bytes, at: int) -> int:
    while at and utf8[at - 1] in b" \t\r\n\f\\":
        at -= 1
    return at


def _of_heir(ask: Ask, is_further: Callable[[Symbol], bool], place: Place) -> bool:
    """Whether it is a method of a subclass, or of what that derives from as well, that gives something to its own
    object there."""
    if place.is_text:
        return False
    node = ask.symbols.node(place.path, place.span)
    attribute = node.parent if node is not None else None
    receiver = attribute.child_by_field_name("object") if attribute is not None else None
    if receiver is None or receiver.text is None:
        return True
    owner = class_of_self(ask, place.path, receiver.start_byte, receiver.text)
    return owner is not None and is_further(owner)


def _is_no_more(ask: Ask, place: Place, types: Types) -> bool:
    """Whether what is given there is proved to be among what the class assigns."""
    node = ask.symbols.node(place.path, place.span)
    given = given_to(ask, place.path, node.parent if node is not None else None)
    if given is None or not given.types.complete or not given.types.via <= PROVEN:
        return False
    return without_none(given.types).known <= types.known


def is_of_others(ask: Ask, cls: Symbol, is_own: bool, place: Place) -> bool:
    """Whether the object there is proved to be of a class that has nothing to do with this one."""
    node = ask.symbols.node(place.path, place.span)
    attribute = node.parent if node is not None else None
    types = ask.expression(
        place.path, attribute.child_by_field_name("object") if attribute is not None else None
    )
    if not types.known or not types.complete or not types.via <= PROVEN:
        return False
    mine = _with_heirs(ask, cls) if is_own else [cls]
    return mine is not None and all(
        each.kind in ("instance", "class", "module", "none")
        and (each.kind == "module" or _are_strangers(ask, mine, each.symbol, each.own))
        for each in types.known
    )


def _are_strangers(ask: Ask, mine: list[Symbol], cls: Symbol, is_own: bool) -> bool:
    if cls.path is None and cls.name.partition(".")[0] not in ("builtins", "typing", "collections"):
        return False
    theirs = _with_heirs(ask, cls) if is_own and cls.path is not None else [cls]
    if theirs is None or not set(mine).isdisjoint(theirs):
        return False
    return not any(
        is_subclass(ask.symbols, each, cls) or is_subclass(ask.symbols, cls, each) for each in mine
    )


def _with_heirs(ask: Ask, cls: Symbol) -> list[Symbol] | None:
    heirs = every_heir(ask.symbols, cls)
    return None if heirs is None else [cls, *heirs]


def _is_standard(cls: Symbol) -> bool:
    return bool(cls.name) and is_of_library(as_backported(cls.name))

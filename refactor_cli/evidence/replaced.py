"""Methods that the program puts something else in the place of: `Cart.old = other`, `setattr(Cart, "old", other)`, or
for one object, `cart.old = other`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from refactor_cli.data import Span, Symbol, Usage
from refactor_cli.evidence.question import Question
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.classes.stand_ins import heirs
from refactor_cli.inference.members.assignment_places import GIVEN, files_assigning, files_giving_by_text
from refactor_cli.inference.members.kept_objects import class_of_self
from refactor_cli.resolution import Value, definitions_of, evaluate, is_subclass, scope_at

RULE = "replaced"
# `self.open = self.close = None`, `setattr(self, "open", None)`
_NOTHING = re.compile(rb"(?:[ \t]*[\w.]+[ \t]*=(?!=)){0,20}[ \t]*None[ \t]*(?:[#;)]|\r?\n|\Z)")
_RECEIVER = rb"(?<![\w.)\]])([^\W\d]\w*(?:\.[^\W\d]\w*)*)"


class _Place(NamedTuple):
    """Where something is given under a method's name, to what is called `receiver` in that scope."""

    path: str
    at: int
    receiver: str
    scope: int


class Replaced(Struct, frozen=True):
    """What puts something else in the place of a method: files that do so for a class, what gives it to an object, and
    the classes that give it to their own."""

    files: frozenset[str]
    objects: frozenset[tuple[str, str, int]]
    selves: frozenset[Symbol]


def replaced_in(ask: Ask, question: Question, name: str) -> Replaced | None:
    """What gives the target's class, or one that derives from it, or an object of them, something else under the name
    of a method; None where nothing does. Not where that is the method again (`Cart.old = timed(Cart.old)`)."""
    owner = question.owner
    if owner is None or owner.path is None or question.target.kind != "method":
        return None
    files, objects, selves = set[str](), set[tuple[str, str, int]](), set[Symbol]()
    for place in _places(ask, name):
        own = class_of_self(ask, place.path, place.at, place.receiver.encode())
        if own is not None:
            selves.add(own)
            continue
        classes = _classes(ask, place)
        if any(is_subclass(ask.symbols, each, owner) for each in classes) or _is_decorating(
            ask, owner, place
        ):
            files.add(place.path)
        objects.add((place.path, place.receiver, place.scope))
    if not files and not objects and not selves:
        return None
    return Replaced(frozenset(files), frozenset(objects), frozenset(selves))


def _is_decorating(ask: Ask, owner: Symbol, place: _Place) -> bool:
    """Whether a decorator of the class, or of one that derives from it, does so to the class that it is given."""
    return any(
        each.symbol.path == place.path
        and any(
            found.span.contains(Span(place.at, place.at)) for found in definitions_of(ask.look, each.symbol)
        )
        for each in _decorators(ask, owner)
        if each.kind == "function"
    )


def _decorators(ask: Ask, owner: Symbol) -> tuple[Value, ...]:
    memo: dict[Symbol, tuple[Value, ...]] = ask.symbols.snapshot.memo.setdefault("decorators of classes", {})
    if owner not in memo:
        memo[owner] = tuple(
            value
            for cls in (owner, *heirs(ask.symbols, owner))
            for each in definitions_of(ask.look, cls)
            for name in filter(None, each.decorators)
            for value in evaluate(ask.look, cls.path or "", each.scope, name, each.outer.start).values
        )
    return memo[owner]


def _classes(ask: Ask, place: _Place) -> set[Symbol]:
    """The classes that are given something else; a class that a call made counts as its base."""
    values = evaluate(ask.look, place.path, place.scope, place.receiver, place.at).values
    if not values or all(each.kind == "variable" for each in values):
        end = place.at + len(place.receiver.encode())
        types = ask.expression(place.path, ask.symbols.node(place.path, Span(place.at, end)))
        return {each.symbol for each in types.known if each.kind == "class"}
    return {each.symbol for each in values if each.kind == "class" and not each.type}


def _places(ask: Ask, name: str) -> tuple[_Place, ...]:
    memo: dict[str, tuple[_Place, ...]] = ask.symbols.snapshot.memo.setdefault("methods replaced", {})
    if name not in memo:
        memo[name] = tuple(_found(ask, name))
    return memo[name]


def _found(ask: Ask, name: str) -> Iterator[_Place]:
    word, files = re.escape(name.encode()), ask.symbols.snapshot.files
    given = re.compile(rb"%b\.%b%b" % (_RECEIVER, word, GIVEN))
    by_text = re.compile(
        rb"(?<![\w.])setattr\(\s*%b\s*,\s*[\"']%b[\"']\s*,|%b\.__dict__\[[\"']%b[\"']\][ \t]*=(?!=)"
        % (_RECEIVER, word, _RECEIVER, word)
    )
    places = [(path, given) for path in files_assigning(ask.symbols, name)]
    places += [(path, by_text) for path in files_giving_by_text(ask.symbols, name)]
    for path, pattern in places:
        utf8 = files[path].text.utf8
        for found in pattern.finditer(utf8):
            group = 1 if found[1] is not None else 2
            file_map = ask.symbols.map(path)
            if _NOTHING.match(utf8, found.end()):
                continue  # who calls that gets an error
            if file_map is not None and not _is_again(utf8, found.end(), found[group], word):
                at = found.start(group)
                yield _Place(path, at, found[group].decode(), scope_at(file_map, at))


def _is_again(utf8: bytes, at: int, receiver: bytes, word: bytes) -> bool:
    end = utf8.find(b"\n", at)
    value, _, _ = utf8[at : end if end >= 0 else len(utf8)].partition(b"#")
    again = rb"(?<![\w.])(?:%b|super\(\))\.%b\b" % (re.escape(receiver), word)
    return re.search(again, value) is not None


def doubted_as_replaced(ask: Ask, usages: list[Usage], by: Replaced) -> Iterator[Usage]:
    """The same, certain ones that go through an object less so: where the program does it everywhere, where a test does
    it in that test, and for the object that is given another. What is written there in full is the target all the
    same."""
    everywhere = any(not is_aside(each) for each in by.files)
    for usage in usages:
        is_meant = usage.certainty == "certain" and usage.kind in ("call", "reference")
        if is_meant and usage.call_span is not None:
            if everywhere or usage.path in by.files or _is_given_another(ask, usage, by):
                usage = replace(usage, certainty="likely", evidence=(*usage.evidence, RULE))
        yield usage


def _is_given_another(ask: Ask, usage: Usage, by: Replaced) -> bool:
    """Whether the object of a usage is given another one: under the same name in that function, or by its class."""
    file_map = ask.symbols.map(usage.path)
    node = ask.symbols.node(usage.path, usage.span) if file_map is not None else None
    receiver = (
        node.parent.child_by_field_name("object") if node is not None and node.parent is not None else None
    )
    if file_map is None or receiver is None:
        return False
    at, text = receiver.start_byte, source(ask.symbols, usage.path, receiver)
    scope = scope_at(file_map, at)
    if (usage.path, text, scope) in by.objects:
        return True
    if not by.selves:
        return False
    own = class_of_self(ask, usage.path, at, text.encode())
    types = (
        {own}
        if own is not None
        else {
            each.type
            for each in evaluate(ask.look, usage.path, scope, text, at).values
            if each.type is not None
        }
    )
    return any(is_subclass(ask.symbols, each, cls) for each in types for cls in by.selves)

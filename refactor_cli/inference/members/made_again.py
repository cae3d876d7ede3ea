"""Objects whose constructor is called again: `client.__init__(other)`, `Client.__init__(client, other)`, and
`self.__init__(…)` or `super().__init__(…)` in any method but a constructor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from refactor_cli.data import Span, Symbol
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.classes.stand_ins import every_heir
from refactor_cli.inference.members.constructor_bodies import hands_on_its_own
from refactor_cli.inference.members.kept_objects import class_of_self
from refactor_cli.inference.mentions import is_prose
from refactor_cli.resolution import evaluate, is_subclass, scope_at
from refactor_cli.resolution.definitions import class_of_body, definition_of_body
from refactor_cli.words.files import python_files_with

_CALLED = re.compile(rb"\.__init__\([ \t\r\n]*(\w*)")
_RECEIVER = re.compile(rb"(super\([^()\n]*\)|[\w.]+)\Z")
_FAR = 100  # bytes
# the constructor as a value, and the name that it is given there
_NAMED = re.compile(rb"__init__(?=[ \t]*(?:#[^\r\n]*)?[\r\n])")
_GIVEN = re.compile(rb"(\w+)[ \t]*=[ \t]*((?:[\w.]+\.)?)\Z")


class Again(NamedTuple):
    """Such a call, by the span up to its first argument, and the class of its object, None where nobody knows."""

    path: str
    span: Span
    cls: Symbol | None


def is_made_again(ask: Ask, cls: Symbol, *, is_exact: bool = False) -> bool:
    """Whether an object of a class may get other arguments than it was made with. `is_exact`: one of just that class,
    to which nothing happens that a subclass does to its own objects."""
    return any(_is_of(ask, cls, each, is_exact) for each in _calls(ask))


def made_again(ask: Ask, cls: Symbol) -> list[Again]:
    """The calls that may give an object of a class, or of one that derives from it, other arguments."""
    return [each for each in _calls(ask) if _is_of(ask, cls, each, False)]


def _is_of(ask: Ask, cls: Symbol, again: Again, is_exact: bool) -> bool:
    return (
        again.cls is None
        or is_subclass(ask.symbols, cls, again.cls)
        or (not is_exact and _is_among_bases(ask, cls, again.cls))
    )


def _calls(ask: Ask) -> tuple[Again, ...]:
    memo: dict[str, tuple[Again, ...]] = ask.symbols.snapshot.memo
    if "constructors called again" not in memo:
        memo["constructors called again"] = tuple(_again(ask))
    return memo["constructors called again"]


def _is_among_bases(ask: Ask, cls: Symbol, again: Symbol) -> bool:
    """Whether objects of a class that calls a constructor again, or of one that derives from it, are of `cls` too: a
    mixin calls what stands behind it there."""
    heirs = every_heir(ask.symbols, again)
    return heirs is None or any(is_subclass(ask.symbols, each, cls) for each in (again, *heirs))


def _again(ask: Ask) -> Iterator[Again]:
    for path in python_files_with(ask.symbols.snapshot, "__init__"):
        utf8 = ask.symbols.snapshot.files[path].text.utf8
        for found in _CALLED.finditer(utf8):
            before = _RECEIVER.search(utf8, max(0, found.start() - _FAR), found.start())
            receiver = before[1] if before else b""
            if before and hands_on_its_own(utf8, before.start(), receiver, found[1]):
                continue
            file_map = ask.symbols.map(path)
            if file_map is None:
                break
            function = definition_of_body(ask.look, path, scope_at(file_map, found.start()))
            own = (
                function.parameters[0].name.encode() if function is not None and function.parameters else b""
            )
            is_own = bool(own) and (receiver == own or receiver.startswith(b"super(") or found[1] == own)
            if is_own and function is not None and function.name == "__init__" and receiver != own:
                continue
            span = Span(*found.span())
            if not is_own and is_prose(ask.symbols.node(path, span)):
                continue
            yield Again(path, span, class_of_self(ask, path, found.start(), own) if is_own else None)
        yield from _by_other_names(ask, path, utf8)


def _by_other_names(ask: Ask, path: str, utf8: bytes) -> Iterator[Again]:
    """The calls of a constructor by a name that the body of its class, or a variable, gives it: `reset = __init__`."""
    for found in _NAMED.finditer(utf8):
        given = _GIVEN.search(utf8, max(0, found.start() - _FAR), found.start())
        file_map = ask.symbols.map(path) if given is not None else None
        if given is None or file_map is None:
            continue
        scope, of = scope_at(file_map, found.start()), (given[2] or b"").decode().rstrip(".")
        if of:
            known = evaluate(ask.look, path, scope, of, found.start()).values
            classes = {each.symbol for each in known if each.kind == "class"}
        else:
            around = class_of_body(ask.look, path, scope)
            classes = {around} if around is not None else set()
        name = given[1].decode()
        called = re.compile(rb"\b%b\([ \t\r\n]*\w*" % re.escape(given[1]))
        for file in python_files_with(ask.symbols.snapshot, name) if classes else ():
            for call in called.finditer(ask.symbols.snapshot.files[file].text.utf8):
                yield from (Again(file, Span(*call.span()), cls) for cls in classes)

"""Objects that methods make of their own class without naming it: `cls(…)`, `self.__class__(…)`, `type(self)(…)`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.data import Definition, FileMap, Span, Symbol
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.calling.called_names import Call
from refactor_cli.inference.members.kept_objects import class_of_self
from refactor_cli.inference.mentions import is_prose
from refactor_cli.resolution import definitions_of, member, mro, scope_at
from refactor_cli.resolution.definitions import class_of_body, definition_of_body
from refactor_cli.resolution.scopes import reaching

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_MADE = re.compile(rb"(?:\b(?:cls|klass|class_|__class__)|\btype\(self\))[ \t]*\(")
# how else the body of a class may make objects of it, or give the class away
_GIVEN = re.compile(
    rb"__new__|__reduce|__setstate__|@classmethod\s+(?:async\s+)?def\s+\w+\(\s*(?!cls\b)"
    rb"|(?:(?<![=!<>])=|\breturn\b|[(,])\s*(?:self\.__class__\b|type\(self\))(?!\s*[.(=!])"
)
_NAMED = re.compile(rb"(?<![\w.])cls\b(?!\s*[.(])")
# where a method may take its own class from without such a name
_TAKES = (b"__class__", b"type(")
# what is none of that
_HARMLESS = re.compile(
    rb"\bdef\s+\w+\(\s*cls\b|\b(?:isinstance|issubclass)\([^(),]{1,80},\s*(?:self\.__class__|type\(self\)|cls)\s*\)"
    rb"|\bsuper\(\s*(?:self\.__class__|type\(self\)|cls|\w+\s*,\s*cls)\b"
)
# more that a class makes of itself is looked at no further
_MOST = 20


def made_by_methods(ask: Ask, cls: Symbol) -> Iterator[Call]:
    """The calls that make objects of a class in its own methods, and in those of its bases that it has."""
    for base in mro(ask.symbols, cls):
        for span, method in _made(ask, base)[:_MOST] if base.path is not None else ():
            if method and (base == cls or _has(ask, cls, base, method)):
                yield Call(base.path or "", span, 1)


def gives_itself(ask: Ask, cls: Symbol, seen: set[tuple[str, Span]]) -> bool:
    """Whether the methods that an object of a class may have make objects of it by calls that are not among these, or
    give the class to others."""
    return any(
        _is_given(ask, base) or any((base.path, span) not in seen for span, _ in _made(ask, base))
        for base in mro(ask.symbols, cls)
        if base.path is not None
    )


def _has(ask: Ask, cls: Symbol, base: Symbol, method: str) -> bool:
    """Whether a class has a method from a base."""
    symbols = {value.symbol for value in member(ask.look, cls, method).values}
    return Symbol(base.path, f"{base.name}.{method}") in symbols


def _is_given(ask: Ask, cls: Symbol) -> bool:
    memo: dict[Symbol, bool] = ask.symbols.snapshot.memo.setdefault("gives its class", {})
    if cls not in memo:
        bodies = definitions_of(ask.look, cls)
        memo[cls] = any(_is_given_in(ask, cls.path or "", Span(*each.span)) for each in bodies)
    return memo[cls]


def _is_given_in(ask: Ask, path: str, body: Span) -> bool:
    utf8 = ask.symbols.snapshot.files[path].text.utf8[slice(*body)]
    blank = _HARMLESS.sub(lambda found: b" " * len(found[0]), utf8)
    if _GIVEN.search(blank):
        return True
    named = (body.start + each.start() for each in _NAMED.finditer(blank))
    return any(
        not _is_given_to_method(ask, path, at, "cls")
        and not is_prose(ask.symbols.node(path, Span(at, at + 3)))
        for at in named
    )


def _is_given_to_method(ask: Ask, path: str, at: int, name: str) -> bool:
    """Whether a name is a parameter that stands for what a method is given, and not for what it is called on."""
    file_map, word = ask.symbols.map(path), name.encode()
    if file_map is None:
        return False
    node = ask.symbols.node(path, Span(at, at + len(word)))
    outer = node.parent if node is not None else None
    if outer is not None and outer.type == "keyword_argument" and outer.child_by_field_name("name") == node:
        return True
    if outer is not None and outer.type == "parameters":
        return len(outer.named_children) > 0 and outer.named_children[0] != node
    bound = reaching(file_map, scope_at(file_map, at), name, at).bindings
    return (
        bool(bound)
        and all(each.kind == "parameter" for each in bound)
        and class_of_self(ask, path, at, word) is None
    )


_Made = tuple[tuple[Span, str], ...]


def _made(ask: Ask, cls: Symbol) -> _Made:
    """The calls in the body of a class that make objects of whatever class a method is called on, and the method; ""
    of those that may or may not."""

    def made() -> _Made:
        return tuple(each for body in definitions_of(ask.look, cls) for each in _in_body(ask, cls, body))

    return ask.kept(("made of own", cls), made, (), ())


def _in_body(ask: Ask, cls: Symbol, body: Definition) -> Iterator[tuple[Span, str]]:
    path = cls.path or ""
    file_map, utf8 = ask.symbols.map(path), ask.symbols.snapshot.files[path].text.utf8
    takes = any(each in utf8[slice(*body.span)] for each in _TAKES)
    for found in _MADE.finditer(utf8, *body.span):
        node = ask.symbols.node(path, (found.end() - 1, found.end()))
        call = node.parent.parent if node is not None and node.parent is not None else None
        if file_map is None or call is None or call.type != "call":
            continue
        method = _method(ask, path, file_map, cls, call)
        function = call.child_by_field_name("function")
        types = ask.expression(path, function)
        if not types.known and not takes and _is_from_outside(ask, path, function):
            continue
        if not types.known or any(each.kind == "class" and each.own for each in types.known):
            yield Span(call.start_byte, call.end_byte), method if types.known else ""


def _is_from_outside(ask: Ask, path: str, function: Node | None) -> bool:
    """Whether what is called is what a method, or an object, was given by others: a class that they name."""
    if function is None or function.type == "attribute":
        return function is not None
    name = (function.text or b"").decode()
    return function.type == "identifier" and _is_given_to_method(ask, path, function.start_byte, name)


def _method(ask: Ask, path: str, file_map: FileMap, cls: Symbol, node: Node) -> str:
    """The name of the method of a class around a node, "" where it is in none."""
    scope = scope_at(file_map, node.start_byte)
    while scope > 0:
        parent = file_map.scopes[scope].parent
        if class_of_body(ask.look, path, parent) == cls and file_map.scopes[scope].kind == "function":
            method = definition_of_body(ask.look, path, scope)
            return method.name if method is not None else ""
        scope = parent
    return ""

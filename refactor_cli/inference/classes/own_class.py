"""Objects that methods make of their own class without naming it: `cls(…)`, `self.__class__(…)`, `type(self)(…)`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.data import Definition, FileMap, Span, Symbol
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.calling.called_names import Call
from refactor_cli.resolution import definitions_of, member, mro, scope_at
from refactor_cli.resolution.definitions import class_of_body, definition_of_body

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_MADE = re.compile(rb"(?:\b(?:cls|klass|class_|__class__)|\btype\(self\))[ \t]*\(")
# how else the body of a class may make objects of it, or give the class away
_GIVEN = re.compile(
    rb"__new__|__reduce|__setstate__|@classmethod\s+(?:async\s+)?def\s+\w+\(\s*(?!cls\b)|\bcls\b(?!\s*[.(])"
    rb"|(?:(?<![=!<>])=|\breturn\b|[(,])\s*(?:self\.__class__\b|type\(self\))(?!\s*[.(=!])"
)
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
        utf8 = ask.symbols.snapshot.files[cls.path or ""].text.utf8
        bodies = (utf8[slice(*each.span)] for each in definitions_of(ask.look, cls))
        memo[cls] = any(_GIVEN.search(_HARMLESS.sub(b"", body)) for body in bodies)
    return memo[cls]


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
    for found in _MADE.finditer(utf8, *body.span):
        node = ask.symbols.node(path, (found.end() - 1, found.end()))
        call = node.parent.parent if node is not None and node.parent is not None else None
        if file_map is None or call is None or call.type != "call":
            continue
        method = _method(ask, path, file_map, cls, call)
        function = call.child_by_field_name("function")
        types = ask.expression(path, function)
        if not types.known or any(each.kind == "class" and each.own for each in types.known):
            yield Span(call.start_byte, call.end_byte), method if types.known else ""


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

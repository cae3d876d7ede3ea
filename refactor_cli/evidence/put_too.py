"""What else a container may hold that the receiver is taken out of: what its function puts into it in ways that
inference does not follow, and what other code puts into an attribute or a variable of a module."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from refactor_cli.data import Span, Symbol
from refactor_cli.evidence.asked import Site
from refactor_cli.evidence.receiver import own_and_others
from refactor_cli.expression_nodes import code_children
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.asking import Ask, node_at, source
from refactor_cli.inference.called_names import resolved
from refactor_cli.inference.decorators import is_property
from refactor_cli.inference.keys import constant_key
from refactor_cli.inference.put_in import FURTHEST, METHODS, TAKING, Taken, put_at, put_within
from refactor_cli.inference.returns import returned_by
from refactor_cli.inference.stand_ins import heirs
from refactor_cli.inference.values import Types
from refactor_cli.occurrences.joined import files_naming
from refactor_cli.occurrences.reading import occurrences_in
from refactor_cli.resolution import definitions_of, is_subclass, member, scope_at
from refactor_cli.resolution.scopes import reaching

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# functions that give what a container holds, or a container of the same
_HANDING_ON = frozenset(
    {
        *("iter", "next", "list", "tuple", "set", "frozenset", "sorted", "reversed", "enumerate", "zip"),
        *("min", "max", "filter", "deque"),
    }
)
_LOOPS = frozenset({"for_statement", "for_in_clause"})
_ASSIGNMENTS = frozenset({"assignment", "named_expression"})
# a container that more files name, or that more places use, is everybody's
_MOST_FILES = 40
_MOST_USES = 60
# where a name stands that something may be put into
_PUT = (
    rb"%%b(?<![\w]%%b)\b(?=[^\n]{0,100}?(?:\.(?:%b)\b|\][ \t]*[+|]?=(?!=))|[ \t]*(?:[+|]=|[,)]))"
    % b"|".join(each.encode() for each in sorted(METHODS))
)
# where it gets another name, or an attribute gets another container
_GIVEN = rb"=[ \t]*(?:\w+\.)*()%b[ \t]*(?:[\r\n;#]|\Z)|\.()%b[ \t]*=(?!=)"


_Use = tuple[str, Span]


class _Container(NamedTuple):
    """A name, or an attribute, that stands for a container in a file, and what is taken out of it."""

    path: str
    node: Node
    taken: Taken


def may_be_put_target(site: Site) -> bool:
    """Whether a container that the receiver is taken out of is given something that has the target."""
    return any(
        own_and_others(replace(site, types=types))[0]
        for each in _taken_from(site.ask, site.usage.path, site.receiver, 0, FURTHEST)
        for types in _put_into(site.ask, each, is_aside(site.usage.path))
    )


def _taken_from(ask: Ask, path: str, node: Node | None, depth: int, further: int) -> Iterator[_Container]:
    """The containers that an expression is taken out of; where it stands for a container itself, `depth` says how deep
    in it the rest looks."""
    key = ""
    while node is not None and node.type not in ("identifier", "attribute"):
        inner: Node | None = None
        if node.type in ("parenthesized_expression", "await"):
            inner = next(iter(code_children(node)), None)
        elif node.type == "subscript":
            key = constant_key(ask, path, next(iter(node.children_by_field_name("subscript")), None))
            inner, depth = node.child_by_field_name("value"), depth + 1
        elif node.type == "call":
            function = node.child_by_field_name("function")
            given = code_children(node.child_by_field_name("arguments"))
            name = function.child_by_field_name("attribute") if function is not None else None
            if function is not None and name is not None and source(ask.symbols, path, name) in TAKING:
                key = constant_key(ask, path, next(iter(given), None))
                inner, depth = function.child_by_field_name("object"), depth + 1
            elif function is not None and source(ask.symbols, path, function) in _HANDING_ON:
                for each in given:
                    yield from _taken_from(ask, path, each, depth + 1, further)
            if function is not None and further:
                called = ask.expression(path, function).known
                yield from _given_back(ask, (each.symbol for each in called), depth, further - 1)
        node = inner
    if node is not None and depth:
        yield _Container(path, node, Taken(key, depth))
    if node is not None and further:
        for value, deeper in _given_to_name(ask, path, node) if node.type == "identifier" else ():
            yield from _taken_from(ask, path, value, depth + deeper, further - 1)
        yield from _given_back(ask, _properties(ask, path, node), depth, further - 1)


def _given_back(ask: Ask, functions: Iterable[Symbol], depth: int, further: int) -> Iterator[_Container]:
    for function in functions:
        for path, value in returned_by(ask, function) if function.path is not None else ():
            yield from _taken_from(ask, path, value, depth, further)


def _properties(ask: Ask, path: str, node: Node) -> Iterator[Symbol]:
    """The properties that an attribute may be."""
    name = node.child_by_field_name("attribute")
    of = ask.expression(path, node.child_by_field_name("object")).known if name is not None else ()
    for known in of:
        if name is not None and known.kind == "instance" and known.symbol.path is not None:
            for value in member(ask.look, known.symbol, source(ask.symbols, path, name)).values:
                if any(is_property(each) for each in definitions_of(ask.look, value.symbol)):
                    yield value.symbol


def _given_to_name(ask: Ask, path: str, name: Node) -> Iterator[tuple[Node | None, int]]:
    """What a variable is given, and how deep in that it is."""
    file_map = ask.symbols.map(path)
    if file_map is None:
        return
    text = source(ask.symbols, path, name)
    for binding in reaching(file_map, scope_at(file_map, name.start_byte), text, name.start_byte).bindings:
        if binding.kind not in ("for", "comprehension", "assign", "walrus"):
            continue
        outer, deeper = node_at(ask.symbols, path, binding.span), 0
        while outer is not None and outer.type not in _LOOPS | _ASSIGNMENTS:
            deeper += outer.type.endswith(("pattern", "_list", "tuple"))
            outer = outer.parent
        if outer is not None:
            value = outer.child_by_field_name("right") or outer.child_by_field_name("value")
            yield value, deeper + (outer.type in _LOOPS)


def _put_into(ask: Ask, container: _Container, with_tests: bool) -> Iterator[Types]:
    """What is put into a container, wherever it is named; by the program alone, or `with_tests`."""
    path, node, taken = container
    file_map = ask.symbols.map(path)
    if file_map is None:
        return
    name = node.child_by_field_name("attribute")
    if name is not None:
        classes = _classes(ask, path, node.child_by_field_name("object"))
        for file, use in _uses(ask, source(ask.symbols, path, name), with_tests):
            if use.type == "attribute" and _may_be_of(ask, file, use, classes):
                yield from put_at(ask, file, use, taken)
        return
    text, at = source(ask.symbols, path, node), node.start_byte
    bound = reaching(file_map, scope_at(file_map, at), text, at).bindings
    if bound and all(each.scope for each in bound):
        yield from put_within(ask, path, text, file_map.scopes[bound[0].scope].span, taken, FURTHEST)
    elif bound:
        for file, use in _uses(ask, text, with_tests):
            if _is_variable(ask, file, use, Symbol(path, text)):
                yield from put_at(ask, file, use, taken)


def _is_variable(ask: Ask, path: str, use: Node, symbol: Symbol) -> bool:
    """Whether a name, or an attribute, is that variable of a module."""
    file_map, at = ask.symbols.map(path), use.start_byte
    if path == symbol.path and use.type == "identifier" and file_map is not None:
        bound = reaching(file_map, scope_at(file_map, at), symbol.name, at).bindings
        return bool(bound) and all(each.scope == 0 for each in bound)
    found = (each for each in occurrences_in(ask.symbols, path, symbol.name) if each.span.end == use.end_byte)
    led = next((resolved(ask, path, each) for each in found), None)
    return led is not None and symbol in led.symbols


def _classes(ask: Ask, path: str, node: Node | None) -> set[Symbol]:
    types = ask.expression(path, node)
    return {each.symbol for each in types.known if each.kind in ("instance", "class", "module")}


def _may_be_of(ask: Ask, path: str, use: Node, classes: set[Symbol]) -> bool:
    """Whether an attribute may be that of such an object: nothing is known of one of them, or an object is both."""
    others = _classes(ask, path, use.child_by_field_name("object"))
    return (
        not classes
        or not others
        or any(
            is_subclass(ask.symbols, one, other) or is_subclass(ask.symbols, heir, one)
            for one in classes
            for other in others
            for heir in (other, *heirs(ask.symbols, other))
        )
    )


def _uses(ask: Ask, name: str, with_tests: bool) -> Iterator[tuple[str, Node]]:
    """Where a name, or an attribute, stands that something may be put into; none of what everybody has."""
    memo: dict[str, tuple[list[_Use], ...]] = ask.symbols.snapshot.memo.setdefault("containers used", {})
    if name not in memo:
        word = re.escape(name.encode())
        memo[name] = (
            _matching(ask, name, re.compile(_PUT % (word, word))),
            _matching(ask, name, re.compile(_GIVEN % (word, word))),
        )
    for uses in memo[name]:
        found = [(path, span) for path, span in uses if with_tests or not is_aside(path)]
        for path, span in found if len(found) <= _MOST_USES else ():
            node = node_at(ask.symbols, path, span)
            if node is not None:
                yield path, node


def _matching(ask: Ask, name: str, pattern: re.Pattern[bytes]) -> list[_Use]:
    files, found = ask.symbols.snapshot.files, list[_Use]()
    likely = [path for path in files_naming(ask.symbols, name) if pattern.search(files[path].text.utf8)]
    for path in likely if len(likely) <= _MOST_FILES else ():
        utf8 = files[path].text.utf8
        starts = {each.start(each.lastindex or 0) for each in pattern.finditer(utf8)}
        found += (
            (path, each.expression)
            for each in occurrences_in(ask.symbols, path, name)
            if each.place in ("name", "attribute") and each.span.start in starts
        )
    return found

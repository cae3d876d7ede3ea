"""What else a container may hold that the receiver is taken out of: what its function puts into it in ways that
inference does not follow, and what other code puts into an attribute or a variable of a module."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from refactor_cli.data import Binding, Symbol
from refactor_cli.evidence.asked import Site
from refactor_cli.evidence.receiver import own_and_others
from refactor_cli.expression_nodes import code_children
from refactor_cli.grammar import nearest
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.calling.called_names import resolved
from refactor_cli.inference.calling.decorators import is_property
from refactor_cli.inference.calling.returns import returned_by
from refactor_cli.inference.items.container_escapes import (
    is_filled_by_text,
    is_kept_unseen,
    named_together,
    uses_by_others,
    uses_of_result,
    uses_under_other_names,
)
from refactor_cli.inference.items.container_uses import classes_of, may_be_of, uses_of
from refactor_cli.inference.items.containers import GROWING
from refactor_cli.inference.items.keys import constant_key
from refactor_cli.inference.items.put_in import (
    FURTHEST,
    TAKING,
    UNSEEN,
    Taken,
    put_at,
    put_by_name,
    put_within,
)
from refactor_cli.inference.values import Types, union
from refactor_cli.occurrences.reading import occurrences_in
from refactor_cli.resolution import bound_at, definitions_of, member, scope_at
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
_DISPLAYS = frozenset({"dictionary", "list", "set"})
_LOOPS = frozenset({"for_statement", "for_in_clause"})
_ASSIGNMENTS = frozenset({"assignment", "named_expression"})


class _Container(NamedTuple):
    """A name, or an attribute, that stands for a container in a file, and what is taken out of it. `is_called`: what is
    taken out is called; `of`: the function that gives it back."""

    path: str
    node: Node
    taken: Taken
    is_called: bool = False
    of: Symbol | None = None


def may_be_put_target(site: Site) -> bool:
    """Whether a container that the receiver is taken out of is given something that has the target, or somebody may put
    anything into it."""
    ask, path = site.ask, site.usage.path
    with_tests = is_aside(path)
    for each in _taken_from(ask, path, site.receiver, 0, FURTHEST):
        if _is_kept_unseen(ask, each, path, site.receiver):
            return True
        for types in _put_into(ask, each, with_tests):
            if types is UNSEEN:
                return True
            found = union(ask.result(known) for known in types.known) if each.is_called else types
            if own_and_others(replace(site, types=found))[0]:
                return True
    return False


def _is_kept_unseen(ask: Ask, container: _Container, path: str, until: Node) -> bool:
    """Whether others may have the container of a variable of the usage's own function."""
    file_map, node = ask.symbols.map(path), container.node
    if container.path != path or node.type != "identifier" or file_map is None:
        return False
    name, at = source(ask.symbols, path, node), node.start_byte
    bound = reaching(file_map, scope_at(file_map, at), name, at).bindings
    if not bound or not all(each.scope for each in bound):
        return False
    if not any(each.symbol.name in GROWING for each in ask.expression(path, node).known):
        return False
    return is_kept_unseen(ask, path, file_map, name, bound[0].scope, until)


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
                if inner is None and not depth:
                    for container in _taken_from(ask, path, function, depth, further - 1):
                        yield container._replace(is_called=True)
        node = inner
    if node is not None and depth:
        yield _Container(path, node, Taken(key, depth))
    if node is not None and further:
        for value, deeper in _given_to_name(ask, path, node) if node.type == "identifier" else ():
            yield from _taken_from(ask, path, value, depth + deeper, further - 1)
        yield from _given_back(ask, _properties(ask, path, node), depth, further - 1)
        if node.type == "identifier":
            yield from _given_back(ask, _entering(ask, path, node), depth, further - 1)


def _given_back(ask: Ask, functions: Iterable[Symbol], depth: int, further: int) -> Iterator[_Container]:
    for function in functions:
        for path, value in returned_by(ask, function) if function.path is not None else ():
            if depth and value is not None and value.type in _DISPLAYS:
                yield _Container(path, value, Taken("", depth), of=function)
            for each in _taken_from(ask, path, value, depth, further):
                yield each if each.of is not None else each._replace(of=function)


def _properties(ask: Ask, path: str, node: Node) -> Iterator[Symbol]:
    """The properties that an attribute may be."""
    name = node.child_by_field_name("attribute")
    of = ask.expression(path, node.child_by_field_name("object")).known if name is not None else ()
    for known in of:
        if name is not None and known.kind == "instance" and known.symbol.path is not None:
            for value in member(ask.look, known.symbol, source(ask.symbols, path, name)).values:
                if any(is_property(each) for each in definitions_of(ask.look, value.symbol)):
                    yield value.symbol


def _entering(ask: Ask, path: str, name: Node) -> Iterator[Symbol]:
    """The methods that give a `with` what a variable is there."""
    for each in bound_at(ask.symbols, path, source(ask.symbols, path, name), name.start_byte):
        outer = nearest(ask.symbols.node(path, each.span), "as_pattern") if each.kind == "with" else None
        for known in ask.expression(path, code_children(outer)[0]).known if outer is not None else ():
            if known.kind == "instance" and known.symbol.path is not None:
                for value in member(ask.look, known.symbol, "__enter__").values:
                    yield value.symbol


def _given_to_name(ask: Ask, path: str, name: Node) -> Iterator[tuple[Node | None, int]]:
    """What a variable is given, and how deep in that it is."""
    text = source(ask.symbols, path, name)
    for binding in bound_at(ask.symbols, path, text, name.start_byte):
        if binding.kind not in ("for", "comprehension", "assign", "walrus"):
            continue
        outer, deeper = ask.symbols.node(path, binding.span), 0
        while outer is not None and outer.type not in _LOOPS | _ASSIGNMENTS:
            deeper += outer.type.endswith(("pattern", "_list", "tuple"))
            outer = outer.parent
        if outer is not None:
            value = outer.child_by_field_name("right") or outer.child_by_field_name("value")
            yield value, deeper + (outer.type in _LOOPS)


def _put_into(ask: Ask, container: _Container, with_tests: bool) -> Iterator[Types]:
    """What is put into a container, wherever it is named; by the program alone, or `with_tests`."""
    path, node, taken, _, of = container
    file_map = ask.symbols.map(path)
    if file_map is None:
        return
    name = node.child_by_field_name("attribute")
    if of is not None:
        for file, use in uses_of_result(ask, of, with_tests):
            yield from put_at(ask, file, use, taken)
    if name is not None:
        for file, use in uses_by_others(ask, path, node, with_tests):
            yield from put_at(ask, file, use, taken)
        classes = classes_of(ask, path, node.child_by_field_name("object"))
        for file, use in uses_of(ask, source(ask.symbols, path, name), with_tests):
            if use.type == "attribute" and may_be_of(ask, file, use, classes):
                yield from put_at(ask, file, use, taken)
        return
    text, at = source(ask.symbols, path, node), node.start_byte
    bound = reaching(file_map, scope_at(file_map, at), text, at).bindings
    if bound and all(each.scope for each in bound):
        within = file_map.scopes[bound[0].scope].span
        yield from put_within(ask, path, text, within, taken, FURTHEST)
        for other in _named_together(ask, path, bound):
            yield from put_by_name(ask, path, other, taken, FURTHEST)
    elif bound:
        if is_filled_by_text(ask, text):
            yield UNSEEN
        for file, use in (
            *uses_by_others(ask, path, node, with_tests),
            *_renamed(ask, path, text, with_tests),
        ):
            yield from put_at(ask, file, use, taken)
        for file, use in uses_of(ask, text, with_tests):
            if _is_variable(ask, file, use, Symbol(path, text)):
                yield from put_at(ask, file, use, taken)


def _named_together(ask: Ask, path: str, bound: Iterable[Binding]) -> Iterator[Node]:
    for each in bound:
        node = ask.symbols.node(path, each.span) if each.kind == "assign" else None
        if node is not None:
            yield from named_together(node)


def _renamed(ask: Ask, path: str, text: str, with_tests: bool) -> Iterator[tuple[str, Node]]:
    found = uses_under_other_names(ask, Symbol(path, text))
    return ((file, use) for file, use in found if with_tests or not is_aside(file))


def _is_variable(ask: Ask, path: str, use: Node, symbol: Symbol) -> bool:
    """Whether a name, or an attribute, is that variable of a module."""
    if path == symbol.path and use.type == "identifier":
        bound = bound_at(ask.symbols, path, symbol.name, use.start_byte)
        return bool(bound) and all(each.scope == 0 for each in bound)
    found = (each for each in occurrences_in(ask.symbols, path, symbol.name) if each.span.end == use.end_byte)
    led = next((resolved(ask, path, each) for each in found), None)
    return led is not None and symbol in led.symbols

"""Attributes: members of modules and classes, and what methods assign to `self`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.data import Span, Symbol
from refactor_cli.inference.annotations import annotated
from refactor_cli.inference.asking import GUESS, Ask, source
from refactor_cli.inference.assignments import given_to
from refactor_cli.inference.bases import RULE as BASES
from refactor_cli.inference.bases import inferred_bases
from refactor_cli.inference.builtin_results import method_outside
from refactor_cli.inference.containers import grown_at
from refactor_cli.inference.decorators import is_property
from refactor_cli.inference.fixtures import given_by_fixtures
from refactor_cli.inference.names import of_value, of_values
from refactor_cli.inference.values import UNKNOWN, Known, Types, by, exactly, received, union, without_none
from refactor_cli.occurrences.joined import files_naming
from refactor_cli.occurrences.reading import occurrences_in
from refactor_cli.resolution import Value, attribute, definitions_of, member, mro, scope_at
from refactor_cli.resolution.definitions import definition_of_body
from refactor_cli.resolution.linearisation import ANY_CLASS

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

RULE = "assigned"
FIELD = "field"
GETATTR = "getattr-method"
HOOKS = ("__getattr__", "__getattribute__")
"""Methods that give attributes nothing else tells of."""
_MOST_FILES = 60
_MOST_PLACES = 80


def attribute_of(ask: Ask, known: Known, name: str) -> Types:
    """What an attribute of a thing may be."""
    match known.kind:
        case "module":
            value = Value(known.symbol, "module" if known.symbol.path is not None else "external")
            return of_values(ask, attribute(ask.look, value, name, known.symbol.path or ""))
        case "class":
            return _of_class(ask, known, name)
        case "instance":
            key = ("attribute", known.symbol, name)
            types = ask.once(key, lambda: _of_instance(ask, Known("instance", known.symbol, own=True), name))
            if known.symbol.path is None:
                return exactly(method_outside(known, name))
            return _taken(types, known)
        case "function" if known.symbol.path is None and known.bound is None:
            return exactly(Known("function", Symbol(None, f"{known.symbol.name}.{name}")))
    return UNKNOWN


def _taken(types: Types, known: Known) -> Types:
    """What was found for an instance of the class, for this receiver: methods are bound to it."""
    bound = frozenset(
        each._replace(bound=known.symbol, own=known.own) if each.kind == "function" and each.bound else each
        for each in types.known
    )
    return received(types._replace(known=bound), known.symbol, known.own)


def _of_class(ask: Ask, known: Known, name: str) -> Types:
    if known.symbol.path is None:
        return of_value(ask, Value(Symbol(None, f"{known.symbol.name}.{name}"), "external"))
    values = member(ask.look, known.symbol, name)
    types = of_values(
        ask, values._replace(values=frozenset(v for v in values.values if v.kind != "inherited"))
    )
    if not types.known and (based := _of_inferred_bases(ask, known, name)).known:
        return based
    if not types.known:
        assigned = union(_assigned_in(ask, cls, name) for cls in mro(ask.symbols, known.symbol) if cls.path)
        return by(without_none(assigned), RULE)
    found = frozenset(
        each._replace(bound=known.symbol, own=known.own) if _is_of_class(ask, each) else each
        for each in types.known
    )
    return types._replace(known=found)


def _is_of_class(ask: Ask, known: Known) -> bool:
    return known.kind == "function" and any(
        "classmethod" in each.decorators or each.name in ("__new__", "__init_subclass__")
        for each in definitions_of(ask.look, known.symbol)
    )


def _of_instance(ask: Ask, known: Known, name: str) -> Types:
    if known.symbol.path is None:
        return UNKNOWN
    assigned = union(_assigned_in(ask, cls, name) for cls in mro(ask.symbols, known.symbol) if cls.path)
    values = member(ask.look, known.symbol, name)
    # what a base outside the repository may have is a guess
    in_class = union(_member(ask, value, known) for value in values.values if value.kind != "inherited")
    is_known = ANY_CLASS not in mro(ask.symbols, known.symbol)
    if not assigned.known and not in_class.known and all(each.kind == "inherited" for each in values.values):
        given = given_by_fixtures(ask, known.symbol, name)
        if not given.known:
            given = _of_inferred_bases(ask, known, name)
        return given if given.known or values.values else _by_getattr(ask, known, name)
    if not assigned.known:
        return in_class._replace(complete=in_class.complete and values.complete and is_known)
    types = union((assigned, without_none(in_class))) if in_class.known else assigned
    return by(without_none(types), RULE)


def _member(ask: Ask, value: Value, known: Known) -> Types:
    types = of_value(ask, value)
    found = list[Types]()
    for each in types.known:
        if each.kind == "function" and value.kind == "function":
            definitions = definitions_of(ask.look, each.symbol)
            method = each._replace(bound=known.symbol, own=known.own)
            if any(is_property(definition) for definition in definitions):
                found.append(ask.result(method))
            elif any("staticmethod" in definition.decorators for definition in definitions):
                found.append(exactly(each))
            else:
                found.append(exactly(method))
        elif each.symbol.name == "builtins.property" and each.kind == "instance":
            found.append(Types(each.items))
        elif each.kind == "instance" and each.symbol.path is not None and value.kind == "variable":
            found.append(_described(ask, each))
        elif each.kind == "function":
            found.append(exactly(each._replace(bound=known.symbol)))
        else:
            found.append(exactly(each))
    result = union(found)
    return result._replace(complete=result.complete and types.complete, via=result.via | types.via)


def _of_inferred_bases(ask: Ask, known: Known, name: str) -> Types:
    bases = inferred_bases(ask, known.symbol).known
    found = (ask.attribute(known._replace(symbol=each.symbol), name) for each in bases)
    return by(union(each for each in found if each.known)._replace(complete=False), BASES)


def _by_getattr(ask: Ask, known: Known, name: str) -> Types:
    """What `__getattr__` gives for a name that nothing else has.
    https://docs.python.org/3/reference/datamodel.html#object.__getattr__"""
    if name.startswith("__") or not ask.allows(GETATTR):
        return UNKNOWN
    methods = member(ask.look, known.symbol, "__getattr__").values
    results = [
        ask.result(Known("function", each.symbol, known.symbol, own=True))
        for each in methods
        if each.kind == "function" and each.symbol.path is not None
    ]
    return by(without_none(union(results))._replace(complete=False), GETATTR) if results else UNKNOWN


def _described(ask: Ask, known: Known) -> Types:
    """A class attribute that is a descriptor gives what its `__get__` gives.
    https://docs.python.org/3/howto/descriptor.html"""
    values = member(ask.look, known.symbol, "__get__")
    if not any(value.symbol.path is not None for value in values.values):
        return exactly(known)
    return union(ask.result(method) for method in ask.attribute(known, "__get__").known)


def _assigned_in(ask: Ask, cls: Symbol, name: str) -> Types:
    """What the methods of a class assign to an attribute of `self`."""
    if not ask.allows(RULE):
        return Types(complete=True)
    key = ("assigned", cls, name)
    return ask.once(key, lambda: _assigned(ask, cls, name))


def _assigned(ask: Ask, cls: Symbol, name: str) -> Types:
    path = cls.path or ""
    bodies = [each.span for each in definitions_of(ask.look, cls)]
    found, places = list[Types](), list[Span]()
    for node, span in _targets(ask, path, name):
        if any(body.contains(span) for body in bodies) and _is_self(ask, path, node, cls):
            places.append(span)
            types = _annotated_or_given(ask, path, node, cls)
            if types is not None:
                found.append(types)
    types = union(found) if found else Types(complete=True)
    return grown_at(ask, path, types, places)


def _annotated_or_given(ask: Ask, path: str, node: Node, cls: Symbol) -> Types | None:
    statement = node.parent
    annotation = statement.child_by_field_name("type") if statement is not None else None
    if annotation is not None and statement is not None and statement.type == "assignment":
        file_map = ask.symbols.map(path)
        scope = scope_at(file_map, node.start_byte) if file_map is not None else 0
        types = annotated(ask, path, scope, source(ask.symbols, path, annotation), cls)
        if types.known:
            return types
    given = given_to(ask, path, node)
    return given.types if given is not None else None


def _targets(ask: Ask, path: str, name: str) -> Iterator[tuple[Node, Span]]:
    """The attribute expressions `….name` of a file, each with the span of the name."""
    if ask.symbols.map(path) is None:
        return
    root = ask.symbols.tree(path).root_node
    for each in occurrences_in(ask.symbols, path, name):
        if each.place != "attribute":
            continue
        node = root.descendant_for_byte_range(each.span.start, each.span.end)
        if node is not None and node.parent is not None and node.parent.type == "attribute":
            yield node.parent, each.span


def _is_self(ask: Ask, path: str, node: Node, cls: Symbol) -> bool:
    receiver = node.child_by_field_name("object")
    file_map = ask.symbols.map(path)
    if receiver is None or receiver.type != "identifier" or file_map is None:
        return False
    scope = scope_at(file_map, node.start_byte)
    name = source(ask.symbols, path, receiver)
    while scope > 0:
        method = definition_of_body(ask.look, path, scope)
        if method is not None and file_map.scopes[method.scope].kind == "class":
            owner = definition_of_body(ask.look, path, method.scope)
            first = method.parameters[0].name if method.parameters else ""
            return owner is not None and owner.qualname == cls.name and first == name
        scope = file_map.scopes[scope].parent
    return False


def field_types(ask: Ask, name: str) -> Types:
    """What is assigned to an attribute of this name on anything, anywhere: a guess for unknown receivers."""
    if not ask.allows(FIELD) or name.startswith("__"):
        return UNKNOWN
    return ask.once(("field", name), lambda: ask.hop(GUESS, lambda: _field(ask, name)))


def _field(ask: Ask, name: str) -> Types:
    files = files_assigning(ask, name)
    if len(files) > _MOST_FILES:
        return UNKNOWN
    found = list[Types]()
    for path in files:
        for node, _ in _targets(ask, path, name):
            given = given_to(ask, path, node)
            if given is not None:
                found.append(without_none(given.types))
                if len(found) > _MOST_PLACES:
                    return UNKNOWN
    types = union(each for each in found if each.known or not each.complete)
    return by(types, FIELD)


def files_assigning(ask: Ask, name: str) -> list[str]:
    """The files that assign to an attribute of this name, by their bytes."""
    memo: dict[str, list[str]] = ask.symbols.snapshot.memo.setdefault("files assigning", {})
    if name not in memo:
        assigned = re.compile(rb"\.%b[ \t]*(?:=(?!=)|:[^\n=]{1,80}=)" % re.escape(name.encode()))
        files = ask.symbols.snapshot.files
        memo[name] = [path for path in files_naming(ask.symbols, name) if assigned.search(files[path].data)]
    return memo[name]


def has_attribute(ask: Ask, cls: Symbol, name: str) -> bool:
    """Whether a class of the repository, or a base of it there, defines an attribute or assigns it to `self`."""
    memo: dict[tuple[Symbol, str], bool] = ask.symbols.snapshot.memo.setdefault("has attribute", {})
    key = (cls, name)
    if key not in memo:
        values = member(ask.look, cls, name).values
        memo[key] = any(value.kind != "inherited" for value in values) or any(
            _is_assigned(ask, each, name) for each in mro(ask.symbols, cls) if each.path is not None
        )
    return memo[key]


def _is_assigned(ask: Ask, cls: Symbol, name: str) -> bool:
    path = cls.path or ""
    if name.encode() not in ask.symbols.snapshot.files[path].data:
        return False
    bodies = [each.span for each in definitions_of(ask.look, cls)]
    return any(
        any(body.contains(span) for body in bodies) and _is_self(ask, path, node, cls) and _is_left(node)
        for node, span in _targets(ask, path, name)
    )


def _is_left(node: Node) -> bool:
    outer = node.parent
    while outer is not None and outer.type in ("pattern_list", "tuple_pattern"):
        outer = outer.parent
    if outer is None or outer.type not in ("assignment", "augmented_assignment"):
        return False
    left = outer.child_by_field_name("left")
    return left is not None and left.start_byte <= node.start_byte and node.end_byte <= left.end_byte

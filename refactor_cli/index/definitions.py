"""`def` and `class` statements: the definition, its binding, and the scope it opens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Definition, DefinitionKind, ScopeKind, Span
from refactor_cli.index.draft import Draft, Place, Statements, new_statements, of_scope
from refactor_cli.index.expressions import read_expression
from refactor_cli.index.headers import bases_of, decorators_of, doc_of, signature_of
from refactor_cli.index.nodes import (
    BODY,
    NAME,
    PARAMETERS,
    RETURN_TYPE,
    TYPE_PARAMETERS,
    annotation_of,
    name_of,
    span_of,
    targets_of,
)
from refactor_cli.index.parameters import ParameterPart, parameter_of, parameter_parts, plain_parameters
from refactor_cli.index.type_parameters import bind_type_parameters, open_type_parameters

if TYPE_CHECKING:
    from refactor_cli.grammar import Node


# a `Definition` of its fields without a call of Python code, as of bindings
_new_definition: Callable[[tuple[object, ...]], Definition] = partial(tuple.__new__, Definition)


class _Opened(NamedTuple):
    """A definition whose scope is open: what both kinds of definition share."""

    name: str
    qualname: str
    name_span: Span
    outer: Span
    body: Node | None
    header: Place
    inner: Place


_new_opened: Callable[[tuple[str, str, Span, Span, Node | None, Place, Place]], _Opened]
_new_opened = partial(tuple.__new__, _Opened)


def read_decorated(draft: Draft, node: Node, place: Place) -> Iterator[Statements]:
    """A definition with decorators, which the scope around it evaluates."""
    definition = node.child_by_field_name("definition")
    if definition is None:
        return
    for child in node.named_children:
        if child.type == "decorator":
            read_expression(draft, child, place, span_of(node))
    if definition.type == "function_definition":
        yield from read_function(draft, definition, place, node)
    else:
        yield from read_class(draft, definition, place, node)


def read_function(
    draft: Draft, node: Node, place: Place, decorated: Node | None = None
) -> Iterator[Statements]:
    """A `def`; its defaults and annotations belong to the scope around it."""
    opened = _open(draft, node, place, "function", decorated)
    if opened is None:
        yield from _read_nameless(node, place)
        return
    parameters, result = node.child_by_field_id(PARAMETERS), node.child_by_field_id(RETURN_TYPE)
    plain = plain_parameters(draft.utf8, parameters) if result is None else None
    if plain is not None and parameters is not None:
        known, signature = plain
        draft.bind_plain_parameters(
            span_of(parameters), [each.name for each in known], opened.inner, opened.outer
        )
    else:
        parts = parameter_parts(parameters) if parameters is not None else ()
        known = tuple(parameter_of(draft.utf8, part) for part in parts)
        signature = signature_of(draft.language, draft.utf8, parameters, result)
        _bind_parameters(draft, parts, opened)
    span = span_of(node)
    draft.definitions.append(
        _new_definition(
            (
                *(opened.name, opened.qualname, "function", place.scope, opened.inner.scope),
                *(span, opened.outer, opened.name_span, decorators_of(draft.utf8, decorated)),
                *(draft.utf8.startswith(b"async", span.start), known, (), ()),
                *(signature, doc_of(draft.utf8, opened.body, opened.inner.block.start)),
            )
        )
    )
    for part in (parameters, result) if plain is None else ():
        if part is not None:
            read_expression(draft, part, opened.header, opened.outer)
    if opened.body is not None:
        yield new_statements((opened.body.named_children, opened.inner))


def read_class(draft: Draft, node: Node, place: Place, decorated: Node | None = None) -> Iterator[Statements]:
    """A `class`; its bases and keywords belong to the scope around it."""
    opened = _open(draft, node, place, "class", decorated)
    if opened is None:
        yield from _read_nameless(node, place)
        return
    arguments = node.child_by_field_name("superclasses")
    bases, keywords = bases_of(draft.utf8, arguments)
    draft.definitions.append(
        _new_definition(
            (
                *(opened.name, opened.qualname, "class", place.scope, opened.inner.scope),
                *(span_of(node), opened.outer, opened.name_span, decorators_of(draft.utf8, decorated)),
                *(False, (), bases, keywords),
                "" if arguments is None else signature_of(draft.language, draft.utf8, arguments),
                doc_of(draft.utf8, opened.body, opened.inner.block.start),
            )
        )
    )
    if arguments is not None:
        read_expression(draft, arguments, opened.header, opened.outer)
    if opened.body is not None:
        yield new_statements((opened.body.named_children, opened.inner))


def _open(
    draft: Draft, node: Node, place: Place, kind: DefinitionKind, decorated: Node | None
) -> _Opened | None:
    """Binds the name and opens the scope; None when the definition has no name (a broken file)."""
    name_node, body = node.child_by_field_id(NAME), node.child_by_field_id(BODY)
    name_span = span_of(name_node) if name_node is not None else None
    if name_node is None or name_span is None or name_span[0] == name_span[1]:
        return None
    name = name_of(draft.utf8, name_node)
    outer = span_of(decorated if decorated is not None else node)
    is_global = name in draft.global_names.get(place.scope, ())
    qualname = name if is_global else place.prefix + name
    draft.bind_name(name, name_span, kind, place, outer, ("", "", "", "", "", "", len(draft.definitions)))
    generic = node.child_by_field_id(TYPE_PARAMETERS)
    header = place if generic is None else open_type_parameters(draft, generic, place, outer)
    span = span_of(body) if body is not None else Span(node.end_byte, node.end_byte)
    opened: ScopeKind = kind
    prefix = f"{qualname}." if kind == "class" else f"{qualname}.<locals>."
    inner = of_scope(draft.open_scope(opened, name, span, header.scope), span, prefix)
    if generic is not None and header is place:
        bind_type_parameters(draft, generic, inner, outer)
    return _new_opened((name, qualname, name_span, outer, body, header, inner))


def _read_nameless(node: Node, place: Place) -> Iterator[Statements]:
    body = node.child_by_field_name("body")
    if body is not None:
        yield Statements(body.named_children, place)


def _bind_parameters(draft: Draft, parts: tuple[ParameterPart, ...], opened: _Opened) -> None:
    for part in parts:
        annotation = annotation_of(draft.utf8, part.annotation)
        for name, _ in targets_of(part.target):
            draft.bind(name, "parameter", opened.inner, opened.outer, ("", "", "", "", annotation, "", -1))

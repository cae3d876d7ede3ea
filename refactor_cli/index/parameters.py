"""The parameters of a `def` or a lambda."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Parameter, ParameterKind
from refactor_cli.index.nodes import name_of, parts_of, source_of, targets_of

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_PLAIN = re.compile(rb"\((?:[A-Za-z_]\w*(?:, [A-Za-z_]\w*)*)?\)", re.ASCII)
# without a call of Python code, as of spans and bindings
_new_parameter: Callable[[tuple[str, str, str, str]], Parameter] = partial(tuple.__new__, Parameter)
_SPLATS: dict[str, ParameterKind] = {
    "list_splat_pattern": "var_positional",
    "dictionary_splat_pattern": "var_keyword",
}


class ParameterPart(NamedTuple):
    """One parameter, taken apart: its name or pattern, how it is passed, its annotation and its default."""

    target: Node
    kind: ParameterKind
    annotation: Node | None = None
    default: Node | None = None


def plain_parameters(utf8: bytes, parameters: Node | None) -> tuple[tuple[Parameter, ...], str] | None:
    """Parameters that are ASCII names with a comma and a blank between them, with their signature, by their bytes
    alone: most are. None for any others."""
    if parameters is None or parameters.has_error:
        return None
    start, end = parameters.byte_range
    source = utf8[start:end]
    if not _PLAIN.fullmatch(source):
        return None
    signature = source.decode()
    names = signature[1:-1].split(", ") if signature != "()" else []
    return tuple([_new_parameter((name, "positional", "", "")) for name in names]), signature


def parameter_parts(parameters: Node) -> tuple[ParameterPart, ...]:
    """The parameters in their order. Those of Python 2 may be patterns: `def f(a, (b, c))`."""
    parts = list[ParameterPart]()
    kind: ParameterKind = "positional"
    for node in parts_of(parameters):
        if node.type == "positional_separator":
            parts = [part._replace(kind="positional_only") for part in parts]
        elif node.type == "keyword_separator":
            kind = "keyword_only"
        else:
            part = _part(node, kind)
            if part is not None:
                parts.append(part)
                kind = "keyword_only" if part.kind == "var_positional" else kind
    return tuple(parts)


def parameter_names(parameters: Node) -> Iterator[Node]:
    """The identifiers that the parameters bind."""
    for part in parameter_parts(parameters):
        for name, _ in targets_of(part.target):
            yield name


def parameter_of(utf8: bytes, part: ParameterPart) -> Parameter:
    """A parameter as the map holds it; the name of a pattern is its source."""
    target = part.target
    return Parameter(
        name_of(utf8, target) if target.type == "identifier" else source_of(utf8, target),
        part.kind,
        "" if part.default is None else source_of(utf8, part.default),
        "" if part.annotation is None else source_of(utf8, part.annotation),
    )


def _part(node: Node, kind: ParameterKind) -> ParameterPart | None:
    match node.type:
        case "identifier" | "tuple_pattern":
            return ParameterPart(node, kind)
        case "list_splat_pattern" | "dictionary_splat_pattern":
            return _splat(node, None)
        case "default_parameter" | "typed_default_parameter":
            target = node.child_by_field_name("name")
            if target is None:
                return None
            annotation, default = node.child_by_field_name("type"), node.child_by_field_name("value")
            return ParameterPart(target, kind, annotation, default)
        case "typed_parameter":
            target, annotation = parts_of(node)[0], node.child_by_field_name("type")
            if target.type in _SPLATS:
                return _splat(target, annotation)
            return ParameterPart(target, kind, annotation)
    return None


def _splat(node: Node, annotation: Node | None) -> ParameterPart | None:
    inner = parts_of(node)
    return ParameterPart(inner[0], _SPLATS[node.type], annotation) if inner else None

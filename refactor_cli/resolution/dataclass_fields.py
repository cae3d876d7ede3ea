"""What a call of a dataclass, or of a named tuple, takes.
https://docs.python.org/3/library/dataclasses.html#dataclasses.dataclass"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.data import Parameter, Symbol
from refactor_cli.resolution.definitions import decorator_names, definitions_of
from refactor_cli.resolution.names import member, mro
from refactor_cli.resolution.values import Lookup
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_TUPLES = frozenset({"typing.NamedTuple", "typing_extensions.NamedTuple"})
_OTHERWISE = re.compile(rb"\b(?:init|kw_only)\s*=")
_NO_FIELD = re.compile(rb"(?:[\w.]+\.)?ClassVar\b")
_ODD_FIELD = re.compile(rb"(?:[\w.]+\.)?(?:InitVar|KW_ONLY)\b")
_WITH_DEFAULT = re.compile(rb"\bdefault(?:_factory)?\s*=")


def dataclass_fields(symbols: SymbolMap, cls: Symbol) -> tuple[Parameter, ...] | None:
    """The fields in the order in which a call takes them; None of what is no dataclass, or where more decides."""
    look = Lookup(symbols)
    if not _is_dataclass(look, cls) or _makes_itself(look, cls):
        return None
    return together(symbols, mro(symbols, cls))


def named_tuple_fields(symbols: SymbolMap, cls: Symbol) -> tuple[Parameter, ...] | None:
    """The same of what derives from `NamedTuple`; None of what does not, or makes its objects by itself.
    https://docs.python.org/3/library/typing.html#typing.NamedTuple"""
    order, look = mro(symbols, cls), Lookup(symbols)
    names = [each.name if each.path is None else "" for each in order]
    at = next((index for index, name in enumerate(names) if name in _TUPLES), 0)
    if not at or any(each.path is None for each in order[:at]) or _makes_itself(look, cls):
        return None
    found = _own(look, order[at - 1])
    return tuple(found) if found is not None else None


def together(symbols: SymbolMap, order: tuple[Symbol, ...]) -> tuple[Parameter, ...] | None:
    """The fields of classes that stand in this order, the first one derived from all others; None where not all are
    known."""
    found, look = dict[str, Parameter](), Lookup(symbols)
    for each in reversed(order):
        if each.path is None:
            if each.name not in ("builtins.object", "abc.ABC", "typing.Generic", "typing.Protocol"):
                return None
        elif _is_dataclass(look, each):
            own = _own(look, each)
            if own is None:
                return None
            found |= {field.name: field for field in own}
    return tuple(found.values())


def _is_dataclass(look: Lookup, cls: Symbol) -> bool:
    return any("dataclass" in decorator_names(each) for each in definitions_of(look, cls))


def _makes_itself(look: Lookup, cls: Symbol) -> bool:
    return any(
        value.symbol.path == cls.path and value.symbol.name == f"{cls.name}.{name}"
        for name in ("__init__", "__new__")
        for value in member(look, cls, name).values
    )


def _own(look: Lookup, cls: Symbol) -> list[Parameter] | None:
    definitions = definitions_of(look, cls)
    if len(definitions) != 1:
        return None
    (definition,), path = definitions, cls.path or ""
    utf8 = look.symbols.snapshot.files[path].text.utf8
    if _OTHERWISE.search(utf8, definition.outer.start, definition.span.start):
        return None
    fields = [*_fields(look.symbols.node(path, definition.span))]
    known = [each for each in fields if each is not None]
    return known if len(known) == len(fields) else None


def _fields(definition: Node | None) -> Iterator[Parameter | None]:
    body = definition.child_by_field_name("body") if definition is not None else None
    for statement in body.named_children if body is not None else ():
        node = statement.named_children[0] if statement.type == "expression_statement" else None
        kind = node.child_by_field_name("type") if node is not None and node.type == "assignment" else None
        name = node.child_by_field_name("left") if node is not None and kind is not None else None
        if node is None or kind is None or name is None or _NO_FIELD.match(kind.text or b""):
            continue
        right = node.child_by_field_name("right")
        given = (right.text or b"") if right is not None else b""
        is_made = right is not None and right.type == "call" and b"field" in given.partition(b"(")[0]
        if _ODD_FIELD.match(kind.text or b"") or (is_made and _OTHERWISE.search(given)):
            yield None
            continue
        if is_made and not _WITH_DEFAULT.search(given):
            given = b""
        yield Parameter(
            (name.text or b"").decode("utf-8", "replace"), "positional", given.decode("utf-8", "replace")
        )

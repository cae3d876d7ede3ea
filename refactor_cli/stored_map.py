"""FileMap <-> the bytes it is cached as.

Most of a map is never looked at: a run asks for the few names that may lead to its target. So bindings are stored
by name and read when a name is asked for, definitions when the first of them is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from operator import attrgetter
from typing import Any

import msgspec
from msgspec.msgpack import Decoder, Encoder

from refactor_cli.data import Binding, Definition, FileMap, Scope, Span
from refactor_cli.errors import RefactorError

_encode = Encoder().encode


class _Row(msgspec.Struct, array_like=True, frozen=True):
    """A map as it is stored."""

    scopes: tuple[Scope, ...]
    names: dict[str, bytes]
    definitions: bytes
    exports: tuple[str, ...] | None
    exports_complete: bool
    errors: tuple[Span, ...]
    python2: bool


def stored(file_map: FileMap) -> bytes:
    """The bytes that stand for a map."""
    return _encode(
        _Row(
            file_map.scopes,
            {name: _encode(bound) for name, bound in file_map.named.items()},
            _encode(file_map.definitions),
            file_map.exports,
            file_map.exports_complete,
            file_map.errors,
            file_map.python2,
        )
    )


def restored(value: bytes) -> FileMap | None:
    """The map that the bytes stand for, equal to what was stored; None when they stand for none."""
    try:
        row = _row_decoder().decode(value)
    except msgspec.DecodeError:
        return None
    found = object.__new__(_StoredMap)
    vars(found).update(
        scopes=row.scopes,
        named=_Names(row.names),
        exports=row.exports,
        exports_complete=row.exports_complete,
        errors=row.errors,
        python2=row.python2,
        stored_definitions=row.definitions,
    )
    return found


class _Names(Mapping[str, tuple[Binding, ...]]):
    """`FileMap.named`, each name read when it is asked for."""

    def __init__(self, stored: dict[str, bytes]) -> None:
        self.stored, self.known = stored, dict[str, tuple[Binding, ...]]()

    def __getitem__(self, name: str) -> tuple[Binding, ...]:
        found = self.known.get(name)
        if found is None:
            found = self.known[name] = _decoded(_bindings_decoder(), self.stored[name])
        return found

    def __contains__(self, name: object) -> bool:
        return name in self.stored

    def __iter__(self) -> Iterator[str]:
        return iter(self.stored)

    def __len__(self) -> int:
        return len(self.stored)


class _StoredMap(FileMap):
    """A map of which only what is asked for is read."""

    @cached_property
    def bindings(self) -> tuple[Binding, ...]:  # type: ignore[override]
        every = (binding for bindings in self.named.values() for binding in bindings)
        return tuple(sorted(every, key=attrgetter("span")))

    def mentioning(self, word: str) -> Iterable[Binding]:
        """Those under whose name the bytes of the word are stored, so that few have to be read."""
        if "bindings" in vars(self):
            return self.bindings
        data, names = word.encode(), vars(self)["named"]
        every = (binding for name, raw in names.stored.items() if data in raw for binding in names[name])
        return sorted(every, key=attrgetter("span"))

    @cached_property
    def definitions(self) -> tuple[Definition, ...]:  # type: ignore[override]
        found: tuple[Definition, ...] = _decoded(_definitions_decoder(), vars(self)["stored_definitions"])
        return found


def _decoded(decoder: Decoder[Any], value: bytes) -> Any:
    try:
        return decoder.decode(value)
    except msgspec.DecodeError as error:  # the row's digest is right: somebody made this row
        raise RefactorError(
            "the cache holds a row that is no symbol map", "use --no-cache, or delete it"
        ) from error


@cache
def _row_decoder() -> Decoder[_Row]:
    return Decoder(_Row)


@cache
def _bindings_decoder() -> Decoder[tuple[Binding, ...]]:
    return Decoder(tuple[Binding, ...])


@cache
def _definitions_decoder() -> Decoder[tuple[Definition, ...]]:
    return Decoder(tuple[Definition, ...])

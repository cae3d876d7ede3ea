"""What a Python file takes as a value from something else: `receiver.name`, or `getattr(receiver, "name")`. Read from
bytes, without a tree: strings and comments count as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.words import spaced

# a name behind a dot that is a value by itself: no further name is taken from it, it is not called, nor given a value
_TAKEN = lazy_pattern(rb"\.\s*+([A-Za-z_\x80-\xff][\w\x80-\xff]*+)(?!\s*(?:\.|=[^=]|\())")
_QUOTED = lazy_pattern(rb",\s*+[A-Za-z]?([\"'])([\w\x80-\xff]++)\1")
_BRACKETS = (b")", b"]")
_LONGEST = 255  # bytes of a name
_FAR = 400  # bytes from a `getattr` to its name


class Taken(NamedTuple):
    """A name, and the last word of what it is taken from, b"" where that ends in a bracket."""

    name: bytes
    receiver: bytes


def taken_in(data: bytes) -> frozenset[Taken]:
    """The names behind a dot."""
    return frozenset(_behind(data, ((match[1], match.start()) for match in _TAKEN.finditer(data))))


def asked_in(data: bytes) -> frozenset[Taken]:
    """The names that `getattr` is asked for."""
    if b"getattr" not in data:
        return frozenset()
    quoted = ((match[2], match.start()) for match in _QUOTED.finditer(data))
    return frozenset(
        _behind(data, ((name, at) for name, at in quoted if b"getattr" in data[max(0, at - _FAR) : at]))
    )


def _behind(data: bytes, found: Iterable[tuple[bytes, int]]) -> Iterator[Taken]:
    """Each name with what ends before the dot or comma at its offset; without those that nothing stands before."""
    for name, at in found:
        before = data[max(0, at - _LONGEST) : at].rstrip()
        word = spaced(before).rpartition(b" ")[2]
        if word or before.endswith(_BRACKETS):
            yield Taken(name, word)

"""A plain command line, as hooks and editors write it: arguments, flags, and options with a value, written out. Any
other is for typer, which takes longer to load than a few files take to check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from pathlib import Path

from msgspec import Struct


class PlainLine(Struct, frozen=True):
    """The arguments, the flags, and by option the values it was given."""

    arguments: tuple[str, ...]
    flags: Set[str]
    values: Mapping[str, Sequence[str]]

    def every(self, option: str) -> tuple[str, ...]:
        """The values of an option."""
        return tuple(self.values.get(option, ()))

    def last(self, option: str) -> str | None:
        """The value of an option that takes one: the last wins."""
        return self.values[option][-1] if option in self.values else None

    def path(self, option: str) -> Path | None:
        """The same as a path."""
        found = self.last(option)
        return Path(found) if found is not None else None


def plain_line(words: Sequence[str], flags: Set[str], with_value: Set[str]) -> PlainLine | None:
    """What a command line says by these flags and options; None where it has anything else, or an empty word."""
    arguments, given, values = list[str](), set[str](), dict[str, list[str]]()
    left = iter(words)
    for word in left:
        name, is_assigned, value = word.partition("=")
        if word in flags:
            given.add(word)
        elif name in with_value:
            value = value if is_assigned else next(left, "")
            if not value.strip() or (value.startswith("-") and not is_assigned):
                return None
            values.setdefault(name, []).append(value)
        elif word.startswith("-") or not word.strip():
            return None
        else:
            arguments.append(word)
    return PlainLine(tuple(arguments), given, values)

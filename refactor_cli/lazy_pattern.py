"""Patterns that are compiled when they are first asked for something.

A command loads modules with some 200 patterns and searches with a quarter of them; Python compiles one in a quarter of
a millisecond, on every start.
"""

from __future__ import annotations

import re
from typing import AnyStr, cast


class _LazyPattern:
    """What was asked for once (`search`, above all) is an attribute of its own: the next look-up finds it at once."""

    def __init__(self, source: str | bytes, flags: int) -> None:
        self._source, self._flags = source, flags

    def __getattr__(self, name: str) -> object:
        if name.startswith("_"):  # copying and the like ask for what no pattern has
            raise AttributeError(name)
        found = self.__dict__[name] = getattr(re.compile(self._source, self._flags), name)
        return found


def lazy_pattern(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As `re.compile`, for constants of a module: what is wrong with the source is told no sooner than it is used, and
    functions of `re` take it as `.pattern` only."""
    return cast("re.Pattern[AnyStr]", _LazyPattern(source, flags))

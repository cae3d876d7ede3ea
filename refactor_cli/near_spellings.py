"""A name that nothing has -> the names that are spelt like it, for a hint."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

# of difflib's ratio
_LEAST = 0.6  # its own
MUST_BE_MEANT = 0.8
_LONGEST = 200  # characters of what a user wrote: what is longer is no name


def spelt_like(name: str, names: Iterable[str], most: int = 3, least: float = _LEAST) -> list[str]:
    """The names that are spelt like this one, the most alike first, at most so many. `least`: how alike they have to
    be, from 0 to 1."""
    import difflib

    return difflib.get_close_matches(name[:_LONGEST], [*names], most, least)


def most_alike(name: str, names: Iterable[str], least: float = _LEAST) -> str:
    """The one that is spelt most like this one, "" where none is like it."""
    return next(iter(spelt_like(name, names, 1, least)), "")


def hint_naming(names: Sequence[str], otherwise: str) -> str:
    """The hint that lists some names; where there are none, another one."""
    return f"did you mean {', '.join(names)}?" if names else otherwise

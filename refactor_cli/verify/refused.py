"""Why a block of an answer is not used."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

from refactor_cli.clipped import clipped
from refactor_cli.data import SiteBlock

_MEANT = 'where that is meant, the tag says behaviour="changes" why="…"'
_SHOWN = 80  # characters


class Refused(ValueError):
    """A check that a block does not pass; `str()` is the reason, for people and for the model, in one line."""


class Unparsed(Refused):
    """The same of source that Python 3 does not read. `is_old`: what a block replaces, not what it gives."""

    def __init__(self, reason: str, *, is_old: bool = False) -> None:
        super().__init__(reason)
        self.is_old = is_old


class Unsaid(Refused):
    """The same of a check that new code need not pass where its block says that it changes behaviour, and why. `what`:
    the reason alone."""

    def __init__(self, what: str, remedy: str = _MEANT) -> None:
        super().__init__(f"{what}: {remedy}")
        self.what = what


def told_of(block: SiteBlock, found: Iterable[str], *checks: Callable[[], None]) -> tuple[str, ...]:
    """What a block does that it has to say: what is `found` of it, and what `checks` do, one each.

    Raises:
        Refused: it does not say so, or a check says that no block may do it.
    """
    told = list[str]()
    for what in found:
        if not block.says_why:
            raise Unsaid(what)
        told.append(what)
    for check in checks:
        try:
            check()
        except Unsaid as unsaid:
            if not block.says_why:
                raise
            told.append(unsaid.what)
    return tuple(dict.fromkeys(told))


def shown(node: ast.AST) -> str:
    """Source as reasons have it, in quotes."""
    return f"'{clipped(' '.join(ast.unparse(node).split()), _SHOWN)}'"

"""What a call holds between its brackets, told from bytes: most calls of a common method are not those that a recipe is
about (`assertEqual(a, None)`), and need neither be parsed nor resolved to tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Set
from typing import TYPE_CHECKING

from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.symbols import LANGUAGE
from refactor_cli.words import ascii_bytes, offsets, words_of

if TYPE_CHECKING:
    from refactor_cli.symbols import SymbolMap

MayConcern = Callable[[bytes, int], bool]
"""Tells of a source, and of where a name in it ends, whether what stands there may be what is looked for: a call that a
rule is for, say."""

_OPEN = lazy_pattern(rb"[ \t]*\(")
_PIECE = lazy_pattern(
    rb"""(?P<prefix>[A-Za-z]*)(?P<string>\"""(?:\\.|.)*?\"""|'''(?:\\.|.)*?'''"""
    rb"""|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|\#[^\n]*|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<odd>["'])""",
    re.DOTALL,
)
# in which parts of other calls may stand, with quotes of their own
_FORMATTED = lazy_pattern(rb"[fFtT]")


def between_brackets(data: bytes, at: int) -> bytes | None:
    """The source from the bracket that opens at `at` to the one that closes it; None where no bracket opens there, or
    it cannot be told."""
    opened = _OPEN.match(data, at)
    if opened is None:
        return None
    depth, start = 1, opened.end()
    for piece in _PIECE.finditer(data, start):
        if piece["odd"] or (
            piece["string"] and b"{" in piece["string"] and _FORMATTED.search(piece["prefix"])
        ):
            return None
        depth += bool(piece["open"]) - bool(piece["close"])
        if not depth:
            return data[start : piece.start()]
    return None


def holding_any(wanted: Iterable[Set[bytes]]) -> MayConcern:
    """Asks for what may be a call between whose brackets all words and signs of one of these sets stand, or starred
    arguments; true of what is no call, or where it cannot be told."""
    asked = tuple(wanted)

    def may_concern(data: bytes, at: int) -> bool:
        inside = between_brackets(data, at)
        if inside is None or b"*" in inside:
            return True
        words = words_of(inside)
        return any(all(each in words or (_is_sign(each) and each in inside) for each in one) for one in asked)

    return may_concern


def _is_sign(word: bytes) -> bool:
    return not word[:1].isalpha() and word[:1] != b"_"


def holding(
    symbols: SymbolMap, name: str, may_concern: MayConcern | None, holds: Callable[[str], bool] | None
) -> Callable[[str], bool] | None:
    """`holds`, which says of a file whether a name in it may be meant, without the Python files in which nothing may
    concern anybody."""
    if may_concern is None:
        return holds
    word = name.encode()

    def holds_meant(path: str) -> bool:
        if holds is not None and not holds(path):
            return False
        file = symbols.snapshot.files[path]
        if file.language != LANGUAGE:
            return True
        data = ascii_bytes(file)
        return any(may_concern(data, at + len(word)) for at in offsets(data, word))

    return holds_meant

"""What a block imports, as it is written -> one import a name: lines behind `import:`, statements before its code."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from refactor_cli.answer_format import IMPORT_PREFIX

_LONGEST = 2_000  # characters of a statement
_MOST_LINES = 40  # of one
_BEGINS = re.compile(r"(?:from[ \t]+[.\w]|import[ \t]+\w)")


def one_by_one(written: str) -> tuple[str, ...]:
    """`from a import b, c as d` as one import for each name, on a line and without comments; what is no import
    statement, as it is."""
    statement = _parsed(written)
    match statement:
        case ast.ImportFrom(module=module, names=names, level=level):
            return tuple(f"from {'.' * level}{module or ''} import {_named(each)}" for each in names)
        case ast.Import(names=names):
            return tuple(f"import {_named(each)}" for each in names)
    return (written,)


def leading(lines: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """The imports of the statements that code begins with, and how many lines these take; none where that is all."""
    found, at = list[str](), 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        imports, end = statement_at(lines, at, lines[at])
        if end == at:
            return tuple(found), at if found else 0
        found += imports
        at = end
    return (), 0


def statement_at(lines: Sequence[str], start: int, first: str) -> tuple[tuple[str, ...], int]:
    """The imports of the statement that begins in the line `start`, of which `first` is to be read, and the line behind
    it: it may go on over lines, in brackets or by backslashes, with comments. None and `start` where none begins."""
    if not _BEGINS.match(first.lstrip()):
        return (), start
    written = first.strip()
    for end in range(start + 1, min(start + _MOST_LINES, len(lines)) + 1):
        if _parsed(written) is not None:
            return one_by_one(written), end
        following = lines[end].strip() if end < len(lines) else ""
        if following.startswith(IMPORT_PREFIX):
            break
        written += f"\n{following}"
    return (), start


def _parsed(written: str) -> ast.Import | ast.ImportFrom | None:
    if len(written) > _LONGEST:
        return None
    try:
        body = ast.parse(written).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    first = body[0] if len(body) == 1 else None
    return first if isinstance(first, ast.Import | ast.ImportFrom) else None


def _named(each: ast.alias) -> str:
    return f"{each.name} as {each.asname}" if each.asname else each.name

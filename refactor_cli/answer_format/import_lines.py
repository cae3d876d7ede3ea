"""What a block imports, as it is written -> one import a name: lines behind `import:`, statements before its code."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

_LONGEST = 2_000  # characters of a statement
_MOST_LINES = 40  # of one in brackets
_BEGINS = re.compile(r"(?:from[ \t]+[.\w]|import[ \t]+\w)")


def one_by_one(written: str) -> tuple[str, ...]:
    """`from a import b, c as d` as one import for each name; what is no import statement, as it is."""
    statement = _parsed(written)
    match statement:
        case ast.ImportFrom(module=module, names=names, level=level) if len(names) > 1:
            return tuple(f"from {'.' * level}{module or ''} import {_named(each)}" for each in names)
        case ast.Import(names=names) if len(names) > 1:
            return tuple(f"import {_named(each)}" for each in names)
    return (written,)


def leading(lines: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """The imports of the statements that code begins with, and how many lines these take; none where that is all."""
    found, at = list[str](), 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        end = _end(lines, at) if _BEGINS.match(lines[at].lstrip()) else at
        if end == at:
            return tuple(found), at if found else 0
        found += one_by_one(" ".join(line.strip() for line in lines[at:end]))
        at = end
    return (), 0


def _end(lines: Sequence[str], start: int) -> int:
    """Behind the last line of the import statement that begins there; `start` where none does."""
    for end in range(start + 1, min(start + _MOST_LINES, len(lines)) + 1):
        if _parsed(" ".join(line.strip() for line in lines[start:end])) is not None:
            return end
    return start


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

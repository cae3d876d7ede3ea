"""`*columns` of a rule where a call gives a display: `select([a, b])` becomes `select(a, b)`, not `select(*[a, b])`."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from refactor_cli.inline.arguments import New


def unpacked(arguments: Sequence[New], *, is_laid_out: bool) -> list[New]:
    """The arguments as they are written, with what starred displays hold in their place. `is_laid_out`: in brackets of
    the old call, where each has a place, were it empty."""
    found, is_behind_keyword = list[New](), False
    for place, each in enumerate(arguments):
        is_last = place == len(arguments) - 1
        held = None if is_behind_keyword or not each.is_unpacked else _held(each.text, is_last=is_last)
        if held:
            found.append(each._replace(star="", text=held))
        elif held is None or is_laid_out:
            found.append(each)
        is_behind_keyword = is_behind_keyword or bool(each.keyword) or each.star == "**"
    return found


def _held(text: str, *, is_last: bool) -> str | None:
    """What stands in a list or tuple; None where it is none, or has a comment that would hang elsewhere."""
    text = text.strip()
    try:
        tree = ast.parse(f"({text})", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if not isinstance(tree, ast.List | ast.Tuple) or "#" in text:
        return None
    inner = text[1:-1]
    if is_last and tree.elts and inner.startswith(("\r", "\n")):
        return inner  # its lines hang between the brackets, and do so again
    return inner.strip().removesuffix(",").rstrip()

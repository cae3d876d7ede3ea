"""`*columns` of a rule where a call gives a display: `select([a, b])` becomes `select(a, b)`, not `select(*[a, b])`."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from refactor_cli.inline.call_arguments.arguments import New
from refactor_cli.text import indentation

_HANGS = "\0"  # no source has it
_BEFORE_LINES = re.compile(rf"[ \t]*{_HANGS}")
_RUN_ON = ('"""', "'''", "\\\n", "\\\r")


def unpacked(arguments: Sequence[New], *, is_laid_out: bool, is_tight: bool) -> list[New]:
    """The arguments as they are written, with what starred displays hold in their place. `is_laid_out`: in brackets of
    the old call, where each has a place, were it empty; `is_tight`: nothing stands between the last one and the
    bracket."""
    found, is_behind_keyword = list[New](), False
    for place, each in enumerate(arguments):
        is_last = place == len(arguments) - 1
        is_spread = each.is_unpacked and not is_behind_keyword
        held = _held(each.text, may_hang=is_last and is_tight) if is_spread else None
        if held and place and held.startswith(("\r", "\n")):
            held = _HANGS + held
        if held:
            found.append(each._replace(star="", text=held))
        elif held is None or is_laid_out:
            found.append(each)
        is_behind_keyword = is_behind_keyword or bool(each.keyword) or each.star == "**"
    return found


def hung(text: str) -> str:
    """A call in which nothing stands between a comma and lines that hang behind it."""
    return _BEFORE_LINES.sub("", text)


def _held(text: str, *, may_hang: bool) -> str | None:
    """What stands in a list or tuple; None where it is none, or has a comment that would hang elsewhere."""
    source = f"({text.strip()}\n)"  # the line end ends a comment
    try:
        tree = ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if not isinstance(tree, ast.List | ast.Tuple) or "#" in text:
        return None
    inner = (ast.get_source_segment(source, tree) or "")[1:-1]  # without brackets around the display
    if not inner.startswith(("\r", "\n")):
        return inner.strip().removesuffix(",").rstrip()
    if may_hang and tree.elts:
        return inner  # its lines hang between the brackets, and do so again
    return _brought_out(inner).strip().removesuffix(",").rstrip()


def _brought_out(inner: str) -> str:
    """Lines that hung between the brackets of a display, as deep as these were."""
    if any(each in inner for each in _RUN_ON):
        return inner
    lines = inner.split("\n")
    first, outer = indentation(lines[1]), indentation(lines[-1])
    if not first.startswith(outer):
        return inner
    return "\n".join(outer + line.removeprefix(first) if line.startswith(first) else line for line in lines)

"""Names that a module of the repository should define, and does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from refactor_cli.resolution.values import Found


def missing(dotted: str, module_file: Callable[[str], str | None], resolved: Callable[[str], Found]) -> str:
    """The repository's module that a dotted name lies in, when that has no such name; "" when it is there, or
    when the name lies outside the repository, or may come from there, about which nothing is known."""
    parts = dotted.split(".")
    names = (".".join(parts[:size]) for size in range(len(parts), 0, -1))
    module = next((name for name in names if module_file(name) is not None), "")
    if module in ("", dotted):
        return ""
    if not resolved(".".join(parts[: module.count(".") + 2])).complete:
        return ""  # a star import of the module may bring it, of which nothing is known
    led = resolved(dotted)
    # what is missing in a module of the repository leads to a symbol outside of it, under its own name
    is_there = any(symbol.path is not None or symbol.name != dotted for symbol in led.symbols) or led.opaque
    return "" if is_there else module

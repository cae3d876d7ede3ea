"""What the name of a call leads to by imports and scopes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Span, Symbol
from refactor_cli.inference.asking import Ask
from refactor_cli.resolution import Found, resolve, scope_at

if TYPE_CHECKING:
    from refactor_cli.occurrences.values import Occurrence


class Call(NamedTuple):
    """A call of a function; `skipped`: leading parameters that no argument stands for (`self`)."""

    path: str
    span: Span
    skipped: int


def is_of_another(ask: Ask, path: str, found: Occurrence, symbol: Symbol) -> bool:
    """Whether a name is proved to lead to something else."""
    return leads(ask, path, found, symbol) is False


def leads(ask: Ask, path: str, found: Occurrence, symbol: Symbol) -> bool | None:
    """Whether a called name is the function, by imports and scopes; None when they do not say."""
    led = resolved(ask, path, found)
    if led is None:
        return None
    if symbol in led.symbols:
        return True
    return False if led.symbols and led.complete and not led.opaque else None


def resolved(ask: Ask, path: str, found: Occurrence) -> Found | None:
    """What a called name leads to by imports and scopes, None when its receiver is no dotted name. Found once: the
    same calls are asked about for each class that has a method of the name."""
    memo: dict[tuple[str, Span], Found | None] = ask.symbols.snapshot.memo.setdefault("called names", {})
    if (path, found.span) not in memo:
        file_map, dotted = ask.symbols.map(path), source_name(ask, path, found)
        led = None
        if file_map is not None and dotted:
            scope = scope_at(file_map, found.span.start)
            led = resolve(ask.symbols, path, scope, dotted, found.span.start)
        memo[path, found.span] = led
    return memo[path, found.span]


def source_name(ask: Ask, path: str, found: Occurrence) -> str:
    """The dotted source of an occurrence, "" when its receiver is no dotted name."""
    name = ask.symbols.snapshot.files[path].text.slice(*found.span)
    if found.place == "name":
        return name
    if not found.receiver or found.receiver.startswith("'"):
        return ""
    return f"{found.receiver}.{name}"

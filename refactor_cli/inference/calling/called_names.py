"""What the name of a call leads to by imports and scopes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Span, Symbol
from refactor_cli.inference.asking import Ask
from refactor_cli.resolution import Found, is_subclass, resolve_at

if TYPE_CHECKING:
    from refactor_cli.occurrences.values import Occurrence


class Call(NamedTuple):
    """A call of a function; `skipped`: leading parameters that no argument stands for (`self`)."""

    path: str
    span: Span
    skipped: int


def is_of_another(ask: Ask, path: str, found: Occurrence, symbol: Symbol) -> bool:
    """Whether a name is proved to lead to something else."""
    return reaches(ask, path, found, symbol) is False


def reaches(ask: Ask, path: str, found: Occurrence, symbol: Symbol) -> bool | None:
    """Whether a called name is the function, or a method that it overrides, on objects that may have the function in
    its place; None when imports and scopes do not say."""
    led = leads(ask, path, found, symbol)
    return is_of_base(ask, path, found, symbol) if led is False else led


def is_of_base(ask: Ask, path: str, found: Occurrence, symbol: Symbol) -> bool:
    """Whether a name leads to what a method overrides, asked of an object that may be of the method's class."""
    owner, led = symbol.name.rpartition(".")[0], resolved(ask, path, found)
    if not owner or led is None or found.place != "attribute" or found.receiver.startswith("super("):
        return False
    cls, bases = (
        Symbol(symbol.path, owner),
        {Symbol(each.path, each.name.rpartition(".")[0]) for each in led.symbols},
    )
    if not any(each.name and each != cls and is_subclass(ask.symbols, cls, each) for each in bases):
        return False
    return not is_of_class(ask, path, found, found.receiver.removesuffix("()"))


def is_of_class(ask: Ask, path: str, found: Occurrence, receiver: str) -> bool:
    """Whether the source of a receiver names a class."""
    if not receiver or receiver.startswith("'"):
        return False
    led = resolve_at(ask.symbols, path, receiver, found.span.start)
    values = led.values if led is not None else ()
    return bool(values) and all(value.kind == "class" and value.type is None for value in values)


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
        dotted = source_name(ask, path, found)
        memo[path, found.span] = resolve_at(ask.symbols, path, dotted, found.span.start) if dotted else None
    return memo[path, found.span]


def source_name(ask: Ask, path: str, found: Occurrence) -> str:
    """The dotted source of an occurrence, "" when its receiver is no dotted name."""
    name = ask.symbols.snapshot.files[path].text.slice(*found.span)
    if found.place == "name":
        return name
    if not found.receiver or found.receiver.startswith("'"):
        return ""
    return f"{found.receiver}.{name}"

"""Classes that override a method: what calls it may be meant for them, so that all of the family moves, or none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from refactor_cli.data import Symbol, Usage
from refactor_cli.inline.classes.receivers import values_of
from refactor_cli.inline.site import span_of
from refactor_cli.resolution import is_subclass
from refactor_cli.symbols import SymbolMap

AN_OVERRIDE = "an override: callers would no longer reach it"
OVERRIDDEN = "overrides the method, and would no longer be reached"


def waits_for_family(reason: str) -> bool:
    """Whether a usage is open for this alone, that a method and what overrides it bear one name."""
    return reason == AN_OVERRIDE or reason.endswith(f" {OVERRIDDEN}")


class Overrider(NamedTuple):
    """A class that overrides the method, and where, for people."""

    symbol: Symbol
    place: str


def overriders_of(symbols: SymbolMap, usages: Iterable[Usage]) -> tuple[Overrider, ...]:
    """The classes among a method's usages that override it."""
    found = list[Overrider]()
    for usage in usages:
        file_map = (
            symbols.map(usage.path) if usage.kind == "override" and usage.certainty != "possible" else None
        )
        if file_map is None:
            continue
        for each in file_map.definitions:
            if each.kind == "class" and each.body == usage.scope:
                found.append(
                    Overrider(
                        Symbol(usage.path, each.qualname), f"{each.name} ({usage.path}:{usage.location.line})"
                    )
                )
    return tuple(found)


def overridden_at(symbols: SymbolMap, usage: Usage, overriders: Iterable[Overrider]) -> str:
    """An overriding class that a call may be meant for, "" when there is none: what the call is made on is known,
    and none of them is one of its subclasses."""
    node = symbols.node(usage.path, usage.span)
    parent = node.parent if node is not None else None
    before = (
        parent.child_by_field_name("object") if parent is not None and parent.type == "attribute" else None
    )
    if node is None or before is None or span_of(node) != usage.span:
        return ""
    classes = set[Symbol | None]()
    for value in values_of(symbols, usage, before):
        is_class = value.kind in ("class", "instance", "super")
        classes.add(value.symbol if is_class else value.type)
    if not classes or None in classes:
        return next((each.place for each in overriders), "")
    for each in overriders:
        if any(cls is not None and is_subclass(symbols, each.symbol, cls) for cls in classes):
            return each.place
    return ""

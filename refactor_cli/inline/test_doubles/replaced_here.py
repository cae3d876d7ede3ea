"""Calls that get what the same code has put in the old symbol's place (`legacy.price = fake`, then `legacy.price(x)`):
they stay as long as that does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import SURE, Span, Symbol, Target, Usage
from refactor_cli.inline.test_doubles.patched import gives_value, is_stored, owners_of
from refactor_cli.inline.test_doubles.put_in_place import Settled

if TYPE_CHECKING:
    from refactor_cli.symbols import SymbolMap


class _Place(NamedTuple):
    """Where the old symbol gets another value, of which modules, and in which part of the file that is seen."""

    line: int
    modules: frozenset[Symbol]
    within: Span


def replaced_here(
    symbols: SymbolMap, target: Target, usages: Sequence[Usage], _: Settled
) -> dict[Usage, str]:
    """Calls of a function, with what is said of them. An assignment holds in its whole file: a fixture may make it. A
    `patch` or `setattr` that has its name in quotes is undone: it holds in its function."""
    by_file = defaultdict[str, list[Usage]](list)
    for each in usages if target.kind == "function" else ():
        if each.certainty in SURE:
            by_file[each.path].append(each)
    found = dict[Usage, str]()
    for path, its in by_file.items():
        calls = [each for each in its if each.call_span is not None and each.expression != each.span]
        places = [place for each in its if calls and (place := _place(symbols, each)) is not None]
        for call in calls if places else ():
            modules = _modules(symbols, call)
            line = next((p.line for p in places if p.modules & modules and p.within.contains(call.span)), 0)
            if line:
                name = "".join(symbols.snapshot.files[path].text.slice(*call.expression).split())
                found[call] = (
                    f"line {line} puts something else in the place of '{name}': change both, or neither"
                )
    return found


def _place(symbols: SymbolMap, usage: Usage) -> _Place | None:
    if usage.kind not in ("string", "reference") or symbols.map(usage.path) is None:
        return None
    if not gives_value(symbols, usage):
        return None
    modules = _modules(symbols, usage)
    within = _seen_in(symbols, usage)
    return _Place(usage.location.line, modules, within) if modules and within is not None else None


def _modules(symbols: SymbolMap, usage: Usage) -> frozenset[Symbol]:
    values = owners_of(symbols, usage).values
    return frozenset(value.symbol for value in values if value.kind in ("module", "external"))


def _seen_in(symbols: SymbolMap, usage: Usage) -> Span | None:
    file_map = symbols.map(usage.path)
    assert file_map is not None
    if is_stored(symbols, usage):
        return file_map.scopes[0].span
    node = symbols.node(usage.path, usage.span)
    while node is not None and node.type not in ("function_definition", "decorator"):
        node = node.parent
    around = node.parent if node is not None and node.type == "decorator" else node
    return Span(around.start_byte, around.end_byte) if around is not None else None

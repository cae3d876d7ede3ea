"""The state of a search for what expressions are, and the doors through which its parts call each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, TypeVar, cast

from refactor_cli.data import Binding, Span
from refactor_cli.inference.values import UNKNOWN, Known, Types
from refactor_cli.resolution import Lookup
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

Key = tuple[object, ...]
T = TypeVar("T")

# Nested searches beyond this are cut: Python's own stack ends at about eight times as many frames.
_DEEPEST = 45
# Searches for one site beyond this are cut; a site that needs more is nothing a reader could follow either.
_MOST_STEPS = 400


@dataclass
class Progress:
    """How far the search for one site is: its `steps`, and the outermost search (by its place in the stack) that
    something below it needed, and did not get, because it was still being made."""

    steps: int = 0
    needed: int = _DEEPEST


@dataclass(frozen=True)
class Ask:
    """One run's search. `off`: rules that are not used (to measure what one adds).

    `memo` holds what is known for good, `local` what was found while a search was cut, with the outer search that it
    needs, None when it went too far. `waiting`: the searches under way, each with its place in the stack.
    """

    symbols: SymbolMap
    expression_of: Callable[[Ask, str, Node], Types]
    binding_of: Callable[[Ask, str, Binding], Types]
    attribute_of: Callable[[Ask, Known, str], Types]
    result_of: Callable[[Ask, Known], Types]
    off: frozenset[str] = frozenset()
    memo: dict[Key, object] = field(default_factory=dict, repr=False)
    local: dict[Key, tuple[object, Key | None]] = field(default_factory=dict, repr=False)
    waiting: dict[Key, int] = field(default_factory=dict, repr=False)
    progress: Progress = field(default_factory=Progress, repr=False)

    @property
    def look(self) -> Lookup:
        """A lookup of names by `resolution`."""
        return Lookup(self.symbols)

    def expression(self, path: str, node: Node | None) -> Types:
        """What an expression of a file may be."""
        return UNKNOWN if node is None else self.expression_of(self, path, node)

    def binding(self, path: str, binding: Binding) -> Types:
        """What a binding gives its name."""
        return self.binding_of(self, path, binding)

    def attribute(self, known: Known, name: str) -> Types:
        """What an attribute of a thing may be."""
        return self.attribute_of(self, known, name)

    def result(self, known: Known) -> Types:
        """What calling a thing gives."""
        return self.result_of(self, known)

    def allows(self, rule: str) -> bool:
        """Whether a rule may be used."""
        return rule not in self.off

    def once(self, key: Key, compute: Callable[[], T], unknown: T) -> T:
        """The result of a search, made once; `unknown` where it needs itself, or goes too far.

        What was found while an outer search was under way that it needs, or when the search went too far, holds for
        this site only; the former until that outer search is done.
        """
        progress, waiting = self.progress, self.waiting
        if key in self.memo:
            return cast("T", self.memo[key])
        if key in self.local:
            found, head = self.local[key]
            if head is None or head in waiting:
                progress.needed = min(progress.needed, -1 if head is None else waiting[head])
                return cast("T", found)
        if key in waiting:
            progress.needed = min(progress.needed, waiting[key])
            return unknown
        depth = len(waiting)
        if depth >= _DEEPEST or progress.steps >= _MOST_STEPS:
            progress.needed = -1
            return unknown
        waiting[key] = depth
        progress.steps += 1
        outer, progress.needed = progress.needed, _DEEPEST
        try:
            result = compute()
        finally:
            del waiting[key]
        needed = progress.needed
        if needed >= depth:
            self.memo[key], progress.needed = result, outer
        else:
            self.local[key] = (result, next(islice(waiting, needed, None)) if needed >= 0 else None)
            progress.needed = min(outer, needed)
        return result

    def site(self, path: str, node: Node | None) -> Types:
        """What an expression may be, as a new search."""
        self.local.clear()
        self.progress.steps, self.progress.needed = 0, _DEEPEST
        return self.expression(path, node)


def source(symbols: SymbolMap, path: str, node: Node) -> str:
    """The source text of a node."""
    return symbols.snapshot.files[path].text.utf8[node.start_byte : node.end_byte].decode("utf-8", "replace")


def node_at(symbols: SymbolMap, path: str, span: Span) -> Node | None:
    """The smallest node that covers a span."""
    return symbols.tree(path).root_node.descendant_for_byte_range(span.start, span.end)

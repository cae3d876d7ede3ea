"""The state of a search for what expressions are, and the doors through which its parts call each other."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from refactor_cli.data import Binding, Span, Symbol
from refactor_cli.inference.searches import HOPS, Key, Searches
from refactor_cli.inference.values import ENDLESS, UNKNOWN, Known, Types
from refactor_cli.resolution import Lookup
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node


T = TypeVar("T")

# Python's own stack for the deepest search: about ten frames for each question, twice that where names are resolved.
_FRAMES = 5_000
# What steps away from the place that asks cost, in hops: to the callers of a function, and to whatever has a name.
CALLERS = 1
GUESS = 2


# what a call gives for some parameters, by their names
Given = tuple[tuple[str, Types], ...]
# the same by the literals that are written there
Literal = bool | int | str | bytes | None
Decided = tuple[tuple[str, Literal], ...]


class Within(NamedTuple):
    """A function that is gone through for some calls alone. `cls`: the class of the objects that it is called on, which
    is what its `self` is there, `own`: or of a subclass of it; None for whatever it is a method of. `left_out`: the
    parameters that are left out, which are their defaults; `given`: others, with what these calls pass for them;
    `decided`: those of which these calls, or their defaults, say the value."""

    path: str
    span: Span
    cls: Symbol | None
    own: bool
    left_out: frozenset[str] = frozenset()
    given: Given = ()
    decided: Decided = ()


class OutsideNames(Protocol):
    """Which names the packages have that a repository uses."""

    @property
    def identity(self) -> str:
        """Changes when they do."""

    def may_have(self, packages: Mapping[str, bool], name: str) -> bool:
        """Whether something in these packages may be called so; whether the code needs each is told."""


class Ask(Struct, frozen=True):
    """One run's search. `off`: rules that are not used (to measure what one adds). `is_exact`: functions are gone
    through for what each call leaves out. `outside_names`: None where nothing is known of the packages that are used.

    `searches` holds what was found, `other` the exact search beside this one, once it is needed.
    """

    symbols: SymbolMap
    expression_of: Callable[[Ask, str, Node], Types]
    binding_of: Callable[[Ask, str, Binding], Types]
    attribute_of: Callable[[Ask, Known, str], Types]
    result_of: Callable[[Ask, Known], Types]
    part_of: Callable[[Ask, str, Node, int], Types]
    off: frozenset[str] = frozenset()
    is_exact: bool = False
    outside_names: OutsideNames | None = None
    searches: Searches[Within] = field(default_factory=Searches)
    other: list[Ask] = field(default_factory=list)

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

    def part(self, path: str, node: Node | None, position: int) -> Types:
        """What an expression of a file may be that one part is taken out of, by its position."""
        return UNKNOWN if node is None else self.part_of(self, path, node, position)

    def allows(self, rule: str) -> bool:
        """Whether a rule may be used."""
        return rule not in self.off

    def exactly(self) -> Ask:
        """The exact search beside this one."""
        if not self.other:
            self.other.append(replace(self, is_exact=True, searches=Searches(), other=[]))
        return self.other[0]

    def site(self, path: str, node: Node | None, further: int = 0) -> Types:
        """What an expression may be, asked from outside of a search, so many hops further than usual."""
        return self.outside(lambda: self.expression(path, node), further)

    def outside(self, compute: Callable[[], Types], further: int = 0) -> Types:
        """What a search finds that is asked from outside of any other, so many hops further than usual."""
        self.searches.left = HOPS + further
        return compute()

    def once(self, key: Key, compute: Callable[[], Types], within: Within | None = None) -> Types:
        """What a search finds, made once; in a method that is gone through for a class, once for that."""
        searches = self.searches
        outer = searches.within
        if outer is within is None:
            return searches.once(key, compute, ENDLESS, UNKNOWN)
        searches.within = within
        try:
            return searches.once(key if within is None else (*key, within), compute, ENDLESS, UNKNOWN)
        finally:
            searches.within = outer

    def kept(self, key: Key, compute: Callable[[], T], nothing: T, unknown: T) -> T:
        """An answer of another kind than types, made once and kept for the hops that it took, whatever is gone through
        where it is asked for. `nothing`: what a cycle begins with; `unknown`: the answer where it is cut."""
        searches = self.searches
        outer, searches.within = searches.within, None
        try:
            return searches.once(key, compute, nothing, unknown)
        finally:
            searches.within = outer

    def whether(self, key: Key, compute: Callable[[], bool]) -> bool:
        """The same of a question where no is what nobody can go wrong with."""
        return self.kept(key, compute, False, False)

    def within(self, path: str, offset: int) -> Within | None:
        """The method that is gone through for a class, where that is the one around a place."""
        within = self.searches.within
        if within is None or within.path != path:
            return None
        return within if within.span.start <= offset < within.span.end else None

    def hop(self, cost: int, compute: Callable[[], Types]) -> Types:
        """What a search finds that goes so far from where it started."""
        return self.searches.hop(cost, compute, UNKNOWN)


@contextmanager
def deep_stack() -> Iterator[None]:
    """Room on Python's stack for the deepest search. Rules of evidence ask from anywhere: it is made around all."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _FRAMES))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


def source(symbols: SymbolMap, path: str, node: Node) -> str:
    """The source text of a node."""
    return symbols.snapshot.files[path].text.utf8[node.start_byte : node.end_byte].decode("utf-8", "replace")


def called_in(symbols: SymbolMap, path: str, call: Node | None) -> str:
    """The source text of what a call calls, "" for what is no call."""
    function = call.child_by_field_name("function") if call is not None and call.type == "call" else None
    return source(symbols, path, function) if function is not None else ""

"""The file map while it is being written."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

from refactor_cli.data import Binding, BindingKind, Definition, Scope, ScopeKind, Span
from refactor_cli.index.exports import Exports
from refactor_cli.index.nodes import name_of, new_span

if TYPE_CHECKING:
    from refactor_cli.grammar import Node


# a `Binding` of its fields without a call of Python code: tens of thousands are made
_new_binding: Callable[[tuple[object, ...]], Binding] = partial(tuple.__new__, Binding)
_new_scope: Callable[[tuple[object, ...]], Scope] = partial(tuple.__new__, Scope)
_NO_NAMES = frozenset[str]()


class Place(NamedTuple):
    """Where a statement stands: `Binding`'s fields of the same names, and the prefix of qualified names."""

    scope: int
    block: Span
    loop: Span | None = None
    guard: str = ""
    prefix: str = ""


class Statements(NamedTuple):
    """A statement list that is still to be read, and where it stands."""

    nodes: list[Node]
    place: Place


# the last fields of a `Binding`: module, imported, value, called, annotation, guard, definition
Said = tuple[str, str, str, str, str, str, int]
_NOTHING_SAID: Said = ("", "", "", "", "", "", -1)
_new_place: Callable[[tuple[int, Span, Span | None, str, str]], Place] = partial(tuple.__new__, Place)
# where a search for what may open a scope ends, in every file
NOWHERE = 1 << 62


def in_block(place: Place, block: Span, guard: str) -> Place:
    """The same place in a block, and under a guard, of its own."""
    return _new_place((place.scope, block, place.loop, guard, place.prefix))


def of_scope(scope: int, block: Span, prefix: str = "") -> Place:
    """The place of the statements that a scope begins with."""
    return _new_place((scope, block, None, "", prefix))


# a list of statements, as `Place`
new_statements: Callable[[tuple[list[Node], Place]], Statements] = partial(tuple.__new__, Statements)


class Draft(Struct, frozen=True):
    """What has been read of a file so far. The lists grow; everything in them is final but the scopes that
    `global` and `nonlocal` send bindings to.

    By scope: `homes`, where a walrus in it binds its name, `global_names` and `nonlocal_names`.
    `hot`: offsets of what may open a scope in an expression, and at last one beyond all. `signs`: offsets of what
    only Python 2 has.
    `commas`: bindings (by index) of `except A, name`, which is Python 2's `as` or Python 3.14's second class.
    """

    language: str
    utf8: bytes
    hot: list[int]
    scopes: list[Scope] = field(default_factory=list)
    homes: list[int] = field(default_factory=list)
    global_names: dict[int, set[str]] = field(default_factory=dict)
    nonlocal_names: dict[int, set[str]] = field(default_factory=dict)
    bindings: list[Binding] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    exports: Exports = field(default_factory=Exports)
    signs: list[int] = field(default_factory=list)
    commas: list[int] = field(default_factory=list)

    def open_scope(
        self, kind: ScopeKind, name: str, span: Span, parent: int, hole: Span | None = None
    ) -> int:
        """Adds a scope and gives its index."""
        index = len(self.scopes)
        self.scopes.append(_new_scope((kind, name, span, parent, hole, _NO_NAMES, _NO_NAMES)))
        self.homes.append(self.homes[parent] if kind == "comprehension" else index)
        return index

    def is_hot(self, start: int, end: int) -> bool:
        """Whether an expression here may open a scope or bind a name."""
        return self.hot[bisect_left(self.hot, start)] < end

    def bind(
        self, node: Node, kind: BindingKind, place: Place, statement: Span, said: Said = _NOTHING_SAID
    ) -> None:
        """Adds a binding of the name that `node` is."""
        start, end = at = node.byte_range
        name = self.utf8[start:end].decode("utf-8", "replace")
        if not name.isascii():
            name = name_of(self.utf8, node)
        self.bind_name(name, new_span(at), kind, place, statement, said)

    def bind_name(
        self, name: str, span: Span, kind: BindingKind, place: Place, statement: Span, said: Said
    ) -> None:
        """Adds a binding of a name that has been read."""
        self.bindings.append(_new_binding((name, kind, place[0], span, statement, place[1], place[2], *said)))

    def bind_plain_parameters(
        self, parameters: Span, names: Sequence[str], place: Place, statement: Span
    ) -> None:
        """Adds the bindings of parameters that are names with a comma and a blank between them."""
        scope, block, _, _, _ = place
        at = parameters.start + 1
        for name in names:
            span = new_span((at, at + len(name)))
            self.bindings.append(
                _new_binding((name, "parameter", scope, span, statement, block, None, *_NOTHING_SAID))
            )
            at = span.end + 2

"""A name -> the classes that its annotation names: `def pay(order: Order)`."""

from __future__ import annotations

from collections.abc import Iterator

from refactor_cli.data import Symbol
from refactor_cli.resolution.names import evaluate
from refactor_cli.resolution.scopes import bindings_at, scope_at
from refactor_cli.resolution.values import Lookup


def annotated_classes(look: Lookup, path: str, name: str, at: int) -> Iterator[Symbol]:
    """The classes of plain annotations, where the name stands at an offset of a file; none for what is no name."""
    file_map = look.symbols.map(path)
    if file_map is None:
        return
    for each in bindings_at(file_map, scope_at(file_map, at), name, at):
        if each.annotation:
            start = each.span.start
            named = evaluate(look, path, scope_at(file_map, start), each.annotation, start)
            yield from (
                value.symbol for value in named.values if value.kind == "class" and value.type is None
            )

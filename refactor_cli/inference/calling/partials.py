"""`functools.partial(function, value, key=value)`: calls of a function of which some arguments are given now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Span, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.inference.asking import Ask, called_in
from refactor_cli.inference.calling.called_names import Call, leads
from refactor_cli.occurrences.reading import occurrences_in
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.occurrences.values import Occurrence

_PARTIAL = "partial"
# the function itself stands before the arguments
_BEFORE = -1
_MOST_FILES = 120


def partial_calls(ask: Ask, symbol: Symbol) -> list[Call]:
    """Where a function (no method) is given to `partial` by its name; what else it is called with shows nowhere."""
    name = last_part(symbol.name)
    named = python_files_with(ask.symbols.snapshot, name)
    if len(named) > _MOST_FILES:
        return []
    with_partial = set(python_files_with(ask.symbols.snapshot, _PARTIAL))
    found = list[Call]()
    for path in named:
        for each in occurrences_in(ask.symbols, path, name) if path in with_partial else ():
            node = _given_first(ask, path, each) if each.role == "reference" else None
            is_plain = each.place == "name" or (each.place == "attribute" and "." not in symbol.name)
            if node is not None and is_plain and leads(ask, path, each, symbol):
                found.append(Call(path, Span(node.start_byte, node.end_byte), _BEFORE))
    return found


def _given_first(ask: Ask, path: str, found: Occurrence) -> Node | None:
    """The call of `partial` of which a name is the first argument."""
    node = ask.symbols.node(path, found.expression)
    arguments = node.parent if node is not None else None
    call = arguments.parent if arguments is not None and arguments.type == "argument_list" else None
    if arguments is None or call is None or arguments.named_children[0] != node:
        return None
    return call if last_part(called_in(ask.symbols, path, call)) == _PARTIAL else None

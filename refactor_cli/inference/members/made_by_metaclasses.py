"""What a metaclass gives the objects that it makes in its `__call__`: `made.config = Config()`.
https://docs.python.org/3/reference/datamodel.html#customizing-class-creation"""

from __future__ import annotations

from collections.abc import Iterator

from refactor_cli.data import Definition, Symbol
from refactor_cli.inference.asking import GUESS, Ask
from refactor_cli.inference.assignments import given_to
from refactor_cli.inference.members.assignment_places import files_assigning, targets
from refactor_cli.inference.members.attributes import FIELD
from refactor_cli.inference.values import UNKNOWN, Known, Types, by, foreign, union, without_none
from refactor_cli.resolution import mro
from refactor_cli.resolution.class_bodies import has_metaclass
from refactor_cli.resolution.names import is_metaclass

_MOST_FILES = 40


def given_by_metaclass(ask: Ask, known: Known, name: str) -> Types:
    """What metaclasses of the repository give objects under a name; UNKNOWN for those of classes without one."""
    if known.kind != "instance" or known.symbol.path is None or not ask.allows(FIELD):
        return UNKNOWN
    if not files_assigning(ask.symbols, name) or not has_metaclass(ask.look, mro(ask.symbols, known.symbol)):
        return UNKNOWN
    return ask.once(("by metaclasses", name), lambda: ask.hop(GUESS, lambda: _given(ask, name)))


def _given(ask: Ask, name: str) -> Types:
    found = list[Types]()
    for path in files_assigning(ask.symbols, name)[:_MOST_FILES]:
        calls = [each.span for each in _calls(ask, path)]
        for node, _ in targets(ask, path, name, calls) if calls else ():
            given = given_to(ask, path, node)
            if given is not None:
                found.append(without_none(foreign(given.types)))
    types = union(each for each in found if each.known or not each.complete)
    return by(types._replace(complete=False), FIELD)


def _calls(ask: Ask, path: str) -> Iterator[Definition]:
    """The `__call__` methods of a file's metaclasses."""
    file_map = ask.symbols.map(path)
    for each in file_map.definitions if file_map is not None else ():
        owner, _, name = each.qualname.rpartition(".")
        if name == "__call__" and owner and is_metaclass(ask.symbols, Symbol(path, owner)):
            yield each

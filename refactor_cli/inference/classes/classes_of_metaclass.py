"""The classes that a metaclass makes: what its `__new__` gets from that of `type`, and what its other methods are
called on. Registries are filled so: `REGISTRY.append(new_class)`.
https://docs.python.org/3/reference/datamodel.html#customizing-class-creation"""

from __future__ import annotations

from collections.abc import Iterator

from refactor_cli.data import Symbol
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import code_children
from refactor_cli.grammar import nearest
from refactor_cli.inference.asking import GUESS, Ask
from refactor_cli.inference.calling.standard_calls import made_class
from refactor_cli.inference.classes.stand_ins import heirs
from refactor_cli.inference.values import UNKNOWN, Known, Types, by, exactly, union
from refactor_cli.occurrences.reading import occurrences_in
from refactor_cli.resolution import resolve_at
from refactor_cli.resolution.metaclasses import metaclasses_of
from refactor_cli.resolution.names import is_metaclass
from refactor_cli.words.files import python_files_with

RULE = "registering"
NEW = "builtins.type.__new__"
_MOST_FILES = 40
_MOST_CLASSES = 24


def classes_made_by(ask: Ask, metaclass: Symbol) -> Types:
    """The classes whose header names a metaclass of the repository, or one that derives from it, and those that calls
    of it make. A class that derives from one of these may be meant as well."""
    if not ask.allows(RULE) or not is_metaclass(ask.symbols, metaclass):
        return UNKNOWN
    return ask.once((RULE, metaclass), lambda: ask.hop(GUESS, lambda: _made(ask, metaclass)))


def _made(ask: Ask, metaclass: Symbol) -> Types:
    found = list[Types]()
    for each in (metaclass, *heirs(ask.symbols, metaclass)):
        name = last_part(each.name)
        paths = python_files_with(ask.symbols.snapshot, name)
        for path in paths if len(paths) <= _MOST_FILES else ():
            found += [exactly(Known("class", cls)) for cls in _saying(ask, path, each)]
            found += _called(ask, path, name, each)
    known = union(found).known if found else frozenset[Known]()
    return by(Types(known), RULE) if 0 < len(known) <= _MOST_CLASSES else UNKNOWN


def _saying(ask: Ask, path: str, metaclass: Symbol) -> Iterator[Symbol]:
    """The classes of a file whose headers name it."""
    file_map = ask.symbols.map(path)
    for each in file_map.definitions if file_map is not None else ():
        cls = Symbol(path, each.qualname)
        if each.kind == "class" and metaclass in metaclasses_of(ask.look, cls):
            yield cls


def _called(ask: Ask, path: str, name: str, metaclass: Symbol) -> Iterator[Types]:
    """What calls of it in a file make: `Base = Meta("Base", (object,), {})`."""
    if ask.symbols.map(path) is None:
        return
    for each in occurrences_in(ask.symbols, path, name):
        call = nearest(ask.symbols.node(path, each.span), "call") if each.role == "call" else None
        given = code_children(call.child_by_field_name("arguments")) if call is not None else []
        led = resolve_at(ask.symbols, path, name, each.span.start) if len(given) == 3 else None
        if led is not None and metaclass in led.symbols:
            yield made_class(ask, path, given, metaclass)

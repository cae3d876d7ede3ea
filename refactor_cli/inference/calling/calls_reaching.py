"""The calls that are known to reach a function, by its name or on what is inferred to be of its class."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from refactor_cli.data import Definition, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.calling.called_names import Call, is_of_class, leads
from refactor_cli.inference.classes.own_class import made_by_methods
from refactor_cli.inference.likely_files import calling, deriving
from refactor_cli.inference.values import Types
from refactor_cli.occurrences.reading import occurrences_in
from refactor_cli.resolution import definitions_of, is_subclass, member
from refactor_cli.resolution.definitions import home
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.occurrences.values import Occurrence

# names in more files than this, and functions with more calls, are looked at no further: what everybody calls gets
# everything
MOST_FILES = 120
MOST_CALLS = 40
# calls of a method on receivers that have to be inferred themselves
MOST_INFERRED = 25
_MOST_HEIRS = 20


def calls_of(ask: Ask, symbol: Symbol, function: Definition) -> list[Call]:
    """The calls that are known to reach a function; of a constructor those of its class and subclasses. No more
    than `MOST_CALLS + 1`: one more than are looked at says that these are not all, and the other files need not
    be read."""
    owner, _, name = symbol.name.rpartition(".")
    none = list[Call]()
    if name in ("__init__", "__new__"):
        return ask.searches.once(
            ("calls", symbol),
            lambda: _some(_constructions(ask, Symbol(symbol.path, owner), name)),
            none,
            none,
        )
    return ask.searches.once(
        ("calls", symbol), lambda: _some(_plain_calls(ask, symbol, function, name)), none, none
    )


def _some(calls: Iterator[Call]) -> list[Call]:
    """The first of the calls, each once."""
    found = dict[Call, None]()
    for call in calls:
        found[call] = None
        if len(found) > MOST_CALLS:
            break
    return list(found)


def _plain_calls(ask: Ask, symbol: Symbol, function: Definition, name: str) -> Iterator[Call]:
    if len(python_files_with(ask.symbols.snapshot, name)) > MOST_FILES:
        return
    owner = _class_of(ask, symbol)
    is_static = "staticmethod" in function.decorators
    takes_class = "classmethod" in function.decorators
    inferred = 0
    for path in calling(ask.symbols, name):
        for each in occurrences_in(ask.symbols, path, name):
            if each.role != "call" or each.call is None or each.place not in ("name", "attribute"):
                continue
            led = leads(ask, path, each, symbol)
            if led is None and owner is not None and each.place == "attribute" and inferred < MOST_INFERRED:
                inferred += 1
                led = _is_received(ask, path, each, owner)
            if led:
                is_bound = owner is not None and not is_static
                is_bound = is_bound and (takes_class or not _is_unbound(ask, path, each))
                yield Call(path, each.call, int(is_bound))


def _is_received(ask: Ask, path: str, found: Occurrence, owner: Symbol) -> bool:
    """Whether the receiver of a call is inferred to be of the class or of a subclass."""
    known = [each for each in receiver_of(ask, path, found).known if each.kind in ("instance", "class")]
    return any(
        each.symbol.path is not None and is_subclass(ask.symbols, each.symbol, owner) for each in known
    )


def receiver_of(ask: Ask, path: str, found: Occurrence) -> Types:
    """What the receiver of a call of a method may be."""
    node = ask.symbols.node(path, found.span)
    attribute = node.parent if node is not None else None
    return ask.expression(path, attribute.child_by_field_name("object") if attribute is not None else None)


def _is_unbound(ask: Ask, path: str, found: Occurrence) -> bool:
    """Whether it is `Class.method(…)`, with the receiver among the arguments."""
    return found.place == "attribute" and is_of_class(ask, path, found, found.receiver)


def _class_of(ask: Ask, symbol: Symbol) -> Symbol | None:
    outer = symbol.name.rpartition(".")[0]
    owner = Symbol(symbol.path, outer)
    is_class = any(each.kind == "class" for each in definitions_of(ask.look, owner)) if outer else False
    return owner if is_class else None


def _constructions(ask: Ask, cls: Symbol, method: str) -> Iterator[Call]:
    """`Class(…)`, the same of subclasses that do not say otherwise, and `super().__init__(…)` in subclasses that do."""
    yield from _made(ask, cls)
    yield from made_by_methods(ask, cls)
    for heir in islice(_heirs(ask, cls, method), _MOST_HEIRS):
        yield from _made(ask, heir)
        yield from made_by_methods(ask, heir)
    files = python_files_with(ask.symbols.snapshot, last_part(cls.name))
    for path in [cls.path or "", *files][:MOST_FILES]:
        if path not in ask.symbols.snapshot.files or not _calls(ask, path, method):
            continue
        for found_here in occurrences_in(ask.symbols, path, method):
            if found_here.role != "call" or found_here.call is None or found_here.place != "attribute":
                continue
            if leads(ask, path, found_here, Symbol(cls.path, f"{cls.name}.{method}")):
                yield Call(path, found_here.call, int(found_here.receiver.startswith("super()")))


def _calls(ask: Ask, path: str, method: str) -> bool:
    return f".{method}(".encode() in ask.symbols.snapshot.files[path].data


def _made(ask: Ask, cls: Symbol) -> Iterator[Call]:
    """The calls of a class itself."""
    name = last_part(cls.name)
    is_common = len(python_files_with(ask.symbols.snapshot, name)) > MOST_FILES
    for path in calling(ask.symbols, name) if not is_common else ():
        for each in occurrences_in(ask.symbols, path, name):
            if each.role == "call" and each.call is not None and leads(ask, path, each, cls):
                yield Call(path, each.call, 1)


def _heirs(ask: Ask, cls: Symbol, method: str) -> Iterator[Symbol]:
    """The subclasses that have the constructor from `cls`."""
    found, waiting = set[Symbol](), [cls]
    while waiting:
        base = waiting.pop()
        name = last_part(base.name)
        is_common = len(python_files_with(ask.symbols.snapshot, name)) > MOST_FILES
        for path in deriving(ask.symbols, name) if not is_common else ():
            file_map = ask.symbols.map(path)
            for each in file_map.definitions if file_map is not None else ():
                if all(last_part(written) != name for written in each.bases):
                    continue
                heir = Symbol(home(ask.look, path), each.qualname)
                led = member(ask.look, heir, method).values if heir not in found else ()
                if any(value.symbol == Symbol(cls.path, f"{cls.name}.{method}") for value in led):
                    found.add(heir)
                    waiting.append(heir)
                    yield heir

"""Virtual subclasses: `Base.register(Class)`, as a call or a decorator, after which `isinstance(x, Base)` holds of
instances of `Class`. https://docs.python.org/3/library/abc.html#abc.ABCMeta.register"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from refactor_cli.data import Symbol
from refactor_cli.inference.asking import Ask
from refactor_cli.occurrences.joined import files_naming
from refactor_cli.resolution import evaluate, is_subclass, scope_at
from refactor_cli.resolution.definitions import home

_NAME = rb"[^\W\d]\w*(?:\.[^\W\d]\w*)*"
_CALL = re.compile(rb"(?<![\w.@])(%b)\.register\(\s*(%b)\s*,?\s*\)" % (_NAME, _NAME))
_DECORATOR = re.compile(rb"^[ \t]*@(%b)\.register[ \t]*(?:#.*)?\r?$" % _NAME, re.MULTILINE)


def registered(ask: Ask, base: Symbol) -> frozenset[Symbol]:
    """The classes that are registered as subclasses of a class, or of a subclass of it."""
    found = _registrations(ask)
    return frozenset(
        cls
        for other, classes in found.items()
        if other == base or is_subclass(ask.symbols, other, base)
        for cls in classes
    )


def _registrations(ask: Ask) -> Mapping[Symbol, frozenset[Symbol]]:
    memo = ask.symbols.snapshot.memo
    if "registered classes" not in memo:
        found = dict[Symbol, set[Symbol]]()
        for path in files_naming(ask.symbols, "register"):
            for base, cls in _read(ask, path):
                found.setdefault(base, set()).add(cls)
        memo["registered classes"] = {base: frozenset(classes) for base, classes in found.items()}
    registrations: Mapping[Symbol, frozenset[Symbol]] = memo["registered classes"]
    return registrations


def _read(ask: Ask, path: str) -> Iterator[tuple[Symbol, Symbol]]:
    utf8 = ask.symbols.snapshot.files[path].text.utf8
    for call in _CALL.finditer(utf8):
        bases = list(_classes(ask, path, call[1], call.start()))
        yield from ((base, cls) for base in bases for cls in _classes(ask, path, call[2], call.start()))
    for decorator in _DECORATOR.finditer(utf8):
        file_map = ask.symbols.map(path)
        below = (each for each in file_map.definitions if each.kind == "class") if file_map else ()
        name = f"{decorator[1].decode()}.register"
        decorated = [each for each in below if name in each.decorators]
        for base in _classes(ask, path, decorator[1], decorator.start()):
            yield from ((base, Symbol(home(ask.look, path), each.qualname)) for each in decorated)


def _classes(ask: Ask, path: str, name: bytes, at: int) -> Iterator[Symbol]:
    file_map = ask.symbols.map(path)
    if file_map is None:
        return
    scope = scope_at(file_map, at)
    for value in evaluate(ask.look, path, scope, name.decode(), at).values:
        if value.type is None and value.kind in ("class", "external"):
            yield value.symbol

"""Virtual subclasses: `Base.register(Class)`, as a call or a decorator, after which `isinstance(x, Base)` holds of
instances of `Class`. https://docs.python.org/3/library/abc.html#abc.ABCMeta.register"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from refactor_cli.data import Symbol
from refactor_cli.inference.asking import Ask
from refactor_cli.resolution import definitions_of, evaluate, is_subclass, mro, scope_at
from refactor_cli.resolution.class_bodies import has_metaclass
from refactor_cli.resolution.class_calls import metaclasses
from refactor_cli.resolution.definitions import home
from refactor_cli.words.files import python_files_with

_ABSTRACT = Symbol(None, "abc.ABC")
_HOOKS = ("__subclasshook__", "__instancecheck__", "__subclasscheck__")
_NAME = rb"[^\W\d]\w*(?:\.[^\W\d]\w*)*"
# two patterns: one that begins with a literal is searched for much faster
_CALL = re.compile(rb"\.register\(\s*(%b)\s*,?\s*\)" % _NAME)
_BASE = re.compile(rb"(?<![\w.@])%b\Z" % _NAME)
_LONGEST = 300  # bytes
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


def is_registered(ask: Ask, cls: Symbol, base: Symbol) -> bool:
    """Whether objects of a class pass for those of another one of the repository, by such a registration: only classes
    that `ABCMeta` makes have it."""
    order = mro(ask.symbols, base) if base.path is not None else ()
    if not order or not (_ABSTRACT in order or has_metaclass(ask.look, order)):
        return False
    return any(is_subclass(ask.symbols, cls, each) for each in registered(ask, base))


def decides_itself(ask: Ask, cls: Symbol) -> bool:
    """Whether a class of the repository, or what makes it, says itself which objects are its.
    https://docs.python.org/3/reference/datamodel.html#customizing-instance-and-subclass-checks"""
    order = mro(ask.symbols, cls) if cls.path is not None else ()
    hooks = [each for each in _HOOKS if python_files_with(ask.symbols.snapshot, each)] if order else []
    if not hooks:
        return False
    makers = metaclasses(ask.look, order, evaluate) if has_metaclass(ask.look, order) else ()
    classes = {*order, *(base for each in makers for base in mro(ask.symbols, each))}
    return any(
        bool(definitions_of(ask.look, Symbol(each.path, f"{each.name}.{hook}")))
        for each in classes
        for hook in hooks
        if each.path is not None
    )


def _registrations(ask: Ask) -> Mapping[Symbol, frozenset[Symbol]]:
    memo = ask.symbols.snapshot.memo
    if "registered classes" not in memo:
        found = dict[Symbol, set[Symbol]]()
        for path in python_files_with(ask.symbols.snapshot, "register"):
            for base, cls in _read(ask, path):
                found.setdefault(base, set()).add(cls)
        memo["registered classes"] = {base: frozenset(classes) for base, classes in found.items()}
    registrations: Mapping[Symbol, frozenset[Symbol]] = memo["registered classes"]
    return registrations


def _read(ask: Ask, path: str) -> Iterator[tuple[Symbol, Symbol]]:
    utf8 = ask.symbols.snapshot.files[path].text.utf8
    for call in _CALL.finditer(utf8):
        of = _BASE.search(utf8, max(0, call.start() - _LONGEST), call.start())
        bases = list(_classes(ask, path, of[0], of.start())) if of is not None else []
        yield from ((base, cls) for base in bases for cls in _classes(ask, path, call[1], call.start()))
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

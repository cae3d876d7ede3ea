"""Classes whose method is called in the place of another one's, though they do not derive from it: a mixin that a
class has before the other, a protocol that the other satisfies, an interface that it implements."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from refactor_cli.data import Definition, Symbol, Usage
from refactor_cli.dotted import last_part
from refactor_cli.inference.classes.interfaces import implements, is_interface
from refactor_cli.inference.classes.lent import lenders
from refactor_cli.inference.likely_files import MAKES_CLASS, deriving, making_classes
from refactor_cli.resolution import (
    Lookup,
    bindings_at,
    definitions_of,
    is_subclass,
    member,
    mro,
    scope_at,
)
from refactor_cli.resolution.definitions import home
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with

_PROTOCOLS = frozenset({"typing.Protocol", "typing_extensions.Protocol"})
# bounds: a name that more files derive from is everybody's; a class with more heirs is no mixin
_MOST_FILES = 60
_MOST_HEIRS = 200
# with fewer methods than these a class has the shape of another one by chance
_FEWEST_METHODS = 3
_MADE = MAKES_CLASS + rb"(?:[\w.]+,[ \t\r\n]*)*(?:\w+\.)*%b\b"


def stands_in(symbols: SymbolMap, cls: Symbol, owner: Symbol, found: Symbol) -> bool:
    """Whether the method `found`, which an object of `cls` has, may be called where the one of `owner` is meant.

    Methods of subclasses of `owner` are not asked about: they override its method, and are listed as that.
    """
    holder = Symbol(found.path, found.name.rpartition(".")[0])
    if holder.path is None or not holder.name or is_subclass(symbols, holder, owner):
        return False
    return (
        is_subclass(symbols, cls, owner)
        or satisfies(symbols, owner, holder)
        or is_before(symbols, holder, owner)
    )


def satisfies(symbols: SymbolMap, cls: Symbol, protocol: Symbol, but: Set[str] = frozenset()) -> bool:
    """Whether a class has all that a protocol of the repository asks for, `but` for some names, or implements an
    interface of it.
    https://typing.python.org/en/latest/spec/protocol.html"""
    if is_interface(symbols, protocol):
        return implements(symbols, cls, protocol)
    order = mro(symbols, protocol)
    if not any(each.path is None and each.name in _PROTOCOLS for each in order):
        return False
    names = {name for each in order if each.path is not None for name in _members(symbols, each)} - but
    look = Lookup(symbols)
    return bool(names) and all(member(look, cls, name).values for name in names)


def may_be_double(symbols: SymbolMap, usage: Usage, cls: Symbol, annotated: Symbol) -> bool:
    """Whether an object of a class may stand in a parameter whose annotation names another one."""
    file_map, text = symbols.map(usage.path), symbols.snapshot.files[usage.path].text
    name = text.slice(usage.expression.start, usage.span.start).rstrip()[:-1].rstrip()
    if file_map is None or not name.isidentifier() or not is_shaped_like(symbols, cls, annotated):
        return False
    at = usage.expression.start
    bound = bindings_at(file_map, scope_at(file_map, at), name, at)
    return any(
        each.kind == "parameter" and text.utf8[each.span.end : each.span.end + 20].lstrip().startswith(b":")
        for each in bound
    )


def is_shaped_like(symbols: SymbolMap, cls: Symbol, other: Symbol) -> bool:
    """Whether a class has every method that `other` defines for everybody, and some: where `other` is asked for, its
    objects do as well, and nothing at run time refuses them."""
    memo: dict[tuple[Symbol, Symbol], bool] = symbols.snapshot.memo.setdefault("classes of a shape", {})
    key = (cls, other)
    if key not in memo:
        look = Lookup(symbols)
        bodies = {each.body for each in definitions_of(look, other)} if cls.path and other.path else set()
        file_map = symbols.map(other.path or "") if bodies else None
        names = {
            each.name
            for each in (file_map.definitions if file_map is not None else ())
            if each.kind == "function" and each.scope in bodies and not each.name.startswith("_")
        }
        memo[key] = len(names) >= _FEWEST_METHODS and all(
            any(each.symbol.path is not None for each in member(look, cls, name).values) for name in names
        )
    return memo[key]


def is_before(symbols: SymbolMap, mixin: Symbol, owner: Symbol) -> bool:
    """Whether a class has both as bases, and looks in `mixin` first."""
    memo: dict[tuple[Symbol, Symbol], bool] = symbols.snapshot.memo.setdefault("mixins before", {})
    key = (mixin, owner)
    if key not in memo:
        orders = (
            ()
            if is_subclass(symbols, mixin, owner)
            else (mro(symbols, heir) for heir in heirs(symbols, mixin))
        )
        memo[key] = any(
            owner in order[order.index(mixin) :] for order in orders if mixin in order
        ) or mixin in lenders(symbols, owner)
    return memo[key]


def _members(symbols: SymbolMap, cls: Symbol) -> Iterator[str]:
    file_map = symbols.map(cls.path or "")
    bodies = {each.body for each in definitions_of(Lookup(symbols), cls)}
    for binding in file_map.bindings if file_map is not None else ():
        if binding.scope in bodies and not binding.name.startswith("__"):
            yield binding.name


def heirs(symbols: SymbolMap, cls: Symbol) -> list[Symbol]:
    """The classes that derive from a class, a bounded number of them."""
    memo: dict[Symbol, list[Symbol]] = symbols.snapshot.memo.setdefault("heirs", {})
    if cls not in memo:
        found, waiting = dict.fromkeys([cls]), [cls]
        while waiting and len(found) < _MOST_HEIRS:
            base = waiting.pop()
            name = last_part(base.name)
            paths = deriving(symbols, name)
            for path in paths if len(paths) <= _MOST_FILES else ():
                for each in _having(symbols, path, name):
                    heir = Symbol(home(Lookup(symbols), path), each.qualname)
                    if heir not in found and base in mro(symbols, heir):
                        found[heir] = None
                        waiting.append(heir)
        memo[cls] = list(found)[1:]
    return memo[cls]


def heirs_and_mixins(symbols: SymbolMap, cls: Symbol) -> tuple[Symbol, ...]:
    """The classes that an object of a class may have something from before the class itself: those that derive from
    it, the others that these look in first, and those that borrow its methods."""
    memo: dict[Symbol, tuple[Symbol, ...]] = symbols.snapshot.memo.setdefault("heirs and mixins", {})
    if cls not in memo:
        found = dict.fromkeys(heirs(symbols, cls))
        for heir in list(found):
            order = mro(symbols, heir)
            first = order[: order.index(cls)] if cls in order else ()
            found.update(dict.fromkeys(each for each in first if each.path is not None))
        found.update(dict.fromkeys(lenders(symbols, cls)))
        memo[cls] = tuple(found)
    return memo[cls]


def every_heir(symbols: SymbolMap, cls: Symbol) -> list[Symbol] | None:
    """The same where it is sure that these are all, else None."""
    found = heirs(symbols, cls)
    names = {last_part(each.name) for each in (cls, *found)}
    if len(found) >= _MOST_HEIRS - 1 or any(len(deriving(symbols, name)) > _MOST_FILES for name in names):
        return None
    return None if any(_is_joined_by_call(symbols, name) for name in names) else found


def _is_joined_by_call(symbols: SymbolMap, name: str) -> bool:
    """Whether a call of `type` makes a class that has one of a name among its bases."""
    memo: dict[str, bool] = symbols.snapshot.memo.setdefault("joined by calls", {})
    if name not in memo:
        making, files = making_classes(symbols), symbols.snapshot.files
        paths = [path for path in python_files_with(symbols.snapshot, name) if path in making]
        made = re.compile(_MADE % re.escape(name.encode())) if paths else None
        memo[name] = made is not None and any(made.search(files[path].text.utf8) for path in paths)
    return memo[name]


def _having(symbols: SymbolMap, path: str, base: str) -> Sequence[Definition]:
    """The classes of a file that have a base of that name."""
    memo: dict[str, dict[str, list[Definition]]] = symbols.snapshot.memo.setdefault("classes by base", {})
    if path not in memo:
        found, file_map = dict[str, list[Definition]](), symbols.map(path)
        for each in file_map.definitions if file_map is not None else ():
            for name in dict.fromkeys(last_part(written) for written in each.bases):
                found.setdefault(name, []).append(each)
        memo[path] = found
    return memo[path].get(base, ())

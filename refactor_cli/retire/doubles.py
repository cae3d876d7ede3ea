"""Classes that stand in for the one whose method gets another name: they have the old name, and no base in common with
it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from refactor_cli.data import Binding, FileMap, Symbol, TargetUsages
from refactor_cli.dotted import last_part
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.classes.stand_ins import is_shaped_like
from refactor_cli.resolution import Lookup, dotted_name, is_subclass, member
from refactor_cli.retire.defined import defined
from refactor_cli.retire.family import family
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with

_GIVEN = re.compile(rb"[ \t]*=[ \t]*(?!(?:None|True|False)\b)[A-Za-z_]")
_MOST_BEHIND = 80  # bytes
_MOST_PLACES = 3
_MOST_OWNERS = 20


def told_of_doubles(symbols: SymbolMap, result: TargetUsages) -> str:
    """What people are told of such classes, "" where there are none.

    One of a test counts where its file names the class, or its module, and all its methods for others are the class's
    as well; one of the program where it has all that the class has. That it is passed in its place is a guess, so it
    keeps its name.
    """
    methods = [each for each in defined(symbols, family(symbols, result)) if each.is_method]
    owners = list(dict.fromkeys(each.owner for each in methods))[:_MOST_OWNERS]
    if not methods:
        return ""
    old = methods[0].definition.name
    naming = _naming(symbols, owners)
    places = [
        f"{path}:{symbols.snapshot.files[path].text.position(start)[0]}"
        for path in python_files_with(symbols.snapshot, old)
        if not is_aside(path) or path in naming
        for start in _defining(symbols, path, old, owners)
    ]
    if not places:
        return ""
    more = f"; and {len(places) - _MOST_PLACES} more" if len(places) > _MOST_PLACES else ""
    keep = (
        "class that may stand in for it keeps"
        if len(places) == 1
        else "classes that may stand in for it keep"
    )
    renamed = f"{dotted_name(symbols, owners[0])}.{old} is renamed"
    listed = "; ".join(places[:_MOST_PLACES])
    return f"{renamed}, and {len(places)} {keep} the old name: {listed}{more}"


def _naming(symbols: SymbolMap, owners: Iterable[Symbol]) -> set[str]:
    """The files that name one of these classes, or its module."""
    names = {name for each in owners for name in (last_part(each.name), _module(each.path or ""))}
    return {path for name in names for path in python_files_with(symbols.snapshot, name)}


def _module(path: str) -> str:
    """The last part of a module's name."""
    return path.removesuffix(".py").removesuffix("/__init__").rpartition("/")[2]


def _defining(symbols: SymbolMap, path: str, old: str, owners: Collection[Symbol]) -> Iterator[int]:
    """Where classes of a file define the name that are like one of `owners`."""
    file_map = symbols.map(path)
    bodies = {each.body: each for each in file_map.definitions if each.kind == "class"} if file_map else {}
    for bound in file_map.named.get(old, ()) if file_map is not None else ():
        cls = bodies.get(bound.scope)
        if file_map is None or cls is None or not _is_called(symbols, path, bound):
            continue
        double = Symbol(path, cls.qualname)
        if any(_are_related(symbols, double, each) for each in owners):
            continue
        if is_aside(path):
            is_double = any(_has_all(symbols, each, _methods(file_map, bound.scope)) for each in owners)
        else:
            is_double = any(is_shaped_like(symbols, double, each) for each in owners)
        if is_double:
            yield bound.span.start


def _is_called(symbols: SymbolMap, path: str, bound: Binding) -> bool:
    """Whether a class has something under a name that may be called: `total = lambda self: 1`."""
    behind = symbols.snapshot.files[path].text.utf8[bound.span.end :][:_MOST_BEHIND]
    return bound.kind == "function" or (bound.kind == "assign" and _GIVEN.match(behind) is not None)


def _are_related(symbols: SymbolMap, one: Symbol, other: Symbol) -> bool:
    return is_subclass(symbols, one, other) or is_subclass(symbols, other, one)


def _methods(file_map: FileMap, body: int) -> set[str]:
    return {
        each.name
        for each in file_map.definitions
        if each.scope == body and each.kind == "function" and not each.name.startswith("_")
    }


def _has_all(symbols: SymbolMap, cls: Symbol, names: Iterable[str]) -> bool:
    look = Lookup(symbols)
    return all(any(each.symbol.path for each in member(look, cls, name).values) for name in names)

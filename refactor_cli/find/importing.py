"""Which files import a name from a module, or from a file that has it from there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from refactor_cli.data import Symbol, Target
from refactor_cli.dotted import last_part
from refactor_cli.find.aliases import own_name, spellings
from refactor_cli.inference.computed.filled_modules import fills_itself
from refactor_cli.occurrences.import_words import imported_names
from refactor_cli.resolution import canonical, layout, module_value
from refactor_cli.resolution.values import Lookup
from refactor_cli.symbols import SymbolMap

# stands for a module that is imported itself
_ITSELF = Symbol(None, "")


def importing_target(look: Lookup, target: Target, having: Set[str]) -> set[str]:
    """The files that import something of the target's name, or everything, from a module that may have the target: one
    of `having`, one that should have it, or one of these files; and those that import a module of that name."""
    name, spelled = own_name(target), spellings(target)
    owners = (layout(look.symbols).find(each.rpartition(".")[0]) for each in spelled)
    giving = {_ITSELF, *(Symbol(path, "") for path in (*having, *filter(None, owners)))}
    giving |= {Symbol(None, each) for each in spelled}
    giving |= {Symbol(path, "") for path in _handing_on(look.symbols, having)}
    if having:
        return files_taking(look, name, giving)
    return files_taking(look, name, giving - {_ITSELF}, _importing_whole(look, spelled))


def _importing_whole(look: Lookup, spelled: Iterable[str]) -> Iterator[str]:
    """The files that import one of these full names itself, which name what it is in as well: `import numpy.math`, and
    not `import math`."""
    for name in spelled:
        owner, _, word = name.rpartition(".")
        paths = set(_by_module(look, word).get(_ITSELF, ()))
        if owner:
            paths &= {*_by_module(look, last_part(owner)).get(_ITSELF, ())}
        yield from paths


def _handing_on(symbols: SymbolMap, having: Set[str]) -> Iterable[str]:
    """The modules that may give what modules beside or below them define, when they are asked for it."""
    folders = {path[:at] for path in having for at in range(len(path)) if path[at] == "/"} | {""}
    memo = symbols.snapshot.memo
    if "modules of folders" not in memo:
        memo["modules of folders"] = _by_folder(layout(symbols).files.values())
    known: dict[str, list[str]] = memo["modules of folders"]
    return (path for folder in folders for path in known.get(folder, ()) if fills_itself(symbols, path))


def _by_folder(paths: Iterable[str]) -> dict[str, list[str]]:
    found = dict[str, list[str]]()
    for path in paths:
        found.setdefault(path.rpartition("/")[0], []).append(path)
    return found


def files_taking(look: Lookup, name: str, giving: Set[Symbol], also: Iterable[str] = ()) -> set[str]:
    """The files that import a name, or everything, from one of these modules, or from another of these files; `also`:
    some that are among them."""
    everything = _by_module(look, "*")
    takes: dict[Symbol, list[str]] = {}
    for module, paths in _by_module(look, name).items():
        takes.setdefault(_source(module, name), []).extend(paths)
    for module in filter(_is_outside, everything):
        takes.setdefault(_source(module, name), []).extend(everything[module])
    found = set(also)
    waiting = [*giving, *(Symbol(path, "") for path in found)]
    while waiting:
        source = waiting.pop()
        whole = () if _is_outside(source) else everything.get(source, ())
        more = {*takes.get(source, ()), *whole} - found
        found |= more
        waiting += [Symbol(path, "") for path in more]
    return found


def _by_module(look: Lookup, name: str) -> dict[Symbol, list[str]]:
    """By what a name is imported from, the files that do so."""
    memo: dict[str, dict[Symbol, list[str]]] = look.symbols.snapshot.memo.setdefault("importing from", {})
    if name not in memo:
        found = memo[name] = {}
        for path, modules in imported_names(look.symbols.snapshot, name.encode()).items():
            for module in modules:
                source = _module(look, path, module.decode("utf-8", "replace"))
                found.setdefault(source, []).append(path)
    return memo[name]


def _module(look: Lookup, path: str, module: str) -> Symbol:
    """What the name of a module leads to in a file."""
    if not module:
        return _ITSELF
    memo: dict[tuple[str, str], Symbol] = look.symbols.snapshot.memo.setdefault("modules imported from", {})
    key = (path.rpartition("/")[0], module)  # all files of a folder see the same
    if key not in memo:
        memo[key] = module_value(look, path, module).symbol
    return memo[key]


def _source(module: Symbol, name: str) -> Symbol:
    """The module of the repository that a name is imported from; of one outside what is imported."""
    return Symbol(None, canonical(f"{module.name}.{name}")) if _is_outside(module) else module


def _is_outside(module: Symbol) -> bool:
    return module.path is None and module != _ITSELF

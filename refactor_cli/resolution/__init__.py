"""What names lead to: scopes, imports, modules and classes across the repository's files.

Works on the files' maps alone; nothing is executed or imported. Everything that is looked up is a `Symbol`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from refactor_cli.data import Binding, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.resolution.definitions import definitions_of, twin
from refactor_cli.resolution.imported import module_value
from refactor_cli.resolution.installed import is_module
from refactor_cli.resolution.linearisation import ANY_CLASS
from refactor_cli.resolution.missing import missing
from refactor_cli.resolution.names import attribute, evaluate, is_subclass, member, mro, of_binding, trace
from refactor_cli.resolution.scopes import bindings_at, members, qualified_name, reaching, scope_at
from refactor_cli.resolution.standard_library import canonical
from refactor_cli.resolution.values import Found, Lookup, Place, Value, Values, layout, merged, one
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with

__all__ = [
    "ANY_CLASS",
    "Found",
    "Lookup",
    "Place",
    "Value",
    "Values",
    "attribute",
    "bindings_at",
    "bound_at",
    "canonical",
    "definitions_of",
    "dotted_name",
    "evaluate",
    "evaluate_at",
    "is_module",
    "is_nowhere",
    "is_subclass",
    "layout",
    "member",
    "members",
    "module_file",
    "module_names",
    "module_value",
    "mro",
    "of_binding",
    "qualified_name",
    "reaching",
    "resolve",
    "resolve_absolute",
    "resolve_at",
    "resolve_spelled",
    "scope_at",
    "trace",
    "twin",
    "unresolved_name",
    "way_from",
    "way_of",
    "way_of_attribute",
    "way_of_dotted",
]

_NOTHING = frozenset[Symbol]()
_ANEW = frozenset((Symbol(None, "<anew>"),))


def resolve(
    symbols: SymbolMap, path: str, scope: int, dotted: str, at: int, stop: frozenset[Symbol] = _NOTHING
) -> Found:
    """What a name or dotted expression leads to in `scope` of a file, at offset `at`.

    Parts may be called: `Class().method`, `super().method`. Names in `stop` are not followed to what they are an alias
    of, by assignment or import.
    """
    look = Lookup(symbols, stop)
    values, bindings = trace(look, path, scope, dotted, at)
    return found(values)._replace(bindings=bindings)


def resolve_at(symbols: SymbolMap, path: str, dotted: str, at: int) -> Found | None:
    """As `resolve`, in the scope that offset `at` is in; None for a file that is not Python."""
    file_map = symbols.map(path)
    return resolve(symbols, path, scope_at(file_map, at), dotted, at) if file_map is not None else None


def evaluate_at(look: Lookup, path: str, dotted: str, at: int) -> Values:
    """As `evaluate`, in the scope that offset `at` is in; nothing for a file that is not Python."""
    file_map = look.symbols.map(path)
    if file_map is None:
        return Values(frozenset(), False)
    return evaluate(look, path, scope_at(file_map, at), dotted, at)


def bound_at(symbols: SymbolMap, path: str, name: str, at: int) -> tuple[Binding, ...]:
    """As `reaching`, in the scope that offset `at` is in; () for a file that is not Python."""
    file_map = symbols.map(path)
    return reaching(file_map, scope_at(file_map, at), name, at).bindings if file_map is not None else ()


def resolve_absolute(
    symbols: SymbolMap, dotted: str, importer: str = "", stop: frozenset[Symbol] = _NOTHING
) -> Found:
    """What a dotted name means that begins with a module, as in `import_string("a.b.c")`."""
    return _absolute(Lookup(symbols, stop), dotted.split("."), importer)


def resolve_spelled(symbols: SymbolMap, dotted: str) -> Found:
    """As `resolve_absolute`, for what the last part names: an assigned alias there is not followed."""
    *before, last = dotted.split(".")
    look = Lookup(symbols)
    if not before:
        return _absolute(look, [last], "")
    owners = _absolute(look, before, "")
    look = Lookup(symbols, follows=False)
    steps = [attribute(look, owner, last, "") for owner in owners.values]
    return found(_merged(steps, owners.complete))


def way_of(symbols: SymbolMap, path: str, scope: int, dotted: str, at: int | None) -> frozenset[Place]:
    """The places of the bindings that a name or dotted expression may lead through, in its file and others."""
    return _way(symbols, lambda look: evaluate(look, path, scope, dotted, at))


def way_from(symbols: SymbolMap, path: str, binding: Binding) -> frozenset[Place]:
    """As `way_of`, for what a binding binds its name to; with its own place."""
    return _way(symbols, lambda look: of_binding(look, path, binding))


def way_of_dotted(symbols: SymbolMap, dotted: str, importer: str = "") -> frozenset[Place]:
    """As `way_of`, for a dotted name that begins with a module."""
    return _way(symbols, lambda look: _absolute(look, dotted.split("."), importer))


def way_of_attribute(symbols: SymbolMap, value: Value, name: str, path: str) -> frozenset[Place]:
    """As `way_of`, for what a value has under a name, in a file."""
    return _way(symbols, lambda look: attribute(look, value, name, path))


def _way(symbols: SymbolMap, find: Callable[[Lookup], object]) -> frozenset[Place]:
    # one that shares nothing with others: what it has found is where it has been
    look = Lookup(symbols, _ANEW)
    look.shared.clear()
    find(look)
    places = frozenset((*look.shared, *look.local))
    look.shared.clear()
    return places


def _absolute(look: Lookup, parts: list[str], importer: str) -> Found:
    first = module_value(look, importer, parts[0])
    values = _followed(look, first, parts[1:], importer)
    if importer and first.symbol.path and _is_outside(values):
        # a neighbour that is called as a package (`recipes/shop.py`) does not hide what it has not
        elsewhere = _followed(look, module_value(look, "", parts[0]), parts[1:], "")
        if not _is_outside(elsewhere):
            values = elsewhere
    return found(values)


def _followed(look: Lookup, first: Value, parts: list[str], importer: str) -> Values:
    values = one(first)
    for part in parts:
        steps = [attribute(look, value, part, importer) for value in values.values]
        values = _merged(steps, values.complete)
    return values


def _is_outside(values: Values) -> bool:
    return all(value.symbol.path is None for value in values.values)


def _merged(steps: list[Values], is_complete: bool) -> Values:
    both = merged(steps)
    return Values(both.values, both.complete and is_complete and bool(steps))


def found(values: Values) -> Found:
    """The answer for values, with no bindings."""
    every = values.values
    return Found(
        frozenset(value.symbol for value in every),
        values.complete and bool(every),
        instance=bool(every) and all(value.type for value in every),
        opaque=any(value.kind == "variable" and value.type is None for value in every),
        values=every,
    )


def module_file(symbols: SymbolMap, dotted: str, importer: str = "") -> str | None:
    """The file of an absolute module name as seen from the file `importer`; None when it is not the repository's.

    A `.pyi` only where no `.py` stands beside it.
    """
    return layout(symbols).find(dotted, importer)


def module_names(symbols: SymbolMap, path: str) -> tuple[str, ...]:
    """The dotted names under which a file can be imported, best first; () for a script that cannot be.

    Above a package, its folder may be a namespace package (`ns.pkg.mod`) or a source root (`pkg.mod`): the first
    is better when some file imports it so.
    """
    memo: dict[str, tuple[str, ...]] = symbols.snapshot.memo.setdefault("module names", {})
    if path not in memo:
        names = layout(symbols).names(path)
        memo[path] = tuple(sorted(names, key=lambda name: not _is_imported(symbols, name, names[0])))
    return memo[path]


def absolute(symbols: SymbolMap, path: str, module: str) -> str:
    """A relative module name as an absolute one; as it is when it leads out of the package."""
    bare = module.lstrip(".")
    if bare == module:
        return module
    names = module_names(symbols, path)
    if not names:
        return module
    is_package = path.rpartition("/")[2].startswith("__init__.")
    parts = names[0].split(".")
    up = len(module) - len(bare) - is_package
    if up > len(parts):
        return module
    return ".".join(filter(None, (*parts[: len(parts) - up], bare)))


def _is_imported(symbols: SymbolMap, name: str, plain: str) -> bool:
    prefix = name.removesuffix(plain).rstrip(".")
    if not prefix or prefix in ("src", "lib"):
        return False
    memo: dict[str, bool] = symbols.snapshot.memo.setdefault("imported prefixes", {})
    if prefix not in memo:
        needles = (f"from {prefix}.".encode(), f"import {prefix}.".encode())
        files = symbols.snapshot.own.files
        naming = python_files_with(symbols.snapshot, last_part(prefix))
        memo[prefix] = any(needle in files[path].data for path in naming for needle in needles)
    return memo[prefix]


def dotted_name(symbols: SymbolMap, symbol: Symbol) -> str:
    """The canonical dotted name of a symbol."""
    if symbol.path is None:
        return symbol.name
    names = module_names(symbols, symbol.path)
    module = names[0] if names else symbol.path.removesuffix(".py").replace("/", ".")
    return f"{module}.{symbol.name}" if symbol.name else module


def unresolved_name(symbols: SymbolMap, dotted: str) -> str:
    """The repository's module that should define a dotted name and does not; "" when nothing is wrong with it."""
    return missing(
        dotted, lambda name: module_file(symbols, name), lambda name: resolve_absolute(symbols, name)
    )


def is_nowhere(symbols: SymbolMap, dotted: str) -> bool:
    """Whether a name is not defined in its module, nor given to the objects of its class in another way."""
    if not unresolved_name(symbols, dotted):
        return False
    owner, _, name = dotted.rpartition(".")
    given = re.compile(
        rb"\.%b\s*(?::[^=\n]*)?=(?!=)|__getattr|\bsetattr\b|__dict__" % re.escape(name.encode())
    )
    for value in resolve_absolute(symbols, owner).values:
        for cls in mro(symbols, value.symbol) if value.kind == "class" else ():
            if cls.path is None and cls.name != "builtins.object":
                return False
            if cls.path is not None and given.search(symbols.snapshot.files[cls.path].text.utf8):
                return False
    return True

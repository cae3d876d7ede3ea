"""Whether a module may turn up under a name that no import gives it: then any receiver may be it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from refactor_cli.data import SURE, FileMap, Symbol, Target, Usage
from refactor_cli.dotted import last_part
from refactor_cli.find.aliases import own_name
from refactor_cli.find.reach import Reach
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.occurrences.import_words import (
    asked_names,
    bound_inside,
    closed,
    imported_names,
    renamed,
    taken_names,
)
from refactor_cli.occurrences.value_uses import ValueUse, value_uses
from refactor_cli.resolution import Lookup, layout, module_value, of_binding, scope_at, trace
from refactor_cli.resolution.modules import stem_of
from refactor_cli.resolution.names import module_member
from refactor_cli.resolution.standard_library import canonical
from refactor_cli.symbols import SymbolMap
from refactor_cli.words import ascii_bytes, offsets
from refactor_cli.words.files import files_defining, python_files_with

_BINDS = ("import", "from", "assign", "walrus")
# a class, or what `getattr` gives, may be a module's or hold its function
_ANYTHING = (b"getattr", b"__class__", b"type(", b"import_module")

# around a name that is given something
_BEFORE_NAMES = (b" ", b"\t", b"\f", b"\r", b",", b";", b"=", b"(", b"[")
_BINDING = lazy_pattern(rb"[ \t]*(?:,|:?=(?!=)|:)")
_AS = lazy_pattern(rb"\bas[ \t(]+\Z")


def only_decidable(reach: Reach, usages: Iterable[Usage]) -> list[Usage]:
    """Those of the usages that are certain or likely, or that evidence may make so, where no module is passed on."""
    return [usage for usage in usages if usage.certainty in SURE or _is_of_module(reach, usage)]


def is_anywhere(reach: Reach, target: Target, paths: Iterable[str]) -> bool:
    """Whether any receiver in these files may have the target: the body of a class binds it, or a module that has it
    is used as a value (an argument, a result, an attribute's new value), and a receiver may be one that was."""
    if reach.is_builtin and _may_be_bound_inside(reach):
        return True
    if any(
        _is_member(reach, target, path) for path in bound_inside(reach.symbols.snapshot, own_name(target))
    ):
        return True
    if target.kind == "class" and any(
        _has_method(reach, target, path) for path in files_defining(reach.symbols.snapshot, own_name(target))
    ):
        return True
    if not reach.misses(paths):
        return False
    if any(is_passed_on(reach.symbols, module) for module in _modules(reach, target)):
        return True
    # few modules are passed on: whether one that imports the target has it is asked of these alone
    importing = [path for path in reach.importing if is_passed_on(reach.symbols, Symbol(path, ""))]
    reach.symbols.load(importing)
    return any(_gives(reach, target, path) for path in importing)


def _may_be_bound_inside(reach: Reach) -> bool:
    """Whether a line that is indented may give the name of a builtin to something: `reduce = reduce` in a class."""
    symbols = reach.symbols
    return any(
        b"class" in (data := ascii_bytes(symbols.snapshot.files[path]))
        and any(_may_bind(data, at, at + len(reach.word)) for at in offsets(data, reach.word))
        for path in python_files_with(symbols.snapshot, reach.word.decode())
    )


def _may_bind(data: bytes, start: int, end: int) -> bool:
    before = data[data.rfind(b"\n", 0, start) + 1 : start]
    if _AS.search(before):
        return True
    is_inside, is_first = before[:1] in (b" ", b"\t", b"\f"), not before.strip()
    return is_inside and (is_first or before[-1:] in _BEFORE_NAMES) and _BINDING.match(data, end) is not None


def _is_member(reach: Reach, target: Target, path: str) -> bool:
    """Whether an import or an assignment binds the target to its own name in a class."""
    file_map, look = reach.symbols.map(path), Lookup(reach.symbols, target.ends)
    return file_map is not None and any(
        binding.kind in _BINDS
        and file_map.scopes[binding.scope].kind == "class"
        and any(value.symbol in target.symbols for value in of_binding(look, path, binding).values)
        for binding in file_map.named.get(own_name(target), ())
    )


def _has_method(reach: Reach, target: Target, path: str) -> bool:
    """Whether a class has a method of the target's name: a property that gives the target, perhaps."""
    file_map = reach.symbols.map(path)
    return file_map is not None and any(
        binding.kind == "function" and file_map.scopes[binding.scope].kind == "class"
        for binding in file_map.named.get(own_name(target), ())
    )


def _is_of_module(reach: Reach, usage: Usage) -> bool:
    data = reach.symbols.snapshot.files[usage.path].text.utf8
    if data[usage.span.start : usage.span.end] != reach.word:
        return True  # an alias, which other modules have than the target's
    before = data[usage.expression.start : usage.span.start].rstrip(b" \t\r\n\f\\")
    if any(word in before for word in _ANYTHING):
        return True
    return before.endswith(b".") and reach.is_module(before[:-1].rstrip(b" \t\r\n\f\\"))


def _modules(reach: Reach, target: Target) -> Iterator[Symbol]:
    """The modules that have the target where it is defined, or should be."""
    for symbol in target.symbols:
        owner = symbol.name.rpartition(".")[0]
        if symbol.path is not None:
            yield Symbol(symbol.path, "")
        elif owner:
            file = layout(reach.symbols).find(owner)
            yield Symbol(file, "") if file else Symbol(None, canonical(owner))


def _gives(reach: Reach, target: Target, path: str) -> bool:
    values = module_member(Lookup(reach.symbols, target.ends), path, own_name(target))
    return any(value.symbol in target.symbols for value in values.values)


def _names_of(symbols: SymbolMap, module: Symbol) -> frozenset[bytes]:
    """What a module may be called where it is imported."""
    word = stem_of(module.path).rpartition("/")[2] if module.path else last_part(module.name)
    return closed((word.encode("utf-8", "surrogateescape"),), renamed(symbols.snapshot))


def is_passed_on(symbols: SymbolMap, module: Symbol) -> bool:
    """Whether a file uses a module as a value: by a name that it imports, taken from the module's package, or taken
    from whatever a package may be that is passed on itself."""
    memo: dict[Symbol, bool] = symbols.snapshot.memo.setdefault("modules passed on", {})
    if module not in memo:
        memo[module] = False  # a package that is its own, by a link: no more than that
        memo[module] = any(_is_value(symbols, module, name) for name in sorted(_names_of(symbols, module)))
    return memo[module]


def _is_value(symbols: SymbolMap, module: Symbol, name: bytes) -> bool:
    if module in _imported(symbols, name):
        return True
    taken, asked = (names(symbols.snapshot, name) for names in (taken_names, asked_names))
    for package in _packages(symbols, module) if taken or asked else ():
        called = _names_of(symbols, package)
        if not called.isdisjoint(asked) or module in _taken(symbols, name, called):
            return True
        if is_passed_on(symbols, package):
            return True
    return False


def _imported(symbols: SymbolMap, name: bytes) -> set[Symbol]:
    """The modules that files use as values under a name that they import."""
    memo: dict[bytes, set[Symbol]] = symbols.snapshot.memo.setdefault("imported modules passed on", {})
    if name not in memo:
        paths = (
            path
            for path, modules in imported_names(symbols.snapshot, name).items()
            if any(_may_give_module(symbols, path, module, name) for module in modules)
        )
        memo[name] = set(_values(symbols, name, paths))
    return memo[name]


def _may_give_module(symbols: SymbolMap, path: str, module: bytes, name: bytes) -> bool:
    """Whether what a file imports from a module may be a module: one below it, one that it imports itself, or one that
    is renamed somewhere."""
    source = module_value(Lookup(symbols), path, module.decode("utf-8", "replace")).symbol if module else None
    if source is None or source.path is None:
        return True
    stem = stem_of(source.path)
    below = f"{stem}/{name.decode('utf-8', 'replace')}" if stem else name.decode("utf-8", "replace")
    if below in layout(symbols).files or below in layout(symbols).folders:
        return True
    places = {source.path, f"{source.path}i"}
    is_imported = any(not places.isdisjoint(imported_names(symbols.snapshot, each)) for each in (name, b"*"))
    return is_imported or name in _renamed_to(symbols)


def _renamed_to(symbols: SymbolMap) -> Set[bytes]:
    """All names that are given to something that bears another one."""
    memo = symbols.snapshot.memo
    if "renamed to" not in memo:
        memo["renamed to"] = frozenset().union(*renamed(symbols.snapshot).values())
    found: frozenset[bytes] = memo["renamed to"]
    return found


def _taken(symbols: SymbolMap, name: bytes, receivers: frozenset[bytes]) -> set[Symbol]:
    """The modules that files use as values under a name that they take from one of the receivers."""
    memo: dict[tuple[bytes, frozenset[bytes]], set[Symbol]] = symbols.snapshot.memo.setdefault(
        "taken modules", {}
    )
    if (name, receivers) not in memo:
        taken = taken_names(symbols.snapshot, name)
        paths = {path for each in receivers for path in taken.get(each, ())}
        memo[name, receivers] = set(_values(symbols, name, sorted(paths)))
    return memo[name, receivers]


def _packages(symbols: SymbolMap, module: Symbol) -> Iterator[Symbol]:
    """The packages that a module may be taken from."""
    names = layout(symbols).names(module.path) if module.path else (module.name,)
    for package in dict.fromkeys(name.rpartition(".")[0] for name in names):
        if package:
            file = layout(symbols).find(package)
            yield Symbol(file, "") if file else Symbol(None, canonical(package))


def _values(symbols: SymbolMap, word: bytes, paths: Iterable[str]) -> Iterator[Symbol]:
    """The modules that a word may be where these files use it, or a dotted name that ends in it, as a value."""
    used = value_uses(symbols, word.decode("utf-8", "replace"), paths)
    symbols.load(path for path, uses in used.items() if uses)
    for path, uses in used.items():
        file_map = symbols.map(path) if uses else None
        if file_map is not None:
            yield from (symbol for use in uses for symbol in _led_to(symbols, path, file_map, use))


def _led_to(symbols: SymbolMap, path: str, file_map: FileMap, use: ValueUse) -> Iterator[Symbol]:
    bound = file_map.named.get(last_part(use.dotted), ())
    if any(each.span.start == use.start for each in bound):
        return  # a name that is bound here
    values, _ = trace(Lookup(symbols), path, scope_at(file_map, use.start), use.dotted, use.start)
    for value in values.values:
        if value.type is None and value.kind in ("module", "external", "class"):
            symbol = value.symbol
            yield symbol if symbol.path is not None else Symbol(None, canonical(symbol.name))

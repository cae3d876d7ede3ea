"""What an import's local name stands for, and whether a name means that at a place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from refactor_cli.data import Binding, FileMap, Span, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.imports.module_files import file_of
from refactor_cli.imports.values import Import
from refactor_cli.resolution import (
    Lookup,
    absolute,
    bindings_at,
    canonical,
    is_module,
    layout,
    module_file,
    reaching,
    resolve_absolute,
    scope_at,
)
from refactor_cli.resolution.names import of_star
from refactor_cli.symbols import SymbolMap

# modules that are there as soon as their package is imported, as it documents
# https://pandas.pydata.org/docs/reference/index.html, https://numpy.org/doc/stable/reference/module_structure.html
_LOADED_WITH_PACKAGE = frozenset(
    {
        "numpy.fft",
        "numpy.linalg",
        "numpy.ma",
        "numpy.random",
        "numpy.testing",
        "os.path",
        "pandas.api",
        "pandas.api.types",
        "pandas.errors",
        "pandas.plotting",
        "pandas.testing",
    }
)
# what stands between the bodies of two branches, comments aside
NEXT_BRANCH = re.compile(rb"(?>(?:\s|#[^\n]*+\n)*)(?:el(?:if|se)|except)\b")


class Site(NamedTuple):
    """A place in a file: its offset, and the scope that names there are looked up in first. `leaving`: spans of
    import bindings that will be gone."""

    symbols: SymbolMap
    path: str
    file_map: FileMap
    at: int
    scope: int
    leaving: frozenset[Span] = frozenset()

    @property
    def chain(self) -> tuple[int, ...]:
        """The scopes in which a name there is looked up, the innermost first; classes only where the place stands
        directly in them."""
        found, index = list[int](), self.scope
        while index >= 0:
            if index == self.scope or self.file_map.scopes[index].kind != "class":
                found.append(index)
            index = self.file_map.scopes[index].parent
        return tuple(found)

    @property
    def function(self) -> int:
        """The innermost function around the place; 0, the module, when there is none."""
        return next((index for index in self.chain if self.file_map.scopes[index].kind == "function"), 0)

    @property
    def is_in_class(self) -> bool:
        """Whether private names are mangled there."""
        index = self.scope
        while index > 0 and self.file_map.scopes[index].kind != "class":
            index = self.file_map.scopes[index].parent
        return index > 0

    def runs_with(self, scope: int) -> bool:
        """Whether code at the place runs as the code of an outer scope does, in the order of the lines."""
        index = self.scope
        while index != scope and index >= 0:
            if self.file_map.scopes[index].kind in ("function", "lambda"):
                return False
            index = self.file_map.scopes[index].parent
        return True


def site_at(symbols: SymbolMap, path: str, at: int) -> Site | None:
    """A place in a file; None when the file is not Python."""
    file_map = symbols.map(path)
    return None if file_map is None else Site(symbols, path, file_map, at, scope_at(file_map, at))


def import_of(symbols: SymbolMap, path: str, binding: Binding) -> Import | None:
    """The import that made a binding, as it is written; None for other bindings."""
    if binding.kind == "from":
        alias = "" if binding.name == binding.imported else binding.name
        return Import(binding.module, binding.imported, alias)
    if binding.kind != "import":
        return None
    after = symbols.snapshot.files[path].text.utf8[binding.span.end : binding.span.end + 100].lstrip()
    is_plain = binding.name == binding.module or after.startswith((b".", b"\\"))
    return Import(binding.module, "", "" if is_plain else binding.name)


def meaning(symbols: SymbolMap, path: str, made: Import) -> str:
    """The full dotted name that the local name of an import stands for."""
    if made.name:
        return original(symbols, path, f"{absolute(symbols, path, made.module)}.{made.name}".lstrip("."))
    return original(symbols, path, made.module if made.alias else made.module.partition(".")[0])


def original(symbols: SymbolMap, path: str, dotted: str) -> str:
    """The dotted name, by that of the module where it is in a copy of another project's."""
    if not symbols.snapshot.copies:
        return dotted
    parts = dotted.split(".")
    for size in range(len(parts), 0, -1):
        head = ".".join(parts[:size])
        copied = symbols.snapshot.copies.get(module_file(symbols, head, path) or head)
        if copied:
            return ".".join((copied, *parts[size:]))
    return dotted


def relative_like(symbols: SymbolMap, path: str, module: str, like: str) -> str:
    """An absolute module name with as many dots as a relative one has; as it is where that leads elsewhere."""
    dots = like[: len(like) - len(like.lstrip("."))]
    base = absolute(symbols, path, dots)
    if module == base:
        return dots
    is_below = bool(base) and base != dots and module.startswith(f"{base}.")
    return dots + module[len(base) + 1 :] if is_below else module


def is_same(symbols: SymbolMap, path: str, one: str, other: str) -> bool:
    """Whether two dotted names, seen from a file, are one thing."""
    if one == other or canonical(one) == canonical(other):
        return True
    if last_part(one) != last_part(other):
        return False
    found = symbol_of(symbols, path, one)
    return found is not None and found.path is not None and found == symbol_of(symbols, path, other)


def symbol_of(symbols: SymbolMap, path: str, dotted: str) -> Symbol | None:
    """The one thing that a dotted name leads to, if that is known."""
    memo: dict[tuple[str, str], Symbol | None] = symbols.snapshot.memo.setdefault("symbols of names", {})
    key = (dotted, path.rpartition("/")[0])
    if key not in memo:
        found = resolve_absolute(symbols, dotted, path).symbols
        memo[key] = next(iter(found)) if len(found) == 1 else None
    return memo[key]


def visible_imports(site: Site, name: str = "") -> Iterator[tuple[Binding, Import]]:
    """The imports of the file whose local name is looked up at the place, in the order of the file; those of a `name`
    alone."""
    chain = site.chain
    for binding in site.file_map.named.get(name, ()) if name else site.file_map.imports:
        if binding.kind in ("import", "from") and binding.scope in chain:
            made = import_of(site.symbols, site.path, binding)
            if made is not None:
                yield binding, made


def _is_bound_above(site: Site, binding: Binding) -> bool:
    """Whether something else binds the name above the place, or may by a star import: the old code relied on that."""
    named = site.file_map.named
    return any(
        other.scope == binding.scope and other.statement.end <= site.at
        for other in (*named.get(binding.name, ()), *named.get("*", ()))
    )


def means(site: Site, binding: Binding, made: Import, trusted: str = "") -> bool:
    """Whether the local name of an import surely means it at the place.

    `trusted`: a name that the old code relied on there; it need be no surer than it was.
    """
    reaching = bindings_at(site.file_map, site.scope, binding.name, site.at)
    if all(other.span != binding.span for other in reaching):
        return False
    if binding.statement.end > site.at and (
        site.runs_with(binding.scope) or binding.name != trusted or _is_bound_above(site, binding)
    ):
        return False  # a function above an import may be called above it, too
    if binding.name == trusted:
        return True
    if binding.guard == "type_checking":
        return False
    stands_for = meaning(site.symbols, site.path, made)
    others = [other for other in reaching if other.span != binding.span]
    if any(not _agrees(site, other, stands_for) for other in others):
        return False
    holds = binding.block.start <= site.at < binding.block.end
    if holds or not binding.guard:
        return True
    if may_be_from_star(site, binding.name, stands_for):
        return False
    return any(_stands_in(site, binding, other) for other in others)


def may_be_from_star(site: Site, name: str, stands_for: str) -> bool:
    """Whether a star import that reaches the place may bring something else by this name."""
    for star in reaching(site.file_map, site.scope, name, site.at).bindings:
        if star.kind == "star" and star_brings(site, name) and not _is_brought(site, star, name, stands_for):
            return True
    return False


def brings_as_well(site: Site, name: str, stands_for: str) -> bool:
    """Whether a star import that reaches the place may bring by this name what the name stands for: it is from the same
    module, be that known or not, or from one of the repository that takes the name from there."""
    return any(
        star.kind == "star" and _is_brought(site, star, name, stands_for)
        for star in reaching(site.file_map, site.scope, name, site.at).bindings
    )


def is_brought_by_star(site: Site, name: str, stands_for: str) -> bool:
    """Whether a star import anywhere in the file may bring by this name what the name stands for."""
    return any(_is_brought(site, star, name, stands_for) for star in site.file_map.named.get("*", ()))


def _is_brought(site: Site, star: Binding, name: str, stands_for: str) -> bool:
    brought = meaning(site.symbols, site.path, Import(star.module, name))
    if is_same(site.symbols, site.path, brought, stands_for):
        return True
    led, is_known = of_star(Lookup(site.symbols), site.path, star.module, name)
    return is_known and {value.symbol for value in led.values} == {Symbol(None, canonical(stands_for))}


def _stands_in(site: Site, binding: Binding, other: Binding) -> bool:
    """Whether another binding of the name may be relied on where the first one's condition does not hold: of two
    imports under conditions only where they are branches of one."""
    if other.guard != "if":
        return other.guard != "type_checking"
    first, second = sorted((binding.block, other.block))
    between = site.symbols.snapshot.files[site.path].text.utf8[first.end : second.start]
    return NEXT_BRANCH.match(between) is not None


def _agrees(site: Site, other: Binding, stands_for: str) -> bool:
    """Whether another binding of the name is the same import, or the other half of `try: import`."""
    made = import_of(site.symbols, site.path, other)
    if made is None:
        return False
    return bool(other.guard) or is_same(
        site.symbols, site.path, meaning(site.symbols, site.path, made), stands_for
    )


def is_reachable(site: Site, prefix: str, rest: Sequence[str]) -> bool:
    """Whether attributes lead from a module or class to what is wanted: a submodule is one only once something
    has imported it."""
    for part in rest:
        prefix = f"{prefix}.{part}"
        if is_module(site.symbols, prefix, site.path) and not is_loaded(site, prefix):
            return False
    return True


def is_loaded(site: Site, module: str) -> bool:
    """Whether an import of the file that has run by then loads a module, or one below it, or its package
    does (`import os` loads os.path)."""
    return module in _LOADED_WITH_PACKAGE or any(
        made.module == module or made.module.startswith(f"{module}.")
        for binding, made in visible_imports(site)
        if binding.guard != "type_checking" and binding.statement.end <= site.at
    )


def star_brings(site: Site, name: str) -> tuple[Import, ...]:
    """What star imports of the file are known to bring by a name."""
    found = list[Import]()
    for star in site.file_map.named.get("*", ()):
        source = file_of(site.symbols, site.path, star.module)
        there = site.symbols.map(source) if source is not None else None
        if there is None:
            continue
        is_public = there.exports is None and not name.startswith("_")
        is_bound = is_public and any(binding.scope == 0 for binding in there.named.get(name, ()))
        if is_bound or name in (there.exports or ()):
            found.append(Import(star.module, name))
    return tuple(found)


def is_submodule(site: Site, name: str) -> bool:
    """Whether the file is a package that has a submodule of this name, which an import would hide."""
    folder, _, file = site.path.rpartition("/")
    stem = f"{folder}/{name}" if folder else name
    return file.startswith("__init__.") and stem in layout(site.symbols).files

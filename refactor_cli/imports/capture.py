"""Local names for new imports: the plain one, or an alias where it means something else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from refactor_cli.imports.meaning import (
    Site,
    brings_as_well,
    import_of,
    is_same,
    is_submodule,
    meaning,
    star_brings,
)
from refactor_cli.imports.statements import parsed
from refactor_cli.imports.uses import in_doctest, references
from refactor_cli.imports.values import Import
from refactor_cli.resolution import absolute, bindings_at, scope_at
from refactor_cli.resolution.standard_library import BUILTINS


def without_capture(
    site: Site, wanted: Import, into: int, promised: tuple[Import, ...], first: str = ""
) -> Import | None:
    """`wanted`, under an alias where its own name would capture, or be captured; None when none is free.

    `into`: the scope that gets the import; `first`: an alias to be tried before others. These are the name with the
    last part of its module before it (`from shop.pricing import price as pricing_price`), then with more parts, then
    with a number behind; that of a module the parts of its name (`import a.b as a_b`), of a module without a dot
    `json_module`.
    """
    for earlier in promised:
        if earlier._replace(alias="") == wanted._replace(alias="") and is_free(site, earlier, into, promised):
            return earlier
    if is_free(site, wanted, into, promised):
        return wanted
    utf8 = site.symbols.snapshot.files[site.path].text.utf8
    for alias in (*([first] if first else []), *_aliases(site, wanted)):
        aliased = wanted._replace(alias=alias)
        if not re.search(rb"\b%b\b" % alias.encode(), utf8) and is_free(site, aliased, into, promised):
            return aliased
    return None


def is_free(site: Site, wanted: Import, into: int, promised: tuple[Import, ...]) -> bool:
    """Whether the local name of a new import in scope `into` means just that at the place, and nothing else that
    the file does changes its meaning."""
    name, stands_for = wanted.local, meaning(site.symbols, site.path, wanted)
    if name.startswith("__") and not name.endswith("__") and site.is_in_class:
        return False
    if any(_differs(site, other, stands_for) for other in promised if other.local == name):
        return False
    if _is_bound_otherwise(site, name, into, stands_for):
        return False
    is_new = all(
        binding.scope != into
        for binding in site.file_map.named.get(name, ())
        if binding.span not in site.leaving
    )
    if is_new and _hides(site, name, into, stands_for):
        return False
    return not (into == 0 and is_submodule(site, name) and _differs_from_submodule(site, name, stands_for))


def hides_another(site: Site, made: Import) -> bool:
    """Whether a new import at the top of the file, which binds the name nowhere, changes what the name stands for:
    what a star import brings, what is found further out, or a submodule of the package that the file is."""
    name, stands_for = made.local, meaning(site.symbols, site.path, made)
    if brings_as_well(site, name, stands_for):
        return False
    is_hidden = is_submodule(site, name) and _differs_from_submodule(site, name, stands_for)
    return is_hidden or _hides(site, name, 0, stands_for)


def _hides(site: Site, name: str, into: int, stands_for: str) -> bool:
    brought = star_brings(site, name)
    if brought:
        return any(_differs(site, each, stands_for) for each in brought)
    return _is_used_from_outside(site, name, into)


def _aliases(site: Site, wanted: Import) -> Iterator[str]:
    parts = absolute(site.symbols, site.path, wanted.module).strip(".").split(".")
    parts = [part.strip("_") for part in parts if part.strip("_")]
    if wanted.name:
        bare = wanted.name.strip("_") or wanted.name
        plain = ["_".join((*parts[-size:], bare)) for size in range(1, len(parts) + 1)] or [f"{bare}_"]
    elif len(parts) > 1:
        plain = ["_".join(parts)]
    else:
        plain = [f"{parts[0]}_module"]
    yield from plain
    yield from (f"{plain[-1]}_{number}" for number in range(2, 10))


def _is_bound_otherwise(site: Site, name: str, into: int, stands_for: str) -> bool:
    scopes = site.file_map.scopes
    between = site.chain[: site.chain.index(into) + 1]
    for binding in site.file_map.named.get(name, ()):
        if binding.scope in between and binding.span not in site.leaving:
            made = import_of(site.symbols, site.path, binding)
            if made is None or _differs(site, made, stands_for):
                return True
    declared = (scopes[index].global_names | scopes[index].nonlocal_names for index in between if index)
    return into != 0 and any(name in names for names in declared)


def _differs(site: Site, made: Import, stands_for: str) -> bool:
    return not is_same(site.symbols, site.path, meaning(site.symbols, site.path, made), stands_for)


def _is_used_from_outside(site: Site, name: str, into: int) -> bool:
    """Whether code of the scope uses the name for something further out: a builtin, or a module-level name."""
    utf8 = site.symbols.snapshot.files[site.path].text.utf8
    if name.encode() not in utf8:
        return False
    span = site.file_map.scopes[into].span
    for use in references(parsed(site.symbols, site.path), site.file_map, name):
        if into and not span.contains(use):
            continue
        found = bindings_at(site.file_map, scope_at(site.file_map, use.start), name, use.start)
        if not found and name not in BUILTINS and in_doctest(utf8, use.start):
            continue  # it binds the name itself, or has never run
        if not found or (into and all(not span.contains(binding.span) for binding in found)):
            return True
    return False


def _differs_from_submodule(site: Site, name: str, stands_for: str) -> bool:
    own = absolute(site.symbols, site.path, ".")
    return not is_same(site.symbols, site.path, f"{own}.{name}", stands_for)

"""How a symbol is written at a place of a file: `spell`."""

from __future__ import annotations

from msgspec.structs import replace

from refactor_cli.data import Binding, Span
from refactor_cli.imports.capture import without_capture
from refactor_cli.imports.cycles import cycle_through, import_scope
from refactor_cli.imports.guarded import refused
from refactor_cli.imports.meaning import (
    Site,
    site_at,
    symbol_of,
    visible_imports,
)
from refactor_cli.imports.old_symbol import Like, is_mangled, like_at
from refactor_cli.imports.removal import Staying, dotted_at, leaving_names
from refactor_cli.imports.splitting import Split, split_of
from refactor_cli.imports.statements import parsed
from refactor_cli.imports.values import Import, Spelling, Unspellable, Wanted
from refactor_cli.imports.visible import by_visible, is_through_module
from refactor_cli.resolution import absolute, bindings_at, is_module, module_file, module_names
from refactor_cli.symbols import SymbolMap


def spell(symbols: SymbolMap, path: str, at: int, wanted: Wanted) -> Spelling | Unspellable:
    """How a symbol is written at offset `at` of a file, in the file's own style, and the imports that it needs.

    In this order: by a name that leads to it there already, in the form (module or plain name) of the old
    symbol's spelling; by an import like the old symbol's; by the import of the recipe. Outside the old symbol's
    top-level package the recipe's import comes before one like the old symbol's: `import http_client` is meant
    to read `http_client.get`.
    """
    site = site_at(symbols, path, at)
    if site is None:
        return Unspellable("the file is not Python")
    like = like_at(site, wanted)
    wanted = _from_its_root(site, wanted, like)
    if (own := _own_name(site, wanted.dotted)) is not None:
        return own
    if below := _loads_below(site, wanted, like):
        made = Import(f"{wanted.dotted}.{below}")
        return _by_import(site, wanted, like, (made, tuple(wanted.dotted.split(".")[1:])))
    if above := _above_its_module(site, wanted, like):
        return _by_import(site, wanted, like, (Import(above), tuple(wanted.dotted.split(".")[1:])))
    if (found := by_visible(site, wanted, like)) is not None:
        return found
    if _is_from_elsewhere(site, wanted, like):
        return Spelling(wanted.dotted)
    made, rest = _import_for(site, wanted, like)
    if is_mangled(site, rest):
        split = split_of(site, wanted)
        made, rest = Import(_relative(site, split.module, like), split.rest[0]), split.rest[1:]
    if is_mangled(site, rest):
        return Unspellable(f"in a class, Python takes a private name of {wanted.dotted} for another")
    return _by_import(site, wanted, like, (made, rest))


def import_in_place(symbols: SymbolMap, path: str, binding: Binding, wanted: Wanted) -> Import | None:
    """The import that brings `wanted` under the very name that `binding`, the old symbol's import, gives it; None
    where there is none without harm: the file itself defines it, it belongs to a class, or the import would close a
    cycle."""
    site = site_at(symbols, path, binding.statement.end)
    if site is None or _own_name(site, wanted.dotted) is not None:
        return None
    wanted = _from_its_root(site, wanted, like_at(site, wanted))
    made, rest = _import_for(site, wanted, like_at(site, wanted))
    parent, _, name = wanted.dotted.rpartition(".")
    if rest and parent:
        if len(split_of(site, wanted).rest) > 1:
            return None
        made = Import(_relative(site, parent, like_at(site, wanted)), name)
    made = made._replace(alias="" if (made.name or made.module) == binding.name else binding.name)
    runs = site.runs_with(0) and binding.guard != "type_checking"
    return None if runs and cycle_through(symbols, path, made) else made


def _from_its_root(site: Site, wanted: Wanted, like: Like) -> Wanted:
    """The same under the name by which the file would import it where the old symbol comes from: `utilities.htmx`
    beside `utilities.query`, though the folder above is a package of that name, too (`netbox.utilities.htmx`)."""
    if wanted.imported_as is not None or like.made is None or like.made.module.startswith("."):
        return wanted
    split = split_of(site, wanted)
    old, new = (module_file(site.symbols, each, site.path) for each in (like.made.module, split.module))
    if old is None or new is None:
        return wanted
    root, other = _root(old, like.made.module), _root(new, split.module)
    if root is None or other is None or len(root) <= len(other) or not new.startswith(root):
        return wanted
    above = root.removeprefix(other).replace("/", ".")
    return replace(wanted, dotted=wanted.dotted.removeprefix(above))


def _root(file: str, module: str) -> str | None:
    """The folder that a module of this name is looked up in; None where its file lies elsewhere."""
    stem = file.rpartition(".")[0].removesuffix("/__init__")
    return stem.removesuffix(module.replace(".", "/")) if stem.endswith(module.replace(".", "/")) else None


def _own_name(site: Site, dotted: str) -> Spelling | Unspellable | None:
    """The spelling of what the file itself defines."""
    symbol = symbol_of(site.symbols, site.path, dotted)
    if symbol is not None and symbol.path == site.path:
        name = symbol.name
    else:
        split = split_of(site, Wanted(dotted))
        if not split.rest or module_file(site.symbols, split.module, site.path) != site.path:
            return None
        name = ".".join(split.rest)
        # what a module does not have leads out of the repository, under any of the module's own names
        own = {dotted, *(f"{module}.{name}" for module in module_names(site.symbols, site.path))}
        is_missing = symbol is not None and symbol.path is None and symbol.name in own
        if symbol is not None and not is_missing:
            return None  # imported here from elsewhere
    first = name.partition(".")[0]
    if not first:
        return Unspellable(f"{dotted} is this file itself")
    reaching = bindings_at(site.file_map, site.scope, first, site.at)
    if any(binding.scope for binding in reaching):
        return Unspellable(f"{first} means something else here")
    bound = [binding.span.start for binding in site.file_map.named.get(first, ()) if binding.scope == 0]
    if bound and site.runs_with(0) and min(bound) > site.at:
        return Unspellable(f"{first} is defined further down")
    return Spelling(name)


def _loads_below(site: Site, wanted: Wanted, like: Like) -> str:
    """Of `old.a` in `import old.a`, where the module `old` moves: the `a` that the new import has to load as well. What
    is asked of the module there says which of several imports it is."""
    if wanted.like is None or like.made is None or like.made.name or like.made.alias:
        return ""
    old = f"{wanted.like.dotted}."
    loaded = [made.module for _, made in visible_imports(site) if not made.name and not made.alias]
    moving = wanted.moving - {wanted.like.dotted}
    below = [each for each in loaded if f"{each}.".startswith(old) and each not in moving]
    if wanted.like.text != wanted.like.dotted or not below:
        return ""
    chain = f"{dotted_at(parsed(site.symbols, site.path).utf8, site.at)}."
    return max([each for each in below if chain.startswith(f"{each}.")] or below[:1], key=len)[len(old) :]


def _above_its_module(site: Site, wanted: Wanted, like: Like) -> str:
    """`a.b` where the old symbol is of `import a.b.c`, and the new one of the package alone: the old import brings it,
    and would stay for its sake, though nothing is asked of `c` any more. "" where others load it as well."""
    if wanted.like is None or like.made is None or like.made.name or like.made.alias:
        return ""
    module = split_of(site, wanted).module
    is_of_module = wanted.like.dotted.startswith(f"{like.made.module}.")
    if not is_of_module or not like.made.module.startswith(f"{module}."):
        return ""
    loaded = {made.module for _, made in visible_imports(site) if not made.name and not made.alias}
    is_there = any(f"{each}.".startswith(f"{module}.") for each in loaded - {like.made.module})
    return "" if is_there else module


def _import_for(site: Site, wanted: Wanted, like: Like) -> tuple[Import, tuple[str, ...]]:
    """A new import, and what follows its local name."""
    recipe = wanted.imported_as
    split = split_of(site, wanted)
    is_kin = wanted.like is not None and wanted.like.dotted.split(".")[0] == split.module.split(".")[0]
    if _is_spelled_out(wanted):
        return Import(split.module), tuple(wanted.dotted.split(".")[1:])
    if recipe is not None and (like.made is None or not is_kin):
        if (by_recipe := _recipe_import(site, wanted.dotted, recipe)) is not None:
            made, rest = by_recipe
            return _as_here(site, made), rest
    if not split.rest:
        is_plain = (
            like.made is not None and not like.made.name and "." in (wanted.like.text if wanted.like else "")
        )
        is_dotted = like.made is not None and not like.made.alias and (is_plain or "." in like.made.module)
        return _module_import(site, split, like.made if is_dotted or not like.is_module else None, like)
    if like.made is not None and like.is_module:
        is_dotted = wanted.like is not None and is_through_module(site, like.made, wanted.like)
        is_top = "." not in split.module  # whatever an import begins with is a module
        if is_dotted or is_top or is_module(site.symbols, split.module, site.path):
            return _module_import(site, split, like.made, like)
    return Import(_relative(site, split.module, like), split.rest[0]), split.rest[1:]


def _module_import(
    site: Site, split: Split, made: Import | None, like: Like
) -> tuple[Import, tuple[str, ...]]:
    parent, _, last = split.module.rpartition(".")
    if made is not None and not made.name and made.alias and parent:
        return Import(split.module, "", last), split.rest
    if not parent or (made is not None and not made.name):
        return Import(split.module), (*split.module.split(".")[1:], *split.rest)
    return Import(_relative(site, parent, like), last), split.rest


def _recipe_import(site: Site, dotted: str, recipe: Import) -> tuple[Import, tuple[str, ...]] | None:
    shown = f"{recipe.module}.{recipe.name}" if recipe.name else recipe.module
    if not f"{dotted}.".startswith(f"{shown}."):
        return None
    rest = tuple(dotted[len(shown) + 1 :].split(".")) if dotted != shown else ()
    if not recipe.name:
        above = () if recipe.alias else tuple(recipe.module.split(".")[1:])
        return recipe, (*above, *rest)
    # an alias of the recipe's own may only be there to keep its functions' names apart
    kept = recipe if is_module(site.symbols, shown, site.path) else recipe._replace(alias="")
    return kept, rest


def _by_import(
    site: Site, wanted: Wanted, like: Like, new: tuple[Import, tuple[str, ...]]
) -> Spelling | Unspellable:
    made, rest = new
    site = site._replace(leaving=wanted.leaving)
    into = import_scope(site, made, like.binding)
    if isinstance(into, Unspellable):
        return into
    if not into and (reason := refused(site, made, wanted, like.binding)):
        return Unspellable(reason)
    if made.local == like.first and like.binding is not None and like.binding.scope == into:
        own = frozenset({like.binding.span} if _is_spelled_out(wanted) else ())
        site = site._replace(leaving=_leaving(site, wanted.vacated) | own | wanted.leaving)
    free = without_capture(site, made, into, wanted.new_names, _alias_for(site, made, wanted))
    if free is None:
        return Unspellable(f"{made.local} means something else here")
    if not made.name and not made.alias and free.alias:
        rest = rest[made.module.count(".") :]
        if (found := _beside_others(site, made.module, rest, into, wanted)) is not None:
            return found
    return Spelling(".".join((free.local, *rest)), (free,))


def _alias_for(site: Site, made: Import, wanted: Wanted) -> str:
    """The recipe's alias, where the new import brings what has it in the recipe."""
    if not wanted.alias or wanted.imported_as is None:
        return ""
    module = absolute(site.symbols, site.path, made.module)
    brought = f"{module}.{made.name}" if made.name else module
    own = wanted.imported_as
    return wanted.alias if brought == (f"{own.module}.{own.name}" if own.name else own.module) else ""


def _beside_others(
    site: Site, module: str, rest: tuple[str, ...], into: int, wanted: Wanted
) -> Spelling | None:
    """By `from datetime import timezone`, where `from datetime import datetime` has taken the name of the module."""
    if not rest or not any(
        each.kind == "from" and each.scope == into and each.module == module
        for each in site.file_map.named.get(module.partition(".")[0], ())
    ):
        return None
    free = without_capture(site, Import(module, rest[0]), into, wanted.new_names)
    return (
        Spelling(".".join((free.local, *rest[1:])), (free,)) if free is not None and not free.alias else None
    )


def _is_from_elsewhere(site: Site, wanted: Wanted, like: Like) -> bool:
    """Whether the module is named there in full, as the old symbol's, though the file binds no such name: a piece of a
    file, whose imports are elsewhere."""
    if wanted.like is None or like.binding is not None or wanted.like.text != wanted.like.dotted:
        return False
    first, module = wanted.dotted.partition(".")[0], split_of(site, wanted).module
    if first in site.file_map.named or any(each.kind == "star" for each in site.file_map.imports):
        return False
    return wanted.like.dotted.startswith(f"{module}.")


def _is_spelled_out(wanted: Wanted) -> bool:
    """Whether what stands there is the new symbol's full name already: `from six.moves import urllib`."""
    return wanted.like is not None and "." in wanted.dotted and wanted.like.text == wanted.dotted


def _leaving(site: Site, vacated: frozenset[Span]) -> frozenset[Span]:
    """The bindings that the vacated names leave without a use."""
    if not vacated:
        return frozenset()
    read = parsed(site.symbols, site.path)
    gone = leaving_names(read, site, vacated, Staying(frozenset(), frozenset()))
    spans = [
        each.names[index].span for each in read.statements for index in gone.get(each.span.start, frozenset())
    ]
    return frozenset(
        binding.span
        for binding in site.file_map.bindings
        if any(span.contains(binding.span) for span in spans)
    )


def as_the_file_does(symbols: SymbolMap, path: str, made: Import) -> Import:
    """The same import with its module written as the file writes those of its own package."""
    site = site_at(symbols, path, 0)
    return _as_here(site, made) if site is not None else made


def _as_here(site: Site, made: Import) -> Import:
    """The same import, relative in a file that imports nothing of its package in another way."""
    if not made.name or made.module.startswith("."):
        return made
    top = made.module.partition(".")[0]
    if any(each.module.partition(".")[0] == top for each in site.file_map.imports):
        return made
    return made._replace(module=_from_its_package(site, made.module))


def _relative(site: Site, module: str, like: Like) -> str:
    """A module as the file would import it from its own package: relative where it does so."""
    if like.made is not None and like.made.name and not like.made.module.startswith("."):
        if like.made.module.split(".")[0] == module.split(".")[0]:
            return module  # the file imports the old symbol from this package by its full name
    return _from_its_package(site, module)


def _from_its_package(site: Site, module: str) -> str:
    if not module_names(site.symbols, site.path):
        return module
    levels = [
        len(b.module) - len(b.module.lstrip("."))
        for b in site.file_map.bindings
        if b.kind in ("from", "star") and b.module.startswith(".")
    ]
    for level in range(1, max(levels, default=0) + 1):
        base = absolute(site.symbols, site.path, "." * level)
        if module == base:
            return "." * level
        if base and module.startswith(f"{base}."):
            return "." * level + module[len(base) + 1 :]
    return module

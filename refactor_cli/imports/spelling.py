"""How a symbol is written at a place of a file: `spell`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from refactor_cli.data import Binding, Span
from refactor_cli.imports.capture import is_free, without_capture
from refactor_cli.imports.cycles import cycle_through
from refactor_cli.imports.meaning import (
    Site,
    absolute,
    import_of,
    is_loaded,
    is_reachable,
    is_same,
    meaning,
    means,
    site_at,
    symbol_of,
    visible_imports,
)
from refactor_cli.imports.removal import Staying, leaving_names
from refactor_cli.imports.statements import parsed
from refactor_cli.imports.values import Import, Spelling, Unspellable, Wanted, Written
from refactor_cli.resolution import bindings_at, is_module, module_file, module_names
from refactor_cli.symbols import SymbolMap


class _Split(NamedTuple):
    """A dotted name as a module and what follows it there."""

    module: str
    rest: tuple[str, ...]


class _Like(NamedTuple):
    """How the old symbol came to the place: the binding of its first name, the import, and whether that name
    stands for a module."""

    first: str
    binding: Binding | None
    made: Import | None
    is_module: bool


class _Candidate(NamedTuple):
    """A name that is there already: the import, how much of the wanted name it stands for, whether that is a
    module."""

    made: Import
    size: int
    is_module: bool


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
    like = _like(site, wanted)
    if (own := _own_name(site, wanted.dotted)) is not None:
        return own
    if (found := _by_visible(site, wanted, like)) is not None:
        return found
    made, rest = _import_for(site, wanted, like)
    if _is_mangled(site, rest):
        split = _split(site, wanted)
        made, rest = Import(_relative(site, split.module, like), split.rest[0]), split.rest[1:]
    if _is_mangled(site, rest):
        return Unspellable(f"in a class, Python takes a private name of {wanted.dotted} for another")
    return _by_import(site, wanted, like, (made, rest))


def import_in_place(symbols: SymbolMap, path: str, binding: Binding, wanted: Wanted) -> Import | None:
    """The import that brings `wanted` under the very name that `binding`, the old symbol's import, gives it; None
    where there is none without harm: the file itself defines it, or the import would close a cycle."""
    site = site_at(symbols, path, binding.statement.end)
    if site is None or _own_name(site, wanted.dotted) is not None:
        return None
    made, rest = _import_for(site, wanted, _like(site, wanted))
    parent, _, name = wanted.dotted.rpartition(".")
    if rest and parent:
        made = Import(_relative(site, parent, _like(site, wanted)), name)
    made = made._replace(alias="" if (made.name or made.module) == binding.name else binding.name)
    runs = site.runs_with(0) and binding.guard != "type_checking"
    return None if runs and cycle_through(symbols, path, made) else made


def import_scope(site: Site, wanted: Import, like: Binding | None) -> int | Unspellable:
    """The scope that a new import goes to: that of the old symbol's import when it is a function's, the
    innermost function where the import would close a cycle at module level, else the module (0)."""
    if like is not None and like.scope in site.chain and site.file_map.scopes[like.scope].kind == "function":
        return like.scope
    through = cycle_through(site.symbols, site.path, wanted)
    if through is None:
        return 0
    return site.function or Unspellable(f"would close an import cycle through {through}")


def _own_name(site: Site, dotted: str) -> Spelling | Unspellable | None:
    """The spelling of what the file itself defines."""
    symbol = symbol_of(site.symbols, site.path, dotted)
    if symbol is not None and symbol.path == site.path:
        name = symbol.name
    else:
        split = _split(site, Wanted(dotted))
        if not split.rest or module_file(site.symbols, split.module, site.path) != site.path:
            return None
        name = ".".join(split.rest)
        # what a module does not have leads out of the repository, under the module's own name
        is_missing = symbol is not None and symbol.path is None and symbol.name == dotted
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


def _like(site: Site, wanted: Wanted) -> _Like:
    if wanted.like is None:
        return _Like("", None, None, False)
    first = wanted.like.text.partition(".")[0]
    for binding in bindings_at(site.file_map, site.scope, first, site.at):
        made = import_of(site.symbols, site.path, binding)
        if made is not None:
            stands_for = meaning(site.symbols, site.path, made)
            return _Like(first, binding, made, is_module(site.symbols, stands_for, site.path))
    return _Like(first, None, None, False)


def _by_visible(site: Site, wanted: Wanted, like: _Like) -> Spelling | None:
    module = _split(site, wanted).module
    module_size = len(module.split("."))
    parts = wanted.dotted.split(".")
    found = list[_Candidate]()
    for binding, made in visible_imports(site):
        candidate = _candidate(site, made, parts, module_size if _needs_loading(site, made, wanted) else 0)
        if candidate is None or not means(site, binding, made, like.first):
            continue
        if binding.name == like.first or not _may_be_old(site, binding, wanted):
            found.append(candidate)
    for made in wanted.new_names:
        if "." in module and made == Import(module):  # it binds the first name, and is there for all of them
            candidate, is_fit = _Candidate(made, 1, True), True
        else:
            candidate = _candidate(site, made, parts)
            is_fit = candidate is not None and candidate.size >= module_size
        if candidate is not None and is_fit:
            into = import_scope(site, made, like.binding)
            if isinstance(into, int) and is_free(site, made, into, wanted.new_names):
                found.append(candidate)
    if like.first and not like.is_module:
        # a package far above is no style of the file
        found = [
            each
            for each in found
            if each.size >= module_size or each.made.local == like.first or each.made.module == module
        ]
    found = [each for each in found if not _is_mangled(site, parts[each.size :])]
    if not found:
        return None
    best = min(
        found,
        key=lambda each: (
            bool(like.first) and each.is_module != like.is_module,
            each.made.local != like.first,
            -each.size,
        ),
    )
    return Spelling(".".join((best.made.local, *parts[best.size :])), (best.made,))


def _may_be_old(site: Site, binding: Binding, wanted: Wanted) -> bool:
    """Whether the name is bound to what the old symbol is in elsewhere: `try: import new as m`, `except: import old
    as m`."""
    if wanted.like is None:
        return False
    old = wanted.like.dotted
    for other in bindings_at(site.file_map, site.scope, binding.name, site.at):
        made = import_of(site.symbols, site.path, other) if other.span != binding.span else None
        if made is not None:
            there = meaning(site.symbols, site.path, made)
            if old == there or old.startswith(f"{there}."):
                return True
    return False


def _needs_loading(site: Site, made: Import, wanted: Wanted) -> bool:
    """Whether submodules are only there under an import's name once another import has loaded them: the import is
    `import a.b`, or the old symbol itself is reached through a submodule."""
    if not made.name and not made.alias and "." in made.module:
        return True
    return wanted.like is not None and _is_through_module(site, made, wanted.like)


def _is_through_module(site: Site, made: Import, like: Written) -> bool:
    old = _split(site, Wanted(like.dotted, like)).module
    return old.startswith(f"{meaning(site.symbols, site.path, made)}.") and like.text.count(".") > 1


def _candidate(site: Site, made: Import, parts: list[str], loaded: int = 0) -> _Candidate | None:
    """`loaded`: so many parts are modules that have to be loaded by somebody."""
    stands_for = meaning(site.symbols, site.path, made)
    for size in range(len(parts), 0, -1):
        if is_same(site.symbols, site.path, stands_for, ".".join(parts[:size])):
            if not is_reachable(site, ".".join(parts[:size]), parts[size:]):
                return None
            if not all(is_loaded(site, ".".join(parts[:end])) for end in range(size + 1, loaded + 1)):
                return None
            if (
                not made.name
                and not made.alias
                and not is_reachable(site, made.module.partition(".")[0], parts[1:])
            ):
                return None
            return _Candidate(
                _loading(site, made, parts), size, is_module(site.symbols, stands_for, site.path)
            )
    return None


def _loading(site: Site, made: Import, parts: list[str]) -> Import:
    """Of several plain imports that bind one name (`import a.b`, `import a.c`), the one that is meant."""
    if made.name or made.alias:
        return made
    dotted = ".".join(parts) + "."
    fitting = [
        other
        for _, other in visible_imports(site)
        if not other.name
        and not other.alias
        and other.local == made.local
        and dotted.startswith(other.module + ".")
    ]
    return max(fitting, key=lambda other: len(other.module), default=made)


def _import_for(site: Site, wanted: Wanted, like: _Like) -> tuple[Import, tuple[str, ...]]:
    """A new import, and what follows its local name."""
    recipe = wanted.imported_as
    split = _split(site, wanted)
    is_kin = wanted.like is not None and wanted.like.dotted.split(".")[0] == split.module.split(".")[0]
    if _is_spelled_out(wanted):
        return Import(split.module), tuple(wanted.dotted.split(".")[1:])
    if recipe is not None and (like.made is None or not is_kin):
        if (by_recipe := _recipe_import(site, wanted.dotted, recipe)) is not None:
            return by_recipe
    if not split.rest:
        is_dotted = like.made is not None and not like.made.alias and "." in like.made.module
        return _module_import(site, split, like.made if is_dotted or not like.is_module else None, like)
    if like.made is not None and like.is_module:
        is_dotted = wanted.like is not None and _is_through_module(site, like.made, wanted.like)
        if is_dotted or is_module(site.symbols, split.module, site.path):
            return _module_import(site, split, like.made, like)
    return Import(_relative(site, split.module, like), split.rest[0]), split.rest[1:]


def _module_import(
    site: Site, split: _Split, made: Import | None, like: _Like
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
    site: Site, wanted: Wanted, like: _Like, new: tuple[Import, tuple[str, ...]]
) -> Spelling | Unspellable:
    made, rest = new
    into = import_scope(site, made, like.binding)
    if isinstance(into, Unspellable):
        return into
    if made.local == like.first and like.binding is not None and like.binding.scope == into:
        own = frozenset({like.binding.span} if _is_spelled_out(wanted) else ())
        site = site._replace(leaving=_leaving(site, wanted.vacated) | own)
    free = without_capture(site, made, into, wanted.new_names)
    if free is None:
        return Unspellable(f"{made.local} means something else here")
    if not made.name and not made.alias and free.alias:
        rest = rest[made.module.count(".") :]
    return Spelling(".".join((free.local, *rest)), (free,))


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


def _split(site: Site, wanted: Wanted) -> _Split:
    """The module part of a dotted name: all of it where the old symbol is a module; what is known to be one; else what
    the recipe imports from; else all before the first capital letter, and before the last part."""
    dotted, recipe = wanted.dotted, wanted.imported_as
    parts = dotted.split(".")
    if wanted.like is not None and is_module(site.symbols, wanted.like.dotted, site.path):
        return _Split(dotted, ())
    known = [
        size
        for size in range(len(parts), 0, -1)
        if is_module(site.symbols, ".".join(parts[:size]), site.path)
    ]
    size = known[0] if known else 0
    is_settled = _is_standard(parts[0]) or _is_settled(site, dotted, ".".join(parts[:size]))
    if recipe is not None and f"{dotted}.".startswith(f"{recipe.module}."):
        size = max(size, recipe.module.count(".") + 1)
    elif not is_settled and size < len(parts):
        capital = next((i for i, part in enumerate(parts) if part[:1].isupper()), len(parts) - 1)
        size = max(size, min(capital, len(parts) - 1), 1)
    return _Split(".".join(parts[: size or 1]), tuple(parts[size or 1 :]))


def _is_settled(site: Site, dotted: str, module: str) -> bool:
    """Whether the repository itself tells that nothing after `module` is a module."""
    file = module_file(site.symbols, module, site.path) if module else None
    if file is None:
        return False
    known = symbol_of(site.symbols, site.path, dotted)
    is_package = file.rpartition("/")[2].startswith("__init__.")
    return not is_package or (known is not None and known.path is not None)


def _is_standard(top: str) -> bool:
    import sys

    return top in sys.stdlib_module_names


def _relative(site: Site, module: str, like: _Like) -> str:
    """A module as the file would import it from its own package: relative where it does so."""
    names = module_names(site.symbols, site.path)
    if not names:
        return module
    levels = [
        len(b.module) - len(b.module.lstrip("."))
        for b in site.file_map.bindings
        if b.kind in ("from", "star") and b.module.startswith(".")
    ]
    if like.made is not None and like.made.name and not like.made.module.startswith("."):
        if like.made.module.split(".")[0] == module.split(".")[0]:
            return module  # the file imports the old symbol from this package by its full name
    for level in range(1, max(levels, default=0) + 1):
        base = absolute(site.symbols, site.path, "." * level)
        if module == base:
            return "." * level
        if base and module.startswith(f"{base}."):
            return "." * level + module[len(base) + 1 :]
    return module


def _is_mangled(site: Site, rest: Sequence[str]) -> bool:
    """Whether Python takes one of these attributes, written at the place, for a private one of the class."""
    return site.is_in_class and any(part.startswith("__") and not part.endswith("__") for part in rest)

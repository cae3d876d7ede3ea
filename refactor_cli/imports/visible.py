"""Names that lead to a symbol already, at a place of a file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from refactor_cli.data import Binding, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.imports.capture import is_free
from refactor_cli.imports.cycles import import_scope
from refactor_cli.imports.guarded import guard_of, is_left_to_none, refused
from refactor_cli.imports.meaning import (
    Site,
    import_of,
    is_loaded,
    is_reachable,
    is_same,
    meaning,
    means,
    symbol_of,
    visible_imports,
)
from refactor_cli.imports.old_symbol import Like, is_mangled
from refactor_cli.imports.splitting import split_of
from refactor_cli.imports.values import Import, Spelling, Wanted, Written
from refactor_cli.resolution import bindings_at, canonical, is_module, resolve_absolute


class _Candidate(NamedTuple):
    """A name that is there already: the import, how much of the wanted name it stands for, whether that is a
    module."""

    made: Import
    size: int
    is_module: bool


def by_visible(site: Site, wanted: Wanted, like: Like) -> Spelling | None:
    """The spelling by a name that leads there already; None when there is none."""
    module = split_of(site, wanted).module
    module_size = len(module.split("."))
    parts = tuple(wanted.dotted.split("."))
    found = list[_Candidate]()
    for binding, made in visible_imports(site):
        candidate = _candidate(site, made, parts, module_size if _needs_loading(site, made, wanted) else 0)
        if candidate is None:
            continue
        if not means(site, binding, made, like.first) and not _is_there_with(site, binding, made, wanted):
            continue
        if candidate.size == len(parts) and _is_by_old_name(site, made, wanted):
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
            is_kept_out = not into and refused(site, made, wanted, like.binding)
            if isinstance(into, int) and not is_kept_out and is_free(site, made, into, wanted.new_names):
                found.append(candidate)
    if like.first and not like.is_module:
        # a package far above is no style of the file
        found = [
            each
            for each in found
            if each.size >= module_size or each.made.local == like.first or each.made.module == module
        ]
        if _is_renamed_where_it_is(site, wanted, like):
            found = [each for each in found if not each.is_module]
    found = [each for each in found if not is_mangled(site, parts[each.size :])]
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


def _is_renamed_where_it_is(site: Site, wanted: Wanted, like: Like) -> bool:
    """Whether the file takes the old symbol out of the very module that has the new one, under a name of its own, or to
    have nothing but another name for it. It then has that by itself, `ugettext_lazy as _`, whatever else it asks of the
    module: the line that imports it says the new name. Not where that name is something else there, and not
    `__version__` and the like, which say something of the file that has them."""
    made = like.made
    if made is None or not made.name or wanted.like is None or "." in wanted.like.text:
        return False
    module, _, name = wanted.dotted.rpartition(".")
    if meaning(site.symbols, site.path, made).rpartition(".")[0] != module:
        return False
    if made.alias:
        return True
    if wanted.imported_as is not None or name.endswith("__"):
        return False
    new = Import(made.module, name)
    into = import_scope(site, new, like.binding)
    return isinstance(into, int) and is_free(site, new, into, wanted.new_names)


def _is_there_with(site: Site, binding: Binding, made: Import, wanted: Wanted) -> bool:
    """Whether an import that leaves None where its package is missing has brought it where the old symbol is there."""
    if not is_left_to_none(site, binding) or guard_of(site, made) is None:
        return False
    return not refused(site, made, wanted, None)


def _may_be_old(site: Site, binding: Binding, wanted: Wanted) -> bool:
    """Whether the name is bound to what the old symbol is in elsewhere: `try: import new as m`, `except: import old
    as m`."""
    old = wanted.like.dotted if wanted.like is not None else wanted.old
    if not old:
        return False
    for other in bindings_at(site.file_map, site.scope, binding.name, site.at):
        made = import_of(site.symbols, site.path, other) if other.span != binding.span else None
        if made is not None:
            there = meaning(site.symbols, site.path, made)
            if old == there or old.startswith(f"{there}.") or _brings(site, there, old):
                return True
    return False


def _brings(site: Site, module: str, old: str) -> bool:
    """Whether the old symbol is had from a module under the end of its name: that takes it from elsewhere."""
    parts, symbol = old.split("."), symbol_of(site.symbols, site.path, old)
    names = (".".join((module, *parts[at:])) for at in range(1, len(parts)))
    return symbol is not None and any(symbol_of(site.symbols, site.path, name) == symbol for name in names)


def _is_by_old_name(site: Site, made: Import, wanted: Wanted) -> bool:
    """Whether an import brings the new symbol by the name that it moves away from: both are names of one thing, and the
    import does not go by the new one."""
    old = wanted.like.dotted if wanted.like is not None else wanted.old
    places = [_place_of(site, name) for name in (old, wanted.dotted)] if "." in old else []
    if len({*places}) < 2 or symbol_of(site.symbols, site.path, old) != symbol_of(
        site.symbols, site.path, wanted.dotted
    ):
        return False
    ends = frozenset(each for each in places if each is not None)
    stands_for = meaning(site.symbols, site.path, made)
    return resolve_absolute(site.symbols, stands_for, site.path, ends).symbols == {places[0]}


def _place_of(site: Site, dotted: str) -> Symbol | None:
    """What a name is in the module that it begins with, be it only imported there; None where that is not known."""
    owner, _, last = dotted.rpartition(".")
    home = symbol_of(site.symbols, site.path, owner) if owner else None
    return Symbol(home.path, f"{home.name}.{last}".lstrip(".")) if home is not None else None


def _needs_loading(site: Site, made: Import, wanted: Wanted) -> bool:
    """Whether submodules are only there under an import's name once another import has loaded them: the import is
    `import a.b`, or the old symbol itself is reached through a submodule."""
    if not made.name and not made.alias and "." in made.module:
        return True
    return wanted.like is not None and is_through_module(site, made, wanted.like)


def is_through_module(site: Site, made: Import, like: Written) -> bool:
    """Whether the old symbol is reached through a submodule of what an import brings."""
    if like.text.count(".") < 2:
        return False
    old = split_of(site, Wanted(like.dotted, like)).module
    return old.startswith(f"{meaning(site.symbols, site.path, made)}.")


@cache
def _beginnings(parts: tuple[str, ...]) -> frozenset[str]:
    """What a dotted name begins with, each as the standard library calls it in public."""
    return frozenset(canonical(".".join(parts[:size])) for size in range(1, len(parts) + 1))


def _candidate(site: Site, made: Import, parts: tuple[str, ...], loaded: int = 0) -> _Candidate | None:
    """`loaded`: so many parts are modules that have to be loaded by somebody."""
    stands_for = meaning(site.symbols, site.path, made)
    if last_part(stands_for) not in parts and canonical(stands_for) not in _beginnings(parts):
        return None  # as `is_same` would tell of each: most imports of a file
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


def _loading(site: Site, made: Import, parts: Sequence[str]) -> Import:
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

"""Under which names a target may be used, and in which files: aliases, chased to a fixpoint."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from refactor_cli.data import Binding, FileMap, Symbol, Target
from refactor_cli.dotted import last_part
from refactor_cli.find.question import owner_of
from refactor_cli.inference.members.private_names import spelled_out
from refactor_cli.occurrences.import_words import files_importing
from refactor_cli.occurrences.reading import load_occurrences, occurrences_in
from refactor_cli.resolution import Lookup, members, of_binding
from refactor_cli.resolution.modules import stem_of, word_of
from refactor_cli.resolution.scopes import is_private
from refactor_cli.resolution.standard_library import also_called
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import files_with, python_files_with

if TYPE_CHECKING:
    from refactor_cli.cache import MapCache


class Candidates(Struct, frozen=True):
    """`names`: for each Python file the names to look at there, the target's own first; `others`: files that are
    not Python and hold the target's own name."""

    names: dict[str, tuple[str, ...]]
    others: tuple[str, ...]


def own_name(target: Target) -> str:
    """The last part of a target's name where it is defined."""
    return last_part(target.dotted)


def spellings(target: Target) -> set[str]:
    """The full names by which a target outside of the repository may be imported."""
    names = {target.name, target.dotted, *(symbol.name for symbol in target.symbols if symbol.path is None)}
    return names | {other for name in names for other in also_called(name)}


def spelled_out_name(symbols: SymbolMap, target: Target) -> str:
    """How a private method is called outside of its class (`cart._Cart__total()`), "" for what has one name."""
    name = own_name(target)
    owner = owner_of(symbols, target) if is_private(name) else None
    return spelled_out(owner, name) if owner is not None else ""


def candidates(
    symbols: SymbolMap,
    target: Target,
    cache: MapCache | None,
    holds: Callable[[str], bool] | None = None,
    among: Sequence[str] | None = None,
) -> Candidates:
    """Where to look for a target. An alias of a module or class is looked for in the files that import from its
    module, one in a function only in its own file. `holds`: which files that have the name can mean the target;
    `among`: those that have it, where no others count."""
    name = own_name(target)
    paths = files_with(symbols.snapshot, name) if among is None else among
    if holds is not None:
        paths = [path for path in paths if holds(path)]
    python = [path for path in paths if symbols.snapshot.files[path].language == "python"]
    names = {path: [name] for path in python}
    if cache is not None:
        load_occurrences(symbols, names, cache)
    symbols.load(path for path in python if occurrences_in(symbols, path, name))
    waiting = [(path, name) for path in python]
    seen = set(waiting)
    while waiting:
        path, known_as = waiting.pop()
        is_given = known_as != name or any(each.is_given for each in occurrences_in(symbols, path, name))
        file_map = symbols.map(path) if is_given else None
        if file_map is None:
            continue
        for alias, is_shared in aliases_in(symbols, target, path, file_map, known_as):
            reached = [path, *(_consumers(symbols, path, alias) if is_shared else ())]
            for place in reached:
                if (place, alias) not in seen:
                    seen.add((place, alias))
                    names.setdefault(place, []).append(alias)
                    waiting.append((place, alias))
    if outside := spelled_out_name(symbols, target):
        for path in python_files_with(symbols.snapshot, outside):
            names.setdefault(path, []).append(outside)
    others = tuple(path for path in paths if symbols.snapshot.files[path].language != "python")
    return Candidates({path: tuple(dict.fromkeys(found)) for path, found in names.items()}, others)


def aliases_in(
    symbols: SymbolMap, target: Target, path: str, file_map: FileMap, known_as: str
) -> Iterator[tuple[str, bool]]:
    """New names that a file gives to what it knows under one, and whether other files can import them.

    A name that is only imported, but is not the target's own, is new to the files that import from this one.
    """
    look = Lookup(symbols, target.ends)
    is_own = known_as == own_name(target)
    for binding in file_map.mentioning(known_as):
        if not _is_derived(binding, known_as, target.kind in ("constant", "attribute")):
            continue
        if binding.name == known_as and is_own:
            continue
        if _leads_to(look, path, binding, target.symbols):
            kind = file_map.scopes[binding.scope].kind
            yield binding.name, kind in ("module", "class")
    if not is_own and file_map.named.get("*"):
        for binding in members(file_map, 0, known_as):
            if binding.kind == "star" and _leads_to(look, path, binding, target.symbols, known_as):
                yield known_as, True


def _is_derived(binding: Binding, known_as: str, is_constant: bool) -> bool:
    match binding.kind:
        case "from":
            return binding.imported == known_as
        case "import":
            return last_part(binding.module) == known_as
        case "assign" | "walrus":
            return not is_constant and last_part(binding.value) == known_as
    return False


def _leads_to(look: Lookup, path: str, binding: Binding, wanted: frozenset[Symbol], name: str = "") -> bool:
    from refactor_cli.resolution.names import of_star

    if binding.kind == "star":
        values, _ = of_star(look, path, binding.module, name)
    else:
        values = of_binding(look, path, binding)
    if any(value.symbol in wanted for value in values.values):
        return True
    from refactor_cli.inference.computed.module_names import made_on_demand

    made = (made_on_demand(look.symbols, value.symbol) for value in values.values)
    return any(each is not None and each.symbol in wanted for each in made)


def _consumers(symbols: SymbolMap, path: str, name: str) -> Iterable[str]:
    """Files that may use a name of the module `path`: they import the module, or the name from its package."""
    stem = stem_of(path)
    word = name.encode()
    attribute = re.compile(rb"\.[ \t\r\n\\]*%b(?![\w\x80-\xff])" % re.escape(word))
    found = []
    taking = {*files_importing(symbols.snapshot, name), *files_importing(symbols.snapshot, "*")}
    for consumer in files_importing(symbols.snapshot, word_of(path)):
        data = symbols.snapshot.files[consumer].data
        if consumer in taking or attribute.search(data):
            found.append(consumer)
    if path.rpartition("/")[2].startswith("__init__."):
        below = f"{stem}/" if stem else ""
        found += [
            consumer for consumer in files_importing(symbols.snapshot, name) if consumer.startswith(below)
        ]
    return (consumer for consumer in dict.fromkeys(found) if consumer != path)

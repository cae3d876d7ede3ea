"""Imports that follow a move in their place: the local name stays, and with it all that the file does with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from refactor_cli.data import Binding, Span, Symbol, Usage
from refactor_cli.dotted import last_part
from refactor_cli.imports import Import, Wanted, Written, import_in_place
from refactor_cli.imports.cycles import cycle_through
from refactor_cli.imports.elsewhere import used_elsewhere
from refactor_cli.imports.meaning import (
    original,
    relative_like,
)
from refactor_cli.imports.statements import parsed
from refactor_cli.inline.import_lines.collapsed import collapse
from refactor_cli.inline.import_lines.values import NONE, Followed, Following, Names, Taken
from refactor_cli.inline.import_lines.whole_names import is_whole, other_half
from refactor_cli.inline.job import Job
from refactor_cli.recipe.rules import Move, is_builtin
from refactor_cli.resolution import Lookup, absolute, module_value
from refactor_cli.resolution.installed import is_module
from refactor_cli.resolution.names import of_star
from refactor_cli.symbols import SymbolMap


class Follows(NamedTuple):
    """What follows in each file, and what others take from there."""

    by_file: Mapping[str, Followed]
    names: Names


def following(symbols: SymbolMap, jobs: Mapping[str, Sequence[Job]], excluded: frozenset[Taken]) -> Follows:
    """The imports that follow the moves of `jobs`, which are given by file; none of the names in `excluded`. An import
    that gets the symbol through a module where another one follows stays as it is."""
    every = {path: _in_file(symbols, path, its, excluded) for path, its in jobs.items()}
    if (staying := _brought_again(symbols, every, excluded)) and len(staying) > len(excluded):
        excluded |= staying.keys()
        every = {path: _in_file(symbols, path, its, excluded) for path, its in jobs.items()}
    moving = frozenset(
        (path, each.binding.name)
        for path, found in every.items()
        for each in found.imports.values()
        if not each.is_content and not each.binding.scope
    )
    every = {path: _without_followers(symbols, path, found, moving) for path, found in every.items()}
    kept = {
        (path, binding.name): f"{path}: {found.fallbacks[binding.span]}"
        for path, found in every.items()
        for binding in _imports(symbols, path)
        if not binding.scope and binding.span in found.fallbacks
    }
    kept = {name: kept[source] for name, source in _brought_again(symbols, every, kept).items()}
    kept = _passed_on(symbols, every, kept)
    every = {path: _as_brought(path, found, kept) for path, found in every.items()}
    moving -= kept.keys()
    taken = moving | kept.keys()
    by_file = dict[str, Followed]()
    for path, found in every.items():
        direct = {
            span: each
            for span, each in found.imports.items()
            if source_of(symbols, path, each.binding) not in taken
        }
        by_file[path] = found._replace(imports=direct)
    return Follows(by_file, Names(moving, kept))


def _brought_again(
    symbols: SymbolMap, every: Mapping[str, Followed], names: Iterable[Taken]
) -> dict[Taken, Taken]:
    """Names of modules where an import follows, and a star import further down brings the name once more from where it
    does not: from one of `names`, or from one that this is true of. With the one in `names`."""
    found, before = {each: each for each in names}, -1
    while len(found) != before:
        before = len(found)
        for path, its in every.items():
            stars = [each for each in _imports(symbols, path) if each.kind == "star" and not each.scope]
            for span, name in (
                (span, each.binding.name)
                for span, each in its.imports.items()
                if stars and not each.binding.scope and not each.is_content
            ):
                for star in stars:
                    if star.span.start > span.end and (source := star_source(symbols, path, star, name)):
                        if source in found:
                            found.setdefault((path, name), found[source])
    return found


def _passed_on(symbols: SymbolMap, paths: Iterable[str], kept: Mapping[Taken, str]) -> dict[Taken, str]:
    """Names that stay, and those of modules that take them from there, which others may take from these again."""
    found, before = dict(kept), -1
    while len(found) != before:
        before, words = len(found), {name for _, name in found}
        for path in paths:
            for binding in _imports(symbols, path):
                if binding.kind != "from" or binding.scope or binding.imported not in words:
                    continue
                source = source_of(symbols, path, binding)
                if source is not None and source in found:
                    found.setdefault((path, binding.name), found[source])
    return found


def star_source(symbols: SymbolMap, path: str, star: Binding, name: str) -> Taken | None:
    """The name of another module of the repository that a star import brings under `name`, through others that only
    pass it on by star imports of theirs."""
    seen = set[str]()
    while True:
        source = module_value(Lookup(symbols), path, star.module).symbol.path
        there = symbols.map(source) if source is not None else None
        if source is None or there is None or source in seen:
            return None
        if not of_star(Lookup(symbols), path, star.module, name)[0].values:
            return None
        bound = [each for each in there.named.get(name, ()) if not each.scope]
        stars = [each for each in there.named.get("*", ()) if not each.scope]
        if bound or len(stars) != 1:
            return source, name
        seen.add(source)
        path, star = source, stars[0]


def _as_brought(path: str, found: Followed, kept: Mapping[Taken, str]) -> Followed:
    """The same where imports stay of which a star import brings the names as they are kept elsewhere."""
    stay = {
        span: kept[path, each.binding.name]
        for span, each in found.imports.items()
        if not each.binding.scope and (path, each.binding.name) in kept
    }
    if not stay:
        return found
    return Followed(
        {span: each for span, each in found.imports.items() if span not in stay},
        {**found.fallbacks, **stay},
        tuple(each for each in found.collapsed if each.bound.isdisjoint(stay)),
    )


def _without_followers(symbols: SymbolMap, path: str, found: Followed, moving: frozenset[Taken]) -> Followed:
    """The same without fallbacks that take their name from a module where it follows."""
    gone = {
        binding.span
        for binding in _imports(symbols, path)
        if binding.span in found.fallbacks and source_of(symbols, path, binding) in moving
    }
    if not gone:
        return found
    return found._replace(fallbacks={span: why for span, why in found.fallbacks.items() if span not in gone})


def _in_file(
    symbols: SymbolMap, path: str, jobs: Sequence[Job], excluded: frozenset[Taken] = frozenset()
) -> Followed:
    file_map = symbols.map(path)
    if file_map is None:
        return NONE
    groups: dict[tuple[str, int], list[Following]] = {}
    for job in jobs:
        if job.usage.kind == "import" and job.move is not None and not job.left:
            for each in _candidates(symbols, path, job, job.move):
                if (path, each.binding.name) not in excluded:
                    groups.setdefault((each.binding.name, each.binding.scope), []).append(each)
    imports, fallbacks = dict[Span, Following](), dict[Span, str]()
    pairs = {
        each.binding.span: each
        for each in _plain(symbols, path, jobs)
        if (path, each.binding.name) not in excluded and other_half(symbols, path, file_map, [each])
    }
    for group in groups.values():
        if reason := other_half(symbols, path, file_map, group):
            fallbacks |= {each.binding.span: reason for each in group}
            pairs |= {each.binding.span: each for each in group}
        elif is_whole(symbols, path, file_map, group, jobs):
            imports |= {each.binding.span: each for each in group}
    collapsed = collapse(symbols, path, {span: each.job for span, each in pairs.items()}, jobs)
    for span in (span for each in collapsed for span in each.bound):
        imports[span] = pairs[span]
        fallbacks.pop(span, None)
    return Followed(imports, fallbacks, collapsed)


def source_of(symbols: SymbolMap, path: str, binding: Binding) -> Taken | None:
    """The name of another module of the repository that a `from` import takes."""
    if binding.kind != "from":
        return None
    module = module_value(Lookup(symbols), path, binding.module).symbol.path
    return (module, binding.imported) if module is not None else None


def _imports(symbols: SymbolMap, path: str) -> tuple[Binding, ...]:
    file_map = symbols.map(path)
    return file_map.imports if file_map is not None else ()


def named_by(symbols: SymbolMap, path: str, usage: Usage) -> Binding | None:
    """The binding that an import usage makes, where it names the symbol itself and not the module it comes from."""
    file_map, statement = symbols.map(path), parsed(symbols, path).at(usage.span.start)
    name = (
        next((each for each in statement.names if each.span.contains(usage.span)), None)
        if statement
        else None
    )
    found = file_map.imports if file_map is not None and name is not None else ()
    return next((each for each in found if name is not None and name.span.contains(each.span)), None)


def makes_name(symbols: SymbolMap, usage: Usage, names: Set[Symbol]) -> bool:
    """Whether a usage is the import, or is in the assignment, that gives the target one of these names of modules."""
    own = [each.name for each in names if each.path == usage.path]
    file_map = symbols.map(usage.path) if own else None
    if file_map is None:
        return False
    named = named_by(symbols, usage.path, usage) if usage.kind == "import" else None
    bound = [each for name in own for each in file_map.named.get(name, ()) if each.scope == 0]
    if usage.kind == "import":
        return any(each == named if named else each.statement.contains(usage.span) for each in bound)
    return any(each.statement.contains(usage.span) for each in bound if each.value)


def _candidates(symbols: SymbolMap, path: str, job: Job, move: Move) -> Iterator[Following]:
    file_map, statement = symbols.map(path), parsed(symbols, path).at(job.usage.span.start)
    for binding in file_map.imports if file_map is not None and statement is not None else ():
        if statement is None or binding.kind == "star" or not statement.span.contains(binding.span):
            continue
        name = next(each for each in statement.names if each.span.contains(binding.span))
        is_named, is_renamed = name.span.contains(job.usage.span), False
        if binding.kind == "from" and is_named:
            new = (
                _from_new_place(symbols, path, move, binding) if name.name == last_part(move.source) else None
            )
            in_class = file_map is not None and file_map.scopes[binding.scope].kind == "class"
            is_renamed = new is not None and bool(new.alias) and name.alias in ("", name.name)
            if is_renamed and not in_class and not _is_in_a_package(symbols, move):
                new = None  # its name changes
        elif (binding.kind == "from" and name.name not in job.apart) or (is_named and name.alias):
            new = _from_moved(symbols, path, move, binding)
        elif is_named and not binding.scope and binding.module == move.source and "." not in move.source:
            new = _for_others(symbols, path, move)
        else:
            new = None
        if new is not None:
            if name.alias == name.name == new.name:
                new = new._replace(alias=name.alias)  # `x as x` says that it is exported
            is_content = not is_named if binding.kind == "from" else binding.module != move.source
            yield Following(job, binding, new, is_content, is_renamed)


def _for_others(symbols: SymbolMap, path: str, move: Move) -> Import | None:
    """`import old` of a module that moved as a whole, where others take it from this file: they go on doing so."""
    package, _, name = move.target.rpartition(".")
    if not package or not used_elsewhere(symbols, path, move.source):
        return None
    return Import(package, name, "" if name == move.source else move.source)


def _plain(symbols: SymbolMap, path: str, jobs: Sequence[Job]) -> Iterator[Following]:
    """`import old` of a module that moved as a whole: elsewhere what uses it is written otherwise, and it goes."""
    for job in jobs:
        if job.usage.kind == "import" and job.move is not None and not job.left:
            binding = named_by(symbols, path, job.usage)
            if binding is not None and (binding.kind, binding.module) == ("import", job.move.source):
                if binding.name == job.move.source:
                    yield Following(job, binding, Import(job.move.target, "", binding.name), False)


def _is_in_a_package(symbols: SymbolMap, move: Move) -> bool:
    """Whether it is a module of another package now, without which its new name says little (`http.client`): code goes
    on calling it by the old one."""
    package, dot, _ = move.target.partition(".")
    return bool(dot) and package != move.source.partition(".")[0] and is_module(symbols, move.target)


def _from_new_place(symbols: SymbolMap, path: str, move: Move, binding: Binding) -> Import | None:
    if is_builtin(move.target):
        return None
    return import_in_place(symbols, path, binding, Wanted(move.target, Written(binding.name, move.source)))


def _from_moved(symbols: SymbolMap, path: str, move: Move, binding: Binding) -> Import | None:
    """The import of a name from a module that moved as a whole, or from one below it; or of that module itself."""
    module = original(symbols, path, absolute(symbols, path, binding.module or ""))
    if module != move.source and not module.startswith(f"{move.source}."):
        return None
    there = move.target + module.removeprefix(move.source)
    if binding.kind == "import":
        return Import(there, "", binding.name)
    if (binding.module or "").startswith("."):
        there = relative_like(symbols, path, there, binding.module or "")
    name = binding.imported or binding.name
    new = Import(there, name, "" if binding.name == name else binding.name)
    is_late = binding.scope != 0 or binding.guard == "type_checking"
    return None if not is_late and cycle_through(symbols, path, new) else new

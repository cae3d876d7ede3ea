"""Which imports an edit of the code calls for that the file lacks: `missing_imports`."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Set
from itertools import starmap
from operator import attrgetter
from typing import NamedTuple

from msgspec.structs import replace

from refactor_cli.data import Binding, Span
from refactor_cli.grammar import nearest
from refactor_cli.imports.cycles import import_scope
from refactor_cli.imports.guarded import beside_guarded, is_left_to_none
from refactor_cli.imports.importing_file import ImportingFile
from refactor_cli.imports.meaning import (
    Site,
    import_of,
    is_brought_by_star,
    is_same,
    meaning,
    means,
    site_at,
    visible_imports,
)
from refactor_cli.imports.statements import Statement, node_at
from refactor_cli.imports.values import Import, ImportChange, Need
from refactor_cli.resolution import bindings_at, scope_at


class Missing(NamedTuple):
    """An import to add: to which scope (0 is the module), before which offset, and the statement of the old
    symbol's import where it is to stand beside that."""

    wanted: Import
    scope: int
    limit: int | None
    beside: Statement | None


class _Gathered(NamedTuple):
    """What is found missing, need by need: by import and scope, or by import and the statement it stands beside.
    `spare`: what a function needs no more than its module, and where the function begins; `stands`: where the module's
    import of the old name does, else what needs the new one."""

    missing: dict[tuple[Import, object], Missing]
    spare: dict[tuple[Import, object], int]
    stands: dict[Import, int]

    def needed(self) -> tuple[Missing, ...]:
        """Without what a function has from the module's own import."""
        above = {each.wanted for each in self.missing.values() if not each.scope and each.beside is None}
        return tuple(
            each
            for key, each in self.missing.items()
            if key not in self.spare
            or each.wanted not in above
            or self.stands.get(each.wanted, 0) > self.spare[key]
        )


def missing_imports(
    file: ImportingFile, change: ImportChange
) -> tuple[tuple[Missing, ...], frozenset[Import]]:
    """What must be added, and the imports in the file that satisfy a need."""
    change = replace(change, vacated=tuple(sorted(change.vacated)))
    gathered = _Gathered({}, {}, {})
    kept = set[Import]()
    # the old place may be where the name comes from the new one: that import means the same, and goes
    leaving = frozenset(each.instead for each in starmap(Need, change.needs))
    # what takes a place of its own comes first: it may be all that others need
    for need in sorted((Need(*need) for need in change.needs), key=lambda need: need.instead is None):
        wanted = need.wanted
        site = site_at(file.symbols, file.path, need.at)
        assert site is not None
        taken = _binding_at(site, need.instead) if need.instead is not None else None
        there = _satisfying(file, site, wanted, change, leaving) if taken is None or not taken.guard else None
        if there is not None:
            kept.add(there)
        elif taken is not None:
            beside = file.read.at(taken.span.start)
            gathered.missing[wanted, beside] = Missing(wanted, taken.scope, need.at, beside)
        elif not any(
            _will_satisfy(site, each) for each in gathered.missing.values() if each.wanted == wanted
        ):
            _gather(gathered, file, site, wanted, _vacated_binding(file, site, change.vacated))
    return gathered.needed(), frozenset(kept)


def _gather(
    gathered: _Gathered, file: ImportingFile, site: Site, wanted: Import, old: Binding | None
) -> None:
    """Adds the import that a place needs: beside every branch that has the old name's, else once in a scope.
    `old`: the binding of the old name at the place."""
    scope = import_scope(site, wanted, old)
    scope = scope if isinstance(scope, int) else 0
    if branches := _branches(file, site, old, scope):
        for beside in branches:
            gathered.missing[wanted, beside] = Missing(wanted, scope, None, beside)
        return
    limit = site.at if site.runs_with(scope) else _definition_start(site, scope, old)
    beside_old = _beside(file, site, old, scope)
    if beside_old is None and not scope:
        beside_old = beside_guarded(site, wanted)
    if earlier := gathered.missing.get((wanted, scope)):
        limits = [each for each in (limit, earlier.limit) if each is not None]
        limit = min(limits, default=None)
        beside_old = earlier.beside if earlier.beside == beside_old else None
    gathered.missing[wanted, scope] = Missing(wanted, scope, limit, beside_old)
    if not scope:
        start = old.statement.start if old is not None else site.at
        gathered.stands[wanted] = min(start, gathered.stands.get(wanted, start))
    elif old is not None and old.kind == "import" and wanted.name and _is_free(site, wanted.local):
        gathered.spare[wanted, scope] = site.file_map.scopes[site.chain[-2]].span.start


def _is_free(site: Site, name: str) -> bool:
    """Whether no function around a place binds a name: the module's own is seen from there."""
    return not any(each.scope and each.scope in site.chain for each in site.file_map.named.get(name, ()))


def _will_satisfy(site: Site, each: Missing) -> bool:
    """Whether an import that takes the place of another one serves a place as well."""
    is_sure = each.beside is not None and each.beside.is_top and each.beside.span.end <= site.at
    return is_sure and each.scope == 0


def _binding_at(site: Site, span: Span) -> Binding | None:
    return next((each for each in site.file_map.imports if each.span == span), None)


def _bringing(site: Site, name: str) -> tuple[Binding, ...]:
    """What binds a name, or may by a star import."""
    named = site.file_map.named
    return (*named.get(name, ()), *named.get("*", ()))


def _may_be_reached_late(site: Site, old: Binding) -> bool:
    """Whether an import stands below a place that has the name already, by another one or by a star import."""
    return old.statement.start > site.at and any(
        each.scope == old.scope and each.statement.end <= site.at for each in _bringing(site, old.name)
    )


def _definition_start(site: Site, scope: int, old: Binding | None) -> int | None:
    """Where the function of the module begins that a place is in: it may be called from there on. None where the old
    name is imported further down, too."""
    if scope or len(site.chain) < 2:
        return None
    start = site.file_map.scopes[site.chain[-2]].span.start
    before = _bringing(site, old.name) if old is not None else ()
    return start if old is None or any(each.statement.end <= start for each in before) else None


def _branches(file: ImportingFile, site: Site, old: Binding | None, scope: int) -> tuple[Statement, ...]:
    """The imports of the old name in several branches, of which one runs: the new one is to stand beside each. None
    where one of them brings something else, or runs only after the place."""
    body = site.file_map.scopes[scope].span
    if old is None or old.scope != scope or _is_from_star_too(site, old):
        return ()
    if (block := _block(file, old)) == body:
        return ()
    found = list[Statement]()
    first = import_of(file.symbols, file.path, old)
    for binding in site.file_map.named.get(old.name, ()):
        if binding.scope != scope:
            continue
        made, statement = import_of(file.symbols, file.path, binding), file.read.at(binding.span.start)
        own = _block(file, binding)
        is_for_all = own == body and old.block != body  # below a `with`, it is there for what comes next
        if made != first or is_for_all or statement is None or not _is_in(site, statement, scope):
            return ()
        if site.runs_with(scope) and statement.span.end > site.at and own == block:
            return ()
        found.append(statement)
    return tuple(found) if len({statement.span for statement in found}) > 1 else ()


def _block(file: ImportingFile, binding: Binding) -> Span:
    """The statements that an import runs with: a `with` may go on below it where an error keeps them from running, as
    `contextlib.suppress` does."""
    node = nearest(node_at(file.read, binding.span), "block")
    is_within = node is not None and node.parent is not None and node.parent.type == "with_statement"
    return Span(node.start_byte, node.end_byte) if node is not None and is_within else binding.block


def _beside(file: ImportingFile, site: Site, old: Binding | None, scope: int) -> Statement | None:
    """The import of the old name where the new one must stand beside it: in its function, under its condition, or in
    its `try`, which says what happens where it is not there; in whatever else it is inside of. Not where the name is
    bound under other conditions too: one branch would not do for all."""
    statement = file.read.at(old.span.start) if old is not None else None
    if old is None or old.scope != scope or statement is None or statement.is_top:
        return None
    if not _is_in(site, statement, scope):
        return None
    is_outside = not old.block.start <= site.at < old.block.end
    is_elsewhere = not scope and is_outside
    if (old.guard == "except" and is_outside) or (is_elsewhere and old.guard == "" and old.loop is not None):
        return None
    if old.guard == "try" or is_elsewhere or (old.guard == "if" and is_outside):
        named = site.file_map.named.get(old.name, ())
        if any(each.scope == scope and each.span != old.span for each in named) or _is_from_star_too(
            site, old
        ):
            return None
    return statement


def _is_from_star_too(site: Site, old: Binding) -> bool:
    """Whether a star import in a branch brings what the old name stands for: that branch has no import of the name."""
    body = site.file_map.scopes[old.scope].span
    if all(star.block == body for star in site.file_map.named.get("*", ())):
        return False
    made = import_of(site.symbols, site.path, old)
    return made is not None and is_brought_by_star(site, old.name, meaning(site.symbols, site.path, made))


def _is_in(site: Site, statement: Statement, scope: int) -> bool:
    """Whether what stands beside a statement is bound in a scope; not so in a function that names it by `global`."""
    return scope_at(site.file_map, statement.span.start) == scope


def _satisfying(
    file: ImportingFile, site: Site, wanted: Import, change: ImportChange, leaving: Set[Span | None]
) -> Import | None:
    stands_for = meaning(file.symbols, file.path, wanted)
    first = _begun(change.vacated, site.at, site.at)
    trusted = {file.read.utf8[span.start : span.end].decode() for span in first}
    for binding, made in visible_imports(site, wanted.local):
        if made.local != wanted.local or binding.span in change.stale or binding.span in leaving:
            continue
        if not wanted.name and not wanted.alias and made.module != wanted.module:
            continue
        if is_same(file.symbols, file.path, meaning(file.symbols, file.path, made), stands_for):
            is_sure = binding.guard not in ("type_checking", "if") and binding.statement.end <= site.at
            old = binding.name if is_sure or binding.name in trusted else ""
            if (
                means(site, binding, made, old)
                or _binds_with_others(site, binding, made)
                or is_left_to_none(site, binding)
            ):
                return made
    return None


def _binds_with_others(site: Site, binding: Binding, made: Import) -> bool:
    """Whether `import a.b` has run by then, and `a` means the package by another import like it."""
    if made.name or made.alias or binding.guard:
        return False
    if binding.statement.end > site.at:
        return False  # a function above it may be called above it
    return any(
        not other.name and not other.alias and other.local == made.local and means(site, there, other)
        for there, other in visible_imports(site, made.local)
    )


def _begun(spans: tuple[Span, ...], low: int, high: int) -> tuple[Span, ...]:
    """Those of sorted spans that begin from `low` to `high`: a file may have many, and each need asks for them."""
    return spans[bisect_left(spans, (low,)) : bisect_right(spans, high, key=attrgetter("start"))]


def _vacated_binding(file: ImportingFile, site: Site, vacated: tuple[Span, ...]) -> Binding | None:
    """The binding of the old name at the place, or of the nearest one that vanishes in the same function. None where
    it may not have been reached when the place runs."""
    function = site.function  # once: it is looked up anew at every access
    low, high = site.file_map.scopes[function].span if function else (site.at, site.at)
    near = (each for each in _begun(vacated, low, high) if each.start == site.at or each.end <= high)
    for span in sorted(near, key=lambda span: abs(span.start - site.at)):
        name = file.read.utf8[span.start : span.end].decode("utf-8", "replace")
        there = site_at(file.symbols, file.path, span.start)
        for binding in bindings_at(site.file_map, there.scope if there else 0, name, span.start):
            if binding.kind in ("import", "from") and binding.scope in site.chain:
                return None if _may_be_reached_late(site, binding) else binding
    return None

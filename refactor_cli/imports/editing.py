"""The import statements of a file after an edit: `edit_imports`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Binding, Edit, Span
from refactor_cli.imports.comments import Comment, behind, comments_of, stays_behind, with_comments
from refactor_cli.imports.cycles import import_scope
from refactor_cli.imports.deletion import removals
from refactor_cli.imports.insertion import NewStatement, has_own_lines, insertion
from refactor_cli.imports.meaning import (
    Site,
    absolute,
    import_of,
    is_same,
    meaning,
    means,
    site_at,
    visible_imports,
)
from refactor_cli.imports.names import Added, Room, with_module, with_names
from refactor_cli.imports.order import NAME_ORDERS, NameOrder, fitting, is_sorted, name_key, statement_key
from refactor_cli.imports.placing import (
    Body,
    Place,
    body_of,
    is_unsorted,
    key_order,
    line_start,
    place_of,
    statements_of,
)
from refactor_cli.imports.removal import (
    Staying,
    conditions,
    emptied,
    leaving_names,
    whole_statements,
)
from refactor_cli.imports.statements import ParsedFile, Statement, node_at, parsed
from refactor_cli.imports.style import Style, section_of, style_of
from refactor_cli.imports.values import Import, ImportChange, Need
from refactor_cli.resolution import bindings_at
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node


class _Missing(NamedTuple):
    """An import to add: to which scope (0 is the module), before which offset, and the statement of the old
    symbol's import where it is to stand beside that."""

    wanted: Import
    scope: int
    limit: int | None
    beside: Statement | None


@dataclass(frozen=True)
class _File:
    """The file at hand. `comments`: by name and alias, of names that another import brings as they were."""

    symbols: SymbolMap
    path: str
    read: ParsedFile
    style: Style
    comments: Mapping[tuple[str, str], Comment] = field(default_factory=dict)

    def room(self, statement: Statement) -> Room:
        """What the lines of a statement have room for."""
        utf8, span = self.read.utf8, statement.span
        end = utf8.find(b"\n", span.end)
        before = utf8[line_start(utf8, span.start) : span.start].decode("utf-8", "replace")
        after = utf8[span.end : end if end >= 0 else len(utf8)].decode("utf-8", "replace").rstrip()
        return self.style.room._replace(before=before, after=after)


def edit_imports(symbols: SymbolMap, path: str, change: ImportChange) -> tuple[Edit, ...]:
    """The edits of a file's import statements that an edit of its code calls for: what is missing is added, what
    the edit left without a use goes. In the order of the file, apart from one another.

    Raises:
        KeyError: there is no such Python file.
    """
    site = site_at(symbols, path, 0)
    if site is None:
        raise KeyError(path)
    read = parsed(symbols, path)
    file = _File(symbols, path, read, style_of(symbols, symbols.snapshot.files[path], read))
    missing, kept = _missing(file, change)
    # a missing import may take over the name of one that goes
    used = change.used - {each.wanted.local for each in missing}
    filled = frozenset(each.beside.span.start for each in missing if each.beside is not None)
    staying, vacated = Staying(kept, used, filled, change.gone), frozenset(change.vacated)
    gone = leaving_names(read, site, vacated, staying)
    if vanishing := conditions(read, gone, filled):
        gone = leaving_names(read, site, vacated | vanishing, staying)
    coming = frozenset((each.wanted.name, each.wanted.alias) for each in missing)
    file = replace(file, comments=comments_of(read, gone, coming))
    edits = list(_edits(file, missing, gone))
    newline = file.style.newline
    return tuple(
        Edit(path, span, text if newline != "\r" else text.replace("\n", "\r"))
        for span, text in sorted(edits)
    )


def _missing(file: _File, change: ImportChange) -> tuple[tuple[_Missing, ...], frozenset[Import]]:
    """What must be added, and the imports in the file that satisfy a need."""
    missing: dict[tuple[Import, object], _Missing] = {}
    spare = set[tuple[Import, object]]()
    kept = set[Import]()
    # what takes a place of its own comes first: it may be all that others need
    for wanted, at, instead in sorted(
        (Need(*need) for need in change.needs), key=lambda need: need.instead is None
    ):
        site = site_at(file.symbols, file.path, at)
        assert site is not None
        taken = _binding_at(site, instead) if instead is not None else None
        there = _satisfying(file, site, wanted, change.vacated) if taken is None or not taken.guard else None
        if there is not None:
            kept.add(there)
            continue
        if taken is None and any(
            _will_satisfy(site, each) for each in missing.values() if each.wanted == wanted
        ):
            continue
        if taken is not None:
            beside = file.read.at(taken.span.start)
            missing[wanted, beside] = _Missing(wanted, taken.scope, at, beside)
            continue
        old = _vacated_binding(file, site, change.vacated)
        scope = import_scope(site, wanted, old)
        scope = scope if isinstance(scope, int) else 0
        limit = at if site.runs_with(scope) else _definition_start(site, scope, old)
        if branches := _branches(file, site, old, scope):
            for beside in branches:
                missing[wanted, beside] = _Missing(wanted, scope, None, beside)
            continue
        beside = _beside(file, site, old, scope)
        if earlier := missing.get((wanted, scope)):
            limits = [each for each in (limit, earlier.limit) if each is not None]
            limit, beside = min(limits, default=None), earlier.beside if earlier.beside == beside else None
        missing[wanted, scope] = _Missing(wanted, scope, limit, beside)
        if (
            scope
            and old is not None
            and old.kind == "import"
            and wanted.name
            and _is_free(site, wanted.local)
        ):
            spare.add((wanted, scope))
    above = {each.wanted for each in missing.values() if not each.scope and each.beside is None}
    needed = (each for key, each in missing.items() if key not in spare or each.wanted not in above)
    return tuple(needed), frozenset(kept)


def _is_free(site: Site, name: str) -> bool:
    """Whether no function around a place binds a name: the module's own is seen from there."""
    return not any(each.scope and each.scope in site.chain for each in site.file_map.named.get(name, ()))


def _will_satisfy(site: Site, each: _Missing) -> bool:
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


def _branches(file: _File, site: Site, old: Binding | None, scope: int) -> tuple[Statement, ...]:
    """The imports of the old name in several branches, of which one runs: the new one is to stand beside each. None
    where one of them brings something else, or runs only after the place."""
    if old is None or old.scope != scope or old.guard != "if":
        return ()
    found = list[Statement]()
    first = import_of(file.symbols, file.path, old)
    for binding in site.file_map.named.get(old.name, ()):
        if binding.scope != scope:
            continue
        made, statement = import_of(file.symbols, file.path, binding), file.read.at(binding.span.start)
        if made != first or binding.guard != "if" or statement is None:
            return ()
        if site.runs_with(scope) and statement.span.end > site.at and binding.block == old.block:
            return ()
        found.append(statement)
    return tuple(found) if len({statement.span for statement in found}) > 1 else ()


def _beside(file: _File, site: Site, old: Binding | None, scope: int) -> Statement | None:
    """The import of the old name where the new one must stand beside it: in its function, under its condition, or in
    its `try`, which says what happens where it is not there. Not where the name is bound under other conditions too:
    one branch would not do for all."""
    if old is None or old.scope != scope or not (scope or old.guard in ("if", "try", "type_checking")):
        return None
    if old.guard == "try" or (old.guard == "if" and not old.block.start <= site.at < old.block.end):
        named = site.file_map.named.get(old.name, ())
        if any(each.scope == scope and each.span != old.span for each in named):
            return None
    return file.read.at(old.span.start)


def _satisfying(file: _File, site: Site, wanted: Import, vacated: tuple[Span, ...]) -> Import | None:
    stands_for = meaning(file.symbols, file.path, wanted)
    trusted = {file.read.utf8[span.start : span.end].decode() for span in vacated if span.start == site.at}
    for binding, made in visible_imports(site):
        if made.local != wanted.local:
            continue
        if not wanted.name and not wanted.alias and made.module != wanted.module:
            continue
        if is_same(file.symbols, file.path, meaning(file.symbols, file.path, made), stands_for):
            is_sure = binding.guard not in ("type_checking", "if") and binding.statement.end <= site.at
            old = binding.name if is_sure or binding.name in trusted else ""
            if means(site, binding, made, old) or _binds_with_others(site, binding, made):
                return made
    return None


def _binds_with_others(site: Site, binding: Binding, made: Import) -> bool:
    """Whether `import a.b` has run by then, and `a` means the package by another import like it."""
    if made.name or made.alias or binding.guard:
        return False
    if binding.statement.end > site.at:
        return False  # a function above an import may be called above it, too
    return any(
        not other.name and not other.alias and other.local == made.local and means(site, there, other)
        for there, other in visible_imports(site)
    )


def _vacated_binding(file: _File, site: Site, vacated: tuple[Span, ...]) -> Binding | None:
    """The binding of the old name at the place, or of the nearest one that vanishes in the same function. None where
    it may not have been reached when the place runs."""
    function = site.function  # once: it is looked up anew at every access
    around = site.file_map.scopes[function].span
    near = [span for span in vacated if span.start == site.at or (function and around.contains(span))]
    for span in sorted(near, key=lambda span: abs(span.start - site.at)):
        name = file.read.utf8[span.start : span.end].decode("utf-8", "replace")
        there = site_at(file.symbols, file.path, span.start)
        for binding in bindings_at(site.file_map, there.scope if there else 0, name, span.start):
            if binding.kind in ("import", "from") and binding.scope in site.chain:
                return None if _may_be_reached_late(site, binding) else binding
    return None


def _edits(
    file: _File, missing: tuple[_Missing, ...], gone: Mapping[int, frozenset[int]]
) -> Iterator[tuple[Span, str]]:
    bodies = {_body_node(file, each).id: _body_node(file, each) for each in missing}
    hosted: dict[int, list[Import]] = {}
    homeless = list[tuple[int, _Missing]]()
    for each in missing:
        node = _body_node(file, each)
        host = _host(file, node, each, gone, hosted)
        if (
            host is not None
            and _renamed(file, host, gone, (*hosted.get(host.span.start, ()), each.wanted)) is not None
        ):
            hosted.setdefault(host.span.start, []).append(each.wanted)
        else:
            homeless.append((node.id, each))
    whole = whole_statements(file.read, gone, frozenset(hosted))
    for statement in file.read.statements:
        start = statement.span.start
        if start not in whole and (start in gone or start in hosted):
            text = _renamed(file, statement, gone, tuple(hosted.get(start, ())))
            if text is not None:
                yield statement.span, text
    replaced = set[int]()
    for node_id, node in bodies.items():
        for place, span, text in _new_statements(file, node, [m for i, m in homeless if i == node_id], whole):
            if place.how == "instead" and place.statement is not None:
                replaced.add(place.statement.span.start)
            yield span, text
    left = whole - replaced
    for block in emptied(file.read, left):
        left -= frozenset(block.statements)
        if block.whole is not None:
            left |= {block.whole.start_byte}
            continue
        first, *others = (file.read.at(start) for start in block.statements)
        assert first is not None
        yield first.span, "pass"
        left |= {other.span.start for other in others if other is not None}
    yield from ((span, "") for span in removals(file.read, left))


def _new_statements(
    file: _File, node: Node, missing: list[_Missing], whole: frozenset[int]
) -> Iterator[tuple[Place, Span, str]]:
    section = partial(section_of, file.symbols, file.path)
    body = body_of(file.read, node, section, whole, file.style.within_sections)
    places: dict[Place, list[NewStatement]] = {}
    shared: dict[str, Place] = {}  # where names of a module go that may share a statement
    for each in missing:
        there = section(each.wanted)
        joins = _joins(file.style, each.wanted)
        new = NewStatement(there, statement_key(key_order(body), each.wanted), each.wanted, joins)
        beside = (other.wanted for other in missing if joins and _joins(file.style, other.wanted))
        twin = _twin(body, (each.wanted, *(other for other in beside if other.module == each.wanted.module)))
        place = place_of(body, each.wanted, there, each.limit)
        if (
            twin is not None
            and is_unsorted(body, twin)
            and (each.limit is None or twin.span.end <= each.limit)
        ):
            place = Place("instead", twin)
        if (
            place.statement is not None
            and place.how in ("before", "after")
            and place.statement.span.start in whole
        ):
            place = Place("instead", place.statement)
        if joins and each.wanted.name:
            known = shared.setdefault(each.wanted.module, place)
            if each.limit is None or (known.statement and known.statement.span.end <= each.limit):
                place = known
        places.setdefault(place, []).append(new)
    for place, statements in places.items():
        statements, utf8 = _as_they_were(file, body, statements), file.read.utf8
        told = file.comments if has_own_lines(body, utf8, place) else {}
        made = with_comments(told, place, statements, file.style.room)
        span, text = insertion(body, utf8, place, made, file.style.room)
        yield place, span if stays_behind(told, place, statements) else behind(utf8, span), text


def _joins(style: Style, wanted: Import) -> bool:
    """Whether names of its module may share its statement."""
    return bool(wanted.name) and not style.single_line and (not wanted.alias or style.combines_aliases)


def _twin(body: Body, together: Iterable[Import]) -> Statement | None:
    """The statement that goes as a whole, of which another one brings the same names from another module."""
    names = {(wanted.name, wanted.alias) for wanted in together}
    return next((found for found in _going(body) if _names_of(found) == names), None)


def _as_they_were(file: _File, body: Body, statements: Sequence[NewStatement]) -> list[NewStatement]:
    """New statements in the layout of those whose names they bring from elsewhere, if the lines have room for it."""
    found = list[NewStatement]()
    for each in statements:
        beside = (other.wanted for other in statements if other.joins and each.joins)
        module = each.wanted.module
        twin = _twin(body, (each.wanted, *(other for other in beside if other.module == module)))
        source = with_module(file.read.utf8, twin, module, file.room(twin)) if twin else None
        found.append(each._replace(source=source or ""))
    return found


def _going(body: Body) -> Iterator[Statement]:
    return (found for found in statements_of(body) if found.is_from and found.span.start in body.gone)


def _names_of(statement: Statement) -> set[tuple[str, str]]:
    return {(name.name, name.alias) for name in statement.names}


def _body_node(file: _File, missing: _Missing) -> Node:
    """The module, the body of the function, or the block in which the old symbol's import stands."""
    root = file.read.tree.root_node
    if not missing.scope and missing.beside is None:
        return root
    file_map = file.symbols.map(file.path)
    assert file_map is not None
    span = missing.beside.span if missing.beside is not None else file_map.scopes[missing.scope].span
    node: Node | None = node_at(file.read, Span(span.start, span.start))
    while node is not None and node.type not in ("block", "module"):
        node = node.parent
    return node if node is not None else root


def _host(
    file: _File,
    node: Node,
    missing: _Missing,
    gone: Mapping[int, frozenset[int]],
    hosted: Mapping[int, Sequence[Import]],
) -> Statement | None:
    """The statement that already imports from the same module in the same place, if the name may join it; of several,
    one that loses a name of the same form for which no other has come yet, so that lines are not merged."""
    wanted = missing.wanted
    if not wanted.name:
        return None
    module = absolute(file.symbols, file.path, wanted.module)
    hosts = list[Statement]()
    body = body_of(file.read, node, partial(section_of, file.symbols, file.path), frozenset(), False)
    for found in statements_of(body):
        if not found.is_from or found.names[0].name == "*" or found.module == "__future__":
            continue
        if missing.limit is not None and found.span.end > missing.limit:
            continue
        is_left_alone = len(gone.get(found.span.start, ())) == len(found.names)
        has_alias = bool(wanted.alias) or any(name.alias for name in found.names)
        is_apart = file.style.single_line or (has_alias and not file.style.combines_aliases)
        if absolute(file.symbols, file.path, found.module) == module and (is_left_alone or not is_apart):
            hosts.append(found)

    def fitness(found: Statement) -> tuple[bool, ...]:
        at = found.span.start
        going = [found.names[index] for index in gone.get(at, ())]
        is_alike = any((name.alias or "") == (wanted.alias or "") for name in going)
        return found == missing.beside, is_alike, len(hosted.get(at, ())) < len(going), bool(going)

    return max(hosts, key=fitness, default=None)


def _renamed(
    file: _File, statement: Statement, gone: Mapping[int, frozenset[int]], new: tuple[Import, ...]
) -> str | None:
    """The statement without the names that go, and with new ones in their order."""
    indices = gone.get(statement.span.start, frozenset())
    rows = [partial(_name_row, found) for found in file.read.statements if found.is_from]
    own = partial(_name_row, statement)
    order = fitting(NAME_ORDERS, rows) or fitting(NAME_ORDERS, [own])
    added = list[Added]()
    for wanted in sorted(new, key=lambda each: name_key(order or NameOrder(), each.name, each.alias)):
        said = file.comments.get((wanted.name, wanted.alias))
        comment = said.text if said is not None and said.behind != statement.span.start else ""
        if order is not None and is_sorted(own(order)):
            key = name_key(order, wanted.name, wanted.alias)
            added.append(Added(sum(each <= key for each in own(order)), wanted.named, comment))
        else:
            added.append(Added(min(indices, default=len(statement.names)), wanted.named, comment))
    return with_names(file.read.utf8, statement, indices, added, file.room(statement))


def _name_row(statement: Statement, order: NameOrder) -> list[tuple[object, ...]]:
    return [name_key(order, name.name, name.alias) for name in statement.names]

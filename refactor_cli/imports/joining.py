"""Names that join an import statement which is there: which one, and how it reads then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from refactor_cli.imports.importing_file import ImportingFile
from refactor_cli.imports.missing import Missing
from refactor_cli.imports.names import Added, comment_of, with_names
from refactor_cli.imports.order import NAME_ORDERS, NameOrder, fitting, is_sorted, name_key
from refactor_cli.imports.placing import (
    body_of,
    statements_of,
)
from refactor_cli.imports.statements import Statement
from refactor_cli.imports.style import section_of
from refactor_cli.imports.values import Import
from refactor_cli.resolution import absolute

if TYPE_CHECKING:
    from refactor_cli.grammar import Node


def host_of(
    file: ImportingFile,
    node: Node,
    missing: Missing,
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


def with_joined(
    file: ImportingFile, statement: Statement, gone: Mapping[int, frozenset[int]], new: tuple[Import, ...]
) -> str | None:
    """The statement without the names that go, and with new ones in their order."""
    indices = gone.get(statement.span.start, frozenset())
    rows = [partial(_name_row, found) for found in file.read.statements if found.is_from]
    own = partial(_name_row, statement)
    order = fitting(NAME_ORDERS, rows) or fitting(NAME_ORDERS, [own])
    is_told = len(indices) > 1 and any(comment_of(file.read.utf8, statement, index) for index in indices)
    if is_told and (places := _places(statement, indices, new, order)) is not None:
        added = [Added(places[wanted], wanted.named) for wanted in new]
        return with_names(file.read.utf8, statement, indices, added, file.room(statement))
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


def _places(
    statement: Statement, indices: frozenset[int], new: tuple[Import, ...], order: NameOrder | None
) -> dict[Import, int] | None:
    """The going names whose places new ones take one by one, each that of its alias, so that what is said of them stays
    beside them; None where the order of the names would suffer."""
    names = list(statement.names)
    found = dict[Import, int]()
    for wanted in new:
        alike = [index for index in indices if (names[index].alias or "") == (wanted.alias or "")]
        if len(alike) != 1 or alike[0] in found.values():
            return None
        found[wanted] = alike[0]
    if len(found) != len(indices):
        return None
    if order is None:
        return found
    keys = [name_key(order, name.name, name.alias) for name in names]
    changed = list(keys)
    for wanted, index in found.items():
        changed[index] = name_key(order, wanted.name, wanted.alias)
    return found if is_sorted(changed) or not is_sorted(keys) else None


def _name_row(statement: Statement, order: NameOrder) -> list[tuple[object, ...]]:
    return [name_key(order, name.name, name.alias) for name in statement.names]

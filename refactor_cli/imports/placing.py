"""Where a new import statement goes among those that a module or a function has."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from msgspec import Struct

from refactor_cli.data import Span
from refactor_cli.imports.order import ORDERS, Order, Section, fitting, statement_key
from refactor_cli.imports.statements import ParsedFile, Statement
from refactor_cli.imports.values import Import

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

BLANK = re.compile(rb"[ \t\f]*\r?\n")
_BLANK_LINE = re.compile(rb"\n[ \t\f]*\r?\n")
DEFINITIONS = frozenset({"function_definition", "class_definition", "decorated_definition"})

Group = tuple[Statement, ...]
Run = tuple[Group, ...]


class Place(NamedTuple):
    """Where a new statement goes: in place of `statement`, which is removed; on a line before or after it;
    as a new group before or after its group; at the top, where there are no import statements."""

    how: Literal["instead", "before", "after", "group before", "group after", "top"]
    statement: Statement | None = None


class Body(Struct, frozen=True):
    """A module or a function's body. `runs`: its import statements, those apart that other code separates; in a
    run, groups are separated by blank lines. `sections`: of every statement, by its start, as numbers that rise with
    the part of the block. `gone`: starts of the statements that are removed. `orders`: those that the file may follow,
    the likeliest first.
    """

    node: Node
    runs: tuple[Run, ...]
    sections: Mapping[int, int]
    gone: frozenset[int]
    orders: tuple[Order, ...]


def body_of(
    read: ParsedFile,
    node: Node,
    section: Callable[[Import], int],
    gone: frozenset[int],
    within_sections: bool,
) -> Body:
    """Reads the import statements that stand directly in a module or block."""
    by_start = {found.span.start: found for found in read.statements}
    runs: list[list[list[Statement]]] = [[]]
    for child in node.children:
        statement = by_start.get(child.start_byte) if "import" in child.type else None
        if statement is not None:
            groups = runs[-1]
            if not groups or _BLANK_LINE.search(read.utf8, groups[-1][-1].span.end, statement.span.start):
                groups.append([])
            groups[-1].append(statement)
        elif child.type not in ("comment", ";") and runs[-1]:
            runs.append([])
    every = [statement for run in runs for group in run for statement in group]
    sections = {found.span.start: section(found.imports[0]) for found in every if found.names}
    kept = tuple(_joined(read.utf8, run, sections) for run in runs if run)
    orders = tuple(sorted(ORDERS, key=lambda order: within_sections and not order.within_sections))
    return Body(node, kept, sections, gone, _likely(orders, kept, sections))


def place_of(body: Body, wanted: Import, section: int, limit: int | None = None) -> Place:
    """Where `wanted` goes; before offset `limit` in any case."""
    run = _run(body, wanted, section, limit)
    if run is None:
        return Place("top")
    group = _group(body, run, wanted, section)
    if group is None:
        return _new_group(body, run, section)
    stretch = [found for found in group if body.sections.get(found.span.start) == section]
    if not stretch:
        return _at_section(body, group, section)
    return _in_stretch(body, stretch, wanted)


def statements_of(body: Body) -> tuple[Statement, ...]:
    """The import statements that stand directly in it, in order."""
    return tuple(found for run in body.runs for group in run for found in group)


def is_unsorted(body: Body, statement: Statement) -> bool:
    """Whether the group of a statement follows no order at all."""
    group = next(group for run in body.runs for group in run if statement in group)
    sections = [body.sections[found.span.start] for found in group if found.span.start in body.sections]
    if sections != sorted(sections):
        return True
    return any(fitting(body.orders, [_row(stretch)]) is None for stretch in _stretches(group, body.sections))


def parts_kinds(body: Body) -> bool:
    """Whether blank lines keep plain imports apart from `from` imports of the same section, everywhere in it."""
    groups = [group for run in body.runs for group in run]
    kinds = [
        {(body.sections[found.span.start], found.is_from) for found in group if found.names}
        for group in groups
    ]
    if any((part, True) in each and (part, False) in each for each in kinds for part, _ in each):
        return False
    every = set().union(*kinds)
    return any({(part, True), (part, False)} <= every for part, _ in every)


def key_order(body: Body) -> Order:
    """The order that new statements are sorted in among themselves."""
    return body.orders[0]


def _likely(orders: Sequence[Order], runs: Sequence[Run], sections: Mapping[int, int]) -> tuple[Order, ...]:
    stretches = [stretch for run in runs for group in run for stretch in _stretches(group, sections)]
    rows = [_row(stretch) for stretch in stretches]
    best = fitting(orders, rows)
    return tuple(orders) if best is None else (best, *(order for order in orders if order != best))


def _joined(utf8: bytes, groups: Sequence[Sequence[Statement]], sections: Mapping[int, int]) -> Run:
    """Groups that only the blank line above a comment separates are one, if they are sorted as one."""
    found: list[Group] = []
    for group in map(tuple, groups):
        if found and b"#" in utf8[found[-1][-1].span.end : group[0].span.start]:
            both = (*found[-1], *group)
            is_one = len({sections.get(each.span.start) for each in both}) == 1
            if is_one and fitting(ORDERS, [_row(both)]) is not None:
                found[-1] = both
                continue
        found.append(group)
    return tuple(found)


def _stretches(group: Group, sections: Mapping[int, int]) -> list[list[Statement]]:
    found: dict[int | None, list[Statement]] = {}
    for statement in group:
        found.setdefault(sections.get(statement.span.start), []).append(statement)
    return list(found.values())


def _row(stretch: Sequence[Statement]) -> Callable[[Order], list[tuple[object, ...]]]:
    return lambda order: [statement_key(order, found.imports[0]) for found in stretch if found.names]


def _run(body: Body, wanted: Import, section: int, limit: int | None) -> Run | None:
    """The run that has imports of the same package, else of the same section, else the longest; none below the
    first definition."""
    usable = [run for run in body.runs if limit is None or run[-1][-1].span.end <= limit]
    first = next((child.start_byte for child in body.node.children if child.type in DEFINITIONS), None)
    if first is not None:
        usable = [run for run in usable if run[0][0].span.start < first]

    def fitness(run: Run) -> tuple[bool, bool, int]:
        every = [found for group in run for found in group]
        return (
            any(_is_kin(found, wanted) for found in every),
            any(body.sections.get(found.span.start) == section for found in every),
            len(every),
        )

    return max(usable, key=fitness, default=None)


def _group(body: Body, run: Run, wanted: Import, section: int) -> Group | None:
    def sections(group: Group) -> list[int]:
        return [body.sections[found.span.start] for found in group if found.span.start in body.sections]

    other_kind = section ^ 1  # a group of its own, where kinds are parted at all
    kin = [
        group
        for group in run
        if any(
            _is_kin(found, wanted) and body.sections.get(found.span.start) != other_kind for found in group
        )
    ]
    same = [group for group in run if section in sections(group)]
    if found := [group for group in kin if group in same] or same or kin:
        # where an import leaves, a new one may take its place
        leaving = (group for group in found if any(each.span.start in body.gone for each in group))
        return next(leaving, found[0])
    mixed = [group for group in run if len(set(sections(group)) - {Section.FUTURE}) > 1]
    if len(run) > 1:  # what stands apart from others is mixed with its neighbours only
        mixed = [group for group in mixed if min(sections(group)) <= section <= max(sections(group))]
    if mixed and section != Section.FUTURE:
        return min(mixed, key=lambda group: min(abs(there - section) for there in sections(group)))
    return None


def _new_group(body: Body, run: Run, section: int) -> Place:
    before = [group for group in run if max(_known(body, group)) < section]
    after = [group for group in run if group not in before]
    # a group that vanishes as a whole gives its place
    for group in (*before[-1:], *after[:1]):
        if all(found.span.start in body.gone for found in group):
            return Place("instead", group[0])
    if before:
        return Place("group after", before[-1][-1])
    if Section.FUTURE in _known(body, after[0]):
        return _at_section(body, after[0], section)  # nothing may stand before it
    return Place("group before", after[0][0])


def _known(body: Body, group: Group) -> list[int]:
    return [body.sections.get(found.span.start, Section.THIRD_PARTY * 2) for found in group]


def _at_section(body: Body, group: Group, section: int) -> Place:
    before = [found for found in group if body.sections.get(found.span.start, section) <= section]
    return Place("after", before[-1]) if before else Place("before", group[0])


def _in_stretch(body: Body, stretch: Sequence[Statement], wanted: Import) -> Place:
    order = fitting(body.orders, [_row(stretch)])
    if order is not None:
        key = statement_key(order, wanted)
        index = sum(statement_key(order, found.imports[0]) <= key for found in stretch)
        return _at_index(body, stretch, index)
    for found in stretch:
        if found.span.start in body.gone:
            return Place("instead", found)
    kin = [found for found in stretch if _is_kin(found, wanted)]
    like = [found for found in kin or stretch if found.is_from == bool(wanted.name)]
    return Place("after", (like or kin or stretch)[-1])


def _at_index(body: Body, stretch: Sequence[Statement], index: int) -> Place:
    for near in (index, index - 1):
        if 0 <= near < len(stretch) and stretch[near].span.start in body.gone:
            return Place("instead", stretch[near])
    return Place("after", stretch[index - 1]) if index else Place("before", stretch[0])


def _is_kin(statement: Statement, wanted: Import) -> bool:
    """Whether both import from one top-level package, or both relatively."""
    if not statement.names:
        return False
    here = statement.imports[0].module
    if here.startswith(".") or wanted.module.startswith("."):
        return here.startswith(".") and wanted.module.startswith(".")
    return here.partition(".")[0] == wanted.module.partition(".")[0]


def line_start(utf8: bytes, offset: int) -> int:
    """Offset of the first byte of the line."""
    return utf8.rfind(b"\n", 0, offset) + 1


def line_end(body: Node, utf8: bytes, offset: int) -> int:
    """Offset behind the line's end; behind the statement where another one begins on the line and goes on."""
    while True:
        newline = utf8.find(b"\n", offset)
        if newline < 0:
            return len(utf8)
        across = next((c for c in body.children if c.start_byte <= newline < c.end_byte), None)
        if across is None:
            return newline + 1
        offset = across.end_byte


def attached_comments(utf8: bytes, statement: Span) -> int:
    """Where the comment lines begin that stand directly above a statement: its line when there are none, or
    when they are the head of the file."""
    here = start = line_start(utf8, statement.start)
    while start:
        above = line_start(utf8, start - 1)
        if not utf8[above:start].lstrip().startswith(b"#"):
            return start
        start = above
    return here

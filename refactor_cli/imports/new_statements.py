"""Imports that no statement of the file takes in: where they go, and how they are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refactor_cli.data import Span
from refactor_cli.imports.comments import behind, stays_behind, with_comments
from refactor_cli.imports.importing_file import ImportingFile
from refactor_cli.imports.insertion import NewStatement, has_own_lines, insertion
from refactor_cli.imports.missing import Missing
from refactor_cli.imports.names import commented_with, with_module
from refactor_cli.imports.order import statement_key
from refactor_cli.imports.placing import (
    Body,
    Place,
    body_of,
    is_unsorted,
    key_order,
    parts_kinds,
    place_of,
    statements_of,
)
from refactor_cli.imports.statements import Statement
from refactor_cli.imports.style import Style, part_of, section_of
from refactor_cli.imports.values import Import

if TYPE_CHECKING:
    from refactor_cli.grammar import Node


def new_statements(
    file: ImportingFile, node: Node, missing: list[Missing], whole: frozenset[int]
) -> Iterator[tuple[Place, Span, str]]:
    """Of one body: where each goes, the bytes it takes the place of, and its text; `whole`: starts of statements that
    go as a whole, whose place a new one may take."""
    style = file.style
    section = partial(_part, file, style)
    body = body_of(file.read, node, section, whole, style.within_sections)
    if not style.between_types and not style.within_sections and parts_kinds(body):
        section = partial(_part, file, replace(style, between_types=True))
        body = body_of(file.read, node, section, whole, style.within_sections)
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
        if (late := _late(body, each)) is not None:
            place = Place("instead", late)
        elif joins and each.wanted.name:
            known = shared.setdefault(each.wanted.module, place)
            if each.limit is None or (known.statement and known.statement.span.end <= each.limit):
                place = known
        places.setdefault(place, []).append(new)
    for place, statements in places.items():
        statements, utf8 = _as_they_were(file, body, place, statements), file.read.utf8
        told = file.comments if has_own_lines(body, utf8, place) else {}
        made = with_comments(told, place, statements, file.style.room)
        span, text = insertion(body, utf8, place, made, file.style.room)
        yield place, span if stays_behind(told, place, statements) else behind(utf8, span), text


def _late(body: Body, each: Missing) -> Statement | None:
    """The statement that a new one is to stand beside, where that goes, and other code of a function stands between it
    and the imports above: it is there for what comes next."""
    old = each.beside
    if old is None or old.is_top or old.span.start not in body.gone:
        return None
    is_below = old in statements_of(body) and not any(old in group for group in body.runs[0])
    return old if is_below and (each.limit is None or old.span.end <= each.limit) else None


def _part(file: ImportingFile, style: Style, wanted: Import) -> int:
    return part_of(section_of(file.symbols, file.path, wanted), wanted, style)


def _joins(style: Style, wanted: Import) -> bool:
    """Whether names of its module may share its statement."""
    return bool(wanted.name) and not style.single_line and (not wanted.alias or style.combines_aliases)


def _twin(body: Body, together: Iterable[Import]) -> Statement | None:
    """The statement that goes as a whole, of which another one brings the same names from another module."""
    names = {(wanted.name, wanted.alias) for wanted in together}
    return next((found for found in _going(body) if _names_of(found) == names), None)


def _as_they_were(
    file: ImportingFile, body: Body, place: Place, statements: Sequence[NewStatement]
) -> list[NewStatement]:
    """New statements in the layout of those whose names they bring from elsewhere, if the lines have room for it; one
    that takes another's place by itself, with the comments among its lines."""
    found, old = list[NewStatement](), place.statement
    if len(statements) == 1 and place.how == "instead" and old is not None and old.is_from:
        (only,) = statements
        wanted, room = only.wanted, file.room(old)
        if wanted.name and (source := commented_with(file.read.utf8, old, wanted.module, wanted.named, room)):
            return [only._replace(source=source)]
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

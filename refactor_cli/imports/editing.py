"""The import statements of a file after an edit: `edit_imports`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from operator import itemgetter
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refactor_cli.data import Edit, Span
from refactor_cli.grammar import nearest
from refactor_cli.imports.assigned import with_assigned
from refactor_cli.imports.comments import comments_of
from refactor_cli.imports.deletion import removals, statement_node
from refactor_cli.imports.importing_file import ImportingFile
from refactor_cli.imports.joining import host_of, with_joined
from refactor_cli.imports.meaning import site_at
from refactor_cli.imports.missing import Missing, missing_imports
from refactor_cli.imports.new_statements import new_statements
from refactor_cli.imports.removal import (
    Staying,
    conditions,
    emptied,
    leaving_names,
    whole_statements,
)
from refactor_cli.imports.statements import node_at, parsed
from refactor_cli.imports.style import style_of
from refactor_cli.imports.values import Import, ImportChange
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node


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
    file = ImportingFile(symbols, path, read, style_of(symbols, symbols.snapshot.files[path], read))
    missing, kept = missing_imports(file, change)
    # a missing import may take over the name of one that goes
    used = change.used - {each.wanted.local for each in missing}
    filled = frozenset(each.beside.span.start for each in missing if each.beside is not None)
    wanted = (each.wanted for each in missing)
    coming = frozenset(each.module for each in wanted if not each.name and not each.alias)
    staying, vacated = Staying(kept, used, filled, change.gone, coming), frozenset(change.vacated)
    gone = leaving_names(read, site, vacated, staying)
    if vanishing := conditions(read, gone, filled):
        gone = leaving_names(read, site, vacated | vanishing, staying)
    names = frozenset((each.wanted.name, each.wanted.alias) for each in missing)
    file = replace(file, comments=comments_of(read, gone, names))
    edits = with_assigned(file, sorted(_edits(file, missing, gone)), change.assigned)
    newline = file.style.newline
    return tuple(
        Edit(path, span, text if newline != "\r" else text.replace("\n", "\r"))
        for span, text in sorted(edits, key=itemgetter(0))
    )


def _edits(
    file: ImportingFile, missing: tuple[Missing, ...], gone: Mapping[int, frozenset[int]]
) -> Iterator[tuple[Span, str]]:
    bodies = {_body_node(file, each).id: _body_node(file, each) for each in missing}
    hosted: dict[int, list[Import]] = {}
    homeless = list[tuple[int, Missing]]()
    for each in missing:
        node = _body_node(file, each)
        host = host_of(file, node, each, gone, hosted)
        if (
            host is not None
            and with_joined(file, host, gone, (*hosted.get(host.span.start, ()), each.wanted)) is not None
        ):
            hosted.setdefault(host.span.start, []).append(each.wanted)
        else:
            homeless.append((node.id, each))
    whole = whole_statements(file.read, gone, frozenset(hosted))
    for statement in file.read.statements:
        start = statement.span.start
        if start not in whole and (start in gone or start in hosted):
            text = with_joined(file, statement, gone, tuple(hosted.get(start, ())))
            if text is not None:
                yield statement.span, text
    replaced = set[int]()
    for node_id, node in bodies.items():
        for place, span, text in new_statements(file, node, [m for i, m in homeless if i == node_id], whole):
            if place.how == "instead" and place.statement is not None:
                replaced.add(place.statement.span.start)
            yield span, text
    left = whole - replaced
    for block in emptied(file.read, left):
        left -= frozenset(block.statements)
        if block.whole is not None:
            left |= {block.whole.start_byte}
            continue
        first = statement_node(file.read, block.statements[0])
        assert first is not None
        yield Span(first.start_byte, first.end_byte), "pass"
        left |= {*block.statements[1:]}
    yield from ((span, "") for span in removals(file.read, left))


def _body_node(file: ImportingFile, missing: Missing) -> Node:
    """The module, the body of the function, or the block in which the old symbol's import stands."""
    root = file.read.tree.root_node
    if not missing.scope and missing.beside is None:
        return root
    file_map = file.symbols.map(file.path)
    assert file_map is not None
    span = missing.beside.span if missing.beside is not None else file_map.scopes[missing.scope].span
    return nearest(node_at(file.read, Span(span.start, span.start)), "block", "module") or root

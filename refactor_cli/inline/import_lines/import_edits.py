"""What became of a file's usages -> the edits of its import lines."""

from __future__ import annotations

from collections.abc import Sequence

from refactor_cli.data import Edit, Outcome, Span, Usage
from refactor_cli.imports import Import, ImportChange, Need, edit_imports
from refactor_cli.inline.file import File
from refactor_cli.inline.import_lines.import_changes import import_changes
from refactor_cli.inline.import_lines.imported import is_gone
from refactor_cli.inline.job import Job
from refactor_cli.resolution import scope_at


def with_unused(file: File, jobs: Sequence[Job], outcomes: dict[Usage, Outcome]) -> tuple[Edit, ...]:
    """The edits of the import lines; imports of moved symbols that nothing here uses move too, as far as nothing
    elsewhere gets them from this file."""
    changes = import_changes(file, jobs, outcomes)
    for change in changes:
        file.changes.append(change)
    edits = import_edits(file)
    bindings = {binding.span: binding for binding in file.map.imports}
    stuck = [change for change in changes if not is_gone(bindings[change.edit.span], edits)]
    file.stuck.update((file.path, bindings[change.edit.span].name) for change in stuck if change.gone)
    if not stuck:
        return edits
    for change in stuck:
        file.changes.remove(change)
    return import_edits(file)


def import_edits(file: File) -> tuple[Edit, ...]:
    """The edits of import lines, and of the statements around them that go as a whole."""
    collapsed = tuple(each.edit for each in file.followed.collapsed)
    changes = file.changes
    if not changes:
        return collapsed
    needs = _first_needs(file)
    bound = {need.wanted.local for need in needs}
    change = ImportChange(
        needs,
        tuple(sorted({span for each in changes for span in each.vacated if not _is_pinned(file, span)})),
        frozenset(name for each in changes for name in each.locals) - bound,
        tuple(sorted({span for each in changes for span in each.gone})),
        file.stale,
        tuple(dict.fromkeys(assigned for each in changes for assigned in each.assigned)),
    )
    return (*edit_imports(file.symbols, file.path, change), *collapsed)


def _is_pinned(file: File, span: Span) -> bool:
    return file.utf8[slice(*span)].decode() in file.pinned | file.taken


def _first_needs(file: File) -> tuple[Need, ...]:
    """Each import once a scope, where it is needed first: what holds there holds further down. Once a branch of it that
    imports anything: what is imported there may not be further down."""
    found: dict[tuple[Import, int, Span | None], Need] = {}
    for change in file.changes:
        for need in change.needs:
            key = (need.wanted, scope_at(file.map, need.at), _importing_block(file, need.at))
            if key not in found or need.at < found[key].at:
                found[key] = need
    return tuple(found.values())


def _importing_block(file: File, at: int) -> Span | None:
    """The innermost list of statements around a place that has an import of its own."""
    around = (each.block for each in file.map.imports if each.block.start <= at <= each.block.end)
    return max(around, key=lambda block: (block.start, -block.end), default=None)

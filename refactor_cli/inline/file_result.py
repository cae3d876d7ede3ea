"""The changes of a file, and the edits of its import lines -> its edits in order, and the outcomes of its usages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from refactor_cli.data import Edit, Outcome, Span, Usage
from refactor_cli.inline.classes.same_types import named_once
from refactor_cli.inline.file import Aliased, Change, File
from refactor_cli.inline.import_lines.imported import import_outcomes
from refactor_cli.inline.import_lines.values import Taken
from refactor_cli.inline.job import Job
from refactor_cli.inline.new_source.alignment import aligned
from refactor_cli.inline.new_source.idle_statements import without_idle
from refactor_cli.inline.new_source.stretches import imports_gone


class FileResult(NamedTuple):
    """Edits of a file in order, import lines included; outcomes in the order of the jobs. `aliased`: usages by names
    that are assigned; `stuck`: names whose imports could not follow a move after all."""

    edits: tuple[Edit, ...]
    outcomes: tuple[Outcome, ...]
    aliased: Mapping[Usage, Aliased] = {}
    stuck: frozenset[Taken] = frozenset()


def file_result(
    file: File, jobs: Sequence[Job], outcomes: dict[Usage, Outcome], import_edits: Sequence[Edit]
) -> FileResult:
    """`outcomes`: of all usages but of imports that may go; `import_edits`: of the import lines."""
    outermost = {id(change) for change in file.outermost}
    inner = [change for change in file.changes if id(change) not in outermost]
    edits = [
        _whole(change, inner)
        for change in file.outermost
        if change.edit.text.encode() != file.utf8[slice(*change.edit.span)]  # only the import changes
    ]
    edits = named_once(file.tree, file.utf8, sorted(edits, key=lambda edit: edit.span))
    edits = aligned(file.tree, file.utf8, without_idle(file.tree, file.utf8, file.map, edits))
    imports = [job for job in jobs if job.usage.kind == "import" and job.usage not in outcomes]
    outcomes |= import_outcomes(file, imports, import_edits, outcomes)
    outcomes |= imports_gone(file, outcomes)
    # at one place, imports stand before new definitions
    ordered = _apart(file.utf8, sorted([*import_edits, *edits], key=lambda edit: edit.span))
    made = tuple(outcomes[job.usage] for job in jobs)
    return FileResult(ordered, made, dict(file.aliased), frozenset(file.stuck))


def _apart(utf8: bytes, ordered: Sequence[Edit]) -> tuple[Edit, ...]:
    """What is taken out above and below the same blank lines takes them along once."""
    found = list[Edit]()
    for edit in ordered:
        if found and not edit.text and not found[-1].text and edit.span.start < found[-1].span.end:
            shared = Span(edit.span.start, min(edit.span.end, found[-1].span.end))
            if not utf8[slice(*shared)].strip():
                edit = replace(edit, span=Span(shared.end, edit.span.end))
        found.append(edit)
    return tuple(found)


def _whole(change: Change, inner: Sequence[Change]) -> Edit:
    """The edit with the usages of all changes inside it."""
    span = change.edit.span
    inside = [usage for each in inner if span.contains(each.edit.span) for usage in each.edit.usages]
    return replace(change.edit, usages=(*change.edit.usages, *inside))
